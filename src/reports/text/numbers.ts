import { type Inline, md } from "./markdown.ts";

/** Numbers as people read them. None of these is data: nobody can write Markdown with them. */

/** `340 ms`, `1.2 s`, `2 min 5 s`. */
export function durationText(milliseconds: number): Inline {
  if (milliseconds < 1_000) return md`${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return { inline: `${(milliseconds / 1_000).toFixed(1)} s` };
  const seconds = Math.round(milliseconds / 1_000);
  return md`${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `12,345`. */
export function numberText(value: number): Inline {
  return { inline: value.toLocaleString("en-US") };
}

/**
 * `0.0242 USD`, `1.50 USD`: of small costs three significant digits, since one call often costs far less than a cent. The
 * word stands after the number: GitHub reads what stands between two dollar signs as mathematics.
 */
export function costText(usd: number): Inline {
  return { inline: `${usd < 0.1 ? decimalText(usd).inline : usd.toFixed(2)} USD` };
}

/** Three significant digits, never an exponent. */
export function decimalText(value: number): Inline {
  return { inline: value.toLocaleString("en-US", { maximumSignificantDigits: 3 }) };
}

/** `82 %` from 0.82. Never rounded to all or nothing. */
export function shareText(share: number): Inline {
  const percent = share * 100;
  const digits = percent > 99 || percent < 1 ? 3 : 1;
  return { inline: `${percent.toLocaleString("en-US", { maximumFractionDigits: digits })} %` };
}

const LEAST_CHANCE = 0.0001;

/** `0.5 %`, `less than 0.01 %`. */
export function chanceText(chance: number): Inline {
  return chance < LEAST_CHANCE ? md`less than 0.01 %` : percentText(chance);
}

/** `0.33 %` from 1/300: two significant digits. */
export function percentText(share: number): Inline {
  return { inline: `${(share * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} %` };
}

/** `+3`, `−12.5`, `0`, with a sign that is as wide as the plus. */
export function signedText(value: number): Inline {
  const text = decimalText(Number(Math.abs(value).toFixed(3))).inline;
  if (text === "0") return { inline: "0" };
  return { inline: `${value > 0 ? "+" : "−"}${text}` };
}

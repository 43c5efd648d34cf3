/**
 * Characters that hide, reorder or forge text are shown by their code point, `\u{202E}`: a reader sees what is there.
 * Bidirectional controls: https://trojansource.codes; the rest are Unicode's controls, format characters and default
 * ignorables. The two variation selectors that emoji use stay, since they only choose between two looks of one sign.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const KEPT = /[\uFE0E\uFE0F]/u;

/** One line: line breaks are shown as `⏎` and tabs as `⇥`. */
export function visibleLine(text: string): string {
  return visibleBlock(text).replaceAll("\n", "⏎").replaceAll("\t", "⇥");
}

/** Several lines: line feeds and tabs stay. */
export function visibleBlock(text: string): string {
  return text.replace(HIDDEN, (character) =>
    character === "\n" || character === "\t" || KEPT.test(character) ? character : codePointOf(character),
  );
}

function codePointOf(character: string): string {
  const hex = character.codePointAt(0)?.toString(16).toUpperCase() ?? "";
  return `\\u{${hex}}`;
}

/** A text cut to a length, and how many characters (UTF-16 code units) were cut off. */
export interface Clipped {
  readonly text: string;
  readonly left: number;
}

/** Cuts a text to at most `limit` UTF-16 code units and never through a character. */
export function clip(text: string, limit: number): Clipped {
  if (text.length <= limit) return { text, left: 0 };
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return { text: text.slice(0, end), left: text.length - end };
}

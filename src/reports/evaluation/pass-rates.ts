import { isPromptsDoing } from "../../evaluation/outcome.ts";
import type { CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import { wilsonInterval } from "../../evaluation/statistics/wilson.ts";
import { type Inline, md } from "../text/markdown.ts";

const CONFIDENCE = 0.95;

/**
 * Where each arm's own pass rate lies, had the suite endlessly many such cases: a rate of few cases is a rough one. Null where
 * no case's result is known.
 */
export function passRatesText(prompt: PromptReport): Inline | null {
  const after = rateText(prompt, "head");
  if (after === null) return null;
  const before = rateText(prompt, "base");
  const rates = before === null ? md`head ${after}` : md`base ${before}, head ${after}`;
  return md`Pass rates with their 95 % intervals (Wilson): ${rates}.`;
}

/** Cases count, not trials, since those of one case are alike; a case of which no trial is known says nothing. */
function rateText(prompt: PromptReport, arm: "base" | "head"): Inline | null {
  const rate = prompt[arm]?.metrics.pass_rate ?? null;
  const known = prompt.cases.filter((one) => isKnown(one, arm)).length;
  if (rate === null || known === 0) return null;
  const { high, low } = wilsonInterval({ passed: rate * known, cases: known, confidence: CONFIDENCE });
  return { inline: `${percent(rate)} (${percent(low)} … ${percent(high)})` };
}

/** Of several trials one that told nothing may stand for a case of which others are known. */
function isKnown(one: CaseReport, arm: "base" | "head"): boolean {
  const outcome = one[arm];
  const tally = one.trials?.[arm];
  if (tally !== null && tally !== undefined) return tally.passes + tally.fails > 0;
  return outcome !== null && (outcome.result !== "error" || isPromptsDoing(outcome.error.code));
}

function percent(share: number): string {
  return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
}

import type { PromptReport } from "../../evaluation/report/report.ts";
import { FEWEST_CLUSTERS } from "../../evaluation/statistics/sign-flip.ts";
import { countOf } from "../text/facts.ts";
import { type Inline, md } from "../text/markdown.ts";
import { decimalText, signedText } from "../text/numbers.ts";
import type { Statistics } from "./rule-words.ts";
import { isShownBySuite } from "./words.ts";

/** How sure the difference of two arms is: intervals, and what the suite could have seen at all. */

export type Comparison = Statistics["comparisons"][number];
type Interval = NonNullable<Comparison["interval"]>;

export function comparisonOf(
  { statistics }: PromptReport,
  metric: Comparison["metric"],
): Comparison | undefined {
  return statistics?.comparisons.find((one) => one.metric === metric);
}

/** `99 %`, or null where no comparison has an interval: a column for it would be empty. */
export function confidenceText({ statistics }: PromptReport): Inline | null {
  const found = statistics?.comparisons.find(({ interval }) => interval !== null)?.interval;
  if (found === undefined || found === null) return null;
  return { inline: `${Number((found.confidence * 100).toFixed(2))} %` };
}

/** `−42 … −3 points`; in words where the cases are too few to say more. */
export function intervalText(comparison: Comparison | undefined): Inline {
  if (comparison === undefined) return md`–`;
  const { cases, interval } = comparison;
  if (interval === null) return cases < FEWEST_CLUSTERS ? md`too few cases` : md`–`;
  const range = rangeText(comparison, interval);
  return isBlind(comparison) ? md`${range} (too few cases)` : range;
}

/** Whether not even all cases together, newly failing, would be significant. */
function isBlind({ fewest_flips: flips, smallest_visible: smallest }: Comparison): boolean {
  return flips !== null && smallest === null;
}

/** What a difference says for sure: `more` and `less` are no fault unless a rule says so. */
export type Mark = "worse" | "better" | "more" | "less" | "none";

/** `worse` is what a rule says, never an interval by itself; the rest is where the whole interval says the same. */
export function markOf({ statistics }: PromptReport, comparison: Comparison): Mark {
  const { interval, kind, metric } = comparison;
  const broken = statistics?.rules.some((rule) => rule.metric === metric && rule.status === "broken");
  if (broken === true) return "worse";
  if (interval === null) return "none";
  const none = kind === "ratio" ? 1 : 0;
  if (interval.low > none) return kind === "ratio" ? "more" : "better";
  return interval.high < none ? "less" : "none";
}

/** Cases that failed again, fresh, which fails the prompt: a finding that needs no interval. */
export function confirmedFalls({ cases, reasons }: PromptReport): number {
  if (!reasons.some(({ code }) => code === "confirmed_regression")) return 0;
  const confirmed = ({ confirmation, status }: PromptReport["cases"][number]) =>
    status === "newly_failing" && confirmation?.outcome === "confirmed";
  return cases.filter(confirmed).length;
}

function rangeText({ kind, metric }: Comparison, { low, high }: Interval): Inline {
  if (kind === "ratio") return md`${signedText((low - 1) * 100)} … ${signedText((high - 1) * 100)} %`;
  if (metric === "score") return md`${signedText(low)} … ${signedText(high)}`;
  return md`${signedText(low * 100)} … ${signedText(high * 100)} points`;
}

/** What a fall of the pass rate must at least be to show in the suite as a whole; null where none was compared. */
export function visibleText(prompt: PromptReport): Inline | null {
  const compared = comparisonOf(prompt, "pass_rate");
  if (compared === undefined) return null;
  const { cases, fewest_flips: flips, smallest_visible: smallest } = compared;
  const again = againText(prompt);
  if (smallest === null) {
    const needed = flips === null ? md`` : md`, that takes ${flips}`;
    return md`Too few cases to see a drop of the pass rate as such: ${cases}${needed}. ${again}`;
  }
  const least = flips ?? Math.ceil(-smallest * cases - ROUNDING);
  return least > cases
    ? md`Even a drop of all ${cases} cases would not have shown in the pass rate. ${again}`
    : md`The pass rate would have shown a drop of at least ${least} of ${cases} cases (${decimalText((least / cases) * 100)} points). ${again}`;
}

/** What stands in for the rate where it says nothing: a reader must not take its silence for the verdict. */
function againText(prompt: PromptReport): Inline {
  if (isShownBySuite(prompt)) return md`It shows one here.`;
  if (prompt.results !== undefined) return md`Given results are not run again.`;
  const confirmed = confirmedFalls(prompt);
  return confirmed === 0
    ? md`What newly fails is run again, case by case.`
    : md`What newly fails is run again, case by case, and ${countOf(confirmed, "case")} failed again.`;
}

/** 0.14 of 50 cases is 7, not the 8 that binary fractions make of it. */
const ROUNDING = 1e-9;

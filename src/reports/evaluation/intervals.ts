import type { PromptReport } from "../../evaluation/report.ts";
import { type Inline, md } from "../markdown.ts";
import { decimalText, signedText } from "../numbers.ts";
import type { Statistics } from "./rule-words.ts";

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

/** `−42 … −3 points`. */
export function intervalText(comparison: Comparison | undefined): Inline {
  if (comparison === undefined || comparison.interval === null) return md`–`;
  return rangeText(comparison, comparison.interval);
}

/** What a difference says for sure: `more` and `less` are no fault unless a rule says so. */
export type Mark = "worse" | "better" | "more" | "less" | "none";

/** Where the whole interval says the same, or a rule is broken. */
export function markOf({ statistics }: PromptReport, comparison: Comparison, { low, high }: Interval): Mark {
  const { kind, metric } = comparison;
  const broken = statistics?.rules.some((rule) => rule.metric === metric && rule.status === "broken");
  if (broken === true) return "worse";
  const none = kind === "ratio" ? 1 : 0;
  if (low > none) return kind === "ratio" ? "more" : "better";
  if (high < none) return kind === "ratio" ? "less" : "worse";
  return "none";
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
  if (smallest === null) {
    const needed = flips === null ? md`` : md`, that takes ${flips}`;
    return md`Too few cases to see a drop of the pass rate as such: ${cases}${needed}. What newly fails is run again, case by case.`;
  }
  const least = flips ?? Math.ceil(-smallest * cases - ROUNDING);
  return least > cases
    ? md`Even a drop of all ${cases} cases would not have shown in the pass rate. What newly fails is run again, case by case.`
    : md`The pass rate would have shown a drop of at least ${least} of ${cases} cases (${decimalText((least / cases) * 100)} points); smaller ones are told only case by case.`;
}

/** 0.14 of 50 cases is 7, not the 8 that binary fractions make of it. */
const ROUNDING = 1e-9;

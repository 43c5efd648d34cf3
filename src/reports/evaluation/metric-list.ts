import type { ArmMetrics, PromptReport } from "../../evaluation/report/report.ts";
import { type Inline, md } from "../text/markdown.ts";
import { costText, decimalText, durationText, numberText, shareText } from "../text/numbers.ts";
import type { Comparison } from "./intervals.ts";
import { passedText } from "./words.ts";

/** Which numbers of the arms are shown, in the order of the table. */

/** One number of both arms. */
export interface Metric {
  readonly name: Inline;
  readonly value: (metrics: ArmMetrics) => number | null;
  readonly text: (value: number, metrics: ArmMetrics) => Inline;
  /** Of numbers that have one good direction; of the others a change is told in per cent. */
  readonly good: "higher" | "lower" | null;
  /** The absolute budget that holds for it, where one is set. */
  readonly budget?: NonNullable<PromptReport["statistics"]>["budgets"][number]["budget"];
  /** What compares the arms; its means stand in the place of the number where it says more. */
  readonly compared?: { readonly metric: Comparison["metric"]; readonly means?: Means };
}

/** The mean over the cases of both arms. Without text the row gives way to another one of the same comparison. */
export type Means = { readonly name: Inline; readonly text: (mean: number) => Inline } | "left_out";

const LATENCY: Means = { name: md`latency, mean`, text: durationText };
const TOKENS: Means = { name: md`tokens of a call`, text: decimalText };
const COST: Means = { name: md`cost of a call`, text: (usd) => md`${decimalText(usd)} USD` };

export const PASSED: Metric = {
  name: md`cases passed`,
  value: ({ passed }) => passed,
  text: (_, all) => passedText(all),
  good: "higher",
};

/** Of several trials a case: a case is what most of them are, so the rate says more than the count. */
export const PASS_RATE: Metric = {
  name: md`pass rate`,
  value: () => null,
  text: shareText,
  good: null,
  compared: { metric: "pass_rate", means: { name: md`pass rate`, text: shareText } },
};

export const METRICS: readonly Metric[] = [
  { name: md`no answer`, value: ({ errors }) => errors, text: (value) => md`${value}`, good: "lower" },
  {
    name: md`score, mean`,
    value: () => null,
    text: decimalText,
    good: null,
    compared: { metric: "score", means: { name: md`score, mean`, text: decimalText } },
  },
  {
    name: md`latency, median`,
    value: (all) => all.latency_p50_ms,
    text: durationText,
    good: null,
    compared: { metric: "latency", means: LATENCY },
  },
  {
    name: md`latency, 95 %`,
    value: (all) => all.latency_p95_ms,
    text: durationText,
    good: null,
    budget: "latency_p95_ms",
  },
  {
    name: md`tokens in`,
    value: (all) => all.input_tokens,
    text: numberText,
    good: null,
    budget: "tokens",
    compared: { metric: "tokens", means: TOKENS },
  },
  {
    name: md`tokens out`,
    value: (all) => all.output_tokens,
    text: numberText,
    good: null,
    compared: { metric: "tokens", means: "left_out" },
  },
  {
    name: md`cost`,
    value: (all) => all.cost_usd,
    text: costText,
    good: null,
    budget: "cost_usd",
    compared: { metric: "cost", means: COST },
  },
];

import { type Answered, isUnknown, type Outcome, passes } from "./outcome.ts";
import type { ArmMetrics } from "./report/report.ts";
import { percentile } from "./statistics/percentile.ts";

/** A case's first pass on one arm. */
export interface ArmCase {
  /** What stands for its trials. */
  readonly outcome: Outcome;
  readonly trials: readonly Outcome[];
}

/** What the first pass of one arm comes to. Confirmations don't enter: they were run because something failed. */
export function armMetrics(cases: readonly ArmCase[]): ArmMetrics {
  const outcomes = cases.flatMap(({ trials }) => trials);
  const answered = outcomes.filter((outcome) => outcome.kind === "answered");
  const known = outcomes.filter((outcome) => !isUnknown(outcome)).length;
  const measured = answered.filter(({ origin }) => origin?.kind !== "record");
  const latencies = measured.map((outcome) => Math.round(outcome.latencyMs)).toSorted((a, b) => a - b);
  const cost = costOf(answered);
  return {
    cases: cases.length,
    passed: cases.filter(({ outcome }) => passes(outcome)).length,
    errors: outcomes.length - answered.length,
    pass_rate: known === 0 ? null : outcomes.filter(passes).length / known,
    latency_p50_ms: percentile(latencies, 0.5),
    latency_p95_ms: percentile(latencies, 0.95),
    ...tokensOf(answered),
    cost_usd: cost,
    cost_per_call_usd: cost === null ? null : cost / answered.length,
  };
}

/** The sum of all calls' costs; null where one is unknown or there is none. */
function costOf(answered: readonly Answered[]): number | null {
  const costs = answered.flatMap(({ costUsd }) => costUsd ?? []);
  return answered.length === 0 || costs.length < answered.length
    ? null
    : costs.reduce((sum, cost) => sum + cost, 0);
}

/** The sums of what was counted; null where an answer was not, since a mean of all would be too low. */
function tokensOf(answered: readonly Answered[]): {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
} {
  const usages = answered.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  if (usages.length === 0 || usages.length < answered.length)
    return { input_tokens: null, output_tokens: null };
  return {
    input_tokens: usages.reduce((sum, usage) => sum + usage.inputTokens, 0),
    output_tokens: usages.reduce((sum, usage) => sum + usage.outputTokens, 0),
  };
}

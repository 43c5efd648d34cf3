import { isPromptError, isUnknown, type Outcome, passes } from "../outcome.ts";
import type { Sample } from "../statistics/interval.ts";

/** A case's trials of the first pass. Fresh trials of confirmations are never among them. */
export interface CaseTrials {
  /** Whether only the head has the case. */
  readonly isNew: boolean;
  /** Null where the prompt has no base arm. */
  readonly base: readonly Outcome[] | null;
  readonly head: readonly Outcome[];
}

/** What a trial measures; null where it is unknown. */
export type Measure = (outcome: Outcome) => number | null;

export const METRICS = ["pass_rate", "score", "latency", "tokens", "cost"] as const;
export type Metric = (typeof METRICS)[number];

export const MEASURES: Readonly<Record<Metric, Measure>> = {
  pass_rate: (outcome) => (isUnknown(outcome) ? null : passes(outcome) ? 1 : 0),
  /** The mean of the evaluators that count; a prompt that cannot be run scores nothing. */
  score: (outcome) => {
    if (outcome.kind === "error") return isUnknown(outcome) ? null : 0;
    return meanOf(outcome.evaluations.filter(({ counts }) => counts).map(({ score }) => score));
  },
  /** Milliseconds. */
  latency: (outcome) =>
    outcome.kind === "answered" && outcome.origin?.kind !== "record" ? outcome.latencyMs : null,
  tokens: (outcome) =>
    outcome.kind === "answered" && outcome.usage !== null
      ? outcome.usage.inputTokens + outcome.usage.outputTokens
      : null,
  /** USD. */
  cost: (outcome) => (outcome.kind === "answered" ? (outcome.costUsd ?? null) : null),
};

/** The samples of a metric. Latencies are compared only where both arms were measured in one run: models have slow hours. */
export function samplesOf(metric: Metric, cases: readonly CaseTrials[]): readonly Sample[] {
  return pairedSamples(metric === "latency" ? cases.filter(isMeasuredTogether) : cases, MEASURES[metric]);
}

function isMeasuredTogether({ base, head }: CaseTrials): boolean {
  const answers = [...(base ?? []), ...head].filter(({ kind }) => kind === "answered");
  const runs = new Set(answers.map((one) => (one.kind === "answered" ? one.origin?.at : undefined)));
  return runs.size === 1;
}

/**
 * Cases whose arms can be compared, each with the mean of its trials on both arms: a case is a cluster. Cases that are
 * new, or that the base itself cannot run, are left out: the head's success on them would make up for regressions.
 */
export function pairedSamples(cases: readonly CaseTrials[], measure: Measure): readonly Sample[] {
  return cases.flatMap(({ isNew, base, head }) => {
    if (isNew || base === null || base.some(isPromptError)) return [];
    const [baseMean, headMean] = [meanKnown(base, measure), meanKnown(head, measure)];
    return baseMean === null || headMean === null ? [] : [{ base: baseMean, head: headMean }];
  });
}

/** The mean of each case's known trials on the head, new cases included. */
export function headMeans(cases: readonly CaseTrials[], measure: Measure): readonly number[] {
  return cases.flatMap(({ head }) => meanKnown(head, measure) ?? []);
}

function meanKnown(outcomes: readonly Outcome[], measure: Measure): number | null {
  return meanOf(outcomes.flatMap((outcome) => measure(outcome) ?? []));
}

export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

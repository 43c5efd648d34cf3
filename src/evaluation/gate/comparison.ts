import type { Interval, Sample } from "../statistics/interval.ts";
import { fewestFlips } from "../statistics/mcnemar.ts";
import { smallestVisible } from "../statistics/paired.ts";
import { pairedRateInterval } from "../statistics/wilson.ts";
import { type CaseTrials, METRICS, type Metric, samplesOf } from "./samples.ts";
import { estimateOf, flipsOf, hasGrades, intervalOf, isRatio } from "./statistics.ts";

/** A metric on both arms over the cases that can be compared, with how sure that is: for people, not for the verdict. */
export interface MetricComparison {
  readonly metric: Metric;
  /** How `estimate` compares: head less base, or head by base. */
  readonly kind: "difference" | "ratio";
  readonly cases: number;
  /** Means over cases: a share, a score, milliseconds, tokens or USD of one call. */
  readonly base: number;
  readonly head: number;
  /** Null for a ratio to nothing. */
  readonly estimate: number | null;
  readonly interval: Interval | null;
  /** The smallest change for the worse that the suite could have seen: a difference below 0 or a ratio above 1. */
  readonly smallestVisible: number | null;
  /** Of a pass rate of single trials: how many cases, all newly failing, it takes to be significant. */
  readonly fewestFlips: number | null;
}

interface ComparisonInput {
  readonly seed: string;
  readonly level: number;
  /** Trials per case and arm. */
  readonly trials: number;
  readonly cases: readonly CaseTrials[];
}

/** Every metric that was measured on both arms. Scores are left out where they repeat the passes and fails. */
export function compareMetrics(input: ComparisonInput): readonly MetricComparison[] {
  return METRICS.filter((metric) => metric !== "score" || hasGrades(input.cases)).flatMap((metric) => {
    const samples = samplesOf(metric, input.cases);
    return samples.length === 0 ? [] : [compareMetric(metric, samples, input)];
  });
}

function compareMetric(
  metric: Metric,
  samples: readonly Sample[],
  { seed, level, trials }: ComparisonInput,
): MetricComparison {
  const isSingle = metric === "pass_rate" && trials === 1;
  const cases = samples.length;
  return {
    metric,
    kind: isRatio(metric) ? "ratio" : "difference",
    cases,
    base: samples.reduce((sum, { base }) => sum + base, 0) / cases,
    head: samples.reduce((sum, { head }) => sum + head, 0) / cases,
    estimate: estimateOf(metric, samples),
    interval: isSingle
      ? pairedRateInterval(countsOf(samples), 1 - 2 * level)
      : intervalOf(metric, samples, { level, seed: `${seed}\n${metric}` }),
    ...(isSingle
      ? visibleFlips(cases, level)
      : { smallestVisible: visibleOf(metric, samples, level), fewestFlips: null }),
  };
}

function visibleFlips(cases: number, level: number) {
  const flips = fewestFlips(level);
  return { smallestVisible: flips > cases ? null : -flips / cases, fewestFlips: flips };
}

function visibleOf(metric: Metric, samples: readonly Sample[], level: number): number | null {
  const differences = samples.map(({ base, head }) => head - base);
  const smallest = smallestVisible(differences, level);
  if (smallest === null) return null;
  if (!isRatio(metric)) return -smallest;
  const base = samples.reduce((sum, sample) => sum + sample.base, 0) / samples.length;
  return base > 0 ? 1 + smallest / base : null;
}

function countsOf(samples: readonly Sample[]) {
  const bothPass = samples.filter(({ base, head }) => base === 1 && head === 1).length;
  const flips = flipsOf(samples);
  return {
    bothPass,
    ...flips,
    bothFail: samples.length - bothPass - flips.newlyFailing - flips.newlyPassing,
  };
}

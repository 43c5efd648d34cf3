import type { Interval, Sample } from "../statistics/interval.ts";
import { fewestFlips } from "../statistics/mcnemar.ts";
import { mcnemarInterval } from "../statistics/mcnemar-interval.ts";
import { smallestVisible } from "../statistics/paired.ts";
import { seededRandom } from "../statistics/random.ts";
import { FEWEST_CLUSTERS, signFlipTest } from "../statistics/sign-flip.ts";
import { type CaseTrials, METRICS, type Metric, samplesOf } from "./samples.ts";
import {
  estimateOf,
  flipsOf,
  hasGrades,
  intervalOf,
  isRatio,
  type PromptStatistics,
  type RuleResult,
  seedOf,
} from "./statistics.ts";

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
  /**
   * It leaves "no difference" out only where the rule's test does so, at the same level. Null where there are too few cases
   * to say anything, and for a ratio to nothing.
   */
  readonly interval: Interval | null;
  /** The smallest change for the worse that the suite could have seen: a difference below 0 or a ratio above 1. */
  readonly smallestVisible: number | null;
  /** Of a pass rate of single trials: how many cases, all newly failing, it takes to be significant. */
  readonly fewestFlips: number | null;
}

interface ComparisonInput {
  readonly seed: string;
  readonly cases: readonly CaseTrials[];
  /** What the rules said of the same first pass: what is shown must not contradict them. */
  readonly statistics: PromptStatistics;
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
  { seed, statistics: { level, rules } }: ComparisonInput,
): MetricComparison {
  const rule = rules.find((one) => one.kind !== "required_rate" && one.metric === metric);
  const isExact = rule?.method === "mcnemar";
  const cases = samples.length;
  return {
    metric,
    kind: isRatio(metric) ? "ratio" : "difference",
    cases,
    base: samples.reduce((sum, { base }) => sum + base, 0) / cases,
    head: samples.reduce((sum, { head }) => sum + head, 0) / cases,
    estimate: estimateOf(metric, samples),
    interval: isExact
      ? mcnemarInterval(countsOf(samples), level)
      : meanInterval(metric, samples, { level, seed, isBroken: rule?.status === "broken" }),
    ...(isExact
      ? visibleFlips(cases, level)
      : { smallestVisible: visibleOf(rule, metric, samples, level), fewestFlips: null }),
  };
}

/**
 * The bootstrap's interval, widened to "no difference" where the sign-flip test at the same level does not exclude that: the
 * bootstrap alone is too sure of a few odd cases. A broken rule has passed both. Nothing is claimed of too few clusters.
 */
function meanInterval(
  metric: Metric,
  samples: readonly Sample[],
  { isBroken, level, seed }: { readonly level: number; readonly seed: string; readonly isBroken: boolean },
): Interval | null {
  if (samples.length < FEWEST_CLUSTERS) return null;
  const own = seedOf(seed, isRatio(metric) ? "ratio" : "regression", metric);
  const interval = intervalOf(metric, samples, { level, seed: own });
  if (interval === null || isBroken) return interval;
  const none = isRatio(metric) ? 1 : 0;
  const falls = samples.map(({ base, head }) => base - head);
  const isSure = (differences: readonly number[]) => {
    const test = signFlipTest(differences, { level, random: seededRandom(`${own}\nsigns`) });
    return test.kind === "tested" && test.p <= level;
  };
  if (interval.high < none) return isSure(falls) ? interval : { ...interval, high: none };
  if (interval.low > none) return isSure(falls.map((fall) => -fall)) ? interval : { ...interval, low: none };
  return interval;
}

function visibleFlips(cases: number, level: number) {
  const flips = fewestFlips(level);
  return { smallestVisible: flips > cases ? null : -flips / cases, fewestFlips: flips };
}

function visibleOf(
  rule: RuleResult | undefined,
  metric: Metric,
  samples: readonly Sample[],
  level: number,
): number | null {
  const differences = samples.map(({ base, head }) => head - base);
  const smallest = smallestVisible(differences, level);
  if (smallest === null) return null;
  if (!isRatio(metric)) return -smallest - (rule?.limit ?? 0);
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

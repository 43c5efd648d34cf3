import { bcaInterval } from "./bootstrap.ts";
import type { Interval, Sample } from "./interval.ts";
import { normalQuantile } from "./normal.ts";
import type { Random } from "./random.ts";

interface Resampling {
  readonly confidence: number;
  readonly random: Random;
}

/** The mean of head less base, with its interval by paired bootstrap. Null where there are too few cases to draw from. */
export function meanDifference(
  samples: readonly Sample[],
  { confidence, random }: Resampling,
): { readonly estimate: number; readonly interval: Interval | null } {
  const differences = Float64Array.from(samples, ({ base, head }) => head - base);
  const statistic = (indexes: Uint32Array) => sumAt(differences, indexes) / indexes.length;
  return {
    estimate: meanOf(differences),
    interval:
      samples.length < 2 ? null : bcaInterval({ size: samples.length, statistic, confidence, random }),
  };
}

/**
 * Head's total by base's over the same cases, with its interval: the paired bootstrap of the logarithm of the ratio, whose
 * distribution is nearer to symmetric than the ratio's own. Preferred to Fieller's theorem (1954), whose interval can
 * be all numbers and which takes latencies for normal. Null where any value is not above zero.
 */
export function totalRatio(
  samples: readonly Sample[],
  { confidence, random }: Resampling,
): { readonly estimate: number; readonly interval: Interval | null } | null {
  if (samples.some(({ base, head }) => !(base > 0 && head > 0))) return null;
  const base = Float64Array.from(samples, (sample) => sample.base);
  const head = Float64Array.from(samples, (sample) => sample.head);
  const statistic = (indexes: Uint32Array) => Math.log(sumAt(head, indexes) / sumAt(base, indexes));
  const estimate = Math.exp(statistic(Uint32Array.from(samples.keys())));
  if (samples.length < 2) return { estimate, interval: null };
  const { low, high } = bcaInterval({ size: samples.length, statistic, confidence, random });
  return { estimate, interval: { low: Math.exp(low), high: Math.exp(high), confidence } };
}

function sumAt(values: Float64Array, indexes: Uint32Array): number {
  let sum = 0;
  for (let place = 0; place < indexes.length; place += 1) sum += values[indexes[place] ?? 0] ?? 0;
  return sum;
}

/** How often an effect of the smallest size that counts as visible is found. */
const POWER = 0.8;

/**
 * The smallest true mean difference that a one-sided test at this level would find in four of five runs, from the spread
 * of the differences seen: (z₁₋α + z₀.₈) · sd / √n (Bloom, Minimum Detectable Effects, Evaluation Review 19, 1995).
 * Null where the spread cannot be told.
 */
export function smallestVisible(differences: readonly number[], level: number): number | null {
  const size = differences.length;
  if (size < 2) return null;
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (size - 1);
  if (variance === 0) return null;
  return (normalQuantile(1 - level) + normalQuantile(POWER)) * Math.sqrt(variance / size);
}

function meanOf(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal.ts";

/**
 * The score interval of a rate: Wilson, JASA 22, 1927; method 3 of Newcombe, Statistics in Medicine 17:857, 1998. It
 * stays within 0 and 1 and is of use at 0 and 1 themselves. `passed` may be a sum of case means: cases whose trials
 * agree less than always vary less than this assumes, so it is on the safe side.
 */
export function wilsonInterval({
  passed,
  cases,
  confidence,
}: {
  readonly passed: number;
  readonly cases: number;
  readonly confidence: number;
}): Interval {
  if (cases === 0) return { low: 0, high: 1, confidence };
  const z = normalQuantile((1 + confidence) / 2);
  const rate = passed / cases;
  const denominator = 1 + z ** 2 / cases;
  const centre = (rate + z ** 2 / (2 * cases)) / denominator;
  const half = (z / denominator) * Math.sqrt((rate * (1 - rate)) / cases + z ** 2 / (4 * cases ** 2));
  return {
    low: rate === 0 ? 0 : Math.max(0, centre - half),
    high: rate === 1 ? 1 : Math.min(1, centre + half),
    confidence,
  };
}

/** How often each pair of results was seen. */
export interface PairedCounts {
  readonly bothPass: number;
  readonly newlyFailing: number;
  readonly newlyPassing: number;
  readonly bothFail: number;
}

/**
 * The interval of head's rate less base's on the same cases: two Wilson intervals squared and added, with the correlation
 * between the arms. Method 10 of Newcombe, Statistics in Medicine 17:2635, 1998; worked example in Altman et al.,
 * Statistics with Confidence, 2nd ed., 2000, p. 52.
 */
export function pairedRateInterval(counts: PairedCounts, confidence: number): Interval {
  const { bothPass, newlyFailing, newlyPassing, bothFail } = counts;
  const cases = bothPass + newlyFailing + newlyPassing + bothFail;
  if (cases === 0) return { low: -1, high: 1, confidence };
  const [base, head] = [bothPass + newlyFailing, bothPass + newlyPassing];
  const [b, h] = [base / cases, head / cases];
  const baseInterval = wilsonInterval({ passed: base, cases, confidence });
  const headInterval = wilsonInterval({ passed: head, cases, confidence });
  const phi = correlation(counts);
  const distance = (x: number, y: number) => Math.sqrt(Math.max(0, x ** 2 - 2 * phi * x * y + y ** 2));
  return {
    low: Math.max(-1, h - b - distance(h - headInterval.low, baseInterval.high - b)),
    high: Math.min(1, h - b + distance(headInterval.high - h, b - baseInterval.low)),
    confidence,
  };
}

/** Newcombe's φ, with his continuity correction for positive correlations. */
function correlation({ bothPass, newlyFailing, newlyPassing, bothFail }: PairedCounts): number {
  const cases = bothPass + newlyFailing + newlyPassing + bothFail;
  const product =
    (bothPass + newlyFailing) *
    (newlyPassing + bothFail) *
    (bothPass + newlyPassing) *
    (newlyFailing + bothFail);
  if (product === 0) return 0;
  const excess = bothPass * bothFail - newlyFailing * newlyPassing;
  const corrected = excess > 0 ? Math.max(0, excess - cases / 2) : excess;
  return corrected / Math.sqrt(product);
}

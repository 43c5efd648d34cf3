import { binomialUpperTail } from "./binomial.ts";
import type { Interval } from "./interval.ts";
import { type PairedCounts, pairedRateInterval } from "./wilson.ts";

/**
 * The interval of head's rate less base's that says of "no difference" what the exact McNemar test says at the same
 * level, one-sided: it excludes 0 where that is significant, and nowhere else. It is Newcombe's, which is the better guess
 * of the size, but for a bound on which the two disagree: Newcombe's rests on the normal distribution and calls 4 of 5
 * flips significant at 0.01, of which chance makes 6 %. There stands the bound that the test itself has.
 */
export function mcnemarInterval(counts: PairedCounts, level: number): Interval {
  const approximate = pairedRateInterval(counts, 1 - 2 * level);
  const exact = conditionalBounds(counts, level);
  const isHighAgreed = approximate.high < 0 === exact.high < 0;
  const isLowAgreed = approximate.low > 0 === exact.low > 0;
  return {
    ...approximate,
    low: isLowAgreed ? approximate.low : exact.low,
    high: isHighAgreed ? approximate.high : exact.high,
  };
}

/**
 * The exact McNemar test turned round: which shares of newly failing cases among the flips it would not reject (Clopper
 * & Pearson, Biometrika 26, 1934), as differences of the rates with as many flips as were seen.
 */
function conditionalBounds(
  { bothPass, newlyFailing, newlyPassing, bothFail }: PairedCounts,
  level: number,
): Pick<Interval, "low" | "high"> {
  const flips = newlyFailing + newlyPassing;
  const share = flips / Math.max(1, bothPass + flips + bothFail);
  const fewestFailing = lowerBound(newlyFailing, flips, level);
  const fewestPassing = lowerBound(newlyPassing, flips, level);
  return { low: -share * (1 - 2 * fewestPassing), high: share * (1 - 2 * fewestFailing) };
}

/** The lower Clopper–Pearson bound of a share: where seeing so many or more has just the probability of the level. */
function lowerBound(seen: number, trials: number, level: number): number {
  if (seen === 0) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (binomialUpperTail({ least: seen, trials, probability: middle }) > level) high = middle;
    else low = middle;
  }
  return low;
}

/** As many as a double has bits. */
const HALVINGS = 53;

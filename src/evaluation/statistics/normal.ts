/** ln √(2π) */
const LOG_ROOT_TWO_PI = 0.918_938_533_204_672_8;

/**
 * The standard normal distribution function by its Taylor series: Marsaglia, Evaluating the Normal Distribution, Journal
 * of Statistical Software 11(4), 2004. Absolute error about 1e-15.
 */
export function normalCdf(x: number): number {
  if (x < -9) return 0;
  if (x > 9) return 1;
  let sum = x;
  let term = x;
  for (let previous = 0, odd = 3; sum !== previous; odd += 2) {
    previous = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * Math.exp(-0.5 * x * x - LOG_ROOT_TWO_PI)));
}

/**
 * The z below which a standard normal variable falls with this probability, by bisection of `normalCdf`: exact to about
 * 1e-9 for probabilities from 1e-6 to 1 - 1e-6, which is all that an error budget asks for.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) return probability <= 0 ? -Infinity : Infinity;
  // The lower half is where the function keeps its digits apart.
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -9;
  let high = 0;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(X ≥ `least`) of a binomial variable, summed in log space from the probability mass function: exact but for rounding,
 * for any number of trials that a suite can have.
 */
export function binomialUpperTail({
  least,
  trials,
  probability,
}: {
  readonly least: number;
  readonly trials: number;
  readonly probability: number;
}): number {
  if (least <= 0) return 1;
  if (least > trials || probability === 0) return 0;
  if (probability === 1) return 1;
  let sum = 0;
  // From the far end: the smallest terms first lose the least.
  for (let successes = trials; successes >= least; successes -= 1) {
    const log =
      logChoose(trials, successes) +
      successes * Math.log(probability) +
      (trials - successes) * Math.log1p(-probability);
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

function logChoose(all: number, chosen: number): number {
  return logFactorial(all) - logFactorial(chosen) - logFactorial(all - chosen);
}

const LOG_FACTORIALS = [0];

/** ln n!, by adding logarithms; kept, since the same few are asked for again and again. */
function logFactorial(n: number): number {
  for (let next = LOG_FACTORIALS.length; next <= n; next += 1) {
    LOG_FACTORIALS.push((LOG_FACTORIALS[next - 1] ?? 0) + Math.log(next));
  }
  return LOG_FACTORIALS[n] ?? Number.NaN;
}

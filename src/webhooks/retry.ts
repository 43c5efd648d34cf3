/** Attempts per endpoint and event, the first included. */
export const MAX_ATTEMPTS = 4;

const FIRST_DELAY_MS = 1_000;
const GROWTH = 4;
/** No receiver can make a process hold a delivery longer than this between two attempts. */
const LONGEST_DELAY_MS = 60_000;

/**
 * How long to wait after a failed attempt, in milliseconds: around 1, 4 and 16 seconds, drawn from the upper half
 * so that receivers that failed together are not hit together again; never sooner than `Retry-After` asks, and
 * never longer than a minute.
 */
export function retryDelayMs(failure: {
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly retryAfterSeconds: number | undefined;
  /** In [0, 1). */
  readonly random: number;
}): number {
  const backoff = FIRST_DELAY_MS * GROWTH ** (failure.attempt - 1);
  const jittered = Math.round(backoff * (0.5 + failure.random / 2));
  return Math.min(LONGEST_DELAY_MS, Math.max(jittered, (failure.retryAfterSeconds ?? 0) * 1000));
}

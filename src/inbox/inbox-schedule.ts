import type { InboxVerdict, LapseVerdict } from "./inbox-store.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The waits after the first failed attempt, the second and so on. An outage of GitHub's of half a day is lived through. */
const WAITS_MS = [
  2 * SECOND,
  10 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
] as const;

/** Attempts for one delivery, the first included; after the last it is parked. */
export const INBOX_ATTEMPTS = WAITS_MS.length + 1;

/** A delivery that failed so often lets those behind it pass: a comment that nobody can handle must not silence an issue. */
export const LANE_PATIENCE = 3;

/** Up to a quarter longer, so that what failed together does not come back together. */
const JITTER = 0.25;

/** What becomes of a delivery whose handling failed. */
export function afterFailure(failure: {
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly at: number;
  /** In [0, 1). */
  readonly random: number;
  /** One line. */
  readonly reason: string;
}): InboxVerdict {
  const { at, attempt, random, reason } = failure;
  const wait = WAITS_MS[attempt - 1];
  if (wait === undefined) return { state: "dead", reason };
  return { state: "pending", retryAt: at + Math.round(wait * (1 + JITTER * random)), reason };
}

/**
 * The waits after an attempt that nobody came back from, from the third on. Up to then it is taken up again at once: the
 * process was only restarted. Whoever dies over and over takes everything down that it is at, so what goes on being
 * interrupted is drawn apart, until what kills is at it alone.
 */
const WAITS_AFTER_INTERRUPTION_MS = [
  0,
  0,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
] as const;

/** What becomes of a delivery whose handler died, or lost its lease. */
export function afterInterruption({
  at,
  attempt,
  random,
}: {
  /** The attempt that was interrupted, from 1. */
  readonly attempt: number;
  readonly at: number;
  /** In [0, 1). */
  readonly random: number;
}): LapseVerdict {
  const wait = WAITS_AFTER_INTERRUPTION_MS[attempt - 1];
  if (wait === undefined) return { state: "dead", reason: "given up: nobody who took it came back" };
  return { state: "pending", retryAt: at + Math.round(wait * (1 - random / 2)), reason: "interrupted" };
}

/**
 * Until when what is over is kept. GitHub redelivers for three days, and by then a repeat must still be known; parked ones
 * wait a month for somebody to look.
 */
export function inboxRetention(now: number): { readonly doneBefore: number; readonly deadBefore: number } {
  return { doneBefore: now - 4 * DAY, deadBefore: now - 30 * DAY };
}

import type { SendResult } from "../sender.ts";
import type { DeliveryVerdict, EndpointHealth, JudgeEndpoint, OutboxRetention } from "./store.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The waits after the first attempt, the second and so on: a little over three days in all. Standard Webhooks 1.0, “Retry
 * schedule”: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Attempts for one delivery, the first included. */
export const OUTBOX_ATTEMPTS = WAITS_MS.length + 1;

/** No receiver can put off a delivery longer than the schedule's own longest wait. */
const LONGEST_RETRY_AFTER_MS = DAY;

/** Up to a tenth longer than the schedule says, so that what failed together does not come back together. */
const JITTER = 0.1;

/**
 * When a failed attempt is followed by the next, in milliseconds since the epoch; null where it was the last. Never
 * sooner than `Retry-After` asks, within a day.
 */
export function nextAttemptAt(failure: {
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly failedAt: number;
  readonly retryAfterSeconds: number | undefined;
  /** In [0, 1). */
  readonly random: number;
}): number | null {
  const wait = WAITS_MS[failure.attempt - 1];
  if (wait === undefined) return null;
  const jittered = Math.round(wait * (1 + JITTER * failure.random));
  const asked = Math.min(LONGEST_RETRY_AFTER_MS, (failure.retryAfterSeconds ?? 0) * SECOND);
  return failure.failedAt + Math.max(jittered, asked);
}

/** A receiver's way to say: never again. */
const GONE = 410;

/** What becomes of a delivery after an attempt. */
export function verdictOn(
  result: SendResult,
  attempt: { readonly attempt: number; readonly at: number; readonly random: number },
): DeliveryVerdict {
  if (result.outcome === "delivered") return { state: "delivered", status: result.status };
  const failure = { code: result.code, status: result.status ?? null, endpointAtFault: true };
  if (result.status === GONE) return { state: "disabled", ...failure };
  const retryAt = nextAttemptAt({
    attempt: attempt.attempt,
    failedAt: attempt.at,
    retryAfterSeconds: result.retryAfterSeconds,
    random: attempt.random,
  });
  if (!result.retryable || retryAt === null) return { state: "dead", ...failure };
  return { state: "failed", retryAt, ...failure };
}

/** An endpoint that did nothing but fail for so long is switched off. */
const PATIENCE_MS = 5 * DAY;
/** Failures further apart say nothing of the time between them: longer than the longest wait with its jitter. */
const LONGEST_GAP_MS = 2 * DAY;

/** Judges an endpoint after an attempt: off at once after a 410, off after five days of failures without a success. */
export const judgeEndpoint: JudgeEndpoint = (health, { at, verdict }) => {
  if (verdict.state === "delivered") return { failingSince: null, lastFailedAt: null, disable: null };
  if (!verdict.endpointAtFault) return { ...health, disable: null };
  const failingSince = startOfFailure(health, at);
  const disable = verdict.status === GONE ? "gone" : at - failingSince >= PATIENCE_MS ? "failing" : null;
  return { failingSince, lastFailedAt: Math.max(at, health.lastFailedAt ?? at), disable };
};

function startOfFailure({ failingSince, lastFailedAt }: EndpointHealth, at: number): number {
  if (failingSince === null || lastFailedAt === null) return at;
  return at - lastFailedAt > LONGEST_GAP_MS ? at : failingSince;
}

/** How long deliveries that are over can be looked up and replayed. */
const KEPT_MS = 30 * DAY;

/** Until when what is over is kept. */
export function outboxRetention(now: number): OutboxRetention {
  return { finishedBefore: now - KEPT_MS };
}

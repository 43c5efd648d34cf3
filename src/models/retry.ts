import type { BeforeRetry, ModelError } from "../evaluation/model.ts";

/** Attempts per call, the first included. */
const MAX_ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
const GROWTH = 4;
const LONGEST_DELAY_MS = 30_000;

/** An attempt that failed, with the wait its server asked for, in milliseconds. */
export class AttemptError extends Error {
  override readonly name = "AttemptError";
  readonly error: ModelError;
  readonly retryAfterMs: number;
  constructor(error: ModelError, retryAfterMs = 0) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface RetrySurroundings {
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends early, by throwing the reason, when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

interface Retrying {
  readonly surroundings: RetrySurroundings;
  readonly signal: AbortSignal;
  readonly beforeRetry: BeforeRetry | undefined;
}

/**
 * Attempts a call up to three times where it may help: rate limits, server errors and broken connections, not timeouts
 * (each costs a minute) and not refusals. Waits about 0.5 and 2 seconds, longer where the server says so; a server that
 * asks for more than 30 seconds is not waited for.
 *
 * @throws ModelError of the last attempt, and what `beforeRetry` throws
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { beforeRetry, signal, surroundings: { random, sleep } }: Retrying,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AttemptError)) throw error;
      const mayHelp = error.error.retryable && error.error.code !== "timeout";
      if (!mayHelp || count === MAX_ATTEMPTS || error.retryAfterMs > LONGEST_DELAY_MS) throw error.error;
      const backoff = FIRST_DELAY_MS * GROWTH ** (count - 1) * (0.5 + random() / 2);
      await beforeRetry?.(error.error);
      await sleep(Math.max(Math.round(backoff), error.retryAfterMs), signal);
    }
  }
}

/** Milliseconds of a `Retry-After` header, in seconds or as a date; 0 where there is none. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header) * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs);
}

import type { ModelResponse } from "./model.ts";

/** Ports of the evaluation besides the model. */

/**
 * Runs synchronous work and stops it after so many milliseconds by throwing `TookTooLong`. Others can make evaluators
 * endless: a schema of a few lines can ask for more steps than the universe has seconds (references that double at each
 * level). The limit decides no verdict: a stopped evaluator is an error.
 */
export type Watchdog = <T>(work: () => T, milliseconds: number) => T;

/** Work that had to be stopped. */
export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

/** The time, from whoever runs an evaluation. */
export interface EvaluationClock {
  /** RFC 3339 in UTC, with milliseconds. */
  readonly now: () => string;
  /** A signal that is aborted after so long, as `AbortSignal.timeout` makes it. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly watchdog: Watchdog;
}

/** An answer of a model as it is kept for later runs. */
export interface KeptAnswer {
  readonly response: ModelResponse;
  /** When the run began that was given it, RFC 3339: which latencies were measured together. */
  readonly runStartedAt: string;
}

/**
 * Answers of earlier runs. A cache never fails a run: what cannot be read, or is not what was written, is absent, and what
 * cannot be written is asked for again.
 */
export interface AnswerCache {
  /** @param key 64 hex digits */
  read(key: string): Promise<KeptAnswer | null>;
  write(key: string, answer: KeptAnswer): Promise<void>;
}

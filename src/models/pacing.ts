import pLimit from "p-limit";
import type { Model, ModelResponse } from "../evaluation/model.ts";

/** How fast a provider may be asked. */
export interface Pace {
  readonly requestsPerMinute?: number | undefined;
  /** Tokens in and out, as the provider counts them. */
  readonly tokensPerMinute?: number | undefined;
  /** Calls at once. */
  readonly concurrency?: number | undefined;
}

export interface PaceSurroundings {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Ends early, by throwing the reason, when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const MINUTE_MS = 60_000;

interface Use {
  readonly atMs: number;
  readonly amount: number;
}

/**
 * A model that is asked no faster than its provider's limits: in any minute at most so many calls start, and none while the
 * last minute's answers have used up the tokens. What an answer takes is known with it, so the last calls of a minute may
 * go over by what they take themselves.
 */
export function paced(model: Model, pace: Pace, surroundings: PaceSurroundings): Model {
  const { concurrency, requestsPerMinute = Infinity, tokensPerMinute = Infinity } = pace;
  if ([concurrency, pace.requestsPerMinute, pace.tokensPerMinute].every((limit) => limit === undefined)) {
    return model;
  }
  const started: Use[] = [];
  const taken: Use[] = [];
  const oneByOne = pLimit(1);
  const atOnce = pLimit(concurrency ?? Infinity);
  const waitMs = (): number => {
    const now = surroundings.nowMs();
    return Math.max(
      untilBelow(started, { now, limit: requestsPerMinute }),
      untilBelow(taken, { now, limit: tokensPerMinute }),
    );
  };
  const start = async (signal: AbortSignal): Promise<void> => {
    for (let wait = waitMs(); wait > 0; wait = waitMs()) await surroundings.sleep(wait, signal);
    started.push({ atMs: surroundings.nowMs(), amount: 1 });
  };
  return {
    complete: (request, signal, beforeRetry) =>
      atOnce(async () => {
        signal.throwIfAborted();
        const startNext = () => oneByOne(() => start(signal));
        await startNext();
        const response = await model.complete(request, signal, async (failed) => {
          await beforeRetry?.(failed);
          await startNext();
        });
        taken.push({ atMs: surroundings.nowMs(), amount: tokensOf(response) });
        return response;
      }),
  };
}

function tokensOf({ usage }: ModelResponse): number {
  return usage === null ? 0 : usage.inputTokens + usage.outputTokens;
}

/** Milliseconds until the last minute's uses come to less than the limit; forgets what is older. */
function untilBelow(uses: Use[], { limit, now }: { readonly limit: number; readonly now: number }): number {
  const firstWithin = uses.findIndex(({ atMs }) => now - atMs < MINUTE_MS);
  uses.splice(0, firstWithin < 0 ? uses.length : firstWithin);
  let left = uses.reduce((sum, { amount }) => sum + amount, 0);
  for (const { amount, atMs } of uses) {
    if (left < limit) return 0;
    left -= amount;
    if (left < limit) return atMs + MINUTE_MS - now;
  }
  return 0;
}

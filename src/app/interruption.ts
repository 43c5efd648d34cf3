import { AsyncLocalStorage } from "node:async_hooks";
import { StoppedError, type Surroundings } from "../releases/ports.ts";

/** Shorter waits than this are over before anybody who stops the app would mind. */
const SHORT_MS = 2_000;

/** Work whose waits can be ended. */
export interface Interruption {
  /** Runs work whose long waits end when the signal is aborted: they reject with `StoppedError`. Requests are let finish. */
  readonly run: <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;
  /** Waits as the given surroundings do, and no longer than the work that waits may. */
  readonly surroundings: Surroundings;
}

/**
 * Which work waits is told by the asynchronous context: the waits are deep in GitHub's client, which all work shares, and
 * Probot hands no signal through.
 */
export function interruption(surroundings: Surroundings): Interruption {
  const running = new AsyncLocalStorage<AbortSignal>();
  return {
    run: (signal, work) => running.run(signal, work),
    surroundings: {
      ...surroundings,
      sleep: (milliseconds) => {
        const signal = running.getStore();
        const sleeping = surroundings.sleep(milliseconds);
        return signal === undefined || milliseconds <= SHORT_MS ? sleeping : until(signal, sleeping);
      },
    },
  };
}

async function until(signal: AbortSignal, sleeping: Promise<void>): Promise<void> {
  const over = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(new StoppedError());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { signal: over.signal });
  });
  await Promise.race([sleeping, stopped]).finally(() => over.abort());
}

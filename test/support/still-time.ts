import type { Nap } from "../../src/work/loop.ts";

/** A clock that stands until it is moved, and naps that end when it has moved far enough or they are broken off. */
export interface StillTime {
  readonly now: () => number;
  readonly nap: Nap;
  /** Moves the clock and lets everything that follows from it happen. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** How many naps are going on. */
  readonly asleep: () => number;
}

export function stillTime(start = Date.parse("2026-03-15T09:00:00Z")): StillTime {
  let now = start;
  const naps = new Set<{ readonly until: number; readonly end: () => void }>();
  return {
    now: () => now,
    asleep: () => naps.size,
    nap: (milliseconds, signal) =>
      new Promise((resolve) => {
        const own = {
          until: now + milliseconds,
          end: () => {
            naps.delete(own);
            resolve();
          },
        };
        naps.add(own);
        signal.addEventListener("abort", own.end, { once: true });
        if (signal.aborted) own.end();
      }),
    pass: async (milliseconds) => {
      now += milliseconds;
      for (const { end, until } of naps) if (until <= now) end();
      await settled();
    },
  };
}

/** Resolves when everything that needs no clock and no network has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

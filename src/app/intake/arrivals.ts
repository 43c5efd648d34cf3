import { setTimeout as sleep } from "node:timers/promises";

/**
 * Deliveries that are being taken in. GitHub waits for their answers, and for nothing of the work on them. Only what GitHub
 * signed is to be counted, and from when all of it is there: whoever sends something else, or sends it slowly, holds up no work.
 */
export interface Arrivals {
  readonly takingIn: <Result>(take: () => Promise<Result>) => Promise<Result>;
  /** Resolves when none is being taken in and a burst is over; after a while in any case. */
  readonly quiet: () => Promise<void>;
  /** Resolves when none is being taken in; after a moment in any case. */
  readonly calm: () => Promise<void>;
}

/** More than these so soon after one another are a burst: others are probably on their way. */
const BURST = 4;
/** A burst is over when none arrived for so long. */
const PAUSE_MS = 50;
/** Work that waits longer than this goes on although deliveries keep arriving. */
const LONGEST_MS = 3_000;
const LOOK_EVERY_MS = 10;
/** Whoever only gives way waits no longer than this. */
const MOMENT_MS = 100;

/** Watches deliveries arrive. */
export function watchArrivals(): Arrivals {
  let underWay = 0;
  let inBurst = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let settled = Promise.withResolvers<void>();
  const isQuiet = () => underWay === 0 && (inBurst <= BURST || performance.now() - latest >= PAUSE_MS);
  return {
    takingIn: async (take) => {
      const now = performance.now();
      inBurst = now - latest >= PAUSE_MS ? 1 : inBurst + 1;
      latest = now;
      if (underWay === 0) settled = Promise.withResolvers();
      underWay += 1;
      return take().finally(() => {
        underWay -= 1;
        if (underWay === 0) settled.resolve();
      });
    },
    calm: async () => {
      if (underWay > 0) await Promise.race([settled.promise, sleep(MOMENT_MS)]);
    },
    quiet: async () => {
      const end = performance.now() + LONGEST_MS;
      while (!isQuiet() && performance.now() < end) {
        // One that comes alone is worked on as soon as it is answered.
        await (underWay > 0 ? Promise.race([settled.promise, sleep(LOOK_EVERY_MS)]) : sleep(LOOK_EVERY_MS));
      }
    },
  };
}

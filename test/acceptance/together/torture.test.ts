import { expect, it } from "vitest";
import { torture } from "../../torture/torture.ts";

/** A taste of `npm run torture -- --cycles 1000`, as often as every change can afford it. */
const CYCLES = 25;
/** What is killed again and again waits for minutes before it is tried again. */
const LIMIT_MS = 400_000;

it.concurrent.each(["sqlite", "postgres"] as const)(
  "loses nothing and does nothing twice, however often the app is killed, on %s",
  async (store) => {
    const seed = Date.now() % 2 ** 31;
    const { lost, wrong } = await torture({ store, cycles: CYCLES, seed, say: () => undefined });
    expect({ lost, wrong }, `npm run torture -- --cycles ${CYCLES} --store ${store} --seed ${seed}`).toEqual({
      lost: [],
      wrong: [],
    });
  },
  LIMIT_MS,
);

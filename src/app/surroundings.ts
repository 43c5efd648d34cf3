import { setTimeout as sleep } from "node:timers/promises";
import type { Surroundings } from "../releases/ports.ts";
import type { Nap } from "../work/loop.ts";

/** The real clock, chance and waiting. */
export const realSurroundings: Surroundings = {
  now: () => new Date().toISOString(),
  random: Math.random,
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
};

export const nap: Nap = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
};

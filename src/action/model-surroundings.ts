import { setTimeout as sleep } from "node:timers/promises";
import type { ModelSurroundings } from "../models/exchange.ts";
import { realSurroundings } from "./surroundings.ts";

/** What calls to models need of the real world. */
export const modelSurroundings: ModelSurroundings = {
  random: realSurroundings.random,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  nowMs: Date.now,
  timeout: AbortSignal.timeout,
};

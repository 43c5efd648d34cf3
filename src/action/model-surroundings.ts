import type { ModelSurroundings } from "../models/openai-compatible.ts";
import { realSurroundings } from "./surroundings.ts";

/** What calls to models need of the real world. */
export const modelSurroundings: ModelSurroundings = {
  ...realSurroundings,
  nowMs: Date.now,
  timeout: AbortSignal.timeout,
};

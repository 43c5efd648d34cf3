import { describe } from "vitest";
import { memoryConfigs } from "../../../src/releases/memory-configs.ts";
import { describeStandings } from "./configs-suite.ts";

describe("configs in memory", () => {
  describeStandings(async () => ({ configs: memoryConfigs(), [Symbol.asyncDispose]: async () => undefined }));
});

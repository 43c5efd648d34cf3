import { describe, expect, it } from "vitest";
import { configSchema } from "../../../../src/domain/policy/config-schema.ts";
import { callPrices } from "../../../../src/releases/evaluation/call-prices.ts";

const config = configSchema.parse({
  models: {
    default: "openai/gpt-4.1",
    allowed: ["openai/gpt-4.1*"],
    providers: { openai: { type: "openai" } },
  },
});
const FREE = { inputPerMillion: 0, outputPerMillion: 0 };

describe("the price of a call", () => {
  it("is unknown where the model can be called and nobody knows it", () => {
    expect(callPrices(config, () => null)("openai/gpt-4.1-mini")).toBeNull();
    expect(callPrices(config, () => null)("gpt-4.1")).toBeNull();
  });

  it("is nothing where no call is ever made: the model has no provider, or is not allowed", () => {
    expect(callPrices(config, () => null)("elsewhere/model")).toEqual(FREE);
    expect(callPrices(config, () => null)("openai/o3")).toEqual(FREE);
  });
});

import { describe, expect, it } from "vitest";
import type { ProviderConfig } from "../../../src/domain/policy/model-settings.ts";
import { makePrices, type PricesInput } from "../../../src/models/prices.ts";

const api_key = "env:KEY";
const at = (base_url: string): ProviderConfig => ({ type: "openai-compatible", base_url });
const PROVIDERS: PricesInput["providers"] = {
  openai: { type: "openai", api_key },
  anthropic: { type: "anthropic", api_key },
  google: { type: "google", api_key },
  azure: {
    type: "azure",
    base_url: "https://ours.openai.azure.com",
    api_key,
    api_version: "2024-10-21",
    deployments: {},
  },
  ours: { type: "openai", base_url: "https://gateway.example/v1", api_key },
  groq: at("https://api.groq.com/openai/v1"),
  perplexity: at("https://api.perplexity.ai"),
  ollama: at("http://localhost:11434/v1"),
};

function prices(overrides: PricesInput["overrides"] = {}) {
  const nowMs = Date.parse("2026-09-23T00:00:00Z");
  return makePrices({ overrides, providers: PROVIDERS, defaultModel: "openai/gpt-4.1", nowMs });
}

describe("the price of a model", () => {
  it.each([
    ["openai/gpt-4.1", 2, 8],
    ["gpt-4.1-mini", 0.4, 1.6],
    ["azure/gpt-4.1", 2, 8],
    ["anthropic/claude-opus-4-1", 15, 75],
  ])("%s is what its provider lists", async (model, inputPerMillion, outputPerMillion) => {
    expect((await prices())(model)).toEqual({ inputPerMillion, outputPerMillion });
  });

  it.each([
    ["google/gemini-2.5-pro", { inputPerMillion: 1.25, outputPerMillion: 10 }, [2.5, 15]],
    ["anthropic/claude-sonnet-4-5", { inputPerMillion: 3, outputPerMillion: 15 }, [6, 22.5]],
  ])("%s has another one for long prompts", async (model, short, [inputPerMillion, outputPerMillion]) => {
    const price = (await prices())(model);
    expect(price).toEqual({ ...short, longer: [{ above: 200_000, inputPerMillion, outputPerMillion }] });
  });

  it("is known of who sells at an address, and unknown at an address that nobody is known at", async () => {
    const priceOf = await prices();
    expect(priceOf("groq/llama-3.3-70b-versatile")).not.toBeNull();
    expect([priceOf("ollama/gpt-4.1"), priceOf("ours/gpt-4.1"), priceOf("nobody/gpt-4.1")]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it.each(["openai/gpt-of-tomorrow", "azure/our-deployment", "openai/constructor", "perplexity/sonar"])(
    "%s is unknown, not free",
    async (model) => {
      expect((await prices())(model)).toBeNull();
    },
  );

  it("is what the config says, the first glob that matches, before all that is listed", async () => {
    const priceOf = await prices({
      "openai/gpt-4.1": { input: 1, output: 2 },
      "ollama/*": { input: 0, output: 0 },
      "*": { input: 3, output: 4 },
    });
    expect(priceOf("gpt-4.1")).toEqual({ inputPerMillion: 1, outputPerMillion: 2 });
    expect(priceOf("ollama/library/llama3")).toEqual({ inputPerMillion: 0, outputPerMillion: 0 });
    expect(priceOf("openai/o3")).toEqual({ inputPerMillion: 3, outputPerMillion: 4 });
  });
});

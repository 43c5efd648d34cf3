import { expect, it } from "vitest";
import { costOf, type PriceOf } from "../../../src/evaluation/prices.ts";

const priceOf: PriceOf = (model) =>
  model === "openai/gpt-4.1" ? { inputPerMillion: 2, outputPerMillion: 8 } : null;
const usage = { inputTokens: 1_000, outputTokens: 500 };

it("costs what its tokens cost per million", () => {
  expect(costOf(priceOf("openai/gpt-4.1"), usage)).toBeCloseTo(0.006, 12);
});

it("is unknown, not free, where the price or the token use is unknown", () => {
  expect(costOf(priceOf("openai/other"), usage)).toBeNull();
  expect(costOf(priceOf("openai/gpt-4.1"), null)).toBeNull();
});

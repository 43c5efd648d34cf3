import { expect, it } from "vitest";
import { costOf, type PriceOf } from "../../../src/evaluation/prices.ts";

const priceOf: PriceOf = (model) =>
  model === "openai/gpt-4.1" ? { inputPerMillion: 2, outputPerMillion: 8 } : null;
const usage = { inputTokens: 1_000, outputTokens: 500 };

it("costs what its tokens cost per million", () => {
  expect(costOf(priceOf("openai/gpt-4.1"), usage)).toBeCloseTo(0.006, 12);
});

it("costs what long prompts cost, all of it, where there are more input tokens than that begins with", () => {
  const price = {
    ...{ inputPerMillion: 1, outputPerMillion: 10 },
    longer: [
      { above: 100, inputPerMillion: 2, outputPerMillion: 20 },
      { above: 1_000, inputPerMillion: 3, outputPerMillion: 30 },
    ],
  };
  const cost = (inputTokens: number) => costOf(price, { inputTokens, outputTokens: 10 });
  expect([cost(100), cost(101), cost(1_001)]).toEqual([
    (100 * 1 + 10 * 10) / 1e6,
    (101 * 2 + 10 * 20) / 1e6,
    (1_001 * 3 + 10 * 30) / 1e6,
  ]);
});

it("is unknown, not free, where the price or the token use is unknown", () => {
  expect(costOf(priceOf("openai/other"), usage)).toBeNull();
  expect(costOf(priceOf("openai/gpt-4.1"), null)).toBeNull();
});

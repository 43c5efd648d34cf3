import { expect, test } from "vitest";
import { armMetrics } from "../../../src/evaluation/metrics.ts";
import { answered, outcomesOf } from "./outcomes.ts";

test("an arm's tokens are the sums of all its answers", () => {
  expect(armMetrics([[answered(true)], [answered(false)], outcomesOf("u")])).toMatchObject({
    input_tokens: 10,
    output_tokens: 10,
    errors: 1,
  });
});

test("an arm's tokens are unknown where an answer's were not counted: a mean of all would be too low", () => {
  const uncounted = answered(true, { usage: null });
  expect(armMetrics([[answered(true)], [uncounted]])).toMatchObject({
    input_tokens: null,
    output_tokens: null,
  });
  expect(armMetrics([])).toMatchObject({ input_tokens: null, output_tokens: null });
});

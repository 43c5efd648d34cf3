import { expect, test } from "vitest";
import { type ArmCase, armMetrics } from "../../../src/evaluation/metrics.ts";
import type { Outcome } from "../../../src/evaluation/outcome.ts";
import { answered, outcomesOf } from "./outcomes.ts";

/** Cases of one trial each. */
function casesOf(...outcomes: readonly Outcome[]): readonly ArmCase[] {
  return outcomes.map((outcome) => ({ outcome, trials: [outcome] }));
}

test("an arm's tokens are the sums of all its answers", () => {
  expect(armMetrics(casesOf(answered(true), answered(false), ...outcomesOf("u")))).toMatchObject({
    input_tokens: 10,
    output_tokens: 10,
    errors: 1,
  });
});

test("an arm's tokens are unknown where an answer's were not counted: a mean of all would be too low", () => {
  const uncounted = answered(true, { usage: null });
  expect(armMetrics(casesOf(answered(true), uncounted))).toMatchObject({
    input_tokens: null,
    output_tokens: null,
  });
  expect(armMetrics([])).toMatchObject({ input_tokens: null, output_tokens: null });
});

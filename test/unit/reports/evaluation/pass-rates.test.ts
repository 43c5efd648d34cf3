import { expect, test } from "vitest";
import type { ArmMetrics, PromptReport } from "../../../../src/evaluation/report/report.ts";
import { passRatesText } from "../../../../src/reports/evaluation/pass-rates.ts";
import { newlyFailing, promptReport } from "./samples.ts";

const PROMPT = promptReport([newlyFailing("one")]);

/** The text for these metrics of the arms. */
function textOf(head: Partial<ArmMetrics>, base: Partial<ArmMetrics> | null): string | undefined {
  if (PROMPT.base === null) throw new Error("The sample has no base");
  const prompt: PromptReport = {
    ...PROMPT,
    head: { ...PROMPT.head, metrics: { ...PROMPT.head.metrics, ...head } },
    base: base && { ...PROMPT.base, metrics: { ...PROMPT.base.metrics, ...base } },
  };
  return passRatesText(prompt)?.inline;
}

const rate = (passed: number, cases: number, errors = 0): Partial<ArmMetrics> => ({
  ...{ cases, errors, passed, pass_rate: cases === errors ? null : passed / (cases - errors) },
});

// Newcombe, Statistics in Medicine 17:857, 1998, table I, method 3: 81 of 263 is 0.2553 to 0.3662.
test("a rate stands with its Wilson interval, as published", () => {
  expect(textOf(rate(81, 263), rate(15, 148))).toBe(
    "Pass rates with their 95 % intervals (Wilson): base 10.1 % (6.2 % … 16 %), head 30.8 % (25.5 % … 36.6 %).",
  );
});

test("a new prompt has the head's alone, and without a known result nothing is said", () => {
  expect(textOf(rate(3, 4, 1), null)).toMatch(/^Pass rates .*: head 100 % \(43\.9 % … 100 %\)\.$/);
  expect(textOf(rate(0, 4, 4), rate(4, 4))).toBeUndefined();
});

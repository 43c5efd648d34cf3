import type { PromptReport } from "../../../../src/evaluation/report/report.ts";
import { caseReport, newlyFailing, promptReport } from "./samples.ts";

export type Statistics = NonNullable<PromptReport["statistics"]>;
export type Rule = Statistics["rules"][number];
export type Comparison = Statistics["comparisons"][number];
export type Reason = PromptReport["reasons"][number];

export const MESSAGE = "The message of the gate.";

export function rule(parts: Partial<Rule>): Rule {
  return {
    kind: "regression",
    metric: "pass_rate",
    status: "broken",
    method: "mcnemar",
    limit: 0,
    estimate: -0.16,
    p: 0.0039,
    level: 0.005,
    cases: 50,
    ...parts,
  };
}

export function comparison(parts: Partial<Comparison> = {}): Comparison {
  return {
    metric: "pass_rate",
    kind: "difference",
    cases: 50,
    base: 0.96,
    head: 0.8,
    estimate: -0.16,
    interval: { low: -0.304, high: -0.021, confidence: 0.99 },
    smallest_visible: -0.16,
    fewest_flips: 8,
    ...parts,
  };
}

/** Of a metric whose arms are divided by one another. */
const RATIO = { kind: "ratio", fewest_flips: null } as const;
export const LATENCY = comparison({
  ...RATIO,
  metric: "latency",
  base: 1_210,
  head: 2_057,
  estimate: 1.7,
  interval: { low: 1.51, high: 1.92, confidence: 0.99 },
  smallest_visible: 1.2,
});
export const TOKENS = comparison({
  ...RATIO,
  metric: "tokens",
  base: 140,
  head: 142,
  estimate: 1.014,
  interval: { low: 0.97, high: 1.06, confidence: 0.99 },
  smallest_visible: 1.06,
});

export function statistics(parts: Partial<Statistics> = {}): Statistics {
  return { level: 0.005, rules: [], budgets: [], comparisons: [], ...parts };
}

export const CASES = [newlyFailing("refund"), caseReport("thanks")];

/** A prompt that breaks two rules, loosens two and breaks its callers. */
export const regressed = promptReport(
  [{ ...newlyFailing("refund"), confirmation: null }, caseReport("thanks")],
  {
    verdict: "fail",
    blocks: true,
    reasons: [
      { code: "pass_rate_regressed", message: MESSAGE },
      { code: "relative_budget_exceeded", message: MESSAGE },
      { code: "breaking_variables", message: MESSAGE },
    ],
    statistics: statistics({
      rules: [rule({}), rule({ kind: "ratio", metric: "latency", limit: 1.2, estimate: 1.7, p: 0.0002 })],
      comparisons: [comparison(), LATENCY, TOKENS],
    }),
    loosened_rules: [
      { rule: "required_pass_rate", base: "0.9", head: null },
      { rule: "confirm_trials", base: "7", head: "1", position: { path: "prompts/x.prompt.yml", line: 31 } },
    ],
    breaking_variables: [
      {
        code: "renamed",
        variable: "ticket",
        to: "text",
        message: 'The variable "ticket" is now called "text".',
        position: { path: "prompts/x.prompt.yml", line: 9 },
      },
    ],
  },
);

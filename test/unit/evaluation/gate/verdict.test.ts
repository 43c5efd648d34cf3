import { describe, expect, it } from "vitest";
import { type GateRules, gateConfigSchema } from "../../../../src/domain/policy/gate-rules.ts";
import type { Confirmation } from "../../../../src/evaluation/confirmation.ts";
import { decideBudgets } from "../../../../src/evaluation/gate/budgets.ts";
import type { GateResult } from "../../../../src/evaluation/gate/gate.ts";
import type { RuleResult } from "../../../../src/evaluation/gate/statistics.ts";
import { stricterOf } from "../../../../src/evaluation/gate/strictness.ts";
import { type CaseResult, decideVerdict, type GateInput } from "../../../../src/evaluation/gate/verdict.ts";
import { answered } from "../outcomes.ts";

const RULES: GateRules = gateConfigSchema.parse({});

function verdict(parts: Partial<GateInput> = {}): GateResult {
  return decideVerdict({
    rules: RULES,
    statistics: [],
    budgets: [],
    breaking: [],
    allowBreaking: false,
    hasInvalidGates: false,
    hasBaseArm: true,
    isUnchanged: false,
    isSameModel: true,
    cases: [],
    isSurelyUnanswered: false,
    withheldByHead: null,
    suiteCases: 3,
    changes: [],
    allowLoosening: false,
    evaluators: { ready: 1, unsupported: 0, invalidInBase: 0 },
    invalidCases: [],
    invalidInHead: 0,
    ...parts,
  });
}

function codesOf({ reasons }: GateResult): readonly string[] {
  return reasons.map(({ code }) => code);
}

const TALLY = { passes: 7, fails: 0, trials: 7 };
const CONFIRMATION: Confirmation = { outcome: "confirmed", base: TALLY, head: TALLY, unknown: [] };

function regressed(name: string): CaseResult {
  return {
    name,
    isNew: false,
    base: answered(true),
    head: answered(false),
    status: "newly_failing",
    confirmation: CONFIRMATION,
  };
}

function ruleOf(parts: Partial<RuleResult>): RuleResult {
  return {
    kind: "regression",
    metric: "pass_rate",
    status: "broken",
    method: "mcnemar",
    limit: 0,
    estimate: -0.16,
    p: 0.003_906_25,
    level: 0.01,
    cases: 50,
    ...parts,
  };
}

describe("confirmed regressions", () => {
  it("fail from the first by default", () => {
    expect(codesOf(verdict({ cases: [regressed("a")] }))).toEqual(["confirmed_regression"]);
  });

  it("pass while no more than tolerated, and are named", () => {
    const rules = { ...RULES, tolerated_regressions: 1 };
    const one = verdict({ cases: [regressed("a")], rules });
    expect([one.verdict, codesOf(one)]).toEqual(["pass", ["tolerated_regression"]]);
    expect(one.reasons[0].message).toContain('"a"');
    expect(verdict({ cases: [regressed("a"), regressed("b")], rules }).verdict).toBe("fail");
  });

  it("are never tolerated of a critical case", () => {
    const rules = { ...RULES, tolerated_regressions: 5, critical_cases: ["refund"] };
    expect(verdict({ cases: [regressed("a")], rules }).verdict).toBe("pass");
    expect(codesOf(verdict({ cases: [regressed("refund")], rules }))).toEqual(["confirmed_regression"]);
  });
});

describe("rules over the suite", () => {
  it.each([
    [ruleOf({}), "pass_rate_regressed", "The pass rate fell, by 0.16: p = 0.003906, at most 0.01 counts."],
    [
      ruleOf({ metric: "score", limit: 0.05 }),
      "score_regressed",
      "The mean score fell beyond the margin of 0.05, by 0.16: p = 0.003906, at most 0.01 counts.",
    ],
    [
      ruleOf({ kind: "ratio", metric: "latency", limit: 1.2, estimate: 1.5 }),
      "relative_budget_exceeded",
      "The latency is 1.5 times the base's and at most 1.2 is allowed: p = 0.003906, at most 0.01 counts.",
    ],
    [
      ruleOf({ kind: "required_rate", limit: 0.9, estimate: 0.7, p: null }),
      "required_rate_missed",
      "The pass rate is 0.7 and 0.9 is required: noise does not explain it.",
    ],
  ])("fail when broken", (rule, code, message) => {
    const result = verdict({ statistics: [rule] });
    expect([result.verdict, result.blocks, result.reasons]).toEqual(["fail", true, [{ code, message }]]);
  });

  it.each([
    [ruleOf({ kind: "ratio", status: "unclear" }), "relative_budget_unclear"],
    [ruleOf({ kind: "required_rate", status: "unclear" }), "required_rate_unclear"],
    [ruleOf({ kind: "ratio", metric: "cost", status: "not_measured" }), "budget_unknown"],
  ])("leave the verdict open, not passed, where they cannot be told", (rule, code) => {
    const result = verdict({ statistics: [rule] });
    expect([result.verdict, codesOf(result)]).toEqual(["inconclusive", [code]]);
  });

  it("let an inconclusive verdict block only where they say so", () => {
    const statistics = [ruleOf({ kind: "ratio", status: "unclear" })];
    expect(verdict({ statistics }).blocks).toBe(false);
    expect(verdict({ statistics, rules: { ...RULES, block_inconclusive: true } }).blocks).toBe(true);
    expect(verdict({ rules: { ...RULES, block_inconclusive: true } }).blocks).toBe(false);
  });

  it("fail on breaking variables unless the config allows them", () => {
    const breaking = [{ code: "removed" as const, variable: "q", message: 'The variable "q" is gone.' }];
    expect(codesOf(verdict({ breaking }))).toEqual(["breaking_variables"]);
    expect(verdict({ breaking, allowBreaking: true }).verdict).toBe("pass");
  });

  it("fail on gates of the head that cannot be used", () => {
    expect(codesOf(verdict({ hasInvalidGates: true }))).toEqual(["gates_invalid"]);
  });
});

describe("absolute budgets", () => {
  const cases = [100, 200, 900].map((latencyMs, index) => ({
    isNew: false,
    base: null,
    head: [answered(true, { latencyMs, ...(index < 2 && { costUsd: 0.01 }) })],
  }));

  it("are off by default", () => {
    expect(decideBudgets(RULES, cases)).toEqual([]);
  });

  it("hold the 95th percentile of latency and the means of a call's tokens and cost", () => {
    const rules = { ...RULES, max_latency_p95_ms: 800, max_tokens: 10, max_cost_usd: 1 };
    const budgets = decideBudgets(rules, cases);
    expect(budgets).toEqual([
      { budget: "latency_p95_ms", limit: 800, value: 900, status: "exceeded" },
      { budget: "tokens", limit: 10, value: 10, status: "kept" },
      { budget: "cost_usd", limit: 1, value: null, status: "unknown" },
    ]);
    const result = verdict({ budgets });
    expect([result.verdict, codesOf(result)]).toEqual([
      "fail",
      ["absolute_budget_exceeded", "budget_unknown"],
    ]);
  });
});

describe("loosened rules", () => {
  const base: GateRules = {
    ...RULES,
    required_pass_rate: 0.9,
    max_latency_ratio: 1.2,
    tolerated_regressions: 1,
    critical_cases: ["a", "b"],
    block_inconclusive: true,
  };

  it("are listed, and the stricter ones count", () => {
    const head: GateRules = {
      ...RULES,
      required_pass_rate: 0.8,
      max_tokens: 500,
      tolerated_regressions: 0,
      critical_cases: ["b", "c"],
      confirm_trials: 1,
    };
    const { rules, loosened } = stricterOf(base, head);
    expect(rules).toEqual({
      ...base,
      max_tokens: 500,
      tolerated_regressions: 0,
      critical_cases: ["b", "c", "a"],
    });
    expect(loosened).toEqual([
      { rule: "confirm_trials", base: "7", head: "1" },
      { rule: "required_pass_rate", base: "0.9", head: "0.8" },
      { rule: "max_latency_ratio", base: "1.2", head: null },
      { rule: "critical_cases", base: '["a","b"]', head: '["b","c"]' },
      { rule: "block_inconclusive", base: "true", head: "false" },
    ]);
  });

  it("are none where the head asks for the same or more", () => {
    expect(stricterOf(base, base)).toEqual({ rules: base, loosened: [] });
    expect(stricterOf(RULES, base).loosened).toEqual([
      { rule: "tolerated_regressions", base: "0", head: "1" },
    ]);
  });
});

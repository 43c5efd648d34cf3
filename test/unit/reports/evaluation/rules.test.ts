import { describe, expect, it } from "vitest";
import { evaluationAnnotations } from "../../../../src/reports/annotations/annotations.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import { evaluationHeadline } from "../../../../src/reports/evaluation/headline.ts";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { NASTY_CASES, skeleton } from "../rendered.ts";
import { commentOf, documentOf, failedPrompt, promptReport } from "./samples.ts";
import {
  CASES,
  comparison,
  MESSAGE,
  type Reason,
  regressed,
  rule,
  type Statistics,
  statistics,
} from "./statistics-samples.ts";

function headlineOf(code: Reason["code"], parts: Partial<Statistics>, verdict: "fail" | "inconclusive") {
  const reasons = [{ code, message: MESSAGE }];
  const prompt = promptReport(CASES, { verdict, reasons, statistics: statistics(parts) });
  return evaluationHeadline(documentOf([prompt])).inline;
}

describe("a rule over the whole suite", () => {
  it.each<[string, Reason["code"], Partial<Statistics>]>([
    [
      "8 of 50 cases fewer pass (96 % → 80 %): noise alone does that in 0.39 % of runs, and up to 0.5 % counts",
      "pass_rate_regressed",
      { rules: [rule({})], comparisons: [comparison()] },
    ],
    [
      "the pass rate fell by 16 percentage points and a fall of 5 percentage points is allowed: noise alone does that in less than 0.01 % of runs, and up to 0.5 % counts",
      "pass_rate_regressed",
      { rules: [rule({ method: "sign_flip", limit: 0.05, p: 0.00002 })] },
    ],
    [
      "the mean score fell by 0.16: noise alone does that in 0.39 % of runs, and up to 0.5 % counts",
      "score_regressed",
      { rules: [rule({ metric: "score", method: "sign_flip" })] },
    ],
    [
      "latency is 1.7 times the base's and at most 1.2 times is allowed: noise alone does that in 0.39 % of runs, and up to 0.5 % counts",
      "relative_budget_exceeded",
      { rules: [rule({ kind: "ratio", metric: "latency", limit: 1.2, estimate: 1.7 })] },
    ],
    [
      "62 % of 50 cases pass and 90 % are required: noise alone does that in less than 0.5 % of runs",
      "required_rate_missed",
      { rules: [rule({ kind: "required_rate", method: "wilson", limit: 0.9, estimate: 0.62, p: null })] },
    ],
    [
      "the time within which 95 % of the calls are answered is 2.4 s and at most 2.0 s is allowed: 20 % too much, as measured",
      "absolute_budget_exceeded",
      { budgets: [{ budget: "latency_p95_ms", limit: 2_000, value: 2_400, status: "exceeded" }] },
    ],
    [
      "the mean cost of a call is 0.00042 USD and at most 0.0004 USD is allowed: 5 % too much, as measured",
      "absolute_budget_exceeded",
      { budgets: [{ budget: "cost_usd", limit: 0.0004, value: 0.00042, status: "exceeded" }] },
    ],
  ])("that fails says %s", (sentence, code, parts) => {
    const headline = headlineOf(code, parts, "fail");
    expect(headline).toContain(`❌ **\`support-triage\` must not be merged like this**: ${sentence}.`);
  });

  it.each<[string, Reason["code"], Partial<Statistics>]>([
    [
      "88 % of 8 cases pass and 90 % are required, but 8 cases cannot tell that from noise",
      "required_rate_unclear",
      { rules: [rule({ kind: "required_rate", status: "unclear", limit: 0.9, estimate: 0.88, cases: 8 })] },
    ],
    [
      "the use of tokens is 1.3 times the base's and at most 1.2 times is allowed, but 8 cases cannot tell that from noise",
      "relative_budget_unclear",
      {
        rules: [
          rule({ kind: "ratio", metric: "tokens", status: "unclear", limit: 1.2, estimate: 1.3, cases: 8 }),
        ],
      },
    ],
    [
      "a rule is set for the mean cost of a call, which is not known",
      "budget_unknown",
      { budgets: [{ budget: "cost_usd", limit: 0.01, value: null, status: "unknown" }] },
    ],
  ])("that cannot be told says %s, and looks like no pass", (sentence, code, parts) => {
    const headline = headlineOf(code, parts, "inconclusive");
    expect(headline).toContain(`⚠️ **It is not known whether \`support-triage\` got worse**: ${sentence}.`);
    expect(headline).not.toMatch(/✅|🟢/u);
  });

  it("that breaks twice is told twice, each with its own numbers", () => {
    const reason = { code: "relative_budget_exceeded", message: MESSAGE } as const;
    const broken = { kind: "ratio", limit: 1.2 } as const;
    const rules = [
      rule({ ...broken, metric: "latency", estimate: 1.7 }),
      rule({ ...broken, metric: "tokens", estimate: 1.4 }),
    ];
    const reasons = [{ ...reason }, { ...reason }];
    const comment = commentOf(
      promptReport(CASES, { verdict: "fail", reasons, statistics: statistics({ rules }) }),
    );
    expect(comment).toContain("latency is 1.7 times the base's");
    expect(comment).toContain("the use of tokens is 1.4 times the base's");
  });

  it("is told by the gate's own words where the report has no statistics", () => {
    const reasons: Reason[] = [{ code: "score_regressed", message: "The mean score fell @octocat" }];
    const { inline } = evaluationHeadline(documentOf([promptReport(CASES, { verdict: "fail", reasons })]));
    expect(inline).toContain("scores fell significantly: `The mean score fell @octocat`");
  });
});

describe("the comment on rules", () => {
  it("says where what is not known blocks", () => {
    const parts = { verdict: "inconclusive", reasons: [{ code: "time_limit", message: MESSAGE }] } as const;
    const document = (blocks: boolean) => {
      const made = documentOf([
        promptReport(CASES, { ...parts, reasons: [...parts.reasons, ...parts.reasons], blocks }),
      ]);
      return made.report === null ? made : { ...made, report: { ...made.report, blocks } };
    };
    expect(evaluationComment(document(true))).toContain("**Its rules let that block the merge.**");
    expect(evaluationComment(document(true))).toContain("**Inconclusive, which blocks here**");
    expect(evaluationComment(document(false))).not.toContain("block");
  });

  it("calls a tolerated regression no improvement", () => {
    const reasons: Reason[] = [{ code: "tolerated_regression", message: MESSAGE }];
    const { inline } = evaluationHeadline(documentOf([promptReport(CASES, { reasons })]));
    expect(inline).toContain("✅ **`support-triage` may be merged**: 1 case passed before and fails now");
  });

  it("says that the config allows what breaks callers where it does", () => {
    const { breaking_variables = [] } = regressed;
    const comment = commentOf(promptReport(CASES, { breaking_variables }));
    expect(comment).toContain("Variables that break present callers (1): allowed by the config");
  });

  it.each(NASTY_CASES)("shows %j as data in rules and variables", (_, text) => {
    const pageOf = (data: string): string => {
      const prompt = failedPrompt(CASES, {
        reasons: [{ code: "breaking_variables", message: data }],
        statistics: statistics({ comparisons: [comparison()] }),
        loosened_rules: [{ rule: data, base: data, head: data }],
        breaking_variables: [{ code: "renamed", variable: data, to: data, message: data }],
      });
      return skeleton(evaluationSummary(documentOf([prompt])));
    };
    expect(pageOf(text)).toBe(pageOf("x"));
  });
});

describe("annotations of rules", () => {
  it("stand at the top of the file, errors where they block", () => {
    const levels = evaluationAnnotations(documentOf([regressed])).map(({ level, line, title }) => [
      level,
      line,
      title,
    ]);
    expect(levels).toEqual([
      ["error", 1, "pass rate regressed"],
      ["error", 1, "relative budget exceeded"],
      ["error", 9, "present callers would break"],
      ["error", 12, "refund passed before and fails now"],
      ["notice", 1, "loosened rule"],
      ["notice", 31, "loosened rule"],
    ]);
  });

  it("are warnings for what cannot be told, unless that blocks", () => {
    const levels = [false, true].map((blocks) => {
      const reasons: Reason[] = [{ code: "required_rate_unclear", message: MESSAGE }];
      const prompt = promptReport([], { verdict: "inconclusive", blocks, reasons });
      return evaluationAnnotations(documentOf([prompt]))[0]?.level;
    });
    expect(levels).toEqual(["warning", "error"]);
  });

  it("say what a loosened rule was and would be", () => {
    const found = evaluationAnnotations(documentOf([regressed])).find(
      ({ title }) => title === "loosened rule",
    );
    expect(found?.message).toContain("required_pass_rate: 0.9, here it is off. The stricter one counts");
  });
});

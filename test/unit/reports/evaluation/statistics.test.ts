import { describe, expect, it } from "vitest";
import type { PromptReport } from "../../../../src/evaluation/report/report.ts";
import { evaluationAnnotations } from "../../../../src/reports/annotations.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import { evaluationHeadline } from "../../../../src/reports/evaluation/headline.ts";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { NASTY, skeleton } from "../rendered.ts";
import { caseReport, documentOf, failedPrompt, newlyFailing, promptReport } from "./samples.ts";

type Statistics = NonNullable<PromptReport["statistics"]>;
type Rule = Statistics["rules"][number];
type Comparison = Statistics["comparisons"][number];
type Reason = PromptReport["reasons"][number];

const MESSAGE = "The message of the gate.";

function rule(parts: Partial<Rule>): Rule {
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

function comparison(parts: Partial<Comparison> = {}): Comparison {
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

const RATIO = { kind: "ratio", fewest_flips: null } as const;
const LATENCY = comparison({
  ...RATIO,
  metric: "latency",
  base: 1_210,
  head: 2_057,
  estimate: 1.7,
  interval: { low: 1.51, high: 1.92, confidence: 0.99 },
  smallest_visible: 1.2,
});
const TOKENS = comparison({
  ...RATIO,
  metric: "tokens",
  base: 140,
  head: 142,
  estimate: 1.014,
  interval: { low: 0.97, high: 1.06, confidence: 0.99 },
  smallest_visible: 1.06,
});

function statistics(parts: Partial<Statistics> = {}): Statistics {
  return { level: 0.005, rules: [], budgets: [], comparisons: [], ...parts };
}

const CASES = [newlyFailing("refund"), caseReport("thanks")];

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
    const comment = evaluationComment(
      documentOf([promptReport(CASES, { verdict: "fail", reasons, statistics: statistics({ rules }) })]),
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

const regressed = promptReport([{ ...newlyFailing("refund"), confirmation: null }, caseReport("thanks")], {
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
});

describe("the comment with statistics", () => {
  it("shows the numbers with what noise leaves open, and all that was loosened", async () => {
    const comment = evaluationComment(documentOf([regressed]));
    await expect(comment).toMatchFileSnapshot("__snapshots__/evaluation-statistics.md");
  });

  it("marks only what noise does not explain", () => {
    const noisy = comparison({ interval: { low: -0.2, high: 0.04, confidence: 0.99 } });
    const prompt = promptReport([newlyFailing("refund"), caseReport("a")], {
      statistics: statistics({ comparisons: [noisy, LATENCY] }),
    });
    const comment = evaluationComment(documentOf([prompt]));
    expect(comment).toContain("|  | cases passed | 2 of 2 | 1 of 2 | −1 | −20 … +4 points |");
    expect(comment).toContain("| ▲ | latency, mean | 1.2 s | 2.1 s | +70 % | +51 … +92 % |");
  });

  it("calls no fall 🔴 that its rule allows, and says where the cases are too few to tell", () => {
    const allowed = comparison({ interval: { low: -0.2, high: -0.02, confidence: 0.99 } });
    const blind = comparison({ cases: 5, smallest_visible: null, fewest_flips: 7 });
    const few = { ...LATENCY, cases: 5, interval: null };
    const rowsOf = (comparisons: readonly Comparison[], parts: Partial<PromptReport> = {}) =>
      evaluationComment(
        documentOf([
          promptReport(CASES, { statistics: statistics({ comparisons: [...comparisons] }), ...parts }),
        ]),
      );
    expect(rowsOf([allowed])).toContain("| ▼ | cases passed | 2 of 2 | 1 of 2 | −1 | −20 … −2 points |");
    expect(rowsOf([{ ...blind, interval: { low: -0.98, high: 0.29, confidence: 0.98 } }, few])).toContain(
      "|  | cases passed | 2 of 2 | 1 of 2 | −1 | −98 … +29 points (too few cases) |",
    );
    expect(rowsOf([blind, few])).toContain("| +70 % | too few cases |");
  });

  it("marks passed cases where some failed again, and says that it is for those", () => {
    const blind = comparison({
      ...{ cases: 5, smallest_visible: null, fewest_flips: 7 },
      interval: { low: -0.98, high: 0.29, confidence: 0.98 },
    });
    const comment = evaluationComment(
      documentOf([failedPrompt(CASES, { statistics: statistics({ comparisons: [blind] }) })]),
    );
    expect(comment).toContain("| 🔴 | cases passed |");
    expect(comment).toContain("case by case, and 1 case failed again._");
  });

  it("marks a number that is over its absolute budget", () => {
    const budgets = [
      { budget: "latency_p95_ms", limit: 500, value: 980, status: "exceeded" },
      { budget: "tokens", limit: 100, value: 142, status: "exceeded" },
      { budget: "cost_usd", limit: 1, value: 0.01, status: "kept" },
    ] as const;
    const comment = evaluationComment(
      documentOf([
        promptReport(CASES, { statistics: statistics({ budgets: [...budgets], comparisons: [TOKENS] }) }),
      ]),
    );
    expect(comment).toContain("| 🔴 | latency, 95 % |");
    expect(comment).toContain("| 🔴 | tokens of a call |");
    expect(comment).toContain("|  | cost |");
  });

  it("says nothing of intervals where there are none", () => {
    const prompt = promptReport(CASES, {
      statistics: statistics(),
      loosened_rules: [],
      breaking_variables: [],
    });
    const plain = promptReport(CASES);
    expect(evaluationComment(documentOf([prompt]))).toBe(evaluationComment(documentOf([plain])));
  });

  it.each([
    [
      comparison({ smallest_visible: -0.14, fewest_flips: 7 }),
      "The pass rate would have shown a drop of at least 7 of 50 cases (14 points). What newly fails is run again, case by case.",
    ],
    [
      comparison({ smallest_visible: -0.14, fewest_flips: null }),
      "The pass rate would have shown a drop of at least 7 of 50 cases (14 points). What newly fails is run again, case by case.",
    ],
    [
      comparison({ cases: 4, smallest_visible: null, fewest_flips: 7 }),
      "Too few cases to see a drop of the pass rate as such: 4, that takes 7. What newly fails is run again, case by case.",
    ],
    [
      comparison({ cases: 6, smallest_visible: -1.2, fewest_flips: null }),
      "Even a drop of all 6 cases would not have shown in the pass rate. What newly fails is run again, case by case.",
    ],
  ])("says what the suite could have seen at all, %#", (one, sentence) => {
    const prompt = promptReport(CASES, { statistics: statistics({ comparisons: [one] }) });
    expect(evaluationComment(documentOf([prompt]))).toContain(`_${sentence}_`);
  });

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
    const comment = evaluationComment(documentOf([promptReport(CASES, { breaking_variables })]));
    expect(comment).toContain("Variables that break present callers (1): allowed by the config");
  });

  it.each(NASTY.filter((text) => text !== "").map((text) => [text.slice(0, 40), text] as const))(
    "shows %j as data in rules and variables",
    (_, text) => {
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
    },
  );
});

describe("trials", () => {
  it("of a confirmation that stopped early are counted as they were run", () => {
    const comment = evaluationComment(documentOf([failedPrompt([newlyFailing("refund")])]));
    expect(comment).toContain("run again: confirmed (head failed 5 of 5, base failed 0 of 4)");
  });

  it("without a result are told apart from passes", () => {
    const confirmation = {
      outcome: "unresolved",
      base: { passes: 3, fails: 0, trials: 7 },
      head: { passes: 0, fails: 4, trials: 7 },
    } as const;
    const comment = evaluationComment(
      documentOf([failedPrompt([{ ...newlyFailing("refund"), confirmation }])]),
    );
    expect(comment).toContain(
      "run again: neither confirmed nor refuted (head failed 4 of 7, 3 without a result, base failed 0 of 7, 4 without a result)",
    );
  });

  it("of the first pass are told where there were several", () => {
    const trials = {
      base: { passes: 3, fails: 0, trials: 3 },
      head: { passes: 1, fails: 2, trials: 3 },
    };
    const document = documentOf([failedPrompt([{ ...newlyFailing("refund"), trials }])]);
    expect(evaluationComment(document)).toContain("first trials: head failed 2 of 3, base failed 0 of 3");
    expect(evaluationSummary(document)).toContain(
      "| `refund` | pass, 3 of 3 passed | fail, 1 of 3 passed | ❌ newly failing |",
    );
  });
});

describe("several trials a case", () => {
  it("show the rate that was compared beside the cases that passed", () => {
    const trials = { base: { passes: 3, fails: 0, trials: 3 }, head: { passes: 2, fails: 1, trials: 3 } };
    const compared = comparison({ base: 1, head: 2 / 3 });
    const prompt = promptReport([caseReport("a", { trials })], {
      statistics: statistics({ rules: [rule({ method: "sign_flip" })], comparisons: [compared] }),
    });
    const comment = evaluationComment(documentOf([prompt]));
    expect(comment).toContain("| cases passed | 1 of 1 | 1 of 1 | = | – |");
    expect(comment).toContain("| 🔴 | pass rate | 100 % | 66.7 % | −33.3 points | −30.4 … −2.1 points |");
  });

  it("show no digits of binary fractions", () => {
    const interval = { low: 1 - 1e-15, high: 1 + 1e-15, confidence: 0.98 };
    const same = { ...TOKENS, base: 7, head: 7, interval };
    const prompt = promptReport(CASES, { statistics: statistics({ comparisons: [same] }) });
    expect(evaluationComment(documentOf([prompt]))).toMatch(
      /\| tokens of a call \| 7 \| 7 \| = \| 0 … 0 % \|/,
    );
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

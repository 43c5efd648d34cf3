import { describe, expect, it } from "vitest";
import type { PromptReport } from "../../../../src/evaluation/report/report.ts";
import { caseReport, commentOf, failedPrompt, newlyFailing, promptReport } from "./samples.ts";
import {
  CASES,
  type Comparison,
  comparison,
  LATENCY,
  regressed,
  statistics,
  TOKENS,
} from "./statistics-samples.ts";

describe("the comment with statistics", () => {
  it("shows the numbers with what noise leaves open, and all that was loosened", async () => {
    const comment = commentOf(regressed);
    await expect(comment).toMatchFileSnapshot("__snapshots__/evaluation-statistics.md");
  });

  it("marks only what noise does not explain", () => {
    const noisy = comparison({ interval: { low: -0.2, high: 0.04, confidence: 0.99 } });
    const prompt = promptReport([newlyFailing("refund"), caseReport("a")], {
      statistics: statistics({ comparisons: [noisy, LATENCY] }),
    });
    const comment = commentOf(prompt);
    expect(comment).toContain("|  | cases passed | 2 of 2 | 1 of 2 | −1 | −20 … +4 points |");
    expect(comment).toContain("| ▲ | latency, mean | 1.2 s | 2.1 s | +70 % | +51 … +92 % |");
  });

  it("calls no fall 🔴 that its rule allows, and says where the cases are too few to tell", () => {
    const allowed = comparison({ interval: { low: -0.2, high: -0.02, confidence: 0.99 } });
    const blind = comparison({ cases: 5, smallest_visible: null, fewest_flips: 7 });
    const few = { ...LATENCY, cases: 5, interval: null };
    const rowsOf = (comparisons: readonly Comparison[], parts: Partial<PromptReport> = {}) =>
      commentOf(promptReport(CASES, { statistics: statistics({ comparisons: [...comparisons] }), ...parts }));
    expect(rowsOf([allowed])).toContain("| ▼ | cases passed | 2 of 2 | 1 of 2 | −1 | −20 … −2 points |");
    expect(rowsOf([{ ...blind, interval: { low: -0.98, high: 0.29, confidence: 0.98 } }, few])).toContain(
      "|  | cases passed | 2 of 2 | 1 of 2 | −1 | −98 … +29 points (too few cases) |",
    );
    expect(rowsOf([blind, few])).toContain("| +70 % | too few cases |");
  });

  it("does not hide behind a pass that scores fell where the cases are too few to tell", () => {
    const score = { metric: "score", base: 0.9, head: 0.55, cases: 5, smallest_visible: null } as const;
    const headlineOf = (parts: Partial<Comparison>) =>
      commentOf(
        promptReport([caseReport("a")], {
          statistics: statistics({ comparisons: [comparison({ ...score, fewest_flips: null, ...parts })] }),
        }),
      ).split("\n")[0];
    expect(headlineOf({ interval: null })).toContain(
      "no case that passed before fails now, but the mean score fell from 0.9 to 0.55, which 5 cases cannot tell from noise",
    );
    expect(headlineOf({ interval: null, head: 0.95 })).not.toContain("score");
    expect(headlineOf({ cases: 6 })).not.toContain("score");
  });

  it("marks passed cases where some failed again, and says that it is for those", () => {
    const blind = comparison({
      ...{ cases: 5, smallest_visible: null, fewest_flips: 7 },
      interval: { low: -0.98, high: 0.29, confidence: 0.98 },
    });
    const comment = commentOf(failedPrompt(CASES, { statistics: statistics({ comparisons: [blind] }) }));
    expect(comment).toContain("| 🔴 | cases passed |");
    expect(comment).toContain("case by case, and 1 case failed again._");
  });

  it("marks a number that is over its absolute budget", () => {
    const budgets = [
      { budget: "latency_p95_ms", limit: 500, value: 980, status: "exceeded" },
      { budget: "tokens", limit: 100, value: 142, status: "exceeded" },
      { budget: "cost_usd", limit: 1, value: 0.01, status: "kept" },
    ] as const;
    const comment = commentOf(
      promptReport(CASES, { statistics: statistics({ budgets: [...budgets], comparisons: [TOKENS] }) }),
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
    expect(commentOf(prompt)).toBe(commentOf(plain));
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
    expect(commentOf(prompt)).toContain(`_${sentence}_`);
  });

  it("shows no digits of binary fractions", () => {
    const interval = { low: 1 - 1e-15, high: 1 + 1e-15, confidence: 0.98 };
    const same = { ...TOKENS, base: 7, head: 7, interval };
    const prompt = promptReport(CASES, { statistics: statistics({ comparisons: [same] }) });
    expect(commentOf(prompt)).toMatch(/\| tokens of a call \| 7 \| 7 \| = \| 0 … 0 % \|/);
  });
});

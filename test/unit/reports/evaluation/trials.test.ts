import { describe, expect, it } from "vitest";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { caseReport, commentOf, documentOf, failedPrompt, newlyFailing, promptReport } from "./samples.ts";
import { comparison, rule, statistics } from "./statistics-samples.ts";

describe("trials", () => {
  it("of a confirmation that stopped early are counted as they were run", () => {
    const comment = commentOf(failedPrompt([newlyFailing("refund")]));
    expect(comment).toContain("run again: confirmed (head failed 5 of 5, base failed 0 of 4)");
  });

  it("without a result are told apart from passes", () => {
    const confirmation = {
      outcome: "unresolved",
      base: { passes: 3, fails: 0, trials: 7 },
      head: { passes: 0, fails: 4, trials: 7 },
    } as const;
    const comment = commentOf(failedPrompt([{ ...newlyFailing("refund"), confirmation }]));
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
    const comment = commentOf(prompt);
    expect(comment).toContain("| cases passed | 1 of 1 | 1 of 1 | = | – |");
    expect(comment).toContain("| 🔴 | pass rate | 100 % | 66.7 % | −33.3 points | −30.4 … −2.1 points |");
  });
});

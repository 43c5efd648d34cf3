import { describe, expect, it } from "vitest";
import { errorAt, noticeAt } from "../../../../src/domain/problem.ts";
import { REASON_CODES } from "../../../../src/evaluation/gate/gate.ts";
import { evaluationAnnotations } from "../../../../src/reports/annotations/annotations.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import { evaluationHeadline } from "../../../../src/reports/evaluation/headline.ts";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { bytesOf, COMMENT_LIMIT, SUMMARY_LIMIT } from "../../../../src/reports/text/budget.ts";
import { firstLine, NASTY_CASES, skeleton } from "../rendered.ts";
import {
  answered,
  caseReport,
  commentOf,
  documentOf,
  failedPrompt,
  newlyFailing,
  promptReport,
} from "./samples.ts";

const broken = errorAt({
  code: "yaml_syntax",
  path: "prompts/b.prompt.yml",
  at: { line: 3, column: 5 },
  message: "The key “model” stands twice: remove one.",
});

const worse = documentOf([
  failedPrompt([
    newlyFailing("refund"),
    newlyFailing("angry customer"),
    caseReport("thanks", { status: "newly_passing", base: answered("fail") }),
    caseReport("order status"),
  ]),
]);

describe("the comment on a pull request", () => {
  it("says at a glance what got worse and tells the whole story below", async () => {
    const comment = evaluationComment(worse);
    expect(firstLine(comment)).toBe(
      "❌ **`support-triage` must not be merged like this**: 2 cases passed before and fail now: `refund` and `angry customer`. This run cost 0.0242 USD.",
    );
    await expect(comment).toMatchFileSnapshot("__snapshots__/evaluation-comment.md");
  });

  it("says that nothing got worse", () => {
    expect(firstLine(commentOf(promptReport([caseReport("refund")])))).toBe(
      "✅ **`support-triage` got no worse**: no case that passed before fails now (1 of 1 case passes). This run cost 0.0242 USD.",
    );
  });

  it("says what is not known, and why", () => {
    const prompt = promptReport([], {
      verdict: "inconclusive",
      reasons: [{ code: "model_unavailable", message: "502 <html>@octocat" }],
    });
    expect(firstLine(commentOf(prompt))).toContain(
      "⚠️ **It is not known whether `support-triage` got worse**: the model did not answer: `502 <html>@octocat`.",
    );
  });

  it("says that no prompt changed", () => {
    const comment = evaluationComment(documentOf([], { report: null }));
    expect(firstLine(comment)).toBe("✅ **No prompt changed**, so there is nothing to evaluate.");
  });

  it("says of a deleted file that what is live stays", () => {
    const removed = { ...broken, code: "prompt_removed", severity: "notice" as const };
    const comment = evaluationComment(documentOf([], { report: null, problems: [removed] }));
    expect(firstLine(comment)).toBe(
      "⚠️ **1 prompt file deleted:** `prompts/b.prompt.yml`. What is live stays live until it is archived.",
    );
  });

  it("counts no improvement where the base had no answer", () => {
    const error = { result: "error" as const, error: { code: "case_values", message: "no" } };
    const comment = commentOf(promptReport([caseReport("a", { base: error })]));
    expect(comment).not.toContain("🟢 +1");
    expect(comment).toMatch(/\| cases passed \|[^|]*\|[^|]*\| – \|/);
  });

  it("names broken files and every problem with its place, also when nothing could be run", () => {
    const comment = evaluationComment(documentOf([], { report: null, problems: [broken] }));
    expect(firstLine(comment)).toBe("❌ **1 file cannot be used:** `prompts/b.prompt.yml`.");
    expect(comment).toContain("`prompts/b.prompt.yml:3:5`");
    expect(comment).toContain("The key “model” stands twice");
  });

  it("says that the run failed, whatever else is known", () => {
    const comment = evaluationComment(documentOf([], { report: null, failure: "read the branch: 502" }));
    expect(firstLine(comment)).toContain("❌ **The evaluation could not be finished**");
    expect(comment).toContain("read the branch: 502");
  });

  it("lists several prompts, the worst first", () => {
    const good = promptReport([caseReport("a")], { id: "greeting" });
    const comment = commentOf(good, failedPrompt([newlyFailing("refund")]));
    expect(comment.indexOf("### ❌ `support-triage`")).toBeGreaterThan(0);
    expect(comment.indexOf("### ❌ `support-triage`")).toBeLessThan(comment.indexOf("### ✅ `greeting`"));
    expect(comment).toContain("| ❌ | `support-triage` | 1 of 1 | 0 of 1 |");
  });

  it("compares with nothing where the prompt is new", () => {
    const prompt = promptReport([caseReport("refund", { status: "new_passing", is_new: true, base: null })], {
      base: null,
    });
    const comment = commentOf(prompt);
    expect(comment).not.toContain("difference");
    expect(comment).toContain("✅ **`support-triage` is new**: its only case passes.");
    expect(comment).not.toContain("got no worse");
    expect(comment).toContain("against nothing (a new prompt)");
  });

  it("lists what was removed or loosened", () => {
    const position = { path: "prompts/support-triage.prompt.yml", line: 1 };
    const prompt = failedPrompt([], {
      reasons: [{ code: "suite_loosened", message: "1 test case was removed." }],
      removed_or_loosened: [{ code: "case_removed", name: "refund", message: "It was removed.", position }],
    });
    expect(commentOf(prompt)).toContain("| test case removed | `refund` | `It was removed.` |");
  });

  it("says how to run it again", () => {
    expect(evaluationComment(worse)).toContain(
      "Run it again: push a commit, or choose “Re-run jobs” on [the run's page](<https://github.com/acme/prompts/actions/runs/1>).",
    );
  });

  it("asks for the command again where a command was what started it", () => {
    const comment = evaluationComment({ ...worse, startedBy: "command" });
    expect(comment).toContain(
      `Run it again: comment \`/evaluate ${worse.headCommit}\`, or choose “Re-run jobs”`,
    );
    expect(comment).toContain("A later push is not covered");
    expect(comment).not.toContain("push a commit");
  });

  it("links the run's artifacts, where the JSON report may be", () => {
    expect(evaluationComment(worse)).toContain(
      "The JSON report is among [the run's artifacts](<https://github.com/acme/prompts/actions/runs/1#artifacts>), where the workflow uploads it.",
    );
    expect(evaluationComment({ ...worse, report: null, failure: "no" })).not.toContain("artifacts");
  });

  it("counts what passes, so that a pass does not sound like all of it", () => {
    const failing = { status: "failing", base: answered("fail"), head: answered("fail") } as const;
    const cases = Array.from({ length: 50 }, (_, index) => caseReport(`${index}`, index < 2 ? failing : {}));
    expect(firstLine(commentOf(promptReport(cases)))).toContain(
      "got no worse**: no case that passed before fails now (48 of 50 cases pass).",
    );
  });

  it("has words for every reason", () => {
    for (const code of REASON_CODES) {
      const prompt = promptReport([], { reasons: [{ code, message: "why" }] });
      expect(evaluationHeadline(documentOf([prompt])).inline).toMatch(/\*\*: .{10,}\./);
    }
  });

  it.each(NASTY_CASES)("shows %j as data, whoever wrote it", (_, text) => {
    const pageOf = (data: string): string => {
      const path = data.slice(0, 200);
      const position = { path, line: 1 };
      const failing = {
        ...newlyFailing(data, `${data} and more`),
        head: answered("fail", { output: `${data} and more`, why: data, evaluator: data }),
      };
      const prompt = failedPrompt([failing, caseReport(data, { status: "flaky" })], {
        id: data,
        removed_or_loosened: [{ code: "case_changed", name: data, message: data, position }],
        problems: [{ ...noticeAt({ code: "x", path, at: { line: 1, column: 1 }, message: data }) }],
      });
      const document = documentOf([prompt], {
        problems: [errorAt({ code: "x", path, at: { line: 1, column: 1 }, message: data })],
        failure: data,
      });
      return skeleton(evaluationSummary(document)).replace(/href="[^"]*"/g, "href");
    };
    expect(pageOf(text)).toBe(pageOf("x"));
  });

  it("stays within a comment with hundreds of failing cases, and says how many it leaves out", () => {
    const cases = Array.from({ length: 400 }, (_, index) =>
      newlyFailing(`case ${index}`, "no JSON ".repeat(300)),
    );
    const comment = commentOf(failedPrompt(cases), failedPrompt(cases, { id: "other" }));
    expect(bytesOf(comment)).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(comment).toMatch(/\d+ of 800 newly failing cases/);
    expect(comment).toContain("[the summary of the run]");
    expect(comment).toContain("Run it again");
  });
});

describe("the run's summary", () => {
  it("names every case", () => {
    const summary = evaluationSummary(worse);
    expect(summary).toContain("| `order status` | pass | pass | passing |");
    expect(summary).toContain("| `refund` | pass | fail | ❌ newly failing |");
  });

  it("stays within a mebibyte", () => {
    const cases = Array.from({ length: 600 }, (_, index) =>
      newlyFailing(`case ${index}`, "no JSON\n".repeat(900)),
    );
    const prompts = ["a", "b", "c"].map((id) => failedPrompt(cases, { id }));
    expect(bytesOf(evaluationSummary(documentOf(prompts)))).toBeLessThanOrEqual(SUMMARY_LIMIT);
  });
});

describe("annotations", () => {
  it("stand where the failing case is written", () => {
    expect(evaluationAnnotations(worse)).toEqual([
      {
        level: "error",
        path: "prompts/support-triage.prompt.yml",
        line: 12,
        title: "refund passed before and fails now",
        message: "is JSON: The output is no JSON: it starts with “I”.",
      },
      expect.objectContaining({ level: "error", title: "angry customer passed before and fails now" }),
    ]);
  });

  it("are warnings where the fresh trials did not confirm it", () => {
    const unconfirmed = { ...newlyFailing("refund"), confirmation: null };
    const [annotation] = evaluationAnnotations(documentOf([promptReport([unconfirmed])]));
    expect(annotation?.level).toBe("warning");
  });

  it("tell the problems of files with line and column", () => {
    expect(evaluationAnnotations(documentOf([], { report: null, problems: [broken] }))).toEqual([
      {
        level: "error",
        path: "prompts/b.prompt.yml",
        line: 3,
        column: 5,
        title: "yaml syntax",
        message: "The key “model” stands twice: remove one.",
      },
    ]);
  });

  it("are errors for what was loosened only where that blocks", () => {
    const position = { path: "a.prompt.yml", line: 1 };
    const change = { code: "case_removed", name: "x", message: "The case was removed.", position } as const;
    const levels = (["suite_loosened", "no_regression"] as const).map((code) => {
      const prompt = promptReport([], { reasons: [{ code, message: "why" }], removed_or_loosened: [change] });
      return evaluationAnnotations(documentOf([prompt]))[0]?.level;
    });
    expect(levels).toEqual(["error", "notice"]);
  });

  it("show no control character", () => {
    const [annotation] = evaluationAnnotations(
      documentOf([failedPrompt([newlyFailing("a\u001B[31m\u202Eb")])]),
    );
    expect(annotation?.title).toBe("a\\u{1B}[31m\\u{202E}b passed before and fails now");
  });
});

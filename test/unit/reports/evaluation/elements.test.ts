import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluationReportSchema } from "../../../../src/evaluation/report/report.ts";
import { fitAnnotations } from "../../../../src/reports/annotations/annotation.ts";
import { evaluationAnnotations } from "../../../../src/reports/annotations/annotations.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import type { EvaluationDocument } from "../../../../src/reports/evaluation/document.ts";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { bytesOf, COMMENT_LIMIT, SUMMARY_LIMIT } from "../../../../src/reports/text/budget.ts";
import { renderHtml } from "../rendered.ts";
import {
  answered,
  caseReport,
  commentOf,
  documentOf,
  failedPrompt,
  newlyFailing,
  promptReport,
} from "./samples.ts";

const PATH = "prompts/support-triage.prompt.yml";
const at = (line: number) => ({ path: PATH, line });

type Run = NonNullable<EvaluationDocument["report"]>["run"];

function withRun(document: EvaluationDocument, run: Partial<Run>): EvaluationDocument {
  const { report } = document;
  if (report === null) throw new Error("a report is expected");
  return { ...document, report: evaluationReportSchema.parse({ ...report, run: { ...report.run, ...run } }) };
}

describe("a mended case", () => {
  it("is folded under its name, with what failed on the base and the outputs' difference", () => {
    const base = answered("fail", { output: "You are welcome.", why: "The output is no JSON." });
    const comment = commentOf(promptReport([caseReport("thanks", { status: "newly_passing", base })]));
    expect(comment).toContain("#### 🟢 Newly passing (1)\n\n<details><summary><code>thanks</code></summary>");
    expect(comment).toContain("- ❌ `is JSON` on base: `The output is no JSON.`");
    expect(comment).toContain('- You are welcome.\n+ {"category":"billing"}');
  });
});

describe("a case that is not known", () => {
  it("says why, also where only the base got no answer", () => {
    const error = { code: "server_error", message: "The model's server failed." };
    const base = { result: "error" as const, error };
    const comment = commentOf(promptReport([caseReport("thanks", { status: "error", base })]));
    expect(comment).toContain("- no answer on base (`server_error`): `The model's server failed.`");
  });
});

describe("the baseline", () => {
  const { base } = promptReport([]);
  if (base === null) throw new Error("a base is expected");
  const live = { environment: "production", since: "2026-03-12T08:00:00Z" };

  it("is named with its environment and age", () => {
    expect(commentOf(promptReport([caseReport("a")], { base: { ...base, live } }))).toContain(
      "Compared with version `2026-03-12.1`, live in `production` for 3 days (since 2026-03-12 08:00:00 UTC); no recorded outcomes were used.",
    );
  });

  it.each([
    ["2026-03-15T08:59:30Z", "less than a minute"],
    ["2026-03-15T08:20:00Z", "40 minutes"],
    ["2026-03-14T09:00:00Z", "24 hours"],
  ])("live since %s is so for %s", (since, age) => {
    const prompt = promptReport([caseReport("a")], { base: { ...base, live: { ...live, since } } });
    expect(commentOf(prompt)).toContain(`live in \`production\` for ${age} (since`);
  });

  it("tells how many recorded outcomes stand for it, and how old the oldest is", () => {
    const recorded = (time: string) => ({
      ...answered("pass"),
      origin: { kind: "record" as const, at: time },
    });
    const cases = ["2026-03-14T09:00:00Z", "2026-03-15T05:00:00Z"].map((time, index) =>
      caseReport(`${index}`, { base: recorded(time) }),
    );
    expect(commentOf(promptReport([...cases, caseReport("fresh")]))).toContain(
      "2 of its 3 cases were not run again: their outcomes were recorded 24 hours ago.",
    );
  });
});

describe("cost and time", () => {
  const calls = { calls: 8, input_tokens: 1, output_tokens: 1, cost_usd: 0.01 };
  const run: Partial<Run> = {
    cached_answers: 12,
    estimate: { base: calls, head: calls, judges: calls, cost_usd: 0.03 },
    budget: { usd: 2, minutes: 15, spent_usd: 0.5, exhausted: false, unknown_prices: [] },
  };

  it("are told of this run, with the cache, the estimate and the caps", () => {
    expect(evaluationComment(withRun(documentOf([promptReport([caseReport("a")])]), run))).toContain(
      "| this run: 24 model calls and 12 answers from the cache | 12.4 s of at most 15 min | 3,400 in, 388 out | 0.0242 USD; estimated 0.03 USD before confirmations; cap 2.00 USD; 25 % of it used |",
    );
  });

  it("are told of one production call, base → head", () => {
    const cases = [caseReport("a"), caseReport("b")];
    expect(commentOf(promptReport(cases))).toContain(
      "| one call of `support-triage`, base → head | 420 ms → 610 ms | 717 → 711 | 0.00615 USD → 0.00595 USD |",
    );
  });

  it("are told of the base's call, too, where its outcomes were recorded without their time", () => {
    const one = promptReport([caseReport("a")]);
    if (one.base === null) throw new Error("The sample has no base");
    const metrics = { ...one.base.metrics, latency_p50_ms: null, latency_p95_ms: null };
    expect(commentOf({ ...one, base: { ...one.base, metrics } })).toContain(
      "base → head | unknown → 610 ms | 1,434 → 1,422 | 0.0123 USD → 0.0119 USD |",
    );
  });

  it("are never zero where they are unknown", () => {
    const comment = evaluationComment(
      withRun(documentOf([promptReport([caseReport("a")])]), { cost_usd: null }),
    );
    expect(comment).toContain("| cost unknown |");
  });
});

describe("an evaluator", () => {
  const evaluators = [
    { name: "is JSON", counts: true, is_new: false, position: at(30) },
    { name: "fluent", counts: false, is_new: true, position: at(34) },
  ];
  const error = { name: "fluent", message: "The judge failed: 502 @octocat." };
  const silent = caseReport("a", { head: { ...answered("pass"), evaluator_errors: [error] } });

  it("that newly fails is told on its own line, with the cases", () => {
    const prompt = failedPrompt([newlyFailing("refund"), newlyFailing("angry")], { evaluators });
    expect(evaluationAnnotations(documentOf([prompt]))[0]).toEqual({
      level: "error",
      ...at(30),
      title: "is JSON newly fails in 2 cases",
      message: "refund\nangry",
    });
  });

  it("that gave no verdict is told in the comment and on its line", () => {
    const prompt = promptReport([silent, silent], { evaluators });
    expect(commentOf(prompt)).toContain("| `fluent` | 2 | `The judge failed: 502 @octocat.` |");
    expect(evaluationAnnotations(documentOf([prompt]))).toEqual([
      { level: "warning", ...at(34), title: "fluent gave no verdict on 2 outputs", message: error.message },
    ]);
  });
});

describe("a rule over the suite", () => {
  it("is told on the first message that changed", () => {
    const prompt = failedPrompt([caseReport("a")], {
      reasons: [{ code: "pass_rate_regressed", message: "Fewer cases pass." }],
      positions: { model: at(2), messages: [at(7)] },
    });
    expect(evaluationAnnotations(documentOf([prompt]))[0]).toMatchObject({ level: "error", line: 7 });
  });
});

describe("annotations", () => {
  it("are as many as GitHub takes, and what is left out is counted", () => {
    const one = { ...at(1), title: "t", message: "m" };
    const all = [
      ...Array.from({ length: 12 }, () => ({ ...one, level: "notice" as const })),
      { ...one, level: "error" as const },
    ];
    const { annotations, left } = fitAnnotations(all);
    expect(annotations.map(({ level }) => level)).toEqual(["error", ...Array(10).fill("notice")]);
    expect(left).toBe(2);
  });
});

describe("several prompts", () => {
  it("stand below a table, folded unless they fail", () => {
    const good = promptReport([caseReport("a")], { id: "greeting" });
    const comment = evaluationComment(documentOf([good, failedPrompt([newlyFailing("refund")])]));
    const [table, bad, fold] = [
      "| ❌ | `support-triage`",
      "### ❌ `support-triage`",
      "<details><summary>✅ ",
    ];
    const places = [table, bad, fold].map((text) => comment.indexOf(text ?? ""));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(comment).toContain("<details><summary>✅ <code>greeting</code>: 1 of 1 cases pass</summary>");
    expect(comment).not.toContain("<details><summary>❌");
  });
});

describe("a huge report", () => {
  const units = ["漢", "🚀", "ü", "\u{202E}", "`", "|", "</details>", "@octocat ", "\n", "\u{E0001}"];
  const text = fc
    .tuple(fc.constantFrom(...units), fc.integer({ min: 1, max: 5_000 }))
    .map(([unit, count]) => unit.repeat(count));

  it("stays within a comment and a summary in bytes, with every fold closed, every row whole and the way to the rest", () => {
    fc.assert(
      fc.property(text, fc.nat(5), fc.nat(80), (data, prompts, cases) => {
        const failing = Array.from({ length: cases }, () => newlyFailing(data, data));
        const document = documentOf(
          Array.from({ length: prompts + 1 }, (_, index) =>
            index % 2 === 0 ? failedPrompt(failing, { id: data }) : promptReport(failing, { id: data }),
          ),
          { failure: data },
        );
        const [comment, summary] = [evaluationComment(document), evaluationSummary(document)];
        expect(bytesOf(comment)).toBeLessThanOrEqual(COMMENT_LIMIT);
        expect(bytesOf(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
        const page = renderHtml(comment);
        expect(page.split("<details>")).toHaveLength(page.split("</details>").length);
        // A row that was cut has too few cells, and the renderer fills them up with empty ones at its end.
        expect(page).not.toMatch(/<td><\/td>\s*<\/tr>/);
        expect(comment).toContain("Run it again");
        if (comment.includes("_Left out for length:_"))
          expect(comment).toContain("Everything is in [the summary of the run](<https://");
      }),
      // Shrinking would take longer than anybody waits: a failure is told at once, with its seed.
      { numRuns: 16, endOnFailure: true },
    );
  }, 60_000);
});

import { describe, expect, it } from "vitest";
import {
  MOST_RECORDED_TRIALS,
  versionEvaluationSchema,
} from "../../../src/domain/ledger/version-evaluation.ts";
import { versionEvaluation } from "../../../src/evaluation/version-evaluation.ts";
import { changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "./support.ts";

const ORIGIN = {
  obtained: { how: "made", run_url: null },
  reportDigest: `sha256:${"0".repeat(64)}`,
} as const;
const CHANGE = changeOf(fileOf({ word: "old" }), fileOf({ word: "new" }));

describe("what a version keeps of an evaluation", () => {
  it("is the verdict, what it rests on, and every first-pass trial of the head, without any output", async () => {
    const model = modelOf((content) => (content === "new two" ? "No, SECRET." : "Yes, SECRET."));
    const report = await evaluate([CHANGE], model, { gates: { ...GATES, trials: 2 } });
    const kept = versionEvaluationSchema.parse(versionEvaluation(onlyPrompt(report), report, ORIGIN));
    expect(kept).toMatchObject({
      verdict: "fail",
      blocks: true,
      model: "openai/gpt-4.1",
      trials: 2,
      base: { digest: CHANGE.base?.digest, metrics: { passed: 3 } },
      head: { digest: CHANGE.head.digest, metrics: { passed: 2 } },
      recorded_at: "2026-11-21T10:00:00Z",
      ...{ cases_left_out: 0, obtained: ORIGIN.obtained, report_digest: ORIGIN.reportDigest },
    });
    const trial = { input_tokens: 5, output_tokens: 2, cost_usd: null };
    const passed = { ...trial, result: "pass", score: 1 };
    const failed = { ...trial, result: "fail", score: 0 };
    expect(kept.cases.map(({ status, trials }) => [status, trials])).toEqual([
      ["passing", [passed, passed]],
      ["newly_failing", [failed, failed]],
      ["passing", [passed, passed]],
    ]);
    expect(JSON.stringify(kept)).not.toContain("SECRET");
  });

  it("leaves out whole cases where there are too many trials, and says how many", async () => {
    const cases = Array.from({ length: MOST_RECORDED_TRIALS / 50 + 2 }, (_, index) => `{q: ${index}}`);
    const head = fileOf({ word: "new", cases });
    const report = await evaluate(
      [changeOf(null, head)],
      modelOf(() => "Yes."),
      {
        gates: { ...GATES, trials: 50 },
      },
    );
    const kept = versionEvaluation(onlyPrompt(report), report, ORIGIN);
    expect(kept?.cases).toHaveLength(cases.length - 2);
    expect(kept?.cases_left_out).toBe(2);
  });

  it("has another digest of rules where the gate is another", async () => {
    const digestWith = async (gates: typeof GATES) => {
      const report = await evaluate(
        [CHANGE],
        modelOf(() => "Yes."),
        { gates },
      );
      return versionEvaluation(onlyPrompt(report), report, ORIGIN)?.rules_digest;
    };
    const usual = await digestWith(GATES);
    expect(await digestWith(GATES)).toBe(usual);
    expect(await digestWith({ ...GATES, tolerated_regressions: 1 })).not.toBe(usual);
  });

  it("is nothing where the report does not tell the first pass", async () => {
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
    );
    const { first_pass: _, ...prompt } = onlyPrompt(report);
    expect(versionEvaluation(prompt, report, ORIGIN)).toBeNull();
  });
});

import { effectivePromptDigest } from "../../../../src/domain/prompt/effective-prompt.ts";
import {
  type ArmMetrics,
  type CaseReport,
  type EvaluationReport,
  evaluationReportSchema,
  type OutcomeReport,
  type PromptReport,
} from "../../../../src/evaluation/report/report.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import type { EvaluationDocument } from "../../../../src/reports/evaluation/document.ts";
import { effective } from "../../../support/ledger.ts";
import { FIRST_TEXT, LINKS, SECOND_TEXT } from "../samples.ts";

const HEAD_COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PATH = "prompts/support-triage.prompt.yml";

export function answered(
  result: "pass" | "fail",
  { output = '{"category":"billing"}', why = "The output is JSON.", evaluator = "is JSON" } = {},
): Exclude<OutcomeReport, { readonly result: "error" }> {
  return {
    result,
    output,
    output_truncated: false,
    tool_calls: [],
    finish_reason: "stop",
    evaluators: [
      { name: evaluator, pass: result === "pass", score: result === "pass" ? 1 : 0, why, counts: true },
    ],
    latency_ms: 420,
    input_tokens: 120,
    output_tokens: 20,
  };
}

export function caseReport(name: string, parts: Partial<CaseReport> = {}): CaseReport {
  return {
    id: name,
    name,
    status: "passing",
    is_new: false,
    position: { path: PATH, line: 12 },
    base: answered("pass"),
    head: answered("pass"),
    confirmation: null,
    ...parts,
  };
}

export function newlyFailing(name: string, output = "It is about billing."): CaseReport {
  return caseReport(name, {
    status: "newly_failing",
    head: answered("fail", { output, why: "The output is no JSON: it starts with “I”." }),
    confirmation: {
      outcome: "confirmed",
      base: { passes: 4, fails: 0, trials: 4 },
      head: { passes: 0, fails: 5, trials: 5 },
    },
  });
}

function metrics(
  cases: readonly CaseReport[],
  arm: "base" | "head",
  change: Partial<ArmMetrics>,
): ArmMetrics {
  const passed = cases.filter((one) => one[arm]?.result === "pass").length;
  return {
    cases: cases.length,
    passed,
    errors: cases.filter((one) => one[arm]?.result === "error").length,
    pass_rate: cases.length === 0 ? null : passed / cases.length,
    latency_p50_ms: 420,
    latency_p95_ms: 980,
    input_tokens: 1_234,
    output_tokens: 200,
    cost_usd: 0.0123,
    ...change,
  };
}

function arm(
  text: string,
  parts: Pick<PromptReport["head"], "kind" | "label" | "metrics">,
): PromptReport["head"] {
  const { model, messages } = effective(text);
  const prompt = { model, messages: messages.map((message) => ({ ...message })), variables: [] };
  return { ...parts, digest: effectivePromptDigest(prompt), effective: prompt };
}

export function promptReport(
  cases: readonly CaseReport[],
  parts: Partial<PromptReport> & { readonly text?: string } = {},
): PromptReport {
  const { text = SECOND_TEXT, ...rest } = parts;
  return {
    id: "support-triage",
    path: PATH,
    verdict: "pass",
    reasons: [{ code: "no_regression", message: "No case that passed before fails now." }],
    suite_digest: `sha256:${"0".repeat(64)}`,
    base: arm(FIRST_TEXT, { kind: "version", label: "2026-03-12.1", metrics: metrics(cases, "base", {}) }),
    head: arm(text, {
      kind: "commit",
      label: HEAD_COMMIT,
      metrics: metrics(cases, "head", { latency_p50_ms: 610, output_tokens: 188, cost_usd: 0.0119 }),
    }),
    cases: [...cases],
    removed_or_loosened: [],
    problems: [],
    ...rest,
  };
}

export function failedPrompt(cases: readonly CaseReport[], parts: Partial<PromptReport> = {}): PromptReport {
  const message = "2 cases passed before and fail now.";
  return promptReport(cases, {
    verdict: "fail",
    reasons: [{ code: "confirmed_regression", message }],
    ...parts,
  });
}

/** A document around the prompts' reports. It is parsed, so that a sample can be nothing that the schema refuses. */
export function documentOf(
  prompts: readonly PromptReport[],
  parts: Partial<EvaluationDocument> = {},
): EvaluationDocument {
  const verdicts = prompts.map((prompt) => prompt.verdict);
  const report: EvaluationReport = {
    schema: 1,
    verdict: verdicts.includes("fail") ? "fail" : verdicts.includes("inconclusive") ? "inconclusive" : "pass",
    prompts: [...prompts],
    run: {
      started_at: "2026-03-15T09:00:00Z",
      duration_ms: 12_400,
      calls: 24,
      input_tokens: 3_400,
      output_tokens: 388,
      cost_usd: 0.0242,
      models: ["openai/gpt-4.1"],
      base_commit: "b".repeat(40),
      head_commit: HEAD_COMMIT,
    },
  };
  return {
    ...LINKS,
    report: evaluationReportSchema.parse(report),
    problems: [],
    failure: null,
    headCommit: HEAD_COMMIT,
    startedBy: "push",
    runUrl: "https://github.com/acme/prompts/actions/runs/1",
    ...parts,
  };
}

/** The comment on a pull request that changes these prompts. */
export function commentOf(...prompts: readonly PromptReport[]): string {
  return evaluationComment(documentOf(prompts));
}

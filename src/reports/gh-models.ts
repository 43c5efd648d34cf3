import type { JsonObject } from "../domain/json.ts";
import type { EvaluationReport, OutcomeReport, PromptReport } from "../evaluation/report/report.ts";

/** What the report does not hold of a prompt and its cases. */
export interface GhModelsSource {
  readonly name: string;
  readonly description: string;
  /** A case's keys, by its id. */
  readonly values: ReadonlyMap<string, JsonObject>;
}

/** What one evaluator said, in the words of GitHub's runner. */
interface EvaluationResult {
  readonly evaluatorName: string;
  readonly score: number;
  readonly passed: boolean;
  readonly details?: string;
}

/**
 * A prompt's head in the shape that `gh models eval --json` printed (github/gh-models, cmd/eval/eval.go,
 * EvaluationSummary), for scripts that read it, with our own report beside it under `pointsman`. A case without an answer
 * stands as failed by an evaluator `model`: GitHub's runner stopped there.
 */
export function ghModelsReport(report: EvaluationReport, prompt: PromptReport, source: GhModelsSource) {
  const passed = prompt.cases.filter(({ head }) => head.result === "pass").length;
  const total = prompt.cases.length;
  return {
    name: source.name,
    description: source.description,
    model: prompt.head.effective.model,
    testResults: prompt.cases.map(({ head, id }) => ({
      testCase: source.values.get(id) ?? {},
      modelResponse: head.result === "error" ? "" : head.output,
      evaluationResults: evaluationResults(head),
    })),
    summary: {
      totalTests: total,
      passedTests: passed,
      failedTests: total - passed,
      passRate: total === 0 ? 100 : (passed / total) * 100,
    },
    pointsman: report,
  };
}

function evaluationResults(head: OutcomeReport): readonly EvaluationResult[] {
  if (head.result === "error") {
    return [{ evaluatorName: "model", score: 0, passed: false, details: head.error.message }];
  }
  return head.evaluators.map(({ name, pass, score, why }) => {
    return { evaluatorName: name, score, passed: pass, ...(why !== "" && { details: why }) };
  });
}

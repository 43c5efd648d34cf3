import { formatProblem } from "../../domain/problem.ts";
import type { EvaluationReport } from "../../evaluation/report/report.ts";
import type { EvaluationPlan } from "../../releases/evaluation-plan.ts";
import { visibleLine } from "../../reports/visible.ts";
import { badInput, done, no, tryAgain, type VerbResult } from "../result.ts";
import { evaluationText } from "./text.ts";

/** Reasons that may be gone the next time. */
const OUTSIDE: ReadonlySet<string> = new Set([
  "model_unavailable",
  "time_limit",
  "budget_exhausted",
  "cancelled",
  "evaluator_failed",
]);

/** Reasons that whoever asks can mend, each with what is then said. */
const MENDABLE = [
  ["model_not_configured", "Nothing is known: a model is not configured, or its key is not set."],
  ["price_unknown", "Nothing is known: the run has a cap in USD, and the price of a model is not known."],
  ["model_not_allowed", "Nothing is known: the config does not allow a model."],
] as const;

/** `--json` prints the report as it is; only where the files themselves are wrong there is more to say. */
export function evaluationResult(
  report: EvaluationReport,
  plan: Pick<EvaluationPlan, "notices" | "problems">,
  { colours }: { readonly colours: boolean },
): VerbResult {
  const { notices, problems } = plan;
  const output = [
    ...notices.map((notice) => visibleLine(formatProblem(notice))),
    evaluationText(report, { problems: [...problems, ...notices], colours }),
  ].join("\n");
  if (problems.length > 0) {
    const message = problems.map((problem) => visibleLine(formatProblem(problem))).join("\n");
    return badInput({ code: "file_in_error", message, json: { problems, report }, output });
  }
  return { ...verdictResult(report, output), json: report };
}

function verdictResult(report: EvaluationReport, output: string): VerbResult {
  const codes = report.prompts.flatMap((prompt) => prompt.reasons.map((reason) => reason.code));
  if (report.verdict === "fail") return no({ code: "gate_failed", message: "The gate failed.", output });
  return openResult(codes, output) ?? done({}, output);
}

/** What keeps an evaluation from being known; undefined where nothing outside of the gate does. */
export function openResult(codes: readonly string[], output: string): VerbResult | undefined {
  for (const [code, message] of MENDABLE) {
    if (codes.includes(code)) return badInput({ code, message, output });
  }
  const outside = codes.find((code) => OUTSIDE.has(code));
  const message = "Nothing is known: the models did not answer in time.";
  return outside === undefined ? undefined : tryAgain({ code: outside, message, output });
}

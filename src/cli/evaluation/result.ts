import { formatProblem } from "../../domain/problem.ts";
import type { EvaluationReport } from "../../evaluation/report/report.ts";
import type { EvaluationPlan } from "../../releases/evaluation/evaluation-plan.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { badInput, done, no, tryAgain, type VerbResult } from "../result.ts";
import { evaluationText } from "./text.ts";

/** Reasons that may be gone the next time, each with what is then said. */
const OUTSIDE = [
  ["model_unavailable", "Not all is known: a model did not answer."],
  ["time_limit", "Not all is known: the run's time was up."],
  ["budget_exhausted", "Not all is known: the run's budget was used up."],
  ["cancelled", "Not all is known: the run was cancelled."],
  ["evaluator_failed", "Not all is known: an evaluator gave no verdict."],
] as const;

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
  const blocked = () =>
    no({
      code: "gate_inconclusive",
      message: "The gate is inconclusive, and its rules let that block (gates.block_inconclusive).",
      output,
    });
  return openResult(codes, output) ?? (report.blocks === true ? blocked() : done({}, output));
}

/** What keeps an evaluation from being known; undefined where nothing outside of the gate does. */
export function openResult(codes: readonly string[], output: string): VerbResult | undefined {
  for (const [code, message] of MENDABLE) {
    if (codes.includes(code)) return badInput({ code, message, output });
  }
  for (const [code, message] of OUTSIDE) {
    if (codes.includes(code)) return tryAgain({ code, message, output });
  }
  return undefined;
}

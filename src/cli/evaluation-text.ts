import type { CaseReport, EvaluationReport, OutcomeReport, PromptReport } from "../evaluation/report.ts";
import { visibleLine } from "../reports/visible.ts";
import { textTable } from "./text-table.ts";

/** An evaluation for a terminal: per prompt the verdict, why, and its cases on both arms. */
export function evaluationText(report: EvaluationReport): string {
  if (report.prompts.length === 0) return "No prompt changed: there is nothing to evaluate.";
  const { calls, duration_ms: duration, input_tokens: input, output_tokens: output } = report.run;
  const total = `${calls} calls, ${(duration / 1000).toFixed(1)} s, ${input} tokens in, ${output} out${costText(report)}`;
  const sections = report.prompts.map(promptText);
  return [...sections, `Verdict: ${report.verdict} (${total})`].join("\n\n");
}

function costText({ run: { cached_answers: cached = 0, cost_usd: cost } }: EvaluationReport): string {
  const kept = cached === 0 ? "" : `, ${cached} answers kept from earlier runs`;
  return `${cost === null ? ", cost unknown" : `, ${Number(cost.toPrecision(3))} USD`}${kept}`;
}

function promptText(prompt: PromptReport): string {
  const { base, head, verdict } = prompt;
  const against = base === null ? "no base" : `${base.kind} ${visibleLine(base.label)}`;
  const proposed = head.label === "worktree" ? "work tree" : `${head.kind} ${visibleLine(head.label)}`;
  const rows = [["CASE", "BASE", "HEAD", "STATUS"], ...prompt.cases.map(caseRow)];
  return [
    `${prompt.id}: ${verdict} (${against} → ${proposed})`,
    ...prompt.reasons.map(({ code, message }) => `  ${code}: ${visibleLine(message)}`),
    ...prompt.problems.map(
      ({ column, line, message, path }) => `  ${visibleLine(`${path}:${line}:${column}: ${message}`)}`,
    ),
    ...(prompt.cases.length === 0 ? [] : [indented(textTable(rows))]),
  ].join("\n");
}

function caseRow({ base, confirmation, head, is_new: isNew, name, status }: CaseReport): readonly string[] {
  const tally = confirmation === null ? "" : ` (${confirmation.outcome})`;
  return [
    `${name}${isNew ? " (new)" : ""}`,
    base === null ? "-" : outcomeWord(base),
    outcomeWord(head),
    `${status.replace("_", " ")}${tally}`,
  ];
}

function outcomeWord(outcome: OutcomeReport): string {
  return outcome.result === "error" ? `error: ${outcome.error.code}` : outcome.result;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

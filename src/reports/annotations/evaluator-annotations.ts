import type { CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import { silentEvaluators } from "../evaluation/evaluator-errors.ts";
import { isShownBySuite } from "../evaluation/words.ts";
import { clip, visibleLine } from "../text/visible.ts";
import { type Annotation, shown } from "./annotation.ts";

type EvaluatorReport = NonNullable<PromptReport["evaluators"]>[number];

/** Each evaluator that newly fails, or gave no verdict, on its own line: once, however many cases it concerns. */
export function evaluatorAnnotations(prompt: PromptReport): readonly Annotation[] {
  return (prompt.evaluators ?? []).flatMap((evaluator) => [
    ...failing(evaluator, prompt),
    ...silent(evaluator, prompt),
  ]);
}

/** Names that fit into a remark; the rest is counted. */
const MOST_NAMES = 10;

function failing(evaluator: EvaluatorReport, prompt: PromptReport): readonly Annotation[] {
  const cases = prompt.cases.filter((one) => failsNewly(one, evaluator.name));
  if (cases.length === 0) return [];
  const isSure = cases.some(({ confirmation }) => confirmation?.outcome === "confirmed");
  const level = !evaluator.counts ? "notice" : isSure || isShownBySuite(prompt) ? "error" : "warning";
  const count = cases.length === 1 ? "1 case" : `${cases.length} cases`;
  const names = cases.slice(0, MOST_NAMES).map(({ name }) => visibleLine(clip(name, 80).text));
  const more = cases.length > names.length ? `\nand ${cases.length - names.length} more` : "";
  const title = `${titleOf(evaluator)} newly fails in ${count}${evaluator.counts ? "" : " (does not count yet)"}`;
  return [{ level, ...evaluator.position, title, message: `${names.join("\n")}${more}` }];
}

function failsNewly({ head, status }: CaseReport, name: string): boolean {
  if ((status !== "newly_failing" && status !== "new_failing") || head.result === "error") return false;
  return head.evaluators.some((one) => one.name === name && !one.pass);
}

function silent(evaluator: EvaluatorReport, prompt: PromptReport): readonly Annotation[] {
  return silentEvaluators(prompt)
    .filter(({ name }) => name === evaluator.name)
    .map(({ message, times }) => ({
      level: "warning" as const,
      ...evaluator.position,
      title: `${titleOf(evaluator)} gave no verdict on ${times === 1 ? "1 output" : `${times} outputs`}`,
      message: shown(message),
    }));
}

function titleOf({ name }: EvaluatorReport): string {
  return visibleLine(clip(name, 80).text);
}

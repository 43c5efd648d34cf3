import type { Problem } from "../domain/problem.ts";
import type { CaseReport, PromptReport } from "../evaluation/report.ts";
import type { EvaluationDocument } from "./evaluation-comment.ts";
import { clip, visibleBlock, visibleLine } from "./visible.ts";

/** A remark on a line of a file. Its texts are plain; whoever prints it escapes it for where it goes. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

const LONGEST_MESSAGE = 1_000;

/** What an evaluation has to say of lines of the prompt files: problems, failing cases, and what was loosened. */
export function evaluationAnnotations(document: EvaluationDocument): readonly Annotation[] {
  const prompts = document.report?.prompts ?? [];
  return [
    ...document.problems.map(problemAnnotation),
    ...prompts.flatMap((prompt) => [
      ...prompt.problems.map(problemAnnotation),
      ...prompt.cases.flatMap(caseAnnotation),
      ...prompt.removed_or_loosened.map((change) => loosenedAnnotation(prompt, change)),
    ]),
  ];
}

export function problemAnnotation(problem: Problem): Annotation {
  const { code, column, line, message, path, severity } = problem;
  return { level: severity, path, line, column, title: code.replaceAll("_", " "), message: shown(message) };
}

function caseAnnotation(one: CaseReport): readonly Annotation[] {
  const isConfirmed = one.confirmation?.outcome === "confirmed";
  switch (one.status) {
    case "newly_failing":
      return [onCase(one, isConfirmed ? "error" : "warning", "passed before and fails now")];
    case "new_failing":
      return [onCase(one, isConfirmed ? "error" : "warning", "is new and fails")];
    case "error":
      return [onCase(one, "warning", "has no result")];
    case "flaky":
    case "newly_passing":
    case "failing":
    case "passing":
    case "new_passing":
      return [];
  }
}

function onCase(one: CaseReport, level: Annotation["level"], words: string): Annotation {
  const { path, line } = one.position;
  const title = `${visibleLine(clip(one.name, 80).text)} ${words}`;
  return { level, path, line, title, message: shown(whyOf(one)) };
}

/** The sentences of the evaluators that fail, or why there is no answer. */
function whyOf({ head, base }: CaseReport): string {
  if (head.result === "error") return head.error.message;
  const failing = head.evaluators.filter((evaluator) => evaluator.counts && !evaluator.pass);
  const sentences = failing.map(({ name, why }) => `${name}: ${why}`);
  if (sentences.length > 0) return sentences.join("\n");
  return base?.result === "error" ? base.error.message : "An evaluator that counts does not pass.";
}

type SuiteChange = PromptReport["removed_or_loosened"][number];

function loosenedAnnotation(prompt: PromptReport, change: SuiteChange): Annotation {
  const blocks = prompt.reasons.some(({ code }) => code === "suite_loosened");
  const { path, line } = change.position;
  const title = change.code.replaceAll("_", " ");
  return { level: blocks ? "error" : "notice", path, line, title, message: shown(change.message) };
}

function shown(message: string): string {
  return visibleBlock(clip(message, LONGEST_MESSAGE).text);
}

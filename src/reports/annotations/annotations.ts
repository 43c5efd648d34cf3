import type { Problem } from "../../domain/problem.ts";
import type { CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import { diffPrompts } from "../difference/word-diff.ts";
import type { EvaluationDocument } from "../evaluation/document.ts";
import { variablesBlock } from "../evaluation/loosened.ts";
import { isShownBySuite } from "../evaluation/words.ts";
import { clip, visibleLine } from "../text/visible.ts";
import { type Annotation, shown } from "./annotation.ts";
import { evaluatorAnnotations } from "./evaluator-annotations.ts";

/** What an evaluation has to say of lines of the prompt files: problems, failing cases, and what was loosened. */
export function evaluationAnnotations(document: EvaluationDocument): readonly Annotation[] {
  const prompts = document.report?.prompts ?? [];
  return [
    ...document.problems.map(problemAnnotation),
    ...prompts.flatMap((prompt) => [
      ...prompt.problems.map(problemAnnotation),
      ...prompt.reasons.flatMap((reason) => ruleAnnotation(prompt, reason)),
      ...evaluatorAnnotations(prompt),
      ...(prompt.breaking_variables ?? []).map((change) => variableAnnotation(prompt, change)),
      ...prompt.cases.flatMap((one) => caseAnnotation(one, prompt)),
      ...prompt.removed_or_loosened.map((change) => loosenedAnnotation(prompt, change)),
      ...(prompt.loosened_rules ?? []).map((rule) => loosenedRuleAnnotation(prompt, rule)),
    ]),
  ];
}

export function problemAnnotation(problem: Problem): Annotation {
  const { code, column, line, message, path, severity } = problem;
  return { level: severity, path, line, column, title: code.replaceAll("_", " "), message: shown(message) };
}

function caseAnnotation(one: CaseReport, prompt: PromptReport): readonly Annotation[] {
  const isConfirmed = one.confirmation?.outcome === "confirmed";
  switch (one.status) {
    case "newly_failing": {
      const counts = isConfirmed || isShownBySuite(prompt);
      return [onCase(one, counts ? "error" : "warning", "passed before and fails now")];
    }
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

type Reason = PromptReport["reasons"][number];

/** Rules over the whole suite have no line of their own: what changed of what reaches the model is what they are about. */
const RULE_LEVELS: Partial<Record<Reason["code"], Annotation["level"]>> = {
  pass_rate_regressed: "error",
  score_regressed: "error",
  required_rate_missed: "error",
  relative_budget_exceeded: "error",
  absolute_budget_exceeded: "error",
  required_rate_unclear: "warning",
  relative_budget_unclear: "warning",
  budget_unknown: "warning",
};

function ruleAnnotation(prompt: PromptReport, { code, message }: Reason): readonly Annotation[] {
  const level = RULE_LEVELS[code];
  if (level === undefined) return [];
  const title = code.replaceAll("_", " ");
  return [
    {
      level: prompt.blocks === true ? "error" : level,
      ...changedPlace(prompt),
      title,
      message: shown(message),
    },
  ];
}

type Place = Pick<Annotation, "path" | "line">;

/** The first message that the head changed, else its model; the file's first line where the file says neither. */
function changedPlace({ base, head, path, positions }: PromptReport): Place {
  const changes = positions === undefined ? [] : diffPrompts(base?.effective ?? null, head.effective);
  const message = changes.find((change) => change.message !== undefined)?.message;
  const place = message === undefined ? undefined : positions?.messages[message - 1];
  if (place !== undefined) return place;
  return base?.effective.model === head.effective.model || positions === undefined
    ? { path, line: 1 }
    : positions.model;
}

type VariableChange = NonNullable<PromptReport["breaking_variables"]>[number];

/** On the head's declaration; where it has none, on what changed. */
function variableAnnotation(prompt: PromptReport, { message, position }: VariableChange): Annotation {
  const level = variablesBlock(prompt) ? "error" : "notice";
  const title = "present callers would break";
  return { level, ...(position ?? changedPlace(prompt)), title, message: shown(message) };
}

type LoosenedRule = NonNullable<PromptReport["loosened_rules"]>[number];

/** On the rule's line, or on the gates that no longer have it; a file without gates has no line for it. */
function loosenedRuleAnnotation(
  { path }: PromptReport,
  { rule, base, head, position }: LoosenedRule,
): Annotation {
  const value = (text: string | null): string => text ?? "off";
  const message = `The gates of the base branch's file or of the config say ${rule}: ${value(base)}, here it is ${value(head)}. The stricter one counts until this is merged.`;
  return {
    level: "notice",
    ...(position ?? { path, line: 1 }),
    title: "loosened rule",
    message: shown(message),
  };
}

type SuiteChange = PromptReport["removed_or_loosened"][number];

function loosenedAnnotation(prompt: PromptReport, change: SuiteChange): Annotation {
  const blocks = prompt.reasons.some(({ code }) => code === "suite_loosened");
  const { path, line } = change.position;
  const title = change.code.replaceAll("_", " ");
  return { level: blocks ? "error" : "notice", path, line, title, message: shown(change.message) };
}

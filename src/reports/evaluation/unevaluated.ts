import type { Problem } from "../../domain/problem.ts";
import type { Annotation } from "../annotations/annotation.ts";
import { problemAnnotation } from "../annotations/annotations.ts";
import { evaluateLine } from "../answers/evaluate-answer.ts";
import type { DiffPart } from "../difference/word-diff.ts";
import { diffPartBlock } from "../difference/word-diff-markdown.ts";
import { problemsSection } from "../problems.ts";
import { COMMENT_LIMIT, fitSections, type Section, SUMMARY_LIMIT } from "../text/budget.ts";
import { countOf, enumerate } from "../text/facts.ts";
import type { ReportLinks } from "../text/links.ts";
import {
  type Block,
  code,
  heading,
  html,
  type Inline,
  link,
  md,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { clip, visibleBlock } from "../text/visible.ts";

/** Why no model was asked about a pull request. */
export type Withheld =
  /** Somebody who made the change may not let models be asked. */
  | { readonly code: "not_permitted"; readonly login: string; readonly needs: string }
  /** An earlier run withheld this very commit, and nobody has let it be evaluated since. */
  | { readonly code: "withheld_before"; readonly needs: string }
  /** The run did not come of a push, and no run that did has evaluated this commit: who pushed it is not known. */
  | { readonly code: "not_seen"; readonly needs: string }
  /** GitHub gives a run of this pull request no secrets. */
  | { readonly code: "no_secrets"; readonly needs: string };

/** A status says that the commit was evaluated, and the run that it leads to does not bear that out. */
export interface UnprovenStatus {
  readonly code: UnprovenCode;
  readonly runUrl: string;
}

export type UnprovenCode =
  /** The run has no report that can be read: it kept none, is not over yet, or it expired. */
  | "no_report"
  /** Its report is of another commit. */
  | "other_commit"
  /** It was compared with a commit that is none of the base branch. */
  | "other_base"
  /** Its report does not let the job pass. */
  | "not_passed";

/** A prompt that the pull request changes. */
export interface PromptChange {
  readonly id: string;
  readonly path: string;
  readonly isNew: boolean;
  /** From `diffPrompts`; empty where only cases or evaluators differ. */
  readonly parts: readonly DiffPart[];
}

/** What is said of a pull request that was read and not evaluated. */
export interface UnevaluatedDocument extends ReportLinks {
  readonly why: Withheld;
  readonly changes: readonly PromptChange[];
  readonly problems: readonly Problem[];
  readonly headCommit: string;
  /** Null where no status says anything of the commit. */
  readonly unproven: UnprovenStatus | null;
  /**
   * The workflow's file that `/evaluate` starts, and whether the default branch has it with that trigger, and with a step that
   * uploads the report.
   */
  readonly workflow: { readonly name: string; readonly isReady: boolean; readonly keepsReport: boolean };
  readonly runUrl: string;
}

export function unevaluatedComment(document: UnevaluatedDocument): string {
  const fullReport = link(md`the summary of the run`, document.runUrl);
  return fitSections(unevaluatedSections(document), { limit: COMMENT_LIMIT, fullReport });
}

export function unevaluatedSummary(document: UnevaluatedDocument): string {
  const title = heading(2, md`Prompt evaluation`);
  const sections = [
    { kind: "block", rank: 0, name: "", body: title } as const,
    ...unevaluatedSections(document),
  ];
  return fitSections(sections, { limit: SUMMARY_LIMIT, fullReport: null });
}

/** The problems on their lines, and on each changed prompt that nobody knows how it answers. */
export function unevaluatedAnnotations({ changes, problems }: UnevaluatedDocument): readonly Annotation[] {
  return [...problems.map(problemAnnotation), ...changes.map(changeAnnotation)];
}

/** Why the job fails, as one line for its log. */
export function unevaluatedText({ changes, headCommit, why }: UnevaluatedDocument): string {
  const reason = reasonText(why);
  return `Not evaluated, so nothing is known of ${changes.length === 1 ? "the changed prompt" : `${changes.length} changed prompts`}: ${reason}. Somebody who may can comment: /evaluate ${headCommit}`;
}

function reasonText(why: Withheld): string {
  switch (why.code) {
    case "no_secrets":
      return "a run of this pull request gets no secrets";
    case "not_permitted":
      return `${why.login} may not let models be asked (that needs ${why.needs})`;
    case "withheld_before":
      return "somebody who may not let models be asked pushed this commit";
    case "not_seen":
      return "who pushed this commit is known to the run of that push only, which has not evaluated it (yet)";
  }
}

function unevaluatedSections(document: UnevaluatedDocument): readonly Section[] {
  const { changes, headCommit, problems } = document;
  const title = heading(3, md`Problems`);
  return [
    { kind: "block", rank: 0, name: "", body: headline(document) },
    ...unprovenSection(document),
    { kind: "block", rank: 0, name: "", body: whatToDo(document) },
    ...problemsSection(problems, { ...document, commit: headCommit }, { title, rank: 1 }),
    ...changes.flatMap(changeSections),
  ];
}

function headline({ changes, why }: UnevaluatedDocument): Block {
  const left = changes.length - 3;
  const names = changes.slice(0, 3).map(({ id }) => code(id));
  const prompts = enumerate(left > 0 ? [...names, md`${left} more`] : names);
  return paragraph(
    md`⏸️ **Not evaluated**, so nothing is known of how ${prompts} would answer: ${whyText(why)}.`,
  );
}

function whyText(why: Withheld): Inline {
  switch (why.code) {
    case "no_secrets":
      return md`GitHub gives a run of this pull request no secrets, and so no key for a model`;
    case "not_permitted":
      return md`${code(why.login)} may not let models be asked here`;
    case "withheld_before":
      return md`somebody who may not let models be asked here pushed this commit`;
    case "not_seen":
      return md`who pushed this commit is known to the run of that push only, which has not evaluated it (yet). If it does, run this job again`;
  }
}

function unprovenSection({ unproven, workflow }: UnevaluatedDocument): readonly Section[] {
  if (unproven === null) return [];
  const text = md`A status of this commit says that ${link(md`a run`, unproven.runUrl)} evaluated it. It is not believed: ${unprovenText(unproven.code, workflow)}.`;
  return [{ kind: "block", rank: 0, name: "", body: paragraph(text) }];
}

function unprovenText(code: UnprovenCode, workflow: UnevaluatedDocument["workflow"]): Inline {
  switch (code) {
    case "no_report":
      return noReportText(workflow);
    case "other_commit":
      return md`the report of that run is of another commit`;
    case "other_base":
      return md`that run compared with a commit that this pull request's base branch does not have`;
    case "not_passed":
      return md`the report of that run says that the commit must not be merged`;
  }
}

function noReportText({ keepsReport, name }: UnevaluatedDocument["workflow"]): Inline {
  const file = code(`.github/workflows/${name}`);
  const artifact = code("pointsman-report");
  return keepsReport
    ? md`that run has no artifact ${artifact} that can be read, which would prove it. It has one once it is over, until that expires: run this job again then, or let the commit be evaluated anew`
    : md`that run has no artifact ${artifact}, which would prove it, since ${file} on the default branch has no step that uploads it. Add that step, as ${code("pointsman init")} and the README of pointsman have it, and let the commit be evaluated anew`;
}

function whatToDo({ headCommit, why, workflow }: UnevaluatedDocument): Block {
  const file = code(`.github/workflows/${workflow.name}`);
  const first = workflow.isReady
    ? md`Somebody who may (${code(why.needs)}) can read what changed and let exactly this commit be evaluated, with the comment:`
    : md`First the default branch needs ${file} with the trigger ${code("workflow_dispatch")}, as the README of pointsman shows. Then somebody who may (${code(why.needs)}) can let exactly this commit be evaluated, with the comment:`;
  return stack([
    paragraph(first),
    evaluateLine(headCommit),
    paragraph(
      md`No model was asked. A later push is not covered. This job fails until then; run again after the evaluation, it takes over its result.`,
    ),
  ]);
}

function changeSections({ id, isNew, parts }: PromptChange): readonly Section[] {
  const what = isNew ? md`is new` : md`changes in ${countOf(parts.length, "part")}`;
  const cases =
    parts.length === 0 ? md`${code(id)} changes in its cases or evaluators only.` : md`${code(id)} ${what}.`;
  if (parts.length === 0)
    return [{ kind: "block", rank: 2, name: "changed prompts", body: paragraph(cases) }];
  return [
    { kind: "block", rank: 2, name: "changed prompts", body: paragraph(cases) },
    {
      kind: "fold",
      rank: 3,
      name: "changed parts of the prompt",
      summary: html`What changed in the prompt`,
      items: parts.map(diffPartBlock),
    },
  ];
}

function changeAnnotation({ parts, path }: PromptChange): Annotation {
  const what = parts.length === 0 ? "its cases or evaluators" : parts.map(({ part }) => part).join(", ");
  const message = visibleBlock(clip(`Changed and not evaluated: ${what}.`, 1_000).text);
  return { level: "warning", path, line: 1, title: "not evaluated", message };
}

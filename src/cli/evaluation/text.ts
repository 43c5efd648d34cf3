import type { Problem } from "../../domain/problem.ts";
import { formatProblem } from "../../domain/problem.ts";
import type { EvaluationReport, PromptReport } from "../../evaluation/report/report.ts";
import { baselineText } from "../../reports/evaluation/baseline.ts";
import { otherCasesLines } from "../../reports/evaluation/cases.ts";
import { costRows } from "../../reports/evaluation/cost.ts";
import { silentEvaluators } from "../../reports/evaluation/evaluator-errors.ts";
import { evaluationHeadline } from "../../reports/evaluation/headline.ts";
import { confidenceText, type Mark, visibleText } from "../../reports/evaluation/intervals.ts";
import { type MetricRow, metricRows } from "../../reports/evaluation/metrics.ts";
import { passRatesText } from "../../reports/evaluation/pass-rates.ts";
import { armText, reasonText, worstFirst } from "../../reports/evaluation/words.ts";
import { plainText } from "../../reports/text/plain-text.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { textTable } from "../text-table.ts";
import { casesText } from "./cases-text.ts";
import { indented } from "./indented.ts";

interface Shown {
  /** What is wrong with the files of the change, beside what the report says of each prompt. */
  readonly problems: readonly Problem[];
  readonly colours: boolean;
}

/** An evaluation for a terminal: what the comment on a pull request says, the verdict in one line first. */
export function evaluationText(report: EvaluationReport, { colours, problems }: Shown): string {
  const headline = plainText(evaluationHeadline({ report, problems, failure: null }));
  const prompts = report.prompts.toSorted(worstFirst);
  const sections = prompts.map((prompt) => promptText(prompt, report, colours));
  return [headline, ...partText(report), ...sections, ...costText(report)].join("\n\n");
}

/** What was not run must not be taken for what passed. */
function partText({ prompts }: EvaluationReport): readonly string[] {
  const parts = prompts.flatMap(({ cases, id, part_of_suite: of }) =>
    of === undefined ? [] : [`${cases.length} of ${of.cases} cases of ${id}`],
  );
  return parts.length === 0 ? [] : [`This verdict is over a part of the suite: ${parts.join(", ")}.`];
}

function promptText(prompt: PromptReport, { run }: EvaluationReport, colours: boolean): string {
  const { base, head, id, problems, verdict } = prompt;
  const against = base === null ? "no base" : plainText(armText(base));
  const proposed = head.label === "worktree" ? "work tree" : plainText(armText(head));
  const notes = [
    ...prompt.reasons.map((reason) => `${reason.code}: ${plainText(reasonText(prompt, reason))}`),
    plainText(baselineText(prompt, run.started_at)),
    ...changeLines(prompt),
    ...problems.map((problem) => visibleLine(formatProblem(problem))),
  ];
  const parts = [
    `${id}: ${verdict} (${against} → ${proposed})\n${indented(notes.join("\n"))}`,
    ...metricsText(prompt),
    ...casesText(prompt, { colours }),
    ...othersText(prompt),
  ];
  return parts.join("\n\n");
}

/** What the change takes from what holds it, and from its callers. */
function changeLines(prompt: PromptReport): readonly string[] {
  const { breaking_variables: variables = [], loosened_rules: rules = [] } = prompt;
  const value = (text: string | null) => (text === null ? "off" : visibleLine(text));
  return [
    ...prompt.removed_or_loosened.map(({ message }) => `loosened: ${visibleLine(message)}`),
    ...rules.map(
      ({ base, head, rule }) => `loosened rule ${rule}: ${value(base)} applied, not ${value(head)}`,
    ),
    ...variables.map(({ message }) => `breaking: ${visibleLine(message)}`),
    ...silentEvaluators(prompt).map(
      ({ message, name, times }) =>
        `no verdict of ${visibleLine(name)} on ${times} outputs (it does not count yet): ${visibleLine(message)}`,
    ),
  ];
}

/** Words, since the signs of the comment are as wide as their terminal likes. */
const MARK_WORDS: Readonly<Record<Mark, string>> = {
  worse: "worse",
  better: "better",
  more: "more",
  less: "less",
  none: "",
};

function metricsText(prompt: PromptReport): readonly string[] {
  const rows = metricRows(prompt);
  if (rows.length === 0) return [];
  const confidence = confidenceText(prompt);
  const said = [passRatesText(prompt), visibleText(prompt)].filter((text) => text !== null);
  const columns = ["METRIC", "BASE", "HEAD", "DIFFERENCE"];
  const withInterval = confidence === null ? [] : [`${plainText(confidence)} INTERVAL`];
  const head = prompt.base === null ? ["METRIC", "HEAD"] : [...columns, ...withInterval, "MARK"];
  const table = textTable([head, ...rows.map((row) => metricCells(row, confidence !== null))]);
  return [indented([table, ...said.map(plainText)].join("\n"))];
}

function metricCells(row: MetricRow, hasIntervals: boolean): readonly string[] {
  const { base, difference, head, interval, mark, name } = row;
  if (base === null) return [plainText(name), plainText(head)];
  const cells = [name, base, head, difference, ...(hasIntervals ? [interval] : [])];
  return [...cells.map(plainText), MARK_WORDS[mark]];
}

function othersText(prompt: PromptReport): readonly string[] {
  const lines = otherCasesLines(prompt).map(plainText);
  return lines.length === 0 ? [] : [indented(lines.join("\n"))];
}

function costText(report: EvaluationReport): readonly string[] {
  const rows = costRows(report);
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map(plainText));
  return [textTable([["COST AND TIME", "TIME", "TOKENS", "COST"], ...cells])];
}

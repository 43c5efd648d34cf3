import type { CaseReport, OutcomeReport, PromptReport } from "../../evaluation/report/report.ts";
import { fitSections, type Part, type Section, SUMMARY_LIMIT } from "../text/budget.ts";
import { code, heading, type Inline, md } from "../text/markdown.ts";
import { chartsSection } from "./charts.ts";
import { evaluationSections } from "./comment.ts";
import type { EvaluationDocument } from "./document.ts";
import type { CaseStatus } from "./words.ts";

/** The run's summary: what the comment says, and every case by name. */
export function evaluationSummary(document: EvaluationDocument): string {
  const sections: readonly Part[] = [
    { kind: "block", rank: 0, name: "", body: heading(2, md`Prompt evaluation`) },
    ...evaluationSections(document),
    ...(document.report === null ? [] : chartsSection(document.report, 19)),
    ...(document.report?.prompts ?? []).flatMap(allCases),
  ];
  return fitSections(sections, {
    limit: SUMMARY_LIMIT,
    fullReport: md`the JSON report (the output “report”)`,
  });
}

const STATUS_WORDS: Readonly<Record<CaseStatus, Inline>> = {
  newly_failing: md`❌ newly failing`,
  flaky: md`🎲 failed once, not when run again`,
  newly_passing: md`🟢 newly passing`,
  failing: md`failing as before`,
  passing: md`passing`,
  new_failing: md`❌ new, failing`,
  new_passing: md`new, passing`,
  error: md`⚠️ not known`,
};

function allCases(prompt: PromptReport): readonly Section[] {
  if (prompt.cases.length === 0) return [];
  return [
    {
      kind: "table",
      rank: 20,
      name: "rows of cases",
      title: heading(3, md`All cases of ${code(prompt.id)}`),
      head: [md`case`, md`base`, md`head`, md`result`],
      rows: prompt.cases.map(rowOf),
    },
  ];
}

function rowOf({ base, head, name, status, trials }: CaseReport): readonly Inline[] {
  return [
    code(name),
    base === null ? md`–` : resultOf(base, trials?.base),
    resultOf(head, trials?.head),
    STATUS_WORDS[status],
  ];
}

type Tally = NonNullable<CaseReport["trials"]>["head"];

/** What stands for an arm's trials, and how many of several passed. */
function resultOf(outcome: OutcomeReport, tally: Tally | null | undefined): Inline {
  const passed =
    tally === null || tally === undefined ? md`` : md`, ${tally.passes} of ${tally.trials} passed`;
  return outcome.result === "error"
    ? md`error (${code(outcome.error.code)})${passed}`
    : md`${{ inline: outcome.result }}${passed}`;
}

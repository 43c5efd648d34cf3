import type { EvaluationReport, PromptReport } from "../../evaluation/report/report.ts";
import { diffPrompts } from "../difference/word-diff.ts";
import { diffPartBlock } from "../difference/word-diff-markdown.ts";
import { problemsSection } from "../problems.ts";
import { COMMENT_LIMIT, fitSections, type Part, type Section } from "../text/budget.ts";
import { enumerate } from "../text/facts.ts";
import {
  type Block,
  block,
  code,
  type Html,
  heading,
  html,
  htmlCode,
  type Inline,
  joinInline,
  link,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { clip } from "../text/visible.ts";
import { baselineText } from "./baseline.ts";
import { failingCasesSections, fixedCasesSections, otherCasesSection } from "./cases.ts";
import { costSection } from "./cost.ts";
import type { EvaluationDocument } from "./document.ts";
import { evaluatorErrorsSection } from "./evaluator-errors.ts";
import { evaluationHeadline } from "./headline.ts";
import { loosenedSections } from "./loosened.ts";
import { metricsSection } from "./metrics.ts";
import { unknownCasesSections } from "./unknown-cases.ts";
import {
  armText,
  casesOf,
  nameText,
  passedText,
  reasonText,
  VERDICT_SIGNS,
  VERDICT_WEIGHTS,
  worstFirst,
} from "./words.ts";

/** The one comment on a pull request: the verdict in one line, then what it rests on. */
export function evaluationComment(document: EvaluationDocument): string {
  const fullReport = link(md`the summary of the run`, document.runUrl);
  return fitSections(evaluationSections(document), { limit: COMMENT_LIMIT, fullReport });
}

/** The sections of a comment or a summary, most important first. */
export function evaluationSections(document: EvaluationDocument): readonly Part[] {
  const { headCommit, problems, report } = document;
  const prompts = report?.prompts ?? [];
  const title = heading(3, md`Problems`);
  return [
    {
      kind: "block",
      rank: 0,
      name: "",
      body: stack([paragraph(evaluationHeadline(document)), failureBlock(document)]),
    },
    ...promptTable(prompts),
    ...problemsSection(problems, { ...document, commit: headCommit }, { title, rank: 1 }),
    ...[...prompts].sort(worstFirst).flatMap((prompt) => promptParts(prompt, document)),
    ...(report === null ? [] : costSection(report, 1)),
    { kind: "block", rank: 0, name: "", body: footer(document) },
  ];
}

function failureBlock({ failure }: EvaluationDocument): Block {
  return failure === null ? NOTHING : block(clip(failure, 2_000).text);
}

/** Of several prompts a table says at a glance which one to look at. */
function promptTable(prompts: readonly PromptReport[]): readonly Section[] {
  if (prompts.length < 2) return [];
  const rows = [...prompts].sort(worstFirst).map((prompt) => [
    VERDICT_SIGNS[prompt.verdict],
    nameText(prompt.id),
    prompt.base === null ? md`–` : passedText(prompt.base.metrics),
    passedText(prompt.head.metrics),
    joinInline(
      prompt.reasons.map((reason) => reasonText(prompt, reason)),
      md`; `,
    ),
  ]);
  const head = [md``, md`prompt`, md`base passed`, md`head passed`, md`why`];
  return [{ kind: "table", rank: 1, name: "prompts", title: NOTHING, head, rows }];
}

/** Of several prompts those that fail stand open: what passes is there for those who ask. */
function promptParts(prompt: PromptReport, document: EvaluationDocument): readonly Part[] {
  const sections = promptSections(prompt, document);
  const isAlone = document.report?.prompts.length === 1;
  if (isAlone || prompt.verdict === "fail" || prompt.blocks === true) return sections;
  const { id, head, verdict } = prompt;
  const sign: Html = { html: VERDICT_SIGNS[verdict].inline };
  const unknown = casesOf(prompt, "error").length;
  const passed =
    prompt.cases.length === 0
      ? html`no case was run`
      : html`${head.metrics.passed} of ${head.metrics.cases} cases pass${unknown === 0 ? html`` : html`, ${unknown} not known`}`;
  return [{ kind: "folded", summary: html`${sign} ${htmlCode(id)}: ${passed}`, sections }];
}

function promptSections(prompt: PromptReport, document: EvaluationDocument): readonly Section[] {
  const rank = 2 + 3 * VERDICT_WEIGHTS[prompt.verdict];
  const title = heading(4, md`Problems and notices`);
  const place = { ...document, commit: document.headCommit };
  return [
    { kind: "block", rank, name: "verdicts of prompts", body: promptHead(prompt, document) },
    ...metricsSection(prompt, rank),
    ...failingCasesSections(prompt, rank),
    ...unknownCasesSections(prompt, rank + 1),
    ...loosenedSections(prompt, rank),
    ...fixedCasesSections(prompt, rank + 1),
    ...evaluatorErrorsSection(prompt, rank + 1),
    ...otherCasesSection(prompt, rank + 1),
    ...promptDifference(prompt, rank + 2),
    ...problemsSection(prompt.problems, place, { title, rank: rank + 1 }),
  ];
}

function promptHead(prompt: PromptReport, { report }: EvaluationDocument): Block {
  const title = heading(3, md`${VERDICT_SIGNS[prompt.verdict]} ${code(prompt.id)}`);
  const baseline = report === null ? NOTHING : paragraph(baselineText(prompt, report.run.started_at));
  if (report?.prompts.length === 1 && prompt.reasons.length === 1) return stack([title, baseline]);
  return stack([title, reasonsBlock(prompt), baseline]);
}

function reasonsBlock(prompt: PromptReport): Block {
  const reasons = prompt.reasons.map((reason) => reasonText(prompt, reason));
  const [only, ...others] = reasons;
  return only !== undefined && others.length === 0
    ? paragraph(md`**${verdictText(prompt)}**: ${only}.`)
    : stack([paragraph(md`**${verdictText(prompt)}**:`), list(reasons)]);
}

function verdictText({ blocks, verdict }: PromptReport): Inline {
  return verdict === "inconclusive" && blocks === true
    ? md`${VERDICT_WORDS[verdict]}, which blocks here`
    : VERDICT_WORDS[verdict];
}

const VERDICT_WORDS = {
  pass: md`Passes`,
  fail: md`Fails`,
  inconclusive: md`Inconclusive`,
} as const satisfies Record<PromptReport["verdict"], Inline>;

function promptDifference({ base, head }: PromptReport, rank: number): readonly Section[] {
  const parts = diffPrompts(base?.effective ?? null, head.effective);
  if (base === null || parts.length === 0) return [];
  const count = parts.length === 1 ? html`1 part` : html`${parts.length} parts`;
  const summary = html`What changed in the prompt (${count})`;
  return [
    { kind: "fold", rank, name: "changed parts of the prompt", summary, items: parts.map(diffPartBlock) },
  ];
}

/** What was evaluated against what, by which models, and how to do it again. */
function footer(document: EvaluationDocument): Block {
  const { headCommit, report, runUrl } = document;
  const evaluated = md`Evaluated ${code(headCommit.slice(0, 10))}`;
  const against =
    report === null || report.run.models.length === 0
      ? md``
      : md` against ${basesOf(report)} with ${modelNames(report.run.models)}`;
  return stack([
    paragraph(md`---`),
    paragraph(md`${evaluated}${against}.${report === null ? md`` : reportText(runUrl)}`),
    paragraph(againText(document)),
  ]);
}

/** The action cannot know what a later step uploads. */
function reportText(runUrl: string | null): Inline {
  return runUrl === null
    ? md``
    : md` The JSON report is among ${link(md`the run's artifacts`, `${runUrl}#artifacts`)}, where the workflow uploads it.`;
}

/** What applies: a push of somebody who may is evaluated by itself, a stranger's takes the word of somebody who may. */
function againText({ headCommit, runUrl, startedBy }: EvaluationDocument): Inline {
  const page = runUrl === null ? md`the run's page` : link(md`the run's page`, runUrl);
  const rerun = md`${startedBy === "push" ? md`push a commit, or ` : md``}choose “Re-run jobs” on ${page}`;
  return startedBy === "command"
    ? md`Run it again: comment ${code(`/evaluate ${headCommit}`)}, or ${rerun}. A later push is not covered: it needs that comment with its own commit.`
    : md`Run it again: ${rerun}.`;
}

function modelNames(models: readonly string[]): Inline {
  const left = models.length - 5;
  const names = models.slice(0, 5).map(nameText);
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

/** What the base arms ran, each once. */
function basesOf({ prompts }: EvaluationReport): Inline {
  const texts = prompts.map(({ base }) => (base === null ? md`nothing (a new prompt)` : armText(base)));
  const unique = [...new Map(texts.map((text) => [text.inline, text])).values()];
  const left = unique.length - 3;
  return enumerate(left > 0 ? [...unique.slice(0, 3), md`${left} more`] : unique);
}

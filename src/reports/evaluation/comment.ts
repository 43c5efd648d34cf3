import type { Problem } from "../../domain/problem.ts";
import type { EvaluationReport, PromptReport } from "../../evaluation/report.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "../budget.ts";
import { countOf, enumerate } from "../facts.ts";
import type { ReportLinks } from "../links.ts";
import {
  type Block,
  block,
  code,
  heading,
  html,
  type Inline,
  joinInline,
  link,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../markdown.ts";
import { costText, durationText, numberText } from "../numbers.ts";
import { problemsSection } from "../problems.ts";
import { clip } from "../visible.ts";
import { diffPrompts } from "../word-diff.ts";
import { diffPartBlock } from "../word-diff-markdown.ts";
import { failingCasesSections, otherCasesSection } from "./cases.ts";
import { loosenedSections } from "./loosened.ts";
import { metricsSection } from "./metrics.ts";
import { armText, passedText, reasonText, VERDICT_SIGNS } from "./words.ts";

/** Everything that can be said of one evaluation, whether or not it came to run a model. */
export interface EvaluationDocument extends ReportLinks {
  /** Null where nothing was evaluated: every file that changed is broken, or the run failed. */
  readonly report: EvaluationReport | null;
  /** What is wrong with the prompt files and the config, beside what the report says of each prompt. */
  readonly problems: readonly Problem[];
  /** Why the run could not be finished, as a sentence; null where it was. */
  readonly failure: string | null;
  /** The commit that was evaluated. */
  readonly headCommit: string;
  /** The run's page; null where there is none. */
  readonly runUrl: string | null;
}

/** The one comment on a pull request: the verdict in one line, then what it rests on. */
export function evaluationComment(document: EvaluationDocument): string {
  const fullReport = link(md`the summary of the run`, document.runUrl);
  return fitSections(evaluationSections(document), { limit: COMMENT_LIMIT, fullReport });
}

/** The sections of a comment or a summary, most important first. */
export function evaluationSections(document: EvaluationDocument): readonly Section[] {
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
    ...[...prompts].sort(worstFirst).flatMap((prompt) => promptSections(prompt, document)),
    { kind: "block", rank: 0, name: "", body: footer(document) },
  ];
}

/** The verdict in one line. */
export function evaluationHeadline(document: EvaluationDocument): Inline {
  const { failure, problems, report } = document;
  const broken = new Set(problems.flatMap(({ path, severity }) => (severity === "error" ? [path] : [])));
  if (failure !== null)
    return md`❌ **The evaluation could not be finished**, so nothing is known of this change.`;
  const files =
    broken.size === 0
      ? md``
      : md`❌ **${countOf(broken.size, "file")} cannot be used:** ${fileNames([...broken])}.`;
  if (report === null || report.prompts.length === 0) {
    return broken.size > 0 ? files : nothingText(document);
  }
  const verdict = verdictLine(report);
  return broken.size > 0 ? md`${files} ${verdict}` : verdict;
}

/** A file that is gone changes nothing of what is live, which is easily taken for the opposite. */
function nothingText({ problems }: EvaluationDocument): Inline {
  const gone = problems.filter(({ code: reason }) => reason === "prompt_removed").map(({ path }) => path);
  if (gone.length === 0) return md`✅ **No prompt changed**, so there is nothing to evaluate.`;
  return md`⚠️ **${countOf(gone.length, "prompt file")} deleted:** ${fileNames(gone)}. What is live stays live until it is archived.`;
}

function fileNames(paths: readonly string[]): Inline {
  const left = paths.length - 3;
  const names = paths.slice(0, 3).map(code);
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

function verdictLine(report: EvaluationReport): Inline {
  const { prompts, verdict } = report;
  const deciding = prompts.filter((prompt) => prompt.verdict === verdict);
  const [first] = deciding;
  const sign = VERDICT_SIGNS[verdict];
  const price = report.run.cost_usd === null ? md`` : md` This run cost ${costText(report.run.cost_usd)}.`;
  if (first === undefined) return md`${sign} ${code(verdict)}`;
  const names = promptNames(deciding);
  const [reason] = first.reasons;
  const isSaid = verdict === "pass" && prompts.length === 1 && first.base === null;
  const why =
    deciding.length > 1 || reason === undefined || isSaid ? md`` : md`: ${reasonText(first, reason)}`;
  switch (verdict) {
    case "pass":
      return md`${sign} ${passText(prompts, names)}${why}.${price}`;
    case "fail":
      return md`${sign} **${names} must not be merged like this**${why}.${price}`;
    case "inconclusive":
      return md`${sign} **It is not known whether ${names} got worse**${why}.${blockingText(report)}${price}`;
  }
}

function passText(prompts: readonly PromptReport[], names: Inline): Inline {
  const tolerated = prompts.some(({ reasons }) => reasons.some((one) => one.code === "tolerated_regression"));
  const [only] = prompts;
  if (prompts.length === 1 && only?.base === null)
    return only.head.metrics.cases === 1
      ? md`**${names} is new**: its only case passes`
      : md`**${names} is new**: all its ${only.head.metrics.cases} cases pass`;
  if (prompts.length === 1) return tolerated ? md`**${names} may be merged**` : md`**${names} got no worse**`;
  return tolerated
    ? md`**None of ${prompts.length} changed prompts got worse than its rules tolerate**`
    : md`**None of ${prompts.length} changed prompts got worse**`;
}

/** What is not known lets the job succeed, unless the rules say otherwise: then the sentence must say so too. */
function blockingText({ blocks }: EvaluationReport): Inline {
  return blocks === true ? md` **Its rules let that block the merge.**` : md``;
}

function promptNames(prompts: readonly PromptReport[]): Inline {
  const left = prompts.length - 3;
  const names = prompts.slice(0, 3).map((prompt) => code(prompt.id));
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

function failureBlock({ failure }: EvaluationDocument): Block {
  return failure === null ? NOTHING : block(clip(failure, 2_000).text);
}

/** Of several prompts a table says at a glance which one to look at. */
function promptTable(prompts: readonly PromptReport[]): readonly Section[] {
  if (prompts.length < 2) return [];
  const rows = [...prompts].sort(worstFirst).map((prompt) => [
    VERDICT_SIGNS[prompt.verdict],
    code(prompt.id),
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

const WEIGHTS = { fail: 0, inconclusive: 1, pass: 2 } as const satisfies Record<
  PromptReport["verdict"],
  number
>;

function worstFirst(a: PromptReport, b: PromptReport): number {
  return WEIGHTS[a.verdict] - WEIGHTS[b.verdict];
}

function promptSections(prompt: PromptReport, document: EvaluationDocument): readonly Section[] {
  const rank = 2 + 3 * WEIGHTS[prompt.verdict];
  const title = heading(4, md`Problems and notices`);
  const place = { ...document, commit: document.headCommit };
  return [
    { kind: "block", rank, name: "a prompt's verdict", body: promptHead(prompt, document) },
    ...metricsSection(prompt, rank),
    ...failingCasesSections(prompt, rank),
    ...loosenedSections(prompt, rank),
    ...otherCasesSection(prompt, rank + 1),
    ...promptDifference(prompt, rank + 2),
    ...problemsSection(prompt.problems, place, { title, rank: rank + 1 }),
  ];
}

function promptHead(prompt: PromptReport, { report }: EvaluationDocument): Block {
  const title = heading(3, md`${VERDICT_SIGNS[prompt.verdict]} ${code(prompt.id)}`);
  if (report?.prompts.length === 1 && prompt.reasons.length === 1) return title;
  const reasons = prompt.reasons.map((reason) => reasonText(prompt, reason));
  const [only, ...others] = reasons;
  if (only !== undefined && others.length === 0)
    return stack([title, paragraph(md`**${verdictText(prompt)}**: ${only}.`)]);
  return stack([title, paragraph(md`**${verdictText(prompt)}**:`), list(reasons)]);
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

function footer(document: EvaluationDocument): Block {
  const { headCommit, report, runUrl } = document;
  const page = runUrl === null ? md`its page` : link(md`its page`, runUrl);
  const again = md`Run it again: push a commit, or re-run the job on ${page}.`;
  const evaluated = md`Evaluated ${code(headCommit.slice(0, 10))}`;
  if (report === null || report.run.calls === 0)
    return stack([paragraph(md`---`), paragraph(md`${evaluated}. ${again}`)]);
  const { calls, duration_ms, input_tokens, models, output_tokens } = report.run;
  const bases = basesOf(report);
  return stack([
    paragraph(md`---`),
    paragraph(
      md`${evaluated} against ${bases}: ${countOf(calls, "model call")} to ${enumerate(models.map(code))}, ${durationText(duration_ms)}, ${numberText(input_tokens)} tokens in, ${numberText(output_tokens)} out${costOf(report)}. ${again}`,
    ),
  ]);
}

function costOf({ run }: EvaluationReport): Inline {
  return run.cost_usd === null ? md`, cost unknown` : md`, ${costText(run.cost_usd)}`;
}

/** What the base arms ran, each once. */
function basesOf({ prompts }: EvaluationReport): Inline {
  const texts = prompts.map(({ base }) => (base === null ? md`nothing (a new prompt)` : armText(base)));
  const unique = [...new Map(texts.map((text) => [text.inline, text])).values()];
  const left = unique.length - 3;
  return enumerate(left > 0 ? [...unique.slice(0, 3), md`${left} more`] : unique);
}

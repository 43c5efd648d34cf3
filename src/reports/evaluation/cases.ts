import type { CaseReport, OutcomeReport, PromptReport } from "../../evaluation/report/report.ts";
import { diffTexts } from "../difference/word-diff.ts";
import { diffBlock } from "../difference/word-diff-markdown.ts";
import type { Section } from "../text/budget.ts";
import { clippedBlock, countOf } from "../text/facts.ts";
import {
  type Block,
  code,
  details,
  heading,
  html,
  htmlCode,
  type Inline,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { clip } from "../text/visible.ts";
import { type CaseStatus, caseNames, casesOf, isShownBySuite } from "./words.ts";

/** Most of an output that is shown, UTF-16 code units; the JSON report has more of it. */
const LONGEST_OUTPUT = 4_000;
/** Of more failing cases than this the sentences are shown, but not the outputs: nobody reads them here. */
export const MOST_OUTPUTS = 40;
/** Outputs that differ in more words than this are compared line by line: there may be many. */
const MOST_WORD_EDITS = 300;

/** The cases that decide a verdict, each with its outputs side by side, folded. */
export function failingCasesSections(prompt: PromptReport, rank: number): readonly Section[] {
  return [
    caseFolds(prompt, "newly_failing", { rank, title: md`Newly failing`, name: "newly failing cases" }),
    caseFolds(prompt, "new_failing", { rank, title: md`New and failing`, name: "new failing cases" }),
  ].flat();
}

function caseFolds(
  prompt: PromptReport,
  status: CaseStatus,
  { name, rank, title }: { readonly name: string; readonly rank: number; readonly title: Inline },
): readonly Section[] {
  const cases = casesOf(prompt, status);
  if (cases.length === 0) return [];
  const heads = heading(4, md`${title} (${cases.length})`);
  return [
    {
      kind: "items",
      rank,
      name,
      title: heads,
      items: cases.map((one, index) => caseFold(one, prompt, index < MOST_OUTPUTS)),
    },
  ];
}

/** What is to be said of a case, folded under its name. */
export function caseFold(one: CaseReport, prompt: PromptReport, withOutputs: boolean): Block {
  return details(
    html`${htmlCode(one.name)}`,
    stack([list(caseLines(one, prompt)), ...(withOutputs ? [outputs(one)] : [])]),
  );
}

/** Why a case is what it is: what evaluators say, and how its trials went. */
export function caseLines(one: CaseReport, prompt: PromptReport): readonly Inline[] {
  return [...evaluatorLines(one), ...trialLines(one), ...confirmationLines(one, prompt)];
}

/** The cases that the change mends, each with its outputs side by side, folded. */
export function fixedCasesSections(prompt: PromptReport, rank: number): readonly Section[] {
  return caseFolds(prompt, "newly_passing", {
    rank,
    title: md`🟢 Newly passing`,
    name: "newly passing cases",
  });
}

/** What evaluators say against the head, or of a mended case against the base; and why there is no answer on either. */
function evaluatorLines({ base, head, status }: CaseReport): readonly Inline[] {
  const onBase = md` on base`;
  if (status === "newly_passing" && base !== null) return outcomeLines(base, onBase);
  const isUnknownOfBase = status === "error" && base?.result === "error" && head.result !== "error";
  return [...(isUnknownOfBase ? outcomeLines(base, onBase) : []), ...outcomeLines(head, md``)];
}

function outcomeLines(outcome: OutcomeReport, where: Inline): readonly Inline[] {
  if (outcome.result === "error")
    return [md`no answer${where} (${code(outcome.error.code)}): ${code(outcome.error.message)}`];
  const failing = outcome.evaluators.filter((one) => !one.pass);
  return [
    ...failing.map(({ counts, name, why }) => {
      const opinion = counts ? md`` : md` (new, does not count yet)`;
      return md`❌ ${code(name)}${opinion}${where}: ${code(clip(why, 500).text)}`;
    }),
    ...(outcome.evaluator_errors ?? []).map(
      ({ name, message }) => md`⚠️ ${code(name)}${where}: ${code(clip(message, 500).text)}`,
    ),
  ];
}

const CONFIRMATIONS = {
  confirmed: md`confirmed`,
  refuted: md`not confirmed`,
  unanswered: md`answered on the base, not on the head`,
  unresolved: md`neither confirmed nor refuted`,
} as const;

function trialLines({ trials }: CaseReport): readonly Inline[] {
  return trials === undefined ? [] : [md`first trials: ${talliesText(trials)}`];
}

/** Fresh trials stop as soon as the rest could change nothing, so the arms may have had different numbers of them. */
function confirmationLines(one: CaseReport, prompt: PromptReport): readonly Inline[] {
  const { confirmation, status } = one;
  if (confirmation !== null)
    return [md`run again: ${CONFIRMATIONS[confirmation.outcome]} (${talliesText(confirmation)})`];
  return status === "newly_failing" && isShownBySuite(prompt)
    ? [md`not run again: the fall of the pass rate is certain without it`]
    : [];
}

type Tally = NonNullable<CaseReport["confirmation"]>["head"];

function talliesText({ base, head }: { readonly base: Tally | null; readonly head: Tally }): Inline {
  const onBase = base === null ? md`` : md`, base ${tallyText(base)}`;
  return md`head ${tallyText(head)}${onBase}`;
}

function tallyText({ fails, passes, trials }: Tally): Inline {
  const unknown = trials - fails - passes;
  if (trials === 0) return md`not run`;
  return unknown > 0
    ? md`failed ${fails} of ${trials}, ${unknown} without a result`
    : md`failed ${fails} of ${trials}`;
}

function outputs({ base, head }: CaseReport): Block {
  const after = outputOf(head);
  if (after === null) return NOTHING;
  const before = base === null ? null : outputOf(base);
  const cut = head.result !== "error" && head.output_truncated ? [paragraph(md`_The output was cut._`)] : [];
  if (before === null) {
    return stack([paragraph(md`Output of head:`), clippedBlock(after, LONGEST_OUTPUT), ...cut]);
  }
  if (before === after) {
    return stack([paragraph(md`Both arms answered the same:`), clippedBlock(after, LONGEST_OUTPUT), ...cut]);
  }
  const [old, fresh] = [before, after].map((text) => clip(text, LONGEST_OUTPUT).text);
  return stack([
    paragraph(md`Output, base → head:`),
    diffBlock(diffTexts(old ?? "", fresh ?? "", MOST_WORD_EDITS)),
    ...cut,
  ]);
}

/** What a model answered: its text, then its tool calls. Null where it did not answer. */
export function outputOf(outcome: OutcomeReport): string | null {
  if (outcome.result === "error") return null;
  const calls = outcome.tool_calls.map((call) => `${call.name}(${call.arguments})`);
  return [outcome.output, ...calls].filter((text) => text !== "").join("\n");
}

const OTHERS = [
  ["flaky", md`🎲 failed once, but not when run again`],
  ["failing", md`failing before and now`],
  ["new_passing", md`new and passing`],
  ["passing", md`passing before and now`],
] as const satisfies readonly (readonly [CaseStatus, Inline])[];

/** All other cases, by name or only counted. */
export function otherCasesLines(prompt: PromptReport): readonly Inline[] {
  return OTHERS.flatMap(([status, words]) => {
    const cases = casesOf(prompt, status);
    if (cases.length === 0) return [];
    const names = status === "passing" ? md`` : md`: ${caseNames(cases)}`;
    return [md`${countOf(cases.length, "case")} ${words}${names}`];
  });
}

export function otherCasesSection(prompt: PromptReport, rank: number): readonly Section[] {
  const lines = otherCasesLines(prompt);
  return lines.length === 0 ? [] : [{ kind: "block", rank, name: "the other cases", body: list(lines) }];
}

import type { CaseReport, OutcomeReport, PromptReport } from "../evaluation/report.ts";
import type { Section } from "./budget.ts";
import { type CaseStatus, caseNames, casesOf } from "./evaluation-words.ts";
import { clippedBlock, countOf } from "./facts.ts";
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
} from "./markdown.ts";
import { clip } from "./visible.ts";
import { diffTexts } from "./word-diff.ts";
import { diffBlock } from "./word-diff-markdown.ts";

/** Most of an output that is shown, UTF-16 code units; the JSON report has more of it. */
const LONGEST_OUTPUT = 4_000;
/** Of more failing cases than this the sentences are shown, but not the outputs: nobody reads them here. */
const MOST_OUTPUTS = 40;
/** Outputs that differ in more words than this are compared line by line: there may be many. */
const MOST_WORD_EDITS = 300;

/** The cases that decide a verdict, each with its outputs side by side, folded. */
export function failingCasesSections(prompt: PromptReport, rank: number): readonly Section[] {
  return [
    caseFolds(prompt, "newly_failing", { rank, title: md`Newly failing`, name: "newly failing cases" }),
    caseFolds(prompt, "new_failing", { rank, title: md`New and failing`, name: "new failing cases" }),
    caseFolds(prompt, "error", { rank: rank + 1, title: md`Not known`, name: "cases without a result" }),
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
      items: cases.map((one, index) => caseFold(one, index < MOST_OUTPUTS)),
    },
  ];
}

function caseFold(one: CaseReport, withOutputs: boolean): Block {
  return details(
    html`${htmlCode(one.name)}`,
    stack([
      list([...evaluatorLines(one), ...confirmationLines(one)]),
      ...(withOutputs ? [outputs(one)] : []),
    ]),
  );
}

/** What the evaluators that count say of the head, those that fail first; and why there is no answer. */
function evaluatorLines({ head }: CaseReport): readonly Inline[] {
  if (head.result === "error") return [md`no answer (${code(head.error.code)}): ${code(head.error.message)}`];
  const failing = head.evaluators.filter((one) => !one.pass);
  return failing.map(({ counts, name, why }) => {
    const opinion = counts ? md`` : md` (new, does not count yet)`;
    return md`❌ ${code(name)}${opinion}: ${code(clip(why, 500).text)}`;
  });
}

const CONFIRMATIONS = {
  confirmed: md`confirmed`,
  refuted: md`not confirmed`,
  unresolved: md`neither confirmed nor refuted`,
} as const;

function confirmationLines({ confirmation }: CaseReport): readonly Inline[] {
  if (confirmation === null) return [];
  const { base, head, outcome } = confirmation;
  const onBase = base === null ? md`` : md`, base failed ${base.fails} of ${base.trials}`;
  return [md`run again: ${CONFIRMATIONS[outcome]} (head failed ${head.fails} of ${head.trials}${onBase})`];
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
function outputOf(outcome: OutcomeReport): string | null {
  if (outcome.result === "error") return null;
  const calls = outcome.tool_calls.map((call) => `${call.name}(${call.arguments})`);
  return [outcome.output, ...calls].filter((text) => text !== "").join("\n");
}

const OTHERS = [
  ["newly_passing", md`🟢 newly passing`],
  ["flaky", md`🎲 failed once, but not when run again`],
  ["failing", md`failing before and now`],
  ["new_passing", md`new and passing`],
  ["passing", md`passing before and now`],
] as const satisfies readonly (readonly [CaseStatus, Inline])[];

/** All other cases, by name or only counted. */
export function otherCasesSection(prompt: PromptReport, rank: number): readonly Section[] {
  const lines = OTHERS.flatMap(([status, words]) => {
    const cases = casesOf(prompt, status);
    if (cases.length === 0) return [];
    const names = status === "passing" ? md`` : md`: ${caseNames(cases)}`;
    return [md`${countOf(cases.length, "case")} ${words}${names}`];
  });
  return lines.length === 0 ? [] : [{ kind: "block", rank, name: "the other cases", body: list(lines) }];
}

const CHANGE_WORDS = {
  case_removed: md`test case removed`,
  case_changed: md`test case changed`,
  evaluator_removed: md`evaluator removed`,
  evaluator_changed: md`evaluator changed`,
} as const satisfies Record<PromptReport["removed_or_loosened"][number]["code"], Inline>;

/** What the head took away or changed of what the prompt is held to. */
export function loosenedSection(prompt: PromptReport, rank: number): readonly Section[] {
  const changes = prompt.removed_or_loosened;
  if (changes.length === 0) return [];
  const rows = changes.map((change) => [CHANGE_WORDS[change.code], code(change.name), code(change.message)]);
  const title = heading(4, md`Removed or loosened (${changes.length})`);
  const head = [md`what`, md`name`, md`says`];
  return [{ kind: "table", rank, name: "removed or loosened cases and evaluators", title, head, rows }];
}

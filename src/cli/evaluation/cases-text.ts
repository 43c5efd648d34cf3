import type { CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import { diffTexts } from "../../reports/difference/word-diff.ts";
import { printDiff } from "../../reports/difference/word-diff-terminal.ts";
import { caseLines, outputOf } from "../../reports/evaluation/cases.ts";
import { type UnknownCases, unknownCases } from "../../reports/evaluation/unknown-cases.ts";
import { type CaseStatus, caseNames, casesOf } from "../../reports/evaluation/words.ts";
import { plainText } from "../../reports/text/plain-text.ts";
import { clip, visibleLine } from "../../reports/text/visible.ts";
import { indented } from "./indented.ts";

/** Most of an output that is shown, UTF-16 code units; `--json` has more of it. */
const LONGEST_OUTPUT = 4_000;
/** Of more cases than this the sentences are shown, but not the outputs. */
const MOST_OUTPUTS = 20;

const TITLES = [
  ["newly_failing", "Newly failing"],
  ["new_failing", "New and failing"],
  ["error", "Not known"],
  ["newly_passing", "Newly passing"],
] as const satisfies readonly (readonly [CaseStatus, string])[];

/** The cases that decide a verdict and those that the change mends, each with the difference of its outputs. */
export function casesText(
  prompt: PromptReport,
  { colours }: { readonly colours: boolean },
): readonly string[] {
  return TITLES.flatMap(([status, title]) => {
    const cases = casesOf(prompt, status);
    if (cases.length === 0) return [];
    const texts = groupsOf(prompt, status).map(({ cases: [one, ...others], lines }, index) => {
      const outputs = index < MOST_OUTPUTS && others.length === 0 ? outputsText(one, colours) : [];
      const name = `${visibleLine(one.name)}${one.is_new ? " (new)" : ""}`;
      const names = others.length === 0 ? name : plainText(caseNames([one, ...others]));
      return [names, indented([...lines.map(plainText), ...outputs].join("\n"))].join("\n");
    });
    return [indented([`${title} (${cases.length})`, indented(texts.join("\n"))].join("\n"))];
  });
}

/** Each case by itself, but those of which the same is to be said. */
function groupsOf(prompt: PromptReport, status: CaseStatus): readonly UnknownCases[] {
  if (status === "error") return unknownCases(prompt);
  return casesOf(prompt, status).map((one) => ({ cases: [one], lines: caseLines(one, prompt) }));
}

function outputsText({ base, head }: CaseReport, colours: boolean): readonly string[] {
  const after = outputOf(head);
  if (after === null) return [];
  const before = base === null ? null : outputOf(base);
  const isSame = before === null || before === after;
  const shown = clip(after, LONGEST_OUTPUT).text;
  const part = before === null ? "output of head" : isSame ? "output of both" : "output, base → head";
  const segments = isSame
    ? [{ kind: "same" as const, text: shown }]
    : diffTexts(clip(before, LONGEST_OUTPUT).text, shown);
  return [printDiff([{ part, segments }], { colours }).trimEnd()];
}

import type { CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { countOf } from "../text/facts.ts";
import { type Block, details, heading, html, htmlCode, type Inline, list, md } from "../text/markdown.ts";
import { clip } from "../text/visible.ts";
import { caseFold, caseLines, MOST_OUTPUTS } from "./cases.ts";
import { caseNames, casesOf } from "./words.ts";

/** Cases without a result of which the same is to be said: an outage is one thing to read, however many cases it hits. */
export interface UnknownCases {
  readonly cases: readonly [CaseReport, ...CaseReport[]];
  /** Why nothing is known of any of them. */
  readonly lines: readonly Inline[];
}

/** A prompt's cases without a result, by what there is to say of them; in the order of the first of each. */
export function unknownCases(prompt: PromptReport): readonly UnknownCases[] {
  const groups = new Map<string, UnknownCases>();
  for (const one of casesOf(prompt, "error")) {
    const lines = caseLines(one, prompt);
    const key = lines.map(({ inline }) => inline).join("\n");
    const others = groups.get(key)?.cases ?? [];
    const [first = one, ...rest] = [...others, one];
    groups.set(key, { cases: [first, ...rest], lines });
  }
  return [...groups.values()];
}

/** Why cases have no result, folded. */
export function unknownCasesSections(prompt: PromptReport, rank: number): readonly Section[] {
  const groups = unknownCases(prompt);
  if (groups.length === 0) return [];
  const count = casesOf(prompt, "error").length;
  return [
    {
      kind: "items",
      rank,
      name: "reasons why cases have no result",
      title: heading(4, md`Not known (${count} of ${countOf(prompt.cases.length, "case")})`),
      items: groups.map((group, index) => groupFold(group, prompt, index < MOST_OUTPUTS)),
    },
  ];
}

function groupFold({ cases, lines }: UnknownCases, prompt: PromptReport, withOutputs: boolean): Block {
  const [first, ...others] = cases;
  if (others.length === 0) return caseFold(first, prompt, withOutputs);
  const why = clip(errorOf(first), LONGEST_WHY).text;
  return details(
    html`${htmlCode(why)}: ${cases.length} cases`,
    list([...lines, md`cases: ${caseNames(cases)}`]),
  );
}

/** Longest error that heads a fold, UTF-16 code units; it stands whole within. */
const LONGEST_WHY = 160;

function errorOf({ base, head }: CaseReport): string {
  if (head.result === "error") return head.error.message;
  return base?.result === "error" ? base.error.message : "no result";
}

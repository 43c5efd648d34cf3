import type { PromptReport } from "../../evaluation/report/report.ts";
import { ageText, countOf, timeText } from "../text/facts.ts";
import { code, type Inline, md } from "../text/markdown.ts";
import { armText, nameText } from "./words.ts";

/** What the change was compared with, how long that is live, and whether its answers are fresh. */
export function baselineText(prompt: PromptReport, startedAt: string): Inline {
  const { base } = prompt;
  if (prompt.results !== undefined) return resultsText(prompt.results);
  if (base === null) return md`Compared with nothing: the prompt is new.`;
  const live = base.live;
  const since =
    live === undefined
      ? md`, which is live nowhere`
      : md`, live in ${code(live.environment)} for ${ageText(live.since, startedAt)} (since ${timeText(live.since)})`;
  return md`Compared with ${armText(base)}${since}${recordText(prompt, startedAt)}.`;
}

/** Others' results say of themselves what they are: neither their arms nor their numbers were looked at. */
function resultsText({ base, head, path }: NonNullable<PromptReport["results"]>): Inline {
  const source = md`${nameText(path)}, which promptfoo is said to have written`;
  if (head === null) return md`Its results were to be read from ${source}.`;
  const against = base === null ? md`with nothing` : md`with ${nameText(base)}`;
  return md`${nameText(head)} compared ${against}, as said by ${source}: no model was asked here, and it is no evidence for a version.`;
}

/** Recorded outcomes of the base stand for its first pass; fresh trials never come from there. */
function recordText({ cases }: PromptReport, startedAt: string): Inline {
  const times = cases.flatMap(({ base }) =>
    base !== null && base.result !== "error" && base.origin?.kind === "record" ? [base.origin.at] : [],
  );
  const [oldest] = times.toSorted();
  if (cases.length === 0) return md``;
  if (oldest === undefined) return md`; no recorded outcomes were used`;
  return md`; ${times.length} of its ${countOf(cases.length, "case")} were not run again: their outcomes were recorded ${ageText(oldest, startedAt)} ago`;
}

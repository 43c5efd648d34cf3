import type { EvaluationReport, PromptReport } from "../../evaluation/report/report.ts";
import { countOf, enumerate } from "../text/facts.ts";
import { type Inline, md } from "../text/markdown.ts";
import { costText } from "../text/numbers.ts";
import type { EvaluationDocument } from "./document.ts";
import { nameText, reasonText, VERDICT_SIGNS } from "./words.ts";

/** What the verdict's line is made of. */
type Said = Pick<EvaluationDocument, "failure" | "problems" | "report">;

/** The verdict in one line. */
export function evaluationHeadline(document: Said): Inline {
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
function nothingText({ problems }: Said): Inline {
  const gone = problems.filter(({ code: reason }) => reason === "prompt_removed").map(({ path }) => path);
  if (gone.length === 0) return md`✅ **No prompt changed**, so there is nothing to evaluate.`;
  return md`⚠️ **${countOf(gone.length, "prompt file")} deleted:** ${fileNames(gone)}. What is live stays live until it is archived.`;
}

function fileNames(paths: readonly string[]): Inline {
  const left = paths.length - 3;
  const names = paths.slice(0, 3).map(nameText);
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

function verdictLine(report: EvaluationReport): Inline {
  const { prompts, verdict } = report;
  const deciding = prompts.filter((prompt) => prompt.verdict === verdict);
  const [first] = deciding;
  const sign = VERDICT_SIGNS[verdict];
  const price = report.run.cost_usd === null ? md`` : md` This run cost ${costText(report.run.cost_usd)}.`;
  if (first === undefined) return md`${sign} ${{ inline: verdict }}`;
  const names = promptNames(deciding);
  const [reason] = first.reasons;
  const isSaid =
    verdict === "pass" && prompts.length === 1 && first.base === null && !isComparedWithNothing(first);
  const why =
    deciding.length > 1 || reason === undefined || isSaid ? md`` : md`: ${reasonText(first, reason)}`;
  switch (verdict) {
    case "pass":
      return md`${sign} ${passText(prompts, names)}${why}${countsText(prompts)}.${price}`;
    case "fail":
      return md`${sign} **${names} must not be merged like this**${why}.${knownText(prompts)}${price}`;
    case "inconclusive":
      return md`${sign} **It is not known whether ${names} got worse**${why}.${knownText(prompts)}${blockingText(report)}${price}`;
  }
}

/** Given results of one arm alone say nothing of getting worse. */
function isComparedWithNothing({ reasons }: PromptReport): boolean {
  return reasons.some((one) => one.code === "absolute_rules_kept");
}

function passText(prompts: readonly PromptReport[], names: Inline): Inline {
  const tolerated = prompts.some(({ reasons }) => reasons.some((one) => one.code === "tolerated_regression"));
  const [only] = prompts;
  if (prompts.length === 1 && only !== undefined && isComparedWithNothing(only))
    return md`**${names} keeps its rules**`;
  if (prompts.length === 1 && only?.base === null)
    return only.head.metrics.cases === 1
      ? md`**${names} is new**: its only case passes`
      : md`**${names} is new**: all its ${only.head.metrics.cases} cases pass`;
  if (prompts.length === 1) return tolerated ? md`**${names} may be merged**` : md`**${names} got no worse**`;
  return tolerated
    ? md`**None of ${prompts.length} changed prompts got worse than its rules tolerate**`
    : md`**None of ${prompts.length} changed prompts got worse**`;
}

/** A pass must not sound as if every case passed. */
function countsText(prompts: readonly PromptReport[]): Inline {
  const [only] = prompts;
  if (prompts.length === 1 && only?.base === null && !isComparedWithNothing(only)) return md``;
  const cases = prompts.reduce((sum, { head }) => sum + head.metrics.cases, 0);
  const passed = prompts.reduce((sum, { head }) => sum + head.metrics.passed, 0);
  if (cases === 0) return md``;
  return md` (${passed} of ${countOf(cases, "case")} ${passed === 1 ? md`passes` : md`pass`})`;
}

/** How much the verdict rests on, where some cases have no result: one of few cases and one of most are not the same. */
function knownText(prompts: readonly PromptReport[]): Inline {
  const cases = prompts.flatMap((prompt) => prompt.cases);
  const known = cases.filter(({ status }) => status !== "error").length;
  if (known === cases.length) return md``;
  return md` ${known} of ${countOf(cases.length, "case")} ${known === 1 ? md`is` : md`are`} known.`;
}

/** What is not known lets the job succeed, unless the rules say otherwise: then the sentence must say so too. */
function blockingText({ blocks }: EvaluationReport): Inline {
  return blocks === true ? md` **Its rules let that block the merge.**` : md``;
}

function promptNames(prompts: readonly PromptReport[]): Inline {
  const left = prompts.length - 3;
  const names = prompts.slice(0, 3).map((prompt) => nameText(prompt.id));
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

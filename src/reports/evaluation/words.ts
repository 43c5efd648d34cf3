import type { ArmMetrics, CaseReport, PromptReport } from "../../evaluation/report/report.ts";
import { countOf, enumerate } from "../text/facts.ts";
import { code, type Inline, md } from "../text/markdown.ts";
import { clip } from "../text/visible.ts";
import { ruleText, untoldFallText } from "./rule-words.ts";

/** The words that the comment, the summary and the annotations of an evaluation share. */

export type ReasonReport = PromptReport["reasons"][number];
export type ReasonCode = ReasonReport["code"];
export type ArmReport = PromptReport["head"];
export type CaseStatus = CaseReport["status"];

export const VERDICT_SIGNS: Readonly<Record<PromptReport["verdict"], Inline>> = {
  pass: md`✅`,
  fail: md`❌`,
  inconclusive: md`⚠️`,
};

/** Names that fit into a sentence; the rest is counted. */
const MOST_NAMES = 5;

/** What a reader must see first has the least. */
export const VERDICT_WEIGHTS = { fail: 0, inconclusive: 1, pass: 2 } as const satisfies Record<
  PromptReport["verdict"],
  number
>;

export function worstFirst(a: PromptReport, b: PromptReport): number {
  return VERDICT_WEIGHTS[a.verdict] - VERDICT_WEIGHTS[b.verdict];
}

/** Longest name within a sentence, UTF-16 code units: a verdict must stay one line. */
const LONGEST_NAME = 80;

/** A name within a sentence, as data. */
export function nameText(name: string): Inline {
  const { left, text } = clip(name, LONGEST_NAME);
  return code(left > 0 ? `${text}…` : text);
}

export function caseNames(cases: readonly CaseReport[]): Inline {
  const left = cases.length - MOST_NAMES;
  const names = cases.slice(0, MOST_NAMES).map((one) => nameText(one.name));
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

function variableNames(changes: NonNullable<PromptReport["breaking_variables"]>): Inline {
  const left = changes.length - MOST_NAMES;
  const names = changes.slice(0, MOST_NAMES).map(({ variable }) => nameText(variable));
  return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}

export function casesOf(prompt: PromptReport, status: CaseStatus): readonly CaseReport[] {
  return prompt.cases.filter((one) => one.status === status);
}

/** Whether the first trials of the whole suite alone decide: newly failing cases are then not run again. */
export function isShownBySuite({ reasons }: PromptReport): boolean {
  return reasons.some(({ code: reason }) => reason === "pass_rate_regressed");
}

/** Cases that the fresh trials confirmed: those are what a verdict rests on. */
function confirmedCases(prompt: PromptReport, status: CaseStatus): readonly CaseReport[] {
  return casesOf(prompt, status).filter((one) => one.confirmation?.outcome === "confirmed");
}

type Words = (prompt: PromptReport, reason: ReasonReport) => Inline;

const withMessage =
  (words: Inline): Words =>
  (_, { message }) =>
    md`${words}: ${code(message.replace(/\.$/, ""))}`;

/** What the rule says that the reason stands for; its message where the report has no statistics. */
const withRule =
  (words: Inline): Words =>
  (prompt, reason) =>
    ruleText(prompt, reason) ?? md`${words}: ${code(reason.message)}`;

/** Why a verdict is what it is. A record: a code without its words does not compile. */
const REASON_WORDS: Readonly<Record<ReasonCode, Words>> = {
  no_regression: (prompt) =>
    prompt.base === null
      ? md`all cases of this new prompt pass`
      : md`no case that passed before fails now${untoldFallText(prompt)}`,
  unchanged: () => md`what reaches the model is what is live already`,
  tolerated_regression: (prompt) => {
    const cases =
      prompt.results === undefined
        ? confirmedCases(prompt, "newly_failing")
        : casesOf(prompt, "newly_failing");
    return md`${countOf(cases.length, "case")} passed before and ${cases.length === 1 ? md`fails` : md`fail`} now, which its rules tolerate: ${caseNames(cases)}`;
  },
  absolute_rules_kept: () =>
    md`the given results were compared with nothing, and keep the rules that need no base`,
  confirmed_regression: (prompt) => {
    const cases = confirmedCases(prompt, "newly_failing");
    return md`${countOf(cases.length, "case")} passed before and ${cases.length === 1 ? md`fails` : md`fail`} now: ${caseNames(cases)}`;
  },
  failing_without_baseline: (prompt) => {
    const cases = confirmedCases(prompt, "new_failing");
    return md`${countOf(cases.length, "case")} of this new prompt ${cases.length === 1 ? md`fails` : md`fail`}: ${caseNames(cases)}`;
  },
  unconfirmed_regression: (prompt) =>
    md`cases passed before and failed now, and time or money for the run was used up before they could be run again: ${caseNames(casesOf(prompt, "newly_failing"))}`,
  model_not_usable: withMessage(
    md`the base got answers, and this change got none: its model, or what it asks of it, cannot be used`,
  ),
  head_unanswered: withMessage(md`cases that the base answers get no answer any more`),
  suite_loosened: ({ removed_or_loosened: changes }) =>
    md`${countOf(changes.length, "test case or evaluator change")} would loosen what the prompt is held to, and the config does not allow that`,
  evaluator_invalid: () => md`an evaluator that came with this change cannot be used; see its problems`,
  case_invalid: withMessage(md`a test case that came with this change cannot be run`),
  gates_invalid: () => md`the gates of the prompt file cannot be used; see its problems`,
  results_unusable: (_, { message }) => code(message.replace(/\.$/, "")),
  pass_rate_regressed: withRule(md`significantly fewer cases pass`),
  score_regressed: withRule(md`scores fell significantly`),
  required_rate_missed: withRule(md`fewer cases pass than its rules require`),
  relative_budget_exceeded: withRule(md`it uses more than its rules allow`),
  absolute_budget_exceeded: withRule(md`it uses more than its rules allow`),
  breaking_variables: ({ breaking_variables: changes = [] }, { message }) =>
    changes.length === 0
      ? md`its variables changed so that callers would break: ${code(message)}`
      : md`${countOf(changes.length, "change")} of its variables would break present callers (${variableNames(changes)}), and the config does not allow that`,
  no_cases: () => md`it has no test cases, so nothing is known`,
  no_evaluators: () => md`it has no evaluators, so nothing judges its outputs`,
  compared_with_nothing: () =>
    md`the given results were compared with nothing, and no pass rate is required of them`,
  regression_not_rerun: (prompt) =>
    md`cases passed before and failed now, and given results cannot be run again to confirm it: ${caseNames(casesOf(prompt, "newly_failing"))}`,
  base_errors: () => md`some cases cannot be run on the base, so there is nothing to compare with`,
  model_unavailable: withMessage(md`the model did not answer`),
  model_not_configured: withMessage(md`the model is not configured`),
  model_not_allowed: withMessage(md`the config does not allow the model`),
  evaluator_unsupported: () => md`some of its evaluators are of a kind that is not evaluated here`,
  evaluator_failed: withMessage(md`an evaluator failed`),
  base_evaluator_invalid: () => md`an evaluator of the base branch cannot be used`,
  required_rate_unclear: withRule(md`whether enough cases pass cannot be told`),
  relative_budget_unclear: withRule(md`whether it uses more than allowed cannot be told`),
  budget_unknown: withRule(md`a rule is set for what is not known`),
  time_limit: () => md`the time for the run was up`,
  budget_exhausted: withMessage(md`the money for the run was used up`),
  price_unknown: withMessage(md`a price is unknown`),
  cancelled: () => md`the run was cancelled`,
};

export function reasonText(prompt: PromptReport, reason: ReasonReport): Inline {
  return REASON_WORDS[reason.code](prompt, reason);
}

/** What an arm ran: `version 2026-03-12.1`, `branch main`, `commit 0123456789`. */
export function armText({ kind, label }: Pick<ArmReport, "kind" | "label">): Inline {
  switch (kind) {
    case "version":
      return md`version ${nameText(label)}`;
    case "branch":
      return md`branch ${nameText(label)}`;
    case "commit":
      return md`commit ${nameText(/^[0-9a-f]{40,64}$/.test(label) ? label.slice(0, 10) : label)}`;
  }
}

export function passedText({ cases, passed }: ArmMetrics): Inline {
  return cases === 0 ? md`–` : md`${passed} of ${cases}`;
}

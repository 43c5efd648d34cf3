import type { PromptReport } from "../../evaluation/report/report.ts";
import { countOf } from "../text/facts.ts";
import { type Inline, md } from "../text/markdown.ts";
import { chanceText, decimalText, durationText, percentText, shareText } from "../text/numbers.ts";

/**
 * What a rule over the whole suite says, in one plain sentence: what, by how much, and how sure that is. Made of numbers
 * and our own words only.
 */

type ReasonReport = PromptReport["reasons"][number];
export type Statistics = NonNullable<PromptReport["statistics"]>;
type RuleReport = Statistics["rules"][number];
type BudgetReport = Statistics["budgets"][number];
type MetricName = RuleReport["metric"];
/** A rule or a budget that a reason stands for. */
type Finding = { readonly rule: RuleReport } | { readonly budget: BudgetReport };

/** The sentence behind a reason, without its full stop; null where the report holds nothing of it. */
export function ruleText(prompt: PromptReport, reason: ReasonReport): Inline | null {
  const { statistics } = prompt;
  if (statistics === undefined) return null;
  const finding = findingOf(statistics, prompt, reason);
  if (finding === undefined) return null;
  return "rule" in finding ? ruleSentence(finding.rule, statistics) : budgetSentence(finding.budget);
}

/** Reasons of one code stand in the order of their rules, so the nth of them is the nth finding. */
function findingOf(statistics: Statistics, { reasons }: PromptReport, reason: ReasonReport) {
  const nth = reasons.filter(({ code }) => code === reason.code).indexOf(reason);
  return findingsOf(statistics, reason.code)[nth];
}

function findingsOf({ rules, budgets }: Statistics, code: ReasonReport["code"]): readonly Finding[] {
  const found = (kind: RuleReport["kind"], status: RuleReport["status"], metric?: MetricName) =>
    rules
      .filter((rule) => rule.kind === kind && rule.status === status)
      .filter((rule) => metric === undefined || rule.metric === metric)
      .map((rule) => ({ rule }));
  const spent = (status: BudgetReport["status"]) =>
    budgets.filter((budget) => budget.status === status).map((budget) => ({ budget }));
  switch (code) {
    case "pass_rate_regressed":
      return found("regression", "broken", "pass_rate");
    case "score_regressed":
      return found("regression", "broken", "score");
    case "required_rate_missed":
      return found("required_rate", "broken");
    case "relative_budget_exceeded":
      return found("ratio", "broken");
    case "absolute_budget_exceeded":
      return spent("exceeded");
    case "required_rate_unclear":
      return found("required_rate", "unclear");
    case "relative_budget_unclear":
      return found("ratio", "unclear");
    case "budget_unknown":
      return [
        ...rules.filter(({ status }) => status === "not_measured").map((rule) => ({ rule })),
        ...spent("unknown"),
      ];
    default:
      return [];
  }
}

const METRIC_WORDS: Readonly<Record<MetricName, Inline>> = {
  pass_rate: md`the pass rate`,
  score: md`the mean score`,
  latency: md`latency`,
  tokens: md`the use of tokens`,
  cost: md`the cost of a call`,
};

const BUDGET_WORDS: Readonly<Record<BudgetReport["budget"], Inline>> = {
  latency_p95_ms: md`the time within which 95 % of the calls are answered`,
  tokens: md`the mean number of tokens of a call`,
  cost_usd: md`the mean cost of a call`,
};

function ruleSentence(rule: RuleReport, statistics: Statistics): Inline {
  const { cases, estimate, kind, limit, metric, status } = rule;
  if (status === "not_measured" || estimate === null) return unknownText(METRIC_WORDS[metric]);
  const sure =
    status === "broken"
      ? certaintyText(rule)
      : md`, but ${countOf(cases, "case")} cannot tell that from noise`;
  switch (kind) {
    case "regression":
      return md`${fallText(rule, estimate)}${spanText(metric, statistics)}${marginText(rule)}${sure}`;
    case "ratio":
      return md`${METRIC_WORDS[metric]} is ${decimalText(estimate)} times the base's and at most ${decimalText(limit)} times is allowed${sure}`;
    case "required_rate":
      return md`${shareText(estimate)} of ${cases} cases pass and ${shareText(limit)} are required${sure}`;
  }
}

function fallText({ cases, method, metric }: RuleReport, estimate: number): Inline {
  const fall = Math.abs(estimate);
  if (metric === "score") return md`the mean score fell by ${decimalText(fall)}`;
  return method === "mcnemar"
    ? md`${Math.round(fall * cases)} of ${cases} cases fewer pass`
    : md`the pass rate fell by ${decimalText(fall * 100)} percentage points`;
}

function spanText(metric: MetricName, { comparisons }: Statistics): Inline {
  const compared = comparisons.find((one) => one.metric === metric);
  if (compared === undefined) return md``;
  const text = metric === "pass_rate" ? shareText : decimalText;
  return md` (${text(compared.base)} → ${text(compared.head)})`;
}

function marginText({ limit, metric }: RuleReport): Inline {
  if (limit === 0) return md``;
  const margin = metric === "score" ? decimalText(limit) : md`${decimalText(limit * 100)} percentage points`;
  return md` and a fall of ${margin} is allowed`;
}

/** A bound has no p: it holds at the level, and no more is known. */
function certaintyText({ level, p }: RuleReport): Inline {
  return p === null
    ? md`: noise alone does that in less than ${percentText(level)} of runs`
    : md`: noise alone does that in ${chanceText(p)} of runs, and up to ${percentText(level)} counts`;
}

function budgetSentence({ budget, limit, value }: BudgetReport): Inline {
  if (value === null) return unknownText(BUDGET_WORDS[budget]);
  const text = (number: number): Inline => {
    if (budget === "latency_p95_ms") return durationText(number);
    return budget === "tokens" ? decimalText(number) : md`${decimalText(number)} USD`;
  };
  const over = decimalText((value / limit - 1) * 100);
  return md`${BUDGET_WORDS[budget]} is ${text(value)} and at most ${text(limit)} is allowed: ${over} % too much, as measured`;
}

/** A mean score that fell where the cases are too few to say whether noise did it: a pass must not hide that. */
export function untoldFallText({ statistics }: PromptReport): Inline {
  const scores = statistics?.comparisons.find(({ metric }) => metric === "score");
  if (scores === undefined || scores.interval !== null || scores.head >= scores.base) return md``;
  const { base, cases, head } = scores;
  return md`, but the mean score fell from ${decimalText(base)} to ${decimalText(head)}, which ${countOf(cases, "case")} cannot tell from noise`;
}

function unknownText(what: Inline): Inline {
  return md`a rule is set for ${what}, which is not known`;
}

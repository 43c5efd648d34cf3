import type { BreakingVariableChange } from "../../domain/prompt/variable-changes.ts";
import type { BudgetResult } from "./budgets.ts";
import type { Reason } from "./gate.ts";
import { counted } from "./reason-text.ts";
import type { Metric } from "./samples.ts";
import type { RuleResult } from "./statistics.ts";

/** What rules over the whole suite say: statistics, budgets and the prompt's variables. */
export interface RuleFindings {
  readonly statistics: readonly RuleResult[];
  readonly budgets: readonly BudgetResult[];
  readonly breaking: readonly BreakingVariableChange[];
  readonly allowBreaking: boolean;
}

/** The reasons to fail, in the order of the rules. */
export function brokenRuleReasons(findings: RuleFindings): readonly Reason[] {
  const { statistics, budgets, breaking, allowBreaking } = findings;
  return [
    ...statistics.filter(({ status }) => status === "broken").map(brokenReason),
    ...budgets.filter(({ status }) => status === "exceeded").map(exceededReason),
    ...(breaking.length === 0 || allowBreaking ? [] : [breakingReason(breaking)]),
  ];
}

/** What leaves the verdict open: rules that somebody set and that cannot be told kept from broken. */
export function openRuleReasons({ statistics, budgets }: RuleFindings): readonly Reason[] {
  return [
    ...statistics.filter(({ status }) => status === "unclear").map(unclearReason),
    ...statistics
      .filter(({ status }) => status === "not_measured")
      .map(({ metric }) => unknownReason(WORDS[metric])),
    ...budgets
      .filter(({ status }) => status === "unknown")
      .map(({ budget }) => unknownReason(BUDGET_WORDS[budget])),
  ];
}

const WORDS: Readonly<Record<Metric, string>> = {
  pass_rate: "pass rate",
  score: "mean score",
  latency: "latency",
  tokens: "use of tokens",
  cost: "cost",
};

const BUDGET_WORDS: Readonly<Record<BudgetResult["budget"], string>> = {
  latency_p95_ms: "95th percentile of latency in ms",
  tokens: "mean number of tokens of a call",
  cost_usd: "mean cost of a call in USD",
};

function brokenReason(result: RuleResult): Reason {
  const { kind, metric, limit } = result;
  const estimate = numberText(result.estimate ?? 0);
  switch (kind) {
    case "regression": {
      const code = metric === "score" ? "score_regressed" : "pass_rate_regressed";
      const margin = limit === 0 ? "" : ` beyond the margin of ${limit}`;
      return { code, message: `The ${WORDS[metric]} fell${margin}, by ${estimate}: ${evidence(result)}.` };
    }
    case "ratio":
      return {
        code: "relative_budget_exceeded",
        message: `The ${WORDS[metric]} is ${estimate} times the base's and at most ${limit} is allowed: ${evidence(result)}.`,
      };
    case "required_rate":
      return {
        code: "required_rate_missed",
        message: `The ${WORDS[metric]} is ${estimate} and ${limit} is required: noise does not explain it.`,
      };
  }
}

function evidence({ p, level }: RuleResult): string {
  return `p = ${numberText(p ?? 1)}, at most ${numberText(level)} counts`;
}

function unclearReason(result: RuleResult): Reason {
  const { kind, metric, limit, cases } = result;
  const estimate = numberText(result.estimate ?? 0);
  const seen = `${counted(cases, "case", "cases")} cannot tell that from noise`;
  return kind === "required_rate"
    ? {
        code: "required_rate_unclear",
        message: `The ${WORDS[metric]} is ${estimate} and ${limit} is required, but ${seen}.`,
      }
    : {
        code: "relative_budget_unclear",
        message: `The ${WORDS[metric]} is ${estimate} times the base's and at most ${limit} is allowed, but ${seen}.`,
      };
}

function exceededReason({ budget, limit, value }: BudgetResult): Reason {
  const message = `The ${BUDGET_WORDS[budget]} is ${numberText(value ?? 0)} and at most ${limit} is allowed.`;
  return { code: "absolute_budget_exceeded", message };
}

function unknownReason(what: string): Reason {
  return { code: "budget_unknown", message: `A rule is set for the ${what}, which is not known.` };
}

function breakingReason(breaking: readonly BreakingVariableChange[]): Reason {
  const shown = breaking.slice(0, 3).map(({ message }) => message);
  const more = breaking.length > shown.length ? ` And ${breaking.length - shown.length} more.` : "";
  const message = `Present callers would break, and the config does not allow that (gates.allow_breaking_variables). ${shown.join(" ")}${more}`;
  return { code: "breaking_variables", message };
}

/** Four significant digits, without a sign. */
function numberText(value: number): string {
  return String(Number(Math.abs(value).toPrecision(4)));
}

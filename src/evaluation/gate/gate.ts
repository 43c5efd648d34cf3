import type { Verdict } from "../../domain/verdict.ts";

/** Why a verdict is what it is: a closed list. */
export const REASON_CODES = [
  // pass
  "no_regression",
  /** Both arms run the same effective prompt. */
  "unchanged",
  /** Confirmed regressions, no more than the rules tolerate. */
  "tolerated_regression",
  /** Results of one arm alone keep the rules that need no other. */
  "absolute_rules_kept",
  // fail
  "confirmed_regression",
  /** A prompt that has no base must pass its own cases. */
  "failing_without_baseline",
  /** Cases seem to have become worse, and the run's time was up before that was confirmed or refuted. */
  "unconfirmed_regression",
  /** The base got answers, and the head none at all. */
  "model_not_usable",
  /** On cases that the base answers the head gets no answer, again and again. */
  "head_unanswered",
  "suite_loosened",
  /** An evaluator that came with the head cannot be used. */
  "evaluator_invalid",
  /** A test case that came with the head cannot be run: its values do not fit the prompt's variables. */
  "case_invalid",
  /** The head's file has `gates` that cannot be used. */
  "gates_invalid",
  /** Results of another program that cannot be read. */
  "results_unusable",
  /** Significantly fewer cases pass, whichever they are. */
  "pass_rate_regressed",
  "score_regressed",
  /** Even the upper bound of the pass rate is below what is required. */
  "required_rate_missed",
  /** Even the lower bound of a ratio of latency, tokens or cost is above what is allowed. */
  "relative_budget_exceeded",
  /** Latency, tokens or cost of a call are above what is allowed. */
  "absolute_budget_exceeded",
  /** Variables changed so that present callers would be refused. */
  "breaking_variables",
  // inconclusive
  "no_cases",
  "no_evaluators",
  /** Results of one arm alone, and no rule that needs no other. */
  "compared_with_nothing",
  /** Cases newly fail in given results, which nobody can run again. */
  "regression_not_rerun",
  /** Cases on which the base itself cannot be run, and the head fails. */
  "base_errors",
  "model_unavailable",
  "model_not_configured",
  "model_not_allowed",
  "evaluator_unsupported",
  "evaluator_failed",
  /** An evaluator of the base branch cannot be used. */
  "base_evaluator_invalid",
  /** Below the required rate as measured; noise could explain it. */
  "required_rate_unclear",
  /** Above the relative budget as measured; noise could explain it. */
  "relative_budget_unclear",
  /** A budget is set for what is not known, e.g. the cost of a model without a price. */
  "budget_unknown",
  "time_limit",
  /** The next call could have cost more than the run's cap leaves. */
  "budget_exhausted",
  /** The run has a cap in USD, and nobody knows what a model costs. */
  "price_unknown",
  "cancelled",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** One sentence. */
  readonly message: string;
}

export interface GateResult {
  readonly verdict: Verdict;
  /** Never empty: all reasons to fail, then all that leave it open, or why it passes. */
  readonly reasons: readonly [Reason, ...Reason[]];
  /** Whether the change must not be merged. What is inconclusive blocks only where the rules say so. */
  readonly blocks: boolean;
}

/** The run's verdict: the worst of its prompts', and a pass where none changed. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}

import type { GateRules } from "../../domain/policy/gate-rules.ts";
import { percentile } from "../statistics/percentile.ts";
import { type CaseTrials, MEASURES, type Measure, meanOf } from "./samples.ts";

export const BUDGETS = ["latency_p95_ms", "tokens", "cost_usd"] as const;

/** What the head may use whatever the base does, and what it used. */
export interface BudgetResult {
  readonly budget: (typeof BUDGETS)[number];
  readonly limit: number;
  /** Null where not every answered call of the head has it. */
  readonly value: number | null;
  readonly status: "kept" | "exceeded" | "unknown";
}

/** The absolute budgets that are set, held against the head's first pass: milliseconds, and tokens and USD of one call. */
export function decideBudgets(rules: GateRules, cases: readonly CaseTrials[]): readonly BudgetResult[] {
  if (cases.length === 0) return [];
  const p95 = (values: readonly number[]) =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.95,
    );
  return [
    ...budgetOf("latency_p95_ms", rules.max_latency_p95_ms, headValue(cases, MEASURES.latency, p95)),
    ...budgetOf("tokens", rules.max_tokens, headValue(cases, MEASURES.tokens, meanOf)),
    ...budgetOf("cost_usd", rules.max_cost_usd, headValue(cases, MEASURES.cost, meanOf)),
  ];
}

function headValue(
  cases: readonly CaseTrials[],
  measure: Measure,
  summary: (values: readonly number[]) => number | null,
): number | null {
  const answered = cases.flatMap(({ head }) => head.filter(({ kind }) => kind === "answered"));
  const values = answered.flatMap((outcome) => measure(outcome) ?? []);
  return values.length < answered.length ? null : summary(values);
}

function budgetOf(
  budget: BudgetResult["budget"],
  limit: number | undefined,
  value: number | null,
): readonly BudgetResult[] {
  if (limit === undefined) return [];
  return [{ budget, limit, value, status: value === null ? "unknown" : value > limit ? "exceeded" : "kept" }];
}

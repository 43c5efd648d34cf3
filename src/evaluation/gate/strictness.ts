import type { GateRules } from "../../domain/policy/gate-rules.ts";

/** A rule that the head would loosen; the values as a file holds them, null where the rule is off. */
export interface LoosenedRule {
  readonly rule: keyof GateRules;
  readonly base: string | null;
  readonly head: string | null;
}

type NumericRule = {
  [Rule in keyof GateRules]-?: NonNullable<GateRules[Rule]> extends number ? Rule : never;
}[keyof GateRules];

/** Whether more is asked with a lower or a higher number. A rule that is off asks nothing. */
const STRICTER: Readonly<Record<NumericRule, "lower" | "higher">> = {
  trials: "higher",
  confirm_trials: "higher",
  tolerated_regressions: "lower",
  pass_rate_margin: "lower",
  score_margin: "lower",
  required_pass_rate: "higher",
  max_latency_ratio: "lower",
  max_tokens_ratio: "lower",
  max_cost_ratio: "lower",
  max_latency_p95_ms: "lower",
  max_tokens: "lower",
  max_cost_usd: "lower",
};
const NUMERIC_RULES = Object.keys(STRICTER).filter(isNumericRule);

/** The stricter of base's and head's rules, one by one, and which of them the head would loosen. */
export function stricterOf(
  base: GateRules,
  head: GateRules,
): { readonly rules: GateRules; readonly loosened: readonly LoosenedRule[] } {
  const dropped = base.critical_cases.filter((name) => !head.critical_cases.includes(name));
  return {
    rules: {
      ...head,
      ...strictNumbers(base, head),
      critical_cases: [...head.critical_cases, ...dropped],
      block_inconclusive: base.block_inconclusive || head.block_inconclusive,
    },
    loosened: [
      ...NUMERIC_RULES.filter((rule) => isLooser(rule, head[rule], base[rule])).map((rule) =>
        loosened(rule, base, head),
      ),
      ...(dropped.length > 0 ? [loosened("critical_cases", base, head)] : []),
      ...(base.block_inconclusive && !head.block_inconclusive
        ? [loosened("block_inconclusive", base, head)]
        : []),
    ],
  };
}

function strictNumbers(base: GateRules, head: GateRules): Partial<Record<NumericRule, number>> {
  const strict: Partial<Record<NumericRule, number>> = {};
  for (const rule of NUMERIC_RULES) {
    const value = isLooser(rule, head[rule], base[rule]) ? base[rule] : head[rule];
    if (value !== undefined) strict[rule] = value;
  }
  return strict;
}

function loosened(rule: keyof GateRules, base: GateRules, head: GateRules): LoosenedRule {
  return { rule, base: textOf(base[rule]), head: textOf(head[rule]) };
}

function isNumericRule(rule: string): rule is NumericRule {
  return Object.hasOwn(STRICTER, rule);
}

function isLooser(rule: NumericRule, head: number | undefined, base: number | undefined): boolean {
  if (base === undefined) return false;
  if (head === undefined) return true;
  return STRICTER[rule] === "lower" ? head > base : head < base;
}

function textOf(value: GateRules[keyof GateRules]): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

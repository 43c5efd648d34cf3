import { isUnknown, type Outcome, passes } from "./outcome.ts";
import type { ArmMetrics } from "./report.ts";

/** What the first pass of one arm comes to. Confirmations don't enter: they were run because something failed. */
export function armMetrics(outcomes: readonly Outcome[]): ArmMetrics {
  const answered = outcomes.filter((outcome) => outcome.kind === "answered");
  const known = outcomes.filter((outcome) => !isUnknown(outcome)).length;
  const passed = outcomes.filter(passes).length;
  const latencies = answered.map((outcome) => outcome.latencyMs).toSorted((a, b) => a - b);
  return {
    cases: outcomes.length,
    passed,
    errors: outcomes.length - answered.length,
    pass_rate: known === 0 ? null : passed / known,
    latency_p50_ms: percentile(latencies, 0.5),
    latency_p95_ms: percentile(latencies, 0.95),
    ...tokensOf(outcomes),
    cost_usd: null,
  };
}

/** The nearest-rank percentile: the smallest value that at least such a share of all does not exceed. */
function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value);
}

/** The sums of what was counted; null where nothing was. */
export function tokensOf(outcomes: readonly Outcome[]): {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
} {
  const usages = outcomes.flatMap((outcome) =>
    outcome.kind === "answered" && outcome.usage !== null ? [outcome.usage] : [],
  );
  if (usages.length === 0) return { input_tokens: null, output_tokens: null };
  return {
    input_tokens: usages.reduce((sum, usage) => sum + usage.inputTokens, 0),
    output_tokens: usages.reduce((sum, usage) => sum + usage.outputTokens, 0),
  };
}

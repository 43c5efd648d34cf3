/** What calls of one purpose came to. */
export interface CallTotals {
  /** Calls that were made; a retry within one is not counted. */
  readonly calls: number;
  /** Answers that came from the cache instead. */
  readonly cached: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the calls that were made; null where one of them has an unknown cost. */
  readonly costUsd: number | null;
  /** Who was asked, each once. */
  readonly models: readonly string[];
}

export const NO_CALLS: CallTotals = {
  calls: 0,
  cached: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  models: [],
};

/** The totals with some more; what is not named is none. */
export function addCall(totals: CallTotals, more: Partial<CallTotals>): CallTotals {
  const { calls, cached, inputTokens, outputTokens, costUsd, models } = { ...NO_CALLS, ...more };
  return {
    calls: totals.calls + calls,
    cached: totals.cached + cached,
    inputTokens: totals.inputTokens + inputTokens,
    outputTokens: totals.outputTokens + outputTokens,
    costUsd: totals.costUsd === null || costUsd === null ? null : totals.costUsd + costUsd,
    models: [...new Set([...totals.models, ...models])],
  };
}

/**
 * The nearest-rank percentile of ascending values: the smallest that at least such a share of all does not exceed. Null
 * of nothing.
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : value;
}

import type { EstimateReport } from "../../evaluation/report/report.ts";

/** A run's caps. */
interface Caps {
  readonly usd: number;
  readonly minutes: number;
}

/** What a run is expected to take, in one plain line: said before its first call. */
export function estimateText(estimate: EstimateReport, { minutes, usd }: Caps): string {
  const { base, head, judges } = estimate;
  const purposes = [base, head, judges];
  const sum = (of: (one: typeof base) => number) =>
    purposes.reduce((total, one) => total + of(one), 0).toLocaleString("en-US");
  const calls = `${sum((one) => one.calls)} calls (${base.calls} base, ${head.calls} head, ${judges.calls} judges)`;
  const tokens = `about ${sum((one) => one.input_tokens)} tokens in and ${sum((one) => one.output_tokens)} out`;
  const costs = `${usdText(estimate.cost_usd)} (${usdText(base.cost_usd)} base, ${usdText(head.cost_usd)} head, ${usdText(judges.cost_usd)} judges)`;
  return `Estimate, confirmations and kept answers apart: ${calls}, ${tokens}, ${costs}; the cap is ${usd} USD and ${minutes} minutes`;
}

function usdText(amount: number | null): string {
  return amount === null ? "cost unknown" : `${Number(amount.toPrecision(2))} USD`;
}

import type { ArmMetrics, PromptReport } from "../../evaluation/report/report.ts";
import { wilsonInterval } from "../../evaluation/statistics/wilson.ts";
import { type Inline, md } from "../markdown.ts";

const CONFIDENCE = 0.95;

/**
 * Where each arm's own pass rate lies, had the suite endlessly many such cases: a rate of few cases is a rough one. Null where
 * no case's result is known.
 */
export function passRatesText({ base, head }: PromptReport): Inline | null {
  const after = rateText(head.metrics);
  if (after === null) return null;
  const before = base === null ? null : rateText(base.metrics);
  const rates = before === null ? md`head ${after}` : md`base ${before}, head ${after}`;
  return md`Pass rates with their 95 % intervals (Wilson): ${rates}.`;
}

/** Cases count, not trials: those of one case are alike. Each missing answer counts as a case that says nothing. */
function rateText({ cases, errors, pass_rate: rate }: ArmMetrics): Inline | null {
  const known = cases - errors;
  if (rate === null || known <= 0) return null;
  const { high, low } = wilsonInterval({ passed: rate * known, cases: known, confidence: CONFIDENCE });
  return { inline: `${percent(rate)} (${percent(low)} … ${percent(high)})` };
}

function percent(share: number): string {
  return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
}

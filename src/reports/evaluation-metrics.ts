import type { ArmMetrics, PromptReport } from "../evaluation/report.ts";
import type { Section } from "./budget.ts";
import { armText, costText, durationText, numberText, passedText } from "./evaluation-words.ts";
import { type Inline, md, NOTHING } from "./markdown.ts";

/** One number of both arms. */
interface Metric {
  readonly name: Inline;
  readonly value: (metrics: ArmMetrics) => number | null;
  readonly text: (value: number, metrics: ArmMetrics) => Inline;
  /** Whether a change says that the prompt got better or worse; all others are only told. */
  readonly good: "higher" | "lower" | null;
}

const METRICS: readonly Metric[] = [
  {
    name: md`cases passed`,
    value: ({ passed }) => passed,
    text: (_, all) => passedText(all),
    good: "higher",
  },
  { name: md`no answer`, value: ({ errors }) => errors, text: (value) => md`${value}`, good: "lower" },
  { name: md`latency, median`, value: (all) => all.latency_p50_ms, text: durationText, good: null },
  { name: md`latency, 95 %`, value: (all) => all.latency_p95_ms, text: durationText, good: null },
  { name: md`tokens in`, value: (all) => all.input_tokens, text: numberText, good: null },
  { name: md`tokens out`, value: (all) => all.output_tokens, text: numberText, good: null },
  { name: md`cost`, value: (all) => all.cost_usd, text: costText, good: null },
];

/** What both arms come to, base and head side by side; nothing where no case was run. */
export function metricsSection(prompt: PromptReport, rank: number): readonly Section[] {
  if (prompt.cases.length === 0) return [];
  const { base, head } = prompt;
  const rows = METRICS.flatMap((metric) => rowOf(metric, base?.metrics ?? null, head.metrics));
  const columns =
    base === null ? [md``, md`head`] : [md``, md`base: ${armText(base)}`, md`head`, md`difference`];
  return [{ kind: "table", rank, name: "metrics", title: NOTHING, head: columns, rows }];
}

function rowOf(metric: Metric, base: ArmMetrics | null, head: ArmMetrics): readonly (readonly Inline[])[] {
  const after = metric.value(head);
  const before = base === null ? null : metric.value(base);
  if (isIdle(metric, before, after)) return [];
  const shown = (value: number | null, metrics: ArmMetrics): Inline =>
    value === null ? md`–` : metric.text(value, metrics);
  if (base === null) return [[metric.name, shown(after, head)]];
  return [[metric.name, shown(before, base), shown(after, head), difference(metric, before, after)]];
}

/** A row that says nothing: unknown on both sides, or no errors at all. */
function isIdle({ good }: Metric, before: number | null, after: number | null): boolean {
  const none = (value: number | null): boolean => value === null || (good === "lower" && value === 0);
  return none(before) && none(after);
}

function difference({ good }: Metric, before: number | null, after: number | null): Inline {
  if (before === null || after === null) return md`–`;
  if (before === after) return md`=`;
  if (good === null) return percentText(before, after);
  const isBetter = after > before === (good === "higher");
  const signed = { inline: `${after > before ? "+" : "−"}${Math.abs(after - before)}` };
  return md`${isBetter ? md`🟢` : md`🔴`} ${signed}`;
}

function percentText(before: number, after: number): Inline {
  if (before === 0) return md`–`;
  const percent = Math.round(((after - before) / before) * 100);
  if (percent === 0) return md`≈`;
  return { inline: `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %` };
}

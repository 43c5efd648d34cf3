import type { ArmMetrics, PromptReport } from "../../evaluation/report.ts";
import type { Section } from "../budget.ts";
import { type Inline, md, NOTHING, paragraph } from "../markdown.ts";
import { costText, decimalText, durationText, numberText, shareText, signedText } from "../numbers.ts";
import {
  type Comparison,
  comparisonOf,
  confidenceText,
  intervalText,
  type Mark,
  markOf,
  visibleText,
} from "./intervals.ts";
import { passedText } from "./words.ts";

/** One number of both arms. */
interface Metric {
  readonly name: Inline;
  readonly value: (metrics: ArmMetrics) => number | null;
  readonly text: (value: number, metrics: ArmMetrics) => Inline;
  /** Whether a change says that the prompt got better or worse; all others are only told. */
  readonly good: "higher" | "lower" | null;
  /** What compares the arms; its means stand in the place of the number where it says more. */
  readonly compared?: { readonly metric: Comparison["metric"]; readonly means?: Means };
}

/** The mean over the cases of both arms. Without text the row gives way to another one of the same comparison. */
type Means = { readonly name: Inline; readonly text: (mean: number) => Inline } | "left_out";

const LATENCY: Means = { name: md`latency, mean`, text: durationText };
const TOKENS: Means = { name: md`tokens of a call`, text: decimalText };
const COST: Means = { name: md`cost of a call`, text: (usd) => md`${decimalText(usd)} USD` };

const PASSED: Metric = {
  name: md`cases passed`,
  value: ({ passed }) => passed,
  text: (_, all) => passedText(all),
  good: "higher",
};

/** Of several trials a case: a case is what most of them are, so the rate says more than the count. */
const PASS_RATE: Metric = {
  name: md`pass rate`,
  value: () => null,
  text: shareText,
  good: null,
  compared: { metric: "pass_rate", means: { name: md`pass rate`, text: shareText } },
};

const METRICS: readonly Metric[] = [
  { name: md`no answer`, value: ({ errors }) => errors, text: (value) => md`${value}`, good: "lower" },
  {
    name: md`score, mean`,
    value: () => null,
    text: decimalText,
    good: null,
    compared: { metric: "score", means: { name: md`score, mean`, text: decimalText } },
  },
  {
    name: md`latency, median`,
    value: (all) => all.latency_p50_ms,
    text: durationText,
    good: null,
    compared: { metric: "latency", means: LATENCY },
  },
  { name: md`latency, 95 %`, value: (all) => all.latency_p95_ms, text: durationText, good: null },
  {
    name: md`tokens in`,
    value: (all) => all.input_tokens,
    text: numberText,
    good: null,
    compared: { metric: "tokens", means: TOKENS },
  },
  {
    name: md`tokens out`,
    value: (all) => all.output_tokens,
    text: numberText,
    good: null,
    compared: { metric: "tokens", means: "left_out" },
  },
  {
    name: md`cost`,
    value: (all) => all.cost_usd,
    text: costText,
    good: null,
    compared: { metric: "cost", means: COST },
  },
];

/** One metric of both arms. Its texts hold numbers and our own words, and so no Markdown: they may stand anywhere. */
export interface MetricRow {
  readonly mark: Mark;
  readonly name: Inline;
  /** Null where there is no base. */
  readonly base: Inline | null;
  readonly head: Inline;
  readonly difference: Inline;
  /** Where the true difference lies, at the confidence of `confidenceText`. */
  readonly interval: Inline;
}

/** What the run says of a prompt's two arms, metric by metric; nothing where no case was run. */
export function metricRows(prompt: PromptReport): readonly MetricRow[] {
  if (prompt.cases.length === 0) return [];
  const hasTrials = prompt.cases.some(({ trials }) => trials !== undefined);
  const passed: readonly Metric[] = hasTrials
    ? [PASSED, PASS_RATE]
    : [{ ...PASSED, compared: { metric: "pass_rate" } }];
  return [...passed, ...METRICS].flatMap((metric) => rowOf(metric, prompt));
}

const MARK_SIGNS: Readonly<Record<Mark, Inline>> = {
  worse: md`🔴`,
  better: md`🟢`,
  more: md`▲`,
  less: md`▼`,
  none: md``,
};

/** The metrics as a table, base → head. The mark comes first: a phone shows the left of a table. */
export function metricsSection(prompt: PromptReport, rank: number): readonly Section[] {
  const rows = metricRows(prompt);
  if (rows.length === 0) return [];
  const confidence = confidenceText(prompt);
  const visible = visibleText(prompt);
  return [
    {
      kind: "table",
      rank,
      name: "metrics",
      title: NOTHING,
      head: columnsOf(prompt, confidence),
      rows: rows.map((row) => cellsOf(row, confidence !== null)),
    },
    ...(visible === null
      ? []
      : [
          {
            kind: "block" as const,
            rank: rank + 1,
            name: "what the suite could see",
            body: paragraph(md`_${visible}_`),
          },
        ]),
  ];
}

function columnsOf({ base }: PromptReport, confidence: Inline | null): readonly Inline[] {
  if (base === null) return [md`metric`, md`head`];
  const columns = [md``, md`metric`, md`base`, md`head`, md`difference`];
  return confidence === null ? columns : [...columns, md`${confidence} interval`];
}

function cellsOf(row: MetricRow, hasIntervals: boolean): readonly Inline[] {
  const { mark, name, base, head, difference, interval } = row;
  if (base === null) return [name, head];
  const cells = [MARK_SIGNS[mark], name, base, head, difference];
  return hasIntervals ? [...cells, interval] : cells;
}

function rowOf(metric: Metric, prompt: PromptReport): readonly MetricRow[] {
  const { compared } = metric;
  const comparison = compared === undefined ? undefined : comparisonOf(prompt, compared.metric);
  const means = comparison === undefined ? undefined : compared?.means;
  if (means === "left_out") return [];
  return means === undefined || comparison === undefined
    ? armRow(metric, prompt, comparison)
    : [meanRow(means, prompt, comparison)];
}

/** The means over the cases of both arms. */
function meanRow(
  { name, text }: Exclude<Means, "left_out">,
  prompt: PromptReport,
  comparison: Comparison,
): MetricRow {
  const { base, head, interval } = comparison;
  return {
    mark: interval === null ? "none" : markOf(prompt, comparison, interval),
    name,
    base: text(base),
    head: text(head),
    difference: meanDifference(comparison),
    interval: intervalText(comparison),
  };
}

function meanDifference({ base, head, kind, metric }: Comparison): Inline {
  if (base === head) return md`=`;
  if (kind === "ratio") return percentText(base, head);
  return metric === "score" ? signedText(head - base) : md`${signedText((head - base) * 100)} points`;
}

/** What each arm's own metrics say. */
function armRow(
  metric: Metric,
  prompt: PromptReport,
  comparison: Comparison | undefined,
): readonly MetricRow[] {
  const head = prompt.head.metrics;
  const base = prompt.base?.metrics ?? null;
  const [before, after] = [base === null ? null : metric.value(base), metric.value(head)];
  if (isIdle(metric, before, after)) return [];
  const shown = (value: number | null, metrics: ArmMetrics): Inline =>
    value === null ? md`–` : metric.text(value, metrics);
  const numbers = metric.name === PASSED.name ? passedOnBoth(prompt) : { before, after };
  const interval = comparison?.interval ?? null;
  return [
    {
      mark:
        comparison === undefined || interval === null
          ? plainMark(metric.good, numbers)
          : markOf(prompt, comparison, interval),
      name: metric.name,
      base: base === null ? null : shown(before, base),
      head: shown(after, head),
      difference: base === null ? md`–` : difference(metric.good, numbers),
      interval: intervalText(comparison),
    },
  ];
}

interface Numbers {
  readonly before: number | null;
  readonly after: number | null;
}

/** Over the cases whose result is known on both arms: what the base could not run is no improvement. */
function passedOnBoth({ cases }: PromptReport): Numbers {
  const known = cases.filter(
    ({ base, status }) => base !== null && base.result !== "error" && status !== "error",
  );
  if (known.length === 0) return { before: null, after: null };
  const passed = (arm: "base" | "head") => known.filter((one) => one[arm]?.result === "pass").length;
  return { before: passed("base"), after: passed("head") };
}

/** A row that says nothing: unknown on both sides, or no errors at all. */
function isIdle({ good }: Metric, before: number | null, after: number | null): boolean {
  const none = (value: number | null): boolean => value === null || (good === "lower" && value === 0);
  return none(before) && none(after);
}

/** Of a difference without an interval; one that has an interval is marked by it: noise is neither good nor bad. */
function plainMark(good: Metric["good"], { after, before }: Numbers): Mark {
  if (good === null || before === null || after === null || before === after) return "none";
  return after > before === (good === "higher") ? "better" : "worse";
}

function difference(good: Metric["good"], { after, before }: Numbers): Inline {
  if (before === null || after === null) return md`–`;
  if (before === after) return md`=`;
  return good === null ? percentText(before, after) : signedText(after - before);
}

function percentText(before: number, after: number): Inline {
  if (before === 0) return md`–`;
  const percent = Math.round(((after - before) / before) * 100);
  if (percent === 0) return md`≈`;
  return { inline: `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %` };
}

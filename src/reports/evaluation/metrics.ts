import type { ArmMetrics, PromptReport } from "../../evaluation/report.ts";
import type { Section } from "../budget.ts";
import { type Inline, md, NOTHING, paragraph } from "../markdown.ts";
import { costText, decimalText, durationText, numberText, shareText, signedText } from "../numbers.ts";
import { type Comparison, comparisonOf, confidenceText, intervalText, visibleText } from "./intervals.ts";
import { armText, passedText } from "./words.ts";

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

/** What both arms come to, base and head side by side; nothing where no case was run. */
export function metricsSection(prompt: PromptReport, rank: number): readonly Section[] {
  if (prompt.cases.length === 0) return [];
  const { base } = prompt;
  const confidence = confidenceText(prompt);
  const hasTrials = prompt.cases.some(({ trials }) => trials !== undefined);
  const passed: readonly Metric[] = hasTrials
    ? [PASSED, PASS_RATE]
    : [{ ...PASSED, compared: { metric: "pass_rate" } }];
  const rows = [...passed, ...METRICS].flatMap((metric) => rowOf(metric, prompt, confidence !== null));
  const columns =
    base === null ? [md``, md`head`] : [md``, md`base: ${armText(base)}`, md`head`, md`difference`];
  const head = confidence === null ? columns : [...columns, md`${confidence} interval`];
  const visible = visibleText(prompt);
  return [
    { kind: "table", rank, name: "metrics", title: NOTHING, head, rows },
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

type Row = readonly Inline[];

function rowOf(metric: Metric, prompt: PromptReport, hasIntervals: boolean): readonly Row[] {
  const { compared } = metric;
  const comparison = compared === undefined ? undefined : comparisonOf(prompt, compared.metric);
  const cells = cellsOf(metric, prompt, comparison);
  if (cells === null) return [];
  return [hasIntervals ? [...cells, intervalText(prompt, comparison)] : cells];
}

function cellsOf(metric: Metric, prompt: PromptReport, comparison: Comparison | undefined): Row | null {
  const means = comparison === undefined ? undefined : metric.compared?.means;
  if (means === "left_out") return null;
  if (means === undefined || comparison === undefined) return armCells(metric, prompt, comparison);
  const { base, head } = comparison;
  return [means.name, means.text(base), means.text(head), meanDifference(comparison)];
}

function meanDifference({ base, head, kind, metric }: Comparison): Inline {
  if (base === head) return md`=`;
  if (kind === "ratio") return percentText(base, head);
  return metric === "score" ? signedText(head - base) : md`${signedText((head - base) * 100)} points`;
}

function armCells(metric: Metric, prompt: PromptReport, comparison: Comparison | undefined): Row | null {
  const head = prompt.head.metrics;
  const base = prompt.base?.metrics ?? null;
  const after = metric.value(head);
  const before = base === null ? null : metric.value(base);
  if (isIdle(metric, before, after)) return null;
  const shown = (value: number | null, metrics: ArmMetrics): Inline =>
    value === null ? md`–` : metric.text(value, metrics);
  if (base === null) return [metric.name, shown(after, head)];
  const hasMark = comparison === undefined || comparison.interval === null;
  return [
    metric.name,
    shown(before, base),
    shown(after, head),
    metric.name === PASSED.name
      ? passedDifference(prompt, hasMark ? metric.good : "marked_elsewhere")
      : difference(hasMark ? metric.good : "marked_elsewhere", before, after),
  ];
}

/** Over the cases whose result is known on both arms: what the base could not run is no improvement. */
function passedDifference({ cases }: PromptReport, good: Parameters<typeof difference>[0]): Inline {
  const known = cases.filter(
    ({ base, status }) => base !== null && base.result !== "error" && status !== "error",
  );
  if (known.length === 0) return md`–`;
  const passed = (arm: "base" | "head") => known.filter((one) => one[arm]?.result === "pass").length;
  return difference(good, passed("base"), passed("head"));
}

/** A row that says nothing: unknown on both sides, or no errors at all. */
function isIdle({ good }: Metric, before: number | null, after: number | null): boolean {
  const none = (value: number | null): boolean => value === null || (good === "lower" && value === 0);
  return none(before) && none(after);
}

/** A difference that has an interval is marked there: what noise explains is neither good nor bad. */
function difference(
  good: Metric["good"] | "marked_elsewhere",
  before: number | null,
  after: number | null,
): Inline {
  if (before === null || after === null) return md`–`;
  if (before === after) return md`=`;
  if (good === null) return percentText(before, after);
  const text = signed(after - before, (value) => md`${value}`);
  if (good === "marked_elsewhere") return text;
  const isBetter = after > before === (good === "higher");
  return md`${isBetter ? md`🟢` : md`🔴`} ${text}`;
}

function signed(value: number, text: (value: number) => Inline): Inline {
  return md`${value > 0 ? md`+` : md`−`}${text(Math.abs(value))}`;
}

function percentText(before: number, after: number): Inline {
  if (before === 0) return md`–`;
  const percent = Math.round(((after - before) / before) * 100);
  if (percent === 0) return md`≈`;
  return { inline: `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %` };
}

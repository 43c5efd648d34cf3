import type { ArmMetrics, PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { type Inline, md, NOTHING, paragraph } from "../text/markdown.ts";
import { signedText } from "../text/numbers.ts";
import {
  type Comparison,
  comparisonOf,
  confidenceText,
  confirmedFalls,
  intervalText,
  type Mark,
  markOf,
  visibleText,
} from "./intervals.ts";
import { METRICS, type Means, type Metric, PASS_RATE, PASSED } from "./metric-list.ts";
import { passRatesText } from "./pass-rates.ts";

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
  return [...passed, ...METRICS].flatMap((metric) => {
    const rows = rowOf(metric, prompt);
    return isExceeded(metric, prompt) ? rows.map((row) => ({ ...row, mark: "worse" as const })) : rows;
  });
}

function isExceeded({ budget }: Metric, { statistics }: PromptReport): boolean {
  return statistics?.budgets.some((one) => one.budget === budget && one.status === "exceeded") === true;
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
  const said = [passRatesText(prompt), visibleText(prompt)].filter((text) => text !== null);
  return [
    {
      kind: "table",
      rank,
      name: "metrics",
      title: NOTHING,
      head: columnsOf(prompt, confidence),
      rows: rows.map((row) => cellsOf(row, confidence !== null)),
    },
    ...said.map((text) => ({
      kind: "block" as const,
      rank: rank + 1,
      name: "what the suite could see",
      body: paragraph(md`_${text}_`),
    })),
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
  const { base, head } = comparison;
  return {
    mark: markOf(prompt, comparison),
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
  return [
    {
      mark: armMark(metric, prompt, { comparison, numbers }),
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

/** Of passed cases 🔴 is what was confirmed or what a rule says. A number that nothing guards went up or down, no more. */
function armMark(
  { good, name }: Metric,
  prompt: PromptReport,
  { comparison, numbers }: { readonly comparison: Comparison | undefined; readonly numbers: Numbers },
): Mark {
  if (name === PASSED.name && confirmedFalls(prompt) > 0) return "worse";
  if (comparison !== undefined) return markOf(prompt, comparison);
  const { after, before } = numbers;
  if (name === PASSED.name || good === null || before === null || after === null) return "none";
  return after === before ? "none" : after > before ? "more" : "less";
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

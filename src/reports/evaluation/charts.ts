import type { CaseReport, EvaluationReport, PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { type Block, heading, md, mermaid, mermaidLabel, stack } from "../text/markdown.ts";
import { type CaseStatus, worstFirst } from "./words.ts";

/** The charts of a run's summary: what passed, how long answers took, and how the cases stand. */

interface Bar {
  /** What people wrote in it went through `mermaidLabel`. */
  readonly label: string;
  readonly value: number;
}

/** Prompts of a chart, the worst ones; more would make bars that nobody can tell apart. */
const MOST_PROMPTS = 8;
/** A longer label would leave a phone no room for the bars. */
const LONGEST_LABEL = 28;

export function chartsSection({ prompts }: EvaluationReport, rank: number): readonly Section[] {
  const ran = prompts.filter(({ cases }) => cases.length > 0);
  const shown = ran.toSorted(worstFirst).slice(0, MOST_PROMPTS);
  const charts = [
    barChart("Cases passed, %", armBars(shown, passedPercent), 100),
    barChart("Latency, median, ms", armBars(shown, latency)),
    barChart("Cases by status", statusBars(prompts.flatMap(({ cases }) => cases))),
  ].filter(({ block }) => block !== "");
  if (charts.length === 0) return [];
  return [{ kind: "block", rank, name: "charts", body: stack([heading(3, md`Charts`), ...charts]) }];
}

type ArmReport = PromptReport["head"];

/** Of known cases only, so that an outage of the model draws no fall. */
function passedPercent({ metrics: { pass_rate: rate } }: ArmReport): number | null {
  return rate === null ? null : Math.round(rate * 1_000) / 10;
}

function latency({ metrics }: ArmReport): number | null {
  return metrics.latency_p50_ms;
}

/** Base above head, prompt by prompt. The number keeps labels apart that are alike once they are cut. */
function armBars(
  prompts: readonly PromptReport[],
  numberOf: (arm: ArmReport) => number | null,
): readonly Bar[] {
  return prompts.flatMap(({ base, head, id }, index) => {
    const number = prompts.length === 1 ? "" : `${index + 1}. `;
    const name = `${number}${mermaidLabel(id, LONGEST_LABEL)}`;
    const bar = (arm: ArmReport | null, word: string): readonly Bar[] => {
      const value = arm === null ? null : numberOf(arm);
      return value === null ? [] : [{ label: `${name} · ${word}`, value }];
    };
    return [...bar(base, "base"), ...bar(head, "head")];
  });
}

const STATUS_LABELS = {
  newly_failing: "newly failing",
  new_failing: "new, failing",
  error: "not known",
  flaky: "flaky",
  failing: "failing as before",
  newly_passing: "newly passing",
  new_passing: "new, passing",
  passing: "passing as before",
} as const satisfies Record<CaseStatus, string>;

function statusBars(cases: readonly CaseReport[]): readonly Bar[] {
  return Object.entries(STATUS_LABELS).flatMap(([status, label]) => {
    const value = cases.filter((one) => one.status === status).length;
    return value === 0 ? [] : [{ label, value }];
  });
}

const HEIGHT_OF_FRAME = 90;
const HEIGHT_OF_BAR = 36;

/** Horizontal bars: their labels fit beside them. The grammar: https://mermaid.js.org/syntax/xyChart.html */
function barChart(title: string, bars: readonly Bar[], most = highest(bars)): Block {
  if (bars.length === 0) return { block: "" };
  return mermaid(
    [
      "---",
      "config:",
      "  xyChart:",
      "    width: 700",
      `    height: ${HEIGHT_OF_FRAME + HEIGHT_OF_BAR * bars.length}`,
      "    showDataLabel: true",
      "  themeVariables:",
      "    xyChart:",
      '      plotColorPalette: "#54aeff"',
      "---",
      "xychart-beta horizontal",
      `  title "${title}"`,
      `  x-axis [${bars.map(({ label }) => `"${label}"`).join(", ")}]`,
      `  y-axis 0 --> ${most}`,
      `  bar [${bars.map(({ value }) => value).join(", ")}]`,
    ].join("\n"),
  );
}

/** An axis needs some length, also where all bars are zero. */
function highest(bars: readonly Bar[]): number {
  return Math.max(1, ...bars.map(({ value }) => value));
}

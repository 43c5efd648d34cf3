import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluationSummary } from "../../../../src/reports/evaluation/summary.ts";
import { NASTY } from "../rendered.ts";
import { caseReport, documentOf, failedPrompt, newlyFailing, promptReport } from "./samples.ts";

function chartsOf(summary: string): readonly string[] {
  return [...summary.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(([, source = ""]) => source);
}

/** The whole of what a chart may say: our own lines, quoted labels without anything that Mermaid reads, numbers. */
const LABEL = '"[\\p{L}\\p{N} .+/·…-]+"';
const NUMBER = "\\d+(?:\\.\\d+)?";
const CHART = new RegExp(
  [
    "^---",
    "config:",
    "  xyChart:",
    "    width: 700",
    "    height: \\d+",
    "    showDataLabel: true",
    "  themeVariables:",
    "    xyChart:",
    '      plotColorPalette: "#54aeff"',
    "---",
    "xychart-beta horizontal",
    '  title "(?:Cases passed, %|Latency, median, ms|Cases by status)"',
    `  x-axis \\[${LABEL}(?:, ${LABEL})*\\]`,
    `  y-axis 0 --> ${NUMBER}`,
    `  bar \\[${NUMBER}(?:, ${NUMBER})*\\]$`,
  ].join("\n"),
  "u",
);

const hostile = fc.oneof(
  fc.constantFrom(
    ...NASTY,
    '"] click a "https://evil"',
    "%%{init: {}}%%",
    'x"\n  bar [9]',
    "---\nconfig:",
    "عربي ‮",
    "ㅤ",
  ),
  fc.string({ unit: "binary", maxLength: 80 }),
);

describe("the charts of the summary", () => {
  it("show what passed, how long it took and how the cases stand, base beside head", () => {
    const summary = evaluationSummary(documentOf([failedPrompt([newlyFailing("refund"), caseReport("a")])]));
    const charts = chartsOf(summary);
    expect(charts).toHaveLength(3);
    expect(charts[0]).toContain('x-axis ["support-triage · base", "support-triage · head"]');
    expect(charts[0]).toContain("bar [100, 50]");
    expect(charts[1]).toContain("bar [420, 610]");
    expect(charts[2]).toContain('x-axis ["newly failing", "passing as before"]');
    expect(charts[2]).toContain("bar [1, 1]");
  });

  it("hold nothing but our own lines, labels and numbers, whatever a prompt or case is called", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 10 }), (names) => {
        const prompts = names.map((name) => promptReport([caseReport(name)], { id: name }));
        const charts = chartsOf(evaluationSummary(documentOf(prompts)));
        expect(charts).toHaveLength(3);
        for (const chart of charts) expect(chart).toMatch(CHART);
      }),
    );
  });

  it("keep two prompts apart that are cut to one label, and show the worst first", () => {
    const id = "a".repeat(40);
    const good = promptReport([caseReport("a")], { id: `${id}1` });
    const [chart = ""] = chartsOf(
      evaluationSummary(documentOf([good, failedPrompt([newlyFailing("b")], { id: `${id}2` })])),
    );
    const labels = [...chart.matchAll(/"(\d)\. a+… · (\w+)"/g)].map(([, number, arm]) => `${number} ${arm}`);
    expect(labels).toEqual(["1 base", "1 head", "2 base", "2 head"]);
    expect(chart).toContain("bar [100, 0, 100, 100]");
  });

  it("are left out where no case was run", () => {
    expect(chartsOf(evaluationSummary(documentOf([promptReport([])])))).toEqual([]);
  });
});

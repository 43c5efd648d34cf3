import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateConfigSchema, promptGateRules } from "../../../../src/domain/policy/gate-rules.ts";
import { compareMetrics } from "../../../../src/evaluation/gate/comparison.ts";
import type { CaseTrials } from "../../../../src/evaluation/gate/samples.ts";
import { decideStatistics } from "../../../../src/evaluation/gate/statistics.ts";
import type { PromptReport } from "../../../../src/evaluation/report/report.ts";
import { evaluationComment } from "../../../../src/reports/evaluation/comment.ts";
import { answered as outcome } from "../../evaluation/outcomes.ts";
import { answered, caseReport, documentOf, promptReport } from "./samples.ts";

type Statistics = NonNullable<PromptReport["statistics"]>;

/** One trial: how it went, its score and its latency. */
const trial = (passing: number) =>
  fc
    .record({
      dice: fc.double({ min: 0, max: 1, noNaN: true }),
      score: fc.constantFrom(0, 0.3, 0.8, 1),
      ms: fc.integer({ min: 50, max: 400 }),
    })
    .map(({ dice, ms, score }) => outcome(dice < passing, { score, latencyMs: ms }));

/** A first pass of any size and skew, with rules that may be stricter or laxer than the default. */
const firstPass = fc
  .record({
    cases: fc.integer({ min: 1, max: 24 }),
    trials: fc.constantFrom(1, 1, 3),
    passing: fc.tuple(fc.constantFrom(0.5, 0.95, 1), fc.constantFrom(0, 0.3, 0.6, 0.95, 1)),
    pass_rate_margin: fc.constantFrom(0, 0, 0.1),
    max_latency_ratio: fc.constantFrom(undefined, 1.2),
  })
  .chain(({ cases, passing: [base, head], trials, ...rules }) =>
    fc.record({
      own: fc.constant({ ...rules, trials }),
      cases: fc.array(
        fc.record({
          isNew: fc.constant(false),
          base: fc.array(trial(base), { minLength: trials, maxLength: trials }),
          head: fc.array(trial(head), { minLength: trials, maxLength: trials }),
        }),
        { minLength: cases, maxLength: cases },
      ),
    }),
  );

function statisticsOf(cases: readonly CaseTrials[], own: object): Statistics {
  const gates = promptGateRules(gateConfigSchema.parse({}), JSON.parse(JSON.stringify(own)));
  if (!gates.ok) throw new Error(gates.messages.join(" "));
  const [statistics] = decideStatistics([{ seed: "s", rules: gates.rules, cases }]);
  if (statistics === undefined) throw new Error("A prompt's statistics are expected");
  const comparisons = compareMetrics({ seed: "s", cases, statistics }).map(
    ({ fewestFlips, smallestVisible, ...one }) => ({
      ...one,
      fewest_flips: fewestFlips,
      smallest_visible: smallestVisible,
    }),
  );
  return { level: statistics.level, rules: [...statistics.rules], budgets: [], comparisons };
}

describe("what is shown beside what is decided", () => {
  it("never leaves no difference out where the metric's rule stands, and leaves it out where it is broken", () => {
    fc.assert(
      fc.property(firstPass, ({ cases, own }) => {
        const { comparisons, rules } = statisticsOf(cases, own);
        for (const { interval, kind, metric } of comparisons) {
          const rule = rules.find((one) => one.metric === metric && one.kind !== "required_rate");
          if (rule === undefined || interval === null) continue;
          const isWorse = kind === "ratio" ? interval.low > 1 : interval.high < 0;
          const allowsNothing = rule.limit === (kind === "ratio" ? 1 : 0);
          if (rule.status === "broken") expect(isWorse).toBe(true);
          else if (allowsNothing) expect(isWorse).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("marks nothing 🔴 that no rule is broken by and that did not fail again", () => {
    fc.assert(
      fc.property(firstPass, ({ cases, own }) => {
        const statistics = statisticsOf(cases, own);
        const reports = cases.map(({ base, head }, index) =>
          caseReport(`${index}`, {
            base: answered(base?.[0]?.kind === "answered" && base[0].pass ? "pass" : "fail"),
            head: answered(head[0]?.kind === "answered" && head[0].pass ? "pass" : "fail"),
          }),
        );
        const comment = evaluationComment(documentOf([promptReport(reports, { statistics })]));
        const hasBroken = statistics.rules.some(({ status }) => status === "broken");
        expect(comment.includes("| 🔴 |")).toBe(hasBroken);
      }),
      { numRuns: 60 },
    );
  });
});

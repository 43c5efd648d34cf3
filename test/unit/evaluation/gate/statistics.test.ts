import { describe, expect, it } from "vitest";
import {
  type GateRules,
  gateConfigSchema,
  promptGateRules,
} from "../../../../src/domain/policy/gate-rules.ts";
import { compareMetrics } from "../../../../src/evaluation/gate/comparison.ts";
import type { CaseTrials } from "../../../../src/evaluation/gate/samples.ts";
import {
  decideStatistics,
  type PromptFirstPass,
  passRateRegressed,
  type RuleResult,
} from "../../../../src/evaluation/gate/statistics.ts";
import type { Outcome } from "../../../../src/evaluation/outcome.ts";
import { binomialUpperTail } from "../../../../src/evaluation/statistics/binomial.ts";
import { answered, outcomesOf } from "../outcomes.ts";

function rulesOf(own: Partial<GateRules> = {}): GateRules {
  const result = promptGateRules(gateConfigSchema.parse({}), own);
  if (!result.ok) throw new Error(result.messages.join(" "));
  return result.rules;
}

/** Cases by letters: `pf` passed on the base and failed on the head. Times how many of them. */
function casesOf(...groups: readonly (readonly [string, number])[]): readonly CaseTrials[] {
  return groups.flatMap(([letters, times]) =>
    Array.from({ length: times }, () => ({
      isNew: false,
      base: outcomesOf(letters.charAt(0)),
      head: outcomesOf(letters.charAt(1)),
    })),
  );
}

function decide(cases: readonly CaseTrials[], own: Partial<GateRules> = {}): readonly RuleResult[] {
  const prompt: PromptFirstPass = { seed: "seed", rules: rulesOf(own), cases };
  return decideStatistics([prompt])[0]?.rules ?? [];
}

function pairOf(base: Outcome, head: Outcome): CaseTrials {
  return { isNew: false, base: [base], head: [head] };
}

describe("the rule on the pass rate", () => {
  it("is exact McNemar at the whole budget where it is the only rule", () => {
    const [six, ...rest] = decide(casesOf(["pp", 42], ["pf", 6], ["ff", 2]));
    expect(rest).toEqual([]);
    expect(six).toEqual({
      kind: "regression",
      metric: "pass_rate",
      limit: 0,
      status: "kept",
      method: "mcnemar",
      estimate: -0.12,
      p: expect.closeTo(1 / 64, 12),
      level: 0.01,
      cases: 50,
    });
    expect(decide(casesOf(["pp", 43], ["pf", 7]))[0]).toMatchObject({
      status: "broken",
      p: expect.closeTo(1 / 128, 12),
    });
  });

  it("weighs newly passing cases against newly failing ones", () => {
    expect(decide(casesOf(["pp", 40], ["pf", 7], ["fp", 3]))[0]?.status).toBe("kept");
  });

  it("leaves out new cases, what the base cannot run, and what told nothing", () => {
    const fixed = casesOf(["fp", 5]).map((one) => ({ ...one, isNew: true }));
    const cases = [...casesOf(["pf", 8], ["rp", 4], ["up", 3], ["pu", 2]), ...fixed];
    expect(decide(cases)[0]).toMatchObject({ status: "broken", cases: 8, estimate: -1 });
  });

  it("counts the head's refused requests as failures", () => {
    expect(decide(casesOf(["pr", 8]))[0]?.status).toBe("broken");
  });

  it("tests the means of cases where each has several trials", () => {
    const cases = Array.from({ length: 10 }, () => ({
      isNew: false,
      base: outcomesOf("pppp"),
      head: outcomesOf("ppff"),
    }));
    expect(decide(cases, { trials: 4 })[0]).toMatchObject({
      status: "broken",
      method: "sign_flip",
      p: 1 / 1_024,
      estimate: -0.5,
    });
    expect(decide(cases.slice(0, 5), { trials: 4 })[0]).toMatchObject({ status: "kept", p: null });
  });

  it("lets the rate fall within a margin", () => {
    const cases = casesOf(["pp", 42], ["pf", 8]);
    expect(decide(cases)[0]).toMatchObject({ status: "broken", method: "mcnemar" });
    const within = decide(cases, { pass_rate_margin: 0.1 })[0];
    expect(within).toMatchObject({ status: "kept", method: "sign_flip" });
    expect(within?.p).toBeGreaterThan(0.05);
    expect(decide(casesOf(["pp", 10], ["pf", 40]), { pass_rate_margin: 0.1 })[0]?.status).toBe("broken");
  });

  it("says whether anything is left to confirm", () => {
    const statistics = (cases: readonly CaseTrials[]) => ({ level: 0.01, rules: decide(cases) });
    expect(passRateRegressed(statistics(casesOf(["pf", 7])))).toBe(true);
    expect(passRateRegressed(statistics(casesOf(["pf", 6])))).toBe(false);
  });
});

describe("the rule on scores", () => {
  const scored = (base: number, head: number) =>
    pairOf(answered(true, { score: base }), answered(true, { score: head }));

  it("is on only where scores say more than passes and fails, and shares the budget", () => {
    expect(decide(casesOf(["pf", 6])).map((rule) => rule.metric)).toEqual(["pass_rate"]);
    const rules = decide([scored(0.9, 0.8), scored(1, 1)]);
    expect(rules.map((rule) => [rule.metric, rule.level])).toEqual([
      ["pass_rate", 0.005],
      ["score", 0.005],
    ]);
  });

  it("finds that all scores fell though all cases pass", () => {
    const cases = Array.from({ length: 12 }, (_, index) => scored(0.9 + (index % 3) / 100, 0.7));
    expect(decide(cases)[1]).toMatchObject({ metric: "score", status: "broken" });
    expect(decide(cases, { score_margin: 0.3 })[1]).toMatchObject({ status: "kept" });
  });

  it("does not call a few odd cases significant", () => {
    const cases = [...Array.from({ length: 45 }, () => scored(0.9, 0.9)), ...Array(5).fill(scored(0.9, 0.2))];
    expect(decide(cases)[1]).toMatchObject({ status: "kept", p: 1 / 32 });
  });

  it("does not count evaluators that don't count", () => {
    const shown = { name: "new", counts: false, pass: true, score: 0.5, why: "" };
    const outcome = answered(true);
    const cases = [pairOf(outcome, { ...outcome, evaluations: [...outcome.evaluations, shown] })];
    expect(decide(cases).map((rule) => rule.metric)).toEqual(["pass_rate"]);
  });
});

describe("relative budgets", () => {
  const latencies = (count: number, factor: number) =>
    Array.from({ length: count }, (_, index) =>
      pairOf(
        answered(true, { latencyMs: 100 + index }),
        answered(true, { latencyMs: (100 + index) * factor + (index % 3) }),
      ),
    );

  it("are off by default", () => {
    expect(decide(latencies(20, 10)).map((rule) => rule.metric)).toEqual(["pass_rate"]);
  });

  it("are exceeded when noise does not explain it", () => {
    const [, rule] = decide(latencies(20, 1.5), { max_latency_ratio: 1.2 });
    expect(rule).toMatchObject({ kind: "ratio", metric: "latency", status: "broken", limit: 1.2 });
    expect(rule?.estimate).toBeCloseTo(1.51, 2);
    expect(decide(latencies(20, 1.1), { max_latency_ratio: 1.2 })[1]?.status).toBe("kept");
  });

  it("are unclear where too few cases exceed them", () => {
    expect(decide(latencies(4, 1.5), { max_latency_ratio: 1.2 })[1]).toMatchObject({
      status: "unclear",
      p: null,
    });
  });

  it("are not measured where nobody counted", () => {
    expect(decide(latencies(8, 1), { max_cost_ratio: 2 })[1]).toMatchObject({ status: "not_measured" });
  });
});

describe("a required rate", () => {
  it("is missed by the upper bound of the interval, not by what happened to be seen", () => {
    const required = { required_pass_rate: 0.95 };
    const ruleOf = (passing: number) =>
      decide(casesOf(["pp", passing], ["ff", 50 - passing]), required).at(-1);
    expect(ruleOf(48)).toMatchObject({
      kind: "required_rate",
      status: "kept",
      method: "wilson",
      estimate: 0.96,
    });
    expect(ruleOf(46)?.status).toBe("unclear");
    expect(ruleOf(38)?.status).toBe("broken");
  });

  it("is not missed by what noise does more often than the rule's share: near 1 the interval is too sure", () => {
    const statusOf = (failing: number, cases: number, required_pass_rate: number) =>
      decide(casesOf(["pp", cases - failing], ["ff", failing]), { required_pass_rate }).at(-1)?.status;
    // Of ten such cases one fails in 1 - 0.99^10 = 9.6 % of runs, two in 0.4 %.
    expect([statusOf(1, 10, 0.99), statusOf(2, 10, 0.99)]).toEqual(["unclear", "broken"]);
    expect([statusOf(1, 13, 0.99), statusOf(7, 50, 0.95)]).toEqual(["unclear", "unclear"]);
    expect([statusOf(1, 1_000, 1), statusOf(0, 3, 1)]).toEqual(["broken", "kept"]);
  });

  it("fails a suite that has it in at most the rule's share of runs, however many cases and whatever rate", () => {
    const chanceOfMissing = (cases: number, rate: number, level: number) => {
      const statuses = Array.from({ length: cases + 1 }, (_, failing) => {
        const all = casesOf(["pp", cases - failing], ["ff", failing]);
        return decide(all, { required_pass_rate: rate }).at(-1)?.status;
      });
      const least = statuses.indexOf("broken");
      return least < 0 ? 0 : binomialUpperTail({ least, trials: cases, probability: 1 - rate }) - level;
    };
    for (const cases of [1, 4, 5, 12, 20, 47])
      for (const rate of [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999])
        expect(chanceOfMissing(cases, rate, 0.005)).toBeLessThanOrEqual(0);
  });

  it("holds a prompt without a base, too", () => {
    const cases = casesOf(["pf", 20]).map((one) => ({ ...one, base: null }));
    expect(decide(cases, { required_pass_rate: 0.5 })).toMatchObject([
      { kind: "required_rate", status: "broken" },
    ]);
  });
});

describe("the budget of false fails", () => {
  it("is shared over the rules of all prompts", () => {
    const prompt: PromptFirstPass = { seed: "s", rules: rulesOf(), cases: casesOf(["pf", 8], ["pp", 9]) };
    const statistics = decideStatistics([
      prompt,
      prompt,
      { ...prompt, rules: rulesOf({ required_pass_rate: 0.1 }) },
    ]);
    expect(statistics.map(({ level }) => level)).toEqual([0.0025, 0.0025, 0.0025]);
    expect(statistics[0]?.rules[0]?.status).toBe("kept");
  });

  it("gives the same answer to the same results", () => {
    const cases = Array.from({ length: 40 }, (_, index) =>
      pairOf(
        answered(true, { score: 0.5 + (index % 7) / 20 }),
        answered(true, { score: 0.5 + (index % 5) / 20 }),
      ),
    );
    expect(decide(cases)).toEqual(decide(cases));
    expect(decide(cases)[1]?.p).toBeGreaterThan(0);
  });
});

describe("the comparison of metrics", () => {
  const compare = (cases: readonly CaseTrials[], { level = 0.01, own = {} as Partial<GateRules> } = {}) => {
    const prompt = { seed: "s", rules: rulesOf(own), cases };
    const rules = decideStatistics([prompt])[0]?.rules ?? [];
    return compareMetrics({ seed: "s", cases, statistics: { level, rules } });
  };

  it("shows every metric with its interval and what could have been seen", () => {
    const cases = casesOf(["pp", 42], ["pf", 6], ["ff", 2]);
    const compared = compare(cases, { level: 0.005 });
    expect(compared.map(({ metric, kind }) => [metric, kind])).toEqual([
      ["pass_rate", "difference"],
      ["latency", "ratio"],
      ["tokens", "ratio"],
    ]);
    const [rate, latency] = compared;
    expect(rate).toMatchObject({ cases: 50, base: 0.96, head: 0.84, fewestFlips: 8, smallestVisible: -0.16 });
    expect(rate?.interval?.confidence).toBe(0.99);
    expect(rate?.interval?.low).toBeLessThan(-0.12);
    expect(latency).toMatchObject({
      base: 10,
      head: 10,
      estimate: 1,
      smallestVisible: null,
      fewestFlips: null,
    });
  });

  it("says that a small suite cannot see anything", () => {
    const [rate] = compare(casesOf(["pp", 3]));
    expect(rate).toMatchObject({ fewestFlips: 7, smallestVisible: null });
  });

  it("tells the smallest visible change of means from their spread", () => {
    const cases = Array.from({ length: 20 }, (_, index) =>
      pairOf(answered(true, { latencyMs: 100 }), answered(true, { latencyMs: index % 2 === 0 ? 90 : 110 })),
    );
    const latency = compare(cases).find(({ metric }) => metric === "latency");
    // (2.326 + 0.842) · 10.26 / √20 = 7.27 ms of 100
    expect(latency?.smallestVisible).toBeCloseTo(1.0727, 3);
  });

  it("adds the margin to the smallest fall that could have been seen", () => {
    const cases = casesOf(["pp", 42], ["pf", 8]);
    const own = { pass_rate_margin: 0.1 };
    const spread = (2.326 + 0.842) * Math.sqrt(((8 / 50) * (42 / 50) * (50 / 49)) / 50);
    const [rate] = compare(cases, { own });
    expect(rate).toMatchObject({ fewestFlips: null, smallestVisible: expect.closeTo(-0.1 - spread, 3) });
  });

  it("has no interval of a mean over too few clusters", () => {
    const five = casesOf(["pp", 5]);
    expect(compare(five).find(({ metric }) => metric === "latency")).toMatchObject({ interval: null });
    expect(compare(five, { own: { trials: 3 } })[0]).toMatchObject({ interval: null });
  });

  it("does not leave no difference out because of a few odd cases", () => {
    const odd = Array.from({ length: 50 }, (_, index) =>
      pairOf(answered(true, { latencyMs: 100 }), answered(true, { latencyMs: index < 5 ? 300 : 100 })),
    );
    expect(compare(odd).find(({ metric }) => metric === "latency")?.interval?.low).toBe(1);
    expect(
      compare(odd.map(({ base, head, isNew }) => ({ isNew, base: head, head: base ?? [] }))).find(
        ({ metric }) => metric === "latency",
      )?.interval?.high,
    ).toBe(1);
  });
});

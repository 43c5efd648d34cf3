import { describe, expect, test } from "vitest";
import { gateConfigSchema } from "../../../src/domain/policy/gate-rules.ts";
import { keyOfReport } from "../../../src/evaluation/evaluation-key.ts";
import { promptfooResults } from "../../../src/evaluation/promptfoo/given-results.ts";
import { resultsBytes, row } from "./promptfoo/rows.ts";
import { changeOf, evaluate, modelOf, onlyPrompt, promptOf } from "./support.ts";

const KEY = "evaluation: {promptfoo: results.json}\n";
const CASES = "testData: [{q: one}]\nevaluators: [{name: yes, string: {contains: 'yes'}}]\n";
const prompt = (word: string, more: string) =>
  promptOf(`model: openai/gpt-4.1\nmessages:\n  - {role: user, content: "${word} {{q}}"}\n${more}`);

const questions = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`);
const arm = (name: string, count: number, failing = 0) =>
  questions(count).map((question, index) => row(name, "gpt", question, index >= failing));

/** Evaluates a change with given results, by a model that must not be asked. */
async function gate(
  rows: Parameters<typeof resultsBytes>[0],
  { base = prompt("old", KEY), gates = {} }: { base?: ReturnType<typeof prompt> | null; gates?: object } = {},
) {
  const model = modelOf(() => "yes");
  const results = promptfooResults("results.json", resultsBytes(rows));
  const change = { ...changeOf(base, prompt("new", KEY)), results };
  const report = await evaluate([change], model, {
    gates: gateConfigSchema.parse(gates),
    limits: { concurrency: 4, minutes: 15, usd: 1 },
  });
  expect(model.asked).toHaveLength(0);
  expect(report.run).toMatchObject({ calls: 0, models: [], estimate: { head: { calls: 0 } } });
  return onlyPrompt(report);
}
const codes = ({ reasons }: Awaited<ReturnType<typeof gate>>) => reasons.map(({ code }) => code);

describe("two arms", () => {
  test("pass where no case that passed fails, and say whose results they are", async () => {
    const told = await gate([...arm("base", 5), ...arm("head", 5)]);
    expect(told).toMatchObject({
      verdict: "pass",
      results: { from: "promptfoo", path: "results.json", base: "base · gpt", head: "head · gpt" },
      base: { metrics: { passed: 5 } },
      head: { metrics: { passed: 5 } },
    });
    expect(codes(told)).toEqual(["no_regression"]);
  });

  test("fail where the whole suite shows a fall", async () => {
    const told = await gate([...arm("base", 20), ...arm("head", 20, 15)]);
    expect(told.verdict).toBe("fail");
    expect(codes(told)).toContain("pass_rate_regressed");
  });

  test("count repeats as trials of one case, not as cases", async () => {
    const rows = [...arm("base", 2), ...arm("head", 2, 2)];
    const told = await gate(Array.from({ length: 10 }, () => rows).flat());
    expect(told.cases).toHaveLength(2);
    expect(told.cases[0]?.trials).toMatchObject({ base: { passes: 10 }, head: { fails: 10 } });
    expect(codes(told)).toEqual(["regression_not_rerun"]);
  });

  test("leave one newly failing case open: it cannot be run again, so that noise may explain it", async () => {
    const told = await gate([...arm("base", 20), ...arm("head", 20, 1)]);
    expect(told.verdict).toBe("inconclusive");
    expect(codes(told)).toEqual(["regression_not_rerun"]);
    expect(told.cases[0]).toMatchObject({ status: "newly_failing", confirmation: null });
  });

  test("pass with what the rules tolerate, and never with a critical case", async () => {
    const rows = [...arm("base", 20), ...arm("head", 20, 1)];
    expect(codes(await gate(rows, { gates: { tolerated_regressions: 1 } }))).toEqual([
      "tolerated_regression",
    ]);
    const critical = { tolerated_regressions: 1, critical_cases: ['{"question":"q0"}'] };
    expect((await gate(rows, { gates: critical })).verdict).toBe("inconclusive");
  });

  test("are never evidence for a version: no later run takes them over", async () => {
    const told = await gate([...arm("base", 5), ...arm("head", 5)]);
    expect(told.first_pass).toBeUndefined();
    expect(keyOfReport(told)).toBeNull();
  });
});

describe("one arm", () => {
  test("is inconclusive without a rule that needs no other, and never said to be no worse", async () => {
    const told = await gate(arm("p", 5));
    expect(told).toMatchObject({ verdict: "inconclusive", results: { base: null } });
    expect(codes(told)).toEqual(["compared_with_nothing"]);
  });

  test("is held to the required pass rate", async () => {
    const gates = { required_pass_rate: 0.9 };
    expect(codes(await gate(arm("p", 50), { gates }))).toEqual(["absolute_rules_kept"]);
    expect(codes(await gate(arm("p", 50, 40), { gates }))).toEqual(["required_rate_missed"]);
  });

  test("is all that counts of a new prompt's results: there is no base that theirs could stand for", async () => {
    const told = await gate([...arm("base", 5), ...arm("head", 5, 3)], { base: null });
    expect(told).toMatchObject({ verdict: "inconclusive", base: null, results: { base: null } });
    expect(told.cases.every(({ base }) => base === null)).toBe(true);
  });
});

test("results that cannot be used fail, with everything that is wrong", async () => {
  const told = await gate([]);
  expect(told).toMatchObject({ verdict: "fail", cases: [] });
  expect(codes(told)).toEqual(["results_unusable"]);
});

describe("a pull request cannot choose what it is held to", () => {
  const pair = (base: string, head: string) => changeOf(prompt("old", base), prompt("new", head));
  const verdictOf = async (change: ReturnType<typeof pair>, gates = {}) =>
    onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "yes"),
        { gates: gateConfigSchema.parse(gates) },
      ),
    );
  const good = promptfooResults("results.json", resultsBytes([...arm("base", 5), ...arm("head", 5)]));

  test.each([
    ["replace the suite by results", pair(CASES, CASES + KEY)],
    ["point elsewhere", { ...pair(KEY, KEY.replace("results", "mine")), results: good }],
    ["drop the results", { ...pair(KEY, CASES), results: good }],
  ])("it cannot %s", async (_, change) => {
    const told = await verdictOf(change);
    expect(told.verdict).toBe("fail");
    expect(told.removed_or_loosened).toMatchObject([{ code: "results_changed" }]);
    expect((await verdictOf(change, { allow_removed_cases: true })).verdict).toBe("pass");
  });

  test("what the base branch got meanwhile is nobody's change", async () => {
    const change = pair(KEY, "");
    const told = await verdictOf({ ...change, knownSuite: prompt("old", ""), results: good });
    expect(told).toMatchObject({ verdict: "pass", removed_or_loosened: [] });
  });

  test("results may come to a prompt that was held to nothing", async () => {
    const told = await verdictOf({ ...pair("", KEY), results: good });
    expect(told).toMatchObject({ verdict: "pass", removed_or_loosened: [] });
  });
});

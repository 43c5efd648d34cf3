import { describe, expect, it } from "vitest";
import { changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "../support.ts";

/** Runs of the whole evaluation that show what the gate's rules do to it. */

const CASES = Array.from({ length: 12 }, (_, index) => `{q: case ${index}}`);
const CHANGE = changeOf(fileOf({ word: "old", cases: CASES }), fileOf({ word: "new", cases: CASES }));

function codesOf({ reasons }: { readonly reasons: readonly { readonly code: string }[] }): readonly string[] {
  return reasons.map(({ code }) => code);
}

describe("a first pass that is significant by itself", () => {
  const model = () => modelOf((content) => (content.startsWith("new") ? "No." : "Yes."));

  it("fails without running anything again", async () => {
    const asked = model();
    const prompt = onlyPrompt(await evaluate([CHANGE], asked));
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["fail", ["pass_rate_regressed"]]);
    expect(asked.asked).toHaveLength(24);
    expect(
      prompt.cases.every(({ status, confirmation }) => status === "newly_failing" && confirmation === null),
    ).toBe(true);
  });

  it("says in the report what was tested and what could have been seen", async () => {
    const prompt = onlyPrompt(await evaluate([CHANGE], model()));
    expect(prompt.statistics).toMatchObject({
      level: 0.01,
      rules: [{ kind: "regression", metric: "pass_rate", status: "broken", method: "mcnemar", cases: 12 }],
      comparisons: [
        { metric: "pass_rate", base: 1, head: 0, estimate: -1, fewest_flips: 7, smallest_visible: -7 / 12 },
        { metric: "latency", estimate: 1 },
        { metric: "tokens", base: 7, head: 7 },
      ],
    });
  });
});

describe("confirmation", () => {
  it("stops as soon as a case is cleared, and the progress still reaches its end", async () => {
    let failed = false;
    const model = modelOf((content) => {
      if (content !== "new case 3" || failed) return "Yes.";
      failed = true;
      return "No.";
    });
    const progress: string[] = [];
    const report = await evaluate([CHANGE], model, {
      gates: { ...GATES, confirm_trials: 7 },
      onProgress: ({ phase, done, total }) => progress.push(`${phase} ${done}/${total}`),
    });
    const one = onlyPrompt(report).cases[3];
    expect(one).toMatchObject({ status: "flaky", confirmation: { outcome: "refuted" } });
    expect(report.run.calls).toBe(24 + 5);
    expect(progress.at(-2)).toBe("confirmation 14/14");
  });

  it("never replaces outcomes of the first pass in rates", async () => {
    let failed = false;
    const model = modelOf((content) => {
      if (content !== "new case 3" || failed) return "Yes.";
      failed = true;
      return "No.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.head.metrics).toMatchObject({ cases: 12, passed: 11, pass_rate: 11 / 12 });
    expect(prompt.statistics?.comparisons[0]).toMatchObject({ head: 11 / 12 });
  });
});

describe("several trials a case", () => {
  const gates = { ...GATES, trials: 3 };

  it("run both arms in turn, and a case is what most of its trials are", async () => {
    const seen = new Map<string, number>();
    const model = modelOf((content) => {
      const number = seen.get(content) ?? 0;
      seen.set(content, number + 1);
      return content.startsWith("new") && number === 0 ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(
      await evaluate([CHANGE], model, { gates, limits: { concurrency: 1, minutes: 1 } }),
    );
    expect(prompt.cases.map(({ status }) => status)).toEqual(Array(12).fill("passing"));
    expect(prompt.cases[0]).toMatchObject({
      head: { result: "pass" },
      trials: { base: { passes: 3, fails: 0, trials: 3 }, head: { passes: 2, fails: 1, trials: 3 } },
    });
    expect(prompt.head.metrics).toMatchObject({ cases: 12, passed: 12, pass_rate: 2 / 3 });
    const words = model.asked.slice(0, 6).map((request) => request.messages[0]?.content.slice(0, 3));
    expect(words).toEqual(["old", "new", "old", "new", "old", "new"]);
    expect(codesOf(prompt)).toEqual(["pass_rate_regressed"]);
    expect(prompt.statistics?.rules[0]).toMatchObject({ method: "sign_flip", p: 1 / 4_096 });
  });

  it("blame a case that half of the base's passed and none of the head's, once fresh trials confirm it", async () => {
    let failed = false;
    const model = modelOf((content) => {
      if (content === "new case 3") return "No.";
      if (content !== "old case 3" || failed) return "Yes.";
      failed = true;
      return "No.";
    });
    const two = { ...GATES, trials: 2 };
    const prompt = onlyPrompt(await evaluate([CHANGE], model, { gates: two }));
    expect(codesOf(prompt)).toEqual(["confirmed_regression"]);
    expect(prompt.cases[3]).toMatchObject({
      status: "newly_failing",
      base: { result: "pass" },
      trials: { base: { passes: 1, fails: 1 }, head: { passes: 0, fails: 2 } },
    });
    expect([prompt.base?.metrics.passed, prompt.head.metrics.passed]).toEqual([12, 11]);
  });

  it("blame a case that fails most of them", async () => {
    const model = modelOf((content) => (content === "new case 3" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([CHANGE], model, { gates }));
    expect(codesOf(prompt)).toEqual(["confirmed_regression"]);
    expect(prompt.cases[3]).toMatchObject({ status: "newly_failing", head: { result: "fail" } });
  });
});

describe("the gates of a prompt file", () => {
  const cases = ["{q: one}", "{q: two}"];
  const model = () => modelOf((content) => (content === "new two" ? "No." : "Yes."));
  const change = (base: string | undefined, head: string | undefined) => {
    const file = (word: string, gates: string | undefined) =>
      fileOf({ word, cases, ...(gates !== undefined && { gates }) });
    return changeOf(file("old", base), file("new", head));
  };

  it("count where both sides have them", async () => {
    const tolerant = "{tolerated_regressions: 1}";
    const prompt = onlyPrompt(await evaluate([change(tolerant, tolerant)], model()));
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["pass", ["tolerated_regression"]]);
    expect(prompt.loosened_rules).toEqual([]);
  });

  it("do not let a pull request loosen its own gate, and say so", async () => {
    const prompt = onlyPrompt(await evaluate([change(undefined, "{tolerated_regressions: 1}")], model()));
    expect(prompt.verdict).toBe("fail");
    const position = { path: prompt.path, line: 10 };
    expect(prompt.loosened_rules).toEqual([
      { rule: "tolerated_regressions", base: "0", head: "1", position },
    ]);
  });

  it("say where a loosened rule stands: its line, the gates that dropped it, or nowhere", async () => {
    const lines = async (head: string | undefined) => {
      const strict = "{required_pass_rate: 0.2, trials: 2}";
      const prompt = onlyPrompt(await evaluate([change(strict, head)], model()));
      return prompt.loosened_rules?.map(({ position, rule }) => [rule, position?.line]);
    };
    const block = "\n  required_pass_rate: 0.1\n  # Two are slow.\n  trials: 1";
    expect(await lines(block)).toEqual([
      ["trials", 13],
      ["required_pass_rate", 11],
    ]);
    expect(await lines("{trials: 2}")).toEqual([["required_pass_rate", 10]]);
    expect(await lines(undefined)).toEqual([
      ["trials", undefined],
      ["required_pass_rate", undefined],
    ]);
  });

  it("hold the pull request that makes them stricter", async () => {
    const yes = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change(undefined, "{max_latency_p95_ms: 5}")], yes));
    expect(codesOf(prompt)).toEqual(["absolute_budget_exceeded"]);
    expect(prompt.statistics?.budgets).toEqual([
      { budget: "latency_p95_ms", limit: 5, value: 10, status: "exceeded" },
    ]);
  });

  it("fail the head whose gates cannot be used, at their line", async () => {
    const yes = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change(undefined, "{tolerance: 1}")], yes));
    expect(codesOf(prompt)).toEqual(["gates_invalid"]);
    expect(prompt.problems).toMatchObject([{ code: "gates_invalid", severity: "error", line: 10 }]);
  });

  it("are passed over with a notice where the base's cannot be used", async () => {
    const yes = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change("{tolerance: 1}", undefined)], yes));
    expect(prompt.verdict).toBe("pass");
    expect(prompt.problems).toMatchObject([{ code: "gates_invalid", severity: "notice" }]);
  });
});

describe("what blocks", () => {
  it("is a failure, and what is inconclusive only where the config says so", async () => {
    const bare = changeOf(fileOf({ word: "old", cases: [] }), fileOf({ word: "new", cases: [] }));
    const model = modelOf(() => "Yes.");
    const open = await evaluate([bare], model);
    const strict = await evaluate([bare], model, { gates: { ...GATES, block_inconclusive: true } });
    expect([open.verdict, open.blocks]).toEqual(["inconclusive", false]);
    expect([strict.verdict, strict.blocks]).toEqual(["inconclusive", true]);
  });

  it("is no rule over the suite where nothing changed: only new cases were run", async () => {
    const cases = ["{q: one}", "{q: two}"];
    const change = changeOf(fileOf({ word: "old", cases: cases.slice(1) }), fileOf({ word: "old", cases }));
    const gates = { ...GATES, max_latency_p95_ms: 5, required_pass_rate: 1 };
    const prompt = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "No."),
        { gates },
      ),
    );
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["pass", ["unchanged"]]);
    expect(prompt.statistics).toMatchObject({ rules: [], budgets: [], comparisons: [] });
  });

  it("is a renamed variable, unless the config allows it", async () => {
    const values = ["{q: one, question: one}"];
    const change = changeOf(
      fileOf({ word: "old", cases: values }),
      fileOf({ word: "new {{question}} not", cases: values }),
    );
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change], model));
    expect(codesOf(prompt)).toEqual(["breaking_variables"]);
    expect(prompt.breaking_variables).toMatchObject([{ code: "newly_required", variable: "question" }]);
    const allowed = await evaluate([change], model, { gates: { ...GATES, allow_breaking_variables: true } });
    expect(allowed.verdict).toBe("pass");
    expect(onlyPrompt(allowed).breaking_variables).toHaveLength(1);
  });

  it("stands on the declaration that breaks callers, and nowhere where the head has none", async () => {
    const fileWith = (word: string, variables: string) => fileOf({ word, cases: ["{q: one}"], variables });
    const change = changeOf(
      fileWith("old", "{q: {type: string}, tone: {default: x}}"),
      fileWith("new", "{q: {type: string, maxLength: 3}}"),
    );
    const prompt = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "Yes."),
      ),
    );
    expect(prompt.breaking_variables?.map(({ code, position }) => [code, position?.line])).toEqual([
      ["narrowed", 9],
      ["removed", undefined],
    ]);
  });
});

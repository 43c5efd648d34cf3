import { describe, expect, it } from "vitest";
import { BASE, HEAD, reasonsOf } from "./change.ts";
import { changeOf, evaluate, fileOf, modelOf, onlyPrompt } from "./support.ts";

describe("a test case that came with the head and cannot be run", () => {
  it("fails the change, with an error on the case's line", async () => {
    const cases = ["{q: one}", "{q: two}", "{q: three}", "{name: lacks q, other: 1}"];
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, fileOf({ word: "new", cases }))], model));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["fail", ["case_invalid"]]);
    expect(prompt.reasons[0]?.message).toContain('"lacks q"');
    expect(prompt.problems).toMatchObject([{ code: "case_invalid", severity: "error", line: 9 }]);
    expect(prompt.problems[0]?.message).toContain('"q"');
  });
});

describe("an evaluator that cannot be used", () => {
  const remote = "{name: fits, json_schema: {$ref: 'https://example.com/s.json'}}";
  const yes = "{name: says yes, string: {contains: 'yes'}}";
  const model = modelOf(() => "Yes.");

  it("fails the head that brought it, at its line", async () => {
    const head = fileOf({ word: "new", evaluators: [yes, remote] });
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["evaluator_invalid"]);
    expect(prompt.problems).toMatchObject([{ code: "evaluator_invalid", severity: "error", line: 11 }]);
  });

  it("leaves the verdict open where the base branch has it", async () => {
    const evaluators = [yes, remote];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const prompt = onlyPrompt(await evaluate([change], model));
    expect(prompt.verdict).toBe("inconclusive");
    expect(reasonsOf(prompt)).toEqual(["base_evaluator_invalid"]);
    expect(prompt.problems).toMatchObject([{ code: "evaluator_invalid", severity: "notice" }]);
  });
});

describe("cases and prompts without a base", () => {
  it("holds a new prompt to its own cases, failures confirmed", async () => {
    const model = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([changeOf(null, HEAD)], model));
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["failing_without_baseline"]);
    expect(prompt.cases[1]).toMatchObject({ status: "new_failing", confirmation: { base: null } });
    expect(prompt.base).toBeNull();
  });

  it("passes a new prompt whose cases pass", async () => {
    const prompt = onlyPrompt(
      await evaluate(
        [changeOf(null, HEAD)],
        modelOf(() => "Yes."),
      ),
    );
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases.map((one) => one.status)).toEqual(["new_passing", "new_passing", "new_passing"]);
  });

  it("reports a new case that both arms fail, and blocks one that only the head fails", async () => {
    const head = fileOf({ word: "new", cases: ["{q: one}", "{q: two}", "{q: three}", "{q: four}"] });
    const bothFail = modelOf((content) => (content.endsWith("four") ? "No." : "Yes."));
    const headFails = modelOf((content) => (content === "new four" ? "No." : "Yes."));
    const reported = onlyPrompt(await evaluate([changeOf(BASE, head)], bothFail));
    const blocked = onlyPrompt(await evaluate([changeOf(BASE, head)], headFails));
    expect(reported.verdict).toBe("pass");
    expect(reported.cases[3]).toMatchObject({ status: "new_failing", is_new: true });
    expect(reasonsOf(blocked)).toEqual(["confirmed_regression"]);
  });

  it("runs only new cases of a prompt that is what is live", async () => {
    const head = fileOf({ word: "old", cases: ["{q: one}", "{q: two}", "{q: three}", "{q: four}"] });
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(reasonsOf(prompt)).toEqual(["unchanged"]);
    expect(model.asked.map((request) => request.messages[0]?.content)).toEqual(["old four"]);
  });

  it("never calls the model for a case that lacks a variable, and blames the head for it", async () => {
    const head = fileOf({ word: "new {{tone}}" });
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(prompt.verdict).toBe("fail");
    expect(prompt.cases[0]?.head).toMatchObject({ result: "error", error: { code: "case_values" } });
    expect(model.asked.every((request) => request.messages[0]?.content.startsWith("old"))).toBe(true);
  });
});

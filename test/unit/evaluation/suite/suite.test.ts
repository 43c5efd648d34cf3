import { describe, expect, it } from "vitest";
import type { ResolvedPrompt } from "../../../../src/domain/prompt/effective-prompt.ts";
import { makeSuite } from "../../../../src/evaluation/suite/suite.ts";
import type { Suite } from "../../../../src/evaluation/suite/types.ts";
import { changeOf, fileOf } from "../support.ts";

function suiteOf(base: ResolvedPrompt | null, head: ResolvedPrompt, allowLoosening = false): Suite {
  return makeSuite({ base, head, baseArm: changeOf(base, head).base, allowLoosening });
}

function withCases(...cases: readonly string[]): ResolvedPrompt {
  return fileOf({ word: "say", cases });
}

function withEvaluators(...evaluators: readonly string[]): ResolvedPrompt {
  return fileOf({ word: "say", evaluators });
}

const changesOf = (suite: Suite) => suite.changes.map(({ code, name }) => `${code} ${name}`);
const namesOf = (suite: Suite) => suite.evaluators.map(({ spec }) => spec.name);

describe("the suite of a head that was left behind", () => {
  const staleSuite = (
    known: ResolvedPrompt,
    base: ResolvedPrompt,
    head: ResolvedPrompt,
    allowLoosening = false,
  ) => makeSuite({ base, known, head, baseArm: changeOf(base, head).base, allowLoosening });

  it.each([false, true])(
    "holds what the base branch added, which nobody removed (loosening allowed: %s)",
    (allow) => {
      const [known, base] = [withCases("{q: one}"), withCases("{q: one}", "{q: two}")];
      const suite = staleSuite(known, base, known, allow);
      expect(changesOf(suite)).toEqual([]);
      expect(suite.cases.map(({ values, isNew }) => [values.q, isNew])).toEqual([
        ["one", false],
        ["two", false],
      ]);
    },
  );

  it("lists only what the head itself removed", () => {
    const known = withCases("{q: one}", "{q: gone}");
    const base = withCases("{q: one}", "{q: gone}", "{q: two}");
    expect(changesOf(staleSuite(known, base, withCases("{q: one}")))).toEqual(["case_removed #2"]);
  });

  it("takes the base branch's word for what the base branch changed, and drops what it dropped", () => {
    const known = withCases("{name: a, q: one}", "{q: dropped}");
    const suite = staleSuite(known, withCases("{name: a, q: better}"), known);
    expect(changesOf(suite)).toEqual([]);
    expect(suite.cases.map(({ values }) => values.q)).toEqual(["better"]);
  });

  it("has the base branch's evaluators", () => {
    const known = withEvaluators("{name: a, string: {contains: x}}");
    const base = withEvaluators("{name: a, string: {contains: y}}", "{name: b, string: {contains: z}}");
    const suite = staleSuite(known, base, known);
    expect(changesOf(suite)).toEqual([]);
    expect(suite.evaluators.map(({ spec, counts }) => [spec.name, counts])).toEqual([
      ["a", true],
      ["b", true],
    ]);
    expect(suite.evaluators[0]?.spec.raw).toMatchObject({ string: { contains: "y" } });
  });
});

describe("the cases of a suite", () => {
  it("stay the same ones wherever they stand in the file, in whatever order of keys", () => {
    const base = withCases("{q: one, expected: x}", "{q: two}");
    const head = withCases("{q: two}", "{expected: x, q: one}");
    const suite = suiteOf(base, head);
    expect(changesOf(suite)).toEqual([]);
    expect(suite.cases.map(({ values, isNew }) => [values.q, isNew])).toEqual([
      ["one", false],
      ["two", false],
    ]);
    expect(suite.digest).toBe(suiteOf(base, base).digest);
  });

  it("get the place they have in the head's file", () => {
    const suite = suiteOf(withCases("{q: one}"), withCases("{q: new}", "{q: one}"));
    expect(suite.cases.map(({ position }) => position.line)).toEqual([7, 6]);
  });

  it("of the head come on top when they are new", () => {
    const suite = suiteOf(withCases("{q: one}"), withCases("{q: one}", "{q: two}"));
    expect(suite.cases.map(({ isNew }) => isNew)).toEqual([false, true]);
    expect(changesOf(suite)).toEqual([]);
  });

  it("are listed and stay in force when the head removes them", () => {
    const suite = suiteOf(withCases("{q: one}", "{q: two}"), withCases("{q: one}"));
    expect(changesOf(suite)).toEqual(["case_removed #2"]);
    expect(suite.cases).toHaveLength(2);
  });

  it("count one by one: removing one of two equal cases is removing a case", () => {
    const suite = suiteOf(withCases("{q: one}", "{q: one}"), withCases("{q: one}"));
    expect(changesOf(suite)).toEqual(["case_removed #2"]);
  });

  it("are known by their name when their content changes, and the base's word counts", () => {
    const base = withCases("{name: refund, q: one, expected: a}");
    const head = withCases("{name: refund, q: one, expected: b}");
    expect(changesOf(suiteOf(base, head))).toEqual(["case_changed refund"]);
    expect(suiteOf(base, head).cases[0]?.values.expected).toBe("a");
    expect(suiteOf(base, head, true).cases[0]?.values.expected).toBe("b");
  });

  it("are not known by a name that is a variable of the prompt", () => {
    const base = fileOf({ word: "{{name}}", cases: ["{name: Ada, q: one}"] });
    const head = fileOf({ word: "{{name}}", cases: ["{name: Ada, q: two}"] });
    expect(changesOf(suiteOf(base, head))).toEqual(["case_removed #1"]);
  });

  it("are the same ones when a new variable of the head gave them one more key", () => {
    const base = fileOf({ word: "say", cases: ["{q: one}"] });
    const head = fileOf({ word: "say {{tone}}", cases: ["{q: one, tone: kind}"] });
    const suite = suiteOf(base, head);
    expect(changesOf(suite)).toEqual([]);
    expect(suite.cases).toMatchObject([{ isNew: false, values: { q: "one", tone: "kind" } }]);
  });

  it("are the same ones when a key went with a variable that the head dropped", () => {
    const base = fileOf({ word: "say {{tone}}", cases: ["{q: one, tone: kind}"] });
    const head = fileOf({ word: "say", cases: ["{q: one}"] });
    const suite = suiteOf(base, head);
    expect(changesOf(suite)).toEqual([]);
    expect(suite.cases).toMatchObject([{ isNew: false, values: { q: "one", tone: "kind" } }]);
  });

  it("are changed when a key goes that an evaluator reads", () => {
    const evaluators = ["{name: right, string: {contains: '{{expected}}'}}"];
    const base = fileOf({ word: "say", cases: ["{q: one, expected: x}"], evaluators });
    const head = fileOf({ word: "say", cases: ["{q: one}"], evaluators });
    expect(changesOf(suiteOf(base, head))).toEqual(["case_removed #1"]);
  });

  it("are changed when a key comes that replaces a default of the base's prompt", () => {
    const cases = (more: string) => [`{q: one${more}}`];
    const base = withDefault(fileOf({ word: "say {{tone}}", cases: cases("") }));
    const head = fileOf({ word: "say {{tone}}", cases: cases(", tone: kind") });
    expect(changesOf(suiteOf(base, head))).toEqual(["case_removed #1"]);
  });

  it("are the same ones when a key comes without which the base could not run them", () => {
    const base = fileOf({ word: "say {{tone}}", cases: ["{q: one}"] });
    const head = fileOf({ word: "say {{tone}}", cases: ["{q: one, tone: kind}"] });
    expect(changesOf(suiteOf(base, head))).toEqual([]);
  });

  it("are changed when a key comes for a new variable that has a default", () => {
    const base = fileOf({ word: "say", cases: ["{name: a, q: one}"] });
    const head = withDefault(fileOf({ word: "say {{tone}}", cases: ["{name: a, q: one, tone: kind}"] }));
    const suite = suiteOf(base, head);
    expect(changesOf(suite)).toEqual(["case_changed a"]);
    expect(suite.cases[0]?.values).not.toHaveProperty("tone");
  });

  it("have ids that people can read, each once", () => {
    const suite = suiteOf(null, withCases("{name: a, q: 1}", "{name: a, q: 2}", "{q: 3}", "{q: 3}"));
    const ids = suite.cases.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(["a", "a~2"]);
    expect(ids[2]).toMatch(/^#3-[0-9a-f]{8}$/);
    expect(new Set(ids).size).toBe(4);
    expect(suite.cases.every(({ isNew }) => isNew)).toBe(true);
  });
});

describe("the evaluators of a suite", () => {
  const yes = "{name: yes, string: {contains: yes}}";

  it("are the same ones in another order or under another name", () => {
    const base = withEvaluators(yes, "{name: j, json: true}");
    const head = withEvaluators("{name: j, json: true}", "{name: agrees, string: {contains: yes}}");
    expect(changesOf(suiteOf(base, head))).toEqual([]);
  });

  it("stay in force when the head changes or removes them, unless that is allowed", () => {
    const base = withEvaluators(yes, "{name: j, json: true}");
    const head = withEvaluators("{name: yes, string: {contains: ye}}");
    const changes = ["evaluator_changed yes", "evaluator_removed j"];
    expect(changesOf(suiteOf(base, head))).toEqual(changes);
    expect(suiteOf(base, head).evaluators[0]?.spec).toMatchObject({ string: { contains: "yes" } });
    expect(namesOf(suiteOf(base, head))).toEqual(["yes", "j"]);
    expect(changesOf(suiteOf(base, head, true))).toEqual(changes);
    expect(suiteOf(base, head, true).evaluators[0]?.spec).toMatchObject({ string: { contains: "ye" } });
    expect(namesOf(suiteOf(base, head, true))).toEqual(["yes"]);
  });

  it("that come with the head are shown and don't count beside the base's", () => {
    const suite = suiteOf(withEvaluators(yes), withEvaluators(yes, "{name: j, json: true}"));
    expect(suite.evaluators.map(({ counts, isNew }) => [counts, isNew])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("that come with the head count where the base has none", () => {
    expect(suiteOf(withEvaluators(), withEvaluators(yes)).evaluators[0]?.counts).toBe(true);
  });

  it("change with the prompt's schema when they check against that", () => {
    const entry = "{name: fits, json_schema: prompt}";
    const base = withSchema(withEvaluators(entry), '{"name":"n","schema":{"type":"object"}}');
    const reordered = withSchema(withEvaluators(entry), '{"schema":{"type":"object"},"name":"n"}');
    const looser = withSchema(withEvaluators(entry), '{"name":"n","schema":{}}');
    expect(changesOf(suiteOf(base, reordered))).toEqual([]);
    expect(changesOf(suiteOf(base, looser))).toEqual(["evaluator_changed fits"]);
  });
});

function withSchema(prompt: ResolvedPrompt, schema: string): ResolvedPrompt {
  return { ...prompt, effective: { ...prompt.effective, json_schema: schema } };
}

function withDefault(prompt: ResolvedPrompt): ResolvedPrompt {
  const variables = prompt.effective.variables.map((variable) => ({ ...variable, default: "plain" }));
  return { ...prompt, effective: { ...prompt.effective, variables } };
}

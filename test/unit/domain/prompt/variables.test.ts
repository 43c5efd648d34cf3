import { describe, expect, test } from "vitest";
import { parsePromptFile } from "../../../../src/domain/prompt/prompt-file.ts";
import {
  checkValues,
  completeSchemas,
  printValue,
  type VariableSchema,
  variableSchemas,
} from "../../../../src/domain/prompt/variables.ts";

const HEAD = "messages: [{role: user, content: hi}]\n";

function declared(yaml: string) {
  const result = parsePromptFile(`${HEAD}variables:\n${yaml}`, "t.prompt.yml");
  return result.ok ? result.file.variables : result.problems.map((problem) => problem.code);
}

function notices(yaml: string) {
  const result = parsePromptFile(`${HEAD}variables:\n${yaml}`, "t.prompt.yml");
  return result.ok ? result.notices.map((problem) => problem.code) : "refused";
}

const schema = (one: Partial<VariableSchema>): VariableSchema => ({
  name: "v",
  type: "string",
  required: true,
  ...one,
});

describe("declarations", () => {
  test("a map and a list of the same say the same", () => {
    const map = declared(
      "  a: {type: integer, description: A, default: 3, enum: [3, 4]}\n  b: {required: false, maxLength: 5}",
    );
    const list = declared(
      "  - {name: a, type: integer, description: A, default: 3, enum: [3, 4]}\n  - {name: b, required: false, maxLength: 5}",
    );
    const expected = [
      { name: "a", type: "integer", description: "A", default: 3, enum: [3, 4] },
      { name: "b", type: "string", required: false, maxLength: 5 },
    ];
    expect(map).toMatchObject(expected);
    expect(list).toMatchObject(expected);
  });

  test("bare names and names without details declare texts", () => {
    expect(declared("  - a\n  - b")).toMatchObject([
      { name: "a", type: "string" },
      { name: "b", type: "string" },
    ]);
    expect(declared("  a:\n  __proto__:\n")).toMatchObject([{ name: "a" }, { name: "__proto__" }]);
  });

  test.each([
    ["str", "string"],
    ["int", "integer"],
    ["float", "number"],
    ["bool", "boolean"],
    ["object", "json"],
    ["array", "json"],
  ])("the type %s is read as %s", (written, type) => {
    expect(declared(`  a: {type: ${written}}`)).toMatchObject([{ type }]);
  });

  test.each(["enum", "constructor", "toString"])(
    "an unknown type such as %s is a text, with a notice",
    (type) => {
      expect(declared(`  a: {type: ${type}}`)).toMatchObject([{ type: "string" }]);
      expect(notices(`  a: {type: ${type}}`)).toEqual(["unknown_type"]);
    },
  );

  test("keys that mean nothing are noticed", () => {
    expect(notices("  a: {pattern: x}")).toEqual(["unknown_key"]);
  });

  test.each([
    ["  5", "variables_malformed"],
    ["  a: 5", "variables_malformed"],
    ["  - {type: string}", "variables_malformed"],
    ["  two words: {}", "variable_name"],
    ["  - a\n  - a", "duplicate_variable"],
    ["  a: {required: maybe}", "not_a_boolean"],
    ["  a: {maxLength: 0}", "not_a_length"],
    ["  a: {enum: []}", "enum_malformed"],
    ["  a: {enum: x}", "enum_malformed"],
    ["  a: {type: integer, default: x}", "declared_value"],
    ["  a: {enum: [x, y], default: z}", "declared_value"],
    ["  a: {type: integer, enum: [1, x]}", "declared_value"],
    ["  a: {maxLength: 2, default: abc}", "declared_value"],
  ])("%j is refused with %s", (yaml, code) => {
    expect(declared(yaml)).toContain(code);
  });
});

describe("the schema of a prompt", () => {
  const at = { position: { line: 1, column: 1 } };

  test("what nobody declared is a required text, and the whole is sorted by name", () => {
    expect(variableSchemas(["{{b}} {{a}}", "{{B}}"], [{ name: "a", type: "json", ...at }])).toEqual([
      { name: "B", type: "string", required: true, inferred: true },
      { name: "a", type: "json", required: true },
      { name: "b", type: "string", required: true, inferred: true },
    ]);
  });

  test("descriptions are no part of it", () => {
    expect(variableSchemas(["{{a}}"], [{ name: "a", type: "string", description: "x", ...at }])).toEqual([
      { name: "a", type: "string", required: true },
    ]);
  });

  test.each([
    [{}, true],
    [{ required: false }, true],
    [{ required: false, default: "x" }, false],
    [{ default: "x" }, false],
    [{ required: true, default: "x" }, true],
  ])("a used variable declared with %j has required: %s", (details, required) => {
    expect(variableSchemas(["{{a}}"], [{ name: "a", type: "string", ...at, ...details }])).toMatchObject([
      { required },
    ]);
  });

  test("a variable that no message uses is never required", () => {
    expect(variableSchemas([""], [{ name: "a", type: "string", required: true, ...at }])).toMatchObject([
      { required: false },
    ]);
  });

  test("a schema that forgets a used variable, or lets it be blank, is completed", () => {
    expect(completeSchemas(["{{a}}{{b}}"], [schema({ name: "a", required: false })])).toEqual([
      { name: "a", type: "string", required: true },
      { name: "b", type: "string", required: true, inferred: true },
    ]);
  });
});

describe("values", () => {
  test("all offenders are listed, sorted by name, each with its reason", () => {
    const schemas = [
      schema({ name: "a" }),
      schema({ name: "b", type: "integer" }),
      schema({ name: "c", enum: ["x", "y"] }),
      schema({ name: "d", max_length: 2 }),
      schema({ name: "ok" }),
    ];
    const offences = checkValues(schemas, { b: 1.5, c: "z", d: "abc", ok: "", other: 1 });
    expect(offences).toMatchObject([
      { code: "missing", variable: "a" },
      { code: "wrong_type", variable: "b", expected: "integer" },
      { code: "not_in_enum", variable: "c", allowed: ["x", "y"] },
      { code: "too_long", variable: "d", length: 3, maxLength: 2 },
      { code: "unknown", variable: "other" },
    ]);
    for (const offence of offences) expect(offence.message).toMatch(/\.$/);
  });

  test.each([
    ["string", "x", true],
    ["string", 1, false],
    ["string", true, false],
    ["string", ["x"], false],
    ["string", {}, false],
    ["number", 1.5, true],
    ["number", "1.5", false],
    ["number", Number.NaN, false],
    ["number", Number.POSITIVE_INFINITY, false],
    ["integer", 3, true],
    ["integer", 3.5, false],
    ["integer", 2 ** 60, false],
    ["integer", "3", false],
    ["boolean", false, true],
    ["boolean", "false", false],
    ["boolean", 0, false],
    ["json", { a: [1, null] }, true],
    ["json", [], true],
    ["json", "x", true],
    ["json", null, true],
    ["json", () => 1, false],
  ] as const)("a %s takes %j: %s", (type, value, fits) => {
    expect(checkValues([schema({ type })], { v: value }).map((offence) => offence.code)).toEqual(
      fits ? [] : ["wrong_type"],
    );
  });

  test("an inferred variable takes numbers and booleans, and nothing that has parts", () => {
    const inferred = schema({ inferred: true });
    for (const value of ["x", 25, false]) expect(checkValues([inferred], { v: value })).toEqual([]);
    for (const value of [{}, [1]])
      expect(checkValues([inferred], { v: value })).toMatchObject([{ code: "wrong_type" }]);
  });

  test("null is no value, except where any JSON is one", () => {
    expect(checkValues([schema({})], { v: null })).toMatchObject([{ code: "missing" }]);
    expect(checkValues([schema({ required: false, default: "x" })], { v: null })).toEqual([]);
  });

  test("what only a prototype has is not given", () => {
    const names = ["constructor", "__proto__", "toString"];
    const offences = checkValues(
      names.map((name) => schema({ name })),
      {},
    );
    expect(offences.map((offence) => offence.code)).toEqual(["missing", "missing", "missing"]);
    expect(checkValues([schema({ name: "__proto__" })], JSON.parse('{"__proto__":"x"}'))).toEqual([]);
    expect(checkValues([], JSON.parse('{"__proto__":"x"}'))).toMatchObject([
      { code: "unknown", variable: "__proto__" },
    ]);
  });

  test("lengths count characters as people do outside of ASCII too, and enums compare by value", () => {
    expect(checkValues([schema({ max_length: 2 })], { v: "😀😀" })).toEqual([]);
    expect(checkValues([schema({ type: "json", enum: [{ a: 1, b: 2 }] })], { v: { b: 2, a: 1 } })).toEqual(
      [],
    );
  });

  test.each([
    ["a\nb", "string", "a\nb"],
    [1.5, "number", "1.5"],
    [-0, "number", "0"],
    [1e21, "number", "1e+21"],
    [true, "boolean", "true"],
    [{ b: 1, a: [null] }, "json", '{"b":1,"a":[null]}'],
    ["x", "json", '"x"'],
    [null, "json", "null"],
  ] as const)("%j in a message prints as %s: %s", (value, type, text) => {
    expect(printValue(value, type)).toBe(text);
  });
});

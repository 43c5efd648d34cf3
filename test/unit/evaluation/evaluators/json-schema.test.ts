import { describe, expect, it } from "vitest";
import { TookTooLong } from "../../../../src/evaluation/ports.ts";
import { judged, prepared, subjectOf } from "./support.ts";

const TRIAGE =
  "{name: s, json_schema: {type: object, required: [team], additionalProperties: false, " +
  "properties: {team: {enum: [billing, tech]}, ticket: {type: string, pattern: '^T-\\d+$'}}}}";

describe("the json_schema evaluator", () => {
  it.each([
    ['{"team":"billing"}', true, "fits"],
    ['{"team":"tech","ticket":"T-12"}', true, "fits"],
    ['{"team":"sales"}', false, '["billing","tech"]'],
    ['{"team":"tech","ticket":"12"}', false, '"/ticket"'],
    ['{"team":"tech","mood":"bad"}', false, '"mood"'],
    ["{}", false, "team"],
    ["no", false, "not one JSON value"],
  ])("%s: %s", async (output, pass, why) => {
    const judgement = await judged(TRIAGE, output);
    expect(judgement.pass).toBe(pass);
    expect(judgement.why).toContain(why);
  });

  it("does not take what only a prototype has for a member", async () => {
    expect((await judged("{json_schema: {required: [constructor]}}", "{}")).pass).toBe(false);
  });

  it("tells two patterns apart", async () => {
    const entry = "{json_schema: {properties: {a: {pattern: '^a$'}, b: {pattern: '^b$'}}}}";
    expect((await judged(entry, '{"a":"a","b":"b"}')).pass).toBe(true);
    expect((await judged(entry, '{"a":"a","b":"a"}')).pass).toBe(false);
  });

  it("reads draft-07 where the schema names it", async () => {
    const draft7 = "http://json-schema.org/draft-07/schema#";
    const entry = `{json_schema: {$schema: '${draft7}', items: [{type: integer}, {type: string}]}}`;
    expect((await judged(entry, '[1,"a"]')).pass).toBe(true);
    expect((await judged(entry, '["a",1]')).pass).toBe(false);
  });

  it("follows references within the schema", async () => {
    const entry =
      "{json_schema: {$ref: '#/$defs/node', $defs: {node: {type: object, properties: {next: {$ref: '#/$defs/node'}}}}}}";
    expect((await judged(entry, '{"next":{"next":{}}}')).pass).toBe(true);
    expect((await judged(entry, '{"next":{"next":1}}')).pass).toBe(false);
    const root = "{json_schema: {type: object, additionalProperties: {$ref: '#'}}}";
    expect((await judged(root, '{"a":{"b":{}}}')).pass).toBe(true);
    expect((await judged(root, '{"a":{"b":1}}')).pass).toBe(false);
  });

  it('takes the prompt\'s own schema for "prompt"', async () => {
    const own = '{"name":"n","strict":true,"schema":{"type":"array"}}';
    const result = await prepared("{json_schema: prompt}", { promptSchema: own });
    if (result.kind !== "ready") throw new Error(result.message);
    expect(await result.judge(subjectOf("[]"))).toMatchObject({ pass: true });
    expect(await result.judge(subjectOf("{}"))).toMatchObject({ pass: false });
    expect(await prepared("{json_schema: prompt}")).toMatchObject({ kind: "invalid" });
  });
});

describe("a schema that cannot be used", () => {
  const deep = `${"{not: ".repeat(41)}{}${"}".repeat(41)}`;
  it.each([
    ["a remote reference", "{$ref: 'https://example.com/schema.json'}", "nothing is fetched"],
    [
      "a remote reference deep inside",
      "{properties: {a: {items: {$ref: other.json}}}}",
      "nothing is fetched",
    ],
    ["a reference to nothing", "{$ref: '#/$defs/none'}", "cannot be used"],
    ["an unknown dialect", "{$schema: 'https://json-schema.org/draft/2019-09/schema'}", "2020-12"],
    ["a wrong keyword", "{type: nonsense}", "cannot be used"],
    ["lookahead", "{pattern: '(?=a)b'}", "cannot be used"],
    ["a validator that answers later", "{$async: true}", "$async"],
    ["deep nesting", deep, "levels deep"],
    ["its size", `{const: ${"x".repeat(70_000)}}`, "larger"],
    ["no schema at all", "true", "needs a JSON Schema"],
  ])("is refused with a reason: %s", async (_, schema, reason) => {
    const result = await prepared(`{name: s, json_schema: ${schema}}`);
    expect(result).toMatchObject({ kind: "invalid", message: expect.stringContaining(reason) });
  });
});

describe("a schema that means harm", () => {
  it("cannot hang the run by a pattern", async () => {
    const judgement = await judged(
      "{json_schema: {pattern: '^(a+)+$'}}",
      JSON.stringify(`${"a".repeat(50_000)}!`),
    );
    expect(judgement.pass).toBe(false);
  });

  it("cannot hang the run by references that double at each level", async () => {
    const levels = Array.from({ length: 40 }, (_, level) => {
      const next = `{$ref: '#/$defs/l${level + 1}'}`;
      return `l${level}: {anyOf: [${next}, ${next}]}`;
    });
    const entry = `{json_schema: {$ref: '#/$defs/l0', $defs: {${levels.join(", ")}, l40: {type: string}}}}`;
    await expect(judged(entry, "1")).rejects.toThrow(TookTooLong);
  });

  it("cannot end the run by references without end", async () => {
    const result = await prepared("{json_schema: {allOf: [{$ref: '#'}]}}");
    expect(() => result.kind === "ready" && result.judge(subjectOf("1"))).toThrow(RangeError);
  });
});

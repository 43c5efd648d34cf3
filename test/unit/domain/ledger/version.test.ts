import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import {
  digestHolds,
  effectiveOf,
  makeVersion,
  type VersionDraft,
  versionSchema,
} from "../../../../src/domain/ledger/version.ts";
import {
  type EffectivePrompt,
  effectivePromptDigest,
} from "../../../../src/domain/prompt/effective-prompt.ts";
import { versionEvaluationOf } from "../../../support/version-evaluation.ts";

const text = fc.string({ unit: "grapheme" }).map((one) => one.toWellFormed());
const name = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString", "5", ""));
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((one) => one || 0);
const json = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(name, tie("value")), { maxLength: 4 })
    .map((entries): JsonObject => Object.fromEntries(entries)),
}));

/** Leaves out what is undefined, as prompts do. */
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [key]: one }));

const effective: fc.Arbitrary<EffectivePrompt> = fc
  .record({
    model: text,
    messages: fc.array(
      fc.record({
        role: fc.constantFrom("system" as const, "user" as const, "assistant" as const),
        content: text,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    variables: fc.array(
      fc
        .record({
          base: fc.record({
            name,
            type: fc.constantFrom("string" as const, "number" as const, "json" as const),
            required: fc.boolean(),
          }),
          more: fc
            .tuple(
              optional("inferred", fc.constant(true)),
              optional("default", json.value),
              optional("enum", fc.array(json.value, { maxLength: 3 })),
              optional("max_length", fc.nat()),
            )
            .map((parts) => Object.assign({}, ...parts)),
        })
        .map(({ base, more }) => ({ ...base, ...more })),
      { maxLength: 3 },
    ),
    more: fc
      .tuple(
        optional("model_parameters", json.object),
        optional("response_format", fc.constantFrom("json_object")),
        optional("json_schema", text),
        optional("tools", fc.array(text, { maxLength: 2 })),
      )
      .map((parts) => Object.assign({}, ...parts)),
  })
  .map(({ more, ...base }) => ({ ...base, ...more }));

const PLACE = {
  slug: "support-triage-1f0c9a2b",
  version: "2026-03-12.1",
  rollbackTo: null,
  publishedAt: "2026-03-12T09:00:00Z",
  publishedBy: "ana",
};

function draftOf(prompt: EffectivePrompt, parts: Partial<VersionDraft> = {}): VersionDraft {
  return {
    promptId: "support-triage",
    effective: prompt,
    digest: effectivePromptDigest(prompt),
    variableDescriptions: {},
    source: { path: "a.prompt.yml", commit: null, partials: [] },
    evaluation: null,
    pullRequest: null,
    ...parts,
  };
}

describe("a version", () => {
  test("holds any effective prompt, with its digest, through the document and back", () => {
    fc.assert(
      fc.property(effective, fc.boolean(), fc.dictionary(name, text), (prompt, isEvaluated, described) => {
        const evaluation = isEvaluated
          ? versionEvaluationOf({ reasons: [{ code: "no_cases", message: prompt.model }] })
          : null;
        const variableDescriptions = Object.fromEntries(Object.entries(described));
        const version = makeVersion(draftOf(prompt, { evaluation, variableDescriptions }), PLACE);
        const stored = versionSchema.parse(JSON.parse(JSON.stringify(version)));
        expect(stored).toEqual(version);
        expect(JSON.stringify(stored)).toBe(JSON.stringify(version));
        expect(digestHolds(stored)).toBe(true);
        expect(effectivePromptDigest(effectiveOf(stored))).toBe(effectivePromptDigest(prompt));
        expect(stored.evaluation).toEqual(evaluation);
        expect(Object.entries(stored.variable_descriptions ?? {})).toEqual(
          Object.entries(variableDescriptions),
        );
      }),
    );
  });

  const plain: EffectivePrompt = {
    model: "openai/gpt-4.1",
    messages: [{ role: "user", content: "Hi {{__proto__}}" }],
    variables: [
      { name: "__proto__", type: "json", required: false, default: JSON.parse('{"__proto__":{"a":1}}') },
    ],
    model_parameters: JSON.parse('{"__proto__":{"x":1},"logit_bias":{"__proto__":5}}'),
  };

  test("keeps members that objects treat specially, which the digest covers", () => {
    const variableDescriptions = Object.fromEntries([["__proto__", "what it is"]]);
    const version = makeVersion(draftOf(plain, { variableDescriptions }), PLACE);
    expect(digestHolds(version)).toBe(true);
    expect(JSON.stringify(version.model_parameters)).toBe(JSON.stringify(plain.model_parameters));
    expect(Object.entries(version.variable_descriptions ?? {})).toEqual([["__proto__", "what it is"]]);
    expect(Object.getPrototypeOf(version)).toBe(Object.prototype);
  });

  test("does not hold its digest once anything that the model sees is another", () => {
    const version = makeVersion(draftOf(plain), PLACE);
    expect(digestHolds({ ...version, model: "openai/gpt-5" })).toBe(false);
    expect(digestHolds({ ...version, model_parameters: { temperature: 1 } })).toBe(false);
    expect(digestHolds({ ...version, json_schema: "{}" })).toBe(false);
    expect(digestHolds({ ...version, tools: [] })).toBe(false);
    expect(digestHolds({ ...version, published_by: "eve", evaluation: versionEvaluationOf() })).toBe(true);
  });

  test("leaves out what the prompt does not have", () => {
    const { model_parameters: _, ...bare } = plain;
    expect(Object.keys(makeVersion(draftOf(bare), PLACE))).toEqual([
      ...["schema", "prompt_id", "slug", "version", "digest", "model", "messages", "variables"],
      ...["source", "evaluation", "rollback_to", "pull_request", "published_at", "published_by"],
    ]);
  });

  test.each([
    ["a member too many", { more: 1 }],
    ["descriptions that are no texts", { variable_descriptions: { a: 1 } }],
    ["parameters that are a list", { model_parameters: [] }],
    ["another role", { messages: [{ role: "tool", content: "" }] }],
    ["no evaluation", { evaluation: undefined }],
    ["an evaluation without a verdict", { evaluation: { blocks: false } }],
    ["a fraction of a second", { published_at: "2026-03-12T09:00:00.1Z" }],
  ])("is not read with %s", (_, change) => {
    const version = makeVersion(draftOf(plain), PLACE);
    expect(versionSchema.safeParse({ ...version, ...change }).success).toBe(false);
  });
});

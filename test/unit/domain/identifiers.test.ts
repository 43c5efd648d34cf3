import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../../src/domain/digest.ts";
import {
  kebabCase,
  makeSlug,
  PROMPT_ID,
  parsePromptId,
  promptIdFromPath,
} from "../../../src/domain/identifiers.ts";

describe("prompt ids", () => {
  test.each(["a", "support-triage", "x1-2", "a".repeat(63)])("%s is an id", (id) => {
    expect(parsePromptId(id)).toEqual({ ok: true, id });
  });

  test.each([
    ["", "empty"],
    ["1st", "malformed"],
    ["Support", "malformed"],
    ["a--b", "malformed"],
    ["a-", "malformed"],
    ["a/../b", "malformed"],
    ["a\n", "malformed"],
    ["a".repeat(64), "too_long"],
    ["to", "reserved"],
    ["from", "reserved"],
    ["in", "reserved"],
    ["because", "reserved"],
  ])("%j is refused as %s", (id, reason) => {
    expect(parsePromptId(id)).toMatchObject({ ok: false, reason });
  });

  test("a refusal shows an id that would do", () => {
    const result = parsePromptId("Support Triage");
    expect(!result.ok && result.message).toContain('"support-triage"');
  });
});

describe("kebab case", () => {
  test.each([
    ["Support Triage", "support-triage"],
    ["supportTriage", "support-triage"],
    ["JSONClassifier v2", "json-classifier-v2"],
    ["sample_prompt", "sample-prompt"],
    ["  --Größe & Maß!  ", "grosse-mass"],
    ["Crème brûlée", "creme-brulee"],
    ["Łódź æther", "lodz-aether"],
    ["writer's aid", "writers-aid"],
    ["日本", ""],
    ["日本 v2", "v2"],
    ["", ""],
  ])("%j becomes %j", (text, kebab) => {
    expect(kebabCase(text)).toBe(kebab);
  });

  test("whatever the text, the outcome is words of lower-case letters and digits, or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(kebabCase(text)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
      }),
    );
  });
});

describe("the id of a file without an id key", () => {
  test.each([
    ["prompts/Support Triage.prompt.yml", "support-triage"],
    ["a.prompt.yaml", "a"],
    ["examples/sample_prompt.yml", "sample-prompt"],
    ["x/Triage.PROMPT.YML", "triage"],
    ["01_topic.prompt.yml", "prompt-01-topic"],
    ["from.prompt.yml", "prompt-from"],
    ["日本.prompt.yml", `prompt-${sha256Hex("日本").slice(0, 8)}`],
    [".prompt.yml", `prompt-${sha256Hex("").slice(0, 8)}`],
    [`${"a".repeat(63)}.prompt.yml`, "a".repeat(63)],
    [`${"a".repeat(64)}.prompt.yml`, `${"a".repeat(54)}-${sha256Hex("a".repeat(64)).slice(0, 8)}`],
  ])("%s is called %s", (path, id) => {
    expect(promptIdFromPath(path)).toBe(id);
  });

  test("whatever the file is called, its id is one that could be written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (stem) => {
        const id = promptIdFromPath(`prompts/${stem}.prompt.yml`);
        expect(parsePromptId(id)).toEqual({ ok: true, id });
      }),
    );
  });
});

describe("slugs", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const hex = sha256Hex(`support-triage\n${digest}`);

  test("a slug is the kebab name and eight hex digits made from the id and the first digest", () => {
    expect(makeSlug("Support Triage", "support-triage", digest)).toBe(`support-triage-${hex.slice(0, 8)}`);
    expect(makeSlug("Support Triage", "support-triage", digest)).toBe("support-triage-551270e4");
  });

  test("each collision takes the next eight digits, and after eight of them it gives up", () => {
    expect(makeSlug("A", "support-triage", digest, 2)).toBe(`a-${hex.slice(16, 24)}`);
    expect(() => makeSlug("A", "support-triage", digest, 8)).toThrow(RangeError);
  });

  test("a name without any ASCII form falls back to the id", () => {
    expect(makeSlug("日本", "support-triage", digest)).toBe(`support-triage-${hex.slice(0, 8)}`);
  });

  test("however long the name, a slug is a safe path segment of at most 63 characters", () => {
    const ids = fc.stringMatching(/^[a-z]{1,63}$/);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), ids, (name, id) => {
        const slug = makeSlug(name, id, digest);
        expect(slug.length).toBeLessThanOrEqual(63);
        expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        expect(id).toMatch(PROMPT_ID);
      }),
    );
  });
});

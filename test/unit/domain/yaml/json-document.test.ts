import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linePositions } from "../../../../src/domain/prompt/text-position.ts";
import { readJson } from "../../../../src/domain/yaml/json-document.ts";
import { toJson, toMinifiedJson } from "../../../../src/domain/yaml/yaml-tree.ts";

const read = (text: string) => readJson(text, linePositions(text));

function accepted(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("strict JSON", () => {
  test("every JSON text is read as JSON.parse reads it, whatever its spaces", () => {
    const spaced = fc.tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, "\t"));
    fc.assert(
      fc.property(spaced, ([value, space]) => {
        const result = read(JSON.stringify(value, null, space));
        const isWellFormed = JSON.stringify(value).isWellFormed();
        if (isWellFormed) expect(result.ok && toJson(result.root)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("what JSON.parse refuses is refused, and what is read minifies to the same value", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      '"a"',
      "1",
      "-",
      "0",
      ".5",
      "e1",
      "true",
      " ",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const result = read(text);
        if (result.ok) expect(toMinifiedJson(result.root)).toBe(JSON.stringify(JSON.parse(text)));
        else if (accepted(text)) expect(result.message).toContain("twice");
      }),
      { numRuns: 2000 },
    );
  });

  test("the order of keys is the author's, also of keys that look like numbers", () => {
    const result = read('{ "b": 1, "2": [ ], "1": { } }');
    expect(result.ok && toMinifiedJson(result.root)).toBe('{"b":1,"2":[],"1":{}}');
  });

  test.each([
    ['{"a": 1, "a": 2}', 9],
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ['["\\ud800"]', 1],
    ['["\\x"]', 1],
    ["[1e999]", 1],
    ["[01]", 2],
    ["{} x", 3],
    ["", 0],
    [`${"[".repeat(100)}${"]".repeat(100)}`, 65],
  ])("%j is refused at offset %i", (text, offset) => {
    expect(read(text)).toMatchObject({ ok: false, offset });
  });

  test("a megabyte without an end is refused, not a crash", () => {
    for (const unit of ["[", '{"a":', '"', "\\", '"\\"']) {
      expect(read(unit.repeat(1_000_000 / unit.length)).ok).toBe(false);
    }
  });
});

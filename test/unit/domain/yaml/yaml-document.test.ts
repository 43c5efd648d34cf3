import { describe, expect, test } from "vitest";
import { MAX_PROBLEMS } from "../../../../src/domain/problem.ts";
import { readYaml, YAML_LIMITS } from "../../../../src/domain/yaml/yaml-document.ts";
import { toJson, toMinifiedJson } from "../../../../src/domain/yaml/yaml-tree.ts";

function json(text: string) {
  const read = readYaml(text, "a.yml");
  return read.ok ? toJson(read.root) : read.problems;
}

function problems(data: string | Uint8Array) {
  const read = readYaml(data, "a.yml");
  return read.ok ? [] : read.problems;
}

describe("values", () => {
  test("scalars follow YAML 1.2: yes and dates are texts, numbers and booleans keep their type", () => {
    const text = "a: 1\nb: 1.50\nc: true\nd: yes\ne: 2024-01-02\nf: null\ng:\nh: 0x1F\ni: '1'\nj: -0";
    expect(json(text)).toEqual({
      a: 1,
      b: 1.5,
      c: true,
      d: "yes",
      e: "2024-01-02",
      f: null,
      g: null,
      h: 31,
      i: "1",
      j: 0,
    });
  });

  test("an old version directive and known tags change nothing about that", () => {
    expect(json("%YAML 1.1\n---\na: yes\nb: !!timestamp 2024-01-02\n")).toEqual({
      a: "yes",
      b: "2024-01-02",
    });
  });

  test("minified JSON keeps the author's key order, also of keys that look like numbers", () => {
    const read = readYaml('b: 1\n"10": x\na: {z: [1, 2.0], y: "é"}\n"9": null', "a.yml");
    expect(read.ok && toMinifiedJson(read.root)).toBe('{"b":1,"10":"x","a":{"z":[1,2],"y":"é"},"9":null}');
  });

  test("keys are texts as written, and those of JavaScript's prototypes are harmless", () => {
    const value = json("1: a\ntrue: b\n__proto__: {polluted: true}\nconstructor: c");
    expect(JSON.stringify(value)).toBe(
      '{"1":"a","true":"b","__proto__":{"polluted":true},"constructor":"c"}',
    );
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("a byte order mark and a document start are no content", () => {
    expect(json("\uFEFF---\na: 1\n...\n")).toEqual({ a: 1 });
    expect(json("---\na: 1\n---\n")).toEqual({ a: 1 });
  });

  test("anchors, aliases and merge keys work, and a map's own keys win", () => {
    const text = "base: &b {x: 1, y: 2}\nother: &o {x: 7, w: 8}\nown: {<<: [*b, *o], y: 3}\nsame: *b";
    expect(json(text)).toMatchObject({ own: { x: 1, y: 3, w: 8 }, same: { x: 1, y: 2 } });
    expect(json('"<<": 1')).toEqual({ "<<": 1 });
  });

  test("places in a scalar are found in each style", () => {
    const read = readYaml(
      'a: "one {{> x}}"\nb: |\n  one\n  two {{> x}}\nc: >\n  one\n  two {{> x}}',
      "a.yml",
    );
    const places = read.ok && read.root.kind === "map" ? read.root.entries : [];
    const found = places.map(({ value }) =>
      value.kind === "scalar" ? value.positionAt(value.text.indexOf("{{")) : undefined,
    );
    expect(found).toEqual([
      { line: 1, column: 9 },
      { line: 4, column: 7 },
      { line: 7, column: 7 },
    ]);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["a: 1\na: 2", "duplicate_key", 2, 1],
    ["m:\n  x: 1\n  y: 2\n  x: 3", "duplicate_key", 4, 3],
    ["a: 1\n---\nb: 2", "several_documents", 2, 1],
    ["", "empty_file", 1, 1],
    ["# nothing\n", "empty_file", 1, 1],
    ["a: *b", "bad_alias", 1, 4],
    ["a: &a [*a]", "bad_alias", 1, 8],
    ["a: .inf", "not_a_json_number", 1, 4],
    ["a: 12345678901234567890", "unsafe_integer", 1, 4],
    ['a: "\\ud800"', "lone_surrogate", 1, 4],
    ["? [a, b]\n: c", "key_not_text", 1, 3],
    ["<<: 1", "bad_merge", 1, 5],
  ])("%j is told as %s, with its place", (text, code, line, column) => {
    expect(problems(text)).toMatchObject([{ code, severity: "error", line, column, path: "a.yml" }]);
  });

  test.each([
    ['a: "open', "yaml_syntax"],
    ["a: b: c", "yaml_syntax"],
    ["a: [1, 2", "yaml_syntax"],
    ["\ta: 1", "yaml_syntax"],
    ["a: @x", "yaml_syntax"],
  ])("broken YAML such as %j says where and how to mend it", (text, code) => {
    const [first] = problems(text);
    expect(first?.code).toBe(code);
    expect(first?.message).toMatch(/^The YAML cannot be read here \(.+\): .+\.$/);
  });

  test("all problems are told at once, sorted by place", () => {
    expect(problems("a: 1\nb: .nan\na: 2\nc: *x").map((problem) => problem.line)).toEqual([2, 3, 4]);
  });

  test("bytes that are not UTF-8 are told with their line", () => {
    const bytes = Buffer.concat([Buffer.from("a: é\nb: "), Buffer.of(0xe9), Buffer.from("\n")]);
    expect(problems(bytes)).toMatchObject([{ code: "invalid_utf8", line: 2, column: 4 }]);
  });

  test("a tag that is not of YAML's core is a notice and its value a text", () => {
    const read = readYaml("a: !mine x", "a.yml");
    expect(read.ok && toJson(read.root)).toEqual({ a: "x" });
    expect(read.ok && read.notices).toMatchObject([{ code: "yaml_warning", severity: "notice", line: 1 }]);
  });
});

describe("bounds", () => {
  test("a file of 5 MB is one clear error, and it is not even parsed", () => {
    expect(problems("a: b\n".repeat(1_000_000))).toMatchObject([
      { code: "file_too_large", line: 1, column: 1 },
    ]);
  });

  test("a billion laughs are one problem", () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}*l${n}]`,
    );
    expect(problems(`l0: &l0 [x]\n${levels.join("\n")}`).map((problem) => problem.code)).toEqual([
      "yaml_too_complex",
    ]);
  });

  test("a long text behind many aliases is one problem", () => {
    const text = `a: &a ${"x".repeat(500_000)}\nb: [${"*a, ".repeat(50)}]`;
    expect(problems(text).map((problem) => problem.code)).toEqual(["yaml_too_complex"]);
  });

  test("merge keys that multiply are one problem", () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `m${n + 1}: &m${n + 1} {<<: [${`*m${n}, `.repeat(9)}*m${n}]}`,
    );
    const found = problems(`m0: &m0 {x: 1}\n${levels.join("\n")}`);
    expect(found.map((problem) => problem.code)).toEqual(["yaml_too_complex"]);
  });

  test("nesting is allowed to its bound and told beyond it", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(problems(nested(YAML_LIMITS.depth))).toEqual([]);
    expect(problems(nested(YAML_LIMITS.depth + 2)).map((problem) => problem.code)).toEqual(["yaml_too_deep"]);
  });

  test("aliases cannot nest deeper than what may be written out", () => {
    const levels = Array.from({ length: 90 }, (_, n) => `l${n + 1}: &l${n + 1} [*l${n}]`);
    expect(problems(`l0: &l0 [x]\n${levels.join("\n")}`).map((problem) => problem.code)).toEqual([
      "yaml_too_complex",
    ]);
  });

  test.each([
    "[",
    "{",
    "- ",
    "? ",
    "{a: ",
    "a: ",
    "&a ",
    "!a ",
    "*a ",
    '"',
    "- [\n",
    ",",
    "}",
    "---\n",
    "%a\n",
  ])("a megabyte of %j ends in a few problems", (unit) => {
    const found = problems(unit.repeat(Math.floor(1_000_000 / unit.length)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(MAX_PROBLEMS + 1);
  });

  test("many mistakes are cut to a list that can be read, and the rest is counted", () => {
    const found = problems("- *x\n".repeat(90) + "- .nan\n".repeat(60));
    expect(found).toHaveLength(101);
    expect(found.at(-1)?.message).toContain("50 more");
  });

  test("a map with many keys is read without comparing each with each", () => {
    const text = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join("\n");
    expect(Object.keys(json(text) ?? {})).toHaveLength(20_000);
  });
});

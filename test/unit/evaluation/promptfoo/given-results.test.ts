import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { promptfooResults } from "../../../../src/evaluation/promptfoo/given-results.ts";
import { resultsBytes, row } from "./rows.ts";

const given = (...rows: Parameters<typeof resultsBytes>[0]) =>
  promptfooResults("results.json", resultsBytes(rows));

test("of the two arms of promptfoo's own file the first is the base", () => {
  const bytes = readFileSync(join(import.meta.dirname, "fixtures/v3.json"));
  expect(promptfooResults("results.json", bytes)).toMatchObject({
    kind: "read",
    base: "JSON please: {{ticket}} · mini",
    head: "Chat please: {{ticket}} · mini",
    tests: [
      { name: "refund", base: [{ pass: true }, { pass: true }], head: [{ pass: true }, { pass: true }] },
      { base: [{ pass: true }, { pass: true }], head: [{ pass: false }, { pass: false }] },
    ],
  });
});

describe("labels tell the arms", () => {
  test.each([
    ["of prompts", row("head", "gpt", "q"), row("base", "gpt", "q")],
    ["of providers", row("p", "head", "q"), row("p", "base", "q")],
    ["where only the head has one", row("head", "gpt", "q"), row("old", "gpt", "q")],
    ["where only the base has one", row("new", "gpt", "q"), row("base", "gpt", "q")],
  ])("%s", (_, head, base) => {
    const labels = { head: `${head.prompt.label} · ${head.provider.label}` };
    expect(given(head, base)).toMatchObject({ kind: "read", ...labels });
  });
});

test("one arm compares with nothing", () => {
  expect(given(row("p", "gpt", "q"))).toMatchObject({ kind: "read", base: null, tests: [{ base: null }] });
});

describe("results that cannot be told apart are unusable", () => {
  test.each([
    ["three arms", [row("a", "x", "q"), row("b", "x", "q"), row("c", "x", "q")]],
    ["two bases", [row("base", "x", "q"), row("base", "y", "q")]],
    ["a base alone", [row("base", "x", "q")]],
    ["nothing", []],
  ])("%s", (_, rows) => {
    expect(given(...rows)).toMatchObject({ kind: "unusable" });
  });

  test("a test of the base alone is named, and one of the head alone is new", () => {
    const both = [row("base", "x", "one"), row("head", "x", "one")];
    expect(given(...both, row("base", "x", "two"))).toMatchObject({
      kind: "unusable",
      problems: [expect.stringContaining("two")],
    });
    expect(given(...both, row("head", "x", "two"))).toMatchObject({
      tests: [{ base: [{}] }, { base: null }],
    });
  });

  test("a file that is not there, and one that is not promptfoo's, with everything that is wrong", () => {
    expect(promptfooResults("results.json", undefined)).toMatchObject({ kind: "unusable" });
    const bytes = new TextEncoder().encode('{"version":3,"results":[{"success":"yes"}]}');
    const read = promptfooResults("results.json", bytes);
    expect(read.kind === "unusable" ? read.problems.length : 0).toBeGreaterThan(2);
  });
});

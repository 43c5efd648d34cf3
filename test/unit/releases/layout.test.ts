import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BranchPath,
  eventPath,
  isPromptName,
  isReplaceable,
  parseBranchPath,
  printDocument,
  README_PATH,
  slugPath,
  statePath,
  versionPath,
} from "../../../src/releases/layout.ts";

const name = fc
  .array(fc.stringMatching(/^[a-z0-9]{1,6}$/), { minLength: 1, maxLength: 5 })
  .map((words) => words.join("-"));
const version = fc.tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 999_999_999 }));

function print(path: BranchPath): string {
  switch (path.kind) {
    case "readme":
      return README_PATH;
    case "state":
      return statePath(path.promptId);
    case "version":
      return versionPath(path.promptId, path.version);
    case "event":
      return eventPath(path.promptId, path.sequence);
    case "slug":
      return slugPath(path.slug);
  }
}

describe("the layout of the release branch", () => {
  test("every path that is written is read as what it is", () => {
    const path = fc.oneof(
      fc.constant<BranchPath>({ kind: "readme" }),
      name.map((promptId): BranchPath => ({ kind: "state", promptId })),
      name.map((slug): BranchPath => ({ kind: "slug", slug })),
      fc
        .tuple(name, fc.integer({ min: 1, max: 99_999_999 }))
        .map(([promptId, sequence]): BranchPath => ({ kind: "event", promptId, sequence })),
      fc.tuple(name, version).map(
        ([promptId, [day, number]]): BranchPath => ({
          kind: "version",
          promptId,
          version: `2026-03-${String(day).padStart(2, "0")}.${number}`,
        }),
      ),
    );
    fc.assert(
      fc.property(path, (one) => {
        expect(parseBranchPath(print(one))).toEqual(one);
      }),
    );
  });

  test("events sort by sequence as texts", () => {
    expect([9, 10, 99_999_999].map((sequence) => eventPath("a", sequence))).toEqual([
      "prompts/a/events/00000009.json",
      "prompts/a/events/00000010.json",
      "prompts/a/events/99999999.json",
    ]);
  });

  test.each([
    "readme.md",
    "README.md/x",
    "prompts/a",
    "prompts/a/state.json/x",
    "prompts/A/state.json",
    "prompts/../state.json",
    "prompts/a--b/state.json",
    "prompts/-/state.json",
    `prompts/${"a".repeat(64)}/state.json`,
    "prompts/a/events/1.json",
    "prompts/a/events/000000001.json",
    "prompts/a/versions/latest.json",
    "prompts/a/versions/2026-03-12.json",
    "prompts/a/versions/2026-03-12.01.json",
    "prompts/a/versions/...json",
    "prompts/a/b/state.json",
    "slugs/a/b.json",
    "slugs/.json",
    "slugs/a.json\n",
    "",
  ])("%j is no file of pointsman's", (path) => {
    expect(parseBranchPath(path)).toBeUndefined();
    expect(isReplaceable(path)).toBe(false);
  });

  test("only states and the README are ever written again", () => {
    const paths = [
      README_PATH,
      statePath("a"),
      eventPath("a", 1),
      versionPath("a", "2026-03-12.1"),
      slugPath("a"),
    ];
    expect(paths.map(isReplaceable)).toEqual([true, true, false, false, false]);
  });

  test.each([
    ["a", true],
    ["2nd-line-12345678", true],
    ["a".repeat(63), true],
    ["a".repeat(64), false],
    ["a/b", false],
    ["..", false],
    ["a b", false],
    ["a\n", false],
    ["A", false],
    ["", false],
  ])("whether %j may become part of a path: %s", (text, expected) => {
    expect(isPromptName(text)).toBe(expected);
  });

  test("documents end with a line feed and can be read by people", () => {
    expect(printDocument({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });
});

import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { promptMatcher } from "../../../../src/releases/catalog/globs.ts";

const matched = (globs: readonly string[], paths: readonly string[]) => paths.filter(promptMatcher(globs));

describe("globs of prompt files", () => {
  test("the usual ones match in every folder, in those that start with a dot too", () => {
    const paths = ["a.prompt.yml", "x/y/b.prompt.yaml", ".github/prompts/c.prompt.yml", ".prompt.yml"];
    const others = ["a.yml", "prompt.yml.txt", "x/a.prompt.json", "a.prompt.yml/b"];
    expect(matched(["**/*.prompt.yml", "**/*.prompt.yaml"], [...paths, ...others])).toEqual(paths);
  });

  test("a star and a question mark stay within a name", () => {
    expect(
      matched(["p/*.yml", "?/b.yml"], ["p/a.yml", "p/x/a.yml", "é/b.yml", "👍/b.yml", "xy/b.yml"]),
    ).toEqual(["p/a.yml", "é/b.yml", "👍/b.yml"]);
  });

  test("two stars between slashes are any number of folders, none included", () => {
    expect(matched(["p/**/a.yml"], ["p/a.yml", "p/x/a.yml", "p/x/y/a.yml", "q/p/a.yml"])).toEqual([
      "p/a.yml",
      "p/x/a.yml",
      "p/x/y/a.yml",
    ]);
  });

  test("braces are one of several, also within each other", () => {
    expect(matched(["{a,b{1,2}}.y{,a}ml"], ["a.yml", "b1.yaml", "b2.yml", "b.yml", "{a}.yml"])).toEqual([
      "a.yml",
      "b1.yaml",
      "b2.yml",
    ]);
    expect(matched(["{a}.yml", "{b"], ["{a}.yml", "{b", "a.yml"])).toEqual(["{a}.yml", "{b"]);
  });

  test("brackets are one character of a set, or none of it", () => {
    expect(matched(["[a-c_].yml", "x[!0-9]"], ["a.yml", "_.yml", "d.yml", "xa", "x1"])).toEqual([
      "a.yml",
      "_.yml",
      "xa",
    ]);
  });

  test("an exclamation mark takes away, and a slash or dot at the front is the root", () => {
    expect(
      matched(["./**/*", "!/vendor/**"], ["a.yml", "vendor/b/c.yml", "own/vendor/c.yml", "vendor"]),
    ).toEqual(["a.yml", "own/vendor/c.yml", "vendor"]);
  });

  test("characters that mean something in regular expressions mean themselves", () => {
    expect(matched(["+(a|b).$^\\"], ["+(a|b).$^\\", "a", "b"])).toEqual(["+(a|b).$^\\"]);
  });

  test("no glob takes long, whatever it says", () => {
    const path = `${"a/".repeat(2_000)}${"a".repeat(255)}`;
    expect(matched([`**/${"*a".repeat(200)}b`, "**/**/".repeat(80), "{a,b}".repeat(90)], [path])).toEqual([]);
  });

  test("agrees with picomatch where both know the syntax", () => {
    const name = fc
      .string({ unit: fc.constantFrom("a", "b", ".", "-"), minLength: 1, maxLength: 4 })
      .filter(isName)
      // picomatch takes `*.*` for its own fast form, which wants something after the dot; shells and we do not.
      .filter((text) => !text.endsWith("."));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    const segment = fc.oneof(
      fc.constant("**"),
      fc
        .string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), minLength: 1, maxLength: 4 })
        .filter(isName),
    );
    // At the end of a glob libraries differ over `**`.
    const glob = fc
      .tuple(fc.array(segment, { maxLength: 3 }), segment)
      .filter(([, last]) => last !== "**")
      .map(([parts, last]) => [...parts, last].join("/"));
    fc.assert(
      fc.property(glob, path, (pattern, tried) => {
        expect(promptMatcher([pattern])(tried)).toBe(picomatch(pattern, { dot: true })(tried));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Not a folder's own name, and no run of stars, which libraries read differently within a name. */
function isName(text: string): boolean {
  return !/^\.+$/.test(text) && !/\*\*/.test(text);
}

import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../../../src/domain/digest.ts";
import {
  inlinePartials,
  type PartialLookup,
  partialCandidates,
} from "../../../../src/domain/prompt/partials.ts";
import { linePositions } from "../../../../src/domain/prompt/text-position.ts";

function lookupIn(files: Readonly<Record<string, string>>): PartialLookup {
  return (candidates) => {
    const path = candidates.find((candidate) => Object.hasOwn(files, candidate));
    return path === undefined ? undefined : { path, text: files[path] ?? "" };
  };
}

function inline(text: string, files: Readonly<Record<string, string>>) {
  const source = { text, path: "prompts/a/x.prompt.yml", positionAt: linePositions(text) };
  const result = inlinePartials([source], lookupIn(files));
  return { ...result, text: result.texts[0] };
}

describe("where a partial is searched", () => {
  test("beside the file first, then in each folder above it, the root last", () => {
    expect(partialCandidates("prompts/a/x.prompt.yml", "tone")).toEqual([
      "prompts/a/partials/tone.md",
      "prompts/partials/tone.md",
      "partials/tone.md",
    ]);
    expect(partialCandidates("x.prompt.yml", "en/tone")).toEqual(["partials/en/tone.md"]);
  });
});

describe("inlining", () => {
  test("a partial's text takes the place of its reference, without the line feed at its end", () => {
    const result = inline("A {{> tone}} B", { "partials/tone.md": "be kind\n" });
    expect(result.text).toBe("A be kind B");
    expect(result.partials).toEqual([
      { path: "partials/tone.md", digest: `sha256:${sha256Hex("be kind\n")}` },
    ]);
    expect(result.problems).toEqual([]);
  });

  test("only one line feed is dropped, and the line ends of other systems count as line feeds", () => {
    expect(inline("{{> a}}", { "partials/a.md": "x\r\ny\r\n\r\n" }).text).toBe("x\ny\n");
  });

  test("the nearest partial wins", () => {
    const files = { "partials/tone.md": "far", "prompts/partials/tone.md": "near" };
    expect(inline("{{> tone}}", files).text).toBe("near");
  });

  test("partials refer to partials, searched from their own place", () => {
    const files = { "prompts/partials/a.md": "a({{> b}})", "prompts/partials/partials/b.md": "b" };
    expect(inline("{{> a}}", files).text).toBe("a(b)");
  });

  test("what is inlined is template text: variables and escapes keep their meaning", () => {
    expect(inline("{{> a}}", { "partials/a.md": "{{name}} \\{{name}} \\{{> b}}" }).text).toBe(
      "{{name}} \\{{name}} \\{{> b}}",
    );
  });

  test("a missing partial is an error at its place, with all paths that were tried", () => {
    const [problem] = inline("first\n  {{> gone}}", {}).problems;
    expect(problem).toMatchObject({
      code: "partial_missing",
      path: "prompts/a/x.prompt.yml",
      line: 2,
      column: 3,
    });
    expect(problem?.message).toContain(
      "prompts/a/partials/gone.md or prompts/partials/gone.md or partials/gone.md",
    );
  });

  test("a missing partial within a partial is told at the partial's own line", () => {
    const [problem] = inline("{{> a}}", { "partials/a.md": "\n\n {{> gone}}" }).problems;
    expect(problem).toMatchObject({ path: "partials/a.md", line: 3, column: 2 });
  });

  test("a circle of partials is an error that names the circle", () => {
    const files = { "partials/a.md": "{{> b}}", "partials/b.md": "{{> c}}", "partials/c.md": "x {{> a}}" };
    const { problems } = inline("{{> a}}", files);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "partial_cycle", path: "partials/c.md", column: 3 });
    expect(problems[0]?.message).toContain("partials/a.md → partials/b.md → partials/c.md → partials/a.md");
  });

  test("a name that climbs out of the partials folder is an error and is never looked up", () => {
    const asked: string[] = [];
    const text = "{{> ../../etc/passwd}}{{> /etc/passwd}}{{> a/../b}}{{> a\\b}}";
    const source = { text, path: "x.prompt.yml", positionAt: linePositions(text) };
    const { problems } = inlinePartials([source], (candidates) => {
      asked.push(...candidates);
      return undefined;
    });
    expect(problems.map((problem) => problem.code)).toEqual(Array(4).fill("partial_name"));
    expect(asked).toEqual([]);
  });

  test("partials that double at each level stop at the bound, empty ones too", () => {
    const chain = (leaf: string) =>
      Object.fromEntries([
        ...Array.from({ length: 15 }, (_, n) => [`partials/p${n}.md`, `{{> p${n + 1}}}{{> p${n + 1}}}`]),
        ["partials/p15.md", leaf],
      ]);
    for (const leaf of ["", "x".repeat(10_000)]) {
      expect(inline("{{> p0}}", chain(leaf)).problems.map((problem) => problem.code)).toContain(
        "partials_too_large",
      );
    }
  });

  test("the bound holds for all messages of a prompt together", () => {
    const source = { text: "{{> big}}", path: "x.prompt.yml", positionAt: linePositions("") };
    const lookup = lookupIn({ "partials/big.md": "x".repeat(400_000) });
    expect(inlinePartials([source, source], lookup).problems).toEqual([]);
    expect(inlinePartials([source, source, source], lookup).problems).toHaveLength(1);
  });

  test("a megabyte of references that lead nowhere ends at the bound", () => {
    const codes = inline("{{> x}}\n".repeat(130_000), {}).problems.map((problem) => problem.code);
    expect(codes).toContain("partials_too_large");
    expect(codes.length).toBeLessThanOrEqual(2001);
  });

  test("nesting is bounded", () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`partials/p${n}.md`, n < 39 ? `{{> p${n + 1}}}` : "end"]),
    );
    expect(inline("{{> p0}}", files).problems.map((problem) => problem.code)).toEqual(["partial_too_deep"]);
    expect(inline("{{> p30}}", files)).toMatchObject({ text: "end", problems: [] });
  });

  test.each([
    ["{{> a}}{{name}}", "ends with a backslash \\"],
    ["{{> a}}name}}", "ends with braces {{"],
    ["{{> a}}}", "{{name}"],
    ["{{{> a}}", "{name}}"],
  ])("where %j and the partial %j would make new braces, it is an error", (text, partial) => {
    expect(inline(text, { "partials/a.md": partial }).problems.map((problem) => problem.code)).toContain(
      "partial_seam",
    );
  });

  test("braces that are no variable are kept, with one notice for each place", () => {
    const { text, problems } = inline("{{#if}} {{> a}} {{> a}}", { "partials/a.md": "{{1}}" });
    expect(text).toBe("{{#if}} {{1}} {{1}}");
    expect(problems.map(({ severity, path, code }) => [severity, path, code])).toEqual([
      ["notice", "partials/a.md", "braces_kept"],
      ["notice", "prompts/a/x.prompt.yml", "braces_kept"],
    ]);
  });
});

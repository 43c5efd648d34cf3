import { describe, expect, test } from "vitest";
import { parsePromptFile } from "../../../../src/domain/prompt/prompt-file.ts";
import { resolveInRepository } from "../../../../src/domain/prompt/repository-path.ts";
import { parseToolsFile } from "../../../../src/domain/prompt/tools.ts";

const HEAD = "messages: [{role: user, content: hi}]\n";
const LOOKUP = '{"type":"function","function":{"name":"look_up","parameters":{"type":"object","b":1,"2":2}}}';

function tools(yaml: string, path = "prompts/a/t.prompt.yml") {
  const result = parsePromptFile(`${HEAD}tools: ${yaml}`, path);
  return result.ok ? result.file.tools : result.problems.map((problem) => problem.code);
}

describe("inline tools", () => {
  test("they are kept as minified JSON in their own key order", () => {
    expect(
      tools("[{type: function, function: {name: look_up, parameters: {type: object, b: 1.0, '2': 2}}}]"),
    ).toMatchObject({
      kind: "inline",
      tools: [LOOKUP],
      position: { line: 2, column: 8 },
    });
  });

  test.each([
    ["[search]", "tool_malformed"],
    ["[{name: x}]", "tool_malformed"],
    ["[{type: web_search, function: {name: x}}]", "tool_malformed"],
    ["[{type: function, function: {name: x, parameters: []}}]", "tool_malformed"],
    ["[{type: function, function: {name: two words}}]", "tool_name"],
    ["[{type: function, function: {}}]", "tool_name"],
    [`[${"{type: function, function: {name: x}},".repeat(2)}]`, "duplicate_tool"],
    ["{a: 1}", "tools_malformed"],
    ["5", "tools_malformed"],
  ])("%j is refused with %s", (yaml, code) => {
    expect(tools(yaml)).toContain(code);
  });

  test("at most 128 tools are taken", () => {
    const many = Array.from({ length: 129 }, (_, n) => `{type: function, function: {name: t${n}}}`);
    expect(tools(`[${many.join(",")}]`)).toEqual(["too_many_tools"]);
  });
});

describe("the path of a tools file", () => {
  test.each([
    ["tools.json", "prompts/a/tools.json"],
    ["./tools.yml", "prompts/a/tools.yml"],
    ["../tools/x.yaml", "prompts/tools/x.yaml"],
    ["../../tools.json", "tools.json"],
    ["../a//./tools.json", "prompts/a/tools.json"],
  ])("%s means %s", (written, path) => {
    expect(tools(`"${written}"`)).toMatchObject({ kind: "file", path });
  });

  test.each([
    ["../../../etc/passwd.json", "tools_path_outside"],
    ["../../../repo/tools.json", "tools_path_outside"],
    ["/etc/tools.json", "tools_path_absolute"],
    ["C:/tools.json", "tools_path_absolute"],
    ["https://example.com/tools.json", "tools_path_absolute"],
    ["..\\\\tools.json", "tools_path_malformed"],
    ["a\\u0000.json", "tools_path_malformed"],
    ["..", "tools_path_malformed"],
    ["tools/", "tools_path_malformed"],
    ["", "tools_path_malformed"],
    ["tools.txt", "tools_path_kind"],
  ])("%j is refused with %s", (written, code) => {
    expect(tools(`"${written}"`)).toEqual([code]);
  });

  test("a path may not leave the repository, not even to come back", () => {
    expect(resolveInRepository("x.yml", "../repo/a.json")).toMatchObject({ ok: false, reason: "outside" });
  });
});

describe("a tools file", () => {
  test.each([
    ["t.json", `[ ${LOOKUP} ]`],
    ["t.json", `\uFEFF{"tools":\t[${LOOKUP}]}`],
    ["t.yml", `- ${LOOKUP}`],
    [
      "t.yaml",
      "tools:\n  - type: function\n    function: {name: look_up, parameters: {type: object, b: 1, '2': 2}}",
    ],
  ])("%s reads like inline tools", (path, text) => {
    expect(parseToolsFile({ path, text })).toEqual({ ok: true, tools: [LOOKUP], notices: [] });
  });

  test.each([
    ["t.json", "[\n  {]", "json_syntax", 2],
    ["t.json", '{"tools": 5}', "tools_malformed", 1],
    ["t.json", '[\n\n{"type":"function"}]', "tool_malformed", 3],
    ["t.json", '[{"a":1,\n"a":2}]', "json_syntax", 2],
    ["t.json", " ".repeat(2_000_000), "file_too_large", 1],
    ["t.yml", "- a: b: c", "yaml_syntax", 1],
    ["t.yml", "x: 1", "tools_malformed", 1],
  ])("in %s, %j is refused with %s on its line", (path, text, code, line) => {
    expect(parseToolsFile({ path, text })).toMatchObject({ ok: false, problems: [{ code, path, line }] });
  });
});

import { describe, expect, test } from "vitest";
import { parsePromptFile } from "../../../../src/domain/prompt/prompt-file.ts";

const parse = (evaluation: string) =>
  parsePromptFile(
    `model: openai/gpt-4.1\nmessages:\n  - {role: user, content: hello}\nevaluation: ${evaluation}\n`,
    "prompts/greet.prompt.yml",
  );

test("a prompt file names promptfoo's results by their path from the workspace's root", () => {
  expect(parse("{promptfoo: out/./results.json}")).toMatchObject({
    ok: true,
    file: { results: { kind: "promptfoo", path: "out/results.json", position: { line: 4 } } },
    notices: [],
  });
});

describe("what cannot be results", () => {
  test.each([
    ["{promptfoo: ../results.json}", "evaluation_path_outside"],
    ["{promptfoo: out/../../results.json}", "evaluation_path_outside"],
    ["{promptfoo: /etc/passwd}", "evaluation_path_absolute"],
    ['{promptfoo: "a\\\\b.json"}', "evaluation_path_malformed"],
    ["{promptfoo: [results.json]}", "evaluation_malformed"],
    ["{other: results.json}", "evaluation_malformed"],
    ["results.json", "not_a_map"],
  ])("%s is an error of the file", (written, code) => {
    const parsed = parse(written);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.code)).toContain(code);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../../../../src/domain/problem.ts";
import { parsePromptFile, promptReferences } from "../../../../src/domain/prompt/prompt-file.ts";

const FIXTURES = new URL("../../../fixtures/prompts/", import.meta.url);
const HEAD = "name: T\nmodel: openai/gpt-4o\nmessages: [{role: user, content: hi}]\n";

function parse(text: string, path = "prompts/t.prompt.yml") {
  return parsePromptFile(text, path);
}

function fileOf(text: string, path?: string) {
  const result = parse(text, path);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.file;
}

function codes(text: string, path?: string): readonly string[] {
  const result = parse(text, path);
  return (result.ok ? result.notices : result.problems).map((problem) => problem.code);
}

function fixture(path: string) {
  return parsePromptFile(readFileSync(new URL(path, FIXTURES)), path);
}

describe("files written for GitHub's runner", () => {
  test.each(readdirSync(new URL("github/", FIXTURES)))("%s is read as it is, without a notice", (name) => {
    expect(fixture(`github/${name}`)).toMatchObject({ ok: true, notices: [] });
  });

  test("all parts of a file are read, with their places", () => {
    const result = fixture("github/greeting.prompt.yml");
    expect(result.ok && result.file).toMatchObject({
      id: "greeting",
      idDeclared: false,
      name: "Greeting check",
      model: "openai/gpt-4o",
      modelPosition: { line: 3, column: 1 },
      modelParameters: { temperature: 0.5, maxTokens: 50 },
      messages: [
        { role: "system", position: { line: 15, column: 5 } },
        {
          role: "user",
          content: { text: "Answer this message: {{input}}" },
          position: { line: 17, column: 5 },
        },
      ],
      testData: [
        {
          values: { input: "good morning", string: "morning", expected: "a greeting" },
          position: { line: 8, column: 5 },
        },
        { position: { line: 11, column: 5 } },
      ],
      evaluators: [
        {
          kind: "string",
          name: "repeats the word",
          string: { contains: "{{string}}" },
          position: { line: 20, column: 5 },
        },
        { kind: "uses", uses: "github/similarity", position: { line: 23, column: 5 } },
      ],
    });
  });

  test("a judge by a model keeps its prompt and the scores of its choices", () => {
    const result = fixture("github/builtins.prompt.yaml");
    expect(result.ok && result.file.evaluators.at(-1)).toMatchObject({
      kind: "llm",
      modelId: "openai/gpt-4o",
      systemPrompt: "You grade answers.",
      prompt: "Is this answer right? {{completion}}\n",
      choices: [
        { choice: "yes", score: 1 },
        { choice: "no", score: 0 },
      ],
    });
  });

  test("a jsonSchema text becomes minified JSON in its own key order", () => {
    const result = fixture("github/json_schema_prompt.yml");
    expect(result.ok && result.file.jsonSchema).toMatch(
      /^\{"name":"plant_card","strict":true,"schema":\{"type":"object",/,
    );
  });

  test("keys of other tools are kept, with a notice for each, and unknown evaluators stay as written", () => {
    const result = fixture("wild/extra_keys.prompt.yaml");
    expect(result.ok && Object.keys(result.file.extra)).toEqual(["version", "authors", "metadata", "tags"]);
    expect(result.ok && result.notices.map(({ code, line }) => [code, line])).toEqual([
      ["unknown_key", 3],
      ["unknown_key", 5],
      ["unknown_key", 7],
      ["unknown_key", 10],
    ]);
    expect(result.ok && result.file.evaluators).toMatchObject([
      { kind: "other", name: "evaluator 1", raw: { type: "model_graded", choices: ["Yes", "No"] } },
      { kind: "other", name: "Terms", raw: { regex: { pattern: "(?i)(prime|proof)" } } },
    ]);
  });

  test.each([
    "authors: [a]",
    "metadata: {owner: x}",
    "version: 1.0.0",
    "tags: [a, b]",
    "author: x",
    "license: MIT",
    "category: y",
    "createdAt: 2024-01-01",
    "input_variables: [a]",
    "outputs: {}",
    "notes: |\n  x",
    "gates: {min: 1}",
    "evaluators: []",
    "testData: []",
    "modelParameters: {}",
    "description:",
    "responseFormat: text",
    "variables: {}",
    "tools: []",
  ])("the key in %j does not keep a file from being read", (line) => {
    expect(parse(`${HEAD}${line}\n`).ok).toBe(true);
  });

  test("roles are matched without case, and numbers in text fields count as written", () => {
    const file = fileOf(
      "name: 1.50\nmodel: x\nmessages: [{role: System, content: 42}, {role: developer, content: true}]",
    );
    expect(file.name).toBe("1.50");
    expect(file.messages.map(({ role, content }) => [role, content.text])).toEqual([
      ["system", "42"],
      ["developer", "true"],
    ]);
  });

  test("a model is optional and kept as it is written", () => {
    expect(fileOf("messages: [{role: user, content: hi}]").model).toBeUndefined();
    expect(fileOf("model: gpt-4o\nmessages: [{role: user, content: hi}]").model).toBe("gpt-4o");
  });

  test("values of test data keep their types and any key is harmless", () => {
    const file = fileOf(
      `${HEAD}testData:\n  - {n: 1, b: false, s: "1", __proto__: x, constructor: {a: [null]}, 5: y}`,
    );
    expect(JSON.stringify(file.testData[0]?.values)).toBe(
      '{"5":"y","n":1,"b":false,"s":"1","__proto__":"x","constructor":{"a":[null]}}',
    );
  });
});

describe("additions", () => {
  test("an id key is the identity, and without it the file name", () => {
    expect(fileOf(`id: my-id\n${HEAD}`)).toMatchObject({
      id: "my-id",
      idDeclared: true,
      idPosition: { line: 1 },
    });
    expect(fileOf(HEAD, "a/My Prompt.prompt.yml")).toMatchObject({ id: "my-prompt", idDeclared: false });
    expect(codes(`id: My Id\n${HEAD}`)).toEqual(["id_malformed"]);
    expect(codes(`id: because\n${HEAD}`)).toEqual(["id_reserved"]);
    expect(codes(HEAD, "a/1st.prompt.yml")).toEqual([]);
  });

  test("gates are kept raw with their place and that of each rule", () => {
    expect(fileOf(`${HEAD}gates:\n  rate: 0.9\n`).gates).toEqual({
      value: { rate: 0.9 },
      position: { line: 5, column: 3 },
      keys: { rate: { line: 5, column: 3 } },
    });
  });

  test("what a loader must fetch next is named", () => {
    const result = fixture("wild/support-triage.prompt.yml");
    expect(result.ok && promptReferences(result.file)).toEqual({
      partials: ["house-style"],
      toolsPath: "tools/triage.json",
    });
  });

  test("a key that is only spelled differently is told with the spelling that counts", () => {
    const result = parse(`${HEAD}model_parameters: {temperature: 1}\n`);
    expect(result.ok && result.notices[0]?.message).toContain('"modelParameters"');
  });

  test("a parameter that an evaluation would not send is told on its line, with the line that allows it", () => {
    const result = parse(`${HEAD}modelParameters:\n  temperature: 1\n  min_p: 0.1\n  Model: other\n`);
    const notices = result.ok ? result.notices : [];
    const line = HEAD.split("\n").length;
    expect(notices.map((one) => [one.code, one.line, one.severity])).toEqual([
      ["parameter_unknown", line + 2, "notice"],
      ["parameter_refused", line + 3, "notice"],
    ]);
    expect(notices[0]?.message).toContain('parameters: ["min_p"]');
  });

  test("a jsonSchema can be a map in place, and equals the same schema as text", () => {
    const inPlace = fileOf(
      `${HEAD}responseFormat: json_schema\njsonSchema: {name: x, schema: {b: 1.0, "2": []}}`,
    );
    const asText = fileOf(
      `${HEAD}responseFormat: json_schema\njsonSchema: '{ "name":"x","schema":{"b":1,"2":[]} }'`,
    );
    expect(inPlace.jsonSchema).toBe('{"name":"x","schema":{"b":1,"2":[]}}');
    expect(asText.jsonSchema).toBe(inPlace.jsonSchema);
  });

  test("a jsonSchema that never reaches the model is left out, with a notice", () => {
    const text = `${HEAD}jsonSchema: '{"name":"x","schema":{}}'`;
    expect(fileOf(text).jsonSchema).toBeUndefined();
    expect(codes(text)).toEqual(["json_schema_unused"]);
  });

  test("unknown model parameters are kept, empty ones left out", () => {
    const file = fileOf(`${HEAD}modelParameters: {seed: 7, stop: [a], logit_bias: {x: 1}, topP: null}`);
    expect(file.modelParameters).toEqual({ seed: 7, stop: ["a"], logit_bias: { x: 1 } });
  });
});

describe("what cannot be read", () => {
  test.each([
    ["[]", "not_a_prompt"],
    ["name: x", "no_messages"],
    ["messages: []", "no_messages"],
    ["messages: hi", "not_a_list"],
    ["messages: [hi]", "not_a_map"],
    ["messages: [{role: user}]", "no_content"],
    ["messages: [{role: user, content: [a]}]", "not_a_text"],
    ["messages: [{role: robot, content: a}]", "message_role"],
    ["messages: [{content: a}]", "message_role"],
    [`${HEAD}responseFormat: xml`, "response_format"],
    [`${HEAD}responseFormat: json_schema`, "json_schema_missing"],
    [`${HEAD}responseFormat: json_schema\njsonSchema: '{"name": }'`, "json_schema_syntax"],
    [`${HEAD}responseFormat: json_schema\njsonSchema: '[]'`, "json_schema_malformed"],
    [`${HEAD}responseFormat: json_schema\njsonSchema: '{"schema":{}}'`, "json_schema_malformed"],
    [`${HEAD}responseFormat: json_schema\njsonSchema: {name: x}`, "json_schema_malformed"],
    [`${HEAD}modelParameters: {temperature: hot}`, "parameter_type"],
    [`${HEAD}modelParameters: {maxTokens: 1.5}`, "parameter_type"],
    [`${HEAD}modelParameters: {maxTokens: 5, max_tokens: 6}`, "parameter_twice"],
    [`${HEAD}testData: {a: 1}`, "not_a_list"],
    [`${HEAD}testData: [a]`, "not_a_map"],
    [`${HEAD}evaluators: [{name: x, string: {}}]`, "evaluator_malformed"],
    [`${HEAD}evaluators: [{name: x, llm: {choices: []}}]`, "evaluator_malformed"],
    [`${HEAD}evaluators: [{name: x, llm: {prompt: y, choices: [a]}}]`, "not_a_map"],
  ])("%j is refused with %s", (text, code) => {
    expect(codes(text)).toContain(code);
    expect(parse(text).ok).toBe(false);
  });

  test("every problem is told at once, each with its place and a sentence that ends", () => {
    const text =
      "id: NO\nmodel: [x]\nmessages:\n  - role: robot\n    content: a\n  - role: user\ntestData: 5\n";
    const result = parse(text);
    expect(result.ok ? [] : result.problems.map(({ code, line, column }) => [code, line, column])).toEqual([
      ["id_malformed", 1, 5],
      ["not_a_text", 2, 8],
      ["message_role", 4, 11],
      ["no_content", 6, 5],
      ["not_a_list", 7, 11],
    ]);
    for (const problem of result.ok ? [] : result.problems) expect(problem.message).toMatch(/^.+[.]$/);
  });

  test("a mistake in a jsonSchema text is told at its own line", () => {
    const text = `${HEAD}responseFormat: json_schema\njsonSchema: |\n  {\n    "name": "x",\n    "schema": oops\n  }\n`;
    const result = parse(text);
    expect(!result.ok && result.problems).toMatchObject([
      { code: "json_schema_syntax", line: 8, column: 15 },
    ]);
  });
});

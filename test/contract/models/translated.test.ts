import { describe, expect, it } from "vitest";
import type { Model, ModelRequest } from "../../../src/evaluation/model.ts";
import { failureOf, modelAt, never, REQUEST, serverWith } from "./scene.ts";

const api_key = "env:SERVED_KEY";
const anthropic = (base_url: string) =>
  modelAt({ type: "anthropic", base_url, api_key }, { parameters: ["output_config"] });
const google = (base_url: string, waits: number[] = []) =>
  modelAt({ type: "google", base_url, api_key }, { waits, parameters: ["generationConfig"] });
const ask = (model: Model, request: Partial<ModelRequest>) =>
  model.complete({ ...REQUEST, ...request }, never());

const SCHEMA = '{"type":"object","properties":{"2":{},"1":{}},"additionalProperties":false}';
const JSON_SCHEMA = {
  responseFormat: "json_schema",
  jsonSchema: `{"name":"n","schema":${SCHEMA}}`,
} as const;
const TOOL = '{"type":"function","function":{"name":"look","strict":true}}';
const tool_choice = { type: "function", function: { name: "look" } };

describe("Anthropic", () => {
  it("gets parameters under its own names, the longest answer it allows, and objects joined with what the prompt sets", async () => {
    await using server = await serverWith("anthropic", "{}");
    const model = anthropic(server.baseUrl);
    const parameters = { stop: "END", top_p: 0.5, temperature: 0.5, output_config: { effort: "high" } };
    await ask(model, { ...JSON_SCHEMA, model: "served/claude-sonnet-4-5", parameters });
    await ask(model, { parameters: { maxCompletionTokens: 9 } });
    expect(server.requests[0]?.body).toMatchObject({
      stop_sequences: ["END"],
      top_p: 0.5,
      temperature: 0.5,
      max_tokens: 64_000,
      output_config: { effort: "high", format: { type: "json_schema" } },
    });
    expect(server.requests[0]?.text).toContain(`"format":{"type":"json_schema","schema":${SCHEMA}}`);
    expect(server.requests[1]?.body).toMatchObject({ max_tokens: 9 });
  });

  it("gets the choice of tools in its own words, and a tool without parameters as one that takes none", async () => {
    await using server = await serverWith("anthropic", "ok");
    await ask(anthropic(server.baseUrl), {
      model: "served/claude-sonnet-4-5",
      tools: [TOOL],
      parameters: { tool_choice },
    });
    expect(server.requests[0]?.body).toMatchObject({
      tools: [{ name: "look", strict: true, input_schema: { type: "object", properties: {} } }],
      tool_choice: { type: "tool", name: "look" },
    });
  });

  it("is not asked for JSON without a schema, which it does not know", async () => {
    await using server = await serverWith("anthropic", "ok");
    const error = await failureOf(ask(anthropic(server.baseUrl), { responseFormat: "json_object" }));
    expect(error).toMatchObject({ code: "refused_request", message: expect.stringContaining("json_schema") });
    expect(server.requests).toEqual([]);
  });

  it("counts what it read from its cache and wrote to it as read", async () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 2,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 20,
    };
    const content = [{ type: "text", text: "ok" }];
    const message = { type: "message", id: "msg_1", model: "x", stop_reason: "end_turn", content, usage };
    await using server = await serverWith("anthropic", { kind: "garbage", body: JSON.stringify(message) });
    const answer = await ask(anthropic(server.baseUrl), {});
    expect(answer.usage).toEqual({ inputTokens: 125, outputTokens: 2 });
  });
});

describe("Google", () => {
  it("gets parameters where it looks for them, and objects joined with what the prompt sets", async () => {
    await using server = await serverWith("google", "{}");
    const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }];
    await ask(google(server.baseUrl), {
      responseFormat: "json_object",
      parameters: {
        maxTokens: 9,
        stop: ["END"],
        topK: 4,
        thinkingConfig: { thinkingBudget: 0 },
        generationConfig: { responseMimeType: "text/plain", responseModalities: ["TEXT"] },
        safetySettings,
      },
    });
    expect(server.requests[0]?.body).toMatchObject({
      generationConfig: {
        maxOutputTokens: 9,
        stopSequences: ["END"],
        topK: 4,
        thinkingConfig: { thinkingBudget: 0 },
        responseMimeType: "application/json",
        responseModalities: ["TEXT"],
      },
      safetySettings,
    });
  });

  it("gets the choice of tools in its own words", async () => {
    await using server = await serverWith("google", "ok");
    await ask(google(server.baseUrl), { tools: [TOOL], parameters: { tool_choice } });
    expect(server.requests[0]?.body).toMatchObject({
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["look"] } },
    });
  });

  it("withholds an answer to a prompt that it blocks, which is an answer all the same", async () => {
    const body = JSON.stringify({
      promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
      usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
    });
    await using server = await serverWith("google", { kind: "garbage", body });
    const answer = await ask(google(server.baseUrl), {});
    expect(answer).toMatchObject({ text: "", finishReason: "PROHIBITED_CONTENT" });
  });

  it("is waited for as long as its error asks", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7.5s" }];
    const error = { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED", details };
    const body = JSON.stringify({ error });
    await using server = await serverWith("google", { kind: "status", status: 429, body }, "ok");
    const waits: number[] = [];
    await ask(google(server.baseUrl, waits), {});
    expect(waits).toEqual([7_500]);
  });

  it("is not asked what its protocol cannot say: a system message after the first words", async () => {
    await using server = await serverWith("google", "ok");
    const messages = [...REQUEST.messages, { role: "system", content: "Be late." }] as const;
    const error = await failureOf(ask(google(server.baseUrl), { messages }));
    expect(error).toMatchObject({
      code: "refused_request",
      message: expect.stringContaining("system messages are only supported at the beginning"),
    });
    expect(server.requests).toEqual([]);
  });

  it.each(["..", "models/x", "x:y/z", "x?key=1"])(
    "is never asked at an address that a model's name %j makes",
    async (name) => {
      await using server = await serverWith("google", "ok");
      const error = await failureOf(ask(google(server.baseUrl), { model: `served/${name}` }));
      expect(error.code).toBe("refused_request");
      expect(server.requests).toEqual([]);
    },
  );
});

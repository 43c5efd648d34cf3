import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../../../src/evaluation/model.ts";
import { failureOf, modelAt, never, REQUEST, serverWith, WAYS } from "./scene.ts";

const local = (base_url: string) =>
  modelAt(
    { type: "openai-compatible", base_url, api_key: "env:SERVED_KEY" },
    { parameters: ["custom_thing"] },
  );

describe("chat completions", () => {
  it("are asked for as the author wrote the prompt, under the names of the protocol", async () => {
    await using server = await serverWith("chat", "ok");
    const request: ModelRequest = {
      ...REQUEST,
      parameters: { maxTokens: 50, temperature: 0.1, topP: 0.9, seed: 7, custom_thing: { b: 1, a: [true] } },
      responseFormat: "json_object",
    };
    await local(server.baseUrl).complete(request, never());
    expect(server.requests[0]?.body).toEqual({
      model: "small-1",
      messages: REQUEST.messages,
      max_tokens: 50,
      temperature: 0.1,
      top_p: 0.9,
      seed: 7,
      custom_thing: { b: 1, a: [true] },
      response_format: { type: "json_object" },
    });
  });

  it("name a model after the first slash only, and without one take the default's provider", async () => {
    await using server = await serverWith("chat", "ok");
    const model = local(server.baseUrl);
    await model.complete({ ...REQUEST, model: "served/org/model-2" }, never());
    await model.complete({ ...REQUEST, model: "model-3" }, never());
    expect(server.requests.map((request) => request.model)).toEqual(["org/model-2", "model-3"]);
  });

  it("may be a refusal's text, or a text in parts", async () => {
    const body = (message: object) => JSON.stringify({ choices: [{ message }] });
    const parts = [
      { type: "text", text: "in " },
      { type: "text", text: "parts" },
    ];
    await using server = await serverWith(
      "chat",
      { kind: "garbage", body: body({ content: null, refusal: "I will not." }) },
      { kind: "garbage", body: body({ content: parts }) },
      { kind: "garbage", body: '{"choices":[]}' },
    );
    const model = local(server.baseUrl);
    expect((await model.complete(REQUEST, never())).text).toBe("I will not.");
    expect((await model.complete(REQUEST, never())).text).toBe("in parts");
    expect((await failureOf(model.complete(REQUEST, never()))).code).toBe("bad_response");
  });

  it("say which parameter was refused, and that an account is empty", async () => {
    const error = (told: object) => JSON.stringify({ error: { message: "secret", ...told } });
    const unsupported = { code: "unsupported_value", type: "invalid_request_error", param: "temperature" };
    await using server = await serverWith(
      "chat",
      { kind: "status", status: 400, body: error(unsupported) },
      { kind: "status", status: 429, body: error({ code: "insufficient_quota" }) },
    );
    const model = local(server.baseUrl);
    const refused = await failureOf(model.complete(REQUEST, never()));
    expect(refused.message).toContain("HTTP 400, code unsupported_value");
    expect(refused.message).toContain("param temperature");
    const empty = await failureOf(model.complete(REQUEST, never()));
    expect(empty).toMatchObject({ code: "rate_limited", message: expect.stringContaining("no quota left") });
    expect(server.requests).toHaveLength(2);
  });
});

describe("Azure", () => {
  const [, way] = WAYS.find(([type]) => type === "azure") ?? [];
  if (way === undefined) throw new Error("There is no such way");

  it("is asked at the deployment that serves a model", async () => {
    await using server = await serverWith("azure", "ok");
    const provider = way.provider(`${server.baseUrl}/`);
    if (provider.type !== "azure") throw new Error("The way of Azure has another type");
    const model = modelAt({ ...provider, deployments: { "small-1": "our-small" } });
    await model.complete(REQUEST, never());
    await model.complete({ ...REQUEST, model: "served/large-1" }, never());
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/openai/deployments/our-small/chat/completions?api-version=2024-10-21",
      "/openai/deployments/large-1/chat/completions?api-version=2024-10-21",
    ]);
  });

  it("withholds an answer with an error, which is an answer all the same", async () => {
    const body = JSON.stringify({ error: { code: "content_filter", param: "prompt", status: 400 } });
    await using server = await serverWith("azure", { kind: "status", status: 400, body });
    const answer = await modelAt(way.provider(server.baseUrl)).complete(REQUEST, never());
    expect(answer).toMatchObject({ text: "", finishReason: "content_filter", usage: null });
  });

  it.each(["..", ".", "a/b", "a?b", "a b"])(
    "is never asked at an address that a model's name %j makes",
    async (name) => {
      await using server = await serverWith("azure", "ok");
      const model = modelAt(way.provider(server.baseUrl));
      const error = await failureOf(model.complete({ ...REQUEST, model: `served/${name}` }, never()));
      expect(error.code).toBe("refused_request");
      expect(server.requests).toEqual([]);
    },
  );
});

import { describe, expect, it } from "vitest";
import { type Model, ModelError, type ModelRequest } from "../../../src/evaluation/model.ts";
import { makeModel } from "../../../src/models/registry.ts";
import { type ModelReply, type ModelServer, startModelServer } from "../../support/model-server.ts";

const KEY = "sk-test-0123456789-very-secret";
const SECRET_PROMPT = "the launch code is 4711";
const REQUEST: ModelRequest = {
  model: "local/small-1",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "developer", content: "No markup." },
    { role: "user", content: SECRET_PROMPT },
  ],
  parameters: {},
};

interface Surroundings {
  readonly timeoutMs?: number;
  /** Aborts every attempt as soon as this signal does. */
  readonly timeUp?: AbortSignal;
  readonly waits?: number[];
}

function modelAt(baseUrl: string, { timeoutMs, timeUp, waits }: Surroundings = {}): Model {
  return makeModel({
    providers: { local: { type: "openai-compatible", base_url: baseUrl, api_key: "env:LOCAL_KEY" } },
    defaultModel: "local/small-1",
    secretOf: (name) => (name === "LOCAL_KEY" ? KEY : undefined),
    surroundings: {
      nowMs: () => 0,
      random: () => 0,
      sleep: async (milliseconds) => {
        waits?.push(milliseconds);
      },
      timeout: () => timeUp ?? new AbortController().signal,
    },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

const never = () => new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<ModelError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelError)) throw new Error(`No ModelError: ${String(error)}`);
  return error;
}

/** A server that gives these replies in turn, and the last one again and again. */
function serverWith(...replies: readonly ModelReply[]): Promise<ModelServer> {
  return startModelServer({ answer: (_, number) => replies[Math.min(number, replies.length - 1)] ?? "" });
}

describe("what is sent", () => {
  it("is the prompt as its author wrote it, under the names of the protocol", async () => {
    await using server = await serverWith("ok");
    const request: ModelRequest = {
      ...REQUEST,
      parameters: { maxTokens: 50, temperature: 0.1, topP: 0.9, seed: 7, custom_thing: { b: 1, a: [true] } },
      responseFormat: "json_object",
    };
    await modelAt(server.baseUrl).complete(request, never());
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
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it("keeps the order of keys in schemas and tools, numbers included", async () => {
    await using server = await serverWith("ok");
    const jsonSchema = '{"strict":true,"name":"n","schema":{"properties":{"b":{},"2":{},"1":{},"a":{}}}}';
    const tool = '{"type":"function","function":{"parameters":{"z":1,"10":2,"9":3},"name":"look"}}';
    const request: ModelRequest = { ...REQUEST, responseFormat: "json_schema", jsonSchema, tools: [tool] };
    await modelAt(server.baseUrl).complete(request, never());
    expect(server.requests[0]?.text).toContain(
      `"response_format":{"type":"json_schema","json_schema":${jsonSchema}}`,
    );
    expect(server.requests[0]?.text).toContain(`"tools":[${tool}]`);
  });

  it("cannot be replaced by a parameter", async () => {
    await using server = await serverWith("ok");
    const parameters = { model: "expensive", messages: [], stream: true, tools: [], response_format: "x" };
    await modelAt(server.baseUrl).complete({ ...REQUEST, parameters }, never());
    expect(server.requests[0]?.body).toEqual({ model: "small-1", messages: REQUEST.messages });
  });

  it("names a model after the first slash only, and without one takes the default's provider", async () => {
    await using server = await serverWith("ok");
    const model = modelAt(server.baseUrl);
    await model.complete({ ...REQUEST, model: "local/org/model-2" }, never());
    await model.complete({ ...REQUEST, model: "model-3" }, never());
    expect(server.requests.map((request) => request.model)).toEqual(["org/model-2", "model-3"]);
  });
});

describe("what is answered", () => {
  it("is text, tool calls and token use", async () => {
    const toolCalls = [{ name: "look", arguments: '{"q":"x"}' }];
    await using server = await serverWith(
      { kind: "answer", text: "Hello", usage: { input: 12, output: 3 } },
      { kind: "answer", toolCalls, usage: null },
    );
    const model = modelAt(server.baseUrl);
    const said = { text: "Hello", toolCalls: [], finishReason: "stop", latencyMs: 0 };
    expect(await model.complete(REQUEST, never())).toEqual({
      ...said,
      usage: { inputTokens: 12, outputTokens: 3 },
    });
    expect(await model.complete(REQUEST, never())).toEqual({
      ...said,
      text: "",
      toolCalls,
      finishReason: "tool_calls",
      usage: null,
    });
  });

  it("is a refusal's text, or a text in parts, where servers answer so", async () => {
    const body = (message: object) => JSON.stringify({ choices: [{ message }] });
    await using server = await serverWith(
      { kind: "garbage", body: body({ content: null, refusal: "I will not." }) },
      {
        kind: "garbage",
        body: body({
          content: [
            { type: "text", text: "in " },
            { type: "text", text: "parts" },
          ],
        }),
      },
    );
    const model = modelAt(server.baseUrl);
    expect((await model.complete(REQUEST, never())).text).toBe("I will not.");
    expect((await model.complete(REQUEST, never())).text).toBe("in parts");
  });
});

const openAiError = (error: object) =>
  JSON.stringify({ error: { message: `${SECRET_PROMPT} ${KEY}`, ...error } });

describe("faults of a server", () => {
  it.each([
    ["500", { kind: "status", status: 500 }, "server_error", 3],
    ["503", { kind: "status", status: 503, body: "<html>" }, "server_error", 3],
    ["429", { kind: "status", status: 429 }, "rate_limited", 3],
    [
      "429 without quota",
      { kind: "status", status: 429, body: openAiError({ code: "insufficient_quota" }) },
      "rate_limited",
      1,
    ],
    ["a dropped connection", { kind: "drop" }, "network", 3],
    ["garbage", { kind: "garbage" }, "bad_response", 1],
    ["no choices", { kind: "garbage", body: '{"choices":[]}' }, "bad_response", 1],
    ["400", { kind: "status", status: 400, body: openAiError({ param: "top_p" }) }, "refused_request", 1],
    [
      "an unknown model",
      { kind: "status", status: 404, body: openAiError({ code: "model_not_found" }) },
      "refused_request",
      1,
    ],
    ["a page that is not there", { kind: "status", status: 404, body: "<html>" }, "bad_response", 1],
    [
      "401",
      { kind: "status", status: 401, body: openAiError({ code: "invalid_api_key" }) },
      "unauthorized",
      1,
    ],
    [
      "a redirect",
      { kind: "status", status: 307, headers: { location: "http://127.0.0.1:1/" } },
      "bad_response",
      1,
    ],
  ] as const)(
    "%s is told as what it is, after as many attempts as may help",
    async (_, reply, code, attempts) => {
      await using server = await serverWith(reply);
      const error = await failureOf(modelAt(server.baseUrl).complete(REQUEST, never()));
      expect(error.code).toBe(code);
      expect(server.requests).toHaveLength(attempts);
      const told = JSON.stringify([error.message, error.stack, String(error.cause)]);
      expect(told).not.toContain(KEY);
      expect(told).not.toContain("4711");
    },
  );

  it("says which parameter was refused", async () => {
    const body = openAiError({
      code: "unsupported_value",
      type: "invalid_request_error",
      param: "temperature",
    });
    await using server = await serverWith({ kind: "status", status: 400, body });
    const error = await failureOf(modelAt(server.baseUrl).complete(REQUEST, never()));
    expect(error.message).toContain("HTTP 400, code unsupported_value");
    expect(error.message).toContain("param temperature");
  });

  it("are got over when a later attempt is answered", async () => {
    const waits: number[] = [];
    await using server = await serverWith({ kind: "status", status: 502 }, { kind: "drop" }, "at last");
    const answer = await modelAt(server.baseUrl, { waits }).complete(REQUEST, never());
    expect(answer.text).toBe("at last");
    expect(waits).toEqual([250, 1_000]);
  });

  it("are waited out for as long as the server asks, within bounds", async () => {
    const limited = (seconds: string): ModelReply => {
      return { kind: "status", status: 429, headers: { "retry-after": seconds } };
    };
    const waits: number[] = [];
    await using server = await serverWith(limited("7"), "ok", limited("3600"));
    const model = modelAt(server.baseUrl, { waits });
    await model.complete(REQUEST, never());
    expect(waits).toEqual([7_000]);
    expect((await failureOf(model.complete(REQUEST, never()))).code).toBe("rate_limited");
    expect(server.requests).toHaveLength(3);
  });

  it("that never answers times out, once", async () => {
    const timeUp = new AbortController();
    await using server = await startModelServer({
      answer: () => {
        timeUp.abort();
        return { kind: "hang" };
      },
    });
    const model = modelAt(server.baseUrl, { timeUp: timeUp.signal, timeoutMs: 60_000 });
    const error = await failureOf(model.complete(REQUEST, never()));
    expect(error).toMatchObject({ code: "timeout", retryable: true });
    expect(error.message).toContain("60 s");
    expect(server.requests).toHaveLength(1);
  });

  it("end at once when the caller ends the run", async () => {
    const cancel = new AbortController();
    await using server = await startModelServer({
      answer: () => {
        cancel.abort(new Error("enough"));
        return { kind: "hang" };
      },
    });
    await expect(modelAt(server.baseUrl).complete(REQUEST, cancel.signal)).rejects.toThrow("enough");
  });

  it("that is not there at all is told as a broken connection", async () => {
    const server = await serverWith("ok");
    await server.close();
    const error = await failureOf(modelAt(server.baseUrl).complete(REQUEST, never()));
    expect(error.code).toBe("network");
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("that pours without end is cut off", async () => {
    await using server = await serverWith({ kind: "garbage", body: "x".repeat(9 * 1024 * 1024) });
    expect((await failureOf(modelAt(server.baseUrl).complete(REQUEST, never()))).code).toBe("bad_response");
  });
});

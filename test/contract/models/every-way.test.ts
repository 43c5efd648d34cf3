import { describe, expect, it } from "vitest";
import type { ModelError, ModelRequest } from "../../../src/evaluation/model.ts";
import { type ModelReply, startModelServer } from "../../support/model-server.ts";
import { failureOf, KEY, modelAt, never, REQUEST, SECRET_PROMPT, serverWith, WAYS } from "./scene.ts";

const TOOL_CALL = { name: "look", arguments: '{"q":"x"}' };

describe.each(WAYS)("a model by the way %s", (_, way) => {
  const serve = (...replies: readonly ModelReply[]) => serverWith(way.protocol, ...replies);
  const refused = (status: number): ModelReply => ({ kind: "status", status, body: way.refused });

  describe("is asked", () => {
    it("with the prompt's messages, and with the key in its header", async () => {
      await using server = await serve("ok");
      await modelAt(way.provider(server.baseUrl)).complete(REQUEST, never());
      const [request] = server.requests;
      expect(request?.model).toBe("small-1");
      const words = request?.messages.map(({ content }) => content).join("");
      for (const { content } of REQUEST.messages) expect(words).toContain(content);
      expect(request?.headers[way.keyHeader[0]]).toBe(way.keyHeader[1]);
    });

    it("with schemas and tools as their author wrote them, keys that are numbers included", async () => {
      await using server = await serve("{}");
      const schema =
        '{"type":"object","properties":{"b":{"minLength":1},"2":{},"1":{"const":"$&"},"a":{}},"required":["b"]}';
      const parameters = '{"type":"object","properties":{"z":{},"10":{},"9":{}}}';
      const asked = { ...REQUEST, responseFormat: "json_schema" } as const;
      const model = modelAt(way.provider(server.baseUrl));
      await model.complete(
        { ...asked, jsonSchema: `{"strict":true,"name":"n","schema":${schema}}` },
        never(),
      );
      const tool = `{"type":"function","function":{"parameters":${parameters},"name":"look"}}`;
      await model.complete({ ...REQUEST, tools: [tool] }, never());
      expect(server.requests[0]?.text).toContain(way.schemaIn.replace("%", () => schema));
      expect(server.requests[1]?.text).toContain(way.parametersIn.replace("%", () => parameters));
    });

    it("with every parameter that its author wrote, known or allowed by the config", async () => {
      await using server = await serve("ok");
      const parameters: ModelRequest["parameters"] = {
        maxTokens: 77,
        temperature: 1.75,
        topP: 0.875,
        seed: 4242,
        customThing: { b: [true] },
      };
      const model = modelAt(way.provider(server.baseUrl), { parameters: ["customThing"] });
      await model.complete({ ...REQUEST, parameters }, never());
      const [request] = server.requests;
      for (const sent of ["77", "1.75", "0.875", "4242", '"customThing":{"b":[true]}']) {
        expect(request?.text).toContain(sent);
      }
      expect(request?.model).toBe("small-1");
      expect(request?.text).toContain(SECRET_PROMPT);
    });

    it.each([
      ["min_p", 'parameters: ["min_p"]'],
      ["n", 'parameters: ["n"]'],
      ["service_tier", 'parameters: ["service_tier"]'],
      ["Temperature", 'parameters: ["Temperature"]'],
      ["Model", "never sent"],
      ["models", "never sent"],
      ["api_base", "never sent"],
      ["baseURL", "never sent"],
      ["data_sources", "never sent"],
      ["mock_response", "never sent"],
      ["stream_options", "never sent"],
      ["extra_body", "never sent"],
    ])("with no parameter that says more than how to answer: %s", async (name, told) => {
      await using server = await serve("ok");
      const routing = { parameters: name === "Model" ? [name] : [] };
      const model = modelAt(way.provider(server.baseUrl), routing);
      const error = await failureOf(model.complete({ ...REQUEST, parameters: { [name]: 2 } }, never()));
      expect([error.code, server.requests.length]).toEqual(["refused_request", 0]);
      expect(error.message).toContain(told);
    });
  });

  describe("answers", () => {
    it("with text, tool calls, token use and the time it took", async () => {
      await using server = await serve(
        { kind: "answer", text: "Hello", usage: { input: 12, output: 3 } },
        { kind: "answer", toolCalls: [TOOL_CALL], usage: { input: 9, output: 8 } },
      );
      const model = modelAt(way.provider(server.baseUrl), { times: [1_000, 1_250, 2_000, 2_080] });
      expect(await model.complete(REQUEST, never())).toEqual({
        text: "Hello",
        toolCalls: [],
        finishReason: way.finish.said,
        usage: { inputTokens: 12, outputTokens: 3 },
        latencyMs: 250,
      });
      expect(await model.complete(REQUEST, never())).toEqual({
        text: "",
        toolCalls: [TOOL_CALL],
        finishReason: way.finish.called,
        usage: { inputTokens: 9, outputTokens: 8 },
        latencyMs: 80,
      });
    });

    it("with what it said until it was withheld", async () => {
      await using server = await serve({ kind: "answer", text: "Well", finishReason: way.finish.withheld });
      const answer = await modelAt(way.provider(server.baseUrl)).complete(REQUEST, never());
      expect(answer).toMatchObject({ text: "Well", finishReason: way.finish.withheld });
    });

    it("without a token use of its own making where the server did not count", async () => {
      await using server = await serve({ kind: "answer", text: "Hello", usage: null });
      const told = await modelAt(way.provider(server.baseUrl))
        .complete(REQUEST, never())
        .then(
          ({ usage }) => usage,
          (error: unknown) => error,
        );
      // Anthropic's protocol does not know an answer without a count.
      if (way.protocol === "anthropic") expect(told).toMatchObject({ code: "bad_response" });
      else expect(told).toBeNull();
    });
  });

  describe("fails", () => {
    it.each([
      ["500", { kind: "status", status: 500 }, "server_error", 3],
      ["503 with a page", { kind: "status", status: 503, body: "<html>" }, "server_error", 3],
      ["529", { kind: "status", status: 529 }, "server_error", 3],
      ["429", { kind: "status", status: 429 }, "rate_limited", 3],
      ["429 with an error object", refused(429), "rate_limited", 3],
      ["402", refused(402), "rate_limited", 1],
      ["a dropped connection", { kind: "drop" }, "network", 3],
      ["a connection cut in the answer", { kind: "cut" }, "network", 3],
      ["a page", { kind: "garbage" }, "bad_response", 1],
      ["JSON of another kind", { kind: "garbage", body: '{"hello":[]}' }, "bad_response", 1],
      ["JSON that is no object", { kind: "garbage", body: "null" }, "bad_response", 1],
      ["an answer of 9 MB", { kind: "garbage", body: "x".repeat(9 * 1024 * 1024) }, "bad_response", 1],
      ["400 with an error object", refused(400), "refused_request", 1],
      ["404 with an error object", refused(404), "refused_request", 1],
      ["a page that is not there", { kind: "status", status: 404, body: "<html>" }, "bad_response", 1],
      ["a key that is refused", { kind: "status", ...way.unauthorized }, "unauthorized", 1],
      ["403", refused(403), "unauthorized", 1],
      [
        "a redirect",
        { kind: "status", status: 307, headers: { location: "http://127.0.0.1:1/" } },
        "bad_response",
        1,
      ],
    ] satisfies readonly (readonly [string, ModelReply, string, number])[])(
      "by %s as what it is, after as many attempts as may help, and tells neither key nor prompt",
      async (_name, reply, code, attempts) => {
        await using server = await serve(reply);
        const error = await failureOf(modelAt(way.provider(server.baseUrl)).complete(REQUEST, never()));
        expect(error.code).toBe(code);
        expect(server.requests).toHaveLength(attempts);
        const told = JSON.stringify([error.message, error.stack, String(error.cause)]);
        expect(told).not.toContain(KEY);
        expect(told).not.toContain("4711");
      },
    );

    it("not, when a later attempt is answered", async () => {
      const waits: number[] = [];
      await using server = await serve({ kind: "status", status: 502 }, { kind: "drop" }, "at last");
      const answer = await modelAt(way.provider(server.baseUrl), { waits }).complete(REQUEST, never());
      expect(answer.text).toBe("at last");
      expect(waits).toEqual([250, 1_000]);
    });

    it("without another attempt where whoever pays for it does not want one", async () => {
      const heard: string[] = [];
      await using server = await serve({ kind: "status", status: 502 }, { kind: "drop" }, "at last");
      const beforeRetry = async ({ code }: ModelError) => {
        heard.push(code);
        if (code === "network") throw new RangeError("No more.");
      };
      const call = modelAt(way.provider(server.baseUrl)).complete(REQUEST, never(), beforeRetry);
      await expect(call).rejects.toThrow("No more.");
      expect(heard).toEqual(["server_error", "network"]);
      expect(server.requests).toHaveLength(2);
    });

    it("not, when it waits for as long as the server asks; within bounds", async () => {
      const limited = (seconds: string): ModelReply => {
        return { kind: "status", status: 429, headers: { "retry-after": seconds } };
      };
      const waits: number[] = [];
      await using server = await serve(limited("7"), "ok", limited("3600"));
      const model = modelAt(way.provider(server.baseUrl), { waits });
      await model.complete(REQUEST, never());
      expect(waits).toEqual([7_000]);
      expect((await failureOf(model.complete(REQUEST, never()))).code).toBe("rate_limited");
      expect(server.requests).toHaveLength(3);
    });

    it("by time, once, when it never answers", async () => {
      const timeUp = new AbortController();
      await using server = await startModelServer({
        protocol: way.protocol,
        answer: () => {
          timeUp.abort();
          return { kind: "hang" };
        },
      });
      const model = modelAt(way.provider(server.baseUrl), { timeUp: timeUp.signal, timeoutMs: 60_000 });
      const error = await failureOf(model.complete(REQUEST, never()));
      expect(error).toMatchObject({ code: "timeout", retryable: true });
      expect(error.message).toContain("60 s");
      expect(server.requests).toHaveLength(1);
    });

    it("at once, with the caller's reason, when the caller ends the run", async () => {
      const cancel = new AbortController();
      await using server = await startModelServer({
        protocol: way.protocol,
        answer: () => {
          cancel.abort(new Error("enough"));
          return { kind: "hang" };
        },
      });
      const asked = modelAt(way.provider(server.baseUrl)).complete(REQUEST, cancel.signal);
      await expect(asked).rejects.toThrow("enough");
    });

    it("as a broken connection where no server is", async () => {
      const server = await serve("ok");
      await server.close();
      const error = await failureOf(modelAt(way.provider(server.baseUrl)).complete(REQUEST, never()));
      expect(error.code).toBe("network");
      expect(error.message).toContain("ECONNREFUSED");
    });
  });
});

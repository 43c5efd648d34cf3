import {
  type LanguageModelV4,
  type LanguageModelV4GenerateResult,
  UnsupportedFunctionalityError,
} from "@ai-sdk/provider";
import { z } from "zod";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { type Model, ModelError, type ModelRequest, type ModelResponse } from "../evaluation/model.ts";
import { accepted, type Exchanging, exchange } from "./exchange.ts";
import { withRetries } from "./retry.ts";
import { type SdkRequest, sdkRequest } from "./sdk-request.ts";

export interface SdkOptions extends Exchanging {
  /** The SDK's model of a name, which speaks to its provider through `fetch` alone. */
  readonly languageModel: (name: string, fetch: typeof globalThis.fetch) => LanguageModelV4;
  /** The name that the provider knows for a prompt's model. */
  readonly modelName: (model: string) => string;
  /** Adds parameters, under the names of OpenAI's protocol, to the body that the SDK made. */
  readonly withParameters: (body: JsonObject, parameters: JsonObject) => JsonObject;
  /** Why the protocol cannot express a request; null where it can. */
  readonly objection?: (request: ModelRequest) => string | null;
}

/**
 * A model behind a provider's module of the AI SDK. The SDK translates request and answer; sending, limits, retries and the
 * words of errors are ours, as for every adapter.
 */
export function sdkModel(options: SdkOptions): Model {
  return {
    complete: async (request, signal, beforeRetry) => {
      const objection = options.objection?.(request) ?? null;
      if (objection !== null) throw new ModelError("refused_request", objection);
      const asked = { ...sdkRequest(request), name: options.modelName(request.model) };
      const { surroundings } = options;
      return withRetries(() => askOnce(asked, options, signal), { beforeRetry, signal, surroundings });
    },
  };
}

interface Asked extends SdkRequest {
  readonly name: string;
}

async function askOnce(asked: Asked, options: SdkOptions, signal: AbortSignal): Promise<ModelResponse> {
  const sent = makeSender(asked, options, signal);
  try {
    const result = await options.languageModel(asked.name, sent.fetch).doGenerate(asked.call);
    return responseOf(result, sent.latencyMs());
  } catch (error) {
    signal.throwIfAborted();
    throw sent.failure() ?? errorOf(error, sent.isAnswered());
  }
}

/** The `fetch` of one attempt. It keeps its own failure, since the SDK wraps errors, and theirs hold requests. */
function makeSender(asked: Asked, options: SdkOptions, signal: AbortSignal) {
  const latencies: number[] = [];
  let failure: unknown;
  const send = async (url: string, init: RequestInit | undefined): Promise<Response> => {
    const post = { url, headers: headersOf(init), body: bodyOf(init, asked, options) };
    const { body, latencyMs } = accepted(await exchange(post, options, signal), options.surroundings);
    latencies.push(latencyMs);
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    try {
      return await send(input instanceof Request ? input.url : String(input), init);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  return {
    fetch,
    failure: () => failure,
    isAnswered: () => latencies.length > 0,
    latencyMs: () => latencies.reduce((sum, one) => sum + one, 0),
  };
}

function headersOf(init: RequestInit | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(new Headers(init?.headers));
}

function bodyOf(init: RequestInit | undefined, asked: Asked, { withParameters }: SdkOptions): string {
  const body: unknown = JSON.parse(z.string().parse(init?.body));
  if (!isJsonObject(body)) throw new TypeError("The SDK sends a JSON object");
  return asked.withSchemas(JSON.stringify(withParameters(body, asked.parameters)));
}

function errorOf(error: unknown, isAnswered: boolean): unknown {
  if (UnsupportedFunctionalityError.isInstance(error)) {
    return new ModelError(
      "refused_request",
      `The provider's protocol cannot express this prompt (${error.functionality}).`,
    );
  }
  return isAnswered ? noAnswer() : error;
}

function noAnswer(): ModelError {
  return new ModelError(
    "bad_response",
    "The model's server answered with something that is no answer of its protocol.",
  );
}

/** @throws ModelError where a part of the prompt was left out, or nothing was answered at all */
function responseOf(result: LanguageModelV4GenerateResult, latencyMs: number): ModelResponse {
  const { content, finishReason, usage, warnings } = result;
  const left = warnings.flatMap((warning) => (warning.type === "unsupported" ? [warning.feature] : []));
  if (left.length > 0) {
    throw new ModelError("refused_request", `The model does not take ${left.join(", ")}.`);
  }
  if (content.length === 0 && finishReason.raw === undefined) throw noAnswer();
  const { total: inputTokens } = usage.inputTokens;
  const { total: outputTokens } = usage.outputTokens;
  return {
    text: content.map((part) => (part.type === "text" ? part.text : "")).join(""),
    toolCalls: content.flatMap((part) =>
      part.type === "tool-call" ? [{ name: part.toolName, arguments: part.input }] : [],
    ),
    finishReason: finishReason.raw ?? null,
    usage: inputTokens === undefined || outputTokens === undefined ? null : { inputTokens, outputTokens },
    latencyMs,
  };
}

import { createAnthropic } from "@ai-sdk/anthropic";
import type { JsonObject } from "../domain/json.ts";
import type { Model } from "../evaluation/model.ts";
import { type Exchanging, headerKey } from "./exchange.ts";
import { sdkModel } from "./sdk.ts";
import { joined, renamed, withoutReserved } from "./sdk-parameters.ts";

export interface AnthropicOptions extends Exchanging {
  /** Without `/messages`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly modelName: (model: string) => string;
}

/** A model behind Anthropic's messages protocol. */
export function anthropicModel({ apiKey, baseUrl, ...options }: AnthropicOptions): Model {
  const key = headerKey(apiKey);
  return sdkModel({
    ...options,
    languageModel: (name, fetch) => createAnthropic({ apiKey: key, baseURL: baseUrl, fetch })(name),
    withParameters,
    objection: ({ responseFormat }) =>
      responseFormat === "json_object"
        ? "Anthropic's protocol has no response format json_object: use json_schema."
        : null,
  });
}

const RESERVED = new Set(["model", "messages", "system", "tools", "stream"]);
const NAMES = { max_completion_tokens: "max_tokens", stop: "stop_sequences" };

/** The SDK puts the most that a model can write in the place of `max_tokens`, which the protocol asks for. */
function withParameters(body: JsonObject, parameters: JsonObject): JsonObject {
  const added = withoutReserved(renamed(parameters, NAMES), RESERVED);
  const { max_tokens: most, ...rest } = body;
  return joined(rest, most === undefined ? added : { max_tokens: most, ...added });
}

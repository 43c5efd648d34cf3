import { createGoogle } from "@ai-sdk/google";
import type { JsonObject } from "../domain/json.ts";
import type { Model } from "../evaluation/model.ts";
import { type Exchanging, headerKey } from "./exchange.ts";
import { pathSegment } from "./path-segment.ts";
import { sdkModel } from "./sdk.ts";
import { joined, renamed, withoutReserved } from "./sdk-parameters.ts";

export interface GoogleOptions extends Exchanging {
  /** Without `/models`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly modelName: (model: string) => string;
}

/** A model behind the Gemini API's `generateContent`. */
export function googleModel({ apiKey, baseUrl, modelName, ...options }: GoogleOptions): Model {
  const key = headerKey(apiKey);
  return sdkModel({
    ...options,
    modelName: (model) => pathSegment(modelName(model)),
    languageModel: (name, fetch) => createGoogle({ apiKey: key, baseURL: baseUrl, fetch })(name),
    withParameters,
  });
}

/** What is the prompt's own, in this protocol's words and in OpenAI's. */
const RESERVED = new Set(["contents", "systemInstruction", "tools", "model", "messages", "stream"]);
/** Members of the body; all other parameters are of `generationConfig`. */
const BESIDE = new Set([
  "generationConfig",
  "safetySettings",
  "toolConfig",
  "cachedContent",
  "labels",
  "serviceTier",
]);
const NAMES = {
  max_tokens: "maxOutputTokens",
  max_completion_tokens: "maxOutputTokens",
  top_p: "topP",
  top_k: "topK",
  frequency_penalty: "frequencyPenalty",
  presence_penalty: "presencePenalty",
  stop: "stopSequences",
};

function withParameters(body: JsonObject, parameters: JsonObject): JsonObject {
  const all = Object.entries(withoutReserved(renamed(parameters, NAMES), RESERVED));
  const beside = Object.fromEntries(all.filter(([name]) => BESIDE.has(name)));
  const generationConfig = Object.fromEntries(all.filter(([name]) => !BESIDE.has(name)));
  return joined(joined(body, { generationConfig }), beside);
}

import { r as headerKey } from "./exchange.js";
import { t as pathSegment } from "./path-segment.js";
import { i as sdkModel, n as renamed, r as withoutReserved, t as joined } from "./sdk-parameters.js";
import { createGoogle } from "@ai-sdk/google";
// src/models/google.ts
/** A model behind the Gemini API's `generateContent`. */
function googleModel({ apiKey, baseUrl, modelName, ...options }) {
	const key = headerKey(apiKey);
	return sdkModel({
		...options,
		modelName: (model) => pathSegment(modelName(model)),
		languageModel: (name, fetch) => createGoogle({
			apiKey: key,
			baseURL: baseUrl,
			fetch
		})(name),
		withParameters
	});
}
/** What is the prompt's own, in this protocol's words and in OpenAI's. */
const RESERVED = /* @__PURE__ */ new Set([
	"contents",
	"systemInstruction",
	"tools",
	"model",
	"messages",
	"stream"
]);
/** Members of the body; all other parameters are of `generationConfig`. */
const BESIDE = /* @__PURE__ */ new Set([
	"generationConfig",
	"safetySettings",
	"toolConfig",
	"cachedContent",
	"labels",
	"serviceTier"
]);
const NAMES = {
	max_tokens: "maxOutputTokens",
	max_completion_tokens: "maxOutputTokens",
	top_p: "topP",
	top_k: "topK",
	frequency_penalty: "frequencyPenalty",
	presence_penalty: "presencePenalty",
	stop: "stopSequences"
};
function withParameters(body, parameters) {
	const all = Object.entries(withoutReserved(renamed(parameters, NAMES), RESERVED));
	const beside = Object.fromEntries(all.filter(([name]) => BESIDE.has(name)));
	const generationConfig = Object.fromEntries(all.filter(([name]) => !BESIDE.has(name)));
	return joined(joined(body, { generationConfig }), beside);
}
export { googleModel };

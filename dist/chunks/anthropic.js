import { r as headerKey } from "./exchange.js";
import { i as sdkModel, n as renamed, r as withoutReserved, t as joined } from "./sdk-parameters.js";
import { createAnthropic } from "@ai-sdk/anthropic";
// src/models/anthropic.ts
/** A model behind Anthropic's messages protocol. */
function anthropicModel({ apiKey, baseUrl, ...options }) {
	const key = headerKey(apiKey);
	return sdkModel({
		...options,
		languageModel: (name, fetch) => createAnthropic({
			apiKey: key,
			baseURL: baseUrl,
			fetch
		})(name),
		withParameters,
		objection: ({ responseFormat }) => responseFormat === "json_object" ? "Anthropic's protocol has no response format json_object: use json_schema." : null
	});
}
const RESERVED = /* @__PURE__ */ new Set([
	"model",
	"messages",
	"system",
	"tools",
	"stream"
]);
const NAMES = {
	max_completion_tokens: "max_tokens",
	stop: "stop_sequences"
};
/** The SDK puts the most that a model can write in the place of `max_tokens`, which the protocol asks for. */
function withParameters(body, parameters) {
	const added = withoutReserved(renamed(parameters, NAMES), RESERVED);
	const { max_tokens: most, ...rest } = body;
	return joined(rest, most === void 0 ? added : {
		max_tokens: most,
		...added
	});
}
export { anthropicModel };

import { r as wireParameters } from "./model-parameters.js";
import { t as ModelError } from "./model.js";
import { a as parseJson, i as withRetries, n as exchange, r as headerKey, t as accepted } from "./exchange.js";
import { t as pathSegment } from "./path-segment.js";
import { z } from "zod";
// src/models/chat-request.ts
/** Members that are the prompt's own and no parameter may replace. */
const RESERVED = /* @__PURE__ */ new Set([
	"model",
	"messages",
	"response_format",
	"tools",
	"stream"
]);
/**
* The body of a chat-completions request as JSON text. Schemas and tools go in as the texts they are: parsing would move
* keys that look like numbers, and the order of keys reaches the model.
*
* @param model as the provider calls it
*/
function chatBody(request, model) {
	const parameters = Object.entries(wireParameters(request.parameters)).filter(([name]) => !RESERVED.has(name));
	const members = [
		["model", JSON.stringify(model)],
		["messages", JSON.stringify(request.messages.map(({ role, content }) => ({
			role,
			content
		})))],
		...parameters.map(([name, value]) => [name, JSON.stringify(value)]),
		...responseFormat(request)
	];
	if (request.tools !== void 0 && request.tools.length > 0) members.push(["tools", `[${request.tools.join(",")}]`]);
	return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}
function responseFormat({ responseFormat, jsonSchema }) {
	if (responseFormat === void 0) return [];
	const schema = responseFormat === "json_schema" && jsonSchema !== void 0 ? `,"json_schema":${jsonSchema}` : "";
	return [["response_format", `{"type":${JSON.stringify(responseFormat)}${schema}}`]];
}
// src/models/chat-response.ts
const contentSchema = z.union([z.string(), z.array(z.object({
	type: z.string(),
	text: z.string().optional()
})).transform((parts) => parts.map((part) => part.text ?? "").join(""))]);
const tokenCount = z.int().nonnegative();
/** What is taken of a chat completion. Servers add much and leave out some: only what is needed is asked for. */
const completionSchema = z.object({
	choices: z.array(z.object({
		finish_reason: z.string().nullish(),
		message: z.object({
			content: contentSchema.nullish(),
			refusal: z.string().nullish(),
			tool_calls: z.array(z.object({ function: z.object({
				name: z.string(),
				/** Some servers send the object itself. */
				arguments: z.union([z.string(), z.json().transform((value) => JSON.stringify(value))]).default("{}")
			}) })).nullish()
		})
	})).min(1),
	usage: z.object({
		prompt_tokens: tokenCount,
		completion_tokens: tokenCount
	}).nullish().catch(null)
});
/**
* Reads the body of a successful answer.
*
* @throws ModelError `bad_response`
*/
function readCompletion(body, latencyMs) {
	const parsed = completionSchema.safeParse(parseJson(body));
	const choice = parsed.data?.choices[0];
	if (choice === void 0 || parsed.data === void 0) throw new ModelError("bad_response", "The model's server answered with something that is no chat completion.");
	const { message, finish_reason } = choice;
	const { usage } = parsed.data;
	return {
		text: message.content ?? message.refusal ?? "",
		toolCalls: (message.tool_calls ?? []).map((call) => call.function),
		finishReason: finish_reason ?? null,
		usage: usage ? {
			inputTokens: usage.prompt_tokens,
			outputTokens: usage.completion_tokens
		} : null,
		latencyMs
	};
}
const filteredSchema = z.object({ error: z.object({ code: z.literal("content_filter") }) });
/** Whether a request was turned away by a content filter: Azure says so with an error, others with an answer. */
function isFiltered(status, body) {
	return status === 400 && filteredSchema.safeParse(parseJson(body)).success;
}
// src/models/chat.ts
/**
* A model behind OpenAI's chat-completions protocol: OpenAI itself, vLLM, Ollama, gateways. Why this is not an SDK:
* docs/decisions/0002-model-adapters.md.
*/
function openAiModel({ apiKey, baseUrl, modelName, ...exchanging }) {
	const authorization = apiKey === void 0 ? {} : { authorization: `Bearer ${headerKey(apiKey)}` };
	const url = `${withoutSlash(baseUrl)}/chat/completions`;
	return chatModel({
		urlOf: () => url,
		headers: authorization,
		modelName,
		...exchanging
	});
}
/** A model of Azure OpenAI: the same protocol, with the deployment in the address and the key in a header of its own. */
function azureModel(options) {
	const { apiKey, apiVersion, baseUrl, deploymentName, ...exchanging } = options;
	const query = new URLSearchParams({ "api-version": apiVersion });
	const root = withoutSlash(baseUrl).replace(/\/openai$/, "");
	return chatModel({
		urlOf: (deployment) => `${root}/openai/deployments/${pathSegment(deployment)}/chat/completions?${query}`,
		headers: { "api-key": headerKey(apiKey) },
		modelName: deploymentName,
		...exchanging
	});
}
function chatModel(options) {
	const headers = {
		"content-type": "application/json",
		accept: "application/json",
		...options.headers
	};
	return { complete: async (request, signal, beforeRetry) => {
		const name = options.modelName(request.model);
		const post = {
			url: options.urlOf(name),
			headers,
			body: chatBody(request, name)
		};
		const { surroundings } = options;
		return withRetries(() => askOnce(post, options, signal), {
			beforeRetry,
			signal,
			surroundings
		});
	} };
}
async function askOnce(post, exchanging, signal) {
	const answer = await exchange(post, exchanging, signal);
	if (isFiltered(answer.status, answer.body)) return withheld(answer.latencyMs);
	const { body, latencyMs } = accepted(answer, exchanging.surroundings);
	return readCompletion(body, latencyMs);
}
/** An answer that a content filter kept back before the model could give one. */
function withheld(latencyMs) {
	return {
		text: "",
		toolCalls: [],
		finishReason: "content_filter",
		usage: null,
		latencyMs
	};
}
function withoutSlash(url) {
	return url.replace(/\/+$/, "");
}
export { azureModel, openAiModel };

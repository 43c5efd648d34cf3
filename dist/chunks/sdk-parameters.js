import { n as isJsonObject } from "./json.js";
import { a as FILE_START, i as toMinifiedJson, t as entryOf } from "./yaml-tree.js";
import { r as wireParameters } from "./model-parameters.js";
import { t as readJson } from "./json-document.js";
import { t as ModelError } from "./model.js";
import { i as withRetries, n as exchange, t as accepted } from "./exchange.js";
import { z } from "zod";
import { UnsupportedFunctionalityError } from "@ai-sdk/provider";
// src/models/sdk-request.ts
/**
* Translates a request. The SDK takes schemas as objects, and JavaScript moves keys that look like numbers to the front of
* these; so it is given a stand-in for each, and the author's text takes its place in what is sent. Parameters are kept
* from the SDK, because it drops or changes some of them: adapters add them to the body.
*/
function sdkRequest(request) {
	const schemas = [];
	const standIn = (schema) => {
		schemas.push(schema);
		return standInFor(schemas.length - 1);
	};
	const { tool_choice: choice, ...parameters } = wireParameters(request.parameters);
	const toolChoice = toolChoiceOf(choice);
	const tools = request.tools ?? [];
	return {
		call: {
			prompt: request.messages.map(messageOf),
			...request.responseFormat !== void 0 && request.responseFormat !== "text" && { responseFormat: formatOf(request, standIn) },
			...tools.length > 0 && { tools: tools.map((tool) => toolOf(tool, standIn)) },
			...toolChoice !== void 0 && { toolChoice }
		},
		parameters: choice === void 0 || toolChoice !== void 0 ? parameters : {
			...parameters,
			tool_choice: choice
		},
		withSchemas: (body) => schemas.reduce((text, schema, index) => text.replaceAll(JSON.stringify(standInFor(index)), () => schema), body)
	};
}
/** A schema that no provider's module of the SDK changes. Quotes within texts are escaped, so no message can hold it. */
function standInFor(index) {
	return { title: `pointsman schema ${index}` };
}
/** No provider but OpenAI knows the role `developer`, which means what `system` means. */
function messageOf({ content, role }) {
	if (role === "system" || role === "developer") return {
		role: "system",
		content
	};
	return {
		role,
		content: [{
			type: "text",
			text: content
		}]
	};
}
function formatOf({ jsonSchema, responseFormat }, standIn) {
	const schema = jsonSchema === void 0 ? void 0 : memberText(jsonSchema, ["schema"]);
	return responseFormat === "json_schema" && schema !== void 0 ? {
		type: "json",
		schema: standIn(schema)
	} : { type: "json" };
}
const toolSchema = z.object({ function: z.object({
	name: z.string(),
	description: z.string().optional(),
	strict: z.boolean().optional()
}) });
const NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";
function toolOf(tool, standIn) {
	const { description, name, strict } = toolSchema.parse(JSON.parse(tool)).function;
	return {
		type: "function",
		name,
		...description !== void 0 && { description },
		...strict !== void 0 && { strict },
		inputSchema: standIn(memberText(tool, ["function", "parameters"]) ?? NO_PARAMETERS)
	};
}
/** The JSON text of a member of a JSON text, in its own key order; undefined where there is none. */
function memberText(json, path) {
	const read = readJson(json, () => FILE_START);
	if (!read.ok) return void 0;
	const node = path.reduce((at, key) => at?.kind === "map" ? entryOf(at, key)?.value : void 0, read.root);
	return node === void 0 ? void 0 : toMinifiedJson(node);
}
const choiceSchema = z.union([z.enum([
	"auto",
	"none",
	"required"
]).transform((type) => ({ type })), z.strictObject({
	type: z.literal("function"),
	function: z.strictObject({ name: z.string() })
}).transform((choice) => ({
	type: "tool",
	toolName: choice.function.name
}))]);
/** OpenAI's `tool_choice`; undefined for what is not of its shape. */
function toolChoiceOf(choice) {
	return choiceSchema.safeParse(choice).data;
}
// src/models/sdk.ts
/**
* A model behind a provider's module of the AI SDK. The SDK translates request and answer; sending, limits, retries and the
* words of errors are ours, as for every adapter.
*/
function sdkModel(options) {
	return { complete: async (request, signal, beforeRetry) => {
		const objection = options.objection?.(request) ?? null;
		if (objection !== null) throw new ModelError("refused_request", objection);
		const asked = {
			...sdkRequest(request),
			name: options.modelName(request.model)
		};
		const { surroundings } = options;
		return withRetries(() => askOnce(asked, options, signal), {
			beforeRetry,
			signal,
			surroundings
		});
	} };
}
async function askOnce(asked, options, signal) {
	const sent = makeSender(asked, options, signal);
	try {
		return responseOf(await options.languageModel(asked.name, sent.fetch).doGenerate(asked.call), sent.latencyMs());
	} catch (error) {
		signal.throwIfAborted();
		throw sent.failure() ?? errorOf(error, sent.isAnswered());
	}
}
/** The `fetch` of one attempt. It keeps its own failure, since the SDK wraps errors, and theirs hold requests. */
function makeSender(asked, options, signal) {
	const latencies = [];
	let failure;
	const send = async (url, init) => {
		const post = {
			url,
			headers: headersOf(init),
			body: bodyOf(init, asked, options)
		};
		const { body, latencyMs } = accepted(await exchange(post, options, signal), options.surroundings);
		latencies.push(latencyMs);
		return new Response(body, { headers: { "content-type": "application/json" } });
	};
	const fetch = async (input, init) => {
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
		latencyMs: () => latencies.reduce((sum, one) => sum + one, 0)
	};
}
function headersOf(init) {
	return Object.fromEntries(new Headers(init?.headers));
}
function bodyOf(init, asked, { withParameters }) {
	const body = JSON.parse(z.string().parse(init?.body));
	if (!isJsonObject(body)) throw new TypeError("The SDK sends a JSON object");
	return asked.withSchemas(JSON.stringify(withParameters(body, asked.parameters)));
}
function errorOf(error, isAnswered) {
	if (UnsupportedFunctionalityError.isInstance(error)) return new ModelError("refused_request", `The provider's protocol cannot express this prompt (${error.functionality}).`);
	return isAnswered ? noAnswer() : error;
}
function noAnswer() {
	return new ModelError("bad_response", "The model's server answered with something that is no answer of its protocol.");
}
/** @throws ModelError where a part of the prompt was left out, or nothing was answered at all */
function responseOf(result, latencyMs) {
	const { content, finishReason, usage, warnings } = result;
	const left = warnings.flatMap((warning) => warning.type === "unsupported" ? [warning.feature] : []);
	if (left.length > 0) throw new ModelError("refused_request", `The model does not take ${left.join(", ")}.`);
	if (content.length === 0 && finishReason.raw === void 0) throw noAnswer();
	const { total: inputTokens } = usage.inputTokens;
	const { total: outputTokens } = usage.outputTokens;
	return {
		text: content.map((part) => part.type === "text" ? part.text : "").join(""),
		toolCalls: content.flatMap((part) => part.type === "tool-call" ? [{
			name: part.toolName,
			arguments: part.input
		}] : []),
		finishReason: finishReason.raw ?? null,
		usage: inputTokens === void 0 || outputTokens === void 0 ? null : {
			inputTokens,
			outputTokens
		},
		latencyMs
	};
}
// src/models/sdk-parameters.ts
/** How parameters get into a body that the AI SDK made. */
/** Parameters under the names that a protocol has for them. Protocols without a single stop word take a list of them. */
function renamed(parameters, names) {
	return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [(Object.hasOwn(names, name) ? names[name] : void 0) ?? name, name === "stop" ? listOf(value) : value]));
}
function listOf(value) {
	return typeof value === "string" ? [value] : value;
}
/** Parameters without those that would be members of the prompt's own. */
function withoutReserved(parameters, reserved) {
	return Object.fromEntries(Object.entries(parameters).filter(([name]) => !reserved.has(name)));
}
/** A body with what is added to it. What stands in the body already stays, and objects in both are joined. */
function joined(body, added) {
	const members = Object.entries(added).map(([name, value]) => {
		const present = Object.hasOwn(body, name) ? body[name] : void 0;
		if (present === void 0) return [name, value];
		return [name, isJsonObject(present) && isJsonObject(value) ? joined(present, value) : present];
	});
	return {
		...body,
		...Object.fromEntries(members)
	};
}
export { sdkModel as i, renamed as n, withoutReserved as r, joined as t };

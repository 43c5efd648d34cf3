import { k as ModelError, pn as wireParameters } from "./shared.js";
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
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,63}$/;
const errorSchema = z.object({ error: z.object({
	code: z.unknown(),
	type: z.unknown(),
	param: z.unknown()
}).partial() });
/**
* What a refused request may tell: the identifiers of OpenAI's error object. Its message is left out, since servers quote
* prompts and parts of keys in it. Null where the body is no such object.
*/
function refusalDetail(body) {
	const parsed = errorSchema.safeParse(parseJson(body));
	if (!parsed.success) return null;
	const { code, type, param } = parsed.data.error;
	return Object.entries({
		code,
		type,
		param
	}).flatMap(([name, value]) => typeof value === "string" && IDENTIFIER.test(value) ? [`${name} ${value}`] : []).join(", ");
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/models/read-bounded.ts
/** A body that goes on past what an answer may have. */
var TooLongError = class extends Error {
	name = "TooLongError";
};
/** A response's body as text, read no further than `maxBytes`. */
async function readBounded(response, maxBytes) {
	const chunks = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.byteLength;
		if (size > maxBytes) throw new TooLongError(`The model's server sent more than ${maxBytes} bytes.`);
		chunks.push(chunk);
	}
	return new TextDecoder().decode(Buffer.concat(chunks));
}
// src/models/retry.ts
/** Attempts per call, the first included. */
const MAX_ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
const GROWTH = 4;
const LONGEST_DELAY_MS = 3e4;
/** An attempt that failed, with the wait its server asked for, in milliseconds. */
var AttemptError = class extends Error {
	name = "AttemptError";
	error;
	retryAfterMs;
	constructor(error, retryAfterMs = 0) {
		super(error.message, { cause: error });
		this.error = error;
		this.retryAfterMs = retryAfterMs;
	}
};
/**
* Attempts a call up to three times where it may help: rate limits, server errors and broken connections, not timeouts
* (each costs a minute) and not refusals. Waits about 0.5 and 2 seconds, longer where the server says so; a server that
* asks for more than 30 seconds is not waited for.
*
* @throws ModelError of the last attempt
*/
async function withRetries(attempt, { random, sleep }, signal) {
	for (let count = 1;; count += 1) try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof AttemptError)) throw error;
		if (!(error.error.retryable && error.error.code !== "timeout") || count === MAX_ATTEMPTS || error.retryAfterMs > LONGEST_DELAY_MS) throw error.error;
		const backoff = FIRST_DELAY_MS * GROWTH ** (count - 1) * (.5 + random() / 2);
		await sleep(Math.max(Math.round(backoff), error.retryAfterMs), signal);
	}
}
/** Milliseconds of a `Retry-After` header, in seconds or as a date; 0 where there is none. */
function retryAfterMs(header, nowMs) {
	if (header === null) return 0;
	if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header) * 1e3);
	const at = Date.parse(header);
	return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs);
}
// src/models/openai-compatible.ts
const DEFAULT_TIMEOUT_MS = 6e4;
const MAX_ANSWER_BYTES = 8388608;
/**
* A model behind OpenAI's chat-completions protocol: OpenAI itself, vLLM, Ollama, gateways. Why this is not an SDK:
* docs/decisions/0002-model-adapters.md.
*/
function openAiCompatible(options) {
	const url = `${options.baseUrl.replace(/\/+$/, "")}/chat/completions`;
	const headers = headersFor(options.apiKey);
	return { complete: (request, signal) => {
		const body = chatBody(request, options.modelName(request.model));
		const attempt = () => attemptOnce({
			url,
			headers,
			body,
			options,
			signal
		});
		return withRetries(attempt, options.surroundings, signal);
	} };
}
function headersFor(apiKey) {
	const json = {
		"content-type": "application/json",
		accept: "application/json"
	};
	if (apiKey === void 0) return json;
	if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new ModelError("unauthorized", "The API key holds characters that no key has: set it again, without spaces.");
	return {
		...json,
		authorization: `Bearer ${apiKey}`
	};
}
async function attemptOnce(attempt) {
	const { options, signal } = attempt;
	const { nowMs, timeout } = options.surroundings;
	const limitMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
	const timeUp = timeout(limitMs);
	const startedAt = nowMs();
	try {
		const { status, retryAfter, body } = await exchange(attempt, AbortSignal.any([signal, timeUp]));
		if (status >= 200 && status < 300) return readCompletion(body, nowMs() - startedAt);
		throw new AttemptError(refusal(status, body), retryAfterMs(retryAfter, nowMs()));
	} catch (error) {
		if (error instanceof AttemptError) throw error;
		signal.throwIfAborted();
		if (timeUp.aborted) throw new AttemptError(timedOut(limitMs));
		throw new AttemptError(error instanceof ModelError ? error : transportError(error));
	}
}
/** Redirects are not followed: they would take the key along. */
async function exchange({ url, headers, body }, signal) {
	const response = await fetch(url, {
		method: "POST",
		headers,
		body,
		signal,
		redirect: "manual"
	});
	return {
		status: response.status,
		retryAfter: response.headers.get("retry-after"),
		body: await readBounded(response, MAX_ANSWER_BYTES)
	};
}
function refusal(status, body) {
	const detail = refusalDetail(body);
	const told = `HTTP ${status}${detail ? `, ${detail}` : ""}`;
	if (status === 429 && detail?.includes("insufficient_quota")) return new ModelError("rate_limited", `The account of the model's provider has no quota left (${told}).`);
	if (status === 429) return new ModelError("rate_limited", `The model's provider limits the rate (${told}).`, { retryable: true });
	if (status >= 500 || status === 408 || status === 409) return new ModelError("server_error", `The model's server failed (${told}).`, { retryable: true });
	if (status === 401 || status === 403) return new ModelError("unauthorized", `The model's provider refuses the API key (${told}): check the secret.`);
	if (status >= 400 && detail !== null) return new ModelError("refused_request", `The model's provider refuses this request (${told}).`);
	return new ModelError("bad_response", `The server at the model's base_url does not speak the protocol (${told}).`);
}
function timedOut(limitMs) {
	return new ModelError("timeout", `The model did not answer within ${limitMs / 1e3} s.`, { retryable: true });
}
function transportError(error) {
	if (error instanceof TooLongError) return new ModelError("bad_response", error.message);
	const cause = error instanceof Error && error.cause !== void 0 ? error.cause : error;
	const message = `The connection to the model's server could not be made, or it broke${cause instanceof Error && "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : ""}.`;
	return new ModelError("network", message, { retryable: true });
}
export { openAiCompatible };

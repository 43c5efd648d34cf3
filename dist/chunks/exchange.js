import { t as ModelError } from "./model.js";
import { z } from "zod";
// src/models/parse-json.ts
/** The value of a JSON text, or undefined where it is none. */
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
// src/models/failure.ts
/** What a status other than 2xx means. The text says no more than the status and the identifiers in the answer. */
function refusal(status, body) {
	const refused = readRefused(body);
	return {
		error: errorOf(status, refused),
		retryAfterMs: refused?.retryAfterMs ?? 0
	};
}
function errorOf(status, refused) {
	const names = refused?.names ?? [];
	const told = [`HTTP ${status}`, ...names.map(([member, name]) => `${member} ${name}`)].join(", ");
	const isNamed = (name) => names.some(([, one]) => one === name);
	if (status === 402 || status === 429 && isNamed("insufficient_quota")) return new ModelError("rate_limited", `The account of the model's provider has no quota left (${told}).`);
	if (status === 429) return new ModelError("rate_limited", `The model's provider limits the rate (${told}).`, { retryable: true });
	if (status >= 500 || status === 408 || status === 409) return new ModelError("server_error", `The model's server failed (${told}).`, { retryable: true });
	if (status === 401 || status === 403 || isNamed("API_KEY_INVALID")) return new ModelError("unauthorized", `The model's provider refuses the API key (${told}): check the secret.`);
	if (status >= 400 && refused !== null) return new ModelError("refused_request", `The model's provider refuses this request (${told}).`);
	return new ModelError("bad_response", `The server at the model's base_url does not speak the protocol (${told}).`);
}
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,63}$/;
/**
* The error objects of OpenAI and Azure (`code`, `type`, `param`), Anthropic (`type`) and Google (`status`, and in its
* details `reason` and `retryDelay`).
*/
const errorSchema = z.object({ error: z.object({
	code: z.unknown(),
	type: z.unknown(),
	param: z.unknown(),
	status: z.unknown(),
	details: z.array(z.object({
		reason: z.unknown(),
		retryDelay: z.unknown()
	}).partial()).catch([])
}).partial() });
/**
* What a refused request may tell: the identifiers of its error object. Its message is left out, since servers quote
* prompts and parts of keys in it. Null where the body is no such object.
*/
function readRefused(body) {
	const parsed = errorSchema.safeParse(parseJson(body));
	if (!parsed.success) return null;
	const { details = [], code, type, param, status } = parsed.data.error;
	const reason = details.map((detail) => detail.reason).find((one) => one !== void 0);
	return {
		names: Object.entries({
			code,
			type,
			param,
			status,
			reason
		}).flatMap(([member, value]) => typeof value === "string" && IDENTIFIER.test(value) ? [[member, value]] : []),
		retryAfterMs: Math.max(0, ...details.map(({ retryDelay }) => durationMs(retryDelay)))
	};
}
/** Google's durations: `34s`, `1.5s`. */
function durationMs(value) {
	const seconds = typeof value === "string" ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value)?.[1] : void 0;
	return seconds === void 0 ? 0 : Math.ceil(Number(seconds) * 1e3);
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
* @throws ModelError of the last attempt, and what `beforeRetry` throws
*/
async function withRetries(attempt, { beforeRetry, signal, surroundings: { random, sleep } }) {
	for (let count = 1;; count += 1) try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof AttemptError)) throw error;
		if (!(error.error.retryable && error.error.code !== "timeout") || count === MAX_ATTEMPTS || error.retryAfterMs > LONGEST_DELAY_MS) throw error.error;
		const backoff = FIRST_DELAY_MS * GROWTH ** (count - 1) * (.5 + random() / 2);
		await beforeRetry?.(error.error);
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
// src/models/exchange.ts
const DEFAULT_TIMEOUT_MS = 6e4;
const MAX_ANSWER_BYTES = 8388608;
/**
* Sends one request and reads its whole answer. Redirects are not followed: they would take the key along.
*
* @param signal the caller's
* @throws AttemptError where no answer came, and the signal's reason once that is aborted
*/
async function exchange({ url, headers, body }, { surroundings: { nowMs, timeout }, timeoutMs = DEFAULT_TIMEOUT_MS }, signal) {
	const timeUp = timeout(timeoutMs);
	using either = eitherSignal(signal, timeUp);
	const startedAt = nowMs();
	try {
		const init = {
			method: "POST",
			headers,
			body,
			signal: either.signal
		};
		const response = await fetch(url, {
			...init,
			redirect: "manual"
		});
		return {
			status: response.status,
			retryAfter: response.headers.get("retry-after"),
			body: await readBounded(response, MAX_ANSWER_BYTES),
			latencyMs: nowMs() - startedAt
		};
	} catch (error) {
		signal.throwIfAborted();
		if (timeUp.aborted) throw new AttemptError(timedOut(timeoutMs));
		throw new AttemptError(transportError(error));
	}
}
/**
* A signal that is aborted with either. `AbortSignal.any` would do; its bookkeeping with weak references, for signals that
* nobody disposes of, takes as long as all else that is done for a call.
*/
function eitherSignal(one, other) {
	const controller = new AbortController();
	const abort = () => controller.abort(one.aborted ? one.reason : other.reason);
	for (const signal of [one, other]) signal.addEventListener("abort", abort, { once: true });
	if (one.aborted || other.aborted) abort();
	return {
		signal: controller.signal,
		[Symbol.dispose]: () => {
			for (const signal of [one, other]) signal.removeEventListener("abort", abort);
		}
	};
}
/**
* The answer, if it is a good one.
*
* @throws AttemptError for every other status
*/
function accepted(answer, { nowMs }) {
	const { body, retryAfter, status } = answer;
	if (status >= 200 && status < 300) return answer;
	const { error, retryAfterMs: told } = refusal(status, body);
	throw new AttemptError(error, Math.max(told, retryAfterMs(retryAfter, nowMs())));
}
/**
* A key as it can stand in a header. One with a line break would make `fetch` throw an error that quotes it.
*
* @throws ModelError `unauthorized`
*/
function headerKey(apiKey) {
	if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
	throw new ModelError("unauthorized", "The API key holds characters that no key has: set it again, without spaces.");
}
export { parseJson as a, withRetries as i, exchange as n, headerKey as r, accepted as t };

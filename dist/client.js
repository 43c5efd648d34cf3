// src/domain/json.ts
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The member of an object itself; what `constructor` or `__proto__` would find on its prototype is no member. */
function ownMember(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}
/**
* A text that two values share exactly when they are the same JSON, whatever the order of their keys; undefined where
* the value has no JSON form. For comparing only: it is not RFC 8785, and nothing stored or hashed is made from it. The
* client compares values by it, and so needs no package.
*/
function comparableJson(value) {
	try {
		return JSON.stringify(value, inKeyOrder);
	} catch {
		return;
	}
}
function inKeyOrder(key, value) {
	if (!key.isWellFormed() || typeof value === "string" && !value.isWellFormed() || typeof value === "number" && !Number.isFinite(value)) throw new TypeError("JSON cannot hold this value");
	return isJsonObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)) : value;
}
// src/domain/prompt/template.ts
const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,${99}}`;
new RegExp(`^${NAME}$`, "u");
const VARIABLE = new RegExp(String.raw`\{\{[ \t]*(${NAME})[ \t]*\}\}`, "uy");
const PARTIAL = /\{\{>[ \t]*([^\s{}]{1,1000})[ \t]*\}\}/y;
/**
* Splits a template into its tokens, in one pass. Of more than two opening braces the last two open a variable, as a
* literal replacement of `{{name}}` would have it: `{{{name}}}` is a variable within braces.
*/
function tokenizeTemplate(text) {
	const tokens = [];
	let textStart = 0;
	let nextClose = -1;
	for (let open = text.indexOf("{{"); open !== -1;) {
		if (text[open - 1] !== "\\" && text[open + 2] === "{") {
			open += 1;
			continue;
		}
		if (nextClose < open) nextClose = closeAfter(text, open);
		const token = readToken(text, open, nextClose);
		if (token.start > textStart) tokens.push(textToken(text, textStart, token.start));
		tokens.push(token);
		textStart = token.end;
		open = text.indexOf("{{", textStart);
	}
	if (textStart < text.length) tokens.push(textToken(text, textStart, text.length));
	return tokens;
}
function textToken(text, start, end) {
	return {
		kind: "text",
		text: text.slice(start, end),
		start,
		end
	};
}
/** Where the next `}}` begins; past the end where there is none, so that it is not looked for again. */
function closeAfter(text, from) {
	const close = text.indexOf("}}", from);
	return close === -1 ? Number.POSITIVE_INFINITY : close;
}
function readToken(text, open, nextClose) {
	if (text[open - 1] === "\\") return {
		kind: "escape",
		start: open - 1,
		end: open + 2
	};
	const variable = matchAt(VARIABLE, text, open);
	if (variable !== void 0) return {
		kind: "variable",
		...variable
	};
	const partial = matchAt(PARTIAL, text, open);
	if (partial !== void 0) return {
		kind: "partial",
		...partial
	};
	const end = nextOpen(text, open + 2, nextClose) === -1 && nextClose !== Number.POSITIVE_INFINITY ? nextClose + 2 : open + 2;
	return {
		kind: "other",
		text: text.slice(open, end),
		start: open,
		end
	};
}
/** Both patterns stop at the next brace, so all attempts on a text together look at each character once. */
function matchAt(pattern, text, start) {
	pattern.lastIndex = start;
	const match = pattern.exec(text);
	if (match?.[1] === void 0) return void 0;
	return {
		name: match[1],
		start,
		end: start + match[0].length
	};
}
/** Another `{{` before the close, or -1. The slice ends at the close, so it is looked at once. */
function nextOpen(text, from, close) {
	if (close === Number.POSITIVE_INFINITY) return -1;
	return text.slice(from, close).indexOf("{{");
}
/** Names of the variables that a template uses, each once, in the order of their first use. */
function variableNames(text) {
	return unique(tokenizeTemplate(text).flatMap((token) => token.kind === "variable" ? [token.name] : []));
}
function unique(names) {
	return [...new Set(names)];
}
// src/domain/prompt/variables.ts
function inferredSchemas(names) {
	return names.map((name) => ({
		name,
		type: "string",
		required: true,
		inferred: true
	}));
}
/**
* The schema to compile with: like the stored one, but a variable that the templates use and the schema forgets, or
* calls optional without a default, is required. So no version, however it was made, prints a variable as nothing.
*/
function completeSchemas(templates, schemas) {
	const used = new Set(templates.flatMap(variableNames));
	const known = new Set(schemas.map((schema) => schema.name));
	return [...schemas.map((schema) => used.has(schema.name) && schema.default === void 0 ? {
		...schema,
		required: true
	} : schema), ...inferredSchemas([...used].filter((name) => !known.has(name)))];
}
/** Everything that is wrong with the values, sorted by variable. Empty where they fit. A null counts as missing. */
function checkValues(schemas, values) {
	const known = new Set(schemas.map((schema) => schema.name));
	const unknown = Object.keys(values).filter((name) => !known.has(name));
	return [...schemas.flatMap((schema) => {
		const value = ownMember(values, schema.name);
		if (isGiven(schema, value)) return checkValue(schema, value);
		return schema.required ? [missing(schema)] : [];
	}), ...unknown.map(unknownVariable)].toSorted((a, b) => a.variable < b.variable ? -1 : 1);
}
/** Whether a value was given at all: null is a value only where any JSON is one. */
function isGiven(schema, value) {
	return value !== void 0 && (value !== null || schema.type === "json");
}
function missing({ name, type }) {
	return {
		code: "missing",
		variable: name,
		message: `The variable "${name}" (${type}) is missing: give it a value.`
	};
}
function unknownVariable(name) {
	return {
		code: "unknown",
		variable: name,
		message: `The prompt has no variable ${JSON.stringify(name)}: remove it, or correct its name.`
	};
}
/** What is wrong with one value that is given. */
function checkValue(schema, value) {
	const { name, type } = schema;
	if (!fitsType(schema, value)) return [{
		code: "wrong_type",
		variable: name,
		expected: type,
		message: `The variable "${name}" must be ${TYPE_WORDS[type]}, not ${nameOf(value)}.`
	}];
	return [...enumOffences(schema, value), ...lengthOffences(schema, value)];
}
const TYPE_WORDS = {
	string: "a text",
	number: "a number",
	integer: "a whole number",
	boolean: "true or false",
	json: "a JSON value"
};
function nameOf(value) {
	if (value === null) return "null";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "number") return Number.isFinite(value) ? `the number ${value}` : "a number that JSON has not";
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
function fitsType({ type, inferred }, value) {
	switch (type) {
		case "string": return typeof value === "string" || inferred === true && isNumberOrBoolean(value);
		case "number": return typeof value === "number" && Number.isFinite(value);
		case "integer": return Number.isSafeInteger(value);
		case "boolean": return typeof value === "boolean";
		case "json": return comparableJson(value) !== void 0;
	}
}
function isNumberOrBoolean(value) {
	return typeof value === "boolean" || typeof value === "number" && Number.isFinite(value);
}
function enumOffences(schema, value) {
	const allowed = schema.enum;
	if (allowed === void 0) return [];
	const wanted = comparableJson(value);
	if (allowed.some((one) => comparableJson(one) === wanted)) return [];
	const list = allowed.map((one) => JSON.stringify(one)).join(", ");
	const message = `The variable "${schema.name}" must be one of ${list}.`;
	return [{
		code: "not_in_enum",
		variable: schema.name,
		allowed,
		message
	}];
}
function lengthOffences(schema, value) {
	const maxLength = schema.max_length;
	if (maxLength === void 0) return [];
	const length = codePoints(printValue(value));
	if (length <= maxLength) return [];
	const message = `The variable "${schema.name}" has ${length} characters and at most ${maxLength} are allowed.`;
	return [{
		code: "too_long",
		variable: schema.name,
		length,
		maxLength,
		message
	}];
}
function codePoints(text) {
	let count = 0;
	for (const _ of text) count += 1;
	return count;
}
/**
* A value as it stands in a message: texts as they are, all else as minified JSON in its own key order. A text in a
* `json` variable prints with its quotes.
*/
function printValue(value, type = "string") {
	return typeof value === "string" && type !== "json" ? value : JSON.stringify(value);
}
// src/domain/prompt/compile.ts
/**
* Fills a prompt's variables (contracts §2), strict both ways: every missing, unknown, mistyped, unlisted or over-long
* value is told, and then nothing is compiled. Values are put in once and never read as templates. An optional variable
* without a default counts as missing when a message uses it: nothing is ever silently blank.
*/
function compile(effective, values) {
	const schemas = schemasOf(effective);
	const offences = checkValues(schemas, values);
	if (offences.length > 0) return {
		ok: false,
		offences
	};
	const printed = printedValues(schemas, values);
	return {
		ok: true,
		messages: effective.messages.map(({ role, content }) => ({
			role,
			content: fill(content, printed)
		}))
	};
}
/** A prompt is compiled for many cases, and reading its templates takes longer than filling them. */
const completed = /* @__PURE__ */ new WeakMap();
function schemasOf(effective) {
	const known = completed.get(effective);
	if (known !== void 0) return known;
	const schemas = completeSchemas(effective.messages.map((message) => message.content), effective.variables);
	completed.set(effective, schemas);
	return schemas;
}
function printedValues(schemas, values) {
	const printed = /* @__PURE__ */ new Map();
	for (const schema of schemas) {
		const given = ownMember(values, schema.name);
		const value = isGiven(schema, given) ? given : schema.default;
		if (value !== void 0) printed.set(schema.name, printValue(value, schema.type));
	}
	return printed;
}
function fill(template, printed) {
	return tokenizeTemplate(template).map((token) => {
		return (token.kind === "variable" ? printed.get(token.name) : void 0) ?? literal(template, token);
	}).join("");
}
function literal(template, token) {
	return token.kind === "escape" ? "{{" : template.slice(token.start, token.end);
}
// src/client/errors.ts
/** The server said no: there is no such prompt, it is archived, or the key is not for it. Never answered from memory. */
var PromptRefusedError = class extends Error {
	name = "PromptRefusedError";
	status;
	/** The problem document's stable code; `unknown` where the answer was none. */
	code;
	constructor(status, code, detail) {
		super(`The prompt was refused (${status} ${code}): ${detail}`);
		this.status = status;
		this.code = code;
	}
};
/** The server could not be asked, and no earlier answer is there to go on with. */
var PromptUnavailableError = class extends Error {
	name = "PromptUnavailableError";
	constructor(detail, cause) {
		super(`The prompt could not be fetched: ${detail}`, { cause });
	}
};
// src/client/prompt-document.ts
const TEXTS = [
	"prompt_id",
	"slug",
	"environment",
	"version",
	"digest",
	"model"
];
const TYPES = /* @__PURE__ */ new Set([
	"string",
	"number",
	"integer",
	"boolean",
	"json"
]);
const ROLES = /* @__PURE__ */ new Set([
	"system",
	"developer",
	"user",
	"assistant"
]);
/** Whether a body is a prompt, as far as using it needs: what a proxy's page or another server says is none. */
function isPrompt(body) {
	if (!isJsonObject(body)) return false;
	const { messages, sequence, variables } = body;
	return TEXTS.every((name) => typeof body[name] === "string") && Number.isSafeInteger(sequence) && Array.isArray(messages) && messages.every(isMessage) && Array.isArray(variables) && variables.every(isVariable);
}
function isMessage(value) {
	return isJsonObject(value) && ROLES.has(value.role) && typeof value.content === "string";
}
function isVariable(value) {
	return isJsonObject(value) && typeof value.name === "string" && TYPES.has(value.type) && typeof value.required === "boolean";
}
// src/client/fetch-prompt.ts
/**
* Asks the server for a prompt, or whether the one with this ETag is still the one. Throws `PromptRefusedError` where
* the answer is no, and `PromptUnavailableError` where there is none to rely on.
*/
async function fetchPrompt(origin, id, etag) {
	const response = await ask$1(origin, id, etag);
	const ageSeconds = ageOf(response.headers);
	if (response.status === 304 && etag !== null) return {
		status: "not_modified",
		ageSeconds
	};
	const body = await readJson(response);
	if (response.status === 200 && isPrompt(body)) return {
		status: "prompt",
		prompt: body,
		etag: response.headers.get("etag"),
		ageSeconds
	};
	throw failureOf(response.status, body);
}
/** `Age` (RFC 9111, 5.1): for how long the server itself could not make sure; 0 where it does not say. */
function ageOf(headers) {
	const age = headers.get("age") ?? "";
	return /^\d{1,9}$/.test(age) ? Number(age) : 0;
}
async function ask$1(origin, id, etag) {
	const query = origin.environment === void 0 ? "" : `?environment=${encodeURIComponent(origin.environment)}`;
	try {
		return await origin.fetch(`${origin.base}/prompts/${encodeURIComponent(id)}${query}`, {
			headers: {
				accept: "application/json",
				...etag === null ? {} : { "if-none-match": etag },
				...origin.apiKey === void 0 ? {} : { authorization: `Bearer ${origin.apiKey}` }
			},
			redirect: "error",
			cache: "no-store",
			signal: AbortSignal.timeout(origin.timeoutMs)
		});
	} catch (error) {
		throw new PromptUnavailableError(messageOf(error), error);
	}
}
async function readJson(response) {
	try {
		return await response.json();
	} catch (error) {
		if (response.ok) throw new PromptUnavailableError(`the answer is no JSON (${messageOf(error)})`, error);
		return;
	}
}
/** Refusals are those that another try would meet again: 4xx but "too many" and "took too long". */
function failureOf(status, body) {
	const member = (name) => {
		const value = isJsonObject(body) ? body[name] : void 0;
		return typeof value === "string" ? value : void 0;
	};
	if (status >= 400 && status < 500 && status !== 408 && status !== 429) return new PromptRefusedError(status, member("code") ?? "unknown", member("detail") ?? "");
	if (status === 200) return new PromptUnavailableError("the answer is no prompt");
	return new PromptUnavailableError(`the server answered ${status}`);
}
function messageOf(error) {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
// src/client/memory.ts
/** Remembers the last good answer for each prompt, and goes on with it while the server is away. */
function createMemory(options) {
	const memory = {
		options,
		known: /* @__PURE__ */ new Map(),
		asking: /* @__PURE__ */ new Map(),
		listeners: /* @__PURE__ */ new Set()
	};
	let timer;
	return {
		async get(id) {
			const known = memory.known.get(id);
			return known !== void 0 && options.clock() - known.askedAt < options.refreshSeconds * 1e3 ? deliver(memory, known) : await revalidate(memory, id);
		},
		onChange(listener) {
			memory.listeners.add(listener);
			timer ??= setInterval(() => revalidateAll(memory), Math.max(1, options.refreshSeconds) * 1e3).unref();
			return () => {
				memory.listeners.delete(listener);
				if (memory.listeners.size > 0) return;
				clearInterval(timer);
				timer = void 0;
			};
		}
	};
}
function revalidateAll(memory) {
	for (const id of memory.known.keys()) revalidate(memory, id).catch(() => void 0);
}
function revalidate(memory, id) {
	const underWay = memory.asking.get(id);
	if (underWay !== void 0) return underWay;
	const asked = ask(memory, id).finally(() => memory.asking.delete(id));
	memory.asking.set(id, asked);
	return asked;
}
async function ask({ known, ...memory }, id) {
	const before = known.get(id);
	const { clock, origin } = memory.options;
	try {
		const fetched = await fetchPrompt(origin, id, before?.etag ?? null);
		const now = clock();
		const latest = fetched.status === "prompt" ? {
			prompt: fetched.prompt,
			etag: fetched.etag
		} : keep(before);
		const confirmedAt = now - fetched.ageSeconds * 1e3;
		const after = {
			...latest,
			confirmedAt,
			askedAt: now,
			error: null
		};
		known.set(id, after);
		if (before !== void 0) announce(memory.listeners, {
			before: before.prompt,
			after: after.prompt
		});
		return deliver(memory, after);
	} catch (error) {
		if (error instanceof PromptRefusedError) known.delete(id);
		if (before === void 0 || !(error instanceof PromptUnavailableError)) throw error;
		const after = {
			...before,
			askedAt: clock(),
			error
		};
		known.set(id, after);
		return deliver(memory, after);
	}
}
function keep(before) {
	if (before === void 0) throw new TypeError("Only what is known can be unchanged");
	return {
		prompt: before.prompt,
		etag: before.etag
	};
}
function deliver({ options }, { confirmedAt, error, prompt }) {
	const ageSeconds = (options.clock() - confirmedAt) / 1e3;
	return {
		prompt,
		freshness: error === null ? {
			status: "fresh",
			ageSeconds
		} : {
			status: "stale",
			ageSeconds,
			error
		}
	};
}
/** A listener's own exception is not ours to swallow, nor to fail the caller of `get` with. */
function announce(listeners, change) {
	const { after, before } = change;
	if (after.version === before.version && after.digest === before.digest) return;
	for (const listener of listeners) queueMicrotask(() => listener(change));
}
// src/client/origin.ts
const TIMEOUT_MS = 5e3;
const REPOSITORY = /^([A-Za-z0-9._-]{1,100})\/([A-Za-z0-9._-]{1,100})$/;
/** Checks the options that say where prompts come from. */
function originOf(options) {
	const { baseUrl, repository } = options;
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : void 0;
	if (url === void 0 || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") throw new TypeError("baseUrl must be an http or https address without credentials and query.");
	if (!REPOSITORY.test(repository)) throw new TypeError("repository must be written as owner/name.");
	return {
		base: `${url.origin}${url.pathname.replace(/\/+$/, "")}/api/v1/repos/${repository}`,
		environment: options.environment,
		apiKey: options.apiKey,
		fetch: options.fetch ?? globalThis.fetch,
		timeoutMs: options.timeoutMs ?? TIMEOUT_MS
	};
}
// src/client/index.ts
const REFRESH_SECONDS = 10;
/** Makes a client. Nothing is fetched before the first use. Throws `TypeError` for options that cannot be meant. */
function createClient(options) {
	const memory = createMemory({
		origin: originOf(options),
		refreshSeconds: options.refreshSeconds ?? REFRESH_SECONDS,
		clock: options.clock ?? (() => performance.now())
	});
	return {
		get: memory.get,
		onChange: memory.onChange,
		async compile(id, variables) {
			const delivered = await memory.get(id);
			return {
				...compile(delivered.prompt, variables),
				...delivered
			};
		}
	};
}
export { PromptRefusedError, PromptUnavailableError, createClient };

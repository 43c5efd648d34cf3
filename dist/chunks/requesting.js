import { c as ConfigUnreadableError, f as UnknownOutcomeError, l as HistoryError, o as decodeUtf8, s as BranchAlarmError, u as OutsideError } from "./run.js";
import { n as isVersionId } from "./version-id.js";
import { h as digestOf } from "./prompt-file.js";
import { C as statePath, E as environmentOf, S as slugPath, b as parseBranchPath, g as eventPath, t as DocumentError, u as effectiveOf, w as versionPath } from "./documents.js";
import { n as isJsonObject, r as ownMember } from "./json.js";
import { t as compile } from "./compile.js";
import { a as refusalText, c as announcementsSince, o as operate } from "./publish.js";
import { setTimeout } from "node:timers/promises";
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Hono } from "hono";
import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
// src/delivery/problem.ts
const CONFLICT = [409, "Conflict"];
const STATUS = {
	malformed_request: [400, "Bad Request"],
	idempotency_key_needed: [400, "Bad Request"],
	unauthorized: [401, "Unauthorized"],
	foreign_host: [403, "Forbidden"],
	forbidden_repository: [403, "Forbidden"],
	forbidden_environment: [403, "Forbidden"],
	forbidden_role: [403, "Forbidden"],
	not_permitted: [403, "Forbidden"],
	unknown_route: [404, "Not Found"],
	unknown_repository: [404, "Not Found"],
	unknown_prompt: [404, "Not Found"],
	unknown_environment: [404, "Not Found"],
	unknown_version: [404, "Not Found"],
	not_live: [404, "Not Found"],
	method_not_allowed: [405, "Method Not Allowed"],
	slow_body: [408, "Request Timeout"],
	archived: [410, "Gone"],
	too_large: [413, "Content Too Large"],
	unsupported_media_type: [415, "Unsupported Media Type"],
	variables_do_not_fit: [422, "Unprocessable Content"],
	idempotency_key_reused: [422, "Unprocessable Content"],
	too_many_requests: [429, "Too Many Requests"],
	broken_release_branch: [500, "Internal Server Error"],
	internal: [500, "Internal Server Error"],
	too_many_listeners: [503, "Service Unavailable"],
	overloaded: [503, "Service Unavailable"],
	branch_alarm: [503, "Service Unavailable"],
	unavailable: [503, "Service Unavailable"]
};
function problem(code, detail, extra = {}) {
	return {
		kind: "problem",
		code,
		detail,
		extra,
		headers: {}
	};
}
/** Longest part of a caller's own words that is said back. */
const QUOTED = 80;
/** A caller's words in an answer: quoted, escaped and cut. */
function quote(text) {
	return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
/** The problem document (RFC 9457): `about:blank` says that the title is the status's own; programs read `code`. */
function problemResponse({ code, detail, extra, headers }) {
	const [status, title] = STATUS[code] ?? CONFLICT;
	const body = JSON.stringify({
		type: "about:blank",
		title,
		status,
		code,
		detail,
		...extra
	});
	return new Response(`${body}\n`, {
		status,
		headers: {
			"content-type": "application/problem+json",
			"cache-control": "no-store",
			...headers
		}
	});
}
// src/delivery/api-keys.ts
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const REPOSITORY = /^([A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100})(?:#([1-9]\d{0,14}))?$/;
/** Fewer characters than these are no token, whatever a key's digest says. */
const SHORTEST_TOKEN = 20;
/** What `sha256sum` prints where the shell's variable was not set. */
const DIGESTS_OF_NOTHING = new Set(["", "\n"].map((text) => createHash("sha256").update(text).digest("hex")));
const keySchema = z.strictObject({
	name: z.string().regex(NAME, "1 to 63 letters, digits, dots, underscores and hyphens"),
	sha256: z.string().regex(/^[0-9a-f]{64}$/, "the token's SHA-256 as 64 lower-case hex digits, never the token itself").refine((digest) => !DIGESTS_OF_NOTHING.has(digest), "the digest of an empty text: no token went into it"),
	repositories: z.union([z.literal("all"), z.array(z.string().regex(REPOSITORY, "a repository as owner/name or owner/name#id")).min(1)]),
	environments: z.union([z.literal("all"), z.array(z.string().min(1)).min(1)]).default("all"),
	role: z.enum(["read", "operate"])
});
const keysSchema = z.array(keySchema).min(1, "at least one key").check(noneTwice("name"), noneTwice("sha256"));
function noneTwice(member) {
	return ({ issues, value }) => {
		const values = value.map((key) => key[member]);
		if (new Set(values).size === values.length) return;
		issues.push({
			code: "custom",
			input: value,
			message: `two keys have one ${member}`
		});
	};
}
/**
* Reads `POINTSMAN_API_KEYS`: a JSON list of `{name, sha256, repositories, environments, role}`, where `repositories`
* and `environments` are lists or `"all"`. A repository is `owner/name`, or `owner/name#id` for the one with that numeric
* id alone. No problem ever repeats a value, which might be a token put in the wrong place.
*/
function parseApiKeys(text) {
	if (text === void 0 || text.trim() === "") return {
		ok: true,
		access: { kind: "own_machine" }
	};
	const json = parseJson$1(text);
	if (json === void 0) return {
		ok: false,
		problems: ["POINTSMAN_API_KEYS is no JSON."]
	};
	const parsed = keysSchema.safeParse(json.value);
	if (parsed.success) return {
		ok: true,
		access: {
			kind: "keys",
			keys: parsed.data.map(keyOf)
		}
	};
	return {
		ok: false,
		problems: parsed.error.issues.map((issue) => {
			return `${["POINTSMAN_API_KEYS", ...issue.path].join(".")} is not usable: ${issue.code === "unrecognized_keys" ? "it has unknown members" : issue.message}.`;
		})
	};
}
function parseJson$1(text) {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return;
	}
}
function keyOf({ name, sha256, repositories, environments, role }) {
	return {
		name,
		digest: Buffer.from(sha256, "hex"),
		repositories: repositories === "all" ? null : new Map(repositories.map(repositoryOf)),
		environments: environments === "all" ? null : new Set(environments),
		role
	};
}
function repositoryOf(text) {
	const [, name = "", id] = REPOSITORY.exec(text) ?? [];
	return [name.toLowerCase(), id === void 0 ? null : Number(id)];
}
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;
function isLoopback(host) {
	return LOOPBACK.test(host);
}
/**
* Whether a request may read a repository. The repository is judged before anybody looks whether it exists, so a key
* says nothing about repositories it is not for.
*/
function authorise(access, request, repository) {
	if (access.kind === "own_machine") return authoriseOwnMachine(request);
	const key = findKey(access.keys, bearerToken(request));
	if (key === void 0) return {
		...problem("unauthorized", "Send a key that is known here: Authorization: Bearer <token>."),
		headers: { "www-authenticate": "Bearer realm=\"pointsman\"" }
	};
	const { environments, repositories } = key;
	const repositoryId = repositories === null ? null : repositories.get(repository.toLowerCase());
	if (repositoryId === void 0) return problem("forbidden_repository", "This key is not for this repository.");
	return {
		kind: "authorised",
		reach: { environments },
		key,
		repositoryId
	};
}
/** A page of somebody else's whose name was made to point here (DNS rebinding) still sends its own name. */
function authoriseOwnMachine(request) {
	if (isLoopback(new URL(request.url).hostname)) return {
		kind: "authorised",
		reach: { environments: null },
		key: null,
		repositoryId: null
	};
	return problem("foreign_host", "Without keys this server answers only to localhost, 127.0.0.1 and [::1].");
}
function bearerToken(request) {
	const [, token = ""] = /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
	return token.length < SHORTEST_TOKEN ? void 0 : token;
}
/** Looks at every key, each in constant time: how long it takes tells nothing. */
function findKey(keys, token) {
	if (token === void 0) return void 0;
	const digest = createHash("sha256").update(token).digest();
	return keys.filter((key) => timingSafeEqual(key.digest, digest)).at(0);
}
// src/delivery/live-prompts.ts
/** A pointer or a ledger names what the branch does not hold: it was edited by hand. */
var BrokenBranchError = class extends Error {
	name = "BrokenBranchError";
};
/** Serves the release branch. The head is asked for with each request, so a rollback shows in the next one. */
function livePrompts({ branch, changesBetween, documents, environments }) {
	return {
		head: async () => (await branch.head()).commit,
		changesBetween,
		async view() {
			const [{ asOf, commit }, known] = await Promise.all([branch.head(), environments()]);
			return viewAt({
				head: commit,
				asOf,
				environments: known,
				branch,
				documents
			});
		}
	};
}
function viewAt(parts) {
	return {
		asOf: parts.asOf,
		environments: parts.environments,
		slugs: () => listSlugs(parts),
		statesOf: (slugs) => statesOf(parts, slugs),
		state: (name) => findState(parts, name),
		version: async (promptId, version) => (await readVersions(parts, promptId, [version]))[0],
		versions: (promptId, versions) => readVersions(parts, promptId, versions),
		events: (promptId, range) => readEvents(parts, promptId, range)
	};
}
async function readFiles({ branch, head }, paths) {
	return head === null ? {
		head,
		files: /* @__PURE__ */ new Map()
	} : await branch.read(paths, head);
}
/** Slugs rather than prompts: their folder holds one file a prompt, and no events. */
async function listSlugs({ branch, head }) {
	if (head === null) return [];
	return (await branch.list("slugs", head)).flatMap((path) => {
		const parsed = parseBranchPath(path);
		return parsed?.kind === "slug" ? [parsed.slug] : [];
	});
}
async function statesOf(parts, slugs) {
	const owners = await readFiles(parts, slugs.map(slugPath));
	const ids = slugs.flatMap((slug) => parts.documents.slugOwner(owners, slug) ?? []);
	const states = await readFiles(parts, ids.map(statePath));
	return ids.map((id) => parts.documents.state(states, id) ?? broken(statePath(id)));
}
async function findState(parts, name) {
	const snapshot = await readFiles(parts, [statePath(name), slugPath(name)]);
	const state = parts.documents.state(snapshot, name);
	if (state !== void 0) return state;
	const owner = parts.documents.slugOwner(snapshot, name);
	if (owner === void 0) return void 0;
	const states = await readFiles(parts, [statePath(owner)]);
	return parts.documents.state(states, owner) ?? broken(statePath(owner));
}
async function readVersions(parts, promptId, versions) {
	const snapshot = await readFiles(parts, versions.map((version) => versionPath(promptId, version)));
	return versions.flatMap((version) => parts.documents.version(snapshot, promptId, version) ?? []);
}
async function readEvents(parts, promptId, { from, to }) {
	const sequences = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
	const snapshot = await readFiles(parts, sequences.map((sequence) => eventPath(promptId, sequence)));
	return sequences.map((sequence) => parts.documents.event(snapshot, promptId, sequence) ?? broken(eventPath(promptId, sequence)));
}
function broken(path) {
	throw new BrokenBranchError(`${path} is missing on the release branch. Run “pointsman verify”.`);
}
// src/delivery/call.ts
function answer(body, etag) {
	return {
		kind: "answer",
		body,
		...etag === void 0 ? {} : { etag }
	};
}
/** Ids and slugs alike. Nothing else ever becomes part of a path on the branch. */
const PROMPT_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST_PROMPT_NAME = 63;
function isPromptName(name) {
	return name.length <= LONGEST_PROMPT_NAME && PROMPT_NAME.test(name);
}
/** The prompt that the path names, archived or not. What was never released anywhere the key may look is unknown. */
async function findPrompt(call) {
	const name = call.param("id");
	const unknown = problem("unknown_prompt", `No prompt that was released here is called ${quote(name)}.`);
	if (!isPromptName(name)) return unknown;
	const state = await call.view.state(name);
	if (state === void 0 || !isInReach(call, state)) return unknown;
	return {
		kind: "found",
		state
	};
}
function isInReach(call, state) {
	if (call.reach.environments === null) return true;
	return reachableEnvironments(call).some((name) => environmentOf(state, name).pointer !== null);
}
/** The known environments that the key may look into. */
function reachableEnvironments({ reach, view }) {
	return view.environments.filter((name) => reach.environments?.has(name) ?? true);
}
/** Whether the key may see a version: with a key for some environments only, what was live in one of them. */
function maySeeVersion(call, state, version) {
	if (call.reach.environments === null) return true;
	return reachableEnvironments(call).some((name) => {
		const { retired, rolled_back, trail } = environmentOf(state, name);
		return [
			...trail,
			...rolled_back,
			...retired
		].some((ref) => ref.version === version);
	});
}
/** What is live for the prompt that the path names. `environment` undefined is the default one. */
async function findLive(call, environment) {
	const name = chooseEnvironment(call, environment);
	if (typeof name !== "string") return name;
	const found = await findPrompt(call);
	if (found.kind === "problem") return found;
	const { state } = found;
	if (state.lifecycle === "archived") return problem("archived", `The prompt ${state.prompt_id} is archived: /restore brings it back.`);
	const { pointer } = environmentOf(state, name);
	if (pointer === null) {
		const live = reachableEnvironments(call).filter((other) => environmentOf(state, other).pointer !== null);
		return problem("not_live", `No version of ${state.prompt_id} is live in ${name}.`, { live_in: live });
	}
	const version = await call.view.version(state.prompt_id, pointer.version);
	if (version === void 0) throw new BrokenBranchError(`${pointer.version} is live and does not exist.`);
	const { by, sequence, since } = pointer;
	return {
		kind: "live",
		state,
		environment: name,
		version,
		sequence,
		since,
		by
	};
}
/** The environment that is meant, where it is known and the key is for it. */
function chooseEnvironment(call, asked) {
	const { environments } = call.view;
	const name = asked ?? environments.at(-1) ?? environments[0];
	if (call.reach.environments !== null && !call.reach.environments.has(name)) return problem("forbidden_environment", `This key is not for the environment ${quote(name)}.`);
	if (environments.includes(name)) return name;
	return problem("unknown_environment", `There is no environment ${quote(name)}.`, { environments: reachableEnvironments(call) });
}
// src/delivery/answers-changes.ts
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
/** Judged before anything of the request is looked at. `key` is null where nobody needs one: nothing is changed in nobody's name. */
function changeCaller(key, idempotencyKey) {
	if (key?.role !== "operate") return problem("forbidden_role", "This takes a key with the role operate.");
	if (idempotencyKey === void 0 || !IDEMPOTENCY_KEY.test(idempotencyKey)) return problem("idempotency_key_needed", "Send an Idempotency-Key of 1 to 200 visible ASCII characters, the same one when you send this again.");
	return {
		kind: "caller",
		asker: key.name,
		idempotencyKey
	};
}
const LONGEST_REASON = 1e4;
const version = z.string().refine(isVersionId, "a version id, YYYY-MM-DD.N").nullable().default(null);
const changeSchema = z.strictObject({
	environment: z.string().nullable().default(null),
	to: version,
	from: version,
	reason: z.string().max(LONGEST_REASON).refine((text) => text.isWellFormed(), "text in well-formed Unicode").nullable().default(null)
});
/** `POST /prompts/{id}/rollback` and `…/promote` `{environment?, to?, from?, reason?}`: the change, whenever it was made. */
async function changePrompt(call) {
	const { asker, idempotencyKey } = call.caller;
	const parsed = changeSchema.safeParse(call.body);
	if (!parsed.success) return malformed$1(parsed.error);
	const environment = changedEnvironment(call, parsed.data.environment);
	if (typeof environment === "object" && environment !== null) return environment;
	const hidden = await hiddenPrompt(call);
	if (hidden !== void 0) return hidden;
	const { from, reason, to } = parsed.data;
	return answerOf(call, await call.requestChange({
		verb: call.verb,
		environment,
		to,
		from,
		reason,
		asker,
		idempotencyKey,
		prompt: call.param("id")
	}));
}
/** Where the key is for all, the default environment is whoever decides' to tell: they have the settings of this moment. */
function changedEnvironment(call, asked) {
	if (asked === null && call.reach.environments === null) return null;
	return chooseEnvironment(call, asked ?? void 0);
}
/** A key for some environments learns nothing of prompts that are live in none of them. Others are looked for by whoever decides. */
async function hiddenPrompt(call) {
	if (call.reach.environments === null && isPromptName(call.param("id"))) return void 0;
	const found = await findPrompt(call);
	return found.kind === "problem" ? found : void 0;
}
function malformed$1(error) {
	const [issue] = error.issues;
	return problem("malformed_request", `Send {"environment": "…", "to": "…", "from": "…", "reason": "…"}, each of them or none; ${issue === void 0 || issue.path.length === 0 ? "the body" : issue.path.join(".")}: ${issue?.message ?? "not usable"}.`);
}
function answerOf(call, outcome) {
	switch (outcome.status) {
		case "done": return {
			...answer(changeBody(call, outcome)),
			repeated: outcome.repeated
		};
		case "refused": return problem(outcome.code, outcome.message, { details: outcome.details });
		case "key_reused": return problem("idempotency_key_reused", "This Idempotency-Key was sent before with another body: take a new one for each request.");
		case "alarm": return {
			...problem("branch_alarm", "An alarm about the release branch stands: nothing is written until it is good again.", { alarm: outcome.alarm }),
			headers: { "retry-after": "60" }
		};
		case "busy": return {
			...problem("unavailable", "The release branch kept moving. Nothing was done: try again."),
			headers: { "retry-after": "1" }
		};
		case "damaged": return problem("broken_release_branch", "The release branch holds something that pointsman did not write: run “pointsman verify”.");
	}
}
/** Made of the event alone, so that a repetition is answered with the same. */
function changeBody({ repository }, { digest, event, slug }) {
	const { actor, at, environment, id, previous_version, prompt_id, reason, sequence, type, version } = event;
	return {
		repository,
		prompt_id,
		slug,
		environment,
		version,
		digest,
		sequence,
		previous_version,
		held: type === "prompt.rolled_back",
		event: type,
		id,
		actor: actor.login,
		reason,
		at
	};
}
// src/delivery/body.ts
const MAX_BODY_BYTES = 1048576;
/** What is too long is read on up to here and thrown away: a connection cut while it sends would lose the answer. */
const MOST_DISCARDED_BYTES = 16777216;
/** A megabyte takes this long on a bad line; whoever sends slower is nobody to wait for. */
const WITHIN_MS = 5e3;
/** The JSON of a request's body, bounded before it is buffered, in size as in time (milliseconds). */
async function readJsonBody(request, withinMs = WITHIN_MS) {
	if ((request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() !== "application/json") return problem("unsupported_media_type", "Send the body as application/json.");
	const over = new AbortController();
	const late = setTimeout(withinMs, null, { signal: over.signal }).catch(() => null);
	const read = await readBounded(request.body, late).finally(() => over.abort());
	if (read.kind === "problem") return read;
	return parseJson(read.bytes) ?? problem("malformed_request", "The body is no JSON in UTF-8.");
}
async function readBounded(body, late) {
	const reader = body?.getReader();
	const chunks = [];
	let length = 0;
	while (reader !== void 0 && length <= MOST_DISCARDED_BYTES) {
		const read = await Promise.race([reader.read(), late]);
		if (read === null) return slowBody();
		if (read.done) break;
		length += read.value.length;
		if (length <= MAX_BODY_BYTES) chunks.push(read.value);
		else chunks.length = 0;
	}
	if (length > MOST_DISCARDED_BYTES) reader?.cancel().catch(() => void 0);
	if (length > MAX_BODY_BYTES) return problem("too_large", `A body has at most ${MAX_BODY_BYTES} bytes.`);
	return {
		kind: "bytes",
		bytes: Buffer.concat(chunks)
	};
}
function slowBody() {
	return {
		...problem("slow_body", "The body took too long to arrive."),
		headers: { connection: "close" }
	};
}
function parseJson(bytes) {
	const decoded = decodeUtf8(bytes);
	if (!decoded.ok) return void 0;
	try {
		return {
			kind: "json",
			value: JSON.parse(decoded.text)
		};
	} catch {
		return;
	}
}
// src/delivery/room.ts
const enterAnyhow = () => ({ [Symbol.dispose]: () => void 0 });
const UNBOUNDED = {
	bodies: enterAnyhow,
	answers: enterAnyhow
};
/** Names of keys come from the operator's settings: there are few. */
function sharedPlaces({ keptForChanges, most, perKey }) {
	const taken = /* @__PURE__ */ new Map();
	let underWay = 0;
	return ({ isChange, key }) => {
		const who = JSON.stringify([isChange, key]);
		if ((taken.get(who) ?? 0) >= perKey || underWay >= (isChange ? most : most - keptForChanges)) return null;
		const count = (by) => {
			underWay += by;
			taken.set(who, (taken.get(who) ?? 0) + by);
		};
		count(1);
		return { [Symbol.dispose]: () => count(-1) };
	};
}
// src/delivery/admission.ts
/** The key comes first of all. */
function letIn({ access, admits }) {
	return async (c, next) => {
		const authorised = authorise(access, c.req.raw, nameOf(c));
		if (authorised.kind === "problem") return problemResponse(authorised);
		const { key } = authorised;
		if (key !== null && admits?.(key.name) === false) return problemResponse(soon(problem("too_many_requests", "This key asks more often than it may.")));
		c.set("authorised", authorised);
		return next();
	};
}
/** Who asks for a change is judged before anything else of the request. */
const nameCaller = async (c, next) => {
	const caller = changeCaller(c.get("authorised").key, c.req.header("idempotency-key"));
	if (caller.kind === "problem") return problemResponse(caller);
	c.set("caller", caller);
	return next();
};
/** Reads the body whole before anything is begun for the request. */
function takeBody({ bodyMs, room = UNBOUNDED }) {
	const read = async (c) => {
		using place = enter(c, room.bodies);
		return place === null ? overloaded() : await readJsonBody(c.req.raw, bodyMs);
	};
	return async (c, next) => {
		const body = await read(c);
		if (body.kind === "problem") return problemResponse(body);
		c.set("body", body.value);
		return next();
	};
}
/** What is done for a request is done while it has a place; a stream has none, once it was begun. */
function inRoom({ room = UNBOUNDED }) {
	return async (c, next) => {
		using place = enter(c, room.answers);
		if (place === null) return problemResponse(overloaded());
		await next();
	};
}
function enter(c, by) {
	return by({
		key: c.get("authorised").key?.name ?? "",
		isChange: c.get("caller") !== void 0
	});
}
function overloaded() {
	return soon(problem("overloaded", "There are more requests than this server takes at once."));
}
function soon(refused) {
	return {
		...refused,
		headers: { "retry-after": "1" }
	};
}
/** Looks for the repository. */
function findServed({ repository }) {
	return async (c, next) => {
		const served = await repository(nameOf(c), c.get("authorised").repositoryId);
		if (served === void 0) return problemResponse(problem("unknown_repository", "This repository is not served here."));
		c.set("served", served);
		return next();
	};
}
function nameOf(c) {
	return `${c.req.param("owner")}/${c.req.param("repo")}`;
}
// src/delivery/answers-history.ts
const LONGEST_PAGE = 200;
const USUAL_PAGE = 50;
/** `GET /prompts?after=<slug>&limit=`: every prompt that was ever released, by slug. */
async function listPrompts(call) {
	const limit = pageSize(call);
	if (typeof limit !== "number") return limit;
	const after = call.query.get("after") ?? "";
	const listed = await summariesOf(call, (await call.view.slugs()).filter((slug) => slug > after), limit + 1);
	const prompts = listed.slice(0, limit);
	const next = listed.length > limit ? prompts.at(-1)?.slug ?? null : null;
	return answer({
		repository: call.repository,
		prompts,
		next
	});
}
/** The first `count` prompts that the key may see; not even a page's end names another. */
async function summariesOf(call, slugs, count) {
	const found = [];
	for (let at = 0; at < slugs.length && found.length < count; at += count) {
		const states = await call.view.statesOf(slugs.slice(at, at + count));
		found.push(...states.flatMap((state) => summaryOf(call, state) ?? []));
	}
	return found.slice(0, count);
}
/** With a key for some environments only, a prompt that is live in none of them is not listed. */
function summaryOf(call, state) {
	const live = reachableEnvironments(call).flatMap((name) => {
		const { frozen, held, pointer } = environmentOf(state, name);
		if (pointer === null) return [];
		return [[name, {
			...pointer,
			held: held !== null,
			frozen: frozen !== null
		}]];
	});
	const isBound = call.reach.environments !== null;
	if (isBound && live.length === 0) return void 0;
	return {
		prompt_id: state.prompt_id,
		slug: state.slug,
		lifecycle: state.lifecycle,
		sequence: state.sequence,
		updated_at: state.updated_at,
		...isBound ? {} : { latest: state.latest },
		environments: Object.fromEntries(live)
	};
}
/** `GET /prompts/{id}/versions?before=<sequence>&limit=`: newest first, without their contents. */
async function listVersions(call) {
	const limit = pageSize(call);
	if (typeof limit !== "number") return limit;
	const before = sequenceIn(call, "before");
	if (typeof before === "object") return before;
	const found = await findPrompt(call);
	if (found.kind === "problem") return found;
	const { state } = found;
	const published = [...await publications(call, state)].filter(([version, sequence]) => sequence < (before ?? 1e400) && maySeeVersion(call, state, version)).reverse();
	const page = published.slice(0, limit);
	const documents = await call.view.versions(state.prompt_id, page.map(([version]) => version));
	const sequences = new Map(page);
	const versions = documents.map((version) => versionSummary(call, state, version, sequences));
	const next = published.length > limit ? page.at(-1)?.[1] ?? null : null;
	return answer({
		...identityOf$1(call, state),
		versions,
		next
	});
}
function versionSummary(call, state, version, sequences) {
	const { digest, published_at, published_by, pull_request, source } = version;
	return {
		version: version.version,
		digest,
		sequence: sequences.get(version.version) ?? null,
		published_at,
		published_by,
		pull_request,
		source: {
			path: source.path,
			commit: source.commit
		},
		live_in: reachableEnvironments(call).filter((name) => environmentOf(state, name).pointer?.version === version.version)
	};
}
/** `GET /prompts/{id}/versions/{version}`: the document as it stands on the release branch. */
async function showVersion(call) {
	const found = await findVersions(call, [call.param("version")]);
	if (found.kind === "problem") return found;
	const [only] = found.versions;
	return answer({
		repository: call.repository,
		sequence: only.sequence,
		...only.document
	});
}
/** `GET /prompts/{id}/compare/{a}...{b}`: what differs between two versions, word by word. */
async function compareVersions(call, compare) {
	const [a = "", b = "", ...more] = call.param("range").split("...");
	if (more.length > 0 || b === "") return problem("malformed_request", "Name two versions with three dots between them.");
	const found = await findVersions(call, [a, b]);
	if (found.kind === "problem") return found;
	const [base, head = base] = found.versions;
	const differences = compare(effectiveOf(base.document), effectiveOf(head.document));
	const refOf = ({ document: { digest, version }, sequence }) => ({
		version,
		digest,
		sequence
	});
	return answer({
		...identityOf$1(call, found.state),
		base: refOf(base),
		head: refOf(head),
		same: base.document.digest === head.document.digest,
		differences
	});
}
/** `GET /prompts/{id}/events?after=<sequence>&limit=`: the ledger, oldest first. */
async function listEvents(call) {
	const limit = pageSize(call);
	if (typeof limit !== "number") return limit;
	const after = sequenceIn(call, "after") ?? 0;
	if (typeof after === "object") return after;
	const found = await findPrompt(call);
	if (found.kind === "problem") return found;
	const { state } = found;
	const to = Math.min(after + limit, state.sequence);
	const events = await call.view.events(state.prompt_id, {
		from: after + 1,
		to
	});
	return answer({
		...identityOf$1(call, state),
		sequence: state.sequence,
		events: events.filter((event) => maySeeEvent(call, event)),
		next: to < state.sequence ? to : null
	});
}
/** An event without an environment (archived, restored, published without going live) needs a key for all of them. */
function maySeeEvent({ reach }, { environment }) {
	return reach.environments === null || environment !== null && reach.environments.has(environment);
}
async function findVersions(call, ids) {
	const malformed = ids.find((id) => !isVersionId(id));
	if (malformed !== void 0) return problem("malformed_request", `${quote(malformed)} is no version id (YYYY-MM-DD.N).`);
	const found = await findPrompt(call);
	if (found.kind === "problem") return found;
	const { state } = found;
	const sequences = await publications(call, state);
	const known = ids.filter((id) => sequences.has(id) && maySeeVersion(call, state, id));
	const documents = await Promise.all(known.map((id) => call.view.version(state.prompt_id, id)));
	const missing = ids.find((id) => !documents.some((document) => document?.version === id));
	if (missing !== void 0) return problem("unknown_version", `The prompt ${state.prompt_id} has no version ${missing}.`);
	const [first, ...rest] = documents.flatMap((document) => document === void 0 ? [] : [{
		document,
		sequence: sequences.get(document.version) ?? null
	}]);
	if (first === void 0) throw new TypeError("At least one version is asked for");
	return {
		kind: "versions",
		state,
		versions: [first, ...rest]
	};
}
/** Each version and the sequence of the first event that published it, oldest first. */
async function publications(call, state) {
	const events = await call.view.events(state.prompt_id, {
		from: 1,
		to: state.sequence
	});
	const first = /* @__PURE__ */ new Map();
	for (const { sequence, type, version } of events) if (type === "prompt.published" && version !== null && !first.has(version)) first.set(version, sequence);
	return first;
}
function identityOf$1(call, { lifecycle, prompt_id, slug }) {
	return {
		repository: call.repository,
		prompt_id,
		slug,
		lifecycle
	};
}
function pageSize(call) {
	const asked = sequenceIn(call, "limit") ?? USUAL_PAGE;
	if (typeof asked !== "number") return asked;
	return asked >= 1 && asked <= LONGEST_PAGE ? asked : problem("malformed_request", `limit must be from 1 to ${LONGEST_PAGE}.`);
}
/** A whole number of the query; undefined where it is not given. */
function sequenceIn(call, name) {
	const text = call.query.get(name);
	if (text === null) return void 0;
	return /^\d{1,9}$/.test(text) ? Number(text) : problem("malformed_request", `${name} must be a whole number.`);
}
// src/delivery/answers-live.ts
/** `GET /prompts/{id}?environment=`: what is live there, whole. */
async function showPrompt(call) {
	const live = await findLive(call, call.query.get("environment") ?? void 0);
	if (live.kind === "problem") return live;
	const { version, since, by } = live;
	return answer({
		...identityOf(call, live),
		live: {
			since,
			by
		},
		published_at: version.published_at,
		...effectiveOf(version),
		...descriptionsOf(version)
	}, etagOf(live));
}
/** `GET /prompts/{id}/variables?environment=`: what must be given to compile it. */
async function showVariables(call) {
	const live = await findLive(call, call.query.get("environment") ?? void 0);
	if (live.kind === "problem") return live;
	const descriptions = live.version.variable_descriptions ?? {};
	const variables = live.version.variables.map((variable) => {
		const description = ownMember(descriptions, variable.name);
		return {
			...variable,
			...description === void 0 ? {} : { description }
		};
	});
	return answer({
		...identityOf(call, live),
		variables
	}, etagOf(live));
}
const compileSchema = z.strictObject({
	environment: z.string().nullish(),
	variables: z.custom(isJsonObject, "an object with a value for each variable")
});
/** `POST /prompts/{id}/compiled {environment?, variables}`: messages that can be sent to the model as they are. */
async function compilePrompt(call) {
	const parsed = compileSchema.safeParse(call.body);
	if (!parsed.success) return malformed(parsed.error);
	const live = await findLive(call, parsed.data.environment ?? void 0);
	if (live.kind === "problem") return live;
	const compiled = compile(live.version, parsed.data.variables);
	if (!compiled.ok) return unfit(call, live, compiled.offences);
	const { messages: _, variables: __, ...rest } = effectiveOf(live.version);
	return answer({
		...identityOf(call, live),
		...rest,
		messages: compiled.messages
	});
}
function malformed(error) {
	const [issue] = error.issues;
	return problem("malformed_request", `Send {"environment": "…", "variables": {…}}; ${issue === void 0 || issue.path.length === 0 ? "the body" : issue.path.join(".")}: ${issue?.message ?? "not usable"}.`);
}
function unfit(call, live, offences) {
	const count = offences.length === 1 ? "One variable does" : `${offences.length} variables do`;
	const errors = offences.map((offence) => {
		if (offence.code !== "too_long") return offence;
		const { maxLength, ...rest } = offence;
		return {
			...rest,
			max_length: maxLength
		};
	});
	return problem("variables_do_not_fit", `${count} not fit the prompt.`, {
		...identityOf(call, live),
		errors
	});
}
function identityOf(call, { environment, sequence, version }) {
	return {
		repository: call.repository,
		prompt_id: version.prompt_id,
		slug: version.slug,
		environment,
		version: version.version,
		digest: version.digest,
		sequence
	};
}
function descriptionsOf({ variable_descriptions }) {
	return variable_descriptions === void 0 ? {} : { variable_descriptions };
}
/** Goes into every ETag: a new shape of the answers must not be taken for an old one. */
const SHAPE = 1;
/** Strong: an answer is decided by the version's content and by the event that made it live. */
function etagOf({ sequence, version }) {
	return `"${SHAPE}.${version.digest.slice(7)}.${sequence}"`;
}
// src/delivery/probes.ts
/**
* For whoever watches the server, without a key: `/readyz`, and `/metrics` in Prometheus' text format. A rewritten branch makes
* nothing unready, nor does a broken config: what was good last is served on.
*/
function probes(look) {
	const standing = () => look().catch(() => null);
	return [["/readyz", async () => readiness(await standing())], ["/metrics", async () => metrics(await standing())]];
}
const NOT_KEPT = { "cache-control": "no-store" };
function readiness(standing) {
	if (standing !== null) {
		const { branch, brokenConfig } = standing;
		const body = {
			status: "ready",
			reasons: [],
			release_branch: branch,
			config: brokenConfig === null ? { state: "readable" } : {
				state: "broken",
				at: brokenConfig
			}
		};
		return Response.json(body, { headers: NOT_KEPT });
	}
	return Response.json({
		status: "not_ready",
		reasons: ["release_branch_unreadable"]
	}, {
		status: 503,
		headers: NOT_KEPT
	});
}
function metrics(standing) {
	const gauge = (name, help, value) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value ? 1 : 0}\n`;
	const text = [gauge("pointsman_release_branch_up", "1 where the release branch could be read.", standing !== null), gauge("pointsman_release_branch_rewritten", "1 while the release branch does not go back to its last good head, which is served instead.", standing?.branch.state === "rewritten")].join("");
	const headers = {
		...NOT_KEPT,
		"content-type": "text/plain; version=0.0.4; charset=utf-8"
	};
	return new Response(text, { headers });
}
// src/delivery/api.ts
const BASE = "/api/v1/repos/:owner/:repo";
const CHANGES = ["rollback", "promote"];
/** The HTTP API (contracts §9). */
function createApi(options) {
	const app = new Hono();
	app.use(safeHeaders);
	app.get("/healthz", () => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } }));
	app.all("/healthz", () => problemResponse(methodNotAllowed("GET, HEAD")));
	for (const [path, answer] of options.look === void 0 ? [] : probes(options.look)) app.get(path, answer);
	app.use(`${BASE}/*`, letIn(options));
	for (const verb of CHANGES) app.post(`${BASE}/prompts/:id/${verb}`, nameCaller);
	for (const verb of [...CHANGES, "compiled"]) app.post(`${BASE}/prompts/:id/${verb}`, takeBody(options));
	app.use(`${BASE}/*`, inRoom(options));
	app.use(`${BASE}/*`, findServed(options));
	for (const [path, ask] of readings(options.compare)) {
		app.get(`${BASE}${path}`, (c) => answerFromView(c, ask));
		app.all(`${BASE}${path}`, () => problemResponse(methodNotAllowed("GET, HEAD")));
	}
	app.post(`${BASE}/prompts/:id/compiled`, compileRoute);
	app.all(`${BASE}/prompts/:id/compiled`, () => problemResponse(methodNotAllowed("POST")));
	for (const verb of CHANGES) {
		app.post(`${BASE}/prompts/:id/${verb}`, (c) => changeRoute(c, verb));
		app.all(`${BASE}/prompts/:id/${verb}`, () => problemResponse(methodNotAllowed("POST")));
	}
	app.get(`${BASE}/stream`, streamRoute);
	app.all(`${BASE}/stream`, () => problemResponse(methodNotAllowed("GET, HEAD")));
	app.notFound(() => problemResponse(problem("unknown_route", "There is nothing at this address.")));
	app.onError((error) => problemResponse(failure(error, options.log)));
	return async (request) => app.fetch(request);
}
function readings(compare) {
	return [
		["/prompts", listPrompts],
		["/prompts/:id", showPrompt],
		["/prompts/:id/variables", showVariables],
		["/prompts/:id/versions", listVersions],
		["/prompts/:id/versions/:version", showVersion],
		["/prompts/:id/compare/:range", (call) => compareVersions(call, compare)],
		["/prompts/:id/events", listEvents]
	];
}
const SAFE_HEADERS = {
	"x-content-type-options": "nosniff",
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
	"cross-origin-resource-policy": "same-origin",
	"referrer-policy": "no-referrer"
};
/** Answers are for programs: nothing in them is ever to be shown as a page, framed or read by another origin. */
const safeHeaders = async (c, next) => {
	await next();
	for (const [name, value] of Object.entries(SAFE_HEADERS)) c.res.headers.set(name, value);
};
async function answerFromView(c, ask) {
	const view = await c.get("served").live.view();
	const response = respond(c.req.raw, await ask(callOf(c, view)));
	if (view.asOf !== null) {
		response.headers.set("age", String(view.asOf.ageSeconds));
		response.headers.set("pointsman-as-of", view.asOf.time);
	}
	return response;
}
function callOf(c, view) {
	return {
		repository: c.get("served").name,
		view,
		reach: c.get("authorised").reach,
		param: (name) => c.req.param(name) ?? "",
		query: new URL(c.req.url).searchParams,
		body: c.get("body")
	};
}
const compileRoute = async (c) => {
	const response = await answerFromView(c, compilePrompt);
	response.headers.set("cache-control", "no-store");
	return response;
};
/** What was done is never remembered by a cache, and is not to be confused with what stood there before. */
async function changeRoute(c, verb) {
	const caller = c.get("caller");
	if (caller === void 0) throw new Error("A change was let through in nobody's name.");
	const { live, requestChange } = c.get("served");
	const answered = await changePrompt({
		...callOf(c, await live.view()),
		verb,
		caller,
		requestChange
	});
	const response = respond(c.req.raw, answered);
	response.headers.set("cache-control", "no-store");
	if (answered.kind === "answer" && answered.repeated) response.headers.set("idempotent-replayed", "true");
	return response;
}
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const streamRoute = async (c) => {
	const headers = {
		"content-type": "text/event-stream",
		"cache-control": "no-cache, no-transform"
	};
	if (c.req.raw.method === "HEAD") return new Response(null, { headers });
	const last = c.req.header("last-event-id");
	const since = last !== void 0 && COMMIT.test(last) ? last : null;
	const { key, reach } = c.get("authorised");
	const stream = c.get("served").feed.listen({
		key: key?.name ?? null,
		reach,
		since
	});
	if (stream === void 0) return problemResponse({
		...problem("too_many_listeners", "This server takes no more listeners now."),
		headers: { "retry-after": "30" }
	});
	return new Response(stream.pipeThrough(new TextEncoderStream()), { headers });
};
function respond(request, answered) {
	if (answered.kind === "problem") return problemResponse(answered);
	const headers = new Headers({
		"content-type": "application/json",
		"cache-control": "no-cache"
	});
	headers.set("vary", "authorization");
	const { body, etag } = answered;
	if (etag !== void 0) headers.set("etag", etag);
	if (etag !== void 0 && matches(request.headers.get("if-none-match"), etag)) {
		headers.delete("content-type");
		return new Response(null, {
			status: 304,
			headers
		});
	}
	return new Response(`${JSON.stringify(body)}\n`, { headers });
}
/** The weak comparison of RFC 9110 §13.1.2. Our tags hold no commas. */
function matches(ifNoneMatch, etag) {
	if (ifNoneMatch === null) return false;
	const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
	return tags.includes(etag) || tags.includes("*");
}
function methodNotAllowed(allow) {
	return {
		...problem("method_not_allowed", `This address takes ${allow}.`),
		headers: { allow }
	};
}
/** What went wrong inside is for the operator's log; the asker learns whether to try again. */
function failure(error, log) {
	log(error instanceof OutsideError ? error.message : error.stack ?? error.message);
	if (error instanceof UnknownOutcomeError) return {
		...problem("unavailable", "No answer came, so this may or may not have been done. Send it again with the same Idempotency-Key."),
		headers: { "retry-after": "5" }
	};
	if (error instanceof ConfigUnreadableError) return {
		...problem("unavailable", "The settings on the default branch, .github/pointsman.yml, have errors, and none before them are known: whatever were served would be a guess. Mend them."),
		headers: { "retry-after": "5" }
	};
	if (error instanceof OutsideError) return {
		...problem("unavailable", "The release branch cannot be reached now. Try again."),
		headers: { "retry-after": "1" }
	};
	if (error instanceof BrokenBranchError || error.name === "DocumentError") return problem("broken_release_branch", "The release branch holds something that pointsman did not write: run “pointsman verify”.");
	return problem("internal", "Something went wrong here. The server's log says what.");
}
// src/delivery/server.ts
/** Whoever can reach the server needs a key; only the own machine does without. */
function mayListen(host, access) {
	return access.kind === "keys" || isLoopback(host);
}
/** A handler as a listener of node's HTTP server. */
function nodeListener(handler) {
	return getRequestListener((request) => handler(request), {
		overrideGlobalObjects: false,
		errorHandler: () => problemResponse(problem("malformed_request", "This request makes no sense."))
	});
}
/** Serves a handler on node's HTTP server. Rejects where the address is taken or not ours. */
async function startServer({ handler, host, port }) {
	const listener = nodeListener(handler);
	const server = createServer({
		requestTimeout: 3e4,
		headersTimeout: 1e4
	}, (request, response) => {
		response.once("close", () => {
			if (!server.listening) setImmediate(() => server.closeIdleConnections());
		});
		listener(request, response);
	});
	return {
		address: await bind(server, {
			host,
			port
		}),
		stop: () => close(server)
	};
}
/** Listens, on any free port for 0; gives the address. Rejects where it is taken or not ours. */
async function bind(server, { host, port }) {
	const name = host.replace(/^\[|\]$/g, "");
	const listening = once(server, "listening");
	server.listen(port, name);
	await listening;
	const bound = server.address();
	const actual = typeof bound === "object" && bound !== null ? bound.port : port;
	return `http://${name.includes(":") ? `[${name}]` : name}:${actual}`;
}
/** Takes no new requests and lets those under way finish. */
function close(server) {
	return new Promise((resolve, reject) => {
		server.close((error) => error ? reject(error) : resolve());
		server.closeIdleConnections();
	});
}
// src/delivery/stream.ts
/** Events after which something else is served than before. */
const POINTER_CHANGES = /* @__PURE__ */ new Set([
	"prompt.published",
	"prompt.promoted",
	"prompt.rolled_back",
	"prompt.archived",
	"prompt.restored"
]);
/** Places that listeners go on from which are told from in one look: anybody can name one, and each has the branch's history read. */
const MOST_PLACES = 10;
/** One look at the head serves all listeners; nobody looks while nobody listens. */
function changeFeed(options) {
	const listeners = /* @__PURE__ */ new Set();
	const watch = startableWatch(options, listeners);
	let isClosed = false;
	return {
		listen({ key, reach, since }) {
			if (isClosed || !isRoomFor(key, listeners, options)) return void 0;
			let own;
			return new ReadableStream({
				start(controller) {
					own = {
						key,
						reach,
						at: since ?? void 0,
						controller
					};
					listeners.add(own);
					controller.enqueue("retry: 3000\n\n");
					watch();
				},
				cancel() {
					if (own !== void 0) listeners.delete(own);
				}
			});
		},
		close() {
			isClosed = true;
			for (const listener of listeners) drop(listeners, listener);
		}
	};
}
function isRoomFor(key, listeners, { maxListeners, maxPerKey }) {
	if (listeners.size >= maxListeners) return false;
	return key === null || [...listeners].filter((listener) => listener.key === key).length < maxPerKey;
}
function startableWatch(options, listeners) {
	let running = false;
	const run = async () => {
		for (let looks = 1; listeners.size > 0; looks += 1) {
			await look(options, listeners, looks % options.heartbeatEvery === 0);
			await options.pause();
		}
		running = false;
	};
	return () => {
		if (running) return;
		running = true;
		run();
	};
}
/** One look: a release branch that cannot be read now is looked at again the next time. */
async function look(options, listeners, isHeartbeat) {
	try {
		const head = await options.live.head();
		const looked = {
			head,
			results: /* @__PURE__ */ new Map(),
			failed: /* @__PURE__ */ new Set()
		};
		for (const listener of listeners) {
			if (head !== listener.at) await tellOne(options, listener, looked);
			else if (isHeartbeat) listener.controller.enqueue(": heartbeat\n\n");
			if ((listener.controller.desiredSize ?? 0) < -1e3) drop(listeners, listener);
		}
	} catch (error) {
		notRead(options, error);
	}
}
/** Where one goes on from is for anybody to name: what cannot be read for that one is no other's business. */
async function tellOne(options, listener, looked) {
	const since = listener.at;
	if (since !== void 0 && looked.failed.has(since)) return;
	try {
		await tell(options, listener, looked);
	} catch (error) {
		if (since !== void 0) looked.failed.add(since);
		notRead(options, error);
	}
}
function notRead({ log }, error) {
	log(`The stream of changes could not be read: ${error instanceof Error ? error.message : "?"}`);
}
async function tell(options, listener, looked) {
	const { head, results } = looked;
	const since = listener.at;
	if (since === void 0 || head === null) {
		send(listener, landmark(options, since === void 0 ? "ready" : "reset", head), head);
		return;
	}
	const result = results.get(since) ?? await changesSince(since, head, {
		options,
		looked
	});
	results.set(since, result);
	if (result.status === "unknown") {
		send(listener, landmark(options, "reset", head), head);
		return;
	}
	for (const { commit, changes } of result.commits) {
		const seen = changes.filter((change) => concerns(change, listener.reach));
		send(listener, seen.map((change, index) => {
			const id = index === seen.length - 1 ? commit : null;
			return message(change.event.type, payload(options.repository, commit, change), id);
		}).join(""), commit);
	}
	listener.at = head;
}
async function changesSince(since, head, { looked, options }) {
	return looked.results.size + looked.failed.size < MOST_PLACES ? options.live.changesBetween(since, head) : { status: "unknown" };
}
/** `ready`: from here on changes are told. `reset`: some may be missing, so whatever was remembered is to be read again. */
function landmark({ repository }, event, head) {
	return message(event, {
		repository,
		commit: head
	}, head);
}
function send(listener, text, at) {
	listener.at = at;
	try {
		if (text !== "") listener.controller.enqueue(text);
	} catch {}
}
function concerns({ event: { environment, type } }, { environments }) {
	if (!POINTER_CHANGES.has(type)) return false;
	if (environment === null) return type !== "prompt.published";
	return environments === null || environments.has(environment);
}
/** The same members as a webhook's body (contracts §8). */
function payload(repository, commit, { digest, event, slug }) {
	return {
		id: event.id,
		event: event.type,
		repository,
		prompt_id: event.prompt_id,
		slug,
		environment: event.environment,
		version: event.version,
		previous_version: event.previous_version,
		sequence: event.sequence,
		digest,
		actor: event.actor.login,
		reason: event.reason,
		at: event.at,
		commit
	};
}
/** JSON holds no line breaks, so nothing that people wrote can end a field. */
function message(event, data, id) {
	return `${id === null ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
function drop(listeners, listener) {
	listeners.delete(listener);
	try {
		listener.controller.close();
	} catch {}
}
// src/releases/changes.ts
/** More changes than this at once are not told one by one. */
const MOST_CHANGES = 1e3;
/** What happened between two release commits, oldest first. */
async function changesBetween(branch, since, until) {
	const commits = [];
	let count = 0;
	try {
		for await (const announcement of announcementsSince(branch, {
			since,
			until
		})) {
			const commit = changesOf(announcement);
			count += commit.changes.length;
			if (count > MOST_CHANGES) return { status: "unknown" };
			commits.push(commit);
		}
		return {
			status: "changes",
			commits
		};
	} catch (error) {
		if (error instanceof HistoryError) return { status: "unknown" };
		throw error;
	}
}
function changesOf({ commit, prompts }) {
	return {
		commit,
		changes: prompts.flatMap(({ events, state }) => events.map(({ event, version }) => ({
			event,
			slug: state.slug,
			digest: version?.digest ?? null
		})))
	};
}
// src/commands/requesting.ts
/** Makes a change that a program asked for (see `RequestChange`). Its key was judged before: the repository is not asked who may. */
async function requestChange(request, ports) {
	const arrivedAt = ports.surroundings.now();
	try {
		const [alarm] = await ports.alarms?.() ?? [];
		if (alarm !== void 0) return {
			status: "alarm",
			alarm: alarm.kind
		};
		const operation = operationOf(request, {
			role: ports.role,
			arrivedAt
		});
		return changeOutcome(operation, await operate(operation, {
			...ports,
			members: null
		}));
	} catch (error) {
		if (error instanceof BranchAlarmError) return {
			status: "alarm",
			alarm: error.kind
		};
		if (error instanceof DocumentError) return { status: "damaged" };
		throw error;
	}
}
/**
* The asker's name is part of the event's key, so that what two askers call alike stays apart; no name holds a slash. What was
* asked for lies in the event as a digest: a repetition is told from another request under the same name by it.
*/
function operationOf(request, { arrivedAt, role }) {
	const { asker, environment, from, idempotencyKey, prompt, reason, to, verb } = request;
	return {
		verb,
		prompt,
		environment,
		from,
		version: to,
		cause: {
			key: `api:${asker}/${idempotencyKey}`,
			actor: {
				login: `api:${asker}`,
				id: null,
				role
			},
			origin: {
				kind: "api",
				url: null,
				request: digestOf({
					verb,
					environment,
					to,
					from,
					reason
				})
			},
			reason,
			requestedAt: null,
			arrivedAt
		}
	};
}
function changeOutcome(operation, outcome) {
	switch (outcome.status) {
		case "done": {
			const { event, repeated, state } = outcome;
			if (repeated && event.origin.request !== operation.cause.origin.request) return { status: "key_reused" };
			return {
				status: "done",
				event,
				slug: state.slug,
				digest: digestOfLive(event, state),
				repeated
			};
		}
		case "refused": {
			const { code, details } = outcome.refusal;
			return {
				status: "refused",
				code,
				message: refusalText(operation, outcome),
				details
			};
		}
		case "conflict": return { status: "busy" };
		case "immutable": return { status: "damaged" };
	}
}
/** Whatever was live somewhere once is named by the state for ever. */
function digestOfLive({ environment, version }, state) {
	const { retired, rolled_back, trail } = environmentOf(state, environment ?? "");
	const found = [
		...trail,
		...rolled_back,
		...retired
	].find((ref) => ref.version === version);
	if (found === void 0) throw new TypeError(`${version} was made live and the state does not name it`);
	return found.digest;
}
export { close as a, startServer as c, livePrompts as d, isLoopback as f, bind as i, createApi as l, changesBetween as n, mayListen as o, parseApiKeys as p, changeFeed as r, nodeListener as s, requestChange as t, sharedPlaces as u };

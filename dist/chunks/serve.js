import { l as startingPoint, r as openRepository, t as DEFAULT_REMOTE } from "./repository.js";
import { c as HistoryError, l as OutsideError, n as runGit, o as decodeUtf8 } from "./run.js";
import { E as environmentOf, _ as statePath, a as readState, g as slugPath, i as readEvent, m as parseBranchPath, o as readVersion, u as eventPath, v as versionPath, x as effectiveOf } from "./documents.js";
import { n as isVersionId } from "./version-id.js";
import { a as problemResponse, i as problem, n as isLoopback, o as quote, r as parseApiKeys, t as authorise } from "./api-keys.js";
import { n as isJsonObject, r as ownMember } from "./json.js";
import { t as compile } from "./compile.js";
import { a as kebabCase } from "./prompt-file.js";
import { n as announcementsSince } from "./announcements.js";
import { n as slugOwner } from "./find-prompt.js";
import { t as diffPrompts } from "./word-diff.js";
import { i as tryAgain, n as done, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
import { createServer } from "node:http";
import { once } from "node:events";
import { Hono } from "hono";
import { getRequestListener } from "@hono/node-server";
// src/delivery/head-memory.ts
/** UTF-16 code units of all remembered files. Past it everything is forgotten, which costs no more than reading again. */
const MOST_REMEMBERED = 33554432;
/** Never stale: a commit's files cannot change, and another commit starts from nothing. */
function headMemory(branch) {
	let memory = empty("");
	const memoryOf = (head) => {
		if (memory.head !== head || memory.size > MOST_REMEMBERED) memory = empty(head);
		return memory;
	};
	return {
		async read(paths, at) {
			const remembered = memoryOf(at);
			const known = new Map(paths.map((path) => [path, remembered.files.get(path)]));
			const unknown = [...known.keys()].filter((path) => known.get(path) === void 0);
			if (unknown.length > 0) {
				const { files } = await branch.read(unknown, at);
				for (const path of unknown) known.set(path, remember(remembered, path, files.get(path) ?? null));
			}
			return snapshotOf(at, known);
		},
		async list(directory, at) {
			const { lists } = memoryOf(at);
			const listed = lists.get(directory) ?? await branch.list(directory, at);
			lists.set(directory, listed);
			return listed;
		}
	};
}
function empty(head) {
	return {
		head,
		files: /* @__PURE__ */ new Map(),
		lists: /* @__PURE__ */ new Map(),
		size: 0
	};
}
function remember(remembered, path, text) {
	if (!remembered.files.has(path)) remembered.size += path.length + (text?.length ?? 0);
	remembered.files.set(path, text);
	return text;
}
function snapshotOf(head, known) {
	const present = [...known].flatMap(([path, text]) => typeof text === "string" ? [[path, text]] : []);
	return {
		head,
		files: new Map(present)
	};
}
// src/delivery/live-prompts.ts
/** A pointer or a ledger names what the branch does not hold: it was edited by hand. */
var BrokenBranchError = class extends Error {
	name = "BrokenBranchError";
};
/**
* Serves the release branch. The head is asked for with each request, so a rollback shows in the next one; what stands
* at a head cannot change and is remembered until there is another head.
*/
function livePrompts(parts) {
	const memory = headMemory(parts.branch);
	return {
		head: parts.branch.head,
		changesBetween: parts.changesBetween,
		async view() {
			const [head, environments] = await Promise.all([parts.branch.head(), parts.environments()]);
			return viewAt({
				head,
				environments,
				memory,
				documents: parts.documents
			});
		}
	};
}
function viewAt(parts) {
	return {
		environments: parts.environments,
		slugs: () => listSlugs(parts),
		statesOf: (slugs) => statesOf(parts, slugs),
		state: (name) => findState(parts, name),
		version: async (promptId, version) => (await readVersions(parts, promptId, [version]))[0],
		versions: (promptId, versions) => readVersions(parts, promptId, versions),
		events: (promptId, range) => readEvents(parts, promptId, range)
	};
}
async function readFiles({ head, memory }, paths) {
	return head === null ? {
		head,
		files: /* @__PURE__ */ new Map()
	} : await memory.read(paths, head);
}
/** Slugs rather than prompts: their folder holds one file a prompt, and no events. */
async function listSlugs({ head, memory }) {
	if (head === null) return [];
	return (await memory.list("slugs", head)).flatMap((path) => {
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
/** The prompt that the path names, archived or not. What was never released anywhere the key may look is unknown. */
async function findPrompt(call) {
	const name = call.param("id");
	const unknown = problem("unknown_prompt", `No prompt that was released here is called ${quote(name)}.`);
	if (name.length > LONGEST_PROMPT_NAME || !PROMPT_NAME.test(name)) return unknown;
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
	const detail = `There is no environment ${quote(name)}.`;
	return problem("unknown_environment", detail, { environments: reachableEnvironments(call) });
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
	const documents = await Promise.all(ids.map((id) => call.view.version(state.prompt_id, id)));
	const missing = ids.find((id, at) => documents[at] === void 0 || !maySeeVersion(call, state, id));
	if (missing !== void 0) return problem("unknown_version", `The prompt ${state.prompt_id} has no version ${missing}.`);
	const sequences = await publications(call, state);
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
	environment: z.string().exactOptional(),
	variables: z.custom(isJsonObject, "an object with a value for each variable")
});
/** `POST /prompts/{id}/compiled {environment?, variables}`: messages that can be sent to the model as they are. */
async function compilePrompt(call) {
	const parsed = compileSchema.safeParse(call.body);
	if (!parsed.success) return malformed(parsed.error);
	const live = await findLive(call, parsed.data.environment);
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
	const detail = `Send {"environment": "…", "variables": {…}}; ${issue === void 0 || issue.path.length === 0 ? "the body" : issue.path.join(".")}: ${issue?.message ?? "not usable"}.`;
	return problem("malformed_request", detail);
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
// src/delivery/body.ts
const MAX_BODY_BYTES = 1048576;
/** What is too long is read on up to here and thrown away: a connection cut while it sends would lose the answer. */
const MOST_DISCARDED_BYTES = 16777216;
/** The JSON of a request's body, bounded before it is buffered. */
async function readJsonBody(request) {
	if ((request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() !== "application/json") return problem("unsupported_media_type", "Send the body as application/json.");
	const bytes = await readBounded(request);
	if (bytes === void 0) return problem("too_large", `A body has at most ${MAX_BODY_BYTES} bytes.`);
	return parseJson(bytes) ?? problem("malformed_request", "The body is no JSON in UTF-8.");
}
async function readBounded({ body }) {
	const chunks = [];
	let length = 0;
	for await (const chunk of body ?? []) {
		length += chunk.length;
		if (length > MOST_DISCARDED_BYTES) break;
		if (length <= MAX_BODY_BYTES) chunks.push(chunk);
		else chunks.length = 0;
	}
	return length > MAX_BODY_BYTES ? void 0 : Buffer.concat(chunks);
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
// src/delivery/api.ts
const BASE = "/api/v1/repos/:owner/:repo";
/** The HTTP API (contracts §9), its reading half. */
function createApi(options) {
	const app = new Hono();
	app.use(safeHeaders);
	app.get("/healthz", () => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } }));
	app.all("/healthz", () => problemResponse(methodNotAllowed("GET, HEAD")));
	app.use(`${BASE}/*`, letIn(options));
	for (const [path, ask] of readings(options.compare)) {
		app.get(`${BASE}${path}`, async (c) => respond(c.req.raw, await ask(callOf(c, await viewOf(c)))));
		app.all(`${BASE}${path}`, () => problemResponse(methodNotAllowed("GET, HEAD")));
	}
	app.post(`${BASE}/prompts/:id/compiled`, compileRoute);
	app.all(`${BASE}/prompts/:id/compiled`, () => problemResponse(methodNotAllowed("POST")));
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
/** Checks the key first and looks for the repository then. */
function letIn(options) {
	return async (c, next) => {
		const name = `${c.req.param("owner")}/${c.req.param("repo")}`;
		const authorised = authorise(options.access, c.req.raw, name);
		if (authorised.kind === "problem") return problemResponse(authorised);
		const served = options.repository(name);
		if (served === void 0) return problemResponse(problem("unknown_repository", "This repository is not served here."));
		c.set("reach", authorised.reach);
		c.set("served", served);
		return next();
	};
}
function viewOf(c) {
	return c.get("served").live.view();
}
function callOf(c, view, body) {
	return {
		repository: c.get("served").name,
		view,
		reach: c.get("reach"),
		param: (name) => c.req.param(name) ?? "",
		query: new URL(c.req.url).searchParams,
		body
	};
}
const compileRoute = async (c) => {
	const body = await readJsonBody(c.req.raw);
	if (body.kind === "problem") return problemResponse(body);
	const answered = await compilePrompt(callOf(c, await viewOf(c), body.value));
	const response = respond(c.req.raw, answered);
	response.headers.set("cache-control", "no-store");
	return response;
};
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const streamRoute = async (c) => {
	const headers = {
		"content-type": "text/event-stream",
		"cache-control": "no-cache, no-transform"
	};
	if (c.req.raw.method === "HEAD") return new Response(null, { headers });
	const last = c.req.header("last-event-id");
	const since = last !== void 0 && COMMIT.test(last) ? last : null;
	const stream = c.get("served").feed.listen({
		reach: c.get("reach"),
		since
	});
	if (stream === void 0) {
		const refused = problem("too_many_listeners", "There are as many listeners as this server takes.");
		return problemResponse({
			...refused,
			headers: { "retry-after": "30" }
		});
	}
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
	if (error instanceof OutsideError) return {
		...problem("unavailable", "The release branch cannot be read now. Try again."),
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
/** Serves a handler on node's HTTP server. Rejects where the address is taken or not ours. */
async function startServer({ handler, host, port }) {
	const listener = getRequestListener((request) => handler(request), {
		overrideGlobalObjects: false,
		errorHandler: () => problemResponse(problem("malformed_request", "This request makes no sense."))
	});
	const server = createServer({
		requestTimeout: 3e4,
		headersTimeout: 1e4
	}, (request, response) => {
		response.once("close", () => {
			if (!server.listening) setImmediate(() => server.closeIdleConnections());
		});
		listener(request, response);
	});
	const actual = await listen(server, host, port);
	return {
		address: `http://${host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host}:${actual}`,
		stop: () => close(server)
	};
}
function listen(server, host, port) {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host.replace(/^\[|\]$/g, ""), () => {
			const bound = server.address();
			resolve(typeof bound === "object" && bound !== null ? bound.port : port);
		});
	});
}
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
/** One look at the head serves all listeners; nobody looks while nobody listens. */
function changeFeed(options) {
	const listeners = /* @__PURE__ */ new Set();
	const watch = startableWatch(options, listeners);
	return {
		listen({ reach, since }) {
			if (listeners.size >= options.maxListeners) return void 0;
			let own;
			return new ReadableStream({
				start(controller) {
					own = {
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
			for (const listener of listeners) drop(listeners, listener);
		}
	};
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
		const results = /* @__PURE__ */ new Map();
		for (const listener of listeners) {
			if (head !== listener.at) await tell(options, listener, {
				head,
				results
			});
			else if (isHeartbeat) listener.controller.enqueue(": heartbeat\n\n");
			if ((listener.controller.desiredSize ?? 0) < -1e3) drop(listeners, listener);
		}
	} catch (error) {
		options.log(`The stream of changes could not be read: ${error instanceof Error ? error.message : "?"}`);
	}
}
async function tell(options, listener, { head, results }) {
	const since = listener.at;
	if (since === void 0 || head === null) {
		send(listener, landmark(options, since === void 0 ? "ready" : "reset", head), head);
		return;
	}
	const result = results.get(since) ?? await options.live.changesBetween(since, head);
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
// src/cli/stop-signals.ts
/** What a shell makes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = {
	SIGINT: 130,
	SIGTERM: 143
};
/**
* Aborted by the first SIGINT or SIGTERM. The second ends the process at once: as the first process of a container, nothing
* else would.
*/
function stopSignals() {
	const asked = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
		if (asked.signal.aborted) process.exit(EXIT_CODES[signal]);
		asked.abort();
	});
	return asked.signal;
}
// src/cli/verbs/serve.ts
const words = z.object({
	host: z.string().regex(/^[A-Za-z0-9.:_[\]-]{1,253}$/, "this is no host").default("127.0.0.1"),
	port: z.string().regex(/^\d{1,5}$/, "a port is a number from 0 to 65535").transform(Number).refine((port) => port <= 65535, "a port is a number from 0 to 65535").default(8080),
	as: z.string().regex(/^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/, "write a repository as owner/name").optional()
});
/** How often the release branch is looked at for those who listen to `/stream`. */
const LOOK_EVERY_MS = 1e3;
const LOOKS_PER_HEARTBEAT = 15;
const MAX_LISTENERS = 100;
/** More changes than this at once are not told one by one. */
const MOST_CHANGES = 1e3;
/** The config's environments and branch name are read again after this long; pointers are never kept. */
const CONFIG_AGE_MS = 2e3;
/** `pointsman serve`: the HTTP API over this repository's release branch, or the GitHub App, until SIGINT or SIGTERM. */
async function runServe(call) {
	const stop = stopSignals();
	return call.input.app === true ? serveApp(call, stop) : serveUntil(call, stop);
}
const appWords = z.strictObject({ app: z.literal(true) }, "With --app, set HOST and PORT in the environment");
/** The GitHub App, which is loaded only now. */
async function serveApp({ environment, input }, stop) {
	readWords(appWords, input);
	const { runApp } = await import("./run2.js");
	const run = await runApp(environment.variables, stop);
	switch (run.status) {
		case "stopped": return done({ address: run.address }, "");
		case "misconfigured": {
			const problems = run.problems.map((problem) => `- ${problem}`).join("\n");
			return badInput({
				code: "app_settings",
				message: `pointsman cannot start:\n${problems}`
			});
		}
		case "unavailable": return tryAgain({
			code: "unavailable",
			message: `pointsman cannot start: ${run.why}`
		});
	}
}
/** Serves until the signal; requests under way are answered first. */
async function serveUntil(call, stop) {
	const { as, host, port } = readWords(words, call.input);
	const keys = parseApiKeys(call.environment.variables.POINTSMAN_API_KEYS);
	if (!keys.ok) return badInput({
		code: "api_keys",
		message: keys.problems.join("\n")
	});
	if (!mayListen(host, keys.access)) {
		const message = `On ${host} anybody could read the prompts: set POINTSMAN_API_KEYS, or listen on 127.0.0.1.`;
		return badInput({
			code: "keys_needed",
			message
		});
	}
	const repository = await openRepository(call);
	const name = as ?? await guessName(repository);
	const { feed, handler } = await wire(repository, {
		name,
		access: keys.access
	});
	const server = await start({
		handler,
		host,
		port
	});
	call.environment.warn(`pointsman serves ${name} on ${server.address}/api/v1/repos/${name}/prompts`);
	if (!stop.aborted) await once(stop, "abort");
	feed.close();
	await server.stop();
	return done({
		repository: name,
		address: server.address
	}, "");
}
async function start(options) {
	try {
		return await startServer(options);
	} catch (error) {
		throw new OutsideError(`listen on ${options.host}, port ${options.port}`, error);
	}
}
async function wire(repository, { access, name }) {
	const config = rememberedConfig(repository);
	await config();
	const live = livePrompts({
		branch: readerOf(repository, config),
		documents: {
			state: readState,
			version: readVersion,
			event: readEvent,
			slugOwner
		},
		environments: async () => (await config()).environments,
		changesBetween: async (since, until) => changesBetween(await branchOf(repository, config), since, until)
	});
	const feed = feedOf(repository.environment, name, live);
	const served = {
		name,
		live,
		feed
	};
	return {
		feed,
		handler: createApi({
			access,
			repository: (asked) => asked.toLowerCase() === name.toLowerCase() ? served : void 0,
			compare: diffPrompts,
			log: repository.environment.warn
		})
	};
}
function feedOf(environment, repository, live) {
	return changeFeed({
		repository,
		live,
		pause: () => environment.surroundings.sleep(LOOK_EVERY_MS),
		heartbeatEvery: LOOKS_PER_HEARTBEAT,
		maxListeners: MAX_LISTENERS,
		log: environment.warn
	});
}
function rememberedConfig({ controls, environment }) {
	let readAt = Number.NEGATIVE_INFINITY;
	let config;
	return () => {
		const now = environment.nowMs();
		if (config === void 0 || Math.abs(now - readAt) >= CONFIG_AGE_MS) {
			readAt = now;
			config = controls().then((read) => read.config);
			config.catch(() => {
				config = void 0;
			});
		}
		return config;
	};
}
async function branchOf(repository, config) {
	return repository.branch((await config()).file.release_branch);
}
/** Serves what reading verbs show: the local branch where it descends from the remote-tracking one, else that. */
function readerOf(repository, config) {
	return {
		head: async () => {
			const branch = (await config()).file.release_branch;
			return (await startingPoint({
				repository: repository.git,
				remote: DEFAULT_REMOTE,
				branch
			})).head;
		},
		read: async (paths, at) => (await branchOf(repository, config)).read(paths, at),
		list: async (directory, at) => (await branchOf(repository, config)).list(directory, at)
	};
}
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
/** `owner/name` of the remote's address; a repository without one is `local/` and its folder's name. */
async function guessName({ git }) {
	const read = await runGit(git, [
		"config",
		"--get",
		`remote.${DEFAULT_REMOTE}.url`
	]).catch(() => void 0);
	const [, owner, name] = /([A-Za-z0-9._-]+)[/]([A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(read?.toString("utf8").trim() ?? "") ?? [];
	if (owner !== void 0 && name !== void 0) return `${owner}/${name}`;
	const folder = kebabCase(git.directory.split(/[\\/]/).at(-1) ?? "");
	if (folder === "") throw new UsageError("no_name", "This repository has no name: give it one with --as.");
	return `local/${folder}`;
}
export { runServe };

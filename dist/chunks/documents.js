import { a as effectivePromptDigest, g as sha256Hex, h as digestOf, i as RESPONSE_FORMATS, t as MESSAGE_ROLES } from "./prompt-file.js";
import { n as isVersionId } from "./version-id.js";
import { n as isJsonObject } from "./json.js";
import { t as VARIABLE_TYPES } from "./variables.js";
import { z } from "zod";
// src/domain/ledger/event.ts
/** The types of events a ledger knows (contracts §3). Rollout events will join this list. */
const EVENT_TYPES = [
	"prompt.published",
	"prompt.promoted",
	"prompt.rolled_back",
	"prompt.archived",
	"prompt.restored",
	"prompt.frozen",
	"prompt.unfrozen"
];
/** An RFC 3339 time in UTC with whole seconds, as every document of pointsman writes it: such times sort as texts. */
const timeSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "a time in UTC, RFC 3339 with whole seconds and Z");
const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hex digits");
const versionIdSchema = z.string().refine(isVersionId, "a version id, YYYY-MM-DD.N");
/** Who caused an event. `id` is GitHub's numeric account id; the command line has none and its `role` is `unverified`. */
const actorSchema = z.strictObject({
	login: z.string().min(1).max(200),
	id: z.int().nullable(),
	role: z.string().max(100).nullable()
});
/** Where an event came from. Entries add what identifies their cause: a comment, a pull request, a source commit. */
const originSchema = z.looseObject({
	kind: z.enum([
		"comment",
		"merge",
		"workflow",
		"schedule",
		"api",
		"cli"
	]),
	url: z.string().max(2e3).nullable()
});
const eventSchema = z.strictObject({
	schema: z.literal(1),
	id: z.string().regex(/^evt_[0-9a-f]{24}$/),
	key: z.string().min(1).max(500),
	sequence: z.int().min(1),
	prompt_id: z.string(),
	type: z.enum(EVENT_TYPES),
	environment: z.string().nullable(),
	version: versionIdSchema.nullable(),
	previous_version: versionIdSchema.nullable(),
	actor: actorSchema,
	reason: z.string().max(2e4).nullable(),
	origin: originSchema,
	at: timeSchema,
	previous_digest: digestSchema.nullable()
});
/** `evt_` and the first 24 hex digits of SHA-256(slug, line feed, key); webhooks carry the same id. */
function eventId(slug, key) {
	return `evt_${sha256Hex(`${slug}\n${key}`).slice(0, 24)}`;
}
/** The digest that the next event's `previous_digest` must name: over the whole event's canonical JSON. */
function eventDigest(event) {
	return digestOf(event);
}
// src/domain/ledger/state.ts
/**
* `state.json`: the fold of a prompt's events, so that one small file answers what is live and what may follow.
* It holds nothing that the events and the versions do not say; `verify` folds them again and compares.
*/
/** A version and the digest of its content: flags and trails compare content, not only ids. */
const versionRefSchema = z.strictObject({
	version: versionIdSchema,
	digest: digestSchema
});
const markSchema = z.strictObject({
	since: timeSchema,
	by: z.string(),
	sequence: z.int().min(1),
	reason: z.string().nullable()
});
const pointerSchema = z.strictObject({
	...versionRefSchema.shape,
	since: timeSchema,
	by: z.string(),
	sequence: z.int().min(1)
});
const environmentStateSchema = z.strictObject({
	/** What is live; null before the first publication there. */
	pointer: pointerSchema.nullable(),
	/** The versions that went live, oldest first; the last entry is what is live. */
	trail: z.array(versionRefSchema),
	/** Versions that a rollback left behind here. Their content never goes live again by itself. */
	rolled_back: z.array(versionRefSchema),
	/** Other versions that were live here once: a rollback passed over them, or their flag was lifted. */
	retired: z.array(versionRefSchema),
	/** Set by a rollback: merges make versions but do not move this pointer until `/promote` or `/unfreeze`. */
	held: markSchema.nullable(),
	/** Set by `/freeze`: neither merges nor promotions move this pointer. */
	frozen: markSchema.nullable()
});
const promptStateSchema = z.strictObject({
	schema: z.literal(1),
	prompt_id: z.string(),
	slug: z.string(),
	lifecycle: z.enum(["published", "archived"]),
	/** Where the latest version's prompt file lay; a moved file without an `id` key is recognised by it. */
	path: z.string(),
	sequence: z.int().min(1),
	/** Digest of the last event: the next event's `previous_digest`. */
	last_event_digest: digestSchema,
	updated_at: timeSchema,
	versions: z.int().min(1),
	latest: z.strictObject({
		...versionRefSchema.shape,
		sequence: z.int().min(1),
		published_at: timeSchema
	}),
	environments: z.record(z.string(), environmentStateSchema),
	/** Idempotency keys of the last 30 days' events, at least the last 500. */
	keys: z.array(z.strictObject({
		key: z.string(),
		sequence: z.int().min(1),
		at: timeSchema
	}))
});
/** An environment in which nothing was ever live. */
function emptyEnvironment() {
	return {
		pointer: null,
		trail: [],
		rolled_back: [],
		retired: [],
		held: null,
		frozen: null
	};
}
/** What a prompt's state says of an environment, whether or not anything happened there yet. */
function environmentOf(state, environment) {
	return Object.hasOwn(state.environments, environment) ? state.environments[environment] ?? emptyEnvironment() : emptyEnvironment();
}
/** Whether this content was rolled back in an environment, under whatever version id. */
function isFlagged(environment, digest) {
	return environment.rolled_back.some((flagged) => flagged.digest === digest);
}
// src/releases/layout.ts
/** Where everything stands on the release branch (contracts §3). */
const README_PATH = "README.md";
function statePath(promptId) {
	return `prompts/${promptId}/state.json`;
}
function versionsDirectory(promptId) {
	return `prompts/${promptId}/versions`;
}
function versionPath(promptId, version) {
	return `${versionsDirectory(promptId)}/${version}.json`;
}
function eventsDirectory(promptId) {
	return `prompts/${promptId}/events`;
}
function eventPath(promptId, sequence) {
	return `${eventsDirectory(promptId)}/${String(sequence).padStart(8, "0")}.json`;
}
function slugPath(slug) {
	return `slugs/${slug}.json`;
}
const PROMPT_FILE = /^prompts\/([a-z0-9-]+)\/(?:(state\.json)|versions\/([0-9.-]+)\.json|events\/(\d{8})\.json)$/;
const SLUG_FILE = /^slugs\/([a-z0-9-]+)\.json$/;
/** Ids and slugs: words of lower-case letters and digits, joined by single hyphens. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Whether a text can be a prompt's id or slug: nothing else may become part of a path. */
function isPromptName(text) {
	return text.length <= 63 && NAME.test(text);
}
function parseBranchPath(path) {
	if (path === "README.md") return { kind: "readme" };
	const slug = SLUG_FILE.exec(path)?.[1];
	if (slug !== void 0) return isPromptName(slug) ? {
		kind: "slug",
		slug
	} : void 0;
	const [, promptId, state, version, sequence] = PROMPT_FILE.exec(path) ?? [];
	if (promptId === void 0 || !isPromptName(promptId)) return void 0;
	if (state !== void 0) return {
		kind: "state",
		promptId
	};
	if (version !== void 0) return isVersionId(version) ? {
		kind: "version",
		promptId,
		version
	} : void 0;
	if (sequence !== void 0) return {
		kind: "event",
		promptId,
		sequence: Number(sequence)
	};
}
/** Whether a path may be written again. Everything else on the branch is immutable. */
function isReplaceable(path) {
	const kind = parseBranchPath(path)?.kind;
	return kind === "readme" || kind === "state";
}
/** Documents are stored pretty-printed with a final newline, so that people can read them and diffs stay small. */
function printDocument(document) {
	return `${JSON.stringify(document, null, 2)}\n`;
}
// src/domain/verdict.ts
const VERDICTS = [
	"pass",
	"fail",
	"inconclusive"
];
// src/domain/ledger/version-evaluation.ts
/**
* The gate's evidence as a version keeps it (contracts §3): what was measured and how we know, without anything that a
* model or a case said. Reason codes and case statuses are texts here, since versions outlive the lists they come from.
*/
const count = z.int().nonnegative();
const text = z.string();
/** One first-pass trial of a case. */
const recordedTrialSchema = z.discriminatedUnion("result", [z.strictObject({
	result: z.enum(["pass", "fail"]),
	/** The mean of the evaluators that count; null where none gave a score. */
	score: z.number().min(0).max(1).nullable(),
	input_tokens: count.nullable(),
	output_tokens: count.nullable(),
	/** Null: unknown. */
	cost_usd: z.number().nonnegative().nullable()
}), z.strictObject({
	result: z.literal("error"),
	code: text
})]);
const metricsSchema = z.strictObject({
	cases: count,
	passed: count,
	errors: count,
	pass_rate: z.number().min(0).max(1).nullable(),
	latency_p50_ms: count.nullable(),
	latency_p95_ms: count.nullable(),
	input_tokens: count.nullable(),
	output_tokens: count.nullable(),
	cost_usd: z.number().nonnegative().nullable()
});
/** How the evidence came to this version. */
const obtainedSchema = z.discriminatedUnion("how", [z.strictObject({
	how: z.literal("made"),
	run_url: text.nullable()
}), z.strictObject({
	how: z.literal("reused"),
	run_id: z.int().positive(),
	run_url: text,
	event: text,
	workflow: text,
	artifact_digest: digestSchema
})]);
const versionEvaluationSchema = z.strictObject({
	verdict: z.enum(VERDICTS),
	/** Whether the gate held the change back: it failed, or was inconclusive where the rules let that block. */
	blocks: z.boolean(),
	reasons: z.array(z.strictObject({
		code: text,
		message: text
	})).min(1),
	suite_digest: digestSchema,
	/** Of the rules that the change was held to. */
	rules_digest: digestSchema,
	model: text,
	/** The models that judged, sorted. */
	judges: z.array(text),
	/** Digests of the providers of these models and of the base's, by models. */
	providers: z.record(text, digestSchema),
	/** First-pass trials per case and arm. */
	trials: count,
	/** What it was compared with; null for a prompt that was new. */
	base: z.strictObject({
		kind: text,
		label: text,
		digest: digestSchema,
		metrics: metricsSchema
	}).nullable(),
	head: z.strictObject({
		digest: digestSchema,
		metrics: metricsSchema
	}),
	/** The head's first pass: in the suite's order, empty where nothing was run. */
	cases: z.array(z.strictObject({
		id: text,
		status: text,
		trials: z.array(recordedTrialSchema).max(2e3)
	})),
	/** Cases at the suite's end that were left out here for their size. */
	cases_left_out: count,
	/** When the evaluation began. */
	recorded_at: timeSchema,
	obtained: obtainedSchema,
	/** `sha256:` of the JSON report's bytes. */
	report_digest: digestSchema
});
// src/domain/ledger/version.ts
/**
* JSON is taken as it is: zod's own `json` and `record` make a copy that lacks a member called `__proto__`, which the
* digest covers. What is read comes out of `JSON.parse`, so nothing but JSON is in it.
*/
const jsonSchema = z.custom((value) => value !== void 0, "a JSON value");
const jsonObjectSchema = z.custom(isJsonObject, "a JSON object");
const textsSchema = z.custom((value) => isJsonObject(value) && Object.values(value).every((text) => typeof text === "string"), "an object of texts");
const variableSchema = z.strictObject({
	name: z.string(),
	type: z.enum(VARIABLE_TYPES),
	required: z.boolean(),
	inferred: z.literal(true).exactOptional(),
	default: jsonSchema.exactOptional(),
	enum: z.array(jsonSchema).exactOptional(),
	max_length: z.int().exactOptional()
});
const sourceSchema = z.strictObject({
	path: z.string(),
	commit: z.string().nullable(),
	partials: z.array(z.strictObject({
		path: z.string(),
		digest: digestSchema
	}))
});
/** A version as it is stored (contracts §3). Members that the prompt does not have are left out, as in its digest. */
const versionSchema = z.strictObject({
	schema: z.literal(1),
	prompt_id: z.string(),
	slug: z.string(),
	version: versionIdSchema,
	digest: digestSchema,
	model: z.string(),
	model_parameters: jsonObjectSchema.exactOptional(),
	response_format: z.enum(RESPONSE_FORMATS).exactOptional(),
	json_schema: z.string().exactOptional(),
	messages: z.array(z.strictObject({
		role: z.enum(MESSAGE_ROLES),
		content: z.string()
	})),
	variables: z.array(variableSchema),
	/** What the declarations say of variables for people; no part of the digest. */
	variable_descriptions: textsSchema.exactOptional(),
	tools: z.array(z.string()).exactOptional(),
	source: sourceSchema,
	/** The gate's evidence, or null where nothing was evaluated. */
	evaluation: versionEvaluationSchema.nullable(),
	rollback_to: versionIdSchema.nullable(),
	pull_request: z.int().nullable(),
	published_at: timeSchema,
	published_by: z.string()
});
/** The version document of a draft. */
function makeVersion(draft, placement) {
	const { path, commit, partials } = draft.source;
	const hasDescriptions = Object.keys(draft.variableDescriptions).length > 0;
	return versionSchema.parse({
		schema: 1,
		prompt_id: draft.promptId,
		slug: placement.slug,
		version: placement.version,
		digest: draft.digest,
		...draft.effective,
		...hasDescriptions ? { variable_descriptions: draft.variableDescriptions } : {},
		source: {
			path,
			commit,
			partials: partials.map((use) => ({
				path: use.path,
				digest: use.digest
			}))
		},
		evaluation: draft.evaluation,
		rollback_to: placement.rollbackTo,
		pull_request: draft.pullRequest,
		published_at: placement.publishedAt,
		published_by: placement.publishedBy
	});
}
/** The effective prompt that a version froze: exactly the members that its digest covers. */
function effectiveOf(version) {
	return {
		model: version.model,
		...version.model_parameters === void 0 ? {} : { model_parameters: version.model_parameters },
		...version.response_format === void 0 ? {} : { response_format: version.response_format },
		...version.json_schema === void 0 ? {} : { json_schema: version.json_schema },
		messages: version.messages,
		variables: version.variables,
		...version.tools === void 0 ? {} : { tools: version.tools }
	};
}
/** Whether a version's digest is the digest of its content. */
function digestHolds(version) {
	return effectivePromptDigest(effectiveOf(version)) === version.digest;
}
// src/releases/readme.ts
/**
* The release branch's README, for people: totals, and the prompts changed last with what is live where. It is made from
* the README before it and the prompts that a commit changes, so that writing it costs the same on a branch with ten
* prompts and with ten thousand.
*/
const ROWS = 200;
const totalsSchema = z.strictObject({
	prompts: z.int().min(0),
	archived: z.int().min(0),
	versions: z.int().min(0),
	events: z.int().min(0)
});
const NOTHING = {
	prompts: 0,
	archived: 0,
	versions: 0,
	events: 0
};
const TOTALS_LINE = /^<!-- pointsman:totals (\{[^>]*\}) -->$/m;
/** A row exactly as `rowOf` writes it: one that was edited by hand is not carried on. */
const PLACE = String.raw`[a-z][a-z0-9_-]{0,62} \x60[0-9.-]{1,30}\x60(?: \((?:held|frozen|held, frozen)\))?`;
const ROW = new RegExp(String.raw`^\| \[\x60([a-z0-9-]{1,63})\x60\]\(prompts/\1/state\.json\) \| \x60[0-9.-]{1,30}\x60` + String.raw` \| (?:archived|nowhere yet|${PLACE}(?: · ${PLACE})*) \| [0-9TZ:-]{20} \|$`);
/** The README after some prompts changed. Of one that was edited by hand, only what is still recognised is kept. */
function updateReadme(previous, changes) {
	const totals = changes.reduce(addChange, readTotals(previous));
	const changed = new Set(changes.map((change) => change.after.prompt_id));
	const kept = rowsOf(previous).filter((row) => !changed.has(row.promptId));
	return render(totals, [...changes.map((change) => rowOf(change.after)).reverse(), ...kept.map((row) => row.text)].slice(0, ROWS));
}
/** Whether a README is one that pointsman wrote, however the rest of it was edited since. */
function isBranchReadme(readme) {
	return readme !== void 0 && /^<!-- pointsman:totals \{/m.test(readme);
}
/** The prompts that a README lists, last changed first: enough to guess what somebody mistyped. */
function promptsInReadme(readme) {
	return rowsOf(readme).map((row) => row.promptId);
}
function readTotals(readme) {
	const json = readme === void 0 ? void 0 : TOTALS_LINE.exec(readme)?.[1];
	if (json === void 0) return NOTHING;
	try {
		return totalsSchema.catch(NOTHING).parse(JSON.parse(json));
	} catch {
		return NOTHING;
	}
}
function addChange(totals, { before, after }) {
	const archived = (state) => state?.lifecycle === "archived" ? 1 : 0;
	return {
		prompts: totals.prompts + (before === void 0 ? 1 : 0),
		archived: Math.max(0, totals.archived + archived(after) - archived(before)),
		versions: totals.versions + after.versions - (before?.versions ?? 0),
		events: totals.events + after.sequence - (before?.sequence ?? 0)
	};
}
function rowsOf(readme) {
	return (readme ?? "").split("\n").flatMap((text) => {
		const promptId = ROW.exec(text)?.[1];
		return promptId === void 0 ? [] : [{
			promptId,
			text
		}];
	});
}
function rowOf(state) {
	const live = Object.entries(state.environments).filter(([, environment]) => environment.pointer !== null).map(([name, { pointer, held, frozen }]) => {
		const notes = [held && "held", frozen && "frozen"].filter((note) => note);
		return `${name} \`${pointer?.version}\`${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
	});
	const lifecycle = state.lifecycle === "archived" ? "archived" : live.join(" · ") || "nowhere yet";
	return `| ${`[\`${state.prompt_id}\`](${statePath(state.prompt_id)})`} | \`${state.latest.version}\` | ${lifecycle} | ${state.updated_at} |`;
}
function render(totals, rows) {
	const shown = rows.length < totals.prompts ? `The ${rows.length} prompts changed last:` : "The last changed first:";
	return `<!-- pointsman:totals ${JSON.stringify(totals)} -->
# Prompt releases

This branch is written by pointsman: every commit adds events and never
rewrites one. Change nothing here by hand; \`pointsman verify\` would find it.

**${totals.prompts}** prompts (${totals.archived} archived) · **${totals.versions}** versions · **${totals.events}** events

${shown}

| prompt | latest version | live | changed |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
// src/releases/documents.ts
/** A document on the release branch is not what pointsman writes: somebody edited it, or a newer pointsman wrote it. */
var DocumentError = class extends Error {
	name = "DocumentError";
	path;
	constructor(path, detail, advice = "Run “pointsman verify” to see what was changed.") {
		super(`${path} on the release branch cannot be read: ${detail}. ${advice}`);
		this.path = path;
	}
};
function readState(snapshot, promptId) {
	return readDocument(snapshot, statePath(promptId), promptStateSchema);
}
function readVersion(snapshot, promptId, version) {
	const path = versionPath(promptId, version);
	const read = readDocument(snapshot, path, versionSchema);
	if (read === void 0 || digestHolds(read)) return read;
	throw new DocumentError(path, "its content does not have the digest that it claims");
}
function readEvent(snapshot, promptId, sequence) {
	return readDocument(snapshot, eventPath(promptId, sequence), eventSchema);
}
/** Parses one document of a snapshot; undefined where it is absent. */
function readDocument(snapshot, path, schema) {
	const text = snapshot.files.get(path);
	if (text === void 0) return void 0;
	const document = parseJson(path, text);
	const parsed = schema.safeParse(document);
	if (parsed.success) return parsed.data;
	if (newerSchema.safeParse(document).success) throw new DocumentError(path, "a newer pointsman wrote it", "Update this one.");
	const [issue] = parsed.error.issues;
	throw new DocumentError(path, `${issue?.path.join(".") || "the document"}: ${issue?.message}`);
}
const newerSchema = z.looseObject({ schema: z.int().min(2) });
function parseJson(path, text) {
	try {
		return JSON.parse(text);
	} catch {
		throw new DocumentError(path, "it is no JSON");
	}
}
/**
* The commit that stores some prompts' new events, versions and states, and the README that follows. Throws where an
* event could not be read again, e.g. for a reason of megabytes: entries bound what they take in.
*/
function commitOf(snapshot, writes, message) {
	const created = /* @__PURE__ */ new Map();
	const replaced = /* @__PURE__ */ new Map();
	for (const { before, appended, version } of writes) {
		const { state } = appended;
		for (const event of appended.events) {
			const readable = eventSchema.parse(event);
			created.set(eventPath(state.prompt_id, event.sequence), printDocument(readable));
		}
		if (version !== void 0) created.set(versionPath(state.prompt_id, version.version), printDocument(version));
		if (before === void 0) created.set(slugPath(state.slug), printDocument({ id: state.prompt_id }));
		replaced.set(statePath(state.prompt_id), printDocument(state));
	}
	const changes = writes.map(({ before, appended }) => ({
		before,
		after: appended.state
	}));
	replaced.set(README_PATH, updateReadme(snapshot.files.get(README_PATH), changes));
	const required = writes.flatMap(({ appended }) => appended.events.flatMap(madeLive)).filter((path) => !created.has(path));
	return {
		expectedHead: snapshot.head,
		message,
		created,
		replaced,
		required
	};
}
/** The file of the version that an event makes live. */
function madeLive({ environment, prompt_id, version, type }) {
	return (type === "prompt.rolled_back" || type === "prompt.promoted") && environment !== null && version !== null ? [versionPath(prompt_id, version)] : [];
}
export { eventDigest as A, statePath as C, isFlagged as D, environmentOf as E, eventSchema as M, promptStateSchema as O, slugPath as S, versionsDirectory as T, eventsDirectory as _, readState as a, parseBranchPath as b, promptsInReadme as c, makeVersion as d, versionSchema as f, eventPath as g, README_PATH as h, readEvent as i, eventId as j, digestSchema as k, digestHolds as l, VERDICTS as m, commitOf as n, readVersion as o, recordedTrialSchema as p, readDocument as r, isBranchReadme as s, DocumentError as t, effectiveOf as u, isPromptName as v, versionPath as w, printDocument as x, isReplaceable as y };

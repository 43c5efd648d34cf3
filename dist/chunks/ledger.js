import { m as canonicalJson } from "./prompt-file.js";
import { A as eventDigest, D as isFlagged, E as environmentOf, j as eventId } from "./documents.js";
import { n as fault } from "./ledger-error.js";
import { t as compareVersionIds } from "./version-id.js";
// src/domain/ledger/pointer-moves.ts
/** How an environment's pointer and trail move (contracts §3). Whether they may is the ledger's to say. */
/** Publish and promote: push on the trail; what goes live on purpose is no longer flagged or retired. */
function goLive(environment, event, version) {
	const entry = refOf(version);
	const trail = [...environment.trail, entry];
	return tidy({
		...unflagged(environment, entry),
		...withPointer(event, entry),
		trail
	});
}
/** A rollback: down the trail to its target, or forward to a version that had been walked back from. */
function moveBack(environment, event, { direction, target }) {
	return {
		...moveTrail(environment, direction, target),
		...withPointer(event, target)
	};
}
function moveTrail(environment, direction, target) {
	const cleared = unflagged(environment, target);
	if (direction === "forward") return tidy({
		...cleared,
		trail: [...environment.trail, target]
	});
	const { kept, popped } = popDownTo(environment.trail, target);
	const flags = popped.slice(-1).filter((left) => left.digest !== target.digest);
	return tidy({
		...cleared,
		trail: kept,
		rolled_back: unique([...cleared.rolled_back, ...flags]),
		retired: [...cleared.retired, ...popped]
	});
}
/** Content that somebody serves on purpose is no longer flagged, under none of its ids; all stay known by name. */
function unflagged(environment, { digest }) {
	const { retired, rolled_back } = environment;
	return {
		...environment,
		rolled_back: rolled_back.filter((flagged) => flagged.digest !== digest),
		retired: [...retired, ...rolled_back.filter((flagged) => flagged.digest === digest)]
	};
}
/** A version is retired where it was live once and is neither on the trail nor flagged. */
function tidy(environment) {
	const elsewhere = new Set([...environment.trail, ...environment.rolled_back].map((entry) => entry.version));
	const retired = unique(environment.retired).filter((entry) => !elsewhere.has(entry.version));
	return {
		...environment,
		retired
	};
}
/** Splits the trail at the highest entry of the target below the top; a target no longer on it is put in its place. */
function popDownTo(trail, target) {
	const at = trail.slice(0, -1).findLastIndex((entry) => entry.version === target.version);
	if (at >= 0) return {
		kept: trail.slice(0, at + 1),
		popped: trail.slice(at + 1)
	};
	const older = trail.slice(0, -1).findLastIndex((entry) => compareVersionIds(entry.version, target.version) < 0);
	return {
		kept: [...trail.slice(0, older + 1), target],
		popped: trail.slice(older + 1)
	};
}
function withPointer(event, { version, digest }) {
	return { pointer: {
		version,
		digest,
		since: event.at,
		by: event.actor.login,
		sequence: event.sequence
	} };
}
function refOf({ version, digest }) {
	return {
		version,
		digest
	};
}
function unique(refs) {
	return [...new Map(refs.map((entry) => [entry.version, entry])).values()];
}
// src/domain/ledger/rollback-target.ts
/**
* The default target: the next entry below on the trail whose content is neither flagged here nor what is live now
* (serving the same bytes again would change nothing).
*/
function defaultRollbackTarget(environment) {
	const live = environment.pointer;
	if (live === null) return void 0;
	const bad = /* @__PURE__ */ new Set([live.digest, ...environment.rolled_back.map((flagged) => flagged.digest)]);
	const target = environment.trail.slice(0, -1).findLast((entry) => !bad.has(entry.digest));
	return target && {
		target,
		direction: "back"
	};
}
/** How a named version can be rolled back to, or undefined where it was never live in this environment. */
function namedRollbackTarget(environment, version) {
	const live = environment.pointer;
	if (live === null || live.version === version) return void 0;
	const flagged = environment.rolled_back.find((entry) => entry.version === version);
	if (flagged) return {
		target: flagged,
		direction: "forward"
	};
	const below = environment.trail.slice(0, -1).findLast((entry) => entry.version === version);
	if (below) return {
		target: below,
		direction: "back"
	};
	const retired = environment.retired.find((entry) => entry.version === version);
	if (!retired) return void 0;
	return {
		target: retired,
		direction: compareVersionIds(version, live.version) > 0 ? "forward" : "back"
	};
}
// src/domain/ledger/ledger.ts
/** Keys are kept this long after the last event … */
const KEY_MEMORY_MS = 2592e6;
/** … and never fewer than this many, however old. */
const KEY_MEMORY_COUNT = 500;
/**
* The state after one more event. Throws `LedgerError` where the event cannot follow: a gap, a broken chain, a key that
* already made an event, or a transition that no decision makes.
*/
function applyEvent(state, event, versionOf) {
	const published = event.version === null ? void 0 : versionOf(event.version);
	if (event.version !== null && published === void 0) throw fault("unknown_version", event, `names version ${event.version}, which does not exist`);
	const before = state ?? firstState(event, published);
	assertFollows(state, event, before.slug);
	return remember(transition(before, event, published), event);
}
/** Folds a prompt's whole ledger. `undefined` for no events at all. */
function foldEvents(events, versionOf) {
	let state;
	for (const event of events) state = applyEvent(state, event, versionOf);
	return state;
}
/** Whether two states are the same document, whatever their key order. */
function sameState(a, b) {
	return canonicalJson(a) === canonicalJson(b);
}
function assertFollows(state, event, slug) {
	const sequence = (state?.sequence ?? 0) + 1;
	if (event.sequence !== sequence) throw fault("sequence_gap", event, `should have sequence ${sequence}`);
	if (event.previous_digest !== (state?.last_event_digest ?? null)) throw fault("broken_chain", event, "does not carry the digest of the event before it");
	if (state !== void 0 && event.prompt_id !== state.prompt_id) throw fault("wrong_prompt", event, `stands in the ledger of ${state.prompt_id}`);
	if (event.id !== eventId(slug, event.key)) throw fault("wrong_event_id", event, "has an id that its key does not make");
	if (state?.keys.some((entry) => entry.key === event.key)) throw fault("repeated_key", event, `repeats the key ${event.key}`);
	if (state !== void 0 && event.at < state.updated_at) throw fault("time_runs_back", event, `is dated before ${state.updated_at}`);
}
/** The state just before a prompt's first event, which can only be a publication. */
function firstState(event, published) {
	if (event.type !== "prompt.published" || published === void 0) throw fault("illegal_transition", event, "is the first and not a publication");
	return {
		schema: 1,
		prompt_id: event.prompt_id,
		slug: published.slug,
		lifecycle: "published",
		path: published.path,
		sequence: 1,
		last_event_digest: published.digest,
		updated_at: event.at,
		versions: 1,
		latest: {
			version: published.version,
			digest: published.digest,
			sequence: event.sequence,
			published_at: event.at
		},
		environments: {},
		keys: []
	};
}
function transition(state, event, published) {
	if (state.lifecycle === "archived" && event.type !== "prompt.archived" && event.type !== "prompt.restored") throw fault("illegal_transition", event, "changes an archived prompt");
	switch (event.type) {
		case "prompt.published": return publish(state, event, required(published, event));
		case "prompt.promoted": return changeEnvironment(state, event, (environment) => {
			assertNotFrozen(environment, event);
			return {
				...goLive(environment, event, required(published, event)),
				held: null
			};
		});
		case "prompt.rolled_back": return changeEnvironment(state, event, (environment) => rollBack(environment, event));
		case "prompt.frozen": return changeEnvironment(state, event, (environment) => {
			assertNotFrozen(environment, event);
			return {
				...environment,
				frozen: markOf(event)
			};
		});
		case "prompt.unfrozen": return changeEnvironment(state, event, (environment) => unfreeze(environment, event));
		case "prompt.archived": return changeLifecycle(state, event, "published", "archived");
		case "prompt.restored": return changeLifecycle(state, event, "archived", "published");
	}
}
function required(published, event) {
	if (published === void 0) throw fault("illegal_transition", event, `is a ${event.type} without a version`);
	return published;
}
function publish(state, event, published) {
	const isNew = published.version !== state.latest.version;
	if (isNew && compareVersionIds(published.version, state.latest.version) < 0) throw fault("illegal_transition", event, `publishes ${published.version} after ${state.latest.version}`);
	const latest = isNew ? {
		version: published.version,
		digest: published.digest,
		sequence: event.sequence,
		published_at: event.at
	} : state.latest;
	const next = {
		...state,
		path: published.path,
		latest,
		versions: state.versions + (isNew ? 1 : 0)
	};
	if (event.environment === null) return next;
	return changeEnvironment(next, event, (environment) => {
		assertMovesByItself(environment, event, published);
		return goLive(environment, event, published);
	});
}
/** A merge moves no pointer that somebody holds, and brings back nothing that was rolled back. */
function assertMovesByItself(environment, event, { digest }) {
	assertNotFrozen(environment, event);
	if (environment.held) throw fault("illegal_transition", event, `moves ${event.environment}, which is held`);
	if (isFlagged(environment, digest)) throw fault("illegal_transition", event, `brings back what was rolled back in ${event.environment}`);
}
function assertNotFrozen(environment, event) {
	if (environment.frozen === null) return;
	throw fault("illegal_transition", event, `finds ${event.environment} frozen`);
}
function unfreeze(environment, event) {
	if (environment.frozen === null && environment.held === null) throw fault("illegal_transition", event, `finds ${event.environment} neither frozen nor held`);
	return {
		...environment,
		frozen: null,
		held: null
	};
}
function changeLifecycle(state, event, from, to) {
	if (state.lifecycle !== from) throw fault("illegal_transition", event, `finds the prompt ${state.lifecycle}`);
	return {
		...state,
		lifecycle: to
	};
}
function changeEnvironment(state, event, change) {
	if (event.environment === null) throw fault("illegal_transition", event, "names no environment");
	const before = environmentOf(state, event.environment);
	if (event.previous_version !== (before.pointer?.version ?? null)) throw fault("illegal_transition", event, `leaves ${event.previous_version}, which was not live`);
	const after = change(before);
	return {
		...state,
		environments: {
			...state.environments,
			[event.environment]: after
		}
	};
}
function rollBack(environment, event) {
	const found = event.version === null ? void 0 : namedRollbackTarget(environment, event.version);
	const live = environment.pointer;
	if (found === void 0 || live === null || event.previous_version !== live.version) throw fault("illegal_transition", event, `rolls back to ${event.version}, which was never live there`);
	return {
		...moveBack(environment, event, found),
		held: environment.held ?? markOf(event)
	};
}
function markOf(event) {
	return {
		since: event.at,
		by: event.actor.login,
		sequence: event.sequence,
		reason: event.reason
	};
}
/** The bookkeeping that every event does: the chain, the time and the key. */
function remember(state, event) {
	const keys = [...state.keys, {
		key: event.key,
		sequence: event.sequence,
		at: event.at
	}];
	const oldest = Date.parse(event.at) - KEY_MEMORY_MS;
	return {
		...state,
		sequence: event.sequence,
		last_event_digest: eventDigest(event),
		updated_at: event.at,
		keys: keys.filter((entry) => entry.sequence > event.sequence - KEY_MEMORY_COUNT || Date.parse(entry.at) >= oldest)
	};
}
export { namedRollbackTarget as a, defaultRollbackTarget as i, foldEvents as n, sameState as r, applyEvent as t };

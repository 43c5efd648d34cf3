import { E as environmentOf, c as promptsInReadme, i as readEvent, j as eventId, o as readVersion } from "./documents.js";
import { a as namedRollbackTarget, i as defaultRollbackTarget, t as applyEvent } from "./ledger.js";
import { s as nearestFew } from "./history.js";
import { C as decidePermission, f as brokenAt } from "./outside.js";
// src/domain/ledger/time.ts
/** An RFC 3339 time in UTC cut to whole seconds, the precision of every stored document. */
function wholeSeconds(time) {
	return `${time.slice(0, 19)}Z`;
}
/** A ledger's times never run back, whatever the clock of the machine that writes: the later of now and the last. */
function laterOf(now, last) {
	const seconds = wholeSeconds(now);
	return last !== void 0 && last > seconds ? last : seconds;
}
// src/domain/decisions/append.ts
/** Chains the drafted events onto a ledger; every event passes the same fold that `verify` uses. */
function appendEvents(state, drafts, context) {
	const events = [];
	let next = state;
	for (const draft of drafts) {
		const event = makeEvent(next, draft, context);
		next = applyEvent(next, event, context.versionOf);
		events.push(event);
	}
	if (next === void 0) throw new TypeError("A decision appends at least one event");
	return {
		events,
		state: next
	};
}
function makeEvent(state, draft, context) {
	const { cause } = context;
	return {
		schema: 1,
		id: eventId(context.slug, draft.key),
		key: draft.key,
		sequence: (state?.sequence ?? 0) + 1,
		prompt_id: context.promptId,
		type: draft.type,
		environment: draft.environment,
		version: draft.version,
		previous_version: draft.previousVersion,
		actor: cause.actor,
		reason: cause.reason,
		origin: cause.origin,
		at: laterOf(context.now, state?.updated_at),
		previous_digest: state?.last_event_digest ?? null
	};
}
/** The versions that a prompt's own state can vouch for: those on trails, flagged or passed over, and the latest. */
function versionsInState(state) {
	const refs = Object.values(state.environments).flatMap((environment) => [
		...environment.trail,
		...environment.rolled_back,
		...environment.retired
	]);
	const known = new Map([...refs, state.latest].map((ref) => [ref.version, ref.digest]));
	return (version) => published(state, version, known.get(version));
}
function published(state, version, digest) {
	return digest === void 0 ? void 0 : {
		version,
		digest,
		slug: state.slug,
		path: state.path
	};
}
// src/domain/decisions/evidence.ts
/** What is inconclusive suffices, unless the gate's own rules let it block (`gates.block_inconclusive`). */
function evidenceStanding(evaluation) {
	if (evaluation === null) return "missing";
	return evaluation.blocks ? "failed" : "sufficient";
}
// src/domain/decisions/refusal.ts
function refuse(code, details = {}) {
	return {
		decision: "refuse",
		code,
		details
	};
}
/** Nobody can have read of a change and typed a command within this time; it also absorbs the seconds' rounding. */
const NOTICE_MS = 2e3;
/** A writing command that waited longer than this was written for a situation that may be over. */
const COMMAND_LIFETIME_MS = 9e5;
/**
* Whether a request acts on old news (contracts §4). With `from`, that version must be live and age does not matter;
* without it, the pointer must not have moved since the request was written and the request must be younger than 15 minutes.
*/
function staleness(environment, from, { cause, now }) {
	const live = environment.pointer?.version ?? null;
	if (from !== null) return from === live ? void 0 : refuse("from_not_live", {
		from,
		live
	});
	return tooOld(cause, now) ?? movedSince(environment, cause);
}
/** Refuses a request that is older than a command may be; requests that are made on the spot carry no time. */
function tooOld(cause, now) {
	if (cause.requestedAt === null) return void 0;
	const age = Date.parse(now) - Date.parse(cause.requestedAt);
	return age > 9e5 ? refuse("too_old", { minutes: Math.floor(age / 6e4) }) : void 0;
}
/** Refuses a request that was written before the pointer moved, or too soon after it for anybody to have known. */
function movedSince({ pointer }, cause) {
	if (cause.requestedAt === null || pointer === null) return void 0;
	if (Date.parse(pointer.since) < Date.parse(cause.requestedAt) - NOTICE_MS) return void 0;
	return refuse("pointer_moved", {
		live: pointer.version,
		since: pointer.since,
		by: pointer.by
	});
}
/** So long after a rollback another one that names no version is taken for the same: somebody had not seen the first. */
const DOUBLE_TAP_MS = 6e4;
/**
* Refuses a rollback that says neither whence nor where to, asked for right after another one of the same prompt and
* environment, or before that one was made: a second tap, a second person or monitor with the same incident must not walk one
* step further. Whoever took a rollback back, and wants it after all, is no second tap.
*
* @param lastMove the event that moved the pointer last; where it is not known, a held pointer is taken for one that went back
*/
function justRolledBack({ held, pointer, rolled_back: flagged }, cause, lastMove) {
	const asked = cause.requestedAt ?? cause.arrivedAt ?? null;
	if (asked === null || held === null || pointer === null) return void 0;
	const after = Math.max(0, Date.parse(asked) - Date.parse(pointer.since));
	if (after > DOUBLE_TAP_MS) return void 0;
	if (!(lastMove === void 0 || flagged.some(({ version }) => version === lastMove.previous_version))) return void 0;
	return refuse("just_rolled_back", {
		live: pointer.version,
		by: pointer.by,
		seconds: Math.floor(after / 1e3)
	});
}
/** The event that a repeated cause made, as far as the state remembers it. */
function repeatOf(state, key) {
	const entry = state.keys.find((known) => known.key === key);
	return entry && {
		decision: "repeat",
		sequence: entry.sequence
	};
}
// src/domain/decisions/promote.ts
/** Decides a promotion: explicit, so it may make flagged content live again, and it lifts a hold; a freeze stops it. */
function decidePromote(state, intent, context) {
	const repeat = repeatOf(state, intent.cause.key);
	if (repeat) return repeat;
	if (state.lifecycle === "archived") return refuse("archived");
	const environment = environmentOf(state, intent.environment);
	if (environment.frozen) return refuse("frozen", {
		environment: intent.environment,
		by: environment.frozen.by
	});
	const stale = staleness(environment, intent.from, {
		cause: intent.cause,
		now: context.now
	});
	if (stale) return stale;
	const unseen = intent.version === null ? movedBefore(state, intent, context) : void 0;
	if (unseen) return unseen;
	const found = findVersion(state, intent, context);
	if ("decision" in found) return found;
	const from = environment.pointer?.version ?? null;
	if (from === found.version) return refuse("already_live", {
		version: found.version,
		environment: intent.environment
	});
	const unproven = withoutEvidence(found.version, intent, context);
	if (unproven) return unproven;
	return {
		decision: "append",
		...appendEvents(state, [{
			key: intent.cause.key,
			type: "prompt.promoted",
			environment: intent.environment,
			version: found.version,
			previousVersion: from
		}], {
			promptId: state.prompt_id,
			slug: state.slug,
			cause: intent.cause,
			now: context.now,
			versionOf: (id) => id === found.version ? found : versionsInState(state)(id)
		}),
		environment: intent.environment,
		from,
		to: found.version,
		liftedHold: environment.held !== null
	};
}
/** Without a version the one of the environment before is meant: as it was when the request was written. */
function movedBefore(state, { cause, environment }, { environments, now }) {
	const before = environments[environments.indexOf(environment) - 1];
	if (before === void 0) return void 0;
	const moved = movedSince(environmentOf(state, before), cause);
	return tooOld(cause, now) ?? (moved && refuse(moved.code, {
		...moved.details,
		environment: before
	}));
}
function findVersion(state, intent, context) {
	const wanted = intent.version ?? defaultVersion(state, intent.environment, context.environments);
	if (wanted === null) return refuse("nothing_to_promote", { environment: intent.environment });
	return versionsInState(state)(wanted) ?? context.versionOf(wanted) ?? refuse("unknown_version", { version: wanted });
}
function withoutEvidence(version, { environment }, { evaluationOf, evidence }) {
	if (evidence === "optional") return void 0;
	const evaluation = evaluationOf(version);
	const standing = evidenceStanding(evaluation);
	if (standing === "sufficient") return void 0;
	return refuse(standing === "missing" ? "evidence_missing" : "evidence_failed", {
		version,
		environment,
		verdict: evaluation?.verdict ?? null
	});
}
/** The version that a promotion without one means; null where nothing is live one environment before. */
function defaultVersion(state, environment, environments) {
	const before = environments[environments.indexOf(environment) - 1];
	if (before === void 0) return state.latest.version;
	return environmentOf(state, before).pointer?.version ?? null;
}
// src/domain/decisions/lifecycle.ts
const TYPES = {
	freeze: "prompt.frozen",
	unfreeze: "prompt.unfrozen",
	archive: "prompt.archived",
	restore: "prompt.restored"
};
/** Decides freeze, unfreeze, archive and restore (contracts §3). */
function decideLifecycle(state, intent, now) {
	const repeat = repeatOf(state, intent.cause.key);
	if (repeat) return repeat;
	const refusal = tooOld(intent.cause, now) ?? refusalOf(state, intent);
	if (refusal) return refusal;
	const environment = "environment" in intent ? intent.environment : null;
	const pointer = environment === null ? null : environmentOf(state, environment).pointer;
	return {
		decision: "append",
		...appendEvents(state, [{
			key: intent.cause.key,
			type: TYPES[intent.change],
			environment,
			version: pointer?.version ?? null,
			previousVersion: pointer?.version ?? null
		}], {
			promptId: state.prompt_id,
			slug: state.slug,
			cause: intent.cause,
			now,
			versionOf: versionsInState(state)
		}),
		waiting: waitingVersion(state, intent)
	};
}
/** The latest version, where a freeze or hold that ends now kept it from going live. */
function waitingVersion(state, intent) {
	if (intent.change !== "unfreeze") return null;
	const { frozen, held } = environmentOf(state, intent.environment);
	const isNewer = (mark) => mark !== null && mark.sequence < state.latest.sequence;
	return isNewer(frozen) || isNewer(held) ? state.latest.version : null;
}
function refusalOf(state, intent) {
	const archived = state.lifecycle === "archived";
	switch (intent.change) {
		case "archive": return archived ? refuse("already_archived") : void 0;
		case "restore": return archived ? void 0 : refuse("not_archived");
		case "freeze":
		case "unfreeze": return archived ? refuse("archived") : freezeRefusal(state, intent);
	}
}
function freezeRefusal(state, { change, environment }) {
	const { frozen, held } = environmentOf(state, environment);
	if (change === "freeze") return frozen ? refuse("already_frozen", {
		environment,
		by: frozen.by
	}) : void 0;
	return frozen || held ? void 0 : refuse("not_frozen", { environment });
}
// src/domain/decisions/rollback.ts
/** Decides a rollback (contracts §3): a new event with a higher sequence that names old content. Freezes never stop it. */
function decideRollback(state, intent, { lastMove, now, versionExists }) {
	const repeat = repeatOf(state, intent.cause.key);
	if (repeat) return repeat;
	if (state.lifecycle === "archived") return refuse("archived");
	const environment = environmentOf(state, intent.environment);
	if (environment.pointer === null) return refuse("nothing_live", { environment: intent.environment });
	if (environment.pointer.version === intent.to) return refuse("already_live", {
		version: intent.to,
		environment: intent.environment
	});
	const stale = (intent.to === null && intent.from === null ? justRolledBack(environment, intent.cause, lastMove) : void 0) ?? staleness(environment, intent.from, {
		cause: intent.cause,
		now
	});
	if (stale) return stale;
	const found = findTarget(environment, intent, versionExists);
	if ("decision" in found) return found;
	const from = environment.pointer.version;
	return {
		decision: "append",
		...appendEvents(state, [{
			key: intent.cause.key,
			type: "prompt.rolled_back",
			environment: intent.environment,
			version: found.target.version,
			previousVersion: from
		}], {
			promptId: state.prompt_id,
			slug: state.slug,
			cause: intent.cause,
			now,
			versionOf: versionsInState(state)
		}),
		direction: found.direction,
		environment: intent.environment,
		from,
		to: found.target.version
	};
}
function findTarget(environment, { to, environment: name }, versionExists) {
	if (to === null) {
		const live = environment.pointer?.version ?? null;
		return defaultRollbackTarget(environment) ?? refuse("nothing_to_roll_back_to", {
			environment: name,
			live
		});
	}
	const named = namedRollbackTarget(environment, to);
	if (named) return named;
	if (!versionExists(to)) return refuse("unknown_version", { version: to });
	return refuse("never_live_here", {
		version: to,
		environment: name
	});
}
// src/releases/operate/operation-decision.ts
/** What causes each kind of event, but for publications. */
const VERB_OF_EVENT = {
	"prompt.promoted": "promote",
	"prompt.rolled_back": "rollback",
	"prompt.archived": "archive",
	"prompt.restored": "restore",
	"prompt.frozen": "freeze",
	"prompt.unfrozen": "unfreeze"
};
/** Decides an operation: first who may, then whether there is such a prompt and environment, then what follows. */
function decide(operation, situation, now) {
	const { controls, environment, state } = situation;
	const notPermitted = permission(operation, situation);
	if (notPermitted) return notPermitted;
	if (situation.snapshot.head === null) {
		if (controls.standing.kind === "unreadable") return configBroken(controls, []);
		return refuse("no_release_branch", { branch: controls.config.file.release_branch });
	}
	if (state === void 0) return refuse("unknown_prompt", { prompt: operation.prompt });
	const stopped = () => stoppedByConfig(operation, controls, state);
	const known = knownEnvironments(controls, state);
	if (!known.includes(environment)) return stopped() ?? refuse("unknown_environment", {
		environment,
		known: known.join(", ")
	});
	const decided = decideVerb(operation, situation, {
		now,
		state
	});
	return decided.decision === "append" ? stopped() ?? decided : decided;
}
function decideVerb(operation, situation, { now, state }) {
	const { asker, controls, environment } = situation;
	const cause = withRole(operation.cause, asker);
	const { from, verb, version } = operation;
	switch (verb) {
		case "rollback": {
			const versionExists = (id) => versionOf(situation, id) !== void 0;
			const { pointer } = environmentOf(state, environment);
			const lastMove = pointer ? readEvent(situation.snapshot, state.prompt_id, pointer.sequence) : void 0;
			return decideRollback(state, {
				environment,
				to: version,
				from,
				cause
			}, {
				now,
				versionExists,
				lastMove
			});
		}
		case "promote": {
			const context = {
				now,
				environments: controls.config.environments,
				versionOf: (id) => versionOf(situation, id),
				evidence: evidenceToPromote(situation),
				evaluationOf: (id) => readVersion(situation.snapshot, state.prompt_id, id)?.evaluation ?? null
			};
			return decidePromote(state, {
				environment,
				version,
				from,
				cause
			}, context);
		}
		case "freeze":
		case "unfreeze": return decideLifecycle(state, {
			change: verb,
			environment,
			cause
		}, now);
		case "archive":
		case "restore": return decideLifecycle(state, {
			change: verb,
			cause
		}, now);
	}
}
/** Why an operation is not permitted, or undefined where it is; on the command line everything is. */
function permission({ verb }, { asker, controls, environment }) {
	if (asker === null) return void 0;
	const { environments, permissions } = controls.config;
	const concerned = verb === "archive" || verb === "restore" ? environments : [environment];
	for (const name of concerned) {
		const decided = decidePermission(permissions[verb], asker, name);
		if (decided.permitted) continue;
		return refuse("not_permitted", {
			why: decided.code,
			needs: decided.needs,
			role: asker.role
		});
	}
}
/**
* What a config with errors stops. It may ask for a role or evidence that the last readable one does not know, so nothing new
* goes live on that. Where no config is known at all, who may do what is a guess, and so is the environment where none is
* named: only a rollback that names it is run, which brings back what was live there.
*/
function stoppedByConfig({ environment, verb }, controls, state) {
	const { kind } = controls.standing;
	if (kind === "present" || kind === "remembered" && verb !== "promote") return void 0;
	if (verb === "rollback" && environment !== null) return void 0;
	return configBroken(controls, knownEnvironments(controls, state));
}
/** `known`: the environments that a rollback may name all the same. */
function configBroken(controls, known) {
	return refuse("config_broken", {
		where: brokenAt(controls),
		known: known.join(", ")
	});
}
/** Where the config says nothing, what the ledger says: the environments in which something of the prompt happened. */
function knownEnvironments({ config, standing }, state) {
	return standing.kind === "unreadable" ? Object.keys(state.environments) : config.environments;
}
/** What promotions to the environment ask for: where merges move its pointer, a promotion is what overrides them. */
function evidenceToPromote({ controls, environment }) {
	const policy = controls.config.file.environments[environment];
	return policy?.on_merge === "hold" ? policy.evidence : "optional";
}
function versionOf({ snapshot, state }, id) {
	const version = state && readVersion(snapshot, state.prompt_id, id);
	if (version === void 0) return void 0;
	return {
		version: id,
		digest: version.digest,
		slug: version.slug,
		path: version.source.path
	};
}
function withRole(cause, asker) {
	const role = asker?.role ?? cause.actor.role ?? "unverified";
	return {
		...cause,
		actor: {
			...cause.actor,
			role
		}
	};
}
/** The names that were probably meant by one that is unknown, the nearest first. */
function suggestionsFor(operation, { controls, snapshot }, { code }) {
	if (code === "unknown_prompt") {
		const known = promptsInReadme(snapshot.files.get("README.md"));
		return nearestFew(operation.prompt, known, 3);
	}
	if (code === "unknown_environment" && operation.environment !== null) return nearestFew(operation.environment, controls.config.environments, 3);
	return [];
}
export { suggestionsFor as a, justRolledBack as c, tooOld as d, evidenceStanding as f, laterOf as h, permission as i, refuse as l, versionsInState as m, decide as n, defaultVersion as o, appendEvents as p, evidenceToPromote as r, COMMAND_LIFETIME_MS as s, VERB_OF_EVENT as t, repeatOf as u };

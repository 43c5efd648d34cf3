import { f as UnknownOutcomeError, u as OutsideError } from "./run.js";
import { r as nextVersionId } from "./version-id.js";
import { d as makeSlug } from "./prompt-file.js";
import { A as eventDigest, C as statePath, D as isFlagged, E as environmentOf, S as slugPath, a as readState, b as parseBranchPath, d as makeVersion, g as eventPath, h as README_PATH, i as readEvent, n as commitOf, o as readVersion, s as isBranchReadme, t as DocumentError, w as versionPath, x as printDocument } from "./documents.js";
import { a as FILE_START, c as hasErrors, o as errorAt } from "./yaml-tree.js";
import { d as CONFIG_PATH, x as defaultEnvironment, y as teamsNamedBy } from "./outside.js";
import { n as slugOwner, t as findPrompt } from "./find-prompt.js";
import { a as withoutRepetitions, i as slugTaken, n as loadCatalog, r as publishedBefore, t as changedPrompts } from "./catalog.js";
import { a as suggestionsFor, c as justRolledBack, f as evidenceStanding, h as laterOf, i as permission, l as refuse, m as versionsInState, n as decide, o as defaultVersion, p as appendEvents, r as evidenceToPromote, s as COMMAND_LIFETIME_MS, u as repeatOf } from "./operation-decision.js";
import { at as publicationMessage, it as operationMessage, ot as publishedIn, rt as completedSource } from "./judge-settings.js";
import { n as plainSentence, r as say } from "./sentence.js";
// src/releases/announcements.ts
/**
* The announcements after a commit, oldest first. A projection that crashed catches up by asking again from where it was.
*
* @param range `since` null starts from the first commit of the branch
*/
async function* announcementsSince(branch, range) {
	for await (const entry of branch.log(range)) yield await announcementOf(branch, entry);
}
async function announcementOf(branch, entry) {
	const added = entry.added.flatMap((path) => {
		const parsed = parseBranchPath(path);
		return parsed?.kind === "event" ? [parsed] : [];
	});
	return announcementAt(branch, entry.commit, added);
}
/** What a commit did, as far as its events are named. */
async function announcementAt(branch, commit, added) {
	const ids = [...new Set(added.map(({ promptId }) => promptId))];
	const paths = [...ids.map(statePath), ...added.map(({ promptId, sequence }) => eventPath(promptId, sequence))];
	const snapshot = await branch.read(paths, commit);
	const events = added.flatMap(({ promptId, sequence }) => readEvent(snapshot, promptId, sequence) ?? []);
	const versionPaths = events.flatMap((event) => namedVersions(event).map((id) => versionPath(event.prompt_id, id)));
	const versions = await branch.read([...new Set(versionPaths)], commit);
	const versionOf = (promptId, id) => id === null ? null : readVersion(versions, promptId, id) ?? null;
	return {
		commit,
		prompts: ids.flatMap((promptId) => {
			const state = readState(snapshot, promptId);
			const [first, ...rest] = events.filter((event) => event.prompt_id === promptId).toSorted((a, b) => a.sequence - b.sequence).map((event) => ({
				event,
				version: versionOf(promptId, event.version),
				previousVersion: versionOf(promptId, event.previous_version)
			}));
			return state === void 0 || first === void 0 ? [] : [{
				promptId,
				state,
				events: [first, ...rest]
			}];
		})
	};
}
function namedVersions(event) {
	return [event.version, event.previous_version].filter((version) => version !== null);
}
// src/releases/compare-and-swap.ts
const ATTEMPTS = 12;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 2e3;
/**
* Read, decide, append; on a conflict everything is read again and the decision is made again. The waits grow and are
* jittered in full (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that writers who
* collided once do not collide again. A write whose outcome is unknown is a conflict too: the next plan looks whether it
* happened, and is told what it would have resulted in. Throws what the last attempt throws.
*/
async function compareAndSwap(append, plan, surroundings) {
	let doubtful;
	for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
		if (attempt > 1) await surroundings.sleep(waitBefore(attempt, surroundings.random));
		const next = await plan(doubtful);
		if (next.kind === "done") return {
			status: "settled",
			result: next.result
		};
		const appended = await appendOnce(append, next.commit, attempt === ATTEMPTS);
		if (appended.status === "committed") return {
			status: "settled",
			result: next.result(appended.head)
		};
		if (appended.status === "immutable" || appended.status === "missing") return appended;
		if (appended.status === "unknown") doubtful = next.result;
	}
	return {
		status: "conflict",
		attempts: ATTEMPTS
	};
}
async function appendOnce(append, commit, isLast) {
	try {
		return await append(commit);
	} catch (error) {
		if (error instanceof UnknownOutcomeError && !isLast) return { status: "unknown" };
		throw error;
	}
}
function waitBefore(attempt, random) {
	return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}
// src/releases/operate/operate.ts
/**
* The one road of every operation: read, decide, append. Comments, the HTTP API and the command line all take it. State,
* config and the asker's role are read together in one trip and again for each new decision.
*/
async function operate(operation, ports) {
	let branchName = ports.branchName;
	let last;
	const { inTurn = (work) => work() } = ports;
	const swapped = await inTurn(() => compareAndSwap((commit) => ports.branch(branchName).append(commit), async (doubtful) => {
		const situation = await readSituation(operation, ports, branchName);
		branchName = situation.controls.config.file.release_branch;
		last = situation;
		return planOperation(operation, situation, {
			ports,
			doubtful
		});
	}, ports.surroundings));
	if (swapped.status === "settled") return swapped.result;
	if (swapped.status !== "missing") return swapped;
	if (last === void 0) throw new TypeError("A commit was refused that no situation led to");
	return missingVersion(last, swapped.paths);
}
/** The ledger names a version whose file somebody removed: nothing is made live that cannot be served. */
function missingVersion(situation, paths) {
	const { asker, controls, environment, state } = situation;
	const parsed = parseBranchPath(paths[0] ?? "");
	const version = parsed?.kind === "version" ? parsed.version : paths[0] ?? "";
	return {
		status: "refused",
		refusal: refuse("version_missing", { version }),
		state: state ?? null,
		suggestions: [],
		asker,
		controls,
		environment
	};
}
async function readSituation(operation, ports, branchName) {
	const find = (name) => findPrompt(ports.branch(name), operation.prompt, operation.version === null ? [] : [operation.version]);
	const [controls, guessed, stranger] = await Promise.all([
		ports.controls(),
		find(branchName),
		askerOf(operation, ports)
	]);
	const environment = operation.environment ?? defaultEnvironment(controls.config);
	const actualName = controls.config.file.release_branch;
	const [found, asker] = await Promise.all([actualName === branchName ? guessed : find(actualName), withTeams(operation, ports, {
		controls,
		environment,
		asker: stranger
	})]);
	const state = found.promptId === void 0 ? void 0 : readState(found.snapshot, found.promptId);
	const situation = {
		controls,
		snapshot: found.snapshot,
		state,
		asker,
		environment
	};
	const branch = ports.branch(actualName);
	return withLastMove(operation, branch, await withEvidence(operation, branch, situation));
}
/** A version that a promotion does not name is known from the state only: its evidence, where asked for, is one more trip. */
async function withEvidence({ verb, version }, branch, situation) {
	const { controls, environment, snapshot, state } = situation;
	if (verb !== "promote" || version !== null || state === void 0) return situation;
	if (snapshot.head === null || evidenceToPromote(situation) === "optional") return situation;
	const meant = defaultVersion(state, environment, controls.config.environments);
	if (meant === null) return situation;
	return withFile(versionPath(state.prompt_id, meant), branch, situation);
}
/** Whether a rollback just before went back, or was taken back, only its event says: one more trip where this may be a second tap. */
async function withLastMove({ cause, from, verb, version }, branch, situation) {
	const { environment, state } = situation;
	if (verb !== "rollback" || version !== null || from !== null || state === void 0) return situation;
	const there = environmentOf(state, environment);
	if (there.pointer === null || justRolledBack(there, cause) === void 0) return situation;
	return withFile(eventPath(state.prompt_id, there.pointer.sequence), branch, situation);
}
async function withFile(path, branch, situation) {
	const { snapshot } = situation;
	if (snapshot.head === null) return situation;
	const { files } = await branch.read([path], snapshot.head);
	return {
		...situation,
		snapshot: {
			...snapshot,
			files: new Map([...snapshot.files, ...files])
		}
	};
}
/** Teams are looked up only where the role and the login do not permit already: that is one more trip. */
async function withTeams(operation, ports, circumstances) {
	const { asker, controls } = circumstances;
	if (asker === null || permission(operation, circumstances) === void 0) return asker;
	const teams = teamsNamedBy(controls.config, operation.verb);
	return teams.length === 0 ? asker : askerOf(operation, ports, teams);
}
async function askerOf({ cause }, { members }, teams = []) {
	return members === null ? null : members.asker(cause.actor.login, teams);
}
async function planOperation(operation, situation, { doubtful, ports }) {
	const { asker, controls, environment, snapshot, state } = situation;
	const circumstances = {
		controls,
		environment,
		asker
	};
	const decision = decide(operation, situation, ports.surroundings.now());
	if (decision.decision === "refuse") {
		if (decision.code !== "not_permitted") await ports.vouch?.(controls.config.file.release_branch, snapshot.head);
		const suggestions = suggestionsFor(operation, situation, decision);
		return {
			kind: "done",
			result: {
				status: "refused",
				refusal: decision,
				state: decision.code === "not_permitted" ? null : state ?? null,
				suggestions,
				...circumstances
			}
		};
	}
	if (state === void 0) throw new TypeError("A decision was made about a prompt without a state");
	if (decision.decision === "repeat") {
		const result = await repeated(ports.branch(controls.config.file.release_branch), state, decision.sequence, circumstances);
		const own = doubtful?.(snapshot.head ?? "");
		return {
			kind: "done",
			result: isSameEvent(own, result) ? own : result
		};
	}
	const [event] = decision.events;
	if (event === void 0) throw new TypeError("An operation appends one event");
	return {
		kind: "append",
		commit: commitOf(snapshot, [{
			before: state,
			appended: decision,
			version: void 0
		}], operationMessage(event)),
		result: (commit) => ({
			status: "done",
			event,
			state: decision.state,
			before: state,
			decision,
			commit,
			repeated: false,
			...circumstances
		})
	};
}
/** An attempt of this very run whose answer was lost made the event: that is no repetition. */
function isSameEvent(own, found) {
	return own?.status === "done" && eventDigest(own.event) === eventDigest(found.event);
}
async function repeated(branch, state, sequence, circumstances) {
	const snapshot = await branch.read([eventPath(state.prompt_id, sequence)]);
	const event = readEvent(snapshot, state.prompt_id, sequence);
	if (event === void 0) throw new TypeError(`Event ${sequence} of ${state.prompt_id} is missing on the release branch`);
	return {
		status: "done",
		event,
		state,
		before: null,
		decision: null,
		commit: null,
		repeated: true,
		...circumstances,
		environment: event.environment ?? circumstances.environment
	};
}
// src/reports/answers/refusal-text.ts
/** The refusal as plain text, one sentence or two; the command is the entry's to print. */
function refusalText(asked, refused) {
	const { sentence, advice } = explainRefusal(asked, refused);
	return [sentence, ...advice === null ? [] : [advice]].map(plainSentence).join(" ");
}
/** The sentence of each refusal code. Every code has its own: the switch is exhaustive. */
function explainRefusal(asked, refused) {
	const { code } = refused.refusal;
	return {
		code,
		advice: null,
		lead: null,
		commands: [],
		...EXPLANATIONS[code](contextOf(asked, refused))
	};
}
function contextOf(asked, { refusal, environment, state, suggestions }) {
	const live = state === null ? null : environmentOf(state, environment).pointer?.version ?? null;
	const moves = asked.verb === "rollback" || asked.verb === "promote";
	const { verb, version } = asked;
	const prompt = state?.prompt_id ?? asked.prompt;
	const again = moves ? {
		verb,
		prompt,
		version,
		from: live,
		environment
	} : {
		verb,
		prompt,
		environment: asked.environment
	};
	return {
		asked,
		environment,
		prompt,
		live,
		state,
		suggestions,
		detail: (name, absent = "unknown") => String(refusal.details[name] ?? absent),
		again: verb === "rollback" && live === null ? null : again
	};
}
const ON_WHAT_IS_LIVE = say`If you still want it, this acts on what is live now:`;
/** A record rather than a switch: a code without its sentence does not compile. */
const EXPLANATIONS = {
	unknown_prompt: ({ asked, suggestions }) => ({
		sentence: say`There is no prompt ${asked.prompt}.`,
		...suggestions.length === 0 ? {
			lead: say`The published prompts are:`,
			commands: [{
				verb: "status",
				prompt: null
			}]
		} : {
			advice: didYouMean(suggestions),
			commands: suggestions.map((prompt) => ({
				...asked,
				prompt
			}))
		}
	}),
	no_release_branch: ({ prompt, detail }) => ({
		sentence: say`There is no release branch ${detail("branch")} in this repository, so nothing is known of ${prompt}.`,
		advice: say`Either nothing was published yet, or the branch was deleted, or ${"release_branch"} in the config names another one.`
	}),
	unknown_version: ({ prompt, detail }) => ({
		sentence: say`${prompt} has no version ${detail("version")}.`,
		lead: say`Its versions are in its history:`,
		commands: [{
			verb: "history",
			prompt
		}]
	}),
	version_missing: ({ prompt, detail }) => ({
		sentence: say`The file of ${detail("version")} is gone from the release branch, so ${prompt} was not moved to it.`,
		advice: say`Name another version; “pointsman verify” says what was removed by hand.`,
		lead: say`Its versions are in its history:`,
		commands: [{
			verb: "history",
			prompt
		}]
	}),
	unknown_environment: ({ asked, suggestions, detail }) => ({
		sentence: say`There is no environment ${detail("environment")}; the config file names ${listOf(detail("known"))}.`,
		...suggestions.length > 0 && {
			advice: didYouMean(suggestions),
			commands: suggestions.map((environment) => ({
				...asked,
				environment
			}))
		}
	}),
	not_permitted: ({ asked, environment, prompt, detail }) => ({
		sentence: say`You may not ${phraseOf(asked.verb)} ${prompt}${inEnvironment(asked, environment)}: that needs ${detail("needs")}, and your role is ${detail("role")}.`,
		...detail("why") === "teams_unreadable" && { advice: say`Your teams could not be read, so none of them counts: give the app permission to read members.` }
	}),
	config_broken: ({ asked, prompt, detail }) => ({
		sentence: say`The settings on the default branch are broken at ${detail("where")}, so what they ask for is not known, and nothing of ${prompt} was changed.`,
		...asked.verb === "rollback" && detail("known") !== "" ? {
			advice: say`Only a rollback that names its environment is run until the file is mended: add ${"in"} and one of ${listOf(detail("known"))}.`,
			commands: detail("known").split(", ").map((environment) => ({
				...asked,
				environment
			}))
		} : { advice: detail("known") === "" ? say`Mend the file there, then ask again: no release branch can be found without it.` : say`Mend the file there, then ask again; a rollback still works, with its environment named.` }
	}),
	archived: ({ prompt }) => ({
		sentence: say`${prompt} is archived: it is kept, but not served or changed.`,
		lead: say`This serves it again:`,
		commands: [{
			verb: "restore",
			prompt
		}]
	}),
	not_archived: ({ prompt }) => ({ sentence: say`${prompt} is not archived, so there is nothing to restore.` }),
	already_archived: ({ prompt }) => ({
		sentence: say`${prompt} is archived already.`,
		lead: say`This serves it again:`,
		commands: [{
			verb: "restore",
			prompt
		}]
	}),
	nothing_live: (context) => ({
		sentence: say`Nothing of ${context.prompt} is live in ${context.environment} yet, so there is nothing to roll back from.`,
		lead: say`This makes its newest version live there:`,
		commands: [promoteLatest(context)]
	}),
	nothing_to_roll_back_to: ({ prompt, environment, live }) => ({
		sentence: say`There is nothing to roll ${prompt} back to in ${environment}: no good version was live there before ${live ?? "the present one"}.`,
		advice: say`A version that was rolled back can still be named after “to”.`,
		lead: say`All versions are in the history:`,
		commands: [{
			verb: "history",
			prompt
		}]
	}),
	never_live_here: ({ prompt, environment, detail }) => ({
		sentence: say`${detail("version")} of ${prompt} was never live in ${environment}, so it is no rollback.`,
		lead: say`A promotion makes it live there:`,
		commands: [{
			verb: "promote",
			prompt,
			version: detail("version"),
			environment
		}]
	}),
	already_live: ({ prompt, environment, detail }) => ({ sentence: say`${environment} serves ${prompt} ${detail("version")} already.` }),
	pointer_moved: ({ again, prompt, environment, detail }) => {
		const where = detail("environment", environment);
		const seen = where === environment ? {} : { version: detail("live") };
		return {
			sentence: say`What is live changed when you wrote this, or after: ${detail("by")} made ${detail("live")} of ${prompt} live in ${where} at ${detail("since")}.`,
			...again !== null && {
				lead: ON_WHAT_IS_LIVE,
				commands: [{
					...again,
					...seen
				}]
			}
		};
	},
	just_rolled_back: ({ again, asked, environment, prompt, detail }) => ({
		sentence: say`The rollback is done already: ${detail("by")} rolled ${prompt} back in ${environment} ${sinceRollback(detail("seconds"))}, and ${detail("live")} is live now. It was not rolled back once more.`,
		lead: say`If one step was not enough, this goes one further:`,
		commands: again === null ? [asked] : [again]
	}),
	from_not_live: ({ again, prompt, environment, live, detail }) => ({
		sentence: live === null ? say`${detail("from")} of ${prompt} is not live in ${environment}; nothing is.` : say`${detail("from")} of ${prompt} is not live in ${environment} any more; ${live} is.`,
		...again !== null && {
			lead: ON_WHAT_IS_LIVE,
			commands: [again]
		}
	}),
	too_old: ({ again, detail }) => ({
		sentence: say`This was written ${minutes(detail("minutes"))} ago, and a command older than ${COMMAND_LIFETIME_MS / 6e4} minutes is not run: what it was written for may be over.`,
		...again !== null && {
			lead: say`If you still want it, write it anew:`,
			commands: [again]
		}
	}),
	frozen: ({ prompt, environment, detail }) => ({
		sentence: say`${prompt} is frozen in ${environment} by ${detail("by")}: only a rollback moves it.`,
		lead: say`This lifts the freeze, and the hold of a rollback where there is one:`,
		commands: [{
			verb: "unfreeze",
			prompt,
			environment
		}]
	}),
	not_frozen: ({ prompt, environment }) => ({ sentence: say`${prompt} is neither frozen nor held in ${environment}.` }),
	already_frozen: ({ prompt, environment, detail }) => ({ sentence: say`${prompt} is frozen in ${environment} already, by ${detail("by")}.` }),
	nothing_to_promote: (context) => ({
		sentence: say`Nothing of ${context.prompt} is live one environment before ${context.environment}, so the version to promote must be named.`,
		lead: say`For example:`,
		commands: [promoteLatest(context)]
	}),
	evidence_missing: ({ prompt, environment, detail }) => ({
		sentence: say`${environment} requires the gate's evidence, and ${detail("version")} of ${prompt} was published without an evaluation.`,
		advice: say`Publish it by a merge that can evaluate it: its file needs test cases, and the workflow the model's key.`,
		lead: say`What else could be promoted is in the history:`,
		commands: [{
			verb: "history",
			prompt
		}]
	}),
	evidence_failed: ({ prompt, environment, detail }) => ({
		sentence: say`${environment} requires the gate's evidence, and the gate held ${detail("version")} of ${prompt} back: its verdict is ${detail("verdict")}.`,
		advice: say`Mend the prompt and merge that; the pull request of ${detail("version")} says which cases failed.`,
		lead: say`What else could be promoted is in the history:`,
		commands: [{
			verb: "history",
			prompt
		}]
	})
};
const PHRASES = {
	rollback: say`roll back`,
	promote: say`promote`,
	publish: say`publish`,
	freeze: say`freeze`,
	unfreeze: say`unfreeze`,
	archive: say`archive`,
	restore: say`restore`
};
function phraseOf(verb) {
	return PHRASES[verb];
}
function inEnvironment({ verb }, environment) {
	return verb === "archive" || verb === "restore" || verb === "publish" ? say`` : say` in ${environment}`;
}
function promoteLatest({ prompt, environment, state }) {
	return {
		verb: "promote",
		prompt,
		version: state?.latest.version ?? null,
		environment
	};
}
function didYouMean(names) {
	const [first = "", ...others] = names;
	return [
		...say`Did you mean ${first}`,
		...others.flatMap((name) => say` or ${name}`),
		...say`?`
	];
}
function listOf(names) {
	return names.split(", ").flatMap((name, index) => index === 0 ? say`${name}` : say`, ${name}`);
}
function sinceRollback(count) {
	return count === "0" ? say`as you asked, or after` : say`only ${seconds(count)} before you asked`;
}
function seconds(count) {
	return count === "1" ? say`1 second` : say`${Number(count)} seconds`;
}
function minutes(count) {
	return count === "1" ? say`1 minute` : say`${Number(count)} minutes`;
}
// src/releases/evaluation/evidence.ts
const NO_EVIDENCE = {
	evaluations: /* @__PURE__ */ new Map(),
	tookLong: false
};
// src/domain/decisions/publish.ts
/**
* Decides the publication of one prompt (contracts §3). A version is made when the digest differs from the latest
* version's; evidence never stops that, but where it failed, or is missing and required, no pointer moves. Else each pointer moves unless something holds it. The digest makes a repeated run harmless; the key keeps one
* cause from ever making two versions.
*/
function decidePublish(state, intent, context) {
	if (state?.latest.digest === intent.draft.digest) return {
		decision: "unchanged",
		version: state.latest.version
	};
	if (state?.lifecycle === "archived") return refuse("archived");
	const repeat = state && repeatOfPublication(state, intent, context);
	if (repeat) return repeat;
	const slug = state?.slug ?? firstSlug(intent, context.slugTaken);
	const version = makeVersion(intent.draft, {
		slug,
		version: nextVersionId(state?.latest.version, laterOf(context.now, state?.updated_at)),
		rollbackTo: liveInLast(state, context.environments),
		publishedAt: laterOf(context.now, state?.updated_at),
		publishedBy: intent.cause.actor.login
	});
	const unproven = withoutProof(intent, context.environments);
	const stayed = context.environments.flatMap((environment) => {
		const reason = (environment.onMerge === "publish" ? unproven : void 0) ?? reasonToStay(state, environment, intent);
		return reason === void 0 ? [] : [{
			environment: environment.name,
			reason
		}];
	});
	const moved = context.environments.map((environment) => environment.name).filter((name) => !stayed.some((other) => other.environment === name));
	return {
		decision: "append",
		...appendEvents(state, draftsOf(state, version.version, moved, intent.cause), {
			promptId: intent.draft.promptId,
			slug,
			cause: intent.cause,
			now: context.now,
			versionOf: withNewVersion(state, version)
		}),
		version,
		isFirst: state === void 0,
		moved,
		stayed
	};
}
/** The cause made a version of other content before, e.g. where the default branch went back to an earlier commit. */
function repeatOfPublication(state, { cause }, { environments }) {
	return [null, ...environments.map(({ name }) => name)].map((name) => repeatOf(state, environmentKey(cause.key, name))).find((one) => one !== void 0);
}
/** The key of the event for one environment; `-` where no pointer moved. */
function environmentKey(causeKey, environment) {
	return `${causeKey}:${environment ?? "-"}`;
}
function draftsOf(state, version, moved, cause) {
	const draft = (environment) => ({
		key: environmentKey(cause.key, environment),
		type: "prompt.published",
		environment,
		version,
		previousVersion: environment === null || state === void 0 ? null : environmentOf(state, environment).pointer?.version ?? null
	});
	const [first, ...rest] = moved;
	return [draft(first ?? null), ...rest.map(draft)];
}
/**
* Why merges may move no pointer at all. What an environment requires that they don't move anyway, it requires of
* promotions.
*/
function withoutProof({ draft }, environments) {
	const standing = evidenceStanding(draft.evaluation);
	if (standing === "failed") return "gate_failed";
	const isRequired = environments.some(({ evidence, onMerge }) => evidence === "required" && onMerge === "publish");
	return standing === "missing" && isRequired ? "evidence_missing" : void 0;
}
function reasonToStay(state, policy, intent) {
	const environment = state && environmentOf(state, policy.name);
	if (environment?.frozen) return "frozen";
	if (environment?.held) return "held_after_rollback";
	if (environment && isFlagged(environment, intent.draft.digest)) return "flagged_content";
	return policy.onMerge === "hold" ? "on_merge_hold" : void 0;
}
/** Which eight hex digits of its hash a slug tries, in order: three collisions of 32 bits each are none by chance. */
const SLUG_ATTEMPTS = [
	0,
	1,
	2
];
/** A slug is made once; on a collision with another prompt's the next eight hex digits of the same hash are taken. */
function firstSlug({ draft, name }, taken) {
	const slugs = SLUG_ATTEMPTS.map((attempt) => makeSlug(name, draft.promptId, draft.digest, attempt));
	const free = slugs.find((slug) => !taken(slug));
	if (free === void 0) throw new Error(`No free slug for ${draft.promptId}: ${slugs.join(", ")} are taken`);
	return free;
}
function liveInLast(state, environments) {
	const last = environments.at(-1);
	if (state === void 0 || last === void 0) return null;
	return environmentOf(state, last.name).pointer?.version ?? null;
}
function withNewVersion(state, version) {
	const known = state && versionsInState(state);
	const published = {
		version: version.version,
		digest: version.digest,
		slug: version.slug,
		path: version.source.path
	};
	return (id) => id === version.version ? published : known?.(id);
}
// src/releases/publish/commit-limits.ts
/** What a prompt adds beside its events: version, slug, state. The README comes once. */
const FILES_BESIDE_EVENTS = 3;
/** How many prompts surely fit into one commit by their number of files. */
function batchSize(environments) {
	return Math.max(1, Math.floor(99 / (environments + FILES_BESIDE_EVENTS)));
}
/** The first of some decisions that fit into one commit by their size; always at least one where there is one. */
function withinLimits(decisions) {
	let bytes = 0;
	const over = decisions.findIndex(({ decision }, index) => {
		bytes += bytesOf(decision);
		return index > 0 && bytes > 48e5;
	});
	return over < 0 ? decisions : decisions.slice(0, over);
}
function bytesOf({ events, state, version }) {
	return [
		...events,
		state,
		version
	].reduce((sum, document) => sum + Buffer.byteLength(printDocument(document)), 0);
}
// src/releases/publish/publish-candidates.ts
/** How far back the last complete publication is looked for; beyond it every prompt is read, which is only slower. */
const MESSAGES = 100;
/**
* Finds what may have to be published. Since the last complete publication only what changed in the source can differ, or
* what was published from a commit in between, so that a merge in a repository of thousands of prompts costs what it
* changed.
*/
async function findCandidates(where, { only, everything }) {
	const snapshot = await where.branch.read([README_PATH]);
	const { head } = snapshot;
	const problem = await problemOfBranch(where, snapshot);
	if (problem !== void 0) return {
		head,
		prompts: [],
		problems: [problem],
		isComplete: false
	};
	const tree = where.sources.tree(where.controls.commit);
	if (only !== null) return selected(head, await someOf(where, tree, only));
	const last = everything || head === null ? void 0 : await lastCompletion(where, tree, head);
	if (last === void 0) return differing(where, head, await loadCatalog(tree, catalogOptions(where)));
	const { changed, notices, problems } = await changedPrompts(last.tree, tree, catalogOptions(where));
	const concerned = changed.flatMap(({ head, how }) => head === void 0 || how === "evaluation_only" ? [] : [head]);
	const known = new Set(changed.map(({ id }) => id));
	const since = await someOf(where, tree, last.publishedSince.filter((id) => !known.has(id)));
	return {
		head,
		prompts: [...concerned, ...since.prompts.values()],
		problems: withoutRepetitions([
			...problems,
			...notices,
			...since.problems,
			...since.notices
		]),
		isComplete: !hasErrors(problems) && !hasErrors(since.problems)
	};
}
/** A mistyped "release_branch" must never get the ledger of releases written over somebody's work. */
async function problemOfBranch(where, snapshot) {
	const { head } = snapshot;
	if (head === null) return void 0;
	if (head === where.controls.commit) return isDefaultBranch(where);
	if (isBranchReadme(snapshot.files.get("README.md"))) return void 0;
	return (await where.branch.list("slugs", head)).some((path) => parseBranchPath(path)?.kind === "slug") ? void 0 : notReleaseBranch(where);
}
function notReleaseBranch({ controls }) {
	const name = controls.config.file.release_branch;
	const message = `The branch ${JSON.stringify(name)} exists and is no release branch of pointsman's: name another branch in "release_branch".`;
	return errorAt({
		code: "not_a_release_branch",
		path: CONFIG_PATH,
		at: FILE_START,
		message
	});
}
/** Release commits on top of the source would make the default branch the release branch, for good. */
function isDefaultBranch({ controls }) {
	const name = controls.config.file.release_branch;
	const message = `The release branch ${JSON.stringify(name)} is the default branch itself: set "release_branch" to a name of its own.`;
	return errorAt({
		code: "release_branch_is_default",
		path: CONFIG_PATH,
		at: FILE_START,
		message
	});
}
function catalogOptions({ controls: { config } }) {
	return {
		globs: config.file.prompts,
		defaultModel: config.file.models.default
	};
}
async function someOf(where, tree, ids) {
	if (ids.length === 0) return {
		prompts: /* @__PURE__ */ new Map(),
		problems: [],
		notices: []
	};
	return loadCatalog(tree, {
		...catalogOptions(where),
		only: { ids }
	});
}
function selected(head, { notices, problems, prompts }) {
	return {
		head,
		prompts: [...prompts.values()],
		problems: [...problems, ...notices],
		isComplete: false
	};
}
/** Leaves out what the latest version says already, in one batched reading instead of one reading a commit. */
async function differing({ branch }, head, { notices, problems, prompts: all }) {
	const ids = head === null ? [] : [...all.keys()];
	const snapshot = await branch.read(ids.map(statePath), head ?? void 0);
	return {
		head,
		prompts: [...all.values()].filter((prompt) => {
			const read = tryState(snapshot, prompt.id);
			return "error" in read || read.state?.latest.digest !== prompt.digest;
		}),
		problems: [...problems, ...notices],
		isComplete: !hasErrors(problems)
	};
}
/** A prompt's state, or why it cannot be read: one that somebody broke must not stop the others' publication. */
function tryState(snapshot, promptId) {
	try {
		return { state: readState(snapshot, promptId) };
	} catch (error) {
		if (error instanceof DocumentError) return { error };
		throw error;
	}
}
/** None where the config has changed since. */
async function lastCompletion({ branch, controls, sources }, tree, head) {
	const messages = await branch.recentMessages(head, MESSAGES);
	const index = messages.findIndex((message) => completedSource(message) !== void 0);
	const commit = completedSource(messages[index] ?? "");
	if (commit === void 0 || hasErrors(controls.problems)) return void 0;
	const last = sources.tree(commit);
	if (!await sameConfig(last, tree)) return void 0;
	return {
		tree: last,
		publishedSince: [...new Set(messages.slice(0, index).flatMap(publishedIn))]
	};
}
/** Globs and the default model change what a file means; a commit that is gone (a shallow clone) cannot be compared. */
async function sameConfig(since, tree) {
	const now = configOf(await tree.list());
	try {
		return configOf(await since.list()) === now;
	} catch (error) {
		if (error instanceof OutsideError) return false;
		throw error;
	}
}
function configOf(entries) {
	return entries.find((entry) => entry.path === CONFIG_PATH)?.oid;
}
/** What a resolved prompt becomes in the ledger. */
function draftOf(prompt, parts) {
	const described = prompt.declarations.flatMap(({ description, name }) => description === void 0 ? [] : [[name, description]]);
	return {
		promptId: prompt.id,
		effective: prompt.effective,
		digest: prompt.digest,
		variableDescriptions: Object.fromEntries(described),
		source: {
			path: prompt.path,
			commit: parts.sourceCommit,
			partials: prompt.partials
		},
		evaluation: parts.evaluation,
		pullRequest: parts.pullRequest
	};
}
// src/releases/publish/publish-batch.ts
/** Plans one release commit for as many of the prompts as fit into it. */
async function planBatch(request, means) {
	const { head, left, mayComplete, sourceCommit } = request;
	const prompts = left.slice(0, batchSize(request.environments.length));
	const seen = await readForBatch(request, prompts);
	const decided = await Promise.all(prompts.map((prompt) => decideOne(prompt, {
		request,
		means,
		seen
	})));
	const accepted = decided.flatMap((one) => one.kind === "publish" ? [one] : []);
	const taken = withinLimits(withoutSharedNames(accepted));
	const refused = decided.flatMap((one) => one.kind === "refuse" ? [one] : []);
	const problems = decided.flatMap((one) => one.kind === "problem" ? [one.problem] : []);
	const settled = [...decided.flatMap((one) => one.kind === "publish" ? [] : [one.promptId]), ...taken.map(({ promptId }) => promptId)];
	if (taken.length === 0) return {
		kind: "done",
		result: {
			head,
			settled,
			published: [],
			refused,
			problems
		}
	};
	const isComplete = prompts.length === left.length && taken.length === accepted.length && mayComplete && refused.length + problems.length === 0;
	const names = taken.map(({ promptId, decision }) => ({
		promptId,
		version: decision.version.version
	}));
	const writes = taken.map(({ before, decision }) => {
		return {
			before,
			appended: decision,
			version: decision.version
		};
	});
	const message = publicationMessage(names, isComplete ? sourceCommit : null);
	return {
		kind: "append",
		commit: commitOf(seen.snapshot, writes, message),
		result: (commit) => ({
			head: commit,
			settled,
			published: taken.map((one) => publishedPrompt(one, commit)),
			refused,
			problems
		})
	};
}
/** Reads at the head that the candidates were found on; slugs only for what is published for the first time. */
async function readForBatch({ branch, head }, prompts) {
	if (head === null) return {
		snapshot: {
			head,
			files: /* @__PURE__ */ new Map()
		},
		isTaken: () => false
	};
	const paths = prompts.flatMap(({ id }) => [statePath(id), slugPath(id)]);
	const snapshot = await branch.read([README_PATH, ...paths], head);
	const first = prompts.filter(({ id }) => !snapshot.files.has(statePath(id)));
	if (first.length === 0) return {
		snapshot,
		isTaken: () => true
	};
	const slugs = first.flatMap(candidateSlugs);
	const { files } = await branch.read([...slugs.map(slugPath), ...slugs.map(statePath)], head);
	return {
		snapshot,
		isTaken: (slug) => files.has(slugPath(slug)) || files.has(statePath(slug))
	};
}
/** The slugs that a prompt's first publication tries, in order. */
function candidateSlugs(prompt) {
	return SLUG_ATTEMPTS.map((attempt) => makeSlug(prompt.name, prompt.id, prompt.digest, attempt));
}
async function decideOne(prompt, { means, request, seen }) {
	const promptId = prompt.id;
	const read = tryState(seen.snapshot, promptId);
	if ("error" in read) return {
		kind: "problem",
		promptId,
		problem: unreadable(prompt, read.error)
	};
	const before = read.state;
	if (before?.latest.digest === prompt.digest) return {
		kind: "unchanged",
		promptId
	};
	const owner = before === void 0 ? slugOwner(seen.snapshot, promptId) : void 0;
	if (owner !== void 0) return {
		kind: "problem",
		promptId,
		problem: slugTaken(prompt, owner)
	};
	const { sourceCommit } = request;
	const decision = decidePublish(before, {
		draft: draftOf(prompt, {
			evaluation: request.evaluations.get(promptId) ?? null,
			sourceCommit,
			pullRequest: await means.pullRequestOf(sourceCommit)
		}),
		name: prompt.name,
		cause: means.causeFor(promptId, sourceCommit)
	}, {
		now: means.now(),
		environments: request.environments,
		slugTaken: seen.isTaken
	});
	switch (decision.decision) {
		case "append": return {
			kind: "publish",
			promptId,
			before,
			decision
		};
		case "refuse": return {
			kind: "refuse",
			promptId,
			refusal: decision
		};
		case "repeat": return {
			kind: "problem",
			promptId,
			problem: publishedBefore(prompt, decision.sequence)
		};
		case "unchanged": return {
			kind: "unchanged",
			promptId
		};
	}
}
/** What to say where nobody can know what a prompt's next event is. */
function unreadable({ path, positions }, { message }) {
	return errorAt({
		code: "unreadable_document",
		path,
		at: positions.id,
		message
	});
}
/** Where two new prompts would share a name, the later one waits for the next commit and sees it taken there. */
function withoutSharedNames(accepted) {
	const names = /* @__PURE__ */ new Set();
	return accepted.filter(({ decision, promptId }) => {
		if (!decision.isFirst) return true;
		const own = [promptId, decision.state.slug];
		const isShared = own.some((name) => names.has(name));
		for (const name of own) names.add(name);
		return !isShared;
	});
}
function publishedPrompt({ promptId, before, decision }, commit) {
	return {
		promptId,
		decision,
		before: before ?? null,
		commit
	};
}
// src/releases/publish/publish.ts
/**
* Something outside stopped a publication when some of it was published or may be. What is published stays, and running again
* goes on from there.
*/
var PublicationInterrupted = class extends OutsideError {
	name = "PublicationInterrupted";
	published;
	/** Whether the last commit got no answer, so that more may be published than is known. */
	isDoubtful;
	constructor(interruption, { isDoubtful, published }) {
		super(interruption.doing, interruption.cause);
		this.published = published;
		this.isDoubtful = isDoubtful;
	}
};
/**
* Publishes (contracts §3): a version for each prompt whose digest differs from its latest version's, in as many
* consecutive commits as the limits ask for, each complete for its prompts. Safe to run again at any point. With errors
* in the config nothing is published: the defaults in its place would make versions live where nobody wants them.
*/
async function publish(publication, ports) {
	const run = {
		publication,
		ports,
		published: [],
		at: void 0,
		isDoubtful: false
	};
	for (;;) {
		const swapped = await publishBatch(run).catch((error) => {
			const isHalfDone = run.published.length > 0 || run.isDoubtful;
			throw error instanceof OutsideError && isHalfDone ? new PublicationInterrupted(error, run) : error;
		});
		run.isDoubtful = false;
		if (swapped.status === "missing") throw new TypeError("A publication makes live only what it creates");
		if (swapped.status !== "settled") return {
			...swapped,
			published: run.published
		};
		const { at, batch } = swapped.result;
		if (batch === void 0) return outcomeOf(run, at);
		run.published.push(...batch.published);
		settle(at, batch);
		const remaining = at.candidates.prompts.length - at.settled.size;
		publication.onProgress({
			published: run.published.length,
			remaining
		});
	}
}
async function publishBatch(run) {
	const { ports } = run;
	let branch;
	return compareAndSwap(async (commit) => {
		if (branch === void 0) throw new TypeError("A commit was planned before the branch was opened");
		return branch.append(commit).catch((error) => {
			run.isDoubtful = error instanceof UnknownOutcomeError;
			throw error;
		});
	}, async (doubtful) => {
		if (branch !== void 0) run.at = void 0;
		if (doubtful !== void 0 && branch !== void 0) await keepWhatLanded(run, branch, doubtful);
		const fresh = await freshKnowledge(run);
		branch = fresh.branch;
		return planStep(run, fresh.at, branch);
	}, ports.surroundings);
}
/** Counts what a write that got no answer published after all: its keys are this run's own. */
async function keepWhatLanded(run, branch, doubtful) {
	const ids = doubtful("").batch?.published.map(({ promptId }) => promptId) ?? [];
	const snapshot = await branch.read(ids.map(statePath));
	const landed = doubtful(snapshot.head ?? "").batch?.published.filter(({ decision, promptId }) => {
		const read = tryState(snapshot, promptId);
		const known = new Set("state" in read ? read.state?.keys.map(({ key }) => key) : []);
		return !run.published.some((one) => one.decision === decision) && decision.events.every(({ key }) => known.has(key));
	});
	run.published.push(...landed ?? []);
	run.isDoubtful = false;
}
/** An evaluation takes minutes: what was read before it is read again, and its evidence is there by then. */
async function freshKnowledge(run) {
	for (;;) {
		const controls = await run.ports.controls();
		const branch = run.ports.branch(controls.config.file.release_branch);
		const known = run.at;
		const at = await knowledgeOf(run, controls, branch);
		if (at === known || !at.evidence.tookLong) return {
			at,
			branch
		};
		run.at = void 0;
	}
}
async function knowledgeOf(run, controls, branch) {
	if (run.at?.controls.commit === controls.commit) return run.at;
	const { everything, only } = run.publication;
	const candidates = hasErrors(controls.problems) ? {
		head: null,
		prompts: [],
		problems: [],
		isComplete: false
	} : await findCandidates({
		controls,
		branch,
		sources: run.ports.sources
	}, {
		only,
		everything
	});
	const { head, problems } = candidates;
	run.at = {
		controls,
		candidates,
		evidence: await evidenceOf(run, {
			candidates,
			controls,
			branch
		}),
		head,
		settled: /* @__PURE__ */ new Set(),
		refused: [],
		problems: [...problems]
	};
	return run.at;
}
async function evidenceOf({ publication }, on) {
	if (publication.evidence === null) return NO_EVIDENCE;
	const toPublish = await promptsToPublish(on.branch, on.candidates);
	return publication.evidence({
		...on,
		toPublish,
		head: on.candidates.head
	});
}
/** Those of the candidates that will become versions, as far as can be said before it is decided. */
async function promptsToPublish(branch, { head, prompts }) {
	const ids = head === null ? [] : prompts.map(({ id }) => id);
	const snapshot = await branch.read(ids.map(statePath), head ?? void 0);
	return prompts.flatMap((prompt) => {
		const read = tryState(snapshot, prompt.id);
		if ("error" in read) return [];
		const { state } = read;
		return state?.latest.digest !== prompt.digest && state?.lifecycle !== "archived" ? [{
			prompt,
			state
		}] : [];
	});
}
/** Plans the next commit. Prompts that need none are passed by here: each would be an end to the attempts otherwise. */
async function planStep(run, at, branch) {
	const { candidates, controls, settled } = at;
	for (;;) {
		const left = candidates.prompts.filter((prompt) => !settled.has(prompt.id));
		if (left.length === 0) return {
			kind: "done",
			result: {
				at,
				batch: void 0
			}
		};
		const mayComplete = candidates.isComplete && at.refused.length === 0 && !hasErrors(at.problems);
		const planned = await planBatch({
			branch,
			head: at.head,
			left,
			mayComplete,
			sourceCommit: controls.commit,
			environments: policiesOf(controls),
			evaluations: at.evidence.evaluations
		}, {
			...run.publication,
			now: run.ports.surroundings.now
		});
		if (planned.kind === "append") return {
			...planned,
			result: (commit) => ({
				at,
				batch: planned.result(commit)
			})
		};
		settle(at, planned.result);
	}
}
function policiesOf({ config }) {
	return config.environments.map((name) => ({
		name,
		onMerge: config.file.environments[name]?.on_merge ?? "publish",
		evidence: config.file.environments[name]?.evidence ?? "optional"
	}));
}
function settle(at, { head, problems, refused, settled }) {
	at.refused.push(...refused);
	at.problems.push(...problems);
	for (const id of settled) at.settled.add(id);
	at.head = head;
}
function outcomeOf(run, { controls, refused, problems }) {
	return {
		status: "settled",
		sourceCommit: controls.commit,
		published: run.published,
		refused,
		problems: [...controls.problems, ...problems],
		controls
	};
}
export { refusalText as a, announcementsSince as c, explainRefusal as i, publish as n, operate as o, environmentKey as r, announcementAt as s, PublicationInterrupted as t };

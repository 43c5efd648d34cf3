import { l as OutsideError, n as runGit } from "./run.js";
import { p as resolveRef } from "./outside.js";
import { E as environmentOf, _ as statePath, a as readState, o as readVersion, t as DocumentError, v as versionPath } from "./documents.js";
import { c as hasErrors } from "./yaml-tree.js";
import { n as announcementsSince } from "./announcements.js";
import { r as visibleLine } from "./visible.js";
import { a as plainSentence, n as eventLine, o as say } from "./event-text.js";
import { gt as commentLine } from "./evaluation-plan.js";
import { a as refusalText, d as undoOf, i as explainRefusal, n as environmentKey, r as operate, s as aroundOf, t as publish } from "./publish.js";
import { i as tryAgain, n as done, r as no, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { c as pushBranch, i as warnOfConfig, l as startingPoint, o as fetchBranch, s as moveBranch, t as DEFAULT_REMOTE, u as trackingRef } from "./repository.js";
// src/reports/operation-text.ts
/** An operation's outcome as lines of plain text, for terminals and logs. */
function operationText(asked, outcome, print = commentLine) {
	switch (outcome.status) {
		case "done": {
			const undo = undoOf(outcome.event, aroundOf(outcome));
			const again = outcome.repeated ? ["This was done before; nothing was changed now."] : [];
			const held = outcome.event.type === "prompt.rolled_back" ? heldLines(outcome.event, print) : [];
			return [
				eventLine(outcome.event),
				...again,
				...held,
				...undo === null ? [] : [`To take it back: ${print(undo)}`]
			];
		}
		case "refused": {
			const { commands, lead } = explainRefusal(asked, outcome);
			const words = lead === null ? "Try:" : plainSentence(lead);
			return [refusalText(asked, outcome), ...commands.map((command) => `${words} ${print(command)}`)];
		}
		case "conflict": return [`Nothing was changed: others kept writing to the release branch through ${outcome.attempts} attempts. Try again.`];
		case "immutable": return ["Nothing was changed: where the next entry belongs, the release branch holds files already; somebody edited it by hand.", ...outcome.paths.slice(0, 20).map((path) => `  ${plainSentence(say`${path}`)}`)];
	}
}
function heldLines({ environment, prompt_id: prompt }, print) {
	return [`Merges do not move ${plainSentence(environment === null ? say`it` : say`${environment} of ${prompt}`)} until ${print({
		verb: "unfreeze",
		prompt,
		environment
	})}`];
}
// src/cli/command-text.ts
/** A proposed command as it is typed in a terminal: `pointsman rollback support-triage --to 2026-03-12.1`. */
function commandText(command, more) {
	const { verb, prompt, environment = null, version = null, from = null } = command;
	return [
		"pointsman",
		verb,
		...prompt === null ? [] : [prompt],
		...option("--to", version),
		...option("--from", from),
		...option("--in", environment),
		...more.rest ?? [],
		...option("--repo", more.repo)
	].map(shellWord).join(" ");
}
function option(name, value) {
	return value === null ? [] : [name, value];
}
/** Placeholders (`<version>`) are not to be run, so their quotes do no harm. */
function shellWord(word) {
	return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
// src/cli/replayed-text.ts
function replayedJson(replayed) {
	return replayed.map(({ event, outcome }) => {
		const code = droppedBecause(outcome);
		return {
			event: event.id,
			key: event.key,
			type: event.type,
			prompt: event.prompt_id,
			result: code !== null ? "dropped" : outcome.status === "known" ? "known" : "made_again",
			code
		};
	});
}
/** What was written earlier, never pushed, and could not be made again on the remote's head. */
function droppedOf(replayed) {
	return replayed.filter(({ outcome }) => droppedBecause(outcome) !== null);
}
function droppedText(dropped) {
	return dropped.map(({ event, outcome }) => {
		const by = visibleLine(event.actor.login);
		return `Not made again: “${eventLine(event)}” (${by}, ${event.at}): ${droppedBecause(outcome)}.`;
	}).join("\n");
}
function droppedBecause(outcome) {
	switch (outcome.status) {
		case "refused": return outcome.refusal.code;
		case "version_lost": return "version_lost";
		case "settled": {
			const [refused] = outcome.refused;
			if (refused !== void 0) return refused.refusal.code;
			return hasErrors(outcome.problems) && outcome.published.length === 0 ? "file_in_error" : null;
		}
		case "conflict":
		case "immutable": return outcome.status;
		case "done":
		case "known": return null;
	}
}
// src/cli/operation-result.ts
/** What a release operation came to. */
function operationResult(asked, run, place) {
	const { outcome } = run;
	switch (outcome.status) {
		case "done": return doneResult(asked, outcome, {
			run,
			place
		});
		case "refused": return refusedResult(asked, outcome, {
			run,
			place
		});
		case "version_lost": return no({
			code: "version_lost",
			message: `Another release went to the remote first, and ${outcome.version} is not what it was there: nothing was changed. Look at “${commandText({
				verb: "history",
				prompt: asked.prompt
			}, place)}” and ask again.`,
			json: { replayed: replayedJson(run.replayed) }
		});
		case "conflict": return tryAgain({
			code: "conflict",
			message: conflictMessage(outcome.attempts)
		});
		case "immutable": return immutableResult(outcome.paths);
	}
}
function conflictMessage(attempts) {
	return `Others kept writing to the release branch through ${attempts} attempts: try again.`;
}
function immutableResult(paths, json = {}) {
	const message = `Where the next entry belongs the release branch holds a file already (${paths[0]}): somebody edited it by hand. Run “pointsman verify”.`;
	return no({
		code: "integrity",
		message,
		json: {
			paths,
			...json
		}
	});
}
function doneResult(asked, outcome, { place, run }) {
	const { event, state } = outcome;
	const undo = undoOf(event, aroundOf(outcome));
	const lines = [...operationText(asked, outcome, (command) => commandText(command, place)), ...consequences(outcome, place)];
	const environment = event.environment === null ? null : environmentOf(state, event.environment);
	const json = {
		verb: asked.verb,
		key: run.key,
		prompt: state.prompt_id,
		slug: state.slug,
		environment: event.environment,
		version: event.version,
		previous_version: event.previous_version,
		held: environment !== null && environment.held !== null,
		frozen: environment !== null && environment.frozen !== null,
		lifecycle: state.lifecycle,
		event,
		commit: outcome.commit,
		repeated: outcome.repeated,
		undo: undo === null ? null : commandText(undo, place)
	};
	return withPush(done(json, lines.join("\n")), {
		run,
		place,
		again: { command: asked }
	});
}
/** Adds what became of the push, and of what was decided again on the way. */
function withPush(result, { again, place, run }) {
	const { key, pushed, remote, replayed } = run;
	const json = {
		...result.json,
		pushed: pushed === null ? null : {
			remote,
			status: pushed.status
		},
		replayed: replayedJson(replayed)
	};
	const worse = (message) => ({
		message: [result.complaint, message].filter((text) => text !== "").join("\n"),
		json: withoutVerdict(json),
		output: result.output
	});
	if (pushed?.status === "rejected") {
		const message = `${remote} did not take it; it stays in the local release branch. ${pushed.message}`;
		return no({
			code: "push_rejected",
			...worse(message)
		});
	}
	if (pushed?.status === "conflict") return tryAgain({
		code: "conflict",
		...worse(`Others kept pushing to ${remote}: nothing was pushed.`)
	});
	const rest = [
		...again?.words ?? [],
		"--key",
		key,
		"--push"
	];
	const later = again === null || !place.hasRemote ? "" : `Not pushed yet: ${commandText(again.command, {
		...place,
		rest
	})}`;
	const where = pushed === null ? later : `Pushed to ${remote}.`;
	const output = [result.output, where].filter((line) => line !== "").join("\n");
	const dropped = droppedOf(replayed);
	if (dropped.length === 0) return {
		...result,
		json,
		output
	};
	const more = {
		...worse(droppedText(dropped)),
		output
	};
	return result.exitCode === 2 ? badInput({
		code: String(result.json.code),
		...more
	}) : no({
		code: "unpushed_dropped",
		...more
	});
}
/** The status, code and message are those of the new result. */
function withoutVerdict({ status: _, code: __, message: ___, ...json }) {
	return json;
}
/** What follows beside the change itself and is not in its text. */
function consequences({ decision, event }, place) {
	const { environment, prompt_id: prompt } = event;
	if (decision === null || environment === null) return [];
	if ("waiting" in decision && decision.waiting !== null) return [`Nothing was moved. The newest version is not live there; this brings it: ${commandText({
		verb: "promote",
		prompt,
		version: decision.waiting,
		environment
	}, place)}`];
	return "liftedHold" in decision && decision.liftedHold ? ["The hold of the last rollback is lifted: merges move it again."] : [];
}
function refusedResult(asked, refused, { place, run }) {
	const print = (command) => commandText(command, place);
	const [command = null] = explainRefusal(asked, refused).commands;
	const isOwn = ({ event }) => event.key === `cli:${run.key}`;
	const dropped = droppedOf(run.replayed).filter((one) => !isOwn(one));
	const fate = run.replayed.some(isOwn) ? "What this key did in this clone had not been pushed, and is dropped." : "Nothing was changed.";
	return no({
		code: refused.refusal.code,
		message: [
			...operationText(asked, refused, print),
			fate,
			...dropped.length === 0 ? [] : [droppedText(dropped)]
		].join("\n"),
		json: {
			verb: asked.verb,
			key: run.key,
			prompt: refused.state?.prompt_id ?? asked.prompt,
			environment: refused.environment,
			details: refused.refusal.details,
			suggestion: refused.suggestions[0] ?? null,
			proposal: command === null ? null : print(command),
			replayed: replayedJson(run.replayed)
		}
	});
}
// src/releases/replay.ts
const VERBS = {
	"prompt.promoted": "promote",
	"prompt.rolled_back": "rollback",
	"prompt.archived": "archive",
	"prompt.restored": "restore",
	"prompt.frozen": "freeze",
	"prompt.unfrozen": "unfreeze"
};
/**
* Decides again, on another head, what some events decided: nothing is copied over. The keys make what is there already a
* repeat, and a pointer that moved meanwhile makes a refusal (`from` is what the event left). Version ids may have been
* given to other content there, so versions are found by their digests.
*/
async function replay(events, ports) {
	const replayed = [];
	for (const one of events) replayed.push({
		event: one.event,
		outcome: await replayOne(one, ports)
	});
	return replayed;
}
async function replayOne(one, ports) {
	const { event } = one;
	if (await ports.isKnown(event)) return { status: "known" };
	if (event.type === "prompt.published") return ports.publish(event);
	const found = await namesThere(one, event.type, ports);
	return "status" in found ? found : ports.operate(operationOf(event, event.type, found));
}
async function namesThere({ event, previousVersion, version }, type, { versionOf }) {
	if (type !== "prompt.promoted" && type !== "prompt.rolled_back") return {
		version: null,
		from: null
	};
	const find = async (named, content) => {
		if (named === null) return null;
		return (content === null ? void 0 : await versionOf(event.prompt_id, content)) ?? {
			status: "version_lost",
			version: named
		};
	};
	const to = await find(event.version, version);
	const from = await find(event.previous_version, previousVersion);
	if (to !== null && typeof to === "object") return to;
	if (from !== null && typeof from === "object") return from;
	return {
		version: to,
		from
	};
}
function operationOf(event, type, { from, version }) {
	return {
		verb: VERBS[type],
		prompt: event.prompt_id,
		version,
		from,
		environment: event.environment,
		cause: {
			key: event.key,
			actor: event.actor,
			origin: event.origin,
			reason: event.reason,
			requestedAt: null
		}
	};
}
// src/cli/replay-ports.ts
/** Decides again on a branch that stands in for the release branch of the given name. */
function replayPorts(repository, branch, branchName) {
	const ports = {
		branch: () => branch,
		controls: repository.controls,
		sources: repository.sources,
		members: null,
		surroundings: repository.environment.surroundings,
		branchName
	};
	return {
		operate: (operation) => operate(operation, ports),
		publish: (event) => publish({
			causeFor: () => causeOf$1(event),
			only: [event.prompt_id],
			everything: false,
			pullRequestOf: async () => null,
			evidence: null,
			onProgress: () => void 0
		}, ports),
		isKnown: async ({ key, prompt_id }) => (await stateOf(branch, prompt_id))?.keys.some((known) => known.key === key) ?? false,
		versionOf: (promptId, content) => versionOf(branch, promptId, content)
	};
}
/** A publication's cause: its events' keys without the environment that each of them adds. */
function causeOf$1({ key, actor, environment, origin, reason }) {
	const suffix = environmentKey("", environment);
	return {
		key: key.endsWith(suffix) ? key.slice(0, -suffix.length) : key,
		actor,
		origin,
		reason,
		requestedAt: null
	};
}
async function stateOf(branch, promptId) {
	return readState(await branch.read([statePath(promptId)]), promptId);
}
async function versionOf(branch, promptId, { digest, version }) {
	const snapshot = await branch.read([versionPath(promptId, version), statePath(promptId)]);
	if (readVersion(snapshot, promptId, version)?.digest === digest) return version;
	const state = readState(snapshot, promptId);
	if (state === void 0) return void 0;
	return [...Object.values(state.environments).flatMap(({ retired, rolled_back, trail }) => [
		...retired,
		...rolled_back,
		...trail
	]), state.latest].findLast((ref) => ref.digest === digest)?.version;
}
// src/cli/synchronise.ts
/** Others may write at the same time; each round means that somebody else got on. */
const ROUNDS = 12;
/**
* Brings the local release branch to where a write may start: it stays where it descends from the remote-tracking one,
* else it moves there, with what was not pushed decided again on top.
*/
async function startFromTracked(pair) {
	for (let round = 0; round < ROUNDS; round += 1) {
		const staged = await stage(pair);
		if (await follow(pair, staged)) return staged.replayed;
	}
	throw new OutsideError("follow the remote release branch", "others kept moving the local one");
}
/** Moves the local branch to what was staged. False: it is no longer where it was seen. */
async function follow(pair, { head, local }) {
	if (head === null || head === local) return true;
	return moveBranch(whereOf(pair), {
		from: local,
		to: head
	});
}
/** Decides again beside the local branch, which stays as it is until all of it succeeded. */
async function stage(pair) {
	const start = await startingPoint(whereOf(pair));
	const { head, local, tracked } = start;
	if (start.standing !== "diverged" || head === null) return {
		local,
		tracked,
		head,
		replayed: []
	};
	const events = await unpushedEvents(pair, start);
	const { environment, git, branch: openBranch } = pair.repository;
	const name = `pointsman-replay-${environment.randomKey()}`;
	const ref = `refs/heads/${name}`;
	await runGit(git, [
		"update-ref",
		"--no-deref",
		ref,
		head
	]);
	try {
		environment.progress(`Deciding ${events.length} unpushed events again on ${pair.remote}'s release branch`);
		const replayed = await replay(events, replayPorts(pair.repository, openBranch(name), pair.branch));
		refuseStopped(replayed);
		return {
			local,
			tracked,
			head: await resolveRef(git, ref),
			replayed
		};
	} finally {
		await runGit(git, [
			"update-ref",
			"--no-deref",
			"-d",
			ref
		]);
	}
}
/** Nobody else writes to the staging branch, so only a hand-edited branch stops a replay. */
function refuseStopped(replayed) {
	for (const { outcome } of replayed) {
		if (outcome.status === "immutable") throw new DocumentError(outcome.paths[0] ?? "a file", "a file stands where the next entry belongs");
		if (outcome.status === "conflict") throw new OutsideError("decide again", "the staging branch kept moving");
	}
}
/** The events of commits that the local branch has and the tracked one has not. */
async function unpushedEvents({ branch, repository }, { local, tracked }) {
	if (local === null) return [];
	const base = tracked === null ? null : await repository.sources.mergeBase(local, tracked);
	const events = [];
	const range = {
		since: base,
		until: local
	};
	for await (const { prompts } of announcementsSince(repository.branch(branch), range)) for (const prompt of prompts) events.push(...prompt.events);
	return events;
}
/** Pushes the local release branch without force; where the remote moved, decides again on its head and tries again. */
async function pushReleases(pair) {
	const { environment } = pair.repository;
	for (let round = 0; round < ROUNDS; round += 1) {
		environment.progress(`Pushing the release branch to ${pair.remote}`);
		await fetchBranch(whereOf(pair));
		const { head, local, replayed, tracked } = await stage(pair);
		if (head === null || head === tracked) {
			await follow(pair, {
				head,
				local,
				replayed,
				tracked
			});
			return {
				status: "nothing_to_push",
				head,
				replayed
			};
		}
		const result = await pushBranch(whereOf(pair), head);
		if (result.status === "rejected") return {
			...result,
			replayed: []
		};
		if (result.status !== "moved") {
			await runGit(pair.repository.git, [
				"update-ref",
				"--no-deref",
				trackingRef(whereOf(pair)),
				head
			]);
			await follow(pair, {
				head,
				local,
				replayed,
				tracked
			});
			return {
				status: "pushed",
				head,
				replayed
			};
		}
		await environment.surroundings.sleep(environment.surroundings.random() * 100 * 2 ** Math.min(round, 4));
	}
	return {
		status: "conflict",
		replayed: []
	};
}
function whereOf({ branch, remote, repository }) {
	return {
		repository: repository.git,
		remote,
		branch
	};
}
// src/cli/release.ts
/**
* The one way a release verb writes: fetch (with `--push`), start from the right commit, write, push. An event of this
* key that was decided again on the way is this command's own from an earlier run: its outcome is the answer.
*/
async function release(repository, words, work) {
	const remote = remoteOf(repository, words.push);
	const controls = await repository.controls();
	warnOfConfig(repository, controls);
	const branch = controls.config.file.release_branch;
	const pair = {
		repository,
		remote: remote ?? "origin",
		branch
	};
	if (remote !== null) await fetchBranch({
		repository: repository.git,
		remote,
		branch
	});
	const started = await startFromTracked(pair);
	const cause = causeOf(repository, words);
	const key = cause.key.slice(4);
	const first = work.fromReplay(started, cause.key) ?? await work.run(cause, controls);
	if (remote === null || !work.isPushable(first)) return {
		key,
		outcome: first,
		replayed: started,
		pushed: null,
		remote
	};
	const pushed = await pushReleases(pair);
	return {
		key,
		outcome: work.fromReplay(pushed.replayed, cause.key, first) ?? first,
		replayed: [...started, ...pushed.replayed],
		pushed,
		remote
	};
}
function causeOf({ environment, identity }, { because, key }) {
	return {
		key: `cli:${key ?? environment.randomKey()}`,
		actor: {
			login: identity.name,
			id: null,
			role: "unverified"
		},
		origin: {
			kind: "cli",
			url: null
		},
		reason: because ?? null,
		requestedAt: null
	};
}
function remoteOf({ remotes }, push) {
	if (push === void 0) return null;
	const remote = push === true ? DEFAULT_REMOTE : push;
	if (remotes.includes(remote)) return remote;
	const known = remotes.length === 0 ? "this repository has none" : `there are ${remotes.join(", ")}`;
	throw new UsageError("unknown_remote", `There is no remote “${remote}”: ${known}. Write --push last, or --push=<remote>.`);
}
export { withPush as a, operationResult as i, conflictMessage as n, commandText as o, immutableResult as r, release as t };

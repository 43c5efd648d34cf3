import { c as fetchBranch, d as startingPoint, f as trackingRef, l as moveBranch, u as pushBranch } from "./repository.js";
import { P as resolveRef } from "./outside.js";
import { n as runGit, u as OutsideError } from "./run.js";
import { c as announcementsSince, n as publish, o as operate, r as environmentKey } from "./publish.js";
import { C as statePath, a as readState, o as readVersion, t as DocumentError, w as versionPath } from "./documents.js";
import { t as VERB_OF_EVENT } from "./operation-decision.js";
// src/releases/operate/replay.ts
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
		verb: VERB_OF_EVENT[type],
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
			causeFor: () => causeOf(event),
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
function causeOf({ key, actor, environment, origin, reason }) {
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
	const events = await eventsBetween(pair, start);
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
/** The events that the local branch has and the tracked one has not, oldest first. */
async function unpushedEvents(pair) {
	return eventsBetween(pair, await startingPoint(whereOf(pair)));
}
async function eventsBetween({ branch, repository }, { local, tracked }) {
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
export { startFromTracked as n, unpushedEvents as r, pushReleases as t };

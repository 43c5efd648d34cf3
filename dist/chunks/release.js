import { E as environmentOf } from "./documents.js";
import { c as hasErrors } from "./yaml-tree.js";
import { a as refusalText, i as explainRefusal } from "./publish.js";
import { r as visibleLine } from "./visible.js";
import { n as plainSentence, r as say } from "./sentence.js";
import { a as undoOf, r as isMovedByMerges, t as aroundOf } from "./operation-consequences.js";
import { n as eventLine } from "./event-text.js";
import { f as commentLine } from "./facts.js";
import { i as tryAgain, n as done, r as no, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { c as fetchBranch, o as warnOfConfig, t as DEFAULT_REMOTE } from "./repository.js";
import { t as commandText } from "./command-text.js";
import { n as startFromTracked, r as unpushedEvents, t as pushReleases } from "./synchronise.js";
// src/reports/answers/operation-text.ts
/** An operation's outcome as lines of plain text, for terminals and logs. */
function operationText(asked, outcome, print = commentLine) {
	switch (outcome.status) {
		case "done": {
			const undo = undoOf(outcome.event, aroundOf(outcome));
			const again = outcome.repeated ? ["This was done before; nothing was changed now."] : [];
			const held = outcome.event.type === "prompt.rolled_back" ? heldLines(outcome, print) : [];
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
function heldLines(done, print) {
	const { environment, prompt_id: prompt } = done.event;
	const where = plainSentence(environment === null ? say`it` : say`${environment} of ${prompt}`);
	const unfreeze = print({
		verb: "unfreeze",
		prompt,
		environment
	});
	return isMovedByMerges(done) ? [`Merges do not move ${where} until ${unfreeze}`] : [`The settings let no merge move ${where}; it is held besides, until ${unfreeze}`];
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
	const lines = [
		...resumedLines(run, place),
		...operationText(asked, outcome, (command) => commandText(command, place)),
		...consequences(outcome, place)
	];
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
		resumed: run.resumed !== null,
		undo: undo === null ? null : commandText(undo, place)
	};
	return withPush(done(json, lines.join("\n")), {
		run,
		place,
		again: { command: asked }
	});
}
/** What an earlier run had done is not done again; whoever wants one step more has to say from where. */
function resumedLines({ resumed }, place) {
	if (resumed === null) return [];
	const { at, environment, prompt_id: prompt, version } = resumed;
	const further = {
		verb: "rollback",
		prompt,
		from: version,
		environment
	};
	return [`This clone had rolled back already, at ${at}, and never pushed it: that is pushed now, and nothing was rolled back again.`, `To go one version further: ${commandText(further, {
		...place,
		rest: ["--push"]
	})}`];
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
function consequences(done, place) {
	const { decision, event } = done;
	const { environment, prompt_id: prompt } = event;
	if (decision === null || environment === null) return [];
	if ("waiting" in decision && decision.waiting !== null) return [`Nothing was moved. The newest version is not live there; this brings it: ${commandText({
		verb: "promote",
		prompt,
		version: decision.waiting,
		environment
	}, place)}`];
	return "liftedHold" in decision && decision.liftedHold ? [`The hold of the last rollback is lifted${isMovedByMerges(done) ? ": merges move it again" : ""}.`] : [];
}
function refusedResult(asked, refused, { place, run }) {
	const print = (command) => commandText(command, place);
	const [command = null] = explainRefusal(asked, refused).commands;
	const isOwn = ({ event }) => event.key === (run.resumed?.key ?? `cli:${run.key}`);
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
	const resumed = remote === null ? null : await resumedBy(work, {
		words,
		pair,
		controls
	});
	const started = await startFromTracked(pair);
	const cause = causeOf(repository, words, resumed);
	const key = cause.key.startsWith(KEY) ? cause.key.slice(KEY.length) : cause.key;
	const first = work.fromReplay(started, cause.key) ?? await work.run(cause, controls);
	if (remote === null || !work.isPushable(first)) return {
		key,
		outcome: first,
		replayed: started,
		pushed: null,
		remote,
		resumed
	};
	const pushed = await pushReleases(pair);
	return {
		key,
		outcome: work.fromReplay(pushed.replayed, cause.key, first) ?? first,
		replayed: [...started, ...pushed.replayed],
		pushed,
		remote,
		resumed
	};
}
/** What the keys of the command line's events begin with. */
const KEY = "cli:";
/** What the keys of events begin with that `pointsman serve` made in this clone. */
const API_KEY = "api:";
/** Keys are for this, and people forget them: what was done while the remote was away is not done once more. */
async function resumedBy({ resumes }, { controls, pair, words }) {
	if (resumes === void 0 || words.key !== void 0) return null;
	return resumes((await unpushedEvents(pair)).map(({ event }) => event).filter(({ key }) => key.startsWith(KEY) || key.startsWith(API_KEY)), controls) ?? null;
}
function causeOf({ environment, identity }, { because, key }, resumed) {
	return {
		key: resumed?.key ?? `${KEY}${key ?? environment.randomKey()}`,
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
export { withPush as a, operationResult as i, conflictMessage as n, immutableResult as r, release as t };

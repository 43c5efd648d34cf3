import { c as hasErrors, s as formatProblem } from "./yaml-tree.js";
import { t as findPrompt } from "./find-prompt.js";
import { a as refusalText, n as publish } from "./publish.js";
import { n as sourceCatalog, r as unknownSource } from "./prompts.js";
import { E as environmentOf } from "./documents.js";
import { a as undoOf } from "./operation-consequences.js";
import { r as visibleLine } from "./visible.js";
import { t as commandText } from "./command-text.js";
import { a as withPush, n as conflictMessage, r as immutableResult, t as release } from "./release.js";
import { i as tryAgain, n as done, r as no, t as badInput } from "./result.js";
import { a as openRepository, i as openForReading } from "./repository.js";
import { t as UsageError } from "./usage-error.js";
import { i as releaseOptions, n as promptWord, r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/publish-result.ts
/**
* What a publication came to. Problems of files exit with 2 and refusals with 1 although the other prompts are
* published: the output says both.
*/
function publishResult(run, prompts, place) {
	const { outcome } = run;
	const json = jsonOf(run, place);
	const output = outputOf(outcome, place);
	if (outcome.status === "immutable") return {
		...immutableResult(outcome.paths, json),
		output
	};
	if (outcome.status === "conflict") {
		const message = `${conflictMessage(outcome.attempts)} What is published stays.`;
		return tryAgain({
			code: "conflict",
			message,
			json,
			output
		});
	}
	const settled = settledResult(outcome, {
		json,
		output
	});
	const again = outcome.published.length === 0 ? null : {
		command: {
			verb: "publish",
			prompt: null
		},
		words: prompts
	};
	return withPush(settled, {
		run,
		place,
		again
	});
}
function settledResult({ problems, refused }, { json, output }) {
	const errors = problems.filter((problem) => problem.severity === "error");
	const message = [...errors.map(visibleProblem), ...refused.map(refusedText)].join("\n");
	if (errors.length > 0 && errors.every(({ code }) => code === "published_before")) return no({
		code: "key_used",
		message,
		json,
		output
	});
	if (errors.length > 0) return badInput({
		code: "file_in_error",
		message,
		json,
		output
	});
	if (refused.length > 0) return no({
		code: refused[0]?.refusal.code ?? "refused",
		message,
		json,
		output
	});
	return done(json, output);
}
function visibleProblem(problem) {
	return visibleLine(formatProblem(problem));
}
function refusedText({ promptId, refusal }) {
	return `Not published: ${refusalText({
		verb: "publish",
		prompt: promptId,
		version: null,
		from: null,
		environment: null
	}, {
		refusal,
		environment: "",
		state: null,
		suggestions: []
	})}`;
}
function jsonOf({ key, outcome }, place) {
	const published = outcome.published.map(({ commit, decision, promptId }) => ({
		prompt: promptId,
		slug: decision.state.slug,
		version: decision.version.version,
		digest: decision.version.digest,
		first: decision.isFirst,
		moved: decision.moved,
		stayed: decision.stayed,
		commit,
		events: decision.events.map(({ id, key: eventKey, environment, sequence, previous_version }) => ({
			id,
			key: eventKey,
			environment,
			sequence,
			previous_version
		})),
		undo: undoLine(decision.events, place)
	}));
	if (outcome.status !== "settled") return {
		key,
		published
	};
	const { problems, refused, sourceCommit } = outcome;
	return {
		key,
		source_commit: sourceCommit,
		published,
		refused: refused.map(({ promptId, refusal }) => ({
			prompt: promptId,
			code: refusal.code
		})),
		problems
	};
}
/** In the last environment whose pointer moved: that is the one which hurts. */
function undoLine(events, place) {
	const undo = events.flatMap((event) => undoOf(event, {
		before: null,
		after: null
	}) ?? []).at(-1);
	return undo === void 0 ? null : commandText(undo, place);
}
function outputOf(outcome, place) {
	const { published } = outcome;
	if (published.length === 0) return outcome.status === "settled" ? nothingText(outcome) : "";
	return published.flatMap((one) => publishedLines(one, place)).join("\n");
}
function nothingText({ problems, refused }) {
	return refused.length === 0 && problems.every(({ severity }) => severity === "notice") ? "Nothing to publish: every latest version says what its file says." : "";
}
function publishedLines({ decision, promptId }, place) {
	const { events, moved, stayed, version } = decision;
	const before = [...new Set(events.flatMap((event) => event.previous_version ?? []))];
	const was = before.length === 0 ? "" : ` (was ${before.join(", ")})`;
	const where = moved.length === 0 ? "live nowhere yet" : `live in ${moved.join(", ")}${was}`;
	const undo = undoLine(events, place);
	return [
		`Published ${promptId} ${version.version}, ${where}.`,
		...stayed.map((one) => `  ${stayedLine(promptId, decision, one, place)}`),
		...undo === null ? [] : [`  Undo: ${undo}`]
	];
}
/** Why a pointer stayed, in words. A record: a reason without its words does not compile. */
const STAYED_BECAUSE = {
	gate_failed: "the gate held this version back",
	evidence_missing: "the evaluation that the config requires is missing",
	on_merge_hold: "publishing does not move it there (the config says hold)",
	held_after_rollback: "it is held since a rollback",
	frozen: "it is frozen",
	flagged_content: "the same content was rolled back there"
};
function stayedLine(prompt, { state, version }, { environment, reason }, place) {
	const live = environmentOf(state, environment).pointer?.version ?? "nothing";
	const promote = commandText({
		verb: "promote",
		prompt,
		version: version.version,
		environment
	}, place);
	const unfreeze = commandText({
		verb: "unfreeze",
		prompt,
		environment
	}, place);
	const ways = reason === "frozen" ? `${unfreeze} and then ${promote}` : promote;
	return `${environment} still serves ${live}: ${STAYED_BECAUSE[reason]}. To change that: ${ways}`;
}
// src/cli/verbs/publish.ts
const schema = z.strictObject({
	prompts: z.array(promptWord).default([]),
	everything: z.literal(true).optional(),
	...releaseOptions
});
/** Publishes what the default branch's head says; the work tree is never looked at. */
const runPublish = async (call) => {
	const words = readWords(schema, call.input);
	const repository = await openRepository(call);
	refuseBrokenConfig(await repository.controls());
	const chosen = words.prompts.length === 0 ? null : await idsOf(repository, words.prompts);
	if (chosen !== null && "exitCode" in chosen) return chosen;
	const run = await release(repository, words, {
		run: (cause) => publishNow(repository, cause, {
			only: chosen,
			everything: words.everything === true
		}),
		fromReplay: (replayed, causeKey, before) => before === void 0 ? void 0 : afterReplay(before, replayed, causeKey),
		isPushable: ({ status }) => status === "settled"
	});
	const place = {
		repo: repository.repo,
		hasRemote: repository.remotes.length > 0
	};
	return publishResult(run, words.prompts, place);
};
/** With the defaults in place of a broken config, versions would go live where nobody wants them. */
function refuseBrokenConfig({ problems }) {
	if (!hasErrors(problems)) return;
	const lines = problems.map(({ column, line, message, path }) => `${path}:${line}:${column}: ${message}`);
	throw new UsageError("config_invalid", `${lines.join("\n")}\nNothing was published.`);
}
function publishNow(repository, cause, { everything, only }) {
	const { controls, environment, sources } = repository;
	return publish({
		causeFor: (promptId) => ({
			...cause,
			key: `${cause.key}:${promptId}`
		}),
		only,
		everything,
		pullRequestOf: async () => null,
		evidence: null,
		onProgress: ({ published, remaining }) => environment.progress(`${published} published, ${remaining} to look at`)
	}, {
		branch: repository.branch,
		sources,
		controls,
		surroundings: environment.surroundings
	});
}
/** The ids of prompts named by id or slug, or the answer that one of them is in neither place. */
async function idsOf(repository, names) {
	const read = await openForReading(repository);
	const ids = (await Promise.all(names.map((name) => findPrompt(read.branch, name)))).map(({ promptId }, index) => promptId ?? names[index] ?? "");
	const { problems, prompts } = await sourceCatalog(repository, read, ids);
	const unknown = ids.find((id) => !prompts.has(id) && problems.length === 0);
	if (unknown === void 0) return [...new Set(ids)];
	const all = await sourceCatalog(repository, read);
	return unknownSource(unknown, [...all.prompts.keys()]);
}
/** What was published and then decided again on the remote's head has other commits there, maybe other versions. */
function afterReplay(before, replayed, causeKey) {
	const own = replayed.filter(({ event }) => event.key.startsWith(`${causeKey}:`));
	if (own.length === 0 || before.status !== "settled") return before;
	const again = /* @__PURE__ */ new Map();
	for (const { outcome } of own) {
		if (outcome.status !== "settled") continue;
		for (const one of outcome.published) again.set(one.promptId, one);
	}
	const wasReplayed = new Set(own.map(({ event }) => event.prompt_id));
	const published = before.published.flatMap((one) => wasReplayed.has(one.promptId) ? again.get(one.promptId) ?? [] : [one]);
	return {
		...before,
		published
	};
}
export { runPublish };

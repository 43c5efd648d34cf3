import { E as environmentOf, u as effectiveOf } from "./documents.js";
import { n as isVersionId } from "./version-id.js";
import { x as defaultEnvironment } from "./outside.js";
import { a as versionsOf } from "./history.js";
import { t as diffPrompts } from "./word-diff.js";
import { t as printDiff } from "./word-diff-terminal.js";
import { n as sourceCatalog, t as findState } from "./prompts.js";
import { a as openRepository, i as openForReading } from "./repository.js";
import { n as done, r as no } from "./result.js";
import { n as promptWord, r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/diff.ts
/** The word for what the default branch's head says. */
const HEAD = "head";
const sideWord = z.string().refine((word) => isVersionId(word) || /^[a-z][a-z0-9_-]{0,62}$/.test(word), { error: ({ input }) => `“${String(input)}” is neither a version nor an environment` });
const schema = z.strictObject({
	prompt: promptWord,
	a: sideWord.optional(),
	b: sideWord.optional()
});
/** Word by word, what differs between two versions, or between what is live and what the default branch says. */
const runDiff = async (call) => {
	const words = readWords(schema, call.input);
	const repository = await openRepository(call);
	const read = await openForReading(repository);
	const found = await findState(read, words.prompt);
	if (found.kind === "absent") return found.result;
	const scene = {
		repository,
		read,
		state: found.state
	};
	const base = await sideOf(scene, words.a ?? defaultBase(scene));
	const head = words.b === void 0 ? await defaultHead(scene) : await sideOf(scene, words.b);
	if (base.kind === "none") return base.result;
	if (head.kind === "none") return head.result;
	const parts = diffPrompts(base.effective, head.effective);
	const sides = {
		base: base.label,
		head: head.label
	};
	const title = `${found.state.prompt_id}: ${base.label} → ${head.label}`;
	const text = parts.length === 0 ? `${title}\nNothing that reaches the model differs.` : `${title}\n\n${printDiff(parts, { colours: call.environment.colours })}`;
	return done({
		prompt: found.state.prompt_id,
		...sides,
		same: parts.length === 0,
		parts
	}, text);
};
/** What is live in the last environment, else the latest version. */
function defaultBase({ read, state }) {
	return environmentOf(state, defaultEnvironment(read.controls.config)).pointer?.version ?? state.latest.version;
}
/** What the default branch says; where it says nothing usable of the prompt, the latest version. */
async function defaultHead(scene) {
	const source = await sourceSide(scene);
	return source.kind === "side" ? source : sideOf(scene, scene.state.latest.version);
}
async function sideOf(scene, word) {
	if (isVersionId(word)) return versionSide(scene, word);
	const { config } = scene.read.controls;
	if (config.environments.includes(word)) return environmentSide(scene, word);
	return word === HEAD ? sourceSide(scene) : none("unknown_environment", unknownSide(config, word));
}
function unknownSide({ environments }, word) {
	return `“${word}” is neither a version nor an environment: write a version, ${environments.join(", ")}, or ${HEAD} for the default branch.`;
}
function environmentSide(scene, environment) {
	const { state } = scene;
	const version = environmentOf(state, environment).pointer?.version;
	if (version !== void 0) return versionSide(scene, version);
	return none("nothing_live", `Nothing of ${state.prompt_id} is live in ${environment}.`);
}
async function versionSide({ read, state }, id) {
	const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
	if (version === void 0) return none("unknown_version", `${state.prompt_id} has no version ${id}.`);
	return {
		kind: "side",
		label: id,
		effective: effectiveOf(version)
	};
}
async function sourceSide({ read, repository, state }) {
	const { prompts } = await sourceCatalog(repository, read, [state.prompt_id]);
	const prompt = prompts.get(state.prompt_id);
	if (prompt === void 0) return none("not_in_source", `The default branch's head has no usable ${state.prompt_id}.`);
	return {
		kind: "side",
		label: `default branch (${read.controls.commit.slice(0, 10)})`,
		effective: prompt.effective
	};
}
function none(code, message) {
	return {
		kind: "none",
		result: no({
			code,
			message
		})
	};
}
export { runDiff };

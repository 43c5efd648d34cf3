import { E as environmentOf } from "./documents.js";
import { i as liveVersions, t as allStates } from "./history.js";
import { n as evidenceText } from "./evidence-text.js";
import { n as statusText } from "./status-table.js";
import { r as visibleLine } from "./visible.js";
import { n as sourceCatalog, t as findState } from "./prompts.js";
import { n as openForReading, r as openRepository } from "./repository.js";
import { n as done } from "./result.js";
import { n as promptWord, r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/status.ts
const schema = z.strictObject({
	prompt: promptWord.optional(),
	drafts: z.literal(true).optional()
});
/** What is live where: of all prompts, or of one with its trail and marks. */
const runStatus = async (call) => {
	const { drafts, prompt } = readWords(schema, call.input);
	const repository = await openRepository(call);
	const read = await openForReading(repository);
	if (prompt !== void 0) return statusOfOne(read, prompt);
	const states = await allStates(read.branch);
	const published = new Set(states.map((state) => state.prompt_id));
	const names = [...(drafts ? await sourceCatalog(repository, read) : void 0)?.prompts.keys() ?? []].filter((id) => !published.has(id));
	const { environments } = read.controls.config;
	const text = [(states.length === 0 ? "Nothing is published yet." : statusText({
		environments,
		states
	})).trimEnd(), ...names.map((id) => `${id}: draft, never published`)].join("\n");
	const json = {
		head: read.head,
		environments,
		prompts: states.map((state) => stateJson(state, environments)),
		drafts: names
	};
	return done(json, text);
};
function stateJson(state, environments) {
	const { keys: _, environments: known, ...rest } = state;
	const named = [.../* @__PURE__ */ new Set([...environments, ...Object.keys(known)])];
	return {
		...rest,
		environments: Object.fromEntries(named.map((name) => [name, environmentOf(state, name)]))
	};
}
async function statusOfOne(read, name) {
	const found = await findState(read, name);
	if (found.kind === "absent") return found.result;
	const { state } = found;
	const { environments } = read.controls.config;
	const versions = await liveVersions(read.branch, state, environments);
	const lines = [`${state.prompt_id} (${state.slug}), ${state.lifecycle}, latest ${state.latest.version}, ${state.versions} versions, from ${visibleLine(state.path)}`, ...environments.flatMap((environment) => environmentLines(state, environment, versions))];
	return done({
		head: read.head,
		prompt: stateJson(state, environments)
	}, lines.join("\n"));
}
function environmentLines(state, name, versions) {
	const { frozen, held, pointer, rolled_back: flagged, trail } = environmentOf(state, name);
	if (pointer === null) return [`${name}: nothing is live`];
	const live = versions.get(pointer.version);
	const by = (mark) => `by ${visibleLine(mark.by)}, ${mark.since}`;
	const because = held?.reason == null ? "" : `: ${visibleLine(held.reason)}`;
	return [
		`${name}: ${pointer.version} (${by(pointer)})`,
		...live === void 0 ? [] : [`  evidence: ${evidenceText(live.evaluation)}`],
		...held === null ? [] : [`  held since a rollback ${by(held)}${because}`],
		...frozen === null ? [] : [`  frozen ${by(frozen)}`],
		...trail.length < 2 ? [] : [`  trail: ${trail.slice(-10).map((entry) => entry.version).join(" → ")}`],
		...flagged.length === 0 ? [] : [`  rolled back here: ${flagged.map((entry) => entry.version).join(", ")}`]
	];
}
export { runStatus };

import { E as environmentOf } from "./documents.js";
import { a as versionsOf, o as nearest } from "./history.js";
import { n as evidenceText } from "./evidence-text.js";
import { n as visibleBlock, r as visibleLine } from "./visible.js";
import { x as defaultEnvironment } from "./outside.js";
import { t as UsageError } from "./usage-error.js";
import { t as findState } from "./prompts.js";
import { a as openRepository, i as openForReading } from "./repository.js";
import { n as done, r as no } from "./result.js";
import { a as versionWord, n as promptWord, r as readWords, t as environmentWord } from "./words.js";
import { z } from "zod";
// src/cli/live.ts
/** The environment that is meant: the named one, which must be in the config, or the last. */
function requireEnvironment(config, named) {
	if (named === void 0) return defaultEnvironment(config);
	if (config.environments.includes(named)) return named;
	const near = nearest(named, config.environments);
	const hint = near === void 0 ? "" : ` Did you mean ${near}?`;
	const message = `There is no environment ${named}; the config names ${config.environments.join(", ")}.${hint}`;
	throw new UsageError("unknown_environment", message);
}
// src/cli/verbs/show.ts
const schema = z.strictObject({
	prompt: promptWord,
	version: versionWord.optional(),
	in: environmentWord.optional()
});
/** One version: the named one, or what is live in an environment. */
const runShow = async (call) => {
	const words = readWords(schema, call.input);
	const read = await openForReading(await openRepository(call));
	const found = await findState(read, words.prompt);
	if (found.kind === "absent") return found.result;
	const { state } = found;
	const environment = requireEnvironment(read.controls.config, words.in);
	const id = words.version ?? environmentOf(state, environment).pointer?.version;
	if (id === void 0) {
		const message = `Nothing of ${state.prompt_id} is live in ${environment}. Its latest version is ${state.latest.version}.`;
		return no({
			code: "nothing_live",
			message,
			json: { latest: state.latest.version }
		});
	}
	const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
	if (version === void 0) return no({
		code: "unknown_version",
		message: `${state.prompt_id} has no version ${id}.`
	});
	const live = liveIn(state, id, read);
	return done({
		lifecycle: state.lifecycle,
		live_in: live,
		version
	}, textOf(version, state, live));
};
function liveIn(state, id, { controls }) {
	const { environments } = controls.config;
	return environments.filter((name) => environmentOf(state, name).pointer?.version === id);
}
function textOf(version, state, live) {
	const where = state.lifecycle === "archived" ? "archived" : `live in ${live.join(", ") || "no environment"}`;
	const { commit, path } = version.source;
	const variables = version.variables.map(({ name, required, type }) => `${visibleLine(name)} (${type}${required ? "" : ", optional"})`);
	return [...[
		`${version.prompt_id} ${version.version}, ${where}`,
		`${version.digest}`,
		`from ${visibleLine(path)}${commit === null ? "" : ` at ${commit.slice(0, 10)}`}, published ${version.published_at} by ${visibleLine(version.published_by)}`,
		`evidence: ${evidenceText(version.evaluation)}`,
		`model: ${visibleLine(version.model)}`,
		...version.model_parameters === void 0 ? [] : [`parameters: ${visibleLine(JSON.stringify(version.model_parameters))}`],
		...version.response_format === void 0 ? [] : [`response format: ${version.response_format}`],
		...variables.length === 0 ? [] : [`variables: ${variables.join(", ")}`],
		...version.tools === void 0 ? [] : [`tools: ${version.tools.length}`]
	], messagesText(version.messages)].join("\n");
}
/** Messages as people read them, each below its role. */
function messagesText(messages) {
	return messages.map(({ content, role }) => `\n--- ${role}\n${visibleBlock(content)}`).join("\n");
}
export { runShow as n, requireEnvironment as r, messagesText as t };

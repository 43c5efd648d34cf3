import { E as environmentOf } from "./documents.js";
import { n as currentVersions, t as allStates } from "./history.js";
import { r as evidenceToPromote } from "./operation-decision.js";
import { n as standingsOf } from "./standing.js";
import { r as visibleLine } from "./visible.js";
import { n as evidenceText } from "./evidence-text.js";
import { t as commandText } from "./command-text.js";
import { n as markLines, t as byText } from "./mark-text.js";
import { n as sourceCatalog, t as findState } from "./prompts.js";
import { a as openRepository, i as openForReading } from "./repository.js";
import { n as done } from "./result.js";
import { n as promptWord, r as readWords } from "./words.js";
import { z } from "zod";
// src/reports/status/table.ts
/** For a terminal: columns padded to their widest entry. */
function statusText({ environments, states }) {
	const rows = [[
		"PROMPT",
		"NEWEST",
		...environments.map((name) => visibleLine(name).toUpperCase())
	], ...states.map((state) => [
		visibleLine(state.prompt_id),
		state.latest.version,
		...environments.map((name) => textOf(state, name))
	])];
	const widths = (rows[0] ?? []).map((_, column) => rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0));
	return `${rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n")}\n`;
}
function textOf(state, name) {
	const { notes, version } = liveOf(state, name);
	return [version ?? "-", ...notes.length === 0 ? [] : [`(${notes.join(", ")})`]].join(" ");
}
function liveOf(state, name) {
	const { frozen, held, pointer } = environmentOf(state, name);
	const notes = [];
	if (state.lifecycle === "archived") notes.push("archived");
	if (held !== null) notes.push("held");
	if (frozen !== null) notes.push("frozen");
	return {
		version: pointer?.version ?? null,
		notes
	};
}
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
	const place = {
		repo: repository.repo,
		hasRemote: repository.remotes.length > 0
	};
	const now = repository.environment.surroundings.now();
	if (prompt !== void 0) return statusOfOne(read, prompt, {
		now,
		place
	});
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
async function statusOfOne(read, name, around) {
	const found = await findState(read, name);
	if (found.kind === "absent") return found.result;
	const { state } = found;
	const { controls } = read;
	const { environments } = controls.config;
	const versions = await currentVersions(read.branch, state, environments);
	const evidenceRule = (environment) => evidenceToPromote({
		controls,
		environment
	});
	const standings = standingsOf(state, {
		environments,
		evidenceRule,
		versions
	});
	const lines = [`${state.prompt_id} (${state.slug}), ${state.lifecycle}, latest ${state.latest.version}, ${state.versions} versions, from ${visibleLine(state.path)}`, ...standings.flatMap((standing) => environmentLines(standing, {
		state,
		versions,
		...around
	}))];
	return done({
		head: read.head,
		prompt: stateJson(state, environments),
		standings
	}, lines.join("\n"));
}
function environmentLines(standing, shown) {
	const { environment, flagged, pointer, waiting } = standing;
	const { now, state, versions } = shown;
	const { trail } = environmentOf(state, environment);
	const live = pointer === null ? void 0 : versions.get(pointer.version);
	return [
		pointer === null ? `${environment}: nothing is live` : `${environment}: ${pointer.version} (${byText(pointer, now)})`,
		...live === void 0 ? [] : [`  evidence: ${evidenceText(live.evaluation)}`],
		...markLines(standing, now).map((line) => `  ${line}`),
		...waiting === null ? [] : waitingLines(waiting, shown),
		...trail.length < 2 ? [] : [`  trail: ${trail.slice(-10).map(versionOf).join(" → ")}`],
		...flagged.length === 0 ? [] : [`  rolled back here: ${flagged.join(", ")}`]
	];
}
function versionOf({ version }) {
	return version;
}
function waitingLines(waiting, { place, state }) {
	switch (waiting.code) {
		case "archived": return [`  archived: ${commandText({
			verb: "restore",
			prompt: state.prompt_id
		}, place)} serves it again`];
		case "promotable": {
			const first = waiting.afterUnfreeze ? ", once the freeze is lifted" : "";
			return [`  waits: ${waiting.version}${first}`, `    ${commandText(waiting.promote, place)}`];
		}
		case "rolled_back": return [`  waits: ${waiting.version}, which was rolled back here`];
		case "evidence_missing":
		case "evidence_failed": return [`  waits: ${waiting.version}, which lacks the evidence that is required here (${waiting.code})`];
	}
}
export { runStatus };

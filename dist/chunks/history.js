import { C as statePath, E as environmentOf, a as readState, b as parseBranchPath, g as eventPath, i as readEvent, o as readVersion, t as DocumentError, w as versionPath } from "./documents.js";
import { t as findPrompt } from "./find-prompt.js";
import { distance } from "fastest-levenshtein";
// src/domain/nearest.ts
const LONGEST_TYPED = 200;
/** A shorter beginning of a name says too little. */
const SHORTEST_BEGINNING = 3;
/** The known name that was probably meant, or undefined where nothing is near enough to be helpful. */
function nearest(typed, known) {
	return nearestFew(typed, known, 1)[0];
}
/**
* The known names that were probably meant, the nearest first: those that differ in a few letters, and those that begin with
* what was typed (`prod`).
*/
function nearestFew(typed, known, most) {
	if (typed.length > LONGEST_TYPED) return [];
	return known.map((name) => ({
		name,
		apart: apartness(typed, name)
	})).filter(({ apart }) => apart !== null).sort((a, b) => (a.apart ?? 0) - (b.apart ?? 0)).slice(0, most).map(({ name }) => name);
}
/** How many letters differ, a beginning counted as one; null where that is too many. */
function apartness(typed, name) {
	const apart = distance(typed, name);
	if (typed.length >= SHORTEST_BEGINNING && name.startsWith(typed)) return Math.min(apart, 1);
	return apart < Math.max(typed.length, name.length) && apart <= Math.max(2, Math.floor(typed.length / 3)) ? apart : null;
}
// src/releases/history.ts
/** A prompt's last events by id or slug; undefined where there is no such prompt. */
async function historyOf(branch, name, limit) {
	const { promptId, snapshot } = await findPrompt(branch, name);
	const state = promptId === void 0 ? void 0 : readState(snapshot, promptId);
	if (state === void 0 || snapshot.head === null) return void 0;
	return {
		head: snapshot.head,
		state,
		events: await eventsBefore(branch, state, {
			head: snapshot.head,
			limit
		})
	};
}
async function eventsBefore(branch, state, { head, limit }) {
	const oldest = Math.max(1, state.sequence - limit + 1);
	const sequences = Array.from({ length: state.sequence - oldest + 1 }, (_, index) => state.sequence - index);
	const snapshot = await branch.read(sequences.map((sequence) => eventPath(state.prompt_id, sequence)), head);
	return sequences.flatMap((sequence) => readEvent(snapshot, state.prompt_id, sequence) ?? []);
}
/** Stored versions of one prompt, by id, at the branch's head or at a commit; absent ones are absent. */
async function versionsOf(branch, promptId, ids, at) {
	const paths = ids.map((id) => versionPath(promptId, id));
	const snapshot = await branch.read(paths, at);
	const found = ids.flatMap((id) => {
		const version = readVersion(snapshot, promptId, id);
		return version === void 0 ? [] : [[id, version]];
	});
	return new Map(found);
}
/** The versions that are live in any of the environments and the newest one, by id; damaged ones are absent. */
async function currentVersions(branch, state, environments) {
	const live = environments.flatMap((name) => environmentOf(state, name).pointer?.version ?? []);
	const { versions } = await inspectVersions(branch, state.prompt_id, [.../* @__PURE__ */ new Set([...live, state.latest.version])]);
	return versions;
}
/** Stored versions of one prompt, those apart that somebody edited by hand; absent ones are absent. */
async function inspectVersions(branch, promptId, ids) {
	const snapshot = await branch.read(ids.map((id) => versionPath(promptId, id)));
	const versions = /* @__PURE__ */ new Map();
	const damaged = /* @__PURE__ */ new Set();
	for (const id of ids) try {
		const version = readVersion(snapshot, promptId, id);
		if (version !== void 0) versions.set(id, version);
	} catch (error) {
		if (!(error instanceof DocumentError)) throw error;
		damaged.add(id);
	}
	return {
		versions,
		damaged
	};
}
/** The states of all prompts on the branch, at its head or at a commit, sorted by id. */
async function allStates(branch, at) {
	const head = at ?? (await branch.read([])).head;
	if (head === null) return [];
	const ids = (await branch.list("prompts", head)).flatMap((path) => {
		const parsed = parseBranchPath(path);
		return parsed?.kind === "state" ? [parsed.promptId] : [];
	});
	const snapshot = await branch.read(ids.map(statePath), head);
	return ids.flatMap((id) => readState(snapshot, id) ?? []);
}
export { versionsOf as a, inspectVersions as i, currentVersions as n, nearest as o, historyOf as r, nearestFew as s, allStates as t };

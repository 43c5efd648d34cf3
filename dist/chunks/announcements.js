import { _ as statePath, a as readState, i as readEvent, m as parseBranchPath, o as readVersion, u as eventPath, v as versionPath } from "./documents.js";
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
export { announcementsSince as n, announcementAt as t };

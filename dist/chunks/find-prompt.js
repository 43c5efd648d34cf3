import { n as isVersionId } from "./version-id.js";
import { C as statePath, S as slugPath, h as README_PATH, r as readDocument, v as isPromptName, w as versionPath } from "./documents.js";
import { z } from "zod";
// src/releases/find-prompt.ts
/** What a slug's file holds. */
const slugSchema = z.strictObject({ id: z.string() });
/**
* Finds a prompt by id or slug. An id needs one trip; a slug needs a second one, since only its file says whose it is.
*
* @param name as typed; what cannot be an id or slug is not looked up, and so never becomes part of a path
* @param versions version ids to read along, as typed
*/
async function findPrompt(branch, name, versions = []) {
	if (!isPromptName(name)) return {
		snapshot: await branch.read([README_PATH]),
		promptId: void 0
	};
	const snapshot = await branch.read([...pathsOf(name, versions), slugPath(name)]);
	if (snapshot.files.has(statePath(name))) return {
		snapshot,
		promptId: name
	};
	const promptId = slugOwner(snapshot, name);
	if (promptId === void 0) return {
		snapshot,
		promptId: void 0
	};
	return {
		snapshot: await branch.read(pathsOf(promptId, versions)),
		promptId
	};
}
/** The id of the prompt that a slug belongs to, where the snapshot holds the slug's file. */
function slugOwner(snapshot, slug) {
	return readDocument(snapshot, slugPath(slug), slugSchema)?.id;
}
function pathsOf(promptId, versions) {
	const known = versions.filter(isVersionId);
	return [
		statePath(promptId),
		README_PATH,
		...known.map((version) => versionPath(promptId, version))
	];
}
export { slugOwner as n, slugSchema as r, findPrompt as t };

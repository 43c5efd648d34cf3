import { o as nearest } from "./history.js";
import { n as loadCatalog } from "./catalog.js";
import { a as readState, c as promptsInReadme, h as README_PATH } from "./documents.js";
import { t as findPrompt } from "./find-prompt.js";
import { r as no } from "./result.js";
// src/cli/prompts.ts
/** Finds a published prompt by id or slug. */
async function findState({ branch }, name) {
	const { promptId, snapshot } = await findPrompt(branch, name);
	const state = promptId === void 0 ? void 0 : readState(snapshot, promptId);
	if (state !== void 0) return {
		kind: "found",
		state
	};
	return {
		kind: "absent",
		result: unknownPrompt(name, promptsInReadme(snapshot.files.get(README_PATH)))
	};
}
function unknownPrompt(name, known) {
	const suggestion = nearest(name, known) ?? null;
	const hint = suggestion === null ? "“pointsman status” lists them." : `Did you mean ${suggestion}?`;
	return no({
		code: "unknown_prompt",
		message: `There is no published prompt ${name}. ${hint}`,
		json: {
			prompt: name,
			suggestion
		}
	});
}
/** The answer that prompt files have no such prompt. */
function unknownSource(name, known) {
	const suggestion = nearest(name, known) ?? null;
	const message = `No prompt file makes a prompt ${name}.${suggestion === null ? "" : ` Did you mean ${suggestion}?`}`;
	return no({
		code: "unknown_prompt",
		message,
		json: {
			prompt: name,
			suggestion
		}
	});
}
/** Prompts as the default branch's head says them: all, or those of the given ids. */
function sourceCatalog(repository, { controls }, ids) {
	const { file } = controls.config;
	return loadCatalog(repository.sources.tree(controls.commit), {
		globs: file.prompts,
		defaultModel: file.models.default,
		...ids !== void 0 && { only: { ids } }
	});
}
export { sourceCatalog as n, unknownSource as r, findState as t };

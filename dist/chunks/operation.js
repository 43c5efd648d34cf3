import { a as operate } from "./publish.js";
import { i as operationResult, t as release } from "./release.js";
import { r as openRepository } from "./repository.js";
import { a as versionWord, i as releaseOptions, n as promptWord, r as readWords, t as environmentWord } from "./words.js";
import { z } from "zod";
// src/cli/verbs/operation.ts
const schema = z.strictObject({
	prompt: promptWord,
	to: versionWord.optional(),
	from: versionWord.optional(),
	in: environmentWord.optional(),
	...releaseOptions
});
/** The verbs that change pointers or standing: `rollback`, `promote`, `archive`, `restore`, `freeze`, `unfreeze`. */
function runOperation(verb) {
	return async (call) => {
		const words = readWords(schema, call.input);
		const repository = await openRepository(call);
		const asked = {
			verb,
			prompt: words.prompt,
			version: words.to ?? null,
			from: words.from ?? null,
			environment: words.in ?? null
		};
		const run = await release(repository, words, {
			run: (cause, controls) => {
				const operation = {
					...asked,
					cause
				};
				return operate(operation, {
					branch: repository.branch,
					controls: repository.controls,
					members: null,
					surroundings: repository.environment.surroundings,
					branchName: controls.config.file.release_branch
				});
			},
			fromReplay: ownOutcome,
			isPushable: ({ status }) => status === "done"
		});
		const place = {
			repo: repository.repo,
			hasRemote: repository.remotes.length > 0
		};
		return operationResult(asked, run, place);
	};
}
/** The outcome of this very key, where it was written earlier and was now decided again. */
function ownOutcome(replayed, causeKey) {
	const own = replayed.findLast(({ event }) => event.key === causeKey)?.outcome;
	return own === void 0 || own.status === "known" || "published" in own ? void 0 : own;
}
export { runOperation };

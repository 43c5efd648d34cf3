import { j as eventId } from "./documents.js";
import { x as defaultEnvironment } from "./outside.js";
import { o as operate } from "./publish.js";
import { i as operationResult, t as release } from "./release.js";
import { a as openRepository } from "./repository.js";
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
			isPushable: ({ status }) => status === "done",
			resumes: (unpushed, { config }) => {
				const environment = asked.environment ?? defaultEnvironment(config);
				return meantAgain({
					...asked,
					environment
				}, unpushed);
			}
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
const MOVES = /* @__PURE__ */ new Set([
	"prompt.published",
	"prompt.promoted",
	"prompt.rolled_back"
]);
/**
* The unpushed rollback that another one means, which says neither whence nor where to: going back a second time because the
* remote was away the first time would go one version too far.
*/
function meantAgain({ environment, from, prompt, verb, version }, unpushed) {
	if (verb !== "rollback" || version !== null || from !== null) return void 0;
	const concerns = (event) => event.environment === environment && (event.prompt_id === prompt || event.id === eventId(prompt, event.key));
	const last = unpushed.findLast((event) => concerns(event) && MOVES.has(event.type));
	return last?.type === "prompt.rolled_back" ? last : void 0;
}
export { runOperation };

import { N as isObjectId } from "./outside.js";
import { n as runGit } from "./run.js";
import { n as verify } from "./verify.js";
import { r as visibleLine } from "./visible.js";
import { a as openRepository, i as openForReading, s as resolveCommit } from "./repository.js";
import { i as tryAgain, n as done, r as no } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/verify.ts
const schema = z.strictObject({ since: z.string().regex(/^[0-9a-f]{7,64}$/, "a commit id in hex, of 7 digits or more").optional() });
/** Checks the whole release branch: append-only, chained, folded, digested, and descending from a known head. */
const runVerify = async (call) => {
	const words = readWords(schema, call.input);
	const repository = await openRepository(call);
	if (await isShallow(repository)) return tryAgain({
		code: "shallow_clone",
		message: "This clone is shallow, so the release branch's history is not all here: run `git fetch --unshallow` and verify again."
	});
	const since = await sinceOf(repository, words.since);
	const { branch } = await openForReading(repository);
	const { progress } = repository.environment;
	const { commits, events, findings, head, prompts, versions } = await verify(branch, {
		since,
		onProgress: ({ of, prompts }) => progress(`${prompts} of ${of} prompts verified`)
	});
	const json = {
		head,
		since,
		commits,
		prompts,
		events,
		versions,
		findings
	};
	const counts = `${commits} commits, ${prompts} prompts, ${versions} versions, ${events} events`;
	if (findings.length > 0) {
		const message = `The release branch is not as pointsman leaves it: ${findings.length} ${findings.length === 1 ? "finding" : "findings"} in ${counts}.`;
		return no({
			code: "integrity",
			message,
			json,
			output: findings.map(lineOf).join("\n")
		});
	}
	if (head === null) return done(json, "There is no release branch yet.");
	const remember = `Remember this head, and next time: pointsman verify --since ${head}`;
	return done(json, `Everything holds: ${counts}.\n${remember}`);
};
/** Git shows the oldest commits of a shallow clone as first ones: what came before them would count as fine. */
async function isShallow({ git }) {
	return (await runGit(git, ["rev-parse", "--is-shallow-repository"])).toString("utf8").trim() === "true";
}
/** A shortened id must still be here to be known; a full one is taken as it is, since a rewrite may have removed it. */
async function sinceOf({ git }, since) {
	if (since === void 0) return null;
	if (isObjectId(since)) return since;
	const commit = await resolveCommit(git, since);
	if (commit !== null) return commit;
	throw new UsageError("unknown_commit", `This repository has no commit ${since}: give the full id.`);
}
function lineOf({ code, message }) {
	return `${code}: ${visibleLine(message)}`;
}
export { runVerify };

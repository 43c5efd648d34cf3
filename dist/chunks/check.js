import { d as sortProblems, s as formatProblem } from "./yaml-tree.js";
import { n as loadCatalog } from "./catalog.js";
import { t as promptMatcher } from "./globs.js";
import { m as controlsIn } from "./outside.js";
import { r as visibleLine } from "./visible.js";
import { n as workTreeRoot, r as worktreeTree, t as pathInWorkTree } from "./work-tree.js";
import { a as openRepository } from "./repository.js";
import { n as done, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/check.ts
const schema = z.strictObject({ paths: z.array(z.string().min(1)).default([]) });
/** Every problem of the work tree's prompts, of what they refer to and of the config, as the files stand there now. */
const runCheck = async (call) => {
	const { paths } = readWords(schema, call.input);
	const repository = await openRepository(call);
	const root = await workTreeRoot(repository);
	const tree = worktreeTree(repository.git);
	const { config, problems: configProblems } = await controlsIn(tree);
	const globs = config.file.prompts;
	const only = paths.length === 0 ? void 0 : await chosenPaths({
		repository,
		root,
		tree,
		globs
	}, paths);
	const catalog = await loadCatalog(tree, {
		globs,
		defaultModel: config.file.models.default,
		...only !== void 0 && { only: { paths: only } }
	});
	const problems = sortProblems([
		...configProblems,
		...catalog.problems,
		...catalog.notices
	]);
	const errors = problems.filter(({ severity }) => severity === "error").length;
	const notices = problems.length - errors;
	const output = problems.map(lineOf).join("\n");
	const json = {
		prompts: [...catalog.prompts.keys()],
		errors,
		notices,
		problems
	};
	if (errors > 0) {
		const message = `${counted(errors, "error")} and ${counted(notices, "notice")}.`;
		return badInput({
			code: "file_in_error",
			message,
			json,
			output
		});
	}
	const fine = `${counted(catalog.prompts.size, "prompt")} without errors.`;
	return done(json, output === "" ? fine : `${output}\n${fine}`);
};
/** The prompt files that paths of files and folders stand for. Each must stand for one at least. */
async function chosenPaths({ globs, repository, root, tree }, typed) {
	const isPrompt = promptMatcher(globs);
	const files = (await tree.list()).map((entry) => entry.path).filter(isPrompt);
	return (await Promise.all(typed.map(async (word) => {
		const path = await pathInWorkTree(root, repository.git.directory, word);
		const below = path === "" ? files : files.filter((file) => file === path || file.startsWith(`${path}/`));
		if (below.length > 0) return below;
		throw new UsageError("no_prompt_file", `There is no prompt file at ${word} (the config says which files are).`);
	}))).flat();
}
function lineOf(problem) {
	const isNotice = problem.severity === "notice";
	return visibleLine(formatProblem(isNotice ? {
		...problem,
		message: `notice: ${problem.message}`
	} : problem));
}
function counted(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
export { runCheck };

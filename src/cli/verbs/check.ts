import { z } from "zod";
import { formatProblem, type Problem, sortProblems } from "../../domain/problem.ts";
import { loadCatalog } from "../../releases/catalog/catalog.ts";
import { promptMatcher } from "../../releases/catalog/globs.ts";
import { controlsIn } from "../../releases/controls.ts";
import type { SourceTree } from "../../releases/ports.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import { type LocalRepository, openRepository } from "../repository.ts";
import { badInput, done } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";
import { pathInWorkTree, workTreeRoot } from "../work-tree.ts";

const schema = z.strictObject({ paths: z.array(z.string().min(1)).default([]) });

/** Every problem of the work tree's prompts, of what they refer to and of the config, as the files stand there now. */
export const runCheck: RunVerb = async (call) => {
  const { paths } = readWords(schema, call.input);
  const repository = await openRepository(call);
  const root = await workTreeRoot(repository);
  const tree = worktreeTree(repository.git);
  const { config, problems: configProblems } = await controlsIn(tree);
  const globs = config.file.prompts;
  const only = paths.length === 0 ? undefined : await chosenPaths({ repository, root, tree, globs }, paths);
  const catalog = await loadCatalog(tree, {
    globs,
    defaultModel: config.file.models.default,
    ...(only !== undefined && { only: { paths: only } }),
  });
  const problems = sortProblems([...configProblems, ...catalog.problems, ...catalog.notices]);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const notices = problems.length - errors;
  const output = problems.map(lineOf).join("\n");
  const json = { prompts: [...catalog.prompts.keys()], errors, notices, problems };
  if (errors > 0) {
    const message = `${counted(errors, "error")} and ${counted(notices, "notice")}.`;
    return badInput({ code: "file_in_error", message, json, output });
  }
  const fine = `${counted(catalog.prompts.size, "prompt")} without errors.`;
  return done(json, output === "" ? fine : `${output}\n${fine}`);
};

interface Choice {
  readonly repository: LocalRepository;
  readonly root: string;
  readonly tree: SourceTree;
  readonly globs: readonly string[];
}

/** The prompt files that paths of files and folders stand for. Each must stand for one at least. */
async function chosenPaths(
  { globs, repository, root, tree }: Choice,
  typed: readonly string[],
): Promise<readonly string[]> {
  const isPrompt = promptMatcher(globs);
  const files = (await tree.list()).map((entry) => entry.path).filter(isPrompt);
  const chosen = await Promise.all(
    typed.map(async (word) => {
      const path = await pathInWorkTree(root, repository.git.directory, word);
      const below =
        path === "" ? files : files.filter((file) => file === path || file.startsWith(`${path}/`));
      if (below.length > 0) return below;
      throw new UsageError(
        "no_prompt_file",
        `There is no prompt file at ${word} (the config says which files are).`,
      );
    }),
  );
  return chosen.flat();
}

function lineOf(problem: Problem): string {
  const isNotice = problem.severity === "notice";
  return visibleLine(
    formatProblem(isNotice ? { ...problem, message: `notice: ${problem.message}` } : problem),
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

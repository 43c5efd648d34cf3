import { lstat, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { parseConfig } from "../../domain/policy/config.ts";
import { runGit } from "../../git/run.ts";
import { promptMatcher } from "../../releases/catalog/globs.ts";
import { CONFIG_PATH } from "../../releases/controls.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import { CONFIG_TEXT, EXAMPLE_PATH, EXAMPLE_TEXT, rulesetText, workflowText } from "../init-files.ts";
import { type LocalRepository, openRepository } from "../repository.ts";
import { done, type VerbResult } from "../result.ts";
import { releaseBranchRuleset } from "../ruleset.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";
import { workTreeRoot } from "../work-tree.ts";

const WORKFLOW_PATH = ".github/workflows/pointsman.yml";

const appId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "an app's id is a number")
  .transform(Number);
const words = z.strictObject({ ruleset: z.array(appId).optional() });

/**
 * Writes a config, a workflow and, where there is no prompt yet, an example. Never overwrites anything. With the ids of apps
 * it prints the ruleset instead that lets only these write the release branch.
 */
export const runInit: RunVerb = async (call) => {
  const { ruleset: apps } = readWords(words, call.input);
  const repository = await openRepository(call);
  if (apps !== undefined) return printRuleset(repository, apps);
  const root = await workTreeRoot(repository);
  const tree = worktreeTree(repository.git);
  const bytes = (await tree.read([CONFIG_PATH])).get(CONFIG_PATH);
  const { file } = parseConfig(bytes, CONFIG_PATH).config;
  const isPrompt = promptMatcher(file.prompts);
  const hasPrompt = (await tree.list()).some(({ path }) => isPrompt(path));
  const wanted = [
    { path: CONFIG_PATH, text: CONFIG_TEXT },
    { path: WORKFLOW_PATH, text: workflowText(await defaultBranchName(repository)) },
    ...(hasPrompt ? [] : [{ path: EXAMPLE_PATH, text: EXAMPLE_TEXT }]),
  ];
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, text } of wanted) {
    ((await writeNew(root, path, text)) ? written : kept).push(path);
  }
  const lines = [
    ...written.map((path) => `Wrote ${path}`),
    ...kept.map((path) => `Kept ${path}, which was there already`),
    "",
    "Next: give the repository the secret OPENAI_API_KEY, commit these files, and open a pull request that changes a prompt.",
    "",
    rulesetText(file.release_branch),
  ];
  return done({ written, kept, release_branch: file.release_branch }, lines.join("\n"));
};

async function printRuleset({ controls }: LocalRepository, apps: readonly number[]): Promise<VerbResult> {
  const ruleset = releaseBranchRuleset((await controls()).config.file.release_branch, apps);
  return done({ ruleset }, JSON.stringify(ruleset, null, 2));
}

/** What a workflow's `branches` must name: what origin says, else what is checked out. */
async function defaultBranchName({ git }: LocalRepository): Promise<string> {
  const read = async (ref: string) => {
    const printed = await runGit(git, ["symbolic-ref", "--quiet", "--short", ref]).catch(() => undefined);
    return printed?.toString("utf8").trim();
  };
  const published = (await read("refs/remotes/origin/HEAD"))?.replace(/^origin\//, "");
  return published ?? (await read("HEAD")) ?? "main";
}

/** False where something stands there already. Links on the way are refused: they may lead out of the repository. */
async function writeNew(root: string, path: string, text: string): Promise<boolean> {
  const parts = path.split("/");
  for (let length = 1; length < parts.length; length += 1) {
    const folder = parts.slice(0, length).join("/");
    const found = await lstat(join(root, folder)).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) {
      throw new UsageError("not_a_folder", `${folder} is no regular folder, so nothing is written below it.`);
    }
  }
  const place = join(root, path);
  await mkdir(dirname(place), { recursive: true });
  try {
    await writeFile(place, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

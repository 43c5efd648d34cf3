import pLimit from "p-limit";
import { z } from "zod";
import { OutsideError } from "../releases/ports.ts";
import { refusalOf } from "./github-errors.ts";
import type { GitHubBranchOptions } from "./github-options.ts";
import { askCommit } from "./github-query.ts";

const AT_ONCE = 6;

const treeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});

/** All paths below a folder, sorted; one request more for a folder than for all. */
export async function listOnGitHub(
  options: GitHubBranchOptions,
  directory: string,
  at: string,
): Promise<string[]> {
  if (directory === "") return (await pathsBelow(options, at, "")).sort();
  const answer = await askCommit(options, at, [{ kind: "presence", path: directory }]);
  if (answer === null) throw noCommit(at);
  const [entry] = answer.entries;
  if (entry?.mode !== 0o040000) return [];
  return (await pathsBelow(options, entry.oid, `${directory}/`)).sort();
}

function noCommit(at: string): OutsideError {
  return new OutsideError("list the release branch", `there is no commit ${at}`);
}

/** One request, or folder by folder where GitHub cuts the answer off (100,000 entries or 7 MB). */
async function pathsBelow(options: GitHubBranchOptions, oid: string, prefix: string): Promise<string[]> {
  const limit = pLimit(AT_ONCE);
  const below = async (folder: string, path: string): Promise<string[]> => {
    const whole = await limit(() => readTree(options, folder, true));
    if (!whole.truncated) return filesOf(whole).map((name) => path + name);
    const level = await limit(() => readTree(options, folder, false));
    if (level.truncated) throw new OutsideError("list the release branch", `${path} holds too many files`);
    const folders = level.tree.filter(({ type }) => type === "tree");
    const deeper = await Promise.all(folders.map(({ sha, path: name }) => below(sha, `${path}${name}/`)));
    return [...filesOf(level).map((name) => path + name), ...deeper.flat()];
  };
  return await below(oid, prefix);
}

function filesOf({ tree }: z.infer<typeof treeAnswer>): string[] {
  return tree.filter(({ type }) => type !== "tree").map(({ path }) => path);
}

async function readTree(
  { client, owner, repo }: GitHubBranchOptions,
  oid: string,
  isRecursive: boolean,
): Promise<z.infer<typeof treeAnswer>> {
  const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
  const recursive = isRecursive ? { recursive: "1" } : {};
  try {
    return treeAnswer.parse((await client.request(route, { owner, repo, tree_sha: oid, ...recursive })).data);
  } catch (error) {
    throw refusalOf(error)?.status === 404 ? noCommit(oid) : error;
  }
}

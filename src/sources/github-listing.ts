import pLimit from "p-limit";
import { z } from "zod";
import type { Repository } from "../github/repository.ts";
import type { SourceEntry } from "../releases/ports.ts";
import { entryKind, sortEntries } from "./entries.ts";

const treeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});
type TreeAnswer = z.infer<typeof treeAnswer>;
type TreeItem = TreeAnswer["tree"][number];

const AT_ONCE = 4;

/**
 * Every entry of a commit by the REST git trees API: one request, unless GitHub cuts the answer off (100,000 entries or
 * 7 MB); then directory by directory, each again in one request where that fits.
 */
export async function listTree(repository: Repository, commit: string): Promise<readonly SourceEntry[]> {
  const limit = pLimit(AT_ONCE);
  const read = (sha: string, recursive: boolean) => limit(() => readTree(repository, sha, recursive));

  const walk = async (sha: string, prefix: string): Promise<SourceEntry[]> => {
    const whole = await read(sha, true);
    if (!whole.truncated) return whole.tree.flatMap((item) => toEntry(item, prefix));
    const level = await read(sha, false);
    if (level.truncated) throw new Error(`the directory ${JSON.stringify(prefix)} has too many entries`);
    const directories = level.tree.filter((item) => item.type === "tree");
    const below = await Promise.all(directories.map((item) => walk(item.sha, `${prefix}${item.path}/`)));
    return [...level.tree.flatMap((item) => toEntry(item, prefix)), ...below.flat()];
  };
  return sortEntries(await walk(commit, ""));
}

async function readTree(repository: Repository, sha: string, recursive: boolean): Promise<TreeAnswer> {
  const { client, owner, repo } = repository;
  const answer = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
    owner,
    repo,
    tree_sha: sha,
    // The API takes any value of `recursive` for yes, "0" included.
    ...(recursive ? { recursive: "1" } : {}),
  });
  return treeAnswer.parse(answer.data);
}

function toEntry(item: TreeItem, prefix: string): SourceEntry[] {
  const kind = entryKind(item.mode);
  return kind === undefined ? [] : [{ path: `${prefix}${item.path}`, kind, oid: item.sha }];
}

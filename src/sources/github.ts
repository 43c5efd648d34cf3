import { z } from "zod";
import type { Repository } from "../github/repository.ts";
import type { Sources } from "../releases/ports.ts";
import { treeOf } from "./entries.ts";
import { readBlobs } from "./github-blobs.ts";
import { readDefaultBranch } from "./github-default-branch.ts";
import { listTree } from "./github-listing.ts";
import { statusOf } from "./github-status.ts";
import { requireObjectId } from "./object-id.ts";
import { outside } from "./outside.ts";

/**
 * Prompt files at a commit through GitHub's API. Commits of forks' pull requests are read by id from the base repository,
 * which holds their objects (`refs/pull/<number>/head`).
 */
export function githubSources(repository: Repository): Sources {
  return {
    readDefaultBranch: (paths) =>
      outside("read the default branch", () => readDefaultBranch(repository, paths)),
    tree: (commit) =>
      treeOf({
        commit: requireObjectId(commit),
        list: () => outside(`list the files of commit ${commit}`, () => listTree(repository, commit)),
        readBlobs: (oids) => outside(`read files of commit ${commit}`, () => readBlobs(repository, oids)),
      }),
    mergeBase: (a, b) => outside("find the merge base", () => mergeBase(repository, a, b)),
  };
}

const comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

async function mergeBase(repository: Repository, a: string, b: string): Promise<string | null> {
  const { client, owner, repo } = repository;
  const basehead = `${requireObjectId(a)}...${requireObjectId(b)}`;
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  try {
    const answer = await client.request(route, { owner, repo, basehead, per_page: 1 });
    return comparison.parse(answer.data).merge_base_commit.sha;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    // Unrelated histories are a 404 as well: only where both commits exist is it that.
    await Promise.all([a, b].map((sha) => requireCommit(repository, sha)));
    return null;
  }
}

async function requireCommit({ client, owner, repo }: Repository, sha: string): Promise<void> {
  await client.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
    owner,
    repo,
    commit_sha: sha,
  });
}

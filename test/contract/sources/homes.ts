import { getOctokit } from "@actions/github";
import type { Sources } from "../../../src/releases/ports.ts";
import { gitSources } from "../../../src/sources/git.ts";
import { githubSources } from "../../../src/sources/github.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";

export type Content = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string };

export interface NewCommit {
  readonly files: Readonly<Record<string, Content>>;
  /** Default `main`. */
  readonly branch?: string;
  /** Where a new branch starts; null: without a parent. */
  readonly from?: string | null;
}

/** A home of the port with a repository that a test can write to. */
export interface Home extends AsyncDisposable {
  readonly sources: Sources;
  readonly commit: (commit: NewCommit) => Promise<string>;
  readonly deleteBranch: (branch: string) => Promise<void>;
}

export async function gitHome(
  options: { bare?: boolean } = {},
): Promise<Home & { repository: TestRepository }> {
  const repository = await gitRepository({ bare: options.bare ?? true });
  return {
    repository,
    sources: gitSources({ repository: { directory: repository.directory, environment: process.env } }),
    commit: (commit) => commitLocally(repository, commit),
    deleteBranch: async (branch) => {
      await repository.git("update-ref", "-d", `refs/heads/${branch}`);
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

async function commitLocally(
  repository: TestRepository,
  { files, branch, from }: NewCommit,
): Promise<string> {
  const plain: Record<string, string | Uint8Array | { symlink: string }> = {};
  const modules: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === "object" && "submodule" in content)
      modules.push(`160000,${content.submodule},${path}`);
    else plain[path] = content;
  }
  const parents = from === undefined ? {} : { parents: from === null ? [] : [from] };
  const commit = await repository.commit({ files: plain, branch: branch ?? "main", ...parents });
  return modules.length === 0
    ? commit
    : withSubmodules(repository, commit, { branch: branch ?? "main", modules });
}

async function withSubmodules(
  repository: TestRepository,
  commit: string,
  { branch, modules }: { readonly branch: string; readonly modules: readonly string[] },
): Promise<string> {
  await repository.git("read-tree", commit);
  for (const info of modules) await repository.git("update-index", "--add", "--cacheinfo", info);
  const tree = await repository.git("write-tree");
  const changed = await repository.git("commit-tree", tree, "-p", commit, "-m", "submodules");
  await repository.git("update-ref", `refs/heads/${branch}`, changed);
  return changed;
}

export async function githubHome(): Promise<Home & { github: GitHub }> {
  const github = await startGitHub();
  const repository = await github.createRepository();
  const reader = await github.user("reader", { role: "read", on: repository });
  const client = getOctokit(reader.token, { baseUrl: github.url });
  return {
    github,
    sources: githubSources({ client, owner: repository.owner, repo: repository.name }),
    commit: ({ files, branch, from }) =>
      repository.commit({ files, ...(branch && { branch }), ...(from !== undefined && { from }) }),
    deleteBranch: (branch) => repository.deleteBranch(branch),
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

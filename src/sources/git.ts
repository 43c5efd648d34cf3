import { readObjects } from "../git/objects.ts";
import { GitError, type GitRepository, runGit } from "../git/run.ts";
import type { SourceEntry, Sources } from "../releases/ports.ts";
import { entryKind, MAX_READ_BYTES, sortEntries, treeOf } from "./entries.ts";
import { findDefaultBranch } from "./git-default-branch.ts";
import { isObjectId, requireObjectId } from "./object-id.ts";
import { outside } from "./outside.ts";

export interface GitSourcesOptions {
  readonly repository: GitRepository;
  /** Short name; see `findDefaultBranch` for what is taken without it. */
  readonly defaultBranch?: string;
}

/** Prompt files at a commit out of a local repository's objects, bare or not. The work tree is never looked at. */
export function gitSources({ repository, defaultBranch }: GitSourcesOptions): Sources {
  const tree = (commit: string) =>
    treeOf({
      commit: requireObjectId(commit),
      list: () => outside(`list the files of commit ${commit}`, () => listTree(repository, commit)),
      readBlobs: (oids) => outside(`read files of commit ${commit}`, () => readBlobs(repository, oids)),
    });
  return {
    tree,
    async readDefaultBranch(paths) {
      const branch = await outside("find the default branch", () =>
        findDefaultBranch(repository, defaultBranch),
      );
      return { commit: branch.commit, files: await tree(branch.commit).read(paths) };
    },
    mergeBase: (a, b) => outside("find the merge base", () => mergeBase(repository, a, b)),
  };
}

/** The commit that a name stands for in this repository (a branch, a tag, `HEAD`, an id), or null. */
export async function resolveCommit(repository: GitRepository, name: string): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const printed = await runOrNull(repository, args);
  const commit = printed?.toString("utf8").trim() ?? "";
  return isObjectId(commit) ? commit : null;
}

async function listTree(repository: GitRepository, commit: string): Promise<readonly SourceEntry[]> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit];
  const printed = await runGit(repository, args);
  return sortEntries(printed.toString("utf8").split("\0").flatMap(readLine));
}

/** `<mode> <type> <oid>\t<path>`; no expression, since a listing may have a hundred thousand lines. */
function readLine(line: string): readonly SourceEntry[] {
  const tab = line.indexOf("\t");
  const kind = entryKind(line.slice(0, 6));
  if (tab < 0 || kind === undefined) return [];
  return [{ path: line.slice(tab + 1), kind, oid: line.slice(line.lastIndexOf(" ", tab) + 1, tab) }];
}

/** Sizes are asked for first, so that no large blob is ever taken into memory. */
async function readBlobs(
  repository: GitRepository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (oids.length === 0) return new Map();
  const checked = await runGit(repository, ["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    input: `${oids.join("\n")}\n`,
  });
  const sizes = checked
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const lost = sizes.find(([, size]) => size === "missing");
  if (lost !== undefined) throw new Error(`object ${lost[0]} is missing: this clone is incomplete`);
  const small = sizes.flatMap(([oid, size]) =>
    oid !== undefined && Number(size) <= MAX_READ_BYTES ? [oid] : [],
  );
  const objects = await readObjects(repository, small);
  return new Map([...objects].map(([oid, object]) => [oid, object.content]));
}

async function mergeBase(repository: GitRepository, a: string, b: string): Promise<string | null> {
  const commits = [requireObjectId(a), requireObjectId(b)];
  const printed = await runOrNull(repository, ["merge-base", "--end-of-options", ...commits]);
  if (printed !== null) return printed.toString("utf8").trim();
  const shallow = await runGit(repository, ["rev-parse", "--is-shallow-repository"]);
  if (shallow.toString("utf8").trim() !== "true") return null;
  throw new Error("the clone is shallow and holds no common ancestor: run `git fetch --unshallow`");
}

/** What git printed, or null where it exits with 1: its way to say no. */
async function runOrNull(repository: GitRepository, args: readonly string[]): Promise<Buffer | null> {
  try {
    return await runGit(repository, args);
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return null;
    throw error;
  }
}

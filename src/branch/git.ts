import { type GitObject, openObjects } from "../git/objects.ts";
import { resolveRef } from "../git/refs.ts";
import { type GitRepository, runGit } from "../git/run.ts";
import { findPaths, isRegularFile } from "../git/tree.ts";
import { type BranchSnapshot, OutsideError, type ReleaseBranch } from "../releases/ports.ts";
import { branchRef } from "./branch-ref.ts";
import { appendWithGit } from "./git-append.ts";
import { isAncestor, logOfGit, messagesOfGit } from "./git-log.ts";
import { type GitBranchOptions, outside } from "./git-options.ts";

/** The release branch in a git repository on this machine. No work tree and no index is read or written. */
export function gitBranch(options: GitBranchOptions): ReleaseBranch {
  const { repository, branch } = options;
  const ref = branchRef(branch);
  return {
    read: (paths, at) => outside("read the release branch", () => readFiles(repository, { ref, paths, at })),
    list: (directory, at) => outside("list the release branch", () => listFiles(repository, directory, at)),
    append: (commit) => outside("write the release branch", () => appendWithGit({ ...options, ref }, commit)),
    log: (range) => logOfGit(repository, range),
    isAncestor: (ancestor, head) =>
      outside("read the release branch's history", () => isAncestor(repository, ancestor, head)),
    recentMessages: (at, limit) =>
      outside("read the release branch", () => messagesOfGit(repository, at, limit)),
  };
}

interface Reading {
  readonly ref: string;
  readonly paths: readonly string[];
  readonly at: string | undefined;
}

async function readFiles(repository: GitRepository, { ref, paths, at }: Reading): Promise<BranchSnapshot> {
  // Started before the head is known: the two processes come up side by side.
  await using reader = openObjects(repository);
  const head = at ?? (await resolveRef(repository, ref));
  if (head === null || (paths.length === 0 && at === undefined)) return { head, files: new Map() };
  const root = (await reader.read([`${head}^{tree}`])).get(`${head}^{tree}`);
  if (root === undefined) throw new OutsideError("read the release branch", `there is no commit ${head}`);
  const entries = [...(await findPaths(reader, root, paths))].filter(([, entry]) => isRegularFile(entry));
  const blobs = await reader.read(entries.map(([, entry]) => entry.oid));
  return { head, files: new Map(entries.flatMap(([path, { oid }]) => textOf(path, blobs.get(oid)))) };
}

function textOf(path: string, blob: GitObject | undefined): [string, string][] {
  if (blob === undefined)
    throw new OutsideError("read the release branch", `the content of ${path} is missing`);
  return [[path, blob.content.toString("utf8")]];
}

async function listFiles(repository: GitRepository, directory: string, at: string): Promise<string[]> {
  const prefix = directory === "" ? "" : `${directory}/`;
  const where = prefix === "" ? [] : ["--", prefix];
  const listed = await runGit(repository, [
    "ls-tree",
    "-r",
    "-z",
    "--name-only",
    "--full-tree",
    "--end-of-options",
    at,
    ...where,
  ]);
  const paths = listed.toString("utf8").split("\0");
  return paths.filter((path) => path !== "" && path.startsWith(prefix)).sort();
}

import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { GitError, runGit } from "../git/run.ts";
import type { LocalRepository } from "./repository.ts";
import { UsageError } from "./usage-error.ts";

/** The root of the repository's work tree. Throws `UsageError` for a bare repository. */
export async function workTreeRoot({ git }: LocalRepository): Promise<string> {
  try {
    const printed = await runGit(git, ["rev-parse", "--show-toplevel"]);
    return await realpath(printed.toString("utf8").replace(/\n$/, ""));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UsageError("no_work_tree", `${git.directory} has no work tree, and this reads one.`);
  }
}

/** A path as typed, counted from the repository's folder, as a path below the root; empty for the root itself. */
export async function pathInWorkTree(root: string, directory: string, typed: string): Promise<string> {
  const place = resolve(await realpath(directory), typed);
  const path = relative(root, place);
  if (path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new UsageError("outside_repository", `${typed} is outside of the repository ${root}.`);
  }
  return path.split(sep).join("/");
}

import { type GitRepository, runGit } from "./run.ts";

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them in names of refs
const FORBIDDEN_IN_REF = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[-./]|[./]$|^@$/;

/** The rules of `git check-ref-format --branch`, so that a name never reads as an option or a revision expression. */
export function isBranchName(name: string): boolean {
  return name !== "" && !FORBIDDEN_IN_REF.test(name);
}

/**
 * The object a ref points to, or null where there is none. The full name is matched exactly: `rev-parse` would go on to
 * look for a tag of that name. Throws `GitError`.
 */
export async function resolveRef(repository: GitRepository, ref: string): Promise<string | null> {
  const listed = await runGit(repository, ["for-each-ref", "--format=%(objectname) %(refname)", ref]);
  for (const line of listed.toString("utf8").split("\n")) {
    const space = line.indexOf(" ");
    if (line.slice(space + 1) === ref) return line.slice(0, space);
  }
  return null;
}

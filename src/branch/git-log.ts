import { isObjectId } from "../git/refs.ts";
import { GitError, type GitRepository, runGit, startGit } from "../git/run.ts";
import { type BranchLogEntry, HistoryError, OutsideError } from "../releases/ports.ts";
import { trimMessage } from "./message.ts";

interface Range {
  readonly since: string | null;
  readonly until: string;
}

/** Commits oldest first, parents before children; a merge's changes are those against its first parent. */
export async function* logOfGit(repository: GitRepository, range: Range): AsyncGenerator<BranchLogEntry> {
  try {
    const ids = await idsBetween(repository, range);
    if (ids.length > 0) yield* describeCommits(repository, ids);
  } catch (error) {
    throw error instanceof GitError ? new OutsideError("read the release branch's history", error) : error;
  }
}

async function idsBetween(repository: GitRepository, { since, until }: Range): Promise<string[]> {
  if (since !== null && !(await isAncestor(repository, since, until))) {
    throw new HistoryError(`The release branch no longer contains ${since}: its history was rewritten`);
  }
  const tips = since === null ? [until] : [until, `^${since}`];
  const args = ["rev-list", "--reverse", "--end-of-options", ...tips];
  return (await runGit(repository, args)).toString("latin1").split("\n").filter(isObjectId);
}

/** Whether `ancestor` is `commit` or before it. A commit that is gone is no ancestor of anything, and neither is a file. */
export async function isAncestor(
  repository: GitRepository,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  // Both must be ids: neither may read as an expression.
  if (!isObjectId(ancestor) || !isObjectId(commit)) return false;
  try {
    await runGit(repository, ["merge-base", "--is-ancestor", ancestor, commit]);
    return true;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.exitCode === 1 || !(await isCommit(repository, ancestor))) return false;
    throw error;
  }
}

/** False also for another object of the repository. */
async function isCommit(repository: GitRepository, id: string): Promise<boolean> {
  const answer = await runGit(repository, ["cat-file", "--batch-check"], { input: `${id}\n` });
  return answer.toString("latin1").startsWith(`${id} commit `);
}

const MARK = "\x01";
const FORMAT = "--format=%x01%H %P%x00%B%x00";

/** One `git diff-tree --stdin` that is read as it prints. */
async function* describeCommits(
  repository: GitRepository,
  ids: readonly string[],
): AsyncGenerator<BranchLogEntry> {
  const git = startGit(repository, [
    "diff-tree",
    "--stdin",
    "-r",
    "-z",
    "--root",
    "--always",
    "--no-renames",
    "--name-status",
    "--diff-merges=first-parent",
    "--encoding=UTF-8",
    FORMAT,
  ]);
  git.child.stdin.end(`${ids.join("\n")}\n`);
  try {
    yield* parseEntries(tokensOf(git.child.stdout));
    await git.finished;
  } finally {
    // A caller may stop listening before the end.
    git.child.kill();
  }
}

async function* tokensOf(output: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0, start)) {
      yield rest.toString("utf8", start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}

interface Draft {
  readonly commit: string;
  readonly parents: readonly string[];
  message: string;
  readonly added: string[];
  readonly modified: string[];
  readonly removed: string[];
}

/**
 * Tokens of one commit: `\x01<id> <parents>`, message, an empty one, then pairs of status and path, the first status
 * after a line feed. Neither messages nor paths hold a NUL, and paths are taken as what follows a status.
 */
async function* parseEntries(tokens: AsyncGenerator<string>): AsyncGenerator<BranchLogEntry> {
  let draft: Draft | undefined;
  for await (const token of tokens) {
    if (token.startsWith(MARK)) {
      if (draft !== undefined) yield draft;
      const [commit = "", ...parents] = token
        .slice(1)
        .split(" ")
        .filter((id) => id !== "");
      draft = { commit, parents, message: "", added: [], modified: [], removed: [] };
      draft.message = trimMessage(await nextToken(tokens));
    } else if (draft !== undefined && token !== "") {
      changesOf(draft, token.trimStart()).push(await nextToken(tokens));
    }
  }
  if (draft !== undefined) yield draft;
}

function changesOf(draft: Draft, status: string): string[] {
  if (status === "A") return draft.added;
  return status === "D" ? draft.removed : draft.modified;
}

async function nextToken(tokens: AsyncGenerator<string>): Promise<string> {
  const next = await tokens.next();
  if (next.done === true) throw new Error("git diff-tree ended in the middle of a commit");
  return next.value;
}

/** Messages of the last commits at or before one, newest first. */
export async function messagesOfGit(repository: GitRepository, at: string, limit: number): Promise<string[]> {
  const printed = await runGit(repository, [
    "rev-list",
    `--max-count=${limit}`,
    "--no-commit-header",
    "--encoding=UTF-8",
    "--format=%B%x00",
    "--end-of-options",
    at,
  ]);
  const texts = printed.toString("utf8").split("\0");
  // Each message but the first starts with the line feed that ended the record before it.
  return texts.slice(0, -1).map((text, index) => trimMessage(index === 0 ? text : text.slice(1)));
}

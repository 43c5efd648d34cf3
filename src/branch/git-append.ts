import { isObjectId, resolveRef } from "../git/refs.ts";
import { GitError, runGit } from "../git/run.ts";
import { type AppendResult, type BranchCommit, OutsideError } from "../releases/ports.ts";
import type { GitBranchOptions } from "./git-options.ts";

type Target = GitBranchOptions & { readonly ref: string };

/** Ours and other writers' locks last milliseconds; git's own patience of 100 ms is short for eight at once. */
const LOCK_PATIENCE_MS = 1_000;

const DURABLE = ["-c", "core.fsync=committed", "-c", "core.ignoreCase=false"];

/**
 * One commit: objects through `git fast-import`, which loads only the folders that change, then the ref by
 * compare-and-swap. Until that last step nothing points to the objects, so a death in between leaves the branch whole.
 */
export async function appendWithGit(target: Target, commit: BranchCommit): Promise<AppendResult> {
  if (commit.expectedHead !== null && !isObjectId(commit.expectedHead)) {
    throw new Error(`${JSON.stringify(commit.expectedHead)} is no commit id`);
  }
  const looks = pathsToLookAt(commit);
  const written = await writeObjects(target, commit, looks);
  if (written === undefined) return { status: "conflict" };
  const paths = pathsInTheWay(commit, looks, written.kinds);
  if (paths.length > 0) return await refusedOrMoved(target, commit, { status: "immutable", paths });
  const missing = (commit.required ?? []).filter((path) => written.kinds[looks.indexOf(path)] !== "file");
  if (missing.length > 0) return await refusedOrMoved(target, commit, { status: "missing", paths: missing });
  return await moveRef(target, commit.expectedHead, written.head);
}

interface Written {
  readonly head: string;
  /** What stood at each path looked at before the commit. */
  readonly kinds: readonly PathKind[];
}

type PathKind = "missing" | "file" | "folder";

/** Undefined where the expected head is no longer there to build on, or somebody else is making the very same commit. */
async function writeObjects(
  target: Target,
  commit: BranchCommit,
  looks: readonly string[],
): Promise<Written | undefined> {
  try {
    const args = [...DURABLE, "fast-import", "--quiet", "--done"];
    const printed = await runGit(target.repository, args, { input: importStream(target, commit, looks) });
    const lines = printed.toString("utf8").trimEnd().split("\n");
    const head = lines.pop() ?? "";
    if (!isObjectId(head) || lines.length !== looks.length)
      throw new Error("git fast-import answered otherwise");
    return { head, kinds: lines.map(kindOf) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (isMadeByAnother(error) || (await hasMoved(target, commit.expectedHead))) return undefined;
    throw error;
  }
}

/** A pack is named by what is in it, and is kept by a file beside it until all of it is written. */
function isMadeByAnother({ stderr }: GitError): boolean {
  return stderr.includes("cannot create keep file");
}

/** Answers of `ls`: `missing <path>` or `<mode> <type> <oid>\t<path>`. */
function kindOf(line: string): PathKind {
  if (line.startsWith("missing ")) return "missing";
  return line.startsWith("040000 ") ? "folder" : "file";
}

/**
 * See git-fast-import(1). The commit is made on a ref that `reset` takes back within the stream, so no ref is ever
 * written; `get-mark` prints the commit's id.
 */
function importStream(target: Target, commit: BranchCommit, looks: readonly string[]): Buffer {
  const { name, email } = target.identity;
  const seconds = Math.floor(Date.parse(target.now()) / 1000);
  const parts: (string | Buffer)[] = [
    "commit refs/pointsman/append\nmark :1\n",
    `committer ${identityPart(name)} <${identityPart(email)}> ${seconds} +0000\n`,
    ...dataOf(`${commit.message}\n`),
    commit.expectedHead === null ? "" : `from ${commit.expectedHead}\n`,
    ...looks.map((path) => `ls ${quoted(path)}\n`),
    ...[...commit.created, ...commit.replaced].flatMap(([path, text]) => [
      `M 100644 inline ${quoted(path)}\n`,
      ...dataOf(text),
    ]),
    "\nget-mark :1\nreset refs/pointsman/append\n\ndone\n",
  ];
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

function dataOf(text: string): (string | Buffer)[] {
  const bytes = Buffer.from(text);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

/** C-style quoting, which `ls` requires and `M` allows. */
function quoted(path: string): string {
  const escaped = path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

function identityPart(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them in a name
  return text.replace(/[<>\x00-\x1f]/g, " ").trim();
}

/** Every written path and every folder above one: a file where a folder must stand would be deleted for it. */
function pathsToLookAt(commit: BranchCommit): string[] {
  if (commit.expectedHead === null) return [];
  const paths = new Set<string>();
  for (const path of [...commit.created.keys(), ...commit.replaced.keys()]) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      paths.add(path.slice(0, slash));
    }
    paths.add(path);
  }
  for (const path of commit.required ?? []) paths.add(path);
  return [...paths];
}

function pathsInTheWay(commit: BranchCommit, looks: readonly string[], kinds: readonly PathKind[]): string[] {
  return looks.filter((path, index) => {
    const kind = kinds[index];
    if (commit.created.has(path)) return kind !== "missing";
    if (commit.required?.includes(path)) return false;
    return kind === (commit.replaced.has(path) ? "folder" : "file");
  });
}

async function refusedOrMoved(
  target: Target,
  commit: BranchCommit,
  refused: AppendResult,
): Promise<AppendResult> {
  return (await hasMoved(target, commit.expectedHead)) ? { status: "conflict" } : refused;
}

async function hasMoved(target: Target, expected: string | null): Promise<boolean> {
  return (await resolveRef(target.repository, target.ref)) !== expected;
}

async function moveRef(target: Target, expected: string | null, head: string): Promise<AppendResult> {
  const { name, email } = target.identity;
  try {
    await runGit(target.repository, [
      "-c",
      `core.filesRefLockTimeout=${LOCK_PATIENCE_MS}`,
      // The reflog names who moved the branch.
      "-c",
      `user.name=${identityPart(name)}`,
      "-c",
      `user.email=${identityPart(email)}`,
      ...DURABLE,
      "update-ref",
      "--no-deref",
      "-m",
      "pointsman: release",
      target.ref,
      head,
      expected ?? "0".repeat(head.length),
    ]);
    return { status: "committed", head };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Whatever git said: with another head there than expected, the decision must be made again.
    if (await hasMoved(target, expected)) return { status: "conflict" };
    throw staleLock(error) ?? error;
  }
}

/** A lock whose owner died stays until somebody removes it; git cannot know whether the owner lives. */
function staleLock(error: GitError): OutsideError | undefined {
  const file = /Unable to create '(.+\.lock)': File exists/.exec(error.stderr)?.[1];
  if (file === undefined) return undefined;
  return new OutsideError(
    "write the release branch",
    `another git process holds ${file}. If none is running, one was killed: remove that file and try again`,
  );
}

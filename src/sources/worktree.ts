import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { type GitRepository, runGit } from "../git/run.ts";
import type { SourceEntry, SourceTree } from "../releases/ports.ts";
import { entryKind, MAX_READ_BYTES, once, sortEntries } from "./entries.ts";
import { blobId } from "./object-id.ts";
import { outside } from "./outside.ts";
import { readRegular } from "./regular-file.ts";

/** Stands where a commit's id would: what is read here belongs to no commit, so nothing may be published from it. */
const WORK_TREE = "worktree";

const AT_ONCE = 16;

/**
 * The files of a dirty work tree, tracked or not, as `git status` sees them (`.gitignore` holds). Only for the command
 * line. A file that is a link, or stands behind one, is listed as a symlink and never read.
 *
 * @param repository its directory may be any folder of the work tree; paths count from the work tree's root
 */
export function worktreeTree(repository: GitRepository): SourceTree {
  const root = once(async () => {
    const printed = await runGit(repository, ["rev-parse", "--show-toplevel"]);
    return realpath(printed.toString("utf8").replace(/\n$/, ""));
  });
  const listing = once(async () => listWorkTree({ ...repository, directory: await root() }));
  const list = () => outside("list the files of the work tree", listing);
  return {
    commit: WORK_TREE,
    list,
    read: (paths) =>
      outside("read files of the work tree", async () => {
        const directory = await root();
        const regular = new Set((await list()).flatMap(({ kind, path }) => (kind === "file" ? [path] : [])));
        const wanted = [...new Set(paths)].filter((path) => regular.has(path));
        const limit = pLimit(AT_ONCE);
        const contents = await Promise.all(
          wanted.map((path) => limit(() => readRegular(directory, path, MAX_READ_BYTES))),
        );
        const files = new Map<string, Uint8Array>();
        wanted.forEach((path, index) => {
          const bytes = contents[index];
          if (bytes !== undefined) files.set(path, bytes);
        });
        return files;
      }),
  };
}

const STAGED = /^(\d+) ([0-9a-f]+) \d\t(.+)$/s;

async function listWorkTree(repository: GitRepository): Promise<readonly SourceEntry[]> {
  const [staged, modified, untracked] = await Promise.all([
    lsFiles(repository, ["--stage"]),
    lsFiles(repository, ["--modified"]),
    lsFiles(repository, ["--others", "--exclude-standard"]),
  ]);
  const dirty = new Set(modified);
  const known = new Map<string, { readonly mode: string; readonly oid?: string }>();
  for (const line of staged) {
    const [, mode, oid, path] = STAGED.exec(line) ?? [];
    if (mode === undefined || oid === undefined || path === undefined) continue;
    known.set(path, dirty.has(path) ? { mode } : { mode, oid });
  }
  for (const path of untracked) known.set(path, { mode: "100644" });

  const limit = pLimit(AT_ONCE);
  const isLinked = linkFinder(repository.directory);
  const entries = await Promise.all(
    [...known].map(([path, { mode, oid }]) =>
      limit(async (): Promise<SourceEntry[]> => {
        const kind = await kindOf(repository.directory, path, { mode, isLinked });
        if (kind === undefined) return [];
        return [{ path, kind, oid: oid ?? (await idOf(repository.directory, path, kind)) }];
      }),
    ),
  );
  return sortEntries(entries.flat());
}

async function lsFiles(repository: GitRepository, args: readonly string[]): Promise<readonly string[]> {
  const printed = await runGit(repository, ["ls-files", "-z", ...args]);
  return printed
    .toString("utf8")
    .split("\0")
    .filter((line) => line !== "");
}

interface KindQuestion {
  readonly mode: string;
  readonly isLinked: (directory: string) => Promise<boolean>;
}

/** What stands at a path now; undefined where nothing does, or a folder. */
async function kindOf(
  root: string,
  path: string,
  { mode, isLinked }: KindQuestion,
): Promise<SourceEntry["kind"] | undefined> {
  const tracked = entryKind(mode);
  if (tracked === "submodule") return tracked;
  if (await isLinked(parentOf(path))) return "symlink";
  const found = await lstat(join(root, path)).catch(() => undefined);
  if (found?.isSymbolicLink()) return "symlink";
  return found?.isFile() ? "file" : undefined;
}

/** Whether a folder, or one above it up to the root, is a symbolic link; each folder is looked at once. */
function linkFinder(root: string): (directory: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>([["", Promise.resolve(false)]]);
  const isLinked = (directory: string): Promise<boolean> => {
    const before = known.get(directory);
    if (before !== undefined) return before;
    const answer = isLinked(parentOf(directory)).then(
      async (above) =>
        above || ((await lstat(join(root, directory)).catch(() => undefined))?.isSymbolicLink() ?? false),
    );
    known.set(directory, answer);
    return answer;
  };
  return isLinked;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** The id that git would give the file as it is now. What is never read gets an id of its own. */
async function idOf(root: string, path: string, kind: SourceEntry["kind"]): Promise<string> {
  const bytes = kind === "file" ? await readRegular(root, path, MAX_READ_BYTES) : undefined;
  return bytes === undefined ? `unread:${path}` : blobId(bytes);
}

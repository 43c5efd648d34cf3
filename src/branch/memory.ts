import { createHash } from "node:crypto";
import {
  type AppendResult,
  type BranchCommit,
  type BranchLogEntry,
  HistoryError,
  OutsideError,
  type ReleaseBranch,
} from "../releases/ports.ts";
import { parentsFirst } from "./ancestry.ts";
import { trimMessage } from "./message.ts";

export interface MemoryCommit {
  readonly parents: readonly string[];
  readonly message: string;
  /** Everything that stands on the branch at this commit. */
  readonly files: ReadonlyMap<string, string>;
}

/** A branch with its history. Whoever holds it can edit the branch by hand, as people do with git. */
export interface MemoryStore {
  head: string | null;
  readonly commits: Map<string, MemoryCommit>;
}

export function memoryStore(): MemoryStore {
  return { head: null, commits: new Map() };
}

/** Stores a commit and returns its id; moves no head. */
export function storeCommit(store: MemoryStore, commit: MemoryCommit): string {
  const message = trimMessage(commit.message);
  const content = JSON.stringify([commit.parents, message, [...commit.files].sort()]);
  const id = createHash("sha1").update(content).digest("hex");
  store.commits.set(id, { ...commit, message });
  return id;
}

/** The release branch in memory: for tests and dry runs. Several may share one store, like clones of one server. */
export function memoryBranch(store: MemoryStore = memoryStore()): ReleaseBranch {
  return {
    async read(paths, at) {
      const head = at ?? store.head;
      if (head === null) return { head, files: new Map() };
      const { files } = commitOf(store, head);
      return { head, files: new Map([...files].filter(([path]) => paths.includes(path))) };
    },
    async list(directory, at) {
      const prefix = directory === "" ? "" : `${directory}/`;
      return [...commitOf(store, at).files.keys()].filter((path) => path.startsWith(prefix)).sort();
    },
    async append(commit) {
      return appendTo(store, commit);
    },
    async *log({ since, until }) {
      const all = ancestry(store, until);
      if (since !== null && !all.includes(since)) {
        throw new HistoryError(`The release branch no longer contains ${since}: its history was rewritten`);
      }
      const known = new Set(since === null ? [] : ancestry(store, since));
      for (const id of all) if (!known.has(id)) yield entryOf(store, id);
    },
    isAncestor: async (ancestor, head) => ancestry(store, head).includes(ancestor),
    async recentMessages(at, limit) {
      const newest = ancestry(store, at).reverse().slice(0, limit);
      return newest.map((id) => commitOf(store, id).message);
    },
  };
}

function appendTo(store: MemoryStore, commit: BranchCommit): AppendResult {
  if (commit.expectedHead !== store.head) return { status: "conflict" };
  const files = new Map(store.head === null ? [] : commitOf(store, store.head).files);
  const paths = [...commit.created.keys()].filter((path) => files.has(path));
  if (paths.length > 0) return { status: "immutable", paths };
  const missing = (commit.required ?? []).filter((path) => !files.has(path));
  if (missing.length > 0) return { status: "missing", paths: missing };
  for (const [path, text] of [...commit.created, ...commit.replaced]) files.set(path, text);
  const parents = store.head === null ? [] : [store.head];
  const head = storeCommit(store, { parents, message: commit.message, files });
  store.head = head;
  return { status: "committed", head };
}

function commitOf(store: MemoryStore, id: string): MemoryCommit {
  const commit = store.commits.get(id);
  if (commit === undefined) throw new OutsideError("read the release branch", `there is no commit ${id}`);
  return commit;
}

function ancestry(store: MemoryStore, head: string): string[] {
  return parentsFirst(head, (id) => commitOf(store, id).parents);
}

/** What a commit changed against its first parent, as `git log --diff-merges=first-parent` and GitHub show it. */
function entryOf(store: MemoryStore, id: string): BranchLogEntry {
  const { parents, message, files } = commitOf(store, id);
  const [first] = parents;
  const before = first === undefined ? new Map<string, string>() : commitOf(store, first).files;
  return {
    commit: id,
    parents,
    message,
    added: [...files.keys()].filter((path) => !before.has(path)).sort(),
    modified: [...files]
      .filter(([path, text]) => before.has(path) && before.get(path) !== text)
      .map(([path]) => path)
      .sort(),
    removed: [...before.keys()].filter((path) => !files.has(path)).sort(),
  };
}

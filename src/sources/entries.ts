import type { SourceEntry, SourceTree } from "../releases/ports.ts";

/**
 * Files above this many bytes are listed and never read, in every home: no prompt, partial or tools file is near it, and
 * a repository may hold gigabytes.
 */
export const MAX_READ_BYTES = 8 * 1024 * 1024;

/** What git's file mode says about an entry; undefined for directories. */
export function entryKind(mode: string): SourceEntry["kind"] | undefined {
  if (mode === "120000") return "symlink";
  if (mode === "160000") return "submodule";
  return mode.startsWith("100") ? "file" : undefined;
}

/** By path in UTF-16 code units, so that every home has one order whatever git's own is. */
export function sortEntries(entries: readonly SourceEntry[]): readonly SourceEntry[] {
  const inOrder = (a: SourceEntry, b: SourceEntry) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const isSorted = entries.every((entry, index) => {
    const before = entries[index - 1];
    return before === undefined || inOrder(before, entry) <= 0;
  });
  return isSorted ? entries : entries.toSorted(inOrder);
}

interface TreeParts {
  readonly commit: string;
  readonly list: () => Promise<readonly SourceEntry[]>;
  /** Contents by object id; ids whose blob is above `MAX_READ_BYTES` are left out. */
  readonly readBlobs: (oids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/**
 * A tree out of a listing and blobs by id. The listing is read once; a blob that stands at many paths is read once a call,
 * so a small repository cannot be blown up by pointing many paths at one blob.
 */
export function treeOf({ commit, list, readBlobs }: TreeParts): SourceTree {
  const listing = once(async () => {
    const entries = await list();
    return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  });
  return {
    commit,
    list: async () => (await listing()).entries,
    read: async (paths) => {
      const { byPath } = await listing();
      const wanted = paths.flatMap((path) => {
        const entry = byPath.get(path);
        return entry?.kind === "file" ? [entry] : [];
      });
      const blobs = await readBlobs([...new Set(wanted.map((entry) => entry.oid))]);
      const files = new Map<string, Uint8Array>();
      for (const { path, oid } of wanted) {
        const bytes = blobs.get(oid);
        if (bytes !== undefined) files.set(path, bytes);
      }
      return files;
    },
  };
}

/** Remembers what a read answered; a failure is not remembered, so it can be tried again. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

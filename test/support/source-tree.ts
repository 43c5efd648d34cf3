import { createHash } from "node:crypto";
import type { SourceEntry, SourceTree } from "../../src/releases/ports.ts";

export type SourceContent =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly submodule: string };

/** A commit in memory. `batches` holds the paths of each reading, so that a test can say what was read and how often. */
export type MemoryTree = SourceTree & { readonly batches: readonly (readonly string[])[] };

export function sourceTree(files: Readonly<Record<string, SourceContent>>): MemoryTree {
  const entries = Object.entries(files).map(([path, content]) => entryOf(path, content));
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const batches: (readonly string[])[] = [];
  return {
    commit: hash(JSON.stringify(sorted)),
    batches,
    list: async () => sorted,
    async read(paths) {
      batches.push(paths);
      const contents = new Map<string, Uint8Array>();
      for (const path of paths) {
        const content = files[path];
        if (typeof content === "string" || content instanceof Uint8Array)
          contents.set(path, Buffer.from(content));
      }
      return contents;
    },
  };
}

function entryOf(path: string, content: SourceContent): SourceEntry {
  if (typeof content === "string" || content instanceof Uint8Array)
    return { path, kind: "file", oid: hash(content) };
  if ("symlink" in content) return { path, kind: "symlink", oid: hash(content.symlink) };
  return { path, kind: "submodule", oid: content.submodule };
}

function hash(content: string | Uint8Array): string {
  return createHash("sha1").update(content).digest("hex");
}

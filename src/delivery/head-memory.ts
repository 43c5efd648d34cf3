import type { BranchSnapshot } from "../releases/ports.ts";
import type { BranchReader } from "./ports.ts";

/** Reads files and lists of the release branch and remembers those of the last commit that was asked for. */
export type HeadMemory = Pick<BranchReader, "read" | "list">;

/** UTF-16 code units of all remembered files. Past it everything is forgotten, which costs no more than reading again. */
const MOST_REMEMBERED = 32 * 1024 * 1024;

interface Remembered {
  readonly head: string;
  /** Null where the head has no such file. */
  readonly files: Map<string, string | null>;
  readonly lists: Map<string, readonly string[]>;
  size: number;
}

/** Never stale: a commit's files cannot change, and another commit starts from nothing. */
export function headMemory(branch: Pick<BranchReader, "read" | "list">): HeadMemory {
  let memory = empty("");
  const memoryOf = (head: string): Remembered => {
    if (memory.head !== head || memory.size > MOST_REMEMBERED) memory = empty(head);
    return memory;
  };
  return {
    async read(paths, at) {
      const remembered = memoryOf(at);
      const known = new Map(paths.map((path) => [path, remembered.files.get(path)]));
      const unknown = [...known.keys()].filter((path) => known.get(path) === undefined);
      if (unknown.length > 0) {
        const { files } = await branch.read(unknown, at);
        for (const path of unknown) known.set(path, remember(remembered, path, files.get(path) ?? null));
      }
      return snapshotOf(at, known);
    },
    async list(directory, at) {
      const { lists } = memoryOf(at);
      const listed = lists.get(directory) ?? (await branch.list(directory, at));
      lists.set(directory, listed);
      return listed;
    },
  };
}

function empty(head: string): Remembered {
  return { head, files: new Map(), lists: new Map(), size: 0 };
}

function remember(remembered: Remembered, path: string, text: string | null): string | null {
  if (!remembered.files.has(path)) remembered.size += path.length + (text?.length ?? 0);
  remembered.files.set(path, text);
  return text;
}

function snapshotOf(head: string, known: ReadonlyMap<string, string | null | undefined>): BranchSnapshot {
  const present = [...known].flatMap(([path, text]): [string, string][] =>
    typeof text === "string" ? [[path, text]] : [],
  );
  return { head, files: new Map(present) };
}

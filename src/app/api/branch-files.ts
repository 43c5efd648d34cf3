import type { BranchReader } from "../../delivery/ports.ts";
import { parseBranchPath, slugPath } from "../../releases/layout.ts";
import type { BranchSnapshot } from "../../releases/ports.ts";
import type { Texts } from "./texts.ts";

/** A move of the head that is served. */
export interface HeadMove {
  readonly to: string | null;
  /** Paths that the commits between touched; null where the new head does not follow on the old one, or too much lies between. */
  readonly touched: readonly string[] | null;
}

/** Every slug on the branch and whose it is: what is not named here is not there, and need not be looked for. */
interface Names {
  readonly slugs: Set<string>;
  readonly ids: Set<string>;
}

/** The release branch's files at the head that is served: read once, and kept over moves of the head that did not touch them. */
export interface BranchFiles extends Pick<BranchReader, "read" | "list"> {
  readonly move: (move: HeadMove) => void;
  readonly isAt: (head: string) => boolean;
  /** From now on this is all there is at that head. */
  readonly learnNames: (names: {
    readonly head: string;
    readonly slugs: ReadonlyMap<string, string>;
  }) => void;
  readonly room: Pick<Texts, "isFull">;
}

interface FilesParts {
  readonly branch: Pick<BranchReader, "read" | "list">;
  /** Shared by all repositories. */
  readonly texts: Texts;
  /** Begins the keys of this repository's texts, and of no other's. */
  readonly prefix: string;
}

interface AtHead {
  readonly head: string | null | undefined;
  names: Names | undefined;
  /** What is being read, so that it is read once, however many ask for it. */
  readonly underWay: Map<string, Promise<BranchSnapshot>>;
}

/** Begins with no head: whatever is asked at another than the present one is read and not kept. */
export function branchFiles({ branch, prefix, texts }: FilesParts): BranchFiles {
  let now: AtHead = { head: undefined, names: undefined, underWay: new Map() };
  const keyOf = (path: string) => `${prefix}${path}`;
  const known = (path: string) => (isAbsent(path, now.names) ? null : texts.get(keyOf(path)));
  return {
    room: texts,
    read: async (paths, at) => {
      if (at !== now.head) return branch.read(paths, at);
      const there = new Map(paths.map((path) => [path, known(path)]));
      const missing = paths.filter((path) => there.get(path) === undefined);
      const here = now;
      for (const { files } of await readOnce(missing, at, { branch, here })) {
        for (const path of missing) {
          const text = files.get(path);
          if (text !== undefined) there.set(path, text);
        }
      }
      if (here === now) for (const path of missing) texts.set(keyOf(path), there.get(path) ?? null);
      return snapshotOf(at, there);
    },
    list: async (directory, at) => {
      const { head, names } = now;
      if (directory !== "slugs" || at !== head || names === undefined) return branch.list(directory, at);
      return [...names.slugs].sort().map(slugPath);
    },
    isAt: (head) => head === now.head,
    move: ({ to, touched }) => {
      const names = touched === null ? undefined : withNew(now.names, touched);
      now = { head: to, names, underWay: new Map() };
      if (touched === null) texts.deleteAll(prefix);
      else for (const path of touched) texts.delete(keyOf(path));
    },
    learnNames: ({ head, slugs }) => {
      if (head === now.head) now.names = { slugs: new Set(slugs.keys()), ids: new Set(slugs.values()) };
    },
  };
}

interface Reading {
  readonly branch: Pick<BranchReader, "read">;
  readonly here: AtHead;
}

async function readOnce(
  paths: readonly string[],
  at: string,
  { branch, here: { underWay } }: Reading,
): Promise<readonly BranchSnapshot[]> {
  const fresh = paths.filter((path) => !underWay.has(path));
  if (fresh.length > 0) {
    const reading = branch.read(fresh, at).finally(() => {
      for (const path of fresh) underWay.delete(path);
    });
    for (const path of fresh) underWay.set(path, reading);
  }
  return Promise.all(new Set(paths.flatMap((path) => underWay.get(path) ?? [])));
}

function isAbsent(path: string, names: Names | undefined): boolean {
  if (names === undefined) return false;
  const parsed = parseBranchPath(path);
  if (parsed === undefined || parsed.kind === "readme") return false;
  return parsed.kind === "slug" ? !names.slugs.has(parsed.slug) : !names.ids.has(parsed.promptId);
}

/** Good commits only add names. */
function withNew(names: Names | undefined, touched: readonly string[]): Names | undefined {
  if (names === undefined) return undefined;
  for (const path of touched) {
    const parsed = parseBranchPath(path);
    if (parsed?.kind === "slug") names.slugs.add(parsed.slug);
    if (parsed?.kind === "state") names.ids.add(parsed.promptId);
  }
  return names;
}

function snapshotOf(head: string, files: ReadonlyMap<string, string | null | undefined>): BranchSnapshot {
  const present = [...files].flatMap(([path, text]): [string, string][] =>
    typeof text === "string" ? [[path, text]] : [],
  );
  return { head, files: new Map(present) };
}

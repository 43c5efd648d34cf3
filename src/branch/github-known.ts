/** What was seen of the branch at recent heads, so that an append need not ask whether a path is free. */
export interface KnownPaths {
  file(head: string, path: string, isThere: boolean): void;
  /** All names in a folder; none where there is no such folder. */
  folder(head: string, path: string, names: Iterable<string>): void;
  /** Whether a path is taken at a head; undefined where nobody looked. */
  isThere(head: string, path: string): boolean | undefined;
  /** A commit on a head added these paths. */
  moved(from: string, to: string, added: Iterable<string>): void;
}

interface Seen {
  readonly files: Map<string, boolean>;
  readonly folders: Map<string, Set<string>>;
}

const HEADS_KEPT = 8;

export function knownPaths(): KnownPaths {
  const heads = new Map<string, Seen>();

  const at = (head: string): Seen => {
    const seen = heads.get(head) ?? { files: new Map(), folders: new Map() };
    heads.delete(head);
    heads.set(head, seen);
    const [oldest] = heads.keys();
    if (heads.size > HEADS_KEPT && oldest !== undefined) heads.delete(oldest);
    return seen;
  };

  return {
    file: (head, path, isThere) => void at(head).files.set(path, isThere),
    folder: (head, path, names) => void at(head).folders.set(path, new Set(names)),
    isThere(head, path) {
      const seen = heads.get(head);
      const [folder, name] = split(path);
      return seen?.files.get(path) ?? seen?.folders.get(folder)?.has(name);
    },
    moved(from, to, added) {
      const before = heads.get(from);
      if (before === undefined) return;
      const after = at(to);
      for (const [path, isThere] of before.files) after.files.set(path, isThere);
      for (const [path, names] of before.folders) after.folders.set(path, new Set(names));
      for (const path of added) {
        const [folder, name] = split(path);
        after.files.set(path, true);
        after.folders.get(folder)?.add(name);
      }
    },
  };
}

function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
}

import type { GitObject, ObjectReader } from "./objects.ts";

/** A line of a git tree. Modes as git stores them: `100644`, `100755`, `120000` link, `160000` submodule, `40000` folder. */
export interface TreeEntry {
  readonly mode: string;
  readonly oid: string;
}

const FOLDER_MODE = "40000";
const SPACE = 0x20;

export function isRegularFile(entry: TreeEntry): boolean {
  return entry.mode.startsWith("100");
}

/** Entries of a tree object with the given names: folders hold ten thousand entries, of which a few are wanted. */
function findInTree(tree: GitObject, names: ReadonlySet<string>): Map<string, TreeEntry> {
  const { content } = tree;
  const oidBytes = tree.oid.length / 2;
  const found = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(SPACE, at);
    const end = content.indexOf(0, space);
    const name = content.toString("utf8", space + 1, end);
    const next = end + 1 + oidBytes;
    if (names.has(name)) {
      found.set(name, {
        mode: content.toString("latin1", at, space),
        oid: content.toString("hex", end + 1, next),
      });
    }
    at = next;
  }
  return found;
}

/**
 * Where paths stand below a tree; absent ones are absent. Every folder is read once, however many of its files are
 * asked for: `<commit>:<path>` would unpack all of them again for each path.
 */
export async function findPaths(
  reader: ObjectReader,
  root: GitObject,
  paths: Iterable<string>,
): Promise<Map<string, TreeEntry>> {
  const found = new Map<string, TreeEntry>();
  let level: Folder[] = [{ tree: root, prefix: "", wanted: [...new Set(paths)] }];
  while (level.length > 0) {
    const below = level.flatMap((folder) => descend(folder, found));
    const trees = await reader.read(below.map(({ oid }) => oid));
    level = below.flatMap(({ oid, prefix, wanted }) => {
      const tree = trees.get(oid);
      return tree?.type === "tree" ? [{ tree, prefix, wanted }] : [];
    });
  }
  return found;
}

interface Folder {
  readonly tree: GitObject;
  /** Path of the folder with its final slash, or empty. */
  readonly prefix: string;
  /** Paths below the folder, relative to it. */
  readonly wanted: readonly string[];
}

/** Notes what stands in this folder itself and says which folders to open next. */
function descend(
  folder: Folder,
  found: Map<string, TreeEntry>,
): { oid: string; prefix: string; wanted: string[] }[] {
  const direct = new Set<string>();
  const deeper = new Map<string, string[]>();
  for (const path of folder.wanted) {
    const slash = path.indexOf("/");
    if (slash < 0) direct.add(path);
    else append(deeper, path.slice(0, slash), path.slice(slash + 1));
  }
  const entries = findInTree(folder.tree, new Set([...direct, ...deeper.keys()]));
  for (const [name, entry] of entries) if (direct.has(name)) found.set(folder.prefix + name, entry);
  return [...deeper].flatMap(([name, wanted]) => {
    const entry = entries.get(name);
    if (entry?.mode !== FOLDER_MODE) return [];
    return [{ oid: entry.oid, prefix: `${folder.prefix}${name}/`, wanted }];
  });
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

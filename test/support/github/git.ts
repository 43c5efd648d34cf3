import { type Bearer, type Emulated, gitOid } from "./emulated.ts";
import { at, listAt, textAt } from "./json.ts";

export type Identity = { name: string; email: string /** RFC 3339 */; date: string };
export type Commit = {
  oid: string;
  treeOid: string;
  parents: string[];
  message: string;
  author: Identity;
  committer: Identity;
};
export type TreeEntry = { name: string; mode: string; type: "blob" | "tree" | "commit"; oid: string };

/**
 * The git objects of one repository at emulate. Objects are immutable, so each is read over HTTP once and kept; refs are
 * asked for every time. Reading is done with the administrator's token: who may see what is settled before.
 */
export type Git = {
  ref(fullName: string, bearer: Bearer): Promise<string | undefined>;
  commit(oid: string): Promise<Commit | undefined>;
  /** Entries in git's own order; the empty tree has none. */
  tree(oid: string): Promise<TreeEntry[] | undefined>;
  blob(oid: string): Promise<Uint8Array | undefined>;
  /** Puts content into the cache and returns its id; nothing is sent to emulate. */
  remember(content: Uint8Array): string;
  /** The same for a tree. */
  rememberTree(entries: readonly TreeEntry[]): string;
  /** The entry at a path below a tree; the tree itself at the empty path. */
  entry(treeOid: string, path: string): Promise<TreeEntry | undefined>;
};

export function createGit(emulated: Emulated, nameWithOwner: string, admin: () => Bearer): Git {
  const commits = new Map<string, Promise<Commit | undefined>>();
  const trees = new Map<string, Promise<TreeEntry[] | undefined>>();
  const blobs = new Map<string, Promise<Uint8Array | undefined>>();
  const base = `/repos/${nameWithOwner}/git`;

  const read = async (path: string, bearer: Bearer = admin()) => {
    const answer = await emulated.call({ method: "GET", path: `${base}${path}`, bearer });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const kept = <T>(
    cache: Map<string, Promise<T | undefined>>,
    oid: string,
    load: () => Promise<T | undefined>,
  ) => {
    const known = cache.get(oid);
    if (known) return known;
    const loading = load();
    cache.set(oid, loading);
    // An object that is not there yet may be there later.
    void loading.then(
      (found) => found === undefined && cache.delete(oid),
      () => cache.delete(oid),
    );
    return loading;
  };

  const git: Git = {
    async ref(fullName, bearer) {
      const found = await read(`/ref/${encodeURI(fullName.replace(/^refs\//, ""))}`, bearer);
      return found === undefined ? undefined : textAt(found, "object", "sha");
    },
    commit: (oid) => kept(commits, oid, async () => parseCommit(await read(`/commits/${oid}`))),
    tree: (oid) =>
      kept(trees, oid, async () => {
        if (!isOid(oid)) return undefined;
        const found = await read(`/trees/${oid}`);
        // emulate peels a commit's id to its tree; git has no such tree.
        return found !== undefined && textAt(found, "sha") === oid ? parseTree(found) : undefined;
      }),
    blob: (oid) =>
      kept(blobs, oid, async () => {
        const found = await read(`/blobs/${oid}`);
        return found === undefined ? undefined : Buffer.from(textAt(found, "content"), "base64");
      }),
    remember(content) {
      const oid = gitOid("blob", content);
      blobs.set(oid, Promise.resolve(content));
      return oid;
    },
    rememberTree(entries) {
      const sorted = inGitOrder(entries);
      const oid = gitOid("tree", treeBytes(sorted));
      trees.set(oid, Promise.resolve(sorted));
      return oid;
    },
    async entry(treeOid, path) {
      let entry: TreeEntry = { name: "", mode: "040000", type: "tree", oid: treeOid };
      for (const name of path.split("/").filter((part) => part !== "")) {
        if (entry.type !== "tree") return undefined;
        const next = (await git.tree(entry.oid))?.find((candidate) => candidate.name === name);
        if (!next) return undefined;
        entry = next;
      }
      return entry;
    },
  };
  return git;
}

export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

function parseCommit(json: unknown): Commit | undefined {
  if (json === undefined) return undefined;
  const identity = (who: "author" | "committer") => ({
    name: textAt(json, who, "name"),
    email: textAt(json, who, "email"),
    date: textAt(json, who, "date"),
  });
  return {
    oid: textAt(json, "sha"),
    treeOid: textAt(json, "tree", "sha"),
    parents: listAt(json, "parents").map((parent) => textAt(parent, "sha")),
    message: textAt(json, "message"),
    author: identity("author"),
    committer: identity("committer"),
  };
}

function parseTree(json: unknown): TreeEntry[] {
  const entries = listAt(json, "tree").map((entry): TreeEntry => {
    const type = at(entry, "type");
    if (type !== "blob" && type !== "tree" && type !== "commit")
      throw new TypeError(`tree entry of type ${type}`);
    return { name: textAt(entry, "path"), mode: textAt(entry, "mode"), type, oid: textAt(entry, "sha") };
  });
  return inGitOrder(entries);
}

function inGitOrder(entries: readonly TreeEntry[]): TreeEntry[] {
  const sortName = (entry: TreeEntry) => Buffer.from(entry.type === "tree" ? `${entry.name}/` : entry.name);
  return entries.toSorted((a, b) => Buffer.compare(sortName(a), sortName(b)));
}

/** A tree object's content; the entries must be in git's order. */
export function treeBytes(entries: readonly TreeEntry[]): Buffer {
  const parts = entries.flatMap(({ mode, name, oid }) => [
    Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
    Buffer.from(oid, "hex"),
  ]);
  return Buffer.concat(parts);
}

/** The oid a revision (full ref, branch, tag or object id) stands for. */
export async function resolveRevision(
  git: Git,
  revision: string,
  bearer: Bearer,
): Promise<string | undefined> {
  if (isOid(revision)) return revision;
  const candidates = revision.startsWith("refs/")
    ? [revision]
    : [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`];
  for (const candidate of candidates) {
    const found = await git.ref(candidate, bearer);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Commits reachable from one, newest first along the parents; `stop` names commits to end at. */
export async function ancestry(
  git: Git,
  from: string,
  stop: ReadonlySet<string> = new Set(),
): Promise<Commit[]> {
  const seen = new Set<string>(stop);
  const found: Commit[] = [];
  let level = [from];
  while (level.length > 0) {
    const fresh = [...new Set(level)].filter((oid) => !seen.has(oid));
    for (const oid of fresh) seen.add(oid);
    const commits = await Promise.all(fresh.map((oid) => git.commit(oid)));
    const present = commits.filter((commit) => commit !== undefined);
    found.push(...present);
    level = present.flatMap((commit) => commit.parents);
  }
  return found;
}

export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestor === descendant) return true;
  // The usual push is one commit on top.
  if ((await git.commit(descendant))?.parents.includes(ancestor)) return true;
  return (await ancestry(git, descendant)).some(({ oid }) => oid === ancestor);
}

export async function mergeBase(git: Git, one: string, other: string): Promise<string | undefined> {
  const reachable = new Set((await ancestry(git, one)).map(({ oid }) => oid));
  return (await ancestry(git, other)).find(({ oid }) => reachable.has(oid))?.oid;
}

export type Change = { path: string; before: TreeEntry | undefined; after: TreeEntry | undefined };

/** Files (and links, and submodules) that differ between two trees; only subtrees that differ are read. */
export async function diffTrees(
  git: Git,
  before: string | undefined,
  after: string,
  prefix = "",
): Promise<Change[]> {
  if (before === after) return [];
  const left = new Map(((before && (await git.tree(before))) || []).map((entry) => [entry.name, entry]));
  const right = new Map(((await git.tree(after)) ?? []).map((entry) => [entry.name, entry]));
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  const changes = await Promise.all(
    names.map((name) => diffEntry(git, left.get(name), right.get(name), `${prefix}${name}`)),
  );
  return changes.flat();
}

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

async function diffEntry(
  git: Git,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
  path: string,
): Promise<Change[]> {
  if (before?.oid === after?.oid && before?.mode === after?.mode) return [];
  const leaf = (entry: TreeEntry | undefined) => (entry?.type === "tree" ? undefined : entry);
  const changes: Change[] = [];
  if (leaf(before) || leaf(after)) changes.push({ path, before: leaf(before), after: leaf(after) });
  if (before?.type === "tree" || after?.type === "tree") {
    const tree = (entry: TreeEntry | undefined) => (entry?.type === "tree" ? entry.oid : undefined);
    changes.push(...(await diffTrees(git, tree(before), tree(after) ?? emptyTree, `${path}/`)));
  }
  return changes;
}

import type { Bearer, EmulateAnswer, Emulated } from "./emulated.ts";
import type { Git, Identity, TreeEntry } from "./git.ts";
import { textAt } from "./json.ts";

/** What a file becomes: text or bytes, a symbolic link, a submodule at a commit, or nothing (null deletes it). */
export type FileContent = string | Uint8Array | { symlink: string } | { submodule: string } | null;
/** The same, or an entry whose object is there already. */
type Content = FileContent | { existing: TreeEntry };

type NewCommit = {
  /** The tree the changes are laid over; undefined: an empty one. */
  baseTree: string | undefined;
  parents: readonly string[];
  changes: ReadonlyMap<string, Content>;
  message: string;
  author: Identity;
  /** Who writes; emulate checks that they may. */
  bearer: Bearer;
};

/** A refusal of emulate on the way to a commit. */
export class WriteRefused extends Error {
  readonly answer: EmulateAnswer;
  constructor(answer: EmulateAnswer) {
    super(textAt(answer.json, "message"));
    this.answer = answer;
  }
}

type Writer = { emulated: Emulated; git: Git; nameWithOwner: string };

/**
 * Writes a commit's objects in as few requests as emulate allows: one for the tree, with the text files' content inline,
 * one for the commit, and one for each file that is not UTF-8.
 */
export async function writeCommit(writer: Writer, commit: NewCommit): Promise<string> {
  const tree = await writeTree(writer, commit);
  const written = await post(writer, "commits", commit.bearer, {
    message: commit.message,
    tree,
    parents: commit.parents,
    author: commit.author,
    committer: commit.author,
  });
  return textAt(written.json, "sha");
}

async function writeTree(writer: Writer, { baseTree, changes, bearer }: NewCommit): Promise<string> {
  if (changes.size === 0 && baseTree !== undefined) return baseTree;
  const gone = await deletions(writer.git, baseTree, changes);
  const written = [...changes].filter(([, content]) => content !== null);
  const entries = await Promise.all(
    written.map(([path, content]) => treeEntry(writer, bearer, path, content)),
  );
  const answer = await post(writer, "trees", bearer, {
    ...(baseTree === undefined ? {} : { base_tree: baseTree }),
    tree: [...gone, ...entries],
  });
  const oid = textAt(answer.json, "sha");
  const expected = await rememberTrees(writer.git, baseTree, changes);
  if (oid !== expected) throw new Error(`emulate made tree ${oid} where git makes ${expected}`);
  return oid;
}

/** Makes the trees again and keeps them, since reading thousands back from emulate takes seconds. */
async function rememberTrees(
  git: Git,
  base: string | undefined,
  changes: NewCommit["changes"],
): Promise<string> {
  const entries = new Map(((base && (await git.tree(base))) || []).map((entry) => [entry.name, entry]));
  const below = new Map<string, Map<string, Content>>();
  for (const [path, content] of changes) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      entries.delete(path);
      if (content !== null) entries.set(path, { name: path, ...objectOf(git, content) });
    } else {
      const directory = path.slice(0, slash);
      const inside = below.get(directory) ?? new Map<string, Content>();
      below.set(directory, inside.set(path.slice(slash + 1), content));
    }
  }
  for (const [name, inside] of below) {
    const before = entries.get(name);
    const oid = await rememberTrees(git, before?.type === "tree" ? before.oid : undefined, inside);
    const empty = (await git.tree(oid))?.length === 0;
    if (empty) entries.delete(name);
    else entries.set(name, { name, mode: "040000", type: "tree", oid });
  }
  return git.rememberTree([...entries.values()]);
}

function objectOf(git: Git, content: Exclude<Content, null>): Omit<TreeEntry, "name"> {
  if (typeof content === "string")
    return { mode: "100644", type: "blob", oid: git.remember(Buffer.from(content)) };
  if (content instanceof Uint8Array) return { mode: "100644", type: "blob", oid: git.remember(content) };
  if ("existing" in content) return content.existing;
  if ("symlink" in content)
    return { mode: "120000", type: "blob", oid: git.remember(Buffer.from(content.symlink)) };
  return { mode: "160000", type: "commit", oid: content.submodule };
}

async function treeEntry(writer: Writer, bearer: Bearer, path: string, content: Content): Promise<object> {
  if (content === null) throw new Error("a deletion has no entry");
  if (typeof content === "string" || content instanceof Uint8Array) {
    const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
    const sha = writer.git.remember(bytes);
    const text = bytes.toString("utf8");
    if (Buffer.from(text).equals(bytes)) return { path, mode: "100644", type: "blob", content: text };
    await post(writer, "blobs", bearer, { content: bytes.toString("base64"), encoding: "base64" });
    return { path, mode: "100644", type: "blob", sha };
  }
  if ("existing" in content) {
    const { mode, type, oid } = content.existing;
    return { path, mode, type, sha: oid };
  }
  if ("symlink" in content) return { path, mode: "120000", type: "blob", content: content.symlink };
  return { path, mode: "160000", type: "commit", sha: content.submodule };
}

/**
 * Deletions as emulate wants them. It leaves an empty tree where a directory lost its last file, git leaves nothing: a
 * directory that empties is deleted as a whole.
 */
async function deletions(
  git: Git,
  baseTree: string | undefined,
  changes: NewCommit["changes"],
): Promise<object[]> {
  const paths = [...changes].filter(([, content]) => content === null).map(([path]) => path);
  const kept = [...changes].filter(([, content]) => content !== null).map(([path]) => path);
  let gone = new Set(paths);
  for (let folded = true; folded; ) {
    const next = await foldOnce(git, baseTree, gone, kept);
    folded = next !== gone;
    gone = next;
  }
  const entries: object[] = [];
  for (const path of gone) {
    const entry = baseTree === undefined ? undefined : await git.entry(baseTree, path);
    const type = entry?.type ?? "blob";
    entries.push({ path, mode: entry?.mode ?? "100644", type, sha: null });
  }
  return entries;
}

async function foldOnce(
  git: Git,
  baseTree: string | undefined,
  gone: Set<string>,
  kept: string[],
): Promise<Set<string>> {
  const directories = new Set(
    [...gone].filter((path) => path.includes("/")).map((path) => path.replace(/\/[^/]*$/, "")),
  );
  for (const directory of directories) {
    if (baseTree === undefined || kept.some((path) => path.startsWith(`${directory}/`))) continue;
    const tree = await git.entry(baseTree, directory);
    const entries = (tree && (await git.tree(tree.oid))) ?? [];
    const inside = entries.map(({ name }) => `${directory}/${name}`);
    if (inside.length === 0 || !inside.every((path) => gone.has(path))) continue;
    const folded = new Set([...gone].filter((path) => !inside.includes(path)));
    return folded.add(directory);
  }
  return gone;
}

async function post(writer: Writer, kind: string, bearer: Bearer, body: object): Promise<EmulateAnswer> {
  const path = `/repos/${writer.nameWithOwner}/git/${kind}`;
  const answer = await writer.emulated.call({ method: "POST", path, bearer, body });
  if (answer.status !== 201) throw new WriteRefused(answer);
  return answer;
}

import { ancestry, type Commit, type Git, type Identity, type TreeEntry } from "./git.ts";

/** What graphql-js reads fields from: values, or functions of the field's arguments. */
export type Source = { __typename: string; [field: string]: unknown };

const textAtMost = 512_000;

/** GitHub gives no text for binary blobs and cuts it at about 512 kB. */
export function blobSource(oid: string, content: Uint8Array): Source {
  const text = Buffer.from(content).toString("utf8");
  const isBinary = content.includes(0) || !Buffer.from(text).equals(content);
  return {
    ...gitObject("Blob", oid),
    byteSize: content.byteLength,
    isBinary,
    isTruncated: !isBinary && content.byteLength > textAtMost,
    text: isBinary ? null : content.byteLength > textAtMost ? text.slice(0, textAtMost) : text,
  };
}

function gitObject(typename: string, oid: string): Source {
  return { __typename: typename, id: `${typename}:${oid}`, oid, abbreviatedOid: oid.slice(0, 7) };
}

/** `directory` is where the tree was found, ending in a slash; the paths of its entries start there. */
export function treeSource(git: Git, oid: string, entries: readonly TreeEntry[], directory = ""): Source {
  const sources = entries.map((entry) => entrySource(git, entry, `${directory}${entry.name}`));
  return { ...gitObject("Tree", oid), entries: sources };
}

function entrySource(git: Git, entry: TreeEntry, path: string): Source {
  return {
    __typename: "TreeEntry",
    name: entry.name,
    path,
    // GitHub gives the mode as a number: 33188 is octal 100644.
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    oid: entry.oid,
    size: async () => (entry.type === "blob" ? (await git.blob(entry.oid))?.byteLength : 0),
    object: async () => {
      if (entry.type === "commit") return null;
      if (entry.type === "tree")
        return treeSource(git, entry.oid, (await git.tree(entry.oid)) ?? [], `${path}/`);
      const content = await git.blob(entry.oid);
      return content ? blobSource(entry.oid, content) : null;
    },
  };
}

export function commitSource(url: string, git: Git, commit: Commit): Source {
  const [headline = "", ...rest] = commit.message.split("\n");
  return {
    ...gitObject("Commit", commit.oid),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join("\n").trim(),
    committedDate: commit.committer.date,
    authoredDate: commit.author.date,
    author: actor(commit.author),
    committer: actor(commit.committer),
    url: `${url}/commit/${commit.oid}`,
    tree: async () => treeSource(git, commit.treeOid, (await git.tree(commit.treeOid)) ?? []),
    parents: async ({ first = 100 }: { first?: number }) => {
      const found = await Promise.all(commit.parents.slice(0, first).map((oid) => git.commit(oid)));
      const nodes = found.map((parent) => parent && commitSource(url, git, parent));
      return { __typename: "CommitConnection", nodes, totalCount: commit.parents.length };
    },
    file: async ({ path }: { path: string }) => {
      const entry = await git.entry(commit.treeOid, path);
      return entry ? entrySource(git, entry, path) : null;
    },
    history: (page: Page) => history(url, git, commit, page),
  };
}

function actor({ name, email, date }: Identity): Source {
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  const user = login === undefined ? null : { __typename: "User", login };
  return { __typename: "GitActor", name, email, date, user };
}

type Page = { first?: number; after?: string | null };

/** Newest first. A cursor is the commit's id and its place, as GitHub's are. */
async function history(url: string, git: Git, from: Commit, { first = 100, after }: Page): Promise<Source> {
  const all = await ancestry(git, from.oid);
  const start = after ? Number(after.split(" ")[1]) + 1 : 0;
  const page = all.slice(start, start + first);
  const cursor = (index: number) => (page.length === 0 ? null : `${from.oid} ${index}`);
  const nodes = page.map((commit) => commitSource(url, git, commit));
  return {
    __typename: "CommitHistoryConnection",
    nodes,
    edges: nodes.map((node, index) => ({ __typename: "CommitEdge", node, cursor: cursor(start + index) })),
    totalCount: all.length,
    pageInfo: {
      __typename: "PageInfo",
      startCursor: cursor(start),
      endCursor: cursor(start + page.length - 1),
      hasNextPage: start + page.length < all.length,
      hasPreviousPage: start > 0,
    },
  };
}

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { gitOid } from "./emulated.ts";
import { type Commit, type Git, type Identity, treeBytes } from "./git.ts";

type Export = { directory: string; head: string; refs: readonly { name: string; oid: string }[] };

/**
 * Writes refs and everything they reach as a bare git repository of loose objects. Each object's bytes are made again
 * from what emulate answers and must hash to its id, so a repository that comes out is a true one.
 */
export async function exportObjects(git: Git, { directory, head, refs }: Export): Promise<void> {
  const written = new Set<string>();
  const put = async (type: "blob" | "tree" | "commit", oid: string, content: Uint8Array) => {
    if (gitOid(type, content) !== oid) throw new Error(`${type} ${oid} is not what its id says`);
    const header = Buffer.from(`${type} ${content.byteLength}\0`);
    const path = join("objects", oid.slice(0, 2), oid.slice(2));
    await writeBelow(directory, path, deflateSync(Buffer.concat([header, content])));
  };
  const once = (oid: string) => !written.has(oid) && written.add(oid);

  const putTree = async (oid: string): Promise<void> => {
    if (!once(oid)) return;
    const entries = (await git.tree(oid)) ?? [];
    await put("tree", oid, treeBytes(entries));
    for (const entry of entries) {
      if (entry.type === "tree") await putTree(entry.oid);
      if (entry.type === "blob" && once(entry.oid))
        await put("blob", entry.oid, (await git.blob(entry.oid)) ?? Buffer.of());
    }
  };

  await mkdir(join(directory, "objects"), { recursive: true });
  await mkdir(join(directory, "refs"), { recursive: true });
  await writeBelow(directory, "HEAD", `ref: ${head}\n`);
  await writeBelow(directory, "config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
  const waiting = refs.map(({ oid }) => oid);
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    const commit = once(oid) ? await git.commit(oid) : undefined;
    if (!commit) continue;
    await put("commit", oid, commitBytes(commit));
    await putTree(commit.treeOid);
    waiting.push(...commit.parents);
  }
  for (const { name, oid } of refs) await writeBelow(directory, name, `${oid}\n`);
}

async function writeBelow(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** emulate hashes a commit's message with a line feed at its end. */
function commitBytes({ treeOid, parents, author, committer, message }: Commit): Buffer {
  const lines = [
    `tree ${treeOid}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${person(author)}`,
    `committer ${person(committer)}`,
  ];
  return Buffer.from(`${lines.join("\n")}\n\n${message.endsWith("\n") ? message : `${message}\n`}`);
}

function person({ name, email, date }: Identity): string {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(date);
  const offset = zone ? `${zone[1]}${zone[2]}${zone[3]}` : "+0000";
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} ${offset}`;
}

import { type GitRepository, type RunningGit, startGit } from "./run.ts";

export type GitObjectType = "blob" | "tree" | "commit" | "tag";

export interface GitObject {
  readonly oid: string;
  readonly type: GitObjectType;
  readonly content: Buffer;
}

/** One `git cat-file --batch` process that answers as often as it is asked. */
export interface ObjectReader extends AsyncDisposable {
  /** Objects by id or `<commit>:<path>`; what does not exist is absent. Throws `GitError` where git died. */
  read(names: Iterable<string>): Promise<Map<string, GitObject>>;
}

/**
 * Reads objects by id or `<commit>:<path>` in one process. Names may hold line feeds and quotes; what does not exist is
 * absent from the map. Throws `GitError`.
 */
export async function readObjects(
  repository: GitRepository,
  names: Iterable<string>,
): Promise<Map<string, GitObject>> {
  const asked = [...new Set(names)];
  if (asked.length === 0) return new Map();
  await using reader = openObjects(repository);
  return await reader.read(asked);
}

export function openObjects(repository: GitRepository): ObjectReader {
  // `-z` (git 2.38) takes names with line feeds. Answers come in the order of the questions.
  const git = startGit(repository, ["cat-file", "--batch", "-z"]);
  const answers = byteQueue(git);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read(names) {
      const asked = [...new Set(names)].filter(isAskable);
      // Answers to two callers at once must not be mixed up.
      const result = turn.then(() => ask(git, answers, asked));
      turn = result.catch(() => undefined);
      return result;
    },
    async [Symbol.asyncDispose]() {
      git.child.stdin.end();
      await git.finished.catch(() => undefined);
    },
  };
}

/**
 * Git takes `<commit>:./x` as relative to its work tree and dies outside of one; no tree holds such a path. A NUL ends
 * a name.
 */
function isAskable(name: string): boolean {
  return name !== "" && !name.includes("\0") && !/^[^:]*:\.{1,2}\//.test(name);
}

async function ask(
  git: RunningGit,
  answers: ByteQueue,
  names: readonly string[],
): Promise<Map<string, GitObject>> {
  const found = new Map<string, GitObject>();
  if (names.length === 0) return found;
  git.child.stdin.write(`${names.join("\0")}\0`);
  for (const name of names) {
    const object = await nextAnswer(answers, name);
    if (object !== undefined) found.set(name, object);
  }
  return found;
}

const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)$/;

/** `<oid> <type> <size>\n<content>\n`, or `<name> missing\n` where the name comes back as it was asked, line feeds too. */
async function nextAnswer(answers: ByteQueue, name: string): Promise<GitObject | undefined> {
  let line = await answers.line();
  const [, oid, type, size] = HEADER.exec(line) ?? [];
  if (oid !== undefined && isObjectType(type)) {
    const content = await answers.bytes(Number(size));
    await answers.bytes(1);
    return { oid, type, content };
  }
  for (let breaks = name.split("\n").length - 1; breaks > 0; breaks -= 1) line += `\n${await answers.line()}`;
  if (line === `${name} missing` || line === `${name} ambiguous`) return undefined;
  throw new Error(`git cat-file answered ${JSON.stringify(line)} to ${JSON.stringify(name)}`);
}

function isObjectType(type: string | undefined): type is GitObjectType {
  return type === "blob" || type === "tree" || type === "commit" || type === "tag";
}

interface ByteQueue {
  /** Up to the next line feed, which is dropped. */
  line(): Promise<string>;
  bytes(count: number): Promise<Buffer>;
}

const LINE_FEED = 0x0a;

/** What git prints, taken in portions; rejects with git's own error where it ends too early. */
function byteQueue(git: RunningGit): ByteQueue {
  const chunks: AsyncIterator<Buffer> = git.child.stdout[Symbol.asyncIterator]();
  let waiting: Buffer[] = [];
  let length = 0;

  const more = async (): Promise<void> => {
    const next = await chunks.next();
    if (next.done === true) {
      await git.finished;
      throw new Error("git cat-file ended before it had answered");
    }
    waiting.push(next.value);
    length += next.value.length;
  };
  const joined = (): Buffer => {
    const [only, ...others] = waiting;
    if (only !== undefined && others.length === 0) return only;
    const all = Buffer.concat(waiting, length);
    waiting = [all];
    return all;
  };
  const take = (count: number): Buffer => {
    const all = joined();
    waiting = count < all.length ? [all.subarray(count)] : [];
    length = all.length - count;
    return all.subarray(0, count);
  };

  return {
    async line() {
      for (;;) {
        const end = length === 0 ? -1 : joined().indexOf(LINE_FEED);
        if (end >= 0) return take(end + 1).toString("utf8", 0, end);
        await more();
      }
    },
    async bytes(count) {
      while (length < count) await more();
      return count === 0 ? Buffer.alloc(0) : take(count);
    },
  };
}

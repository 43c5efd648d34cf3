import { describe, expect, onTestFinished, test } from "vitest";
import {
  eventPath,
  isReplaceable,
  README_PATH,
  slugPath,
  statePath,
  versionPath,
} from "../../../src/releases/layout.ts";
import {
  type AppendResult,
  type BranchCommit,
  type BranchLogEntry,
  HistoryError,
  OutsideError,
  type ReleaseBranch,
} from "../../../src/releases/ports.ts";

/** What somebody does to the branch past pointsman. */
export interface HandEdit {
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  /** The first parent's files are the ones that are edited. */
  readonly parents: readonly string[];
}

/** One home of the port, with an empty repository behind it. */
export interface BranchHome extends AsyncDisposable {
  /** The same branch, as another process sees it. */
  open(): ReleaseBranch;
  /** Makes a commit and moves the branch to it by force. */
  edit(edit: HandEdit): Promise<string>;
}

const texts = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files));

function commit(
  expectedHead: string | null,
  files: Readonly<Record<string, string>>,
  message = "Publish",
): BranchCommit {
  const all = Object.entries(files);
  return {
    expectedHead,
    message,
    created: new Map(all.filter(([path]) => !isReplaceable(path))),
    replaced: new Map(all.filter(([path]) => isReplaceable(path))),
  };
}

async function appended(branch: ReleaseBranch, ...args: Parameters<typeof commit>): Promise<string> {
  return headOf(await branch.append(commit(...args)));
}

function headOf(result: AppendResult): string {
  if (result.status !== "committed") throw new Error(`not committed: ${JSON.stringify(result)}`);
  return result.head;
}

async function everything<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const id = "support-triage";
const firstFiles = {
  [README_PATH]: "# Releases\n",
  [statePath(id)]: '{"n":1}\n',
  [eventPath(id, 1)]: "event 1\n",
  [versionPath(id, "2026-03-01.1")]: "version 1\n",
  [slugPath("support-triage-12345678")]: "slug\n",
};

/** Holds a home of `ReleaseBranch` to what the port promises. */
export function releaseBranchContract(name: string, start: () => Promise<BranchHome>): void {
  const opened = async (): Promise<{ home: BranchHome; branch: ReleaseBranch }> => {
    const home = await start();
    onTestFinished(() => home[Symbol.asyncDispose]());
    return { home, branch: home.open() };
  };

  describe(name, () => {
    test("a branch that does not exist has no head and no files", async () => {
      const { branch } = await opened();
      expect(await branch.read([README_PATH])).toEqual({ head: null, files: new Map() });
    });

    test("appending to nothing creates an orphan branch", async () => {
      const { home, branch } = await opened();
      const head = await appended(branch, null, firstFiles, "First release");
      expect(
        await home.open().read([...Object.keys(firstFiles), "absent", "prompts", `${README_PATH}/x`]),
      ).toEqual({
        head,
        files: texts(firstFiles),
      });
      const [entry, ...others] = await everything(branch.log({ since: null, until: head }));
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ commit: head, parents: [], message: "First release" });
    });

    test("a second writer cannot create the branch again", async () => {
      const { home, branch } = await opened();
      const head = await appended(branch, null, firstFiles);
      expect(await home.open().append(commit(null, { [README_PATH]: "other\n" }))).toEqual({
        status: "conflict",
      });
      expect(await branch.read([README_PATH])).toEqual({
        head,
        files: texts({ [README_PATH]: "# Releases\n" }),
      });
    });

    test("appending adds files, replaces files and keeps all others", async () => {
      const { branch } = await opened();
      const first = await appended(branch, null, firstFiles);
      const second = { [statePath(id)]: '{"n":2}\n', [eventPath(id, 2)]: "event 2\n" };
      await branch.read([statePath(id)]);
      const head = await appended(branch, first, second);
      const now = { ...firstFiles, ...second };
      expect(await branch.read(Object.keys(now))).toEqual({ head, files: texts(now) });
    });

    test("appending on an old head is a conflict and writes nothing", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles);
      const second = await appended(branch, first, { [eventPath(id, 2)]: "event 2\n" });
      expect(await home.open().append(commit(first, { [eventPath(id, 3)]: "event 3\n" }))).toEqual({
        status: "conflict",
      });
      expect(await branch.read([eventPath(id, 3)])).toEqual({ head: second, files: new Map() });
    });

    test("appending to a branch that is gone by now is a conflict", async () => {
      const { branch } = await opened();
      expect(await branch.append(commit("1".repeat(40), { [eventPath(id, 2)]: "event 2\n" }))).toEqual({
        status: "conflict",
      });
    });

    test("nothing is written where a file that must exist does not", async () => {
      const { home, branch } = await opened();
      const head = await appended(branch, null, firstFiles);
      const next = commit(head, { [eventPath(id, 2)]: "event 2\n" });
      const gone = versionPath(id, "2026-03-01.9");
      const required = [versionPath(id, "2026-03-01.1"), gone];
      const refusal = { status: "missing", paths: [gone] };
      expect(await home.open().append({ ...next, required })).toEqual(refusal);
      await branch.read([statePath(id)]);
      expect(await branch.append({ ...next, required })).toEqual(refusal);
      expect((await branch.read([eventPath(id, 2)])).files.size).toBe(0);
      expect(await branch.append({ ...next, required: required.slice(0, 1) })).toMatchObject({
        status: "committed",
      });
    });

    test("an immutable file is never rewritten, and nothing else of that commit is written", async () => {
      const { home, branch } = await opened();
      const head = await appended(branch, null, firstFiles);
      const bad = {
        [eventPath(id, 1)]: "another event 1\n",
        [eventPath(id, 2)]: "event 2\n",
        [versionPath(id, "2026-03-01.1")]: "another version\n",
        [statePath(id)]: '{"n":2}\n',
      };
      const refusal = { status: "immutable", paths: [eventPath(id, 1), versionPath(id, "2026-03-01.1")] };
      expect(await home.open().append(commit(head, bad))).toEqual(refusal);
      await branch.read([statePath(id)]);
      expect(await branch.append(commit(head, bad))).toEqual(refusal);
      const seen = await branch.read([...Object.keys(firstFiles), eventPath(id, 2)]);
      expect(seen).toEqual({ head, files: texts(firstFiles) });
    });

    test("a slug that is taken is immutable too", async () => {
      const { branch } = await opened();
      const head = await appended(branch, null, firstFiles);
      const slug = slugPath("support-triage-12345678");
      expect(await branch.append(commit(head, { [slug]: "mine\n" }))).toEqual({
        status: "immutable",
        paths: [slug],
      });
    });

    test("files are read at an older commit", async () => {
      const { branch } = await opened();
      const first = await appended(branch, null, firstFiles);
      await appended(branch, first, { [statePath(id)]: '{"n":2}\n', [eventPath(id, 2)]: "event 2\n" });
      expect(await branch.read([statePath(id), eventPath(id, 2)], first)).toEqual({
        head: first,
        files: texts({ [statePath(id)]: '{"n":1}\n' }),
      });
    });

    test("a commit that does not exist cannot be read", async () => {
      const { branch } = await opened();
      await appended(branch, null, firstFiles);
      await expect(branch.read([README_PATH], "1".repeat(40))).rejects.toThrow(OutsideError);
      await expect(branch.list("", "1".repeat(40))).rejects.toThrow(OutsideError);
    });

    test("a list names every file below a folder, sorted", async () => {
      const { branch } = await opened();
      const head = await appended(branch, null, {
        ...firstFiles,
        [eventPath("support-triage-two", 1)]: "x\n",
      });
      expect(await branch.list(`prompts/${id}`, head)).toEqual([
        eventPath(id, 1),
        statePath(id),
        versionPath(id, "2026-03-01.1"),
      ]);
      expect(await branch.list("", head)).toEqual(
        [...Object.keys(firstFiles), eventPath("support-triage-two", 1)].sort(),
      );
      expect(await branch.list("nowhere", head)).toEqual([]);
      expect(await branch.list(README_PATH, head)).toEqual([]);
    });

    test("eight writers at once lose nothing and leave no gap", async () => {
      const { home, branch } = await opened();
      await appended(branch, null, { [statePath(id)]: "0" });
      const writers = Array.from({ length: 8 }, (_, writer) => count(home.open(), `writer ${writer}`, 3));
      await Promise.all(writers);
      const { head, files } = await branch.read([statePath(id)]);
      expect(files.get(statePath(id))).toBe("24");
      const events = Array.from({ length: 24 }, (_, index) => eventPath(id, index + 1));
      const written = await branch.read(events);
      expect([...written.files.keys()].sort()).toEqual(events);
      const perWriter = Map.groupBy(written.files.values(), (text) => text);
      expect([...perWriter.values()].map((list) => list.length)).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
      expect(await everything(branch.log({ since: null, until: head ?? "" }))).toHaveLength(25);
    });

    test("eight writers at once create one branch", async () => {
      const { home } = await opened();
      const attempts = Array.from({ length: 8 }, (_, writer) =>
        home.open().append(commit(null, { [README_PATH]: `${writer}\n` }, `writer ${writer}`)),
      );
      const results = await Promise.all(attempts);
      expect(results.map(({ status }) => status).sort()).toEqual(["committed", ...Array(7).fill("conflict")]);
    });

    test("a hundred files go in one commit", async () => {
      const { branch } = await opened();
      const first = await appended(branch, null, firstFiles);
      const paths = Array.from({ length: 100 }, (_, index) => eventPath(`prompt-${index}`, 1));
      const files = Object.fromEntries(paths.map((path) => [path, `${path}\n${"x".repeat(2_000)}\n`]));
      const head = await appended(branch, first, files);
      expect(await branch.read(paths)).toEqual({ head, files: texts(files) });
      const [entry] = await everything(branch.log({ since: first, until: head }));
      expect(entry?.added).toEqual(paths.toSorted());
    });

    test("texts survive byte for byte", async () => {
      const { branch } = await opened();
      const files = {
        [eventPath(id, 1)]: "Grüße 🚂 \u2028 \u0000 end",
        [eventPath(id, 2)]: "a\r\nb\rc\n\n\n",
        [eventPath(id, 3)]: "",
        [eventPath(id, 4)]: "\uFEFFbom\n",
        [eventPath(id, 5)]: "no line feed at the end",
        [eventPath(id, 6)]: `${"ü".repeat(600_000)}\n`,
      };
      const head = await appended(branch, null, files);
      const seen = await branch.read(Object.keys(files));
      expect(seen.head).toBe(head);
      for (const [path, text] of Object.entries(files))
        expect(seen.files.get(path) === text, path).toBe(true);
    });

    test("a long message keeps its lines", async () => {
      const { branch } = await opened();
      const message = 'Rolled back "x": ü\n\nBecause: $(rm) `x`\n\n- a line\nPointsman-Key: comment:1';
      const head = await appended(branch, null, firstFiles, message);
      const [entry] = await everything(branch.log({ since: null, until: head }));
      expect(entry?.message).toBe(message);
      expect(await branch.recentMessages(head, 5)).toEqual([message]);
    });

    test("the log tells what each commit did, oldest first", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const second = await appended(
        branch,
        first,
        { [statePath(id)]: "2\n", [eventPath(id, 2)]: "2\n" },
        "two",
      );
      const third = await home.edit({
        files: {
          [eventPath(id, 1)]: null,
          [versionPath(id, "2026-03-01.1")]: "changed\n",
          "odd name é.txt": "hi\n",
        },
        message: "by hand",
        parents: [second],
      });
      const entries: BranchLogEntry[] = [
        {
          commit: first,
          parents: [],
          message: "one",
          added: Object.keys(firstFiles).sort(),
          modified: [],
          removed: [],
        },
        {
          commit: second,
          parents: [first],
          message: "two",
          added: [eventPath(id, 2)],
          modified: [statePath(id)],
          removed: [],
        },
        {
          commit: third,
          parents: [second],
          message: "by hand",
          added: ["odd name é.txt"],
          modified: [versionPath(id, "2026-03-01.1")],
          removed: [eventPath(id, 1)],
        },
      ];
      expect(await everything(branch.log({ since: null, until: third }))).toEqual(entries);
      expect(await everything(branch.log({ since: first, until: third }))).toEqual(entries.slice(1));
      expect(await everything(branch.log({ since: null, until: second }))).toEqual(entries.slice(0, 2));
      expect(await everything(branch.log({ since: third, until: third }))).toEqual([]);
    });

    test("the log shows both parents of a merge somebody pushed, and what the merge did to the first", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const ours = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "ours");
      const theirs = await home.edit({ files: { "theirs.txt": "x\n" }, message: "theirs", parents: [first] });
      const merge = await home.edit({
        files: { "theirs.txt": "x\n" },
        message: "merge",
        parents: [ours, theirs],
      });
      const entries = await everything(branch.log({ since: first, until: merge }));
      expect(entries.map(({ message }) => message).sort()).toEqual(["merge", "ours", "theirs"]);
      expect(entries.at(-1)).toEqual({
        commit: merge,
        parents: [ours, theirs],
        message: "merge",
        added: ["theirs.txt"],
        modified: [],
        removed: [],
      });
    });

    test("a rewritten branch is a HistoryError", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const second = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "two");
      const rewritten = await home.edit({
        files: { [eventPath(id, 2)]: "other\n" },
        message: "two",
        parents: [first],
      });
      await expect(everything(branch.log({ since: second, until: rewritten }))).rejects.toThrow(HistoryError);
      await expect(everything(branch.log({ since: second, until: first }))).rejects.toThrow(HistoryError);
      await expect(everything(branch.log({ since: "1".repeat(40), until: rewritten }))).rejects.toThrow(
        HistoryError,
      );
    });

    test("a replaced branch with another root is a HistoryError", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const replaced = await home.edit({ files: { [README_PATH]: "new\n" }, message: "new", parents: [] });
      await expect(everything(branch.log({ since: first, until: replaced }))).rejects.toThrow(HistoryError);
    });

    test("a head that went back conflicts with a decision made on the newer one", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const second = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "two");
      const back = await home.edit({ files: { "x.txt": "x\n" }, message: "back", parents: [first] });
      expect(await branch.append(commit(second, { [eventPath(id, 3)]: "3\n" }))).toEqual({
        status: "conflict",
      });
      expect((await branch.read([])).head).toBe(back);
    });

    test("a file somebody put by hand where the next event goes stops the append", async () => {
      const { home, branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one");
      const edited = await home.edit({
        files: { [eventPath(id, 2)]: "by hand\n" },
        message: "hand",
        parents: [first],
      });
      const { head } = await branch.read([statePath(id)]);
      expect(head).toBe(edited);
      expect(await branch.append(commit(edited, { [eventPath(id, 2)]: "2\n" }))).toEqual({
        status: "immutable",
        paths: [eventPath(id, 2)],
      });
    });

    test("recent messages come newest first and no more than asked for", async () => {
      const { branch } = await opened();
      const first = await appended(branch, null, firstFiles, "one\n\nbody");
      const second = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "two");
      const third = await appended(branch, second, { [eventPath(id, 3)]: "3\n" }, "three");
      expect(await branch.recentMessages(third, 2)).toEqual(["three", "two"]);
      expect(await branch.recentMessages(second, 10)).toEqual(["two", "one\n\nbody"]);
    });
  });
}

/** Reads a counter, writes the next number and an event of that number, and does it again on a conflict. */
async function count(branch: ReleaseBranch, writer: string, times: number): Promise<void> {
  for (let written = 0; written < times; ) {
    const { head, files } = await branch.read([statePath(id)]);
    const next = Number(files.get(statePath(id))) + 1;
    const result = await branch.append(
      commit(head, { [statePath(id)]: `${next}`, [eventPath(id, next)]: writer }, writer),
    );
    if (result.status === "immutable") throw new Error(`a number twice: ${result.paths.join()}`);
    if (result.status === "committed") written += 1;
  }
}

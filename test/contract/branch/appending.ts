import { expect, test } from "vitest";
import { eventPath, README_PATH, slugPath, statePath, versionPath } from "../../../src/releases/layout.ts";
import type { ReleaseBranch } from "../../../src/releases/ports.ts";
import { appended, commit, everything, firstFiles, id, type Opened, texts } from "./home.ts";

/** What appending promises: all or nothing, onto the expected head, and nothing immutable twice. */
export function appendingContract(opened: Opened): void {
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

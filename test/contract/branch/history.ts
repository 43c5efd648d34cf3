import { expect, test } from "vitest";
import { eventPath, README_PATH, statePath, versionPath } from "../../../src/releases/layout.ts";
import { type BranchLogEntry, HistoryError, OutsideError } from "../../../src/releases/ports.ts";
import { appended, everything, firstFiles, id, type Opened } from "./home.ts";

/** What the log promises: what each commit did, and that it notices a history that was rewritten. */
export function historyContract(opened: Opened): void {
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
    const { branch, first, rewritten, second } = await rewrittenBranch(opened);
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

  test("a commit is the ancestor of itself and of what goes on from it, and of nothing else", async () => {
    const { branch, first, home, rewritten, second } = await rewrittenBranch(opened);
    const replaced = await home.edit({ files: { [README_PATH]: "new\n" }, message: "new", parents: [] });
    // Twice each: what is remembered is what was read.
    for (const _ of ["read", "remembered"]) {
      expect(await branch.isAncestor(second, second)).toBe(true);
      expect(await branch.isAncestor(first, second)).toBe(true);
      expect(await branch.isAncestor(second, first)).toBe(false);
      expect(await branch.isAncestor(second, rewritten)).toBe(false);
      expect(await branch.isAncestor(rewritten, second)).toBe(false);
      expect(await branch.isAncestor(first, replaced)).toBe(false);
      expect(await branch.isAncestor("1".repeat(40), second)).toBe(false);
    }
  });

  test("whose ancestor a commit is nobody can say of a head that is gone", async () => {
    const { branch } = await opened();
    const first = await appended(branch, null, firstFiles, "one");
    await expect(branch.isAncestor(first, "1".repeat(40))).rejects.toThrow(OutsideError);
  });

  test("recent messages come newest first and no more than asked for", async () => {
    const { branch } = await opened();
    const first = await appended(branch, null, firstFiles, "one\n\nbody");
    const second = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "two");
    const third = await appended(branch, second, { [eventPath(id, 3)]: "3\n" }, "three");
    expect(await branch.recentMessages(third, 2)).toEqual(["three", "two"]);
    expect(await branch.recentMessages(second, 10)).toEqual(["two", "one\n\nbody"]);
  });
}

/** A branch of two commits whose second was replaced by another afterwards. */
async function rewrittenBranch(opened: Opened) {
  const { home, branch } = await opened();
  const first = await appended(branch, null, firstFiles, "one");
  const second = await appended(branch, first, { [eventPath(id, 2)]: "2\n" }, "two");
  const edit = { files: { [eventPath(id, 2)]: "other\n" }, message: "two", parents: [first] };
  return { home, branch, first, second, rewritten: await home.edit(edit) };
}

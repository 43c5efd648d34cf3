import { expect, test } from "vitest";
import { eventPath, README_PATH, statePath, versionPath } from "../../../src/releases/layout.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { appended, firstFiles, id, type Opened, texts } from "./home.ts";

/** What reading promises: what is there, as it stood at a commit, byte for byte. */
export function readingContract(opened: Opened): void {
  test("a branch that does not exist has no head and no files", async () => {
    const { branch } = await opened();
    expect(await branch.read([README_PATH])).toEqual({ head: null, files: new Map() });
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
    for (const [path, text] of Object.entries(files)) expect(seen.files.get(path) === text, path).toBe(true);
  });
}

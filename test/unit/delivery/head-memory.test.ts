import { expect, test } from "vitest";
import { headMemory } from "../../../src/delivery/head-memory.ts";

/** A branch whose files say at which commit they were read. */
function countingBranch(size = 1) {
  const read: string[][] = [];
  const lists: string[] = [];
  return {
    read: async (paths: readonly string[], at: string) => {
      read.push([...paths]);
      const present = paths.filter((path) => path !== "absent");
      return { head: at, files: new Map(present.map((path) => [path, `${path}@${at}`.padEnd(size)])) };
    },
    list: async (directory: string, at: string) => {
      lists.push(directory);
      return [`${directory}@${at}`];
    },
    asked: { read, lists },
  };
}

test("a file is read once for each head, and so is its absence", async () => {
  const branch = countingBranch();
  const memory = headMemory(branch);
  await memory.read(["a", "absent"], "1");
  const again = await memory.read(["a", "absent", "b"], "1");
  expect([...again.files]).toEqual([
    ["a", "a@1"],
    ["b", "b@1"],
  ]);
  expect(branch.asked.read).toEqual([["a", "absent"], ["b"]]);
});

test("another head is read anew", async () => {
  const branch = countingBranch();
  const memory = headMemory(branch);
  await memory.read(["a"], "1");
  expect((await memory.read(["a"], "2")).files.get("a")).toBe("a@2");
  expect((await memory.read(["a"], "1")).files.get("a")).toBe("a@1");
});

test("a request that began before the head moved still sees its own head", async () => {
  const branch = countingBranch();
  const memory = headMemory(branch);
  const [old, fresh] = await Promise.all([memory.read(["a"], "1"), memory.read(["a"], "2")]);
  expect([old.files.get("a"), fresh.files.get("a")]).toEqual(["a@1", "a@2"]);
  expect((await memory.read(["a"], "2")).files.get("a")).toBe("a@2");
});

test("a list is read once for each head", async () => {
  const branch = countingBranch();
  const memory = headMemory(branch);
  await memory.list("slugs", "1");
  expect(await memory.list("slugs", "1")).toEqual(["slugs@1"]);
  expect(await memory.list("slugs", "2")).toEqual(["slugs@2"]);
  expect(branch.asked.lists).toEqual(["slugs", "slugs"]);
});

test("what is remembered is bounded", async () => {
  const branch = countingBranch(20 * 1024 * 1024);
  const memory = headMemory(branch);
  await memory.read(["a"], "1");
  await memory.read(["b"], "1");
  await memory.read(["c"], "1");
  await memory.read(["a"], "1");
  expect(branch.asked.read).toEqual([["a"], ["b"], ["c"], ["a"]]);
});

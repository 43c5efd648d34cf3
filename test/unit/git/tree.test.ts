import { expect, test } from "vitest";
import { openObjects } from "../../../src/git/objects.ts";
import { findPaths, isRegularFile } from "../../../src/git/tree.ts";
import { gitRepository } from "../../support/git-repository.ts";

test("paths are found with mode and id, folders and links too, absent ones not", async () => {
  await using repository = await gitRepository({
    files: { "a.txt": "a", "dir/deep/b.txt": "b", "dir/c ü.txt": "c", link: { symlink: "a.txt" } },
  });
  await using reader = openObjects(repository);
  const root = (await reader.read(["main^{tree}"])).get("main^{tree}");
  if (root === undefined) throw new Error("no tree");
  const asked = [
    "a.txt",
    "dir",
    "dir/deep/b.txt",
    "dir/c ü.txt",
    "link",
    "no",
    "a.txt/x",
    "dir/no/x",
    "link/x",
    "",
  ];
  const found = await findPaths(reader, root, asked);
  expect([...found.keys()].sort()).toEqual(["a.txt", "dir", "dir/c ü.txt", "dir/deep/b.txt", "link"]);
  expect(found.get("dir")?.mode).toBe("40000");
  expect(found.get("dir/deep/b.txt")?.oid).toBe(await repository.git("rev-parse", "main:dir/deep/b.txt"));
  const files = [...found].filter(([, entry]) => isRegularFile(entry)).map(([path]) => path);
  expect(files.sort()).toEqual(["a.txt", "dir/c ü.txt", "dir/deep/b.txt"]);
});

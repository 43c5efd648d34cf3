import { mkdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitSources } from "../../../src/sources/git.ts";
import { worktreeTree } from "../../../src/sources/worktree.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";

const at = ({ directory }: TestRepository) => ({ directory, environment: process.env });
const kinds = async (repository: TestRepository) =>
  (await worktreeTree(at(repository)).list()).map(({ kind, path }) => `${kind} ${path}`);
const texts = async (repository: TestRepository, paths: readonly string[]) =>
  [...(await worktreeTree(at(repository)).read(paths))].map(([path, bytes]) => [
    path,
    Buffer.from(bytes).toString(),
  ]);

describe("the work tree as a source", () => {
  test("holds changed and new files, not deleted or ignored ones", async () => {
    await using repository = await gitRepository({
      files: { "kept.md": "kept", "changed.md": "old", "gone.md": "gone", ".gitignore": "*.log\n" },
    });
    await writeFile(join(repository.directory, "changed.md"), "new");
    await writeFile(join(repository.directory, "größe.md"), "new file");
    await writeFile(join(repository.directory, "x.log"), "ignored");
    await rm(join(repository.directory, "gone.md"));
    expect(await kinds(repository)).toEqual([
      "file .gitignore",
      "file changed.md",
      "file größe.md",
      "file kept.md",
    ]);
    expect(await texts(repository, ["changed.md", "größe.md", "kept.md", "x.log", "gone.md"])).toEqual([
      ["changed.md", "new"],
      ["größe.md", "new file"],
      ["kept.md", "kept"],
    ]);
  });

  test("gives each file the id that git would give it, so that it compares with a commit", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a", "b.md": "b" } });
    await writeFile(join(repository.directory, "b.md"), "a");
    await writeFile(join(repository.directory, "c.md"), "a");
    const head = await repository.git("rev-parse", "main");
    const committed = await gitSources({ repository: at(repository) })
      .tree(head)
      .list();
    const oids = (await worktreeTree(at(repository)).list()).map(({ oid }) => oid);
    expect(new Set(oids)).toEqual(new Set([committed[0]?.oid]));
  });

  test("is the whole work tree, whichever of its folders is named", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a", "x/b.md": "b" } });
    const tree = worktreeTree({ ...at(repository), directory: join(repository.directory, "x") });
    expect((await tree.list()).map(({ path }) => path)).toEqual(["a.md", "x/b.md"]);
    expect([...(await tree.read(["x/b.md"])).keys()]).toEqual(["x/b.md"]);
  });

  test("follows no link, be it the file, its folder or a folder further up", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a", "x/y/b.md": "b", "z/c.md": "c" } });
    const place = (path: string) => join(repository.directory, path);
    await symlink("a.md", place("link.md"));
    await rename(place("x"), place("moved"));
    await symlink("moved", place("x"));
    await rm(place("z/c.md"));
    await symlink("/etc/passwd", place("z/c.md"));
    expect(await kinds(repository)).toEqual([
      "file a.md",
      "symlink link.md",
      "file moved/y/b.md",
      "symlink x",
      "symlink x/y/b.md",
      "symlink z/c.md",
    ]);
    expect(await texts(repository, ["link.md", "x/y/b.md", "z/c.md", "../a.md", "/etc/passwd"])).toEqual([]);
  });

  test("does not read a file that became a link after it was listed", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a", "x/b.md": "b" } });
    const tree = worktreeTree(at(repository));
    await tree.list();
    await rename(join(repository.directory, "x"), join(repository.directory, "y"));
    await symlink("y", join(repository.directory, "x"));
    await rm(join(repository.directory, "a.md"));
    await symlink("y/b.md", join(repository.directory, "a.md"));
    expect((await tree.read(["a.md", "x/b.md"])).size).toBe(0);
  });

  test("lists a repository within the repository as nothing of its own", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a" } });
    await mkdir(join(repository.directory, "inner"));
    await repository.git("init", "--quiet", "inner");
    await writeFile(join(repository.directory, "inner/b.md"), "b");
    expect(await kinds(repository)).toEqual(["file a.md"]);
  });

  test("lists a file above 8 MiB and does not read it", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a" } });
    await writeFile(join(repository.directory, "big.md"), "");
    await truncate(join(repository.directory, "big.md"), 8 * 1024 * 1024 + 1);
    expect(await kinds(repository)).toEqual(["file a.md", "file big.md"]);
    expect(await texts(repository, ["big.md"])).toEqual([]);
  });

  test("is an outside failure where there is no work tree", async () => {
    await using repository = await gitRepository({ files: { "a.md": "a" }, bare: true });
    await expect(worktreeTree(at(repository)).list()).rejects.toThrow(
      /Could not list the files of the work tree/,
    );
  });
});

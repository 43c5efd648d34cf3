import { describe, expect, test } from "vitest";
import { gitSources, resolveCommit } from "../../../src/sources/git.ts";
import { findDefaultBranch } from "../../../src/sources/git-default-branch.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";

const at = ({ directory }: TestRepository) => ({ directory, environment: process.env });
const files = { "a.md": "a" };

describe("the default branch of a repository without GitHub", () => {
  test("is the one that is given, also where that is not there", async () => {
    await using repository = await gitRepository({ files });
    const trunk = await repository.commit({ branch: "trunk", files });
    expect(await findDefaultBranch(at(repository), "trunk")).toEqual({ name: "trunk", commit: trunk });
    await expect(findDefaultBranch(at(repository), "gone")).rejects.toThrow('no branch "gone"');
    await expect(findDefaultBranch(at(repository), "tr*")).rejects.toThrow('no branch "tr*"');
  });

  test("is what origin/HEAD points at, before main", async () => {
    await using repository = await gitRepository({ files });
    const trunk = await repository.commit({ branch: "trunk", files });
    await repository.git("update-ref", "refs/remotes/origin/trunk", trunk);
    await repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    expect(await findDefaultBranch(at(repository))).toEqual({ name: "trunk", commit: trunk });
  });

  test("is what HEAD points at in a bare repository", async () => {
    await using repository = await gitRepository({ files, bare: true });
    const trunk = await repository.commit({ branch: "trunk", files });
    await repository.git("symbolic-ref", "HEAD", "refs/heads/trunk");
    expect(await findDefaultBranch(at(repository))).toEqual({ name: "trunk", commit: trunk });
  });

  test("is main or master while a topic is checked out, and else what is checked out", async () => {
    await using repository = await gitRepository({ files });
    const main = await repository.git("rev-parse", "main");
    await repository.git("checkout", "--quiet", "-b", "topic");
    expect((await findDefaultBranch(at(repository))).name).toBe("main");
    await repository.git("branch", "-m", "main", "master");
    expect(await findDefaultBranch(at(repository))).toEqual({ name: "master", commit: main });
    await repository.git("branch", "-D", "master");
    expect((await findDefaultBranch(at(repository))).name).toBe("topic");
  });

  test("stands where the local branch does if that descends from origin's, else where origin's does", async () => {
    await using repository = await gitRepository({ files });
    const first = await repository.git("rev-parse", "main");
    const second = await repository.commit({ files: { "a.md": "b" } });
    await repository.git("update-ref", "refs/remotes/origin/main", first);
    expect((await findDefaultBranch(at(repository))).commit).toBe(second);
    const theirs = await repository.commit({ branch: "x", parents: [first], files: { "a.md": "c" } });
    await repository.git("update-ref", "refs/remotes/origin/main", theirs);
    expect((await findDefaultBranch(at(repository))).commit).toBe(theirs);
  });

  test("fails in words where there is no commit yet", async () => {
    await using repository = await gitRepository();
    const sources = gitSources({ repository: at(repository) });
    await expect(sources.readDefaultBranch([])).rejects.toThrow('no branch "main" with a commit');
  });
});

test("a name is resolved to a full commit id, and what is none to null", async () => {
  await using repository = await gitRepository({ files });
  const main = await repository.git("rev-parse", "main");
  await repository.git("tag", "-a", "v1", "-m", "v1");
  for (const name of ["main", "HEAD", "v1", main.slice(0, 10), main]) {
    expect(await resolveCommit(at(repository), name)).toBe(main);
  }
  for (const name of ["gone", "--all", "main:a.md", ""]) {
    expect(await resolveCommit(at(repository), name), name).toBeNull();
  }
});

import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GitError, runGit } from "../../../src/git/run.ts";
import { gitRepository } from "../../support/git-repository.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("a failure tells the exit code and what git said", async () => {
  await using repository = await gitRepository({ files: { a: "a" } });
  const failure = await runGit(repository, ["rev-parse", "--verify", "nope"]).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(GitError);
  expect(failure).toMatchObject({
    exitCode: 128,
    stderr: "fatal: Needed a single revision",
    command: "rev-parse",
  });
});

test("credentials of an address are not repeated", async () => {
  await using repository = await gitRepository({ files: { a: "a" } });
  const address = "http://user:hunter2@127.0.0.1:1/x.git";
  const failure = await runGit(repository, ["ls-remote", address]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GitError);
  expect(String(failure)).not.toContain("hunter2");
});

test("a git that is not there is a GitError without an exit code", async () => {
  using folder = temporaryFolder("run");
  const failure = await runGit({ directory: folder.path, environment: { PATH: folder.path } }, [
    "--version",
  ]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GitError);
  expect(failure).toMatchObject({ exitCode: null });
});

test("variables that point git elsewhere are dropped, others are kept", async () => {
  await using repository = await gitRepository({ files: { a: "here" } });
  await using other = await gitRepository({ files: { a: "there" } });
  const environment = { PATH: process.env.PATH, GIT_DIR: `${other.directory}/.git`, GIT_NAMESPACE: "x" };
  const printed = await runGit({ directory: repository.directory, environment }, [
    "cat-file",
    "blob",
    "main:a",
  ]);
  expect(printed.toString()).toBe("here");
});

test("no hook runs, whoever set it up", async () => {
  await using repository = await gitRepository({ files: { a: "a" } });
  using folder = temporaryFolder("run");
  const hooks = join(folder.path, "hooks");
  await mkdir(hooks);
  const hook = join(hooks, "reference-transaction");
  await writeFile(hook, "#!/bin/sh\nexit 1\n");
  await chmod(hook, 0o755);
  await repository.git("config", "core.hooksPath", hooks);
  await runGit(repository, ["update-ref", "refs/heads/other", await repository.git("rev-parse", "main")]);
  expect(await repository.git("branch", "--list", "other")).toContain("other");
});

test("input and output are bytes", async () => {
  await using repository = await gitRepository({ files: { a: "a" } });
  const input = new Uint8Array([0, 255, 13, 10, 0]);
  const oid = await runGit(repository, ["hash-object", "-w", "--stdin"], { input });
  const output = await runGit(repository, ["cat-file", "blob", oid.toString().trim()]);
  expect([...output]).toEqual([...input]);
});

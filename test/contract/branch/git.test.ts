import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { gitBranch } from "../../../src/branch/git.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";
import type { BranchHome } from "./home.ts";
import { releaseBranchContract } from "./suite.ts";

const identity = { name: "pointsman", email: "pointsman@example.com" };
const now = () => "2026-03-01T12:00:00Z";

function homeIn(repository: TestRepository, branch: string, after: () => Promise<void>): BranchHome {
  return {
    open: () => gitBranch({ repository, branch, identity, now }),
    edit: (edit) => repository.commit({ ...edit, branch }),
    async [Symbol.asyncDispose]() {
      try {
        await after();
      } finally {
        await repository[Symbol.asyncDispose]();
      }
    },
  };
}

releaseBranchContract("the release branch in a bare repository, under a name with slashes", async () => {
  const repository = await gitRepository({ bare: true });
  const branch = "teams/support/prompt-releases";
  return homeIn(repository, branch, async () => {
    // No scratch ref stays, and no object is broken.
    const refs = await repository.git("for-each-ref", "--format=%(refname)");
    expect(["", `refs/heads/${branch}`]).toContain(refs);
    await repository.git("fsck", "--strict", "--no-dangling");
  });
});

releaseBranchContract("the release branch beside a dirty work tree", async () => {
  const repository = await gitRepository({ files: { "a.txt": "a\n", "b.txt": "b\n", "c.txt": "c\n" } });
  await writeFile(join(repository.directory, "a.txt"), "changed\n");
  await writeFile(join(repository.directory, "staged.txt"), "staged\n");
  await repository.git("add", "staged.txt");
  await repository.git("rm", "--quiet", "--cached", "b.txt");
  await writeFile(join(repository.directory, "untracked.txt"), "untracked\n");
  const looks = async () => ({
    status: await repository.git("status", "--porcelain"),
    index: await repository.git("ls-files", "--stage"),
    head: await repository.git("rev-parse", "HEAD"),
  });
  const before = await looks();
  return homeIn(repository, "prompt-releases", async () => expect(await looks()).toEqual(before));
});

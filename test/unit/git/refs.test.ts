import { expect, test } from "vitest";
import { isBranchName, resolveRef } from "../../../src/git/refs.ts";
import { gitRepository } from "../../support/git-repository.ts";

test.each(["prompt-releases", "a/b/c", "v1.0", "ü", "a-", "{x}"])(
  "%j is a branch name for git and for us",
  async (name) => {
    await using repository = await gitRepository();
    expect(await repository.git("check-ref-format", `refs/heads/${name}`)).toBe("");
    expect(isBranchName(name)).toBe(true);
  },
);

test.each([
  "",
  "-x",
  "a..b",
  "a b",
  "a^{tree}",
  "a:b",
  "a~1",
  "@{-1}",
  "@",
  "/a",
  "a/",
  "a//b",
  "a.lock",
  "a.lock/b",
  ".a",
  "a/.b",
  "a.",
  "a*",
  "a?",
  "a[b",
  "a\\b",
  "a\nb",
  "a\u007f",
])("%j is no branch name", (name) => {
  expect(isBranchName(name)).toBe(false);
});

test("a ref is matched by its whole name", async () => {
  await using repository = await gitRepository({ files: { a: "a" } });
  const head = await repository.git("rev-parse", "main");
  await repository.git("update-ref", "refs/tags/refs/heads/release", head);
  await repository.git("update-ref", "refs/heads/deep/release", head);
  expect(await resolveRef(repository, "refs/heads/main")).toBe(head);
  expect(await resolveRef(repository, "refs/heads/release")).toBeNull();
  expect(await resolveRef(repository, "refs/heads/deep")).toBeNull();
  expect(await resolveRef(repository, "refs/heads/deep/release")).toBe(head);
});

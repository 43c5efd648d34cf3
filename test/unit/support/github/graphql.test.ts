import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { startGitHub } from "../../../support/github/github.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { commitInput, commitOnBranch, graphql } from "./calls.ts";

describe("GraphQL", () => {
  it("reads refs, commits, trees and blobs by expression in one request", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository({
      files: {
        "a.txt": "hello\n",
        "dir/b.bin": new Uint8Array([0, 255]),
        "dir/link": { symlink: "../a.txt" },
        sub: { submodule: "1".repeat(40) },
      },
    });
    const head = await repo.ref("main");
    const query = `query Read($owner: String!) {
      viewer { login }
      repository(owner: $owner, name: "prompts") {
        databaseId nameWithOwner
        defaultBranchRef { name target { oid } }
        ref(qualifiedName: "refs/heads/main") { target { oid ... on Commit { messageHeadline tree { entries { name type } } } } }
        file: object(expression: "main:a.txt") { ... on Blob { oid text isBinary byteSize } }
        binary: object(expression: "refs/heads/main:dir/b.bin") { ... on Blob { text isBinary } }
        dir: object(expression: "${head}:dir") { ... on Tree { entries { path mode object { ... on Blob { text } } } } }
        root: object(expression: "main:") { oid }
        none: object(expression: "main:nowhere") { oid }
      }
    }`;
    const { data, errors } = await graphql(github, app.token(), query, { owner: "acme" });
    expect(errors).toBeUndefined();
    expect(data.viewer.login).toBe("pointsman[bot]");
    expect(data.repository).toMatchObject({
      databaseId: repo.id,
      defaultBranchRef: { name: "main", target: { oid: head } },
      ref: { target: { oid: head, messageHeadline: "Initial commit" } },
      file: {
        text: "hello\n",
        isBinary: false,
        byteSize: 6,
        oid: "ce013625030ba8dba906f756967f9e9ca394464a",
      },
      binary: { text: null, isBinary: true },
      dir: {
        entries: [{ path: "dir/b.bin" }, { path: "dir/link", mode: 0o120000, object: { text: "../a.txt" } }],
      },
      none: null,
    });
    expect(data.repository.ref.target.tree.entries).toContainEqual({ name: "sub", type: "commit" });
    expect(github.requests).toMatchObject([
      { path: "/graphql", graphqlOperation: "Read", auth: "installation" },
    ]);
  });

  it("refuses documents GitHub would refuse, strangers, and repositories that are not there", async () => {
    await using github = await startGitHub();
    await github.createRepository({ private: true });
    const stranger = await github.user("stranger");
    const misspelt = await graphql(github, stranger.token, "{ viewer { logan } }");
    expect(misspelt).toMatchObject({ status: 200, errors: [{ message: expect.stringContaining("logan") }] });
    const hidden = await graphql(
      github,
      stranger.token,
      `{ repository(owner: "acme", name: "prompts") { id } }`,
    );
    expect(hidden).toMatchObject({
      data: { repository: null },
      errors: [{ type: "NOT_FOUND", path: ["repository"] }],
    });
    expect((await graphql(github, "ghp_forged", "{ viewer { login } }")).status).toBe(401);
  });

  it("lets exactly one of two racing commits onto a branch and calls the other stale", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const head = await repo.ref("main");
    const race = ["one", "two"].map((text) =>
      graphql(github, app.token(), commitOnBranch, commitInput(head, { f: text })),
    );
    const answers = await Promise.all(race);
    const [won, lost] = answers[0]?.errors ? [answers[1], answers[0]] : answers;
    expect(won?.errors).toBeUndefined();
    expect(lost).toMatchObject({
      status: 200,
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: "STALE_DATA",
          path: ["createCommitOnBranch"],
          message: `Expected branch to point to "${head}" but it did not. Pull and try again.`,
        },
      ],
    });
    expect(await repo.ref("main")).toBe(won?.data.createCommitOnBranch.commit.oid);
    expect(await repo.log()).toHaveLength(2);
  });

  it("overwrites, deletes and forgets directories that became empty, as git does", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository({ files: { "a/b/c.txt": "1", "a/d.txt": "2", "e.txt": "3" } });
    const change = commitInput(await repo.ref("main"), { "e.txt": "4" }, ["a/b/c.txt"]);
    expect((await graphql(github, app.token(), commitOnBranch, change)).errors).toBeUndefined();
    expect(await repo.paths()).toEqual(["a/d.txt", "e.txt"]);
    expect(await repo.file("e.txt")).toBe("4");
    using folder = temporaryFolder("export");
    const directory = folder.path;
    await repo.exportTo(directory);
    execFileSync("git", ["-C", directory, "fsck", "--strict"], { stdio: "pipe" });
    const listed = execFileSync("git", ["-C", directory, "ls-tree", "-r", "--name-only", "main"], {
      encoding: "utf8",
    });
    expect(listed).toBe("a/d.txt\ne.txt\n");
  });

  it("refuses a token without contents:write and a branch that is not there", async () => {
    await using github = await startGitHub();
    const app = await github.installApp({ permissions: { contents: "read", metadata: "read" } });
    const repo = await github.createRepository();
    const refused = await graphql(
      github,
      app.token(),
      commitOnBranch,
      commitInput(await repo.ref("main"), { a: "b" }),
    );
    expect(refused.errors).toMatchObject([{ type: "FORBIDDEN" }]);
    const input = commitInput(await repo.ref("main"), { a: "b" });
    input.input.branch.branchName = "nowhere";
    const lost = await graphql(github, repo.actionsToken(), commitOnBranch, input);
    expect(lost.errors).toMatchObject([{ type: "NOT_FOUND" }]);
  });

  it("moves several refs at once or none", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const first = await repo.ref("main");
    const second = await repo.commit({ files: { a: "1" } });
    await repo.commit({ branch: "other", from: first ?? null, files: { b: "1" } });
    const other = await repo.ref("other");
    const update = "mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
    const move = (beforeOid: string | undefined) => ({
      input: {
        repositoryId: repo.nodeId,
        refUpdates: [
          { name: "refs/pointsman/announced", afterOid: second, beforeOid: "0".repeat(40) },
          { name: "refs/heads/other", afterOid: second, beforeOid, force: true },
        ],
      },
    });
    const stale = await graphql(github, app.token(), update, move(first));
    expect(stale.errors).toMatchObject([{ type: "STALE_DATA" }]);
    expect(await repo.ref("refs/pointsman/announced")).toBeUndefined();
    expect((await graphql(github, app.token(), update, move(other))).errors).toBeUndefined();
    expect(await repo.ref("refs/pointsman/announced")).toBe(second);
    expect(await repo.ref("other")).toBe(second);
  });

  it("writes three hundred files in one commit in well under two seconds", { timeout: 10_000 }, async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`prompts/p${n}/state.json`, `{"n":${n}}`]),
    );
    const answer = await graphql(
      github,
      app.token(),
      commitOnBranch,
      commitInput(await repo.ref("main"), files),
    );
    expect(answer.errors).toBeUndefined();
    expect(await repo.paths("main", "prompts")).toHaveLength(300);
  });
});

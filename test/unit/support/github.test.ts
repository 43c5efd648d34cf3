import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "@octokit/webhooks-methods";
import { App, Octokit } from "octokit";
import { describe, expect, it } from "vitest";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { type LoggedRequest, trips } from "../../support/github/request-log.ts";

async function graphql(github: GitHub, token: string, query: string, variables: object = {}) {
  const response = await fetch(github.graphqlUrl, {
    method: "POST",
    headers: { authorization: `bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = JSON.parse(await response.text());
  return { status: response.status, data, errors };
}

async function rest(github: GitHub, token: string | undefined, method: string, path: string, body?: unknown) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `token ${token}` };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${github.url}${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

const commitOnBranch = `mutation Append($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid message } ref { name target { oid } } }
}`;

function commitInput(
  expectedHeadOid: string | undefined,
  files: Record<string, string>,
  deletions: string[] = [],
) {
  const additions = Object.entries(files).map(([path, content]) => ({
    path,
    contents: Buffer.from(content).toString("base64"),
  }));
  const branch = { repositoryNameWithOwner: "acme/prompts", branchName: "main" };
  const fileChanges = { additions, deletions: deletions.map((path) => ({ path })) };
  return { input: { branch, expectedHeadOid, message: { headline: "Write", body: "why" }, fileChanges } };
}

type Received = { event: string; guid: string; signature: string; body: string; target: string };

/** A receiver of webhooks that keeps what it gets. */
async function listener() {
  const received: Received[] = [];
  const header = (request: IncomingMessage, name: string) => String(request.headers[name]);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      event: header(request, "x-github-event"),
      guid: header(request, "x-github-delivery"),
      signature: header(request, "x-hub-signature-256"),
      target: header(request, "x-github-hook-installation-target-id"),
      body: Buffer.concat(chunks).toString(),
    });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = async () => void server.close().closeAllConnections();
  return { url: `http://127.0.0.1:${port}/`, received, [Symbol.asyncDispose]: close };
}

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
    const directory = await mkdtemp(join(tmpdir(), "pointsman-export-"));
    await repo.exportTo(directory);
    execFileSync("git", ["-C", directory, "fsck", "--strict"], { stdio: "pipe" });
    const listed = execFileSync("git", ["-C", directory, "ls-tree", "-r", "--name-only", "main"], {
      encoding: "utf8",
    });
    expect(listed).toBe("a/d.txt\ne.txt\n");
    await rm(directory, { recursive: true });
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

describe("faults and the request log", () => {
  it("loses a request before it takes effect, or its answer after it did", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const { number } = await repo.issue({ title: "History" });
    const path = `/repos/acme/prompts/issues/${number}/comments`;
    const comment = (body: string) => rest(github, app.token(), "POST", path, { body });
    github.faults.failNth(2);
    github.faults.add({ match: /^POST .*comments$/, when: "after", status: 500, times: 1 });
    expect((await comment("kept, answer lost")).status).toBe(500);
    expect((await comment("never was")).status).toBe(502);
    expect((await comment("fine")).status).toBe(201);
    expect((await repo.comments(number)).map(({ body }) => body)).toEqual(["kept, answer lost", "fine"]);
  });

  it("drops the socket, or hangs until the client gives up", async () => {
    await using github = await startGitHub();
    github.faults.add({ match: ({ path }) => path === "/drop", drop: true });
    github.faults.add({ match: /GET \/hang/, hang: true });
    await expect(fetch(`${github.url}/drop`)).rejects.toThrow();
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${github.url}/hang`, { signal })).rejects.toThrow();
    expect(github.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it("counts concurrent requests as one trip and leaves token requests out", () => {
    const entry = (n: number, startedAt: number, endedAt: number, path = "/x"): LoggedRequest => ({
      n,
      method: path === "/x" ? "GET" : "POST",
      path,
      startedAt,
      endedAt,
      status: 200,
      auth: "installation",
    });
    expect(trips([])).toBe(0);
    expect(trips([entry(1, 0, 50), entry(2, 5, 60), entry(3, 61, 90)])).toBe(2);
    // The third waited for the first, though the second was still under way.
    expect(trips([entry(1, 0, 20), entry(2, 5, 90), entry(3, 25, 95)])).toBe(2);
    expect(trips([entry(1, 0, 20, "/app/installations/7/access_tokens"), entry(2, 25, 30)])).toBe(1);
  });
});

describe("webhooks", () => {
  it("delivers a signed comment, a push by GraphQL and its pull request's new head", async () => {
    await using hook = await listener();
    await using github = await startGitHub();
    const app = await github.installApp({
      webhookUrl: hook.url,
      webhookSecret: "sixteen-or-more-characters",
    });
    const repo = await github.createRepository();
    const user = await github.user("octo-dev", { role: "write", on: repo });
    const { number } = await repo.issue({ title: "Incident", by: user });
    await repo.comment(number, "/rollback support-triage", user);
    const before = await repo.ref("main");
    await graphql(github, app.token(), commitOnBranch, commitInput(before, { "a.txt": "1" }));
    await github.idle();
    for (const { body, signature } of hook.received) {
      expect(await verify("sixteen-or-more-characters", body, signature)).toBe(true);
    }
    const payload = (event: string) =>
      JSON.parse(hook.received.find((one) => one.event === event)?.body ?? "{}");
    expect(payload("issue_comment")).toMatchObject({
      action: "created",
      comment: { body: "/rollback support-triage", user: { login: "octo-dev" } },
      issue: { number },
      installation: { id: app.installationId },
      repository: { id: repo.id, default_branch: "main", full_name: "acme/prompts" },
      sender: { login: "octo-dev", type: "User" },
    });
    expect(payload("push")).toMatchObject({
      ref: "refs/heads/main",
      before,
      after: await repo.ref("main"),
      created: false,
      forced: false,
      commits: [{ added: ["a.txt"], removed: [], modified: [] }],
      installation: { id: app.installationId },
      sender: { login: "pointsman[bot]", type: "Bot" },
    });
    expect(new Set(hook.received.map(({ target }) => target))).toEqual(new Set([String(app.appId)]));
  });

  it("follows a pull request from opening over a push to a merge, and tells a forced push", async () => {
    await using hook = await listener();
    await using github = await startGitHub();
    await github.installApp({ webhookUrl: hook.url });
    const repo = await github.createRepository({ files: { a: "1\n" } });
    const first = await repo.commit({ branch: "change", files: { b: "1\n" } });
    const opened = await repo.openPullRequest({ head: "change" });
    const second = await repo.commit({ branch: "change", files: { b: "2\n", a: null } });
    await repo.commit({ files: { c: "beside\n" } });
    const merged = await repo.merge(opened.number);
    await repo.forcePush("main", first);
    await github.idle();
    const told = hook.received.map(({ event, body }) => ({ event, payload: JSON.parse(body) }));
    const pulls = told.filter(({ event }) => event === "pull_request").map(({ payload }) => payload);
    expect(pulls.map(({ action }) => action).sort()).toEqual(["closed", "opened", "synchronize"]);
    expect(pulls.find(({ action }) => action === "synchronize")).toMatchObject({
      before: first,
      after: second,
    });
    const closed = { merged: true, merge_commit_sha: merged, head: { sha: second } };
    expect(pulls.find(({ action }) => action === "closed")).toMatchObject({ pull_request: closed });
    const pushes = told.filter(({ event }) => event === "push").map(({ payload }) => payload);
    expect(pushes.find(({ after }) => after === merged)).toMatchObject({
      ref: "refs/heads/main",
      forced: false,
    });
    expect(pushes.find(({ before }) => before === merged)).toMatchObject({
      after: first,
      forced: true,
      commits: [],
    });
  });

  it("redelivers under the same id", async () => {
    await using hook = await listener();
    await using github = await startGitHub();
    await github.installApp({ webhookUrl: hook.url });
    const repo = await github.createRepository();
    await repo.issue({ title: "One" });
    await github.idle();
    const guid = github.deliveries[0]?.guid ?? "";
    await github.redeliver(guid);
    expect(hook.received.map((one) => one.guid)).toEqual([guid, guid]);
    expect(github.deliveries.map(({ status, redelivery }) => [status, redelivery])).toEqual([
      [200, false],
      [200, true],
    ]);
  });
});

describe("REST", () => {
  it("tells each role, folds it as GitHub does and knows strangers", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const hidden = await github.createRepository({ name: "hidden", private: true });
    for (const role of ["admin", "maintain", "write", "triage", "read"] as const) {
      await github.user(`a-${role}`, { role, on: repo });
    }
    await github.user("stranger");
    const roleOf = async (login: string, name = "prompts") => {
      const path = `/repos/acme/${name}/collaborators/${login}/permission`;
      const { status, json } = await rest(github, app.token(), "GET", path);
      return status === 200 ? [json.permission, json.role_name] : status;
    };
    expect(await roleOf("a-admin")).toEqual(["admin", "admin"]);
    expect(await roleOf("a-maintain")).toEqual(["write", "maintain"]);
    expect(await roleOf("a-write")).toEqual(["write", "write"]);
    expect(await roleOf("a-triage")).toEqual(["read", "triage"]);
    expect(await roleOf("stranger")).toEqual(["read", "read"]);
    expect(await roleOf("stranger", hidden.name)).toEqual(["none", "none"]);
    expect(await roleOf("nobody-at-all")).toBe(404);
  });

  it("shows who commented through which app, to the second, and refuses what is too long", async () => {
    await using github = await startGitHub();
    const { appId, privateKey, installationId, token } = await github.installApp({ slug: "pointsman" });
    const repo = await github.createRepository();
    const { number } = await repo.issue({ title: "History" });
    const app = new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl: github.url }) });
    const octokit = await app.getInstallationOctokit(installationId);
    const where = { owner: "acme", repo: "prompts", issue_number: number };
    const { data } = await octokit.rest.issues.createComment({ ...where, body: "done" });
    expect(data).toMatchObject({
      user: { login: "pointsman[bot]", type: "Bot" },
      performed_via_github_app: { id: appId },
    });
    expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(data.updated_at).toBe(data.created_at);
    await rest(github, repo.actionsToken(), "POST", `/repos/acme/prompts/issues/${number}/comments`, {
      body: "run",
    });
    expect((await repo.comments(number)).map(({ author }) => author)).toEqual([
      "pointsman[bot]",
      "github-actions[bot]",
    ]);
    const long = { body: "x".repeat(65_537) };
    expect(
      (await rest(github, token(), "POST", `/repos/acme/prompts/issues/${number}/comments`, long)).status,
    ).toBe(422);
    const forged = await rest(github, "ghs_forged", "GET", "/repos/acme/prompts");
    expect(forged.status).toBe(401);
  });

  it("keeps one reaction per user and content", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const { number } = await repo.issue({ title: "Incident" });
    const { id } = await repo.comment(number, "/rollback x");
    const path = `/repos/acme/prompts/issues/comments/${id}/reactions`;
    expect((await rest(github, app.token(), "POST", path, { content: "rocket" })).status).toBe(201);
    expect((await rest(github, app.token(), "POST", path, { content: "rocket" })).status).toBe(200);
    expect((await rest(github, app.token(), "POST", path, { content: "shrug" })).status).toBe(422);
    expect(await repo.reactions(id)).toEqual([{ user: "pointsman[bot]", content: "rocket" }]);
  });

  it("lists a pull request's true files and merge base, and finds it by its merge commit", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository({ files: { a: "1\n", b: "1\n" } });
    const base = await repo.ref("main");
    const head = await repo.commit({ branch: "change", files: { a: "2\n", b: null, c: "new\n" } });
    await repo.commit({ files: { beside: "main moved\n" } });
    const { number } = await repo.openPullRequest({ head: "change" });
    const files = await rest(github, app.token(), "GET", `/repos/acme/prompts/pulls/${number}/files`);
    const named = files.json.map((file: { filename: string; status: string }) => [
      file.filename,
      file.status,
    ]);
    expect(named).toEqual([
      ["a", "modified"],
      ["b", "removed"],
      ["c", "added"],
    ]);
    const compared = await rest(github, app.token(), "GET", `/repos/acme/prompts/compare/main...${head}`);
    expect(compared.json).toMatchObject({ status: "diverged", merge_base_commit: { sha: base } });
    const merged = await repo.merge(number);
    expect(await repo.paths()).toEqual(["a", "beside", "c"]);
    const found = await rest(github, app.token(), "GET", `/repos/acme/prompts/commits/${merged}/pulls`);
    expect(found.json).toMatchObject([{ number, merge_commit_sha: merged, state: "closed" }]);
    const asIssue = await rest(github, app.token(), "GET", `/repos/acme/prompts/issues/${number}`);
    expect(asIssue.json).toMatchObject({ number, pull_request: { merged_at: expect.any(String) } });
  });

  it("makes an orphan branch and refuses an update that is no fast forward", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const post = (path: string, body: object) =>
      rest(github, app.token(), "POST", `/repos/acme/prompts/git/${path}`, body);
    const tree = await post("trees", {
      tree: [{ path: "README.md", mode: "100644", type: "blob", content: "hi" }],
    });
    const commit = await post("commits", { message: "First", tree: tree.json.sha, parents: [] });
    const made = await post("refs", { ref: "refs/heads/prompt-releases", sha: commit.json.sha });
    expect(made.status).toBe(201);
    expect((await post("refs", { ref: "refs/heads/prompt-releases", sha: commit.json.sha })).status).toBe(
      422,
    );
    expect(await repo.log("prompt-releases")).toMatchObject([
      { message: "First", parents: [], author: "pointsman[bot]" },
    ]);
    const path = "/repos/acme/prompts/git/refs/heads/main";
    const moved = await rest(github, app.token(), "PATCH", path, { sha: commit.json.sha });
    expect(moved).toMatchObject({ status: 422, json: { message: "Update is not a fast forward" } });
  });
});

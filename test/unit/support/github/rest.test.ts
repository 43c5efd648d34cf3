import { App, Octokit } from "octokit";
import { describe, expect, it } from "vitest";
import { startGitHub } from "../../../support/github/github.ts";
import { rest } from "./calls.ts";

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

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { react } from "../../../src/github/issues/reactions.ts";
import { githubMembers } from "../../../src/github/members.ts";
import { pullRequest, pullRequestsOfCommit } from "../../../src/github/pulls.ts";
import { whoAmI } from "../../../src/github/who-am-i.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { clientFor, FAULTS, type Scene, sceneOf } from "./scene.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

describe.each(["action", "app"] as const)("what the %s reads", (entry) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneOf(github, entry);
  });

  test.each(["admin", "maintain", "write", "triage", "read"] as const)("the role %s", async (role) => {
    const login = `has-${role}`;
    await github.user(login, { role, on: scene.repository });
    expect(await githubMembers(scene).asker(login, [])).toEqual({ login, role, teams: [] });
  });

  test("an account that does not exist has no role", async () => {
    expect(await githubMembers(scene).asker("nobody-here", [])).toMatchObject({ role: "none" });
  });

  test("the pull request that brought a commit in", async () => {
    const author = await github.user("octocat", { role: "write", on: scene.repository });
    const files = { "a.prompt.yml": "messages: []\n" };
    const head = await scene.repository.commit({ branch: "patch-1", files, by: author });
    const { number } = await scene.repository.openPullRequest({ head: "patch-1", by: author });
    expect(await pullRequest(scene, number)).toMatchObject({
      number,
      state: "open",
      mergedAt: null,
      author: { login: "octocat" },
      head: { sha: head, ref: "patch-1" },
      base: { ref: "main" },
      fromFork: false,
    });
    const merge = await scene.repository.merge(number);
    const [found, ...others] = await pullRequestsOfCommit(scene, merge);
    expect(found).toMatchObject({ number, state: "closed", mergeCommit: merge });
    expect(found?.mergedAt).not.toBeNull();
    expect(others).toEqual([]);
  });

  test("whose token it is", async () => {
    expect(await whoAmI(scene.client, { kind: "unknown" })).toMatchObject({ login: scene.author.login });
  });

  test("a reaction is added once, however often it is asked for", async () => {
    const { number } = await scene.repository.issue({ title: "Talk" });
    const writer = await github.user("writer", { role: "write", on: scene.repository });
    const { id } = await scene.repository.comment(number, "/status", writer);
    for (let n = 0; n < 2; n += 1) {
      expect(await react({ ...scene, comment: id, reaction: "rocket" })).toEqual({ status: "added" });
    }
    expect(await scene.repository.reactions(id)).toEqual([{ user: scene.author.login, content: "rocket" }]);
  });

  test.each(FAULTS)("reading goes on after %s", async (_, fault) => {
    const { number } = await scene.repository.issue({ title: "Talk" });
    github.faults.failNth(1, fault);
    expect(await githubMembers(scene).asker("octocat", [])).toMatchObject({ login: "octocat" });
    github.faults.failNth(1, fault);
    await expect(pullRequest(scene, number)).rejects.toMatchObject({ name: "RequestRefused", status: 404 });
  });
});

test("the app's account is found by its slug", async () => {
  const app = await github.installApp();
  const viewer = await whoAmI(clientFor(github, app.token()), { kind: "unknown" });
  expect(await whoAmI(clientFor(github, app.token()), { kind: "app", slug: app.slug })).toEqual(viewer);
});

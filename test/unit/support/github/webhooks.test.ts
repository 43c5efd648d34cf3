import { verify } from "@octokit/webhooks-methods";
import { describe, expect, it } from "vitest";
import { startGitHub } from "../../../support/github/github.ts";
import { commitInput, commitOnBranch, graphql, listener } from "./calls.ts";

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

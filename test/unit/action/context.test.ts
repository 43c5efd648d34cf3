import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DispatchInputs, readContext } from "../../../src/action/context.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder("context");
});
afterAll(() => folder[Symbol.dispose]());

const SHA = "a".repeat(40);
const HEAD = "b".repeat(40);
const repository = { id: 7, full_name: "acme/prompts", default_branch: "main" };
const pull = (repo: { id: number } | null, sender = "ana") => ({
  action: "opened",
  repository,
  sender: { login: sender, id: 3 },
  pull_request: {
    number: 12,
    user: { login: "ana" },
    base: { sha: SHA, ref: "main" },
    head: { sha: HEAD, repo },
  },
});

const NO_INPUTS = { task: "publish", pullRequest: "", sha: "", askedBy: "" };

async function contextOf(name: string, payload: object, inputs: Partial<DispatchInputs> = {}) {
  const path = join(folder.path, "event.json");
  await writeFile(path, JSON.stringify(payload));
  return readContext(
    { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, RUNNER_TEMP: folder.path },
    { ...NO_INPUTS, ...inputs },
  );
}

const triggerOf = async (name: string, payload: object, inputs?: Partial<DispatchInputs>) =>
  (await contextOf(name, payload, inputs)).trigger;

describe("what starts a run", () => {
  it.each([
    ["pull_request", "own"],
    ["pull_request_target", "default_branch"],
  ])("is an evaluation for %s", async (name, workflow) => {
    expect(await triggerOf(name, pull({ id: 7 }))).toEqual({
      kind: "evaluate",
      pullRequest: { number: 12, isFork: false, people: ["ana"], brings: "commit", workflow },
      baseSha: SHA,
      headSha: HEAD,
      baseBranch: "main",
    });
  });

  it.each([[{ id: 8 }], [null]])("is known to come from a fork, also from one that is gone", async (repo) => {
    expect(await triggerOf("pull_request", pull(repo))).toMatchObject({ pullRequest: { isFork: true } });
  });

  it("names whoever pushed beside the author, since both must be permitted", async () => {
    const payload = pull({ id: 8 }, "mallory");
    const pushed = await triggerOf("pull_request_target", payload);
    expect(pushed).toMatchObject({ pullRequest: { people: ["ana", "mallory"] } });
  });

  it("names whoever reopens it, since that brings what was pushed while it was closed", async () => {
    const reopened = { ...pull({ id: 7 }, "mallory"), action: "reopened" };
    expect(await triggerOf("pull_request_target", reopened)).toMatchObject({
      pullRequest: { people: ["ana", "mallory"], brings: "reopening" },
    });
  });

  it("asks nothing of whoever edits a title, since they propose nothing", async () => {
    const edited = { ...pull({ id: 8 }, "mallory"), action: "edited" };
    expect(await triggerOf("pull_request_target", edited)).toMatchObject({
      pullRequest: { people: ["ana"], brings: "nothing" },
    });
  });

  it("is the evaluation of one commit where somebody asks for it by its full id", async () => {
    const asked = { task: "evaluate", pullRequest: "12", sha: HEAD, askedBy: "ana" };
    const dispatched = (inputs: object) =>
      triggerOf("workflow_dispatch", { repository }, { ...asked, ...inputs });
    expect(await dispatched({})).toEqual({
      kind: "evaluate_commit",
      pullNumber: 12,
      sha: HEAD,
      askedBy: "ana",
    });
    for (const sha of ["", HEAD.slice(0, 12), HEAD.toUpperCase(), `${HEAD} `, "main", `${HEAD}\n`]) {
      await expect(dispatched({ sha })).rejects.toThrow(/full id of a commit/);
    }
    for (const pullRequest of ["", "0", "-1", "1e3", "12/files", "12345678901"]) {
      await expect(dispatched({ pullRequest })).rejects.toThrow(/use a number/);
    }
  });

  it("is an evaluation without a pull request for a merge group", async () => {
    const merge_group = { base_sha: SHA, head_sha: HEAD, base_ref: "refs/heads/release/2" };
    expect(await triggerOf("merge_group", { repository, merge_group })).toMatchObject({
      kind: "evaluate",
      pullRequest: null,
      baseBranch: "release/2",
    });
  });

  it("is a publication for a push to the default branch only", async () => {
    const push = (ref: string, deleted = false) =>
      triggerOf("push", { repository, ref, deleted, before: SHA });
    expect(await push("refs/heads/main")).toEqual({ kind: "publish", everything: false, before: SHA });
    expect(await push("refs/heads/main", true)).toMatchObject({ kind: "nothing" });
    expect(await push("refs/heads/mainly")).toMatchObject({ kind: "nothing" });
    expect(await push("refs/tags/main")).toMatchObject({ kind: "nothing" });
  });

  it("is everything for a schedule, and every prompt for a person", async () => {
    expect(await triggerOf("schedule", { repository })).toEqual({ kind: "schedule" });
    expect(await triggerOf("workflow_dispatch", { repository })).toEqual({
      ...{ kind: "publish", everything: true, before: null },
    });
  });

  it.each(["verify", "announce"])(
    "is the task %s where a person chose it, and no other word",
    async (task) => {
      expect(await triggerOf("workflow_dispatch", { repository }, { task })).toEqual({ kind: task });
      await expect(triggerOf("workflow_dispatch", { repository }, { task: `${task} it` })).rejects.toThrow(
        /publish, verify, announce or evaluate/,
      );
    },
  );

  const comment = {
    id: 77,
    body: "/rollback support-triage",
    html_url: "https://github.com/acme/prompts/issues/3#issuecomment-77",
    created_at: "2026-03-15T09:00:00Z",
    user: { login: "octocat", id: 1, type: "User" },
  };

  it("is a command for a new comment", async () => {
    const payload = { repository, action: "created", issue: { number: 3 }, comment };
    expect(await triggerOf("issue_comment", payload)).toEqual({
      kind: "comment",
      issue: 3,
      comment: {
        id: 77,
        body: comment.body,
        url: comment.html_url,
        createdAt: comment.created_at,
        author: { login: "octocat", id: 1, isBot: false },
      },
    });
  });

  it.each([
    ["an edit", { action: "edited" }],
    ["a deletion", { action: "deleted" }],
    ["text", { comment: { ...comment, body: "I would /rollback support-triage" } }],
    ["an account that is gone", { comment: { ...comment, user: null } }],
  ])("is nothing for %s", async (_, different) => {
    const payload = { repository, action: "created", issue: { number: 3 }, comment, ...different };
    expect(await triggerOf("issue_comment", payload)).toMatchObject({ kind: "nothing" });
  });

  it("knows nothing that came before where a branch was made by the push", async () => {
    const payload = { repository, ref: "refs/heads/main", before: "0".repeat(40) };
    expect(await triggerOf("push", payload)).toMatchObject({ before: null });
  });

  it("is nothing for an event that is none of ours", async () => {
    expect(await triggerOf("watch", { repository })).toMatchObject({ kind: "nothing" });
  });

  it("is refused where a commit's id is none, so that nothing else is ever asked for by it", async () => {
    const payload = pull({ id: 7 });
    payload.pull_request.head.sha = "main; rm -rf /";
    await expect(triggerOf("pull_request", payload)).rejects.toThrow();
  });
});

it("acts as whoever sent the event, in the repository it names", async () => {
  const context = await contextOf("push", {
    repository,
    ref: "refs/heads/main",
    sender: { login: "octocat", id: 1 },
  });
  expect(context.actor).toEqual({ login: "octocat", id: 1 });
  expect(context.repository).toEqual({
    ...{ id: 7, owner: "acme", repo: "prompts", defaultBranch: "main" },
    url: "https://github.com/acme/prompts",
  });
});

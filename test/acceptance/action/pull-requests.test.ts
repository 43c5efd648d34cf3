import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  BREAKING,
  evaluationComments,
  HARMLESS,
  propose,
  proposeMore,
  TRIAGE_PATH,
  triageWith,
} from "../../support/proposals.ts";
import { liveVersion } from "../../support/releases.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { STAGE_API_KEY, type Stage, setStage } from "../../support/stage.ts";

/** The built Action on pull requests of the example, which is published already. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishNow(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

const breaking = () => triageWith(stage, BREAKING);
const harmless = () => triageWith(stage, HARMLESS);

describe("a pull request that breaks cases", () => {
  it("is refused with exit code 1, a comment that names the cases, annotations, a summary and a report", async () => {
    const { comments, run } = await propose(stage, { files: await breaking() });
    expect(run.exitCode).toBe(1);
    expect(run.outputs.verdict).toBe("fail");
    for (const name of ["refund asked twice", "parcel never arrived", "locked out"]) {
      expect(comments[0]).toContain(name);
      expect(run.summary).toContain(name);
    }
    expect(comments[0]).not.toContain("praise without a question");
    const errors = run.annotations.filter(({ level }) => level === "error");
    expect(errors.map(({ file, line }) => file === TRIAGE_PATH && (line ?? 0) > 20)).toContain(true);
    expect(run.outputs["comment-url"]).toContain("#issuecomment-");
    expect(run.outputs.report).toMatch(/pointsman-report\.json$/);
  });

  it("gets one comment over three runs, updated in place", async () => {
    const first = await propose(stage, { files: await breaking() });
    const second = await proposeMore(stage, first, await harmless());
    const third = await proposeMore(stage, first, await breaking());
    expect([first, second, third].map(({ run }) => run.exitCode)).toEqual([1, 0, 1]);
    expect([first, second, third].map(({ comments }) => comments.length)).toEqual([1, 1, 1]);
    const urls = [first, second, third].map(({ run }) => run.outputs["comment-url"]);
    expect(new Set(urls).size).toBe(1);
    expect(second.comments[0]).not.toEqual(first.comments[0]);
  });

  it("leaves a comment alone that somebody else forged", async () => {
    const { github, repository } = stage;
    const forger = await github.user("forger");
    const branch = "forged";
    await repository.commit({ branch, files: await breaking() });
    const { number } = await repository.openPullRequest({ head: branch });
    const text = `<!-- pointsman:evaluation:${number} -->\n✅ All is well`;
    const { id } = await repository.comment(number, text, forger);
    const run = await stage.act(await repository.events.pullRequest(number, { target: true }));
    expect(run.exitCode).toBe(1);
    expect(await evaluationComments(stage, number)).toHaveLength(1);
    const theirs = (await repository.comments(number)).find((comment) => comment.id === id);
    expect(theirs?.body).toBe(text);
  });
});

describe("what is evaluated", () => {
  it("is nothing, in silence, where only a README or the config changed", async () => {
    const before = stage.model.requests.length;
    const config = (await stage.repository.file(".github/pointsman.yml")) ?? "";
    for (const files of [
      { "README.md": "Another text" },
      { ".github/pointsman.yml": `${config}gates: { allow_removed_cases: true }\n` },
    ]) {
      const { number, run } = await propose(stage, { files });
      expect(run.exitCode).toBe(0);
      expect(run.annotations).toEqual([]);
      expect(await stage.repository.comments(number)).toEqual([]);
    }
    expect(stage.model.requests).toHaveLength(before);
  });

  it("is every prompt that uses a changed partial or tools file, and no other", async () => {
    const before = stage.model.requests.length;
    const files = {
      "prompts/partials/tone.md": 'Begin with "Dear" and the name, end with "Your support desk".\n',
      "prompts/tools/orders.json": "[]\n",
    };
    const { comments } = await propose(stage, { files });
    expect(comments[0]).toContain("reply-draft");
    expect(comments[0]).toContain("order-agent");
    expect(comments[0]).not.toContain("support-triage");
    const asked = stage.model.requests.slice(before).map(({ messages }) => messages[0]?.content ?? "");
    expect(asked.some((text) => text.includes("sort tickets"))).toBe(false);
  });

  it("is measured against what is live, not against the base branch", async () => {
    const { repository } = stage;
    const live = await liveVersion(repository, "support-triage");
    const before = stage.model.requests.length;
    // On the default branch, but not published: nobody ran the publishing job.
    await repository.commit({ files: await triageWith(stage, ["Categories are", "The categories are"]) });
    const { comments } = await propose(stage, { files: await harmless() });
    expect(comments[0]).toContain(String(live));
    const asked = stage.model.requests.slice(before).map(({ messages }) => messages[0]?.content ?? "");
    expect(asked.some((text) => text.includes("  Categories are") || /^Categories are/m.test(text))).toBe(
      true,
    );
    expect(
      asked.every((text) => !text.includes("The categories are") || text.includes("counts as urgent")),
    ).toBe(true);
  });

  it("is judged by the base branch's cases: removed and loosened ones block", async () => {
    const text = (await stage.repository.file(TRIAGE_PATH)) ?? "";
    const withoutCase = text.replace(/ {2}- name: locked out\n(?: {4}.*\n)+/, "");
    const { comments, run } = await propose(stage, {
      files: { [TRIAGE_PATH]: withoutCase.replace(/ {2}- name: is JSON\n {4}json: true\n/, "") },
    });
    expect(run.exitCode).toBe(1);
    expect(comments[0]).toContain("locked out");
    expect(comments[0]).toContain("is JSON");
    expect(comments[0]).toContain("Removed or loosened");
  });

  it("is judged by cases that the base branch got after the pull request began", async () => {
    const { repository } = stage;
    const full = (await repository.file(TRIAGE_PATH)) ?? "";
    const bare = full.slice(0, full.indexOf("testData:"));
    await repository.commit({ files: { [TRIAGE_PATH]: bare } });
    const from = (await repository.ref("main")) ?? "";
    await repository.commit({ files: { [TRIAGE_PATH]: full } });
    const broken = bare.replace(BREAKING[0], () => BREAKING[1]);
    await repository.commit({ branch: "left-behind", from, files: { [TRIAGE_PATH]: broken } });
    const { number } = await repository.openPullRequest({ head: "left-behind" });
    const run = await stage.act(await repository.events.pullRequest(number, { target: true }));
    expect(run.exitCode, run.stdout).toBe(1);
    const [comment] = await evaluationComments(stage, number);
    expect(comment).toContain("refund asked twice");
    expect(comment).not.toContain("Removed or loosened");
  });

  it("is not loosened by a config that the pull request itself brings", async () => {
    const config = (await stage.repository.file(".github/pointsman.yml")) ?? "";
    const text = (await stage.repository.file(TRIAGE_PATH)) ?? "";
    const { run } = await propose(stage, {
      files: {
        ".github/pointsman.yml": `${config}gates: { allow_removed_cases: true }\n`,
        [TRIAGE_PATH]: text.replace(/ {2}- name: locked out\n(?: {4}.*\n)+/, ""),
      },
    });
    expect(run.exitCode).toBe(1);
  });
});

describe("a pull request from a fork with a token that may only read", () => {
  const READ = { contents: "read", metadata: "read", pull_requests: "read", issues: "read" };

  it.each([
    ["fails", breaking, 1, "refund asked twice"],
    ["passes", harmless, 0, "support-triage"],
  ])("%s by its verdict, with a summary in place of a comment", async (_, change, code, word) => {
    const token = stage.repository.actionsToken(READ);
    const { comments, run } = await propose(stage, {
      files: await change(),
      event: "pull_request",
      fork: "somebody",
      token,
    });
    expect(run.exitCode, run.stdout).toBe(code);
    expect(comments).toEqual([]);
    expect(run.summary).toContain(word);
    expect(run.stdout.includes("The gate failed: the job's summary says why.")).toBe(code === 1);
    expect(run.stdout + run.stderr).not.toContain(token);
  });
});

describe("other events", () => {
  it("evaluate a merge group without a comment", async () => {
    const { repository } = stage;
    const head = await repository.commit({ branch: "queue", files: await breaking() });
    const push = await repository.events.push();
    const base = await repository.ref("main");
    const payload = {
      ...push.payload,
      action: "checks_requested",
      merge_group: {
        base_sha: base,
        head_sha: head,
        base_ref: "refs/heads/main",
        head_ref: "refs/heads/queue",
      },
    };
    const event = {
      ...push,
      name: "merge_group",
      payload,
      sha: head,
      ref: "refs/heads/gh-readonly-queue/main/1",
    };
    stage.github.requests.length = 0;
    const run = await stage.act(event);
    expect(run.exitCode).toBe(1);
    expect(run.summary).toContain("refund asked twice");
    expect(
      stage.github.requests.filter(({ method, path }) => method === "POST" && path !== "/graphql"),
    ).toEqual([]);
  });

  it("do nothing on a push to another branch, a deleted branch, and events that are none of ours", async () => {
    const { repository } = stage;
    await repository.commit({ branch: "elsewhere", files: await breaking() });
    const elsewhere = await repository.events.push({ branch: "elsewhere" });
    const main = await repository.events.push();
    const head = await repository.ref("prompt-releases");
    await stage.github.idle();
    stage.github.requests.length = 0;
    for (const event of [
      elsewhere,
      { ...main, payload: { ...main.payload, deleted: true } },
      { ...main, name: "watch" },
    ]) {
      const run = await stage.act(event);
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toContain("Nothing to do");
    }
    expect(stage.github.requests).toEqual([]);
    expect(await repository.ref("prompt-releases")).toBe(head);
  });

  it("fail clearly for a task that does not exist", async () => {
    const run = await stage.act(await stage.repository.events.workflowDispatch(), { task: "deploy" });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("use publish, verify, announce or evaluate");
  });
});

it("never shows the model's key or the token, in logs, summary, outputs or comment", async () => {
  const token = stage.repository.actionsToken();
  const { comments, run } = await propose(stage, { files: await breaking(), token });
  const everything = JSON.stringify([run.stdout, run.stderr, run.summary, run.outputs, comments]);
  for (const secret of [STAGE_API_KEY, token]) expect(everything).not.toContain(secret);
});

it("asks no model and fails clearly while the config of the default branch is broken", async () => {
  const { github, model, repository } = stage;
  const good = (await repository.file(".github/pointsman.yml")) ?? "";
  await repository.commit({ files: { ".github/pointsman.yml": `${good}relase_branch: oops\n` } });
  const before = model.requests.length;
  const { comments, run } = await propose(stage, { files: await harmless() });
  await repository.commit({ files: { ".github/pointsman.yml": good } });
  await github.idle();
  expect(run.exitCode).toBe(1);
  expect(comments).toEqual([expect.stringContaining("relase_branch")]);
  expect(model.requests).toHaveLength(before);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newIssue, redeliverFailed, say, writesOf } from "../../support/commands.ts";
import type { User } from "../../support/github/inside.ts";
import { BREAKING, evaluationComments, HARMLESS, triageWith } from "../../support/proposals.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** `/evaluate` from the comment to the status of the commit: the built app, and the built Action that it starts. */
let stage: Stage;
let maintainer: User;
let stranger: User;

beforeAll(async () => {
  stage = await setStage();
  await publishNow(stage);
  maintainer = await stage.github.user("maintainer", { role: "write", on: stage.repository });
  stranger = await stage.github.user("stranger");
});

beforeEach(() => {
  modelCallsBefore = stage.model.requests.length;
  stage.github.requests.length = 0;
});

afterAll(() => stage[Symbol.asyncDispose]());

let modelCallsBefore = 0;
const modelCalls = () => stage.model.requests.length - modelCallsBefore;

let branches = 0;

interface Proposed {
  readonly branch: string;
  readonly number: number;
  readonly head: string;
}

/** A pull request that looks as if it came from a stranger's fork, not evaluated yet. */
async function proposed(change: readonly [string, string] = HARMLESS): Promise<Proposed> {
  const branch = `fork-${++branches}`;
  const head = await stage.repository.commit({ branch, files: await triageWith(stage, change) });
  const { number } = await stage.repository.openPullRequest({ head: branch });
  return { branch, number, head };
}

const evaluate = (number: number, sha: string, by: User = maintainer) =>
  say(stage, { text: `/evaluate ${sha}`, by, issue: number });

/** Runs what was dispatched last, as GitHub would. */
async function runDispatched() {
  const last = (await stage.repository.dispatched()).at(-1);
  if (last === undefined) throw new Error("Nothing was dispatched");
  const { event, inputs, runId } = last;
  return stage.act(event, { inputs, runId });
}

const jobOf = async ({ number }: Proposed) =>
  stage.act(
    await stage.repository.events.pullRequest(number, { target: true, fork: "stranger", by: stranger }),
  );

describe("/evaluate of somebody who may", () => {
  it("starts the default branch's workflow once, and its run comments and says it on exactly that commit", async () => {
    const { repository } = stage;
    const pull = await proposed();
    const before = (await repository.dispatched()).length;
    const { answers } = await evaluate(pull.number, pull.head);
    expect(answers).toEqual([expect.stringMatching(/^⏳ Evaluating `[0-9a-f]{10}` for #\d+ \(the run\)\. /)]);
    const dispatched = (await repository.dispatched()).slice(before);
    expect(dispatched).toMatchObject([
      {
        workflow: "pointsman.yml",
        inputs: {
          task: "evaluate",
          "pull-request": String(pull.number),
          sha: pull.head,
          "asked-by": "maintainer",
        },
      },
    ]);
    expect(await repository.statuses(pull.head)).toMatchObject([
      { state: "pending", context: "pointsman", creator: "pointsman[bot]" },
    ]);

    const run = await runDispatched();
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.outputs.verdict).toBe("pass");
    expect(modelCalls()).toBeGreaterThan(0);
    const [status] = await repository.statuses(pull.head);
    expect(status).toMatchObject({
      state: "success",
      context: "pointsman",
      description: `#${pull.number} into main: no prompt got worse`,
      creator: "github-actions[bot]",
    });
    expect(status?.targetUrl).toMatch(/\/actions\/runs\/\d+$/);
    const comments = await evaluationComments(stage, pull.number);
    expect(comments).toEqual([expect.stringContaining(pull.head.slice(0, 10))]);
    expect(comments[0]).toContain(
      `Run it again: comment \`/evaluate ${pull.head}\`, or choose “Re-run jobs”`,
    );
  });

  it("of a commit that breaks cases leaves a failure there, and the failed job", async () => {
    const pull = await proposed(BREAKING);
    await evaluate(pull.number, pull.head);
    const run = await runDispatched();
    expect(run.exitCode).toBe(1);
    const [status] = await stage.repository.statuses(pull.head);
    expect(status).toMatchObject({ state: "failure" });
    expect((await jobOf(pull)).exitCode).toBe(1);
  });

  it("lets the pull request's own job follow when it runs again, and no longer once it was pushed to", async () => {
    const { repository } = stage;
    const pull = await proposed();
    expect((await jobOf(pull)).exitCode).toBe(1);
    await evaluate(pull.number, pull.head);
    await runDispatched();
    modelCallsBefore = stage.model.requests.length;
    const again = await jobOf(pull);
    expect(again.exitCode, again.stdout).toBe(0);
    expect(again.stdout).toContain("no prompt got worse");
    const later = await repository.commit({ branch: pull.branch, files: await triageWith(stage, BREAKING) });
    const pushed = await jobOf(pull);
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stdout).toContain(`/evaluate ${later}`);
    expect(await repository.statuses(later)).toEqual([]);
    expect(modelCalls()).toBe(0);
  });

  it("is not forged by a status that a workflow of some branch set", async () => {
    const { repository } = stage;
    const pull = await proposed();
    await evaluate(pull.number, pull.head);
    const description = `#${pull.number} into main: no prompt got worse`;
    const branch = repository.workflowRun({ event: "push", headBranch: "of-a-writer", headSha: pull.head });
    const name = repository.nameWithOwner;
    for (const target_url of [
      `${stage.github.url}/${name}/actions/runs/${branch}`,
      "https://evil.example/1",
    ]) {
      const set = await fetch(`${stage.github.url}/repos/${name}/statuses/${pull.head}`, {
        method: "POST",
        headers: { authorization: `Bearer ${repository.actionsToken()}` },
        body: JSON.stringify({ state: "success", context: "pointsman", description, target_url }),
      });
      expect(set.status).toBe(201);
      const job = await jobOf(pull);
      expect([job.exitCode, job.stdout.includes(`/evaluate ${pull.head}`)]).toEqual([1, true]);
    }
  });

  it("says nothing of another pull request with the same commit into another branch", async () => {
    const { repository } = stage;
    const pull = await proposed();
    await evaluate(pull.number, pull.head);
    await runDispatched();
    await repository.commit({ branch: "lenient", files: { "NOTES.md": "another base" } });
    const { number } = await repository.openPullRequest({ head: pull.branch, base: "lenient" });
    expect((await jobOf({ ...pull, number })).exitCode).toBe(1);
  });

  it("starts nothing again when its comment is delivered again", async () => {
    const { github, repository } = stage;
    const pull = await proposed();
    const deliveries = github.deliveries.length;
    await evaluate(pull.number, pull.head);
    const { length } = await repository.dispatched();
    const delivery = github.deliveries.slice(deliveries).find(({ event }) => event === "issue_comment");
    await github.redeliver(delivery?.guid ?? "");
    await github.idle();
    expect(await repository.dispatched()).toHaveLength(length);
    expect((await repository.statuses(pull.head)).map(({ state }) => state)).toEqual(["pending"]);
  });

  it("starts at most one run where GitHub's answer is lost, and says so", async () => {
    const { github, repository } = stage;
    const pull = await proposed();
    const before = (await repository.dispatched()).length;
    const mend = github.faults.add({ match: /dispatches$/, when: "after", status: 502, times: 1 });
    const { answers } = await evaluate(pull.number, pull.head);
    await redeliverFailed(stage);
    mend();
    expect(await repository.dispatched()).toHaveLength(before + 1);
    expect(answers).toHaveLength(1);
  });
});

describe("/evaluate where the Action announces", () => {
  it("is answered, evaluated and said on the commit by the comment's own run, and the app starts nothing", async () => {
    const { github, repository } = stage;
    const pull = await proposed();
    const config = (await repository.file(".github/pointsman.yml")) ?? "";
    await repository.commit({ files: { ".github/pointsman.yml": `${config}announce: action\n` } });
    const { length } = await repository.dispatched();
    const runOf = async (by: User) => {
      const comment = await repository.comment(pull.number, `/evaluate ${pull.head}`, by);
      await github.idle();
      return stage.act(await repository.events.issueComment(pull.number, comment));
    };
    await runOf(stranger);
    expect(modelCalls()).toBe(0);
    expect(await repository.statuses(pull.head)).toEqual([]);
    const run = await runOf(maintainer);
    await repository.commit({ files: { ".github/pointsman.yml": config } });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.outputs.verdict).toBe("pass");
    const states = (await repository.statuses(pull.head)).map(({ creator, state }) => `${creator} ${state}`);
    expect(states).toEqual(["github-actions[bot] success", "github-actions[bot] pending"]);
    expect(await repository.dispatched()).toHaveLength(length);
    const bodies = (await repository.comments(pull.number)).map(({ body }) => body);
    expect(bodies.filter((body) => body.includes("⏳ Evaluating"))).toHaveLength(1);
  });
});

describe("the run that was started", () => {
  it("evaluates nothing where the pull request was pushed to meanwhile", async () => {
    const { repository } = stage;
    const pull = await proposed();
    await evaluate(pull.number, pull.head);
    const later = await repository.commit({ branch: pull.branch, files: await triageWith(stage, BREAKING) });
    const run = await runDispatched();
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("is not the head of");
    expect((await repository.statuses(pull.head))[0]).toMatchObject({ state: "error" });
    expect(await repository.statuses(later)).toEqual([]);
    expect(modelCalls()).toBe(0);
  });

  it("evaluates nothing for a sha that is another commit, a short one, or no number's pull request", async () => {
    const { repository } = stage;
    const pull = await proposed();
    const main = (await repository.ref("main")) ?? "";
    const inputs = { task: "evaluate", "pull-request": String(pull.number), sha: pull.head };
    for (const wrong of [
      { sha: main },
      { sha: pull.head.slice(0, 12) },
      { sha: "main" },
      { "pull-request": "9999" },
    ]) {
      const event = await repository.events.workflowDispatch({ ...inputs, ...wrong });
      const run = await stage.act(event, { inputs: { ...inputs, ...wrong } });
      expect(run.exitCode, run.stdout).toBe(1);
    }
    expect(modelCalls()).toBe(0);
  });

  it("evaluates nothing for a person without the permission, who may start workflows by hand", async () => {
    const { repository } = stage;
    const pull = await proposed();
    const inputs = { task: "evaluate", "pull-request": String(pull.number), sha: pull.head };
    const config = (await repository.file(".github/pointsman.yml")) ?? "";
    await repository.commit({
      files: { ".github/pointsman.yml": `${config}permissions: { evaluate: admin }\n` },
    });
    const runs = [];
    for (const by of [maintainer, { token: repository.actionsToken() }]) {
      runs.push(await stage.act(await repository.events.workflowDispatch(inputs, by), { inputs }));
    }
    await repository.commit({ files: { ".github/pointsman.yml": config } });
    for (const run of runs) expect(run.stdout).toContain("that needs the role admin");
    expect(modelCalls()).toBe(0);
  });

  it("fails where the commit's status cannot be set", async () => {
    const { repository } = stage;
    const pull = await proposed();
    const inputs = { task: "evaluate", "pull-request": String(pull.number), sha: pull.head };
    const token = repository.actionsToken({ contents: "write", issues: "write", pull_requests: "write" });
    const run = await stage.act(await repository.events.workflowDispatch(inputs, maintainer), {
      inputs,
      token,
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("statuses: write");
  });
});

describe("/evaluate is not run", () => {
  const nothingBegan = async (before: number, sha: string) => {
    expect(await stage.repository.dispatched()).toHaveLength(before);
    expect(await stage.repository.statuses(sha)).toEqual([]);
  };

  it("for a stranger, in silence, the pull request's author or not", async () => {
    const pull = await proposed();
    const { length } = await stage.repository.dispatched();
    stage.github.requests.length = 0;
    const { answers, reactions } = await evaluate(pull.number, pull.head, stranger);
    expect({ answers, reactions, writes: writesOf(stage) }).toEqual({
      answers: [],
      reactions: [],
      writes: [],
    });
    await nothingBegan(length, pull.head);
  });

  it("for somebody with the triage role, who is told what it needs", async () => {
    const pull = await proposed();
    const { length } = await stage.repository.dispatched();
    const triager = await stage.github.user("triager", { role: "triage", on: stage.repository });
    const { answers } = await evaluate(pull.number, pull.head, triager);
    expect(answers).toEqual([expect.stringContaining("not_permitted")]);
    expect(answers[0]).toContain("the role write");
    await nothingBegan(length, pull.head);
  });

  it.each([
    ["that is cut short", (head: string) => head.slice(0, 10), "is not a full sha"],
    ["of another commit of the repository", () => "main", "is not a full sha"],
    ["that is followed by another word", (head: string) => `${head} --force`, "one word too many"],
  ])("for a sha %s", async (_, typed, words) => {
    const pull = await proposed();
    const { length } = await stage.repository.dispatched();
    const { answers } = await evaluate(pull.number, typed(pull.head));
    expect(answers).toEqual([expect.stringContaining(words)]);
    await nothingBegan(length, pull.head);
  });

  it("for a commit that is not the pull request's head, with the line for the one that is", async () => {
    const { repository } = stage;
    const pull = await proposed();
    const later = await repository.commit({ branch: pull.branch, files: await triageWith(stage, BREAKING) });
    const { length } = await repository.dispatched();
    for (const sha of [pull.head, (await repository.ref("main")) ?? "", "0".repeat(40)]) {
      const { answers } = await evaluate(pull.number, sha);
      expect(answers).toEqual([expect.stringContaining("not_the_head")]);
      expect(answers[0]).toContain(`/evaluate ${later}`);
    }
    await nothingBegan(length, pull.head);
  });

  it("on an issue", async () => {
    const { answers } = await evaluate(await newIssue(stage), "a".repeat(40));
    expect(answers).toEqual([expect.stringContaining("not_a_pull_request")]);
  });

  it.each(["/evaluated", "/evaluate-now", "/EVALUATIONS", "/eval", "/еvaluate"])(
    "for the look-alike %s, in silence",
    async (verb) => {
      const pull = await proposed();
      const { length } = await stage.repository.dispatched();
      const { answers } = await say(stage, {
        text: `${verb} ${pull.head}`,
        by: maintainer,
        issue: pull.number,
      });
      expect(answers).toEqual([]);
      await nothingBegan(length, pull.head);
    },
  );

  it("where the workflow is missing or has no such trigger, and the answer says what to install", async () => {
    const { repository } = stage;
    const path = ".github/workflows/pointsman.yml";
    const workflow = (await repository.file(path)) ?? "";
    const cases = [
      ["workflow_missing", null],
      ["workflow_unsuited", workflow.replace("workflow_dispatch", "workflow_call")],
      ["workflow_unsuited", workflow.replace(/ {6}sha: .*\n/, "")],
    ] as const;
    for (const [code, text] of cases) {
      const pull = await proposed();
      await repository.commit({ files: { [path]: text } });
      const { answers } = await evaluate(pull.number, pull.head);
      await repository.commit({ files: { [path]: workflow } });
      expect(answers).toEqual([expect.stringContaining(code)]);
      expect(answers[0]).toContain(path);
      expect((await repository.statuses(pull.head))[0]).toMatchObject({ state: "error" });
    }
  });

  it.each([
    ["statuses_not_permitted", /\/commits\/[0-9a-f]{40}\/statuses/],
    ["dispatch_not_permitted", /dispatches$/],
  ])("while the app lacks a permission, and the answer names it: %s", async (code, match) => {
    const pull = await proposed();
    const body = { message: "Resource not accessible by integration" };
    const mend = stage.github.faults.add({ match, status: 403, body });
    const { answers } = await evaluate(pull.number, pull.head);
    mend();
    expect(answers).toEqual([expect.stringContaining(code)]);
  });
});

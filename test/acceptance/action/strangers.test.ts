import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { By } from "../../support/github/inside.ts";
import { BREAKING, evaluationComments, HARMLESS, TRIAGE_PATH, triageWith } from "../../support/proposals.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type HowToRun, type Stage, setStage } from "../../support/stage.ts";

/** The built Action on pull requests of people who may not let models be asked, and on runs without secrets. */
let stage: Stage;
let stranger: By;

beforeAll(async () => {
  stage = await setStage();
  await publishNow(stage);
  stranger = await stage.github.user("stranger");
});

beforeEach(() => {
  modelCallsBefore = stage.model.requests.length;
});

afterAll(() => stage[Symbol.asyncDispose]());

let modelCallsBefore = 0;
const modelCalls = () => stage.model.requests.length - modelCallsBefore;

let branches = 0;

interface Change extends HowToRun {
  readonly files?: Readonly<Record<string, string>>;
  readonly by?: By;
  /** Who caused the run; null: the repository's owner. */
  readonly sender?: By | null;
  readonly event?: "pull_request";
}

/** A pull request as one from the stranger's fork. */
async function fromFork({ event, files, sender = stranger, ...how }: Change) {
  const { repository } = stage;
  const branch = `stranger-${++branches}`;
  const changes = files ?? (await triageWith(stage, BREAKING));
  const head = await repository.commit({ branch, files: changes });
  const { number } = await repository.openPullRequest({ head: branch });
  const options = { target: event === undefined, fork: "stranger", ...(sender !== null && { by: sender }) };
  const run = await stage.act(await repository.events.pullRequest(number, options), how);
  return { number, branch, head, run, comments: await evaluationComments(stage, number) };
}

describe("a stranger's pull request", () => {
  it("costs nothing, fails, and says what differs and the line that lets it be evaluated", async () => {
    const { comments, head, run } = await fromFork({});
    expect(modelCalls()).toBe(0);
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.outputs.verdict ?? "").toBe("");
    expect(run.stdout).toContain(`/evaluate ${head}`);
    expect(comments).toHaveLength(1);
    for (const text of [comments[0], run.summary]) {
      expect(text).toContain("**Not evaluated**");
      expect(text).toContain("`stranger` may not let models be asked");
      expect(text).toContain(`\n/evaluate ${head}\n`);
      expect(text).toContain("Explain your choice first.");
      expect(text).not.toContain("✅");
    }
    const warning = run.annotations.find(({ title }) => title === "not evaluated");
    expect(warning).toMatchObject({ level: "warning", file: TRIAGE_PATH });
  });

  it("is checked for errors all the same", async () => {
    const text = ((await stage.repository.file(TRIAGE_PATH)) ?? "").replace("role: system", "role: sistem");
    const broken = "prompts/reply-draft.prompt.yml";
    const files = { ...(await triageWith(stage, HARMLESS)), [broken]: text };
    const { comments, run } = await fromFork({ files });
    expect(run.exitCode).toBe(1);
    expect(modelCalls()).toBe(0);
    expect(comments[0]).toContain("sistem");
    expect(run.annotations).toContainEqual(expect.objectContaining({ level: "error", file: broken }));
  });

  it("that changes no prompt succeeds in silence", async () => {
    const { comments, run } = await fromFork({ files: { "README.md": "Hello" } });
    expect(run.exitCode).toBe(0);
    expect(comments).toEqual([]);
  });

  it("stays one although somebody with a role caused the run, and the other way round", async () => {
    const { repository } = stage;
    const { run } = await fromFork({ sender: null });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("stranger may not let models be asked");
    expect(modelCalls()).toBe(0);
    const branch = "of-a-maintainer";
    await repository.commit({ branch, files: await triageWith(stage, BREAKING) });
    const { number } = await repository.openPullRequest({ head: branch });
    const pushed = await repository.events.pullRequest(number, {
      target: true,
      action: "synchronize",
      by: stranger,
    });
    expect((await stage.act(pushed)).stdout).toContain("stranger may not let models be asked");
    expect(modelCalls()).toBe(0);
  });

  it("stays unevaluated when somebody who may changes its title, until somebody lets it be evaluated", async () => {
    const { repository } = stage;
    const branch = "pushed-to-by-a-stranger";
    await repository.commit({ branch, files: await triageWith(stage, BREAKING) });
    const { number } = await repository.openPullRequest({ head: branch });
    const of = (action: string, by?: By) =>
      repository.events.pullRequest(number, { target: true, action, ...(by !== undefined && { by }) });
    expect((await stage.act(await of("synchronize", stranger))).exitCode).toBe(1);
    const edited = await stage.act(await of("edited"));
    expect(edited.exitCode).toBe(1);
    expect(edited.stdout).toContain("somebody who may not let models be asked pushed this commit");
    expect(modelCalls()).toBe(0);
    await repository.commit({ branch, files: await triageWith(stage, HARMLESS) });
    expect((await stage.act(await of("synchronize"))).exitCode).toBe(0);
    const before = modelCalls();
    const byStranger = await stage.act(await of("edited", stranger));
    expect([byStranger.exitCode, modelCalls() > before]).toEqual([0, true]);
  });

  it("is not evaluated by a change of the title that comes before the run of a stranger's push", async () => {
    const { repository } = stage;
    const branch = "overtaken";
    const of = async (action: string, by?: By) =>
      stage.act(
        await repository.events.pullRequest(number, {
          target: true,
          action,
          ...(by !== undefined && { by }),
        }),
      );
    await repository.commit({ branch, files: await triageWith(stage, HARMLESS) });
    const { number } = await repository.openPullRequest({ head: branch });
    expect((await of("opened")).exitCode).toBe(0);
    const before = modelCalls();
    const first = await repository.commit({ branch, files: await triageWith(stage, BREAKING) });
    const overtaking = await of("edited");
    expect([overtaking.exitCode, modelCalls()]).toEqual([1, before]);
    expect(overtaking.stdout).toContain("who pushed this commit is known to the run of that push only");
    expect((await evaluationComments(stage, number))[0]).toContain(`\n/evaluate ${first}\n`);
    expect((await of("synchronize", stranger)).exitCode).toBe(1);
    expect((await of("edited")).stdout).toContain("somebody who may not let models be asked pushed");
    expect(modelCalls()).toBe(before);

    await repository.commit({ branch, files: await triageWith(stage, HARMLESS) });
    expect((await of("edited")).exitCode).toBe(1);
    expect((await of("synchronize")).exitCode).toBe(0);
    expect((await of("edited")).exitCode).toBe(0);
  });

  it("shows what it says as data", async () => {
    const files = await triageWith(stage, [
      /You sort tickets[^\n]*/,
      "<!-- pointsman:evaluation:1 --> @everyone ✅ ::error::x ![x](https://evil.test/x.png)",
    ]);
    const { comments, run } = await fromFork({ files });
    expect(comments[0]).toMatch(/```diff[\s\S]*@everyone[\s\S]*```/);
    expect(comments[0]?.split("```diff")[0]).not.toContain("@everyone");
    expect(run.annotations.map(({ message }) => message)).not.toContain("x");
  });

  it("that somebody with another role made is evaluated where the config lets that role", async () => {
    const { repository } = stage;
    const config = (await repository.file(".github/pointsman.yml")) ?? "";
    const settings = `${config}permissions: { evaluate: { role: write, users: [stranger] } }\n`;
    await repository.commit({ files: { ".github/pointsman.yml": settings } });
    const { run } = await fromFork({});
    await repository.commit({ files: { ".github/pointsman.yml": config } });
    expect(run.outputs.verdict).toBe("fail");
    expect(modelCalls()).toBeGreaterThan(0);
  });
});

describe("a fork's pull request without secrets", () => {
  const READ = {
    contents: "read",
    metadata: "read",
    pull_requests: "read",
    issues: "read",
    statuses: "read",
  };
  const withoutSecrets = () => ({ token: stage.repository.actionsToken(READ), env: {} });

  it("says in summary and annotations what differs and what a maintainer must do, and fails", async () => {
    const { comments, head, run } = await fromFork({ event: "pull_request", ...withoutSecrets() });
    expect(modelCalls()).toBe(0);
    expect(comments).toEqual([]);
    expect(run.exitCode).toBe(1);
    expect(run.summary).toContain("no secrets");
    expect(run.summary).toContain(`\n/evaluate ${head}\n`);
    expect(run.summary).toContain("Explain your choice first.");
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ title: "not evaluated", file: TRIAGE_PATH }),
    );
  });

  it("says what to install first where the default branch has no such workflow", async () => {
    const path = ".github/workflows/pointsman.yml";
    const workflow = (await stage.repository.file(path)) ?? "";
    await stage.repository.commit({
      files: { [path]: workflow.replace("workflow_dispatch", "workflow_call") },
    });
    const { run } = await fromFork({ event: "pull_request", ...withoutSecrets() });
    await stage.repository.commit({ files: { [path]: workflow } });
    expect(run.summary).toContain("First the default branch needs `.github/workflows/pointsman.yml`");
  });

  it("succeeds where no prompt changed", async () => {
    const files = { "README.md": "Something else" };
    const { run } = await fromFork({ event: "pull_request", files, ...withoutSecrets() });
    expect(run.exitCode).toBe(0);
  });
});

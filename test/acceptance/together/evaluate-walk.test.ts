import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redeliverFailed } from "../../support/commands.ts";
import type { User } from "../../support/github/inside.ts";
import { BREAKING, evaluationComments, triageWith } from "../../support/proposals.ts";
import { type EvaluateScene, evaluateScene } from "./evaluate-scene.ts";

/** `/evaluate` from the comment to the status of the commit. */
let here: EvaluateScene;

beforeAll(async () => {
  here = await evaluateScene();
});

beforeEach(() => here.countAnew());

afterAll(() => here[Symbol.asyncDispose]());

describe("/evaluate of somebody who may", () => {
  it("starts the default branch's workflow once, and its run comments and says it on exactly that commit", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    const before = (await repository.dispatched()).length;
    const { answers } = await here.evaluate(pull.number, pull.head);
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

    const run = await here.runDispatched();
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.outputs.verdict).toBe("pass");
    expect(here.modelCalls()).toBeGreaterThan(0);
    const [status] = await repository.statuses(pull.head);
    expect(status).toMatchObject({
      state: "success",
      context: "pointsman",
      description: `#${pull.number} into main: no prompt got worse`,
      creator: "github-actions[bot]",
    });
    expect(status?.targetUrl).toMatch(/\/actions\/runs\/\d+$/);
    const comments = await evaluationComments(here, pull.number);
    expect(comments).toEqual([expect.stringContaining(pull.head.slice(0, 10))]);
    expect(comments[0]).toContain(
      `Run it again: comment \`/evaluate ${pull.head}\`, or choose “Re-run jobs”`,
    );
  });

  it("of a commit that breaks cases leaves a failure there, and the failed job", async () => {
    const pull = await here.proposed(BREAKING);
    await here.evaluate(pull.number, pull.head);
    const run = await here.runDispatched();
    expect(run.exitCode).toBe(1);
    const [status] = await here.repository.statuses(pull.head);
    expect(status).toMatchObject({ state: "failure" });
    expect((await here.jobOf(pull)).exitCode).toBe(1);
  });

  it("lets the pull request's own job follow when it runs again, and no longer once it was pushed to", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    expect((await here.jobOf(pull)).exitCode).toBe(1);
    await here.evaluate(pull.number, pull.head);
    await here.runDispatched();
    here.countAnew();
    const again = await here.jobOf(pull);
    expect(again.exitCode, again.stdout).toBe(0);
    expect(again.stdout).toContain("no prompt got worse");
    const later = await repository.commit({
      branch: pull.branch,
      files: await triageWith(here, BREAKING),
    });
    const pushed = await here.jobOf(pull);
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stdout).toContain(`/evaluate ${later}`);
    expect(await repository.statuses(later)).toEqual([]);
    expect(here.modelCalls()).toBe(0);
  });

  it("is not forged by a status that a workflow of some branch set", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    await here.evaluate(pull.number, pull.head);
    const description = `#${pull.number} into main: no prompt got worse`;
    const branch = repository.workflowRun({ event: "push", headBranch: "of-a-writer", headSha: pull.head });
    const name = repository.nameWithOwner;
    for (const target_url of [
      `${here.github.url}/${name}/actions/runs/${branch}`,
      "https://evil.example/1",
    ]) {
      const set = await fetch(`${here.github.url}/repos/${name}/statuses/${pull.head}`, {
        method: "POST",
        headers: { authorization: `Bearer ${repository.actionsToken()}` },
        body: JSON.stringify({ state: "success", context: "pointsman", description, target_url }),
      });
      expect(set.status).toBe(201);
      const job = await here.jobOf(pull);
      expect([job.exitCode, job.stdout.includes(`/evaluate ${pull.head}`)]).toEqual([1, true]);
    }
  });

  /** As a workflow on some branch can, with a token of the very account that the Action has. */
  async function forge(sha: string, { description, runUrl }: { description: string; runUrl: string }) {
    const { github, repository } = here;
    const set = await fetch(`${github.url}/repos/${repository.nameWithOwner}/statuses/${sha}`, {
      method: "POST",
      headers: { authorization: `Bearer ${repository.actionsToken()}` },
      body: JSON.stringify({ state: "success", context: "pointsman", description, target_url: runUrl }),
    });
    expect(set.status).toBe(201);
  }
  const passed = (number: number) => `#${number} into main: no prompt got worse`;
  const linkOf = async (sha: string) => (await here.repository.statuses(sha))[0]?.targetUrl ?? "";

  it("is not forged by a status that leads to a proven run about another commit", async () => {
    const other = await here.proposed();
    await here.evaluate(other.number, other.head);
    await here.runDispatched();
    const pull = await here.proposed(BREAKING);
    await forge(pull.head, { description: passed(pull.number), runUrl: await linkOf(other.head) });
    const job = await here.jobOf(pull);
    expect(job.exitCode).toBe(1);
    expect(job.summary).toContain("the report of that run is of another commit");
    expect(await evaluationComments(here, pull.number)).toEqual([
      expect.stringContaining(`\n/evaluate ${pull.head}\n`),
    ]);
  });

  it("is not forged by a status that says of a commit's own run that it passed, or links an older pass of it", async () => {
    const pull = await here.proposed(BREAKING);
    await here.evaluate(pull.number, pull.head);
    const asPass = (report: string) =>
      JSON.stringify({ ...JSON.parse(report), verdict: "pass", blocks: false });
    await here.runDispatched(asPass);
    const older = await linkOf(pull.head);
    await here.evaluate(pull.number, pull.head);
    expect((await here.runDispatched()).outputs.verdict).toBe("fail");
    for (const runUrl of [await linkOf(pull.head), older]) {
      await forge(pull.head, { description: passed(pull.number), runUrl });
      const job = await here.jobOf(pull);
      expect([job.exitCode, job.stdout.includes("must not be merged like this")]).toEqual([1, true]);
    }
  });

  it("is not forged by the pass of one prompt where another one's file has errors", async () => {
    const { repository } = here;
    const { branch, number } = await here.proposed();
    const broken = { "prompts/broken.prompt.yml": "messages: [{ role: sistem, content: Hi }]\n" };
    const head = await repository.commit({ branch, files: broken });
    await here.evaluate(number, head);
    expect((await here.runDispatched()).exitCode).toBe(1);
    await forge(head, { description: passed(number), runUrl: await linkOf(head) });
    const job = await here.jobOf({ branch, number, head });
    expect([job.exitCode, job.summary.includes("sistem")]).toEqual([1, true]);
  });

  it("is not forged by the proven run of the same commit against another base branch", async () => {
    const { repository } = here;
    const pull = await here.proposed(BREAKING);
    await repository.commit({ branch: "loose", files: { "NOTES.md": "another base" } });
    const loose = await repository.openPullRequest({ head: pull.branch, base: "loose" });
    await here.evaluate(loose.number, pull.head);
    const asPass = (report: string) =>
      JSON.stringify({ ...JSON.parse(report), verdict: "pass", blocks: false });
    await here.runDispatched(asPass);
    await forge(pull.head, { description: passed(pull.number), runUrl: await linkOf(pull.head) });
    const job = await here.jobOf(pull);
    expect(job.exitCode).toBe(1);
    expect(job.summary).toContain("this pull request's base branch does not have");
  });

  it("still holds once the base branch moved on", async () => {
    const pull = await here.proposed();
    await here.evaluate(pull.number, pull.head);
    await here.runDispatched();
    await here.repository.commit({ files: { "NOTES.md": `after ${pull.head}` } });
    const job = await here.jobOf(pull);
    expect(job.exitCode, job.stdout).toBe(0);
  });

  it("proves nothing without the report, and the job says which step the workflow is missing", async () => {
    const { repository } = here;
    const path = ".github/workflows/pointsman.yml";
    const workflow = (await repository.file(path)) ?? "";
    const pull = await here.proposed();
    const evaluated = async () => {
      await here.evaluate(pull.number, pull.head);
      expect((await here.runDispatched(() => null)).exitCode).toBe(0);
      return here.jobOf(pull);
    };
    const kept = await evaluated();
    expect([kept.exitCode, kept.summary.includes("run this job again then")]).toEqual([1, true]);
    await repository.commit({ files: { [path]: workflow.replace(/ {6}- if: always\(\)[\s\S]*$/, "") } });
    const missing = await evaluated();
    await repository.commit({ files: { [path]: workflow } });
    expect(missing.exitCode).toBe(1);
    expect(missing.summary).toContain(
      "`.github/workflows/pointsman.yml` on the default branch has no step that uploads it",
    );
  });

  it("says nothing of another pull request with the same commit into another branch", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    await here.evaluate(pull.number, pull.head);
    await here.runDispatched();
    await repository.commit({ branch: "lenient", files: { "NOTES.md": "another base" } });
    const { number } = await repository.openPullRequest({ head: pull.branch, base: "lenient" });
    expect((await here.jobOf({ ...pull, number })).exitCode).toBe(1);
  });

  it("starts nothing again when its comment is delivered again", async () => {
    const { github, repository } = here;
    const pull = await here.proposed();
    const deliveries = github.deliveries.length;
    await here.evaluate(pull.number, pull.head);
    const { length } = await repository.dispatched();
    const delivery = github.deliveries.slice(deliveries).find(({ event }) => event === "issue_comment");
    await github.redeliver(delivery?.guid ?? "");
    await github.idle();
    expect(await repository.dispatched()).toHaveLength(length);
    expect((await repository.statuses(pull.head)).map(({ state }) => state)).toEqual(["pending"]);
  });

  it("starts at most one run where GitHub's answer is lost, and says so", async () => {
    const { github, repository } = here;
    const pull = await here.proposed();
    const before = (await repository.dispatched()).length;
    const mend = github.faults.add({ match: /dispatches$/, when: "after", status: 502, times: 1 });
    const { answers } = await here.evaluate(pull.number, pull.head);
    await redeliverFailed(here);
    mend();
    expect(await repository.dispatched()).toHaveLength(before + 1);
    expect(answers).toHaveLength(1);
  });
});

describe("/evaluate where the Action announces", () => {
  it("is answered, evaluated and said on the commit by the comment's own run, and the app starts nothing", async () => {
    const { github, repository } = here;
    const pull = await here.proposed();
    await using _ = await here.configured("announce: action\n");
    const { length } = await repository.dispatched();
    const runId = repository.workflowRun({ event: "issue_comment", status: "in_progress" });
    const runOf = async (by: User) => {
      const comment = await repository.comment(pull.number, `/evaluate ${pull.head}`, by);
      await github.idle();
      return here.act(await repository.events.issueComment(pull.number, comment), { runId });
    };
    await runOf(here.stranger);
    expect(here.modelCalls()).toBe(0);
    expect(await repository.statuses(pull.head)).toEqual([]);
    const run = await runOf(here.maintainer);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.outputs.verdict).toBe("pass");
    const states = (await repository.statuses(pull.head)).map(({ creator, state }) => `${creator} ${state}`);
    expect(states).toEqual(["github-actions[bot] success", "github-actions[bot] pending"]);
    expect(await repository.dispatched()).toHaveLength(length);
    const bodies = (await repository.comments(pull.number)).map(({ body }) => body);
    expect(bodies.filter((body) => body.includes("⏳ Evaluating"))).toHaveLength(1);
    expect((await here.jobOf(pull)).exitCode).toBe(1);
    repository.uploadArtifact(runId, { file: { name: "pointsman-report.json", text: run.report ?? "" } });
    expect((await here.jobOf(pull)).exitCode).toBe(0);
  });
});

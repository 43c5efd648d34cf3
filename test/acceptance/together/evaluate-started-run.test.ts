import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BREAKING, triageWith } from "../../support/proposals.ts";
import { type EvaluateScene, evaluateScene, type Proposed } from "./evaluate-scene.ts";

/** What the run does that `/evaluate` started, or that somebody started by hand. */
let here: EvaluateScene;

beforeAll(async () => {
  here = await evaluateScene();
});

beforeEach(() => here.countAnew());

afterAll(() => here[Symbol.asyncDispose]());

const inputsFor = ({ head, number }: Proposed) => {
  return { task: "evaluate", "pull-request": String(number), sha: head };
};

describe("the run that was started", () => {
  it("evaluates nothing where the pull request was pushed to meanwhile", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    await here.evaluate(pull.number, pull.head);
    const later = await repository.commit({
      branch: pull.branch,
      files: await triageWith(here, BREAKING),
    });
    const run = await here.runDispatched();
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("is not the head of");
    expect((await repository.statuses(pull.head))[0]).toMatchObject({ state: "error" });
    expect(await repository.statuses(later)).toEqual([]);
    expect(here.modelCalls()).toBe(0);
  });

  it("evaluates nothing for a sha that is another commit, a short one, or no number's pull request", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    const main = (await repository.ref("main")) ?? "";
    const inputs = inputsFor(pull);
    for (const wrong of [
      { sha: main },
      { sha: pull.head.slice(0, 12) },
      { sha: "main" },
      { "pull-request": "9999" },
    ]) {
      const event = await repository.events.workflowDispatch({ ...inputs, ...wrong });
      const run = await here.act(event, { inputs: { ...inputs, ...wrong } });
      expect(run.exitCode, run.stdout).toBe(1);
    }
    expect(here.modelCalls()).toBe(0);
  });

  it("evaluates nothing for a person without the permission, who may start workflows by hand", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    const inputs = inputsFor(pull);
    await using _ = await here.configured("permissions: { evaluate: admin }\n");
    const runs = [];
    for (const by of [here.maintainer, { token: repository.actionsToken() }]) {
      runs.push(await here.act(await repository.events.workflowDispatch(inputs, by), { inputs }));
    }
    for (const run of runs) expect(run.stdout).toContain("that needs the role admin");
    expect(here.modelCalls()).toBe(0);
  });

  it("fails where the commit's status cannot be set", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    const inputs = inputsFor(pull);
    const token = repository.actionsToken({ contents: "write", issues: "write", pull_requests: "write" });
    const run = await here.act(await repository.events.workflowDispatch(inputs, here.maintainer), {
      inputs,
      token,
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("statuses: write");
  });
});

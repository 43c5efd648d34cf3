import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ourStatuses, setStatus } from "../../../src/github/statuses.ts";
import { dispatchWorkflow } from "../../../src/github/workflows.ts";
import { UnknownOutcomeError } from "../../../src/releases/ports.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { clientFor, FAULTS, type Scene, sceneOf } from "./scene.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

const WORKFLOW = `on:
  workflow_dispatch:
    inputs:
      task: { default: publish }
      sha: { default: "" }
jobs: {}
`;
const PATH = ".github/workflows/pointsman.yml";

/** The app's view of a repository with a workflow, and one commit of it. */
async function place(): Promise<Scene & { readonly sha: string }> {
  const scene = await sceneOf(github, "app");
  const sha = await scene.repository.commit({ files: { [PATH]: WORKFLOW } });
  return { ...scene, sha };
}

const WANTED = {
  state: "pending",
  context: "pointsman",
  description: "asked for",
  url: "https://x.test/1",
} as const;

describe("a commit's status", () => {
  test("is ours where our account set it, newest first", async () => {
    const commit = await place();
    const others = { ...commit, client: clientFor(github, commit.repository.actionsToken()) };
    await setStatus({ ...others, author: { login: "github-actions[bot]", id: null } }, WANTED);
    await setStatus(commit, WANTED);
    await setStatus(commit, { ...WANTED, context: "another" });
    await setStatus(commit, { ...WANTED, state: "success" });
    expect(await ourStatuses(commit, "pointsman")).toEqual([{ ...WANTED, state: "success" }, WANTED]);
  });

  test.each(FAULTS)("is set once with %s", async (_, fault) => {
    const commit = await place();
    github.faults.add({ match: /^POST \/repos\/[^/]+\/[^/]+\/statuses\//, times: 1, ...fault });
    await setStatus(commit, WANTED);
    expect(await commit.repository.statuses(commit.sha)).toHaveLength(1);
  });

  test("has a text that GitHub takes, however long it was", async () => {
    const commit = await place();
    await setStatus(commit, { ...WANTED, description: "é".repeat(300) });
    expect((await ourStatuses(commit, "pointsman"))[0]?.description).toHaveLength(140);
  });

  test("of a commit that is not there is refused", async () => {
    const commit = await place();
    await expect(setStatus({ ...commit, sha: "0".repeat(40) }, WANTED)).rejects.toThrow("No commit found");
  });
});

describe("a workflow", () => {
  const start = async (own: object = {}) => {
    const scene = await place();
    const request = { ...scene, workflow: "pointsman.yml", inputs: { task: "evaluate" }, ...own };
    return { scene, dispatched: await dispatchWorkflow(request) };
  };

  test("is started on the default branch, and the run's address told", async () => {
    const { dispatched, scene } = await start();
    expect(dispatched).toEqual({ status: "dispatched", runUrl: expect.stringContaining("/actions/runs/") });
    const [run] = await scene.repository.dispatched();
    expect(run).toMatchObject({ workflow: "pointsman.yml", inputs: { task: "evaluate", sha: "" } });
  });

  test.each([
    ["missing", { workflow: "other.yml" }],
    ["missing", { workflow: "../pointsman.yml" }],
    ["unsuited", { inputs: { unheard: "of" } }],
  ])("is %s with %o", async (status, own) => {
    const { dispatched, scene } = await start(own);
    expect(dispatched).toEqual({ status });
    expect(await scene.repository.dispatched()).toEqual([]);
  });

  test("is not started by a token without the permission", async () => {
    const scene = await place();
    const client = clientFor(github, scene.repository.actionsToken({ contents: "write" }));
    expect(await dispatchWorkflow({ ...scene, client, workflow: "pointsman.yml", inputs: {} })).toEqual({
      status: "not_permitted",
    });
  });

  test.each(FAULTS)("is never started twice with %s", async (_, fault) => {
    const scene = await place();
    github.faults.add({ match: /dispatches$/, times: 1, ...fault });
    const starting = dispatchWorkflow({ ...scene, workflow: "pointsman.yml", inputs: {} });
    await expect(starting).rejects.toThrow(UnknownOutcomeError);
    expect((await scene.repository.dispatched()).length).toBe(fault.when === "after" ? 1 : 0);
  });
});

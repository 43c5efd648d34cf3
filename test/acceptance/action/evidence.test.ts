import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Version } from "../../../src/domain/ledger/version.ts";
import { versionSchema } from "../../../src/domain/ledger/version.ts";
import type { ArtifactFacts } from "../../support/github/actions.ts";
import type { RunFacts } from "../../support/github/actions-log.ts";
import { BREAKING, type Proposed, propose, triageWith } from "../../support/proposals.ts";
import { liveVersion, stateOf } from "../../support/releases.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The built Action at a merge: whose evaluation it believes, and what a verdict does. */
let stage: Stage;
let edits = 0;

beforeAll(async () => {
  stage = await setStage();
  await publishNow(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

const PROMPT = "support-triage";

/** A pull request that changes no answer, evaluated by the default branch's workflow. */
async function proposed(): Promise<Proposed & { readonly report: string; readonly headSha: string }> {
  edits += 1;
  const files = await triageWith(stage, [
    /A ticket (is|counts as|#\d+ is) urgent when/,
    `A ticket #${edits} is urgent when`,
  ]);
  const one = await propose(stage, { files });
  if (one.run.report === null) throw new Error(`No report: ${one.run.stdout}`);
  const { headOid } = await stage.repository.pullRequest(one.number);
  return { ...one, report: one.run.report, headSha: headOid };
}

function upload(
  { headSha, report }: { readonly headSha: string; readonly report: string },
  run: RunFacts = {},
  artifact: Partial<ArtifactFacts> = {},
): number {
  const id = stage.repository.workflowRun({ headSha, ...run });
  stage.repository.uploadArtifact(id, { file: { name: "pointsman-report.json", text: report }, ...artifact });
  return id;
}

/** Merges, publishes, and gives the version with how many times the model was asked. */
async function merged(number: number, prompt = PROMPT) {
  await stage.repository.merge(number);
  const before = stage.model.requests.length;
  const run = await stage.act(await stage.repository.events.push());
  await stage.github.idle();
  const { latest } = await stateOf(stage.repository, prompt);
  return {
    run,
    calls: stage.model.requests.length - before,
    version: await versionOf(prompt, latest.version),
    live: await liveVersion(stage.repository, prompt),
  };
}

async function versionOf(prompt: string, id: string): Promise<Version> {
  const text = await stage.repository.file(`prompts/${prompt}/versions/${id}.json`, "prompt-releases");
  return versionSchema.parse(JSON.parse(text ?? ""));
}

const publishedComment = async (number: number) =>
  (await stage.repository.comments(number)).find(({ body }) => body.startsWith("<!-- pointsman:published:"))
    ?.body;

describe("a merge", () => {
  it("takes over what the default branch's workflow evaluated on the pull request, and asks no model", async () => {
    const one = await proposed();
    const runId = upload(one);
    const { calls, live, run, version } = await merged(one.number);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(calls).toBe(0);
    expect(live).toBe(version.version);
    expect(version.evaluation).toMatchObject({
      verdict: "pass",
      head: { digest: version.digest },
      obtained: { how: "reused", run_id: runId, event: "pull_request_target" },
    });
    expect(version.evaluation?.cases).toHaveLength(5);
    expect(await publishedComment(one.number)).toContain(`run ${runId}`);
  });

  it("takes it over also from a run that a person or the app dispatched on the default branch", async () => {
    const one = await proposed();
    const headSha = (await stage.repository.ref("main")) ?? "";
    const runId = upload({ ...one, headSha }, { event: "workflow_dispatch", headBranch: "main" });
    const { calls, version } = await merged(one.number);
    expect([calls, version.evaluation?.obtained]).toMatchObject([0, { how: "reused", run_id: runId }]);
  });

  it.each<[string, RunFacts, Partial<ArtifactFacts>]>([
    ["a pull_request run, whose workflow may be forged", { event: "pull_request" }, {}],
    ["another workflow of the default branch", { path: ".github/workflows/other.yml" }, {}],
    ["a dispatch of another branch", { event: "workflow_dispatch", headBranch: "evil" }, {}],
    ["a dispatch in a fork", { event: "workflow_dispatch", headRepositoryId: 987_654 }, {}],
    ["a run that was cancelled", { conclusion: "cancelled" }, {}],
    ["an artifact with another digest", {}, { digest: `sha256:${"0".repeat(64)}` }],
    ["an artifact of another name", {}, { name: "reports" }],
    ["something that is no report", {}, { file: { name: "pointsman-report.json", text: "{}" } }],
  ])("does not believe %s, and evaluates again", async (_, facts, artifact) => {
    const one = await proposed();
    upload(one, facts, artifact);
    const { calls, version } = await merged(one.number);
    expect(calls).toBeGreaterThan(0);
    expect(version.evaluation).toMatchObject({ verdict: "pass", obtained: { how: "made" } });
  });

  it("does not believe a dispatch of a tag that is called like the default branch, but has another workflow", async () => {
    const one = await proposed();
    const files = { ".github/workflows/pointsman.yml": "name: forged\n" };
    // Merged later on with its revert, the commit is even an ancestor of the default branch.
    const headSha = await stage.repository.commit({ branch: one.branch, files });
    const genuine = (await stage.repository.file(".github/workflows/pointsman.yml")) ?? "";
    await stage.repository.commit({
      branch: one.branch,
      files: { ".github/workflows/pointsman.yml": genuine },
    });
    upload({ ...one, headSha }, { event: "workflow_dispatch", headBranch: "main" });
    const { calls, version } = await merged(one.number);
    expect(calls).toBeGreaterThan(0);
    expect(version.evaluation).toMatchObject({ obtained: { how: "made" } });
  });

  it("does not believe a report of another head, base or prompt", async () => {
    const other = await proposed();
    const one = await proposed();
    upload({ headSha: one.headSha, report: other.report });
    const { calls, version } = await merged(one.number);
    expect(calls).toBeGreaterThan(0);
    expect(version.evaluation?.head.digest).toBe(version.digest);
  });

  it("evaluates again where what is live is not what the pull request was compared with", async () => {
    const [first, second] = [await proposed(), await proposed()];
    upload(first);
    await merged(first.number);
    const files = await triageWith(stage, [/A ticket #\d+ is urgent when/, "A ticket #last is urgent when"]);
    await stage.repository.commit({ branch: second.branch, from: "main", files });
    upload(second);
    await stage.repository.commit({ files });
    const before = stage.model.requests.length;
    await publishNow(stage);
    expect(stage.model.requests.length).toBeGreaterThan(before);
    await stage.repository.commit({
      files: await triageWith(stage, ["A ticket #last is urgent when", "A ticket is urgent when"]),
    });
    await publishNow(stage);
  });

  it("publishes without the permission to read earlier runs, and evaluates for itself", async () => {
    const one = await proposed();
    upload(one);
    await stage.repository.merge(one.number);
    const token = stage.repository.actionsToken({
      contents: "write",
      metadata: "read",
      pull_requests: "write",
    });
    const run = await stage.act(await stage.repository.events.push(), { token });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.stdout).toContain("actions: read");
    expect(JSON.parse(run.outputs.published ?? "")).toHaveLength(1);
  });
});

describe("a verdict at a merge", () => {
  it("that fails leaves the version, moves no pointer, fails the job and names the way past it", async () => {
    const before = await liveVersion(stage.repository, PROMPT);
    const one = await propose(stage, { files: await triageWith(stage, BREAKING) });
    expect(one.run.outputs.verdict).toBe("fail");
    const { headOid } = await stage.repository.pullRequest(one.number);
    upload({ headSha: headOid, report: one.run.report ?? "" }, { conclusion: "failure" });
    const { calls, live, run, version } = await merged(one.number);
    expect([calls, run.exitCode, live]).toEqual([0, 1, before]);
    expect(version.version).not.toBe(before);
    expect(version.evaluation).toMatchObject({ verdict: "fail", blocks: true });
    expect(run.stdout).toContain(`/promote ${PROMPT} ${version.version} to production`);
    const good = await triageWith(stage, [BREAKING[1], BREAKING[0]]);
    await stage.repository.commit({ files: good });
    await publishNow(stage);
  });

  it("that is required and missing fails the job as well; without a requirement it is only missing", async () => {
    const config = (await stage.repository.file(".github/pointsman.yml")) ?? "";
    const bare = (text: string) =>
      `name: Bare\nmodel: simulated/gpt-4.1\nmessages: [{ role: user, content: ${text} }]\n`;
    const path = "prompts/bare.prompt.yml";
    await stage.repository.commit({ files: { [path]: bare("one") } });
    await publishNow(stage);
    const first = await liveVersion(stage.repository, "bare");
    expect((await versionOf("bare", first ?? "")).evaluation).toBeNull();
    const required = config.replace(
      "production: { on_merge: publish }",
      "production: { on_merge: publish, evidence: required }",
    );
    await stage.repository.commit({ files: { ".github/pointsman.yml": required, [path]: bare("two") } });
    const run = await stage.act(await stage.repository.events.push());
    const { latest } = await stateOf(stage.repository, "bare");
    expect([run.exitCode, await liveVersion(stage.repository, "bare")]).toEqual([1, first]);
    expect(latest.version).not.toBe(first);
    expect(run.stdout).toContain(`/promote bare ${latest.version} to staging`);
  });
});

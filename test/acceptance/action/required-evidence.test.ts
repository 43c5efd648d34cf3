import { expect, it } from "vitest";
import { versionSchema } from "../../../src/domain/ledger/version.ts";
import { say } from "../../support/commands.ts";
import { HARMLESS, propose, triageWith } from "../../support/proposals.ts";
import { liveVersion, stateOf } from "../../support/releases.ts";
import { plainPath, plainPrompt } from "../../support/releases-on-stage.ts";
import { STAGE_API_KEY, STAGE_SECRET, type Stage, setStage } from "../../support/stage.ts";

/** An environment that merges do not move and that wants evidence, from the pull request to production. */
const PROMPT = "support-triage";

async function holdingStage(config = ""): Promise<Stage> {
  const stage = await setStage({ config, files: { [plainPath("plain")]: plainPrompt("without cases") } });
  const settings = (await stage.repository.file(".github/pointsman.yml")) ?? "";
  const held = settings.replace(
    "production: { on_merge: publish }",
    "production: { on_merge: hold, evidence: required }",
  );
  await stage.repository.commit({ files: { ".github/pointsman.yml": held } });
  return stage;
}

async function pushed(stage: Stage) {
  const run = await stage.act(await stage.repository.events.push());
  await stage.github.idle();
  return run;
}

const lead = ({ github, repository }: Stage) => github.user("lead", { role: "maintain", on: repository });

it("lets a version go to production by /promote for its evidence, and refuses one without", async () => {
  await using stage = await holdingStage();
  const { repository } = stage;
  await pushed(stage);
  const one = await propose(stage, { files: await triageWith(stage, HARMLESS) });
  expect(one.run.outputs.verdict).toBe("pass");
  const { headOid: headSha } = await repository.pullRequest(one.number);
  const file = { name: "pointsman-report.json", text: one.run.report ?? "" };
  repository.uploadArtifact(repository.workflowRun({ headSha }), { file });
  await repository.merge(one.number);
  const asked = stage.model.requests.length;
  const merge = await pushed(stage);
  expect([merge.exitCode, stage.model.requests.length], merge.stdout).toEqual([0, asked]);

  const { latest } = await stateOf(repository, PROMPT);
  expect(await liveVersion(repository, PROMPT, "staging")).toBe(latest.version);
  expect(await liveVersion(repository, PROMPT)).toBeNull();
  const by = await lead(stage);
  const { answers } = await say(stage, { text: `/promote ${PROMPT} ${latest.version} to production`, by });
  expect(answers[0]).toContain("pass");
  expect(await liveVersion(repository, PROMPT)).toBe(latest.version);

  const plain = (await stateOf(repository, "plain")).latest.version;
  const refused = await say(stage, { text: `/promote plain ${plain} to production`, by });
  expect(refused.answers[0]).toContain("evidence_missing");
  expect(await liveVersion(repository, "plain")).toBeNull();
});

it("refuses /publish in the app, which asks no model, and names the workflow that does", async () => {
  await using stage = await holdingStage();
  await pushed(stage);
  await stage.repository.commit({ files: await triageWith(stage, HARMLESS) });
  const before = (await stateOf(stage.repository, PROMPT)).latest.version;
  const { answers } = await say(stage, { text: `/publish ${PROMPT}`, by: await lead(stage) });
  expect(answers[0]).toContain("`production` requires an evaluation");
  expect(answers[0]).toContain("`pointsman.yml` with the task `publish`");
  expect(answers[0]).toContain("Nothing was changed (`evidence_missing`)");
  expect((await stateOf(stage.repository, PROMPT)).latest.version).toBe(before);
});

it("evaluates for /publish where the Action answers", async () => {
  await using stage = await holdingStage("announce: action\n");
  const { repository } = stage;
  await pushed(stage);
  await repository.commit({ files: await triageWith(stage, HARMLESS) });
  const { number } = await repository.issue({ title: "It was missed" });
  const comment = await repository.comment(number, `/publish ${PROMPT}`, await lead(stage));
  const env = { OPENAI_API_KEY: STAGE_API_KEY, POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET };
  const run = await stage.act(await repository.events.issueComment(number, comment), { env });
  expect(run.exitCode, run.stdout).toBe(0);
  const { latest } = await stateOf(repository, PROMPT);
  const text = await repository.file(`prompts/${PROMPT}/versions/${latest.version}.json`, "prompt-releases");
  expect(versionSchema.parse(JSON.parse(text ?? "")).evaluation).toMatchObject({ verdict: "pass" });
});

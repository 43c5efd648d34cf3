import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { propose, TRIAGE_PATH } from "../../support/proposals.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

const promptOf = (word: string, path = "results.json") =>
  `id: support-triage\nmodel: openai/gpt-4.1-mini\nmessages:\n  - {role: user, content: "${word} please: {{ticket}}"}\nevaluation: {promptfoo: ${path}}\n`;

/** The built Action on a repository whose prompt names promptfoo's results. */
let stage: Stage;
let workspace: TemporaryFolder;

beforeAll(async () => {
  workspace = temporaryFolder("workspace");
  stage = await setStage({ files: { [TRIAGE_PATH]: promptOf("JSON") } });
  await publishNow(stage);
  const fixture = new URL("../../unit/evaluation/promptfoo/fixtures/v3.json", import.meta.url);
  await writeFile(join(workspace.path, "results.json"), await readFile(fixture));
  const forged = (await readFile(fixture, "utf8")).replaceAll('"success": false', '"success": true');
  await writeFile(join(workspace.path, "forged.json"), forged);
});

afterAll(() => stage[Symbol.asyncDispose]());
afterAll(() => workspace[Symbol.dispose]());

const proposed = (text: string) =>
  propose(stage, { files: { [TRIAGE_PATH]: text }, env: { GITHUB_WORKSPACE: workspace.path } });

it("gates on the results that an earlier step left in the workspace, and asks no model", async () => {
  const before = stage.model.requests.length;
  const { comments, run } = await proposed(promptOf("Chat"));
  expect({ exitCode: run.exitCode, verdict: run.outputs.verdict }).toEqual({
    exitCode: 0,
    verdict: "inconclusive",
  });
  expect(comments[0]).toContain("given results cannot be run again to confirm it");
  expect(comments[0]).toContain("no model was asked here, and it is no evidence for a version");
  expect(stage.model.requests).toHaveLength(before);
});

it("is not led to other results by the pull request", async () => {
  const { comments, run } = await proposed(promptOf("Chat", "forged.json"));
  expect({ exitCode: run.exitCode, verdict: run.outputs.verdict }).toEqual({ exitCode: 1, verdict: "fail" });
  expect(comments[0]).toContain("results changed");
  expect(comments[0]).toContain("forged.json");
  expect(comments[0]).toContain("given results cannot be run again to confirm it");
});

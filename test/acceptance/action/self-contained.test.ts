import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BREAKING, propose, triageWith } from "../../support/proposals.ts";
import { type Stage, setStage } from "../../support/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

const BUILT = fileURLToPath(new URL("../../../dist/action.js", import.meta.url));
let stage: Stage;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = temporaryFolder("alone");
  await copyFile(BUILT, join(folder.path, "action.mjs"));
  stage = await setStage();
});

afterAll(() => stage[Symbol.asyncDispose]());
afterAll(() => folder[Symbol.dispose]());

it("dist/action.js alone, in an empty folder, evaluates and publishes", async () => {
  const action = join(folder.path, "action.mjs");
  const push = await stage.act(await stage.repository.events.push(), { action });
  expect(push.exitCode, push.stdout + push.stderr).toBe(0);
  expect(JSON.parse(push.outputs.published ?? "")).toHaveLength(3);
  const { run } = await propose(stage, { files: await triageWith(stage, BREAKING), action });
  expect(run.exitCode, run.stdout + run.stderr).toBe(1);
  expect(run.stdout + run.stderr).not.toContain("ERR_MODULE_NOT_FOUND");
  expect(await readdir(folder.path)).toEqual(["action.mjs"]);
});

import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluationReportSchema } from "../../../src/evaluation/report/report.ts";
import { promptRepository, promptText, runCli, runJson, TRIAGE } from "../../support/cli.ts";

/** Promptfoo's own file: of two cases the second passes on the base, and fails on the head, in both repeats. */
const FIXTURE = new URL("../../unit/evaluation/promptfoo/fixtures/v3.json", import.meta.url);
const KEY = "evaluation: {promptfoo: results.json}\n";

/** A work tree whose prompt changed; no model is configured that could be asked. */
async function scene() {
  const files = { [TRIAGE]: promptText("JSON please: {{ticket}}", KEY) };
  const repository = await promptRepository({ files });
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  await writeFile(join(at.directory, TRIAGE), promptText("Chat please: {{ticket}}", KEY));
  return { at, results: join(at.directory, "results.json"), repository };
}

test("eval gates on promptfoo's results and asks no model", async () => {
  const { at, repository, results } = await scene();
  await using _ = repository;
  await writeFile(results, await readFile(FIXTURE));
  const { exitCode, stdout } = await runCli(["eval"], at);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/given results cannot be run again to confirm it/);
  expect(stdout).toMatch(/Chat please: .* compared with JSON please: .* as said by results\.json/);
  const report = evaluationReportSchema.parse((await runJson(["eval"], at)).json);
  expect(report).toMatchObject({
    verdict: "inconclusive",
    run: { calls: 0 },
    prompts: [
      {
        reasons: [{ code: "regression_not_rerun" }],
        base: { metrics: { passed: 2 } },
        head: { metrics: { passed: 1 } },
        cases: [
          { name: "refund", status: "passing", trials: { head: { passes: 2 } } },
          { status: "newly_failing", trials: { base: { passes: 2 }, head: { fails: 2 } } },
        ],
      },
    ],
  });
});

test("eval fails without the results, and reads none through a link", async () => {
  const { at, repository, results } = await scene();
  await using _ = repository;
  expect(await runJson(["eval"], at)).toMatchObject({
    exitCode: 1,
    json: { prompts: [{ reasons: [{ code: "results_unusable" }] }] },
  });
  await symlink(FIXTURE.pathname, results);
  expect(await runJson(["eval"], at)).toMatchObject({
    exitCode: 1,
    json: { prompts: [{ reasons: [{ code: "results_unusable" }] }] },
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluationReportSchema } from "../../../src/evaluation/report.ts";
import { promptRepository, promptText, runCli, runJson, TRIAGE } from "../../support/cli.ts";
import { startModelServer } from "../../support/model-server.ts";

const SUITE = `testData:
  - name: refund
    ticket: money back
evaluators:
  - name: is JSON
    json: true
`;
const good = promptText("JSON please: {{ticket}}", SUITE);
const bad = promptText("Chat please: {{ticket}}", SUITE);

/** A model that answers with JSON only where it is asked for it, and a repository whose config knows it. */
async function scene(models = "") {
  const stack = new AsyncDisposableStack();
  const model = stack.use(
    await startModelServer({
      answer: ({ messages }) => (messages[0]?.content.startsWith("JSON") ? '{"a":1}' : "Hello!"),
    }),
  );
  const config = `models:\n  providers:\n    openai: { type: openai-compatible, base_url: "${model.baseUrl}", api_key: env:MY_KEY }\n  prices: { "*": { input: 2, output: 8 } }\n${models}`;
  const repository = stack.use(
    await promptRepository({ files: { [TRIAGE]: good, ".github/pointsman.yml": config } }),
  );
  const at = { directory: repository.directory, env: { MY_KEY: "sk-test-key" } };
  await runCli(["publish"], at);
  return { model, repository, at, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("eval compares the work tree with what is live, names the failing case and exits with 1", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), bad);
  const { exitCode, stderr, stdout } = await runCli(["eval"], at);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "The gate failed.\n" });
  expect(stdout).toMatch(/^support-triage: fail \(version \S+ → work tree\)/);
  expect(stdout).toMatch(/refund +pass +fail +newly failing \(confirmed\)/);
  expect(model.requests[0]?.headers.authorization).toBe("Bearer sk-test-key");

  const { exitCode: code, json } = await runJson(["eval", "support-triage"], at);
  const report = evaluationReportSchema.parse(json);
  expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: "fail" });
});

test("eval sees what was committed but not published yet, and commits by name", async () => {
  await using stage = await scene();
  const { at, repository } = stage;
  await repository.commit({ files: { [TRIAGE]: bad } });
  expect(await runJson(["eval"], at)).toMatchObject({ exitCode: 1, json: { verdict: "fail" } });
  expect(await runJson(["eval", "--base", "main~1", "--head", "main"], at)).toMatchObject({
    exitCode: 1,
    json: { prompts: [{ base: { kind: "branch", label: "main~1" } }] },
  });
  expect((await runJson(["eval", "--head", "absent"], at)).json.code).toBe("unknown_commit");
});

test("eval without a change has nothing to do, and knows which prompts there are", async () => {
  await using stage = await scene();
  const { at, model } = stage;
  expect(await runJson(["eval"], at)).toMatchObject({ exitCode: 0, json: { verdict: "pass", prompts: [] } });
  expect(await runJson(["eval", "support-triage"], at)).toMatchObject({ exitCode: 0, json: { prompts: [] } });
  expect(await runJson(["eval", "support-triag"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "unknown_prompt", suggestion: "support-triage" },
  });
  expect(model.requests).toHaveLength(0);
});

test("eval calls no model that the config does not allow, and names the line that would allow it", async () => {
  await using stage = await scene('  allowed: ["openai/gpt-4.1*"]\n');
  const { at, model, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), bad.replace(/^model: .*$/m, "model: openai/o3-pro"));
  const head = await runCli(["eval"], at);
  expect({ code: head.exitCode, stderr: head.stderr }).toEqual({ code: 1, stderr: "The gate failed.\n" });
  expect(head.stdout).toContain('add "- openai/o3-pro" to models.allowed');
  expect(model.requests.map((request) => request.model)).not.toContain("o3-pro");
});

test("eval without the key that the config names is bad input and asks no model", async () => {
  await using stage = await scene();
  const { model, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), bad);
  const { exitCode, stdout } = await runCli(["eval"], { directory: repository.directory });
  expect(exitCode).toBe(2);
  expect(stdout).toContain("MY_KEY");
  expect(model.requests).toHaveLength(0);
});

test("eval says its estimate first, asks nothing twice, and with --no-cache asks again", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), bad);
  const first = await runCli(["eval", "--json"], at);
  const calls = model.requests.length;
  expect(calls).toBeGreaterThan(0);
  const second = await runCli(["eval", "--json"], at);
  expect(model.requests.length).toBe(calls);
  expect(second.exitCode).toBe(first.exitCode);
  expect(JSON.parse(second.stdout)).toMatchObject({ run: { calls: 0, cached_answers: calls, cost_usd: 0 } });
  await runCli(["eval", "--no-cache"], at);
  expect(model.requests.length).toBe(2 * calls);
  await runCli(["eval", "--cache", join(repository.directory, "elsewhere")], at);
  await runCli(["eval", "--cache", join(repository.directory, "elsewhere")], at);
  expect(model.requests.length).toBe(3 * calls);
});

test("eval does not start where the run has a cap and a price is unknown, and names the lines to add", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  const config = `models:\n  providers:\n    openai: { type: openai-compatible, base_url: "${model.baseUrl}", api_key: env:MY_KEY }\n`;
  await repository.commit({ files: { ".github/pointsman.yml": config } });
  await writeFile(join(repository.directory, TRIAGE), bad);
  const { exitCode, stderr, stdout } = await runCli(["eval"], at);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("price") });
  expect(stdout).toContain('prices: { "openai/gpt-4.1-mini": { input: …, output: … } }');
  expect(model.requests).toHaveLength(0);
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluationReportSchema } from "../../../src/evaluation/report/report.ts";
import { promptRepository, promptText, runCli, runJson, startCli, TRIAGE } from "../../support/cli.ts";
import { startModelServer } from "../../support/model-server.ts";

const SUITE = `testData:
  - name: refund
    ticket: money back
evaluators:
  - name: is JSON
    json: true
`;
const MORE = SUITE.replace(
  "evaluators:",
  "  - name: refund again\n    ticket: money please\n  - name: praise\n    ticket: thank you\nevaluators:",
);
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
  const [verdict] = stdout.split("\n");
  expect(verdict).toMatch(
    /^❌ support-triage must not be merged like this: 1 case passed before and fails now: refund\./,
  );
  expect(stdout).toMatch(/^support-triage: fail \(version \S+ → work tree\)$/m);
  expect(stdout).toMatch(/cases passed +1 of 1 +0 of 1 +−1/);
  expect(stdout).toMatch(/Newly failing \(1\)\n +refund\n +❌ is JSON: .*\n +run again: confirmed/);
  expect(stdout).toContain('[-{"a":1}-]{+Hello!+}');
  expect(stdout).toMatch(/^this run: \d+ model calls +.* of at most 15 min +.* in, .* out +.* USD/m);
  expect(stdout).toMatch(/Compared with version \S+, live in production for/);
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

test("eval runs the cases that --case names, and says that the verdict is over a part of the suite", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  await repository.commit({ files: { [TRIAGE]: promptText("JSON please: {{ticket}}", MORE) } });
  await writeFile(join(repository.directory, TRIAGE), promptText("Chat please: {{ticket}}", MORE));
  const part = await runCli(["eval", "--base", "main", "--case", "refund*", "--no-cache"], at);
  expect(part.stdout).toContain("This verdict is over a part of the suite: 2 of 3 cases of support-triage.");
  expect(JSON.stringify(model.requests.map(({ messages }) => messages))).not.toContain("thank you");
  const { json } = await runJson(["eval", "--base", "main", "--case", "refund", "--case", "praise"], at);
  const [prompt] = evaluationReportSchema.parse(json).prompts;
  expect(prompt?.cases.map(({ name }) => name)).toEqual(["refund", "praise"]);
  expect(prompt).toMatchObject({ part_of_suite: { cases: 3 } });
  expect(prompt).not.toHaveProperty("first_pass");
  const absent = await runJson(["eval", "--base", "main", "--case", "refunds"], at);
  expect(absent).toMatchObject({ exitCode: 1, json: { code: "unknown_case", case: "refunds" } });
});

test("eval --trials runs every case so often on both arms", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), good.replace("JSON please", "JSON please!"));
  await runCli(["eval", "--base", "main", "--trials", "3"], at);
  expect(model.requests).toHaveLength(6);
  expect(await runJson(["eval", "--trials", "0"], at)).toMatchObject({
    exitCode: 2,
    json: { code: "usage" },
  });
});

test("eval --aa runs the base against itself with fresh draws, and counts what fails for nothing", async () => {
  await using stage = await scene();
  const { at, model } = stage;
  const quiet = await runJson(["eval", "--aa", "3"], at);
  expect(quiet).toMatchObject({
    exitCode: 0,
    json: { status: "done", runs: { wanted: 3, finished: 3 }, failed: 0, rate: 0, calls: 6 },
  });
  expect(model.requests).toHaveLength(6);
  const text = await runCli(["eval", "support-triage", "--aa", "2"], at);
  expect(text.stdout).toContain("The gate failed 0 of 2 runs of the base against itself, for nothing: 0 %");
  expect(model.requests).toHaveLength(10);
});

test("eval --aa tells a gate that fails for nothing, and which cases make it", async () => {
  // The arms take turns, one call at a time: every second answer is the head's, and only those fail.
  await using model = await startModelServer({ answer: (_, number) => (number % 2 === 0 ? "{}" : "no") });
  const config = `models:\n  providers:\n    openai: { type: openai-compatible, base_url: "${model.baseUrl}" }\n  prices: { "*": { input: 2, output: 8 } }\nconcurrency: 1\n`;
  await using repository = await promptRepository({
    files: { [TRIAGE]: good, ".github/pointsman.yml": config },
  });
  const { exitCode, stdout } = await runCli(["eval", "--aa", "2"], { directory: repository.directory });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("The gate failed 2 of 2 runs of the base against itself, for nothing: 100 %");
  expect(stdout).toContain("run 2, support-triage: confirmed_regression: 1 case passed before and fails now");
});

test("eval --aa stops where the cap of one run is used up, and says how far it came", async () => {
  await using stage = await scene();
  const { at, repository, model } = stage;
  const config = await readFile(join(repository.directory, ".github/pointsman.yml"), "utf8");
  await repository.commit({ files: { ".github/pointsman.yml": `${config}budget: { usd: 0.01 }\n` } });
  const run = await runJson(["eval", "--aa", "500"], at);
  expect(run).toMatchObject({ exitCode: 3, json: { code: "budget_exhausted", runs: { wanted: 500 } } });
  expect(model.requests.length).toBeLessThan(1_000);
});

test("eval --watch evaluates again when a prompt changes, asks nothing twice and ends with Ctrl-C", async () => {
  await using stage = await scene();
  const { at, model, repository } = stage;
  await using watching = startCli(["eval", "--watch", "--json"], at);
  const nothing = evaluationReportSchema.parse(JSON.parse(await watching.line()));
  expect(nothing.prompts).toHaveLength(0);
  await writeFile(join(repository.directory, TRIAGE), bad);
  const failed = evaluationReportSchema.parse(JSON.parse(await watching.line()));
  expect(failed.verdict).toBe("fail");
  const calls = model.requests.length;
  await writeFile(join(repository.directory, "prompts/notes.json"), "{}");
  await writeFile(join(repository.directory, TRIAGE), good);
  expect(JSON.parse(await watching.line())).toMatchObject({ verdict: "pass", prompts: [] });
  await writeFile(join(repository.directory, TRIAGE), bad);
  expect(JSON.parse(await watching.line())).toMatchObject({ verdict: "fail", run: { calls: 0 } });
  expect(model.requests).toHaveLength(calls);
  watching.interrupt();
  expect(await watching.ended).toBe(0);
  expect(JSON.parse(await watching.rest())).toEqual({ status: "done", evaluations: 4 });
});

test("eval exits with 1 where a verdict that is not known blocks, as the Action's job does", async () => {
  await using stage = await scene();
  const { at, repository } = stage;
  await writeFile(join(repository.directory, "prompts/bare.prompt.yml"), promptText("Hi {{name}}"));
  const open = await runJson(["eval"], at);
  expect(open).toMatchObject({ exitCode: 0, json: { verdict: "inconclusive", blocks: false } });
  const config = await readFile(join(repository.directory, ".github/pointsman.yml"), "utf8");
  await repository.commit({
    files: { ".github/pointsman.yml": `${config}gates: { block_inconclusive: true }\n` },
  });
  const { exitCode, stderr } = await runCli(["eval"], at);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: "The gate is inconclusive, and its rules let that block (gates.block_inconclusive).\n",
  });
});

test("eval says that the budget was used up, not that a model did not answer", async () => {
  await using stage = await scene();
  const { at, repository } = stage;
  const config = await readFile(join(repository.directory, ".github/pointsman.yml"), "utf8");
  await repository.commit({ files: { ".github/pointsman.yml": `${config}budget: { usd: 0.000001 }\n` } });
  await writeFile(join(repository.directory, TRIAGE), bad);
  const { exitCode, stderr } = await runCli(["eval", "--no-cache"], at);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: expect.stringContaining("the run's budget was used up"),
  });
});

test("eval refuses words that contradict each other", async () => {
  await using stage = await scene();
  const refused = await runJson(["eval", "--watch", "--head", "main"], stage.at);
  expect(refused).toMatchObject({ exitCode: 2, json: { code: "usage" } });
});

test("eval --format gh-models prints what GitHub's own runner printed, with our report beside it", async () => {
  await using stage = await scene();
  const { at, repository } = stage;
  await writeFile(join(repository.directory, TRIAGE), bad);
  const { exitCode, stdout } = await runCli(["eval", "--format", "gh-models"], at);
  expect(exitCode).toBe(1);
  const { pointsman, ...printed } = JSON.parse(stdout);
  expect(printed).toEqual({
    name: "Support triage",
    description: "",
    model: "openai/gpt-4.1-mini",
    testResults: [
      {
        testCase: { name: "refund", ticket: "money back" },
        modelResponse: "Hello!",
        evaluationResults: [
          { evaluatorName: "is JSON", score: 0, passed: false, details: expect.any(String) },
        ],
      },
    ],
    summary: { totalTests: 1, passedTests: 0, failedTests: 1, passRate: 0 },
  });
  expect(evaluationReportSchema.parse(pointsman).verdict).toBe("fail");
  await writeFile(join(repository.directory, TRIAGE), good);
  expect(await runJson(["eval", "--format", "gh-models"], at)).toMatchObject({
    exitCode: 2,
    json: { code: "not_one_prompt" },
  });
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { BREAKING, HARMLESS, propose, proposeMore, triageWith } from "../../support/proposals.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { setStage } from "../../support/stage.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("a run says its estimate before the first call, and what it cost", async () => {
  await using stage = await setStage();
  const { run } = await propose(stage, { files: await triageWith(stage, HARMLESS) });
  expect(run.stdout.indexOf("Estimate")).toBeLessThan(run.stdout.indexOf("first pass"));
  expect(run.stdout).toContain("the cap is 2 USD and 15 minutes");
  expect(Number(run.outputs["cost-usd"])).toBeGreaterThan(0);
});

test("a second run of a pull request asks nothing, and after a push only what changed", async () => {
  await using stage = await setStage();
  using folder = temporaryFolder("cost");
  const inputs = { "cache-dir": join(folder.path, "answers") };
  const files = await triageWith(stage, BREAKING);
  const first = await propose(stage, { files, inputs });
  const calls = stage.model.requests.length;
  const event = await stage.repository.events.pullRequest(first.number, { target: true });
  const second = await stage.act(event, { inputs });
  expect(stage.model.requests.length).toBe(calls);
  expect(second.outputs).toMatchObject({ verdict: first.run.outputs.verdict, "cost-usd": "0" });
});

test("a run ends where the next call might not fit its cap, and says what to change", async () => {
  await using stage = await setStage({ config: "budget: { usd: 0.000001 }\n" });
  const { comments, run } = await propose(stage, { files: await triageWith(stage, HARMLESS) });
  expect(stage.model.requests).toHaveLength(0);
  expect(run.outputs.verdict).toBe("inconclusive");
  expect(comments[0]).toContain("budget.usd");
});

test("a run with a cap does not start on a model whose price nobody knows", async () => {
  await using stage = await setStage();
  const config = (await stage.repository.file(".github/pointsman.yml")) ?? "";
  const unpriced = config.replace(/ {2}prices:\n.*\n/, "");
  await stage.repository.commit({ files: { ".github/pointsman.yml": unpriced } });
  const proposed = await propose(stage, { files: await triageWith(stage, HARMLESS) });
  expect(stage.model.requests).toHaveLength(0);
  expect(proposed.run.outputs).toMatchObject({ verdict: "inconclusive", "cost-usd": "0" });
  expect(proposed.comments[0]).toContain("allow_unknown_prices");
  const allowed = `${unpriced}budget: { allow_unknown_prices: true }\n`;
  await stage.repository.commit({ files: { ".github/pointsman.yml": allowed } });
  const more = await proposeMore(stage, proposed, await triageWith(stage, HARMLESS));
  expect(more.run.outputs).toMatchObject({ verdict: "pass", "cost-usd": "unknown" });
});

test.each([
  [
    "calls that the cap cannot bear",
    (text: string) => text.replace("maxTokens: 200", "maxTokens: 300000"),
    "maxTokens",
  ],
  [
    "answers and surcharges by the dozen",
    (text: string) => text.replace("maxTokens: 200", "maxTokens: 200\n  n: 128"),
    "models",
  ],
  [
    "a model whose price nobody knows",
    (text: string) => text.replace("simulated/gpt-4.1-mini", "simulated/o9"),
    "allow_unknown_prices",
  ],
])("a worse prompt does not escape its gate by asking for %s", async (_, asking, told) => {
  await using stage = await setStage();
  const config = (await stage.repository.file(".github/pointsman.yml")) ?? "";
  const priced = config.replace("simulated/*:", "simulated/gpt-4.1*:");
  await stage.repository.commit({ files: { ".github/pointsman.yml": priced } });
  await publishNow(stage);
  const worse = await triageWith(stage, BREAKING);
  const files = Object.fromEntries(Object.entries(worse).map(([path, text]) => [path, asking(text)]));
  expect(files).not.toEqual(worse);
  const { comments, run } = await propose(stage, { files });
  expect([run.outputs.verdict, run.exitCode]).toEqual(["fail", 1]);
  expect(comments[0]).toContain(told);
});

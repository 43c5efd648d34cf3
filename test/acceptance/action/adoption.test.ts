import { expect, it } from "vitest";
import { liveVersion, stateOf } from "../../support/releases.ts";
import { plainPath } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The first publication of prompts that were there before pointsman, with their cases. */

const COUNT = 12;
const ids = Array.from({ length: COUNT }, (_, n) => `adopted-${n}`);

const promptWithCases = (id: string) => `name: ${id}
model: simulated/gpt-4.1
modelParameters: { max_tokens: 50 }
messages: [{ role: user, content: "${id}: {{q}}" }]
testData: [{ q: one }, { q: two }]
evaluators: [{ name: polite, string: { contains: "yes" } }]
`;

async function adopt(says: (id: number) => string, config = ""): Promise<Stage> {
  const files = Object.fromEntries(ids.map((id) => [plainPath(id), promptWithCases(id)]));
  return setStage({
    config: `prompts: ["prompts/adopted-*.prompt.yml"]\n${config}`,
    files,
    answer: ({ messages }) => says(Number(/^adopted-(\d+)/.exec(messages[0]?.content ?? "")?.[1])),
  });
}

it("leaves those live nowhere that fail their own cases, and gives one line that mends it for all", async () => {
  await using stage = await adopt((n) => (n < 7 ? "no" : "yes"));
  const { repository } = stage;
  const run = await stage.act(await repository.events.push());
  expect(run.exitCode).toBe(1);
  const { version } = (await stateOf(repository, "adopted-0")).latest;
  const failures = run.annotations.filter(({ level }) => level === "error");
  expect(failures).toHaveLength(1);
  expect(failures[0]?.message).toContain("7 new versions were published, and no pointer was moved to them");
  const line = `for environment in staging production; do for prompt in ${ids.slice(0, 7).join(" ")}; do pointsman promote $prompt --to ${version} --in $environment --push; done; done`;
  expect(failures[0]?.message).toContain(line);
  expect(run.summary).toContain(line);
  expect(run.summary).toContain("failing_without_baseline");
  const live = await Promise.all(ids.map((id) => liveVersion(repository, id)));
  expect(live.map((one) => one !== null)).toEqual(ids.map((_, n) => n >= 7));
});

it("publishes what the budget does not reach, live and with a notice", async () => {
  // A call sets some 0.0004 USD aside and takes a tenth of it: the budget ends within the first prompts.
  await using stage = await adopt(() => "no", "budget: { usd: 0.0006 }\n");
  const { repository } = stage;
  const run = await stage.act(await repository.events.push());
  const live = await Promise.all(ids.map((id) => liveVersion(repository, id)));
  expect(live.filter((one) => one !== null).length).toBeGreaterThanOrEqual(COUNT - 2);
  expect(run.summary).toMatch(/Inconclusive for 1\d prompts/);
  expect(run.summary).toContain("budget_exhausted");
  expect(stage.model.requests.length).toBeLessThan(2 * COUNT);
});

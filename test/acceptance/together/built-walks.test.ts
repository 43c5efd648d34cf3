import { afterAll, beforeAll, expect, it } from "vitest";
import { historyOf, redeliverFailed, say } from "../../support/commands.ts";
import type { Fault } from "../../support/github/faults.ts";
import { eventsOf, liveVersion, verified, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishTexts } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The requests whose failure could do most harm, failed once on the built files, with every wait waited for. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishTexts(stage, ["plain"], 2);
});

afterAll(() => stage[Symbol.asyncDispose]());

const APPEND: Fault["match"] = /mutation pointsmanAppend/;
const COMMENT: Fault["match"] = /^POST \/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments/;
const FAULTS: readonly (readonly [string, Fault])[] = [
  ["the release commit got a 502 and was made", { match: APPEND, when: "after", times: 1 }],
  [
    "the comment was made but its connection was lost",
    { match: COMMENT, when: "after", drop: true, times: 1 },
  ],
];

it.each(FAULTS)("rolls back once and answers once where %s", async (_, fault) => {
  const { github, repository } = stage;
  const by = await github.user("on-call", { role: "write", on: repository });
  const before = await eventsOf(repository, "plain");
  const from = await liveVersion(repository, "plain");
  const to = (await versionIds(repository, "plain")).find((version) => version !== from);
  const entriesBefore = (await historyOf(stage, "plain"))?.entries.length ?? 0;
  const deliveries = github.deliveries.length;
  const mend = github.faults.add(fault);
  const { answers } = await say(stage, { text: `/rollback plain to ${to} from ${from}`, by });
  await redeliverFailed(stage, deliveries);
  mend();
  expect(answers).toEqual([expect.stringContaining(`serves \`plain\` \`${to}\` again`)]);
  expect(await eventsOf(repository, "plain")).toHaveLength(before.length + 1);
  expect((await historyOf(stage, "plain"))?.entries).toHaveLength(entriesBefore + 1);
  expect((await verified(repository)).findings).toEqual([]);
});

it.each(FAULTS)("publishes one version and comments once where %s", async (what, fault) => {
  const { github, repository } = stage;
  const before = {
    events: await eventsOf(repository, "plain"),
    versions: await versionIds(repository, "plain"),
  };
  const branch = `change-${before.versions.length}`;
  await repository.commit({ branch, files: { [plainPath("plain")]: plainPrompt(`Because ${what}`) } });
  const { number } = await repository.openPullRequest({ head: branch });
  await repository.merge(number);
  const mend = github.faults.add(fault);
  const run = await stage.act(await repository.events.push());
  await github.idle();
  mend();
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(JSON.parse(run.outputs.published ?? "")).toMatchObject([{ prompt_id: "plain" }]);
  expect(await versionIds(repository, "plain")).toHaveLength(before.versions.length + 1);
  expect((await repository.comments(number)).map(({ body }) => body.split(":")[1])).toEqual(["published"]);
  expect((await verified(repository)).findings).toEqual([]);
});

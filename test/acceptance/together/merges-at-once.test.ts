import { afterAll, beforeAll, expect, it } from "vitest";
import { heard, newIssue } from "../../support/commands.ts";
import { eventsOf, liveVersion, verified, versionIds } from "../../support/releases.ts";
import {
  plainPath,
  plainPrompt,
  publishNow,
  publishTexts,
  readingTime,
} from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The built app and two runs of the built Action, writing to the release branch at the same time. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishTexts(stage, ["alpha", "beta"], 3);
  await readingTime();
});

afterAll(() => stage[Symbol.asyncDispose]());

it("loses nothing when two merges and a rollback happen at once", async () => {
  const { github, repository } = stage;
  const oncall = await github.user("on-call", { role: "write", on: repository });
  const issue = await newIssue(stage);
  const pulls = [];
  for (const id of ["alpha", "beta"]) {
    await repository.commit({
      branch: `new-${id}`,
      files: { [plainPath(id)]: plainPrompt(`Text 4 of ${id}`) },
    });
    pulls.push(await repository.openPullRequest({ head: `new-${id}` }));
  }
  const pushes = [];
  for (const { number } of pulls) {
    await repository.merge(number);
    pushes.push(await repository.events.push());
  }
  const [comment, ...runs] = await Promise.all([
    repository.comment(issue, "/rollback alpha", oncall),
    ...pushes.map((push) => stage.act(push)),
  ]);
  await github.idle();
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(await versionIds(repository, "alpha")).toHaveLength(4);
  expect(await versionIds(repository, "beta")).toHaveLength(4);
  const { answers } = await heard(stage, issue, comment.id);
  const rolledBack = (await eventsOf(repository, "alpha")).filter(
    ({ type }) => type === "prompt.rolled_back",
  );
  // Whoever came first wins: the rollback holds the merge back, or the merge makes the rollback old news.
  const refused = rolledBack.length === 0 && (answers[0]?.includes("pointer_moved") ?? false);
  expect(answers).toHaveLength(1);
  expect(rolledBack.length === 1 || refused).toBe(true);
  expect(await liveVersion(repository, "alpha")).toBe(
    (await versionIds(repository, "alpha")).at(refused ? 3 : 1),
  );
  expect((await verified(repository)).findings).toEqual([]);
});

it("publishes nothing a second time when a push's job is run again", async () => {
  const run = await publishNow(stage);
  expect(run.outputs.published).toBe("[]");
});

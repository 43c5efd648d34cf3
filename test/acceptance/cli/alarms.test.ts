import { dirname } from "node:path";
import { expect, test } from "vitest";
import { runJson } from "../../support/cli.ts";
import { temporaryStore } from "../../support/temporary-store.ts";

const ONE = { repositoryId: 42, branch: "prompt-releases" };
const OTHER = { repositoryId: 42, branch: "releases" };
const HEAD = "0c9d1ef2a3b4c5d6e7f809120c9d1ef2a3b4c5d6";

/** A store beside the app's, and the verbs that work on it. */
async function storeWithVerbs() {
  const store = await temporaryStore();
  const directory = dirname(store.file);
  const env = { POINTSMAN_DATA_DIR: directory };
  const run = (...words: readonly string[]) => runJson(["alarms", ...words], { directory, env });
  return { store, run, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const alarm = { kind: "rewritten", commit: "b".repeat(40), raisedAt: 1_000 } as const;

test("an alarm is accepted for the branch that it is about", async () => {
  await using here = await storeWithVerbs();
  const { alarms, outbox } = here.store;
  await alarms.raise(ONE, alarm);
  expect((await here.run("list")).json).toMatchObject({
    alarms: [{ repository_id: 42, branch: "prompt-releases", kind: "rewritten", commit: alarm.commit }],
  });
  expect(await here.run("accept", HEAD, "--repo-id", "42")).toMatchObject({
    exitCode: 0,
    json: { branch: "prompt-releases", good: HEAD },
  });
  expect(await alarms.standing(ONE)).toEqual([]);
  expect(await outbox.announcedCommit(ONE)).toBe(HEAD);
  const again = await here.run("accept", HEAD, "--repo-id", "42");
  expect(again).toMatchObject({ exitCode: 1, json: { code: "no_alarm" } });
});

test("where alarms stand about two branches, one must be named, and the other's stands on", async () => {
  await using here = await storeWithVerbs();
  const { alarms } = here.store;
  await alarms.raise(ONE, alarm);
  await alarms.raise(OTHER, alarm);
  const unnamed = await here.run("accept", HEAD, "--repo-id", "42");
  expect(unnamed).toMatchObject({ exitCode: 2, json: { code: "which_branch" } });
  await here.run("accept", HEAD, "--repo-id", "42", "--branch", "releases");
  expect(await alarms.standing(OTHER)).toEqual([]);
  expect(await alarms.standing(ONE)).toHaveLength(1);
});

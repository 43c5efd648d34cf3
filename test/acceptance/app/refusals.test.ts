import { afterAll, beforeAll, expect, it } from "vitest";
import { say } from "../../support/commands.ts";
import type { User } from "../../support/github/inside.ts";
import { eventsOf, liveVersion, verified, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishNow, publishTexts } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

let stage: Stage;
let engineer: User;

beforeAll(async () => {
  stage = await setStage();
  await publishTexts(stage, ["plain", "shelved"], 2);
  await stage.repository.commit({ files: { [plainPath("single")]: plainPrompt("The only text") } });
  await publishNow(stage);
  engineer = await stage.github.user("on-call", { role: "maintain", on: stage.repository });
  // Before all else: what is written into the history later waits until the answers to come have gone out.
  const { answers } = await say(stage, { text: "/archive shelved", by: engineer });
  expect(answers).toEqual([expect.stringContaining("✅")]);
});

afterAll(() => stage[Symbol.asyncDispose]());

/** Says it; expects one answer that refuses with the code, and that nothing happened. Resolves with the answer. */
async function refused(text: string, code: string, createdAt?: string): Promise<string> {
  const events = async () =>
    (await Promise.all(["plain", "shelved", "single"].map((id) => eventsOf(stage.repository, id)))).flat();
  const before = await events();
  const told = await say(stage, {
    text,
    by: engineer,
    ...(createdAt === undefined ? {} : { createdAt }),
  });
  expect(told.answers).toEqual([expect.stringContaining(code)]);
  expect(told.answers[0]).toContain("Nothing was changed");
  expect(told.reactions).toEqual(["confused"]);
  expect(await events()).toEqual(before);
  return told.answers[0] ?? "";
}

const live = (id: string) => liveVersion(stage.repository, id);

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
}

it("tells the nearest name of a prompt that does not exist", async () => {
  const answer = await refused("/rollback plian", "unknown_prompt");
  expect(answer).toContain("Did you mean `plain`?");
  expect(answer).toContain("/rollback plain");
});

it.each([
  ["/Rollback Plain on Production.", "/rollback plain in production"],
  ["/roll back plain", "/rollback plain"],
  ["/rollback “plain” prod", "/rollback plain in production"],
  ["/promote plain to production from 2020–01–01.1!", "/promote plain to production from 2020-01-01.1"],
])("runs nothing that it had to guess, and gives the line to copy: %s", async (text, line) => {
  const { length } = await eventsOf(stage.repository, "plain");
  const { answers, reactions } = await say(stage, { text, by: engineer });
  expect(answers).toEqual([expect.stringContaining(`You probably meant:\n\n\`\`\`\n${line}\n\`\`\``)]);
  expect(reactions).toEqual(["confused"]);
  expect(await eventsOf(stage.repository, "plain")).toHaveLength(length);
});

it("tells that a version does not exist", async () => {
  await refused(`/rollback plain to 2020-01-01.1 from ${await live("plain")}`, "unknown_version");
});

it("tells that there is nothing to roll back to", async () => {
  await refused(`/rollback single from ${await live("single")}`, "nothing_to_roll_back_to");
});

it("tells the nearest name of an environment that does not exist", async () => {
  const answer = await refused("/rollback plain in prodution", "unknown_environment");
  expect(answer).toContain("Did you mean `production`?");
});

it("tells that the pointer moved after the comment was written, by whom, and the line that acts now", async () => {
  const [first] = await versionIds(stage.repository, "plain");
  const answer = await refused("/rollback plain", "pointer_moved", minutesAgo(1));
  expect(answer).toContain(`from ${await live("plain")}`);
  expect(answer).not.toContain(`made \`${first}\``);
});

it("tells that the version after “from” is not live any more", async () => {
  const [first] = await versionIds(stage.repository, "plain");
  await refused(`/rollback plain from ${first}`, "from_not_live");
});

it("does not run a command that is older than 15 minutes", async () => {
  await refused("/rollback plain", "too_old", minutesAgo(16));
});

it("runs an old command whose “from” still holds", async () => {
  const [first, second] = await versionIds(stage.repository, "plain");
  const text = `/rollback plain from ${second}`;
  const { answers } = await say(stage, { text, by: engineer, createdAt: minutesAgo(16) });
  expect(answers).toEqual([expect.stringContaining("✅")]);
  expect(await live("plain")).toBe(first);
});

it("tells that a prompt is archived", async () => {
  const answer = await refused(`/rollback shelved from ${await live("shelved")}`, "archived");
  expect(answer).toContain("/restore shelved");
});

it.each([
  ["without a prompt", "/rollback"],
  ["with a version that is none", "/rollback plain to yesterday"],
  ["with a word that is empty", "/rollback plain to"],
  ["with shell in its arguments", "/rollback $(reboot) `id` ; rm -rf /"],
])("says how a command is written that is malformed %s", async (_, text) => {
  const before = await eventsOf(stage.repository, "plain");
  const { answers, reactions } = await say(stage, { text, by: engineer });
  expect(answers).toEqual([expect.stringContaining("/rollback <prompt>")]);
  expect(reactions).toEqual(["confused"]);
  expect(await eventsOf(stage.repository, "plain")).toEqual(before);
});

it("left the release branch whole", async () => {
  expect((await verified(stage.repository)).findings).toEqual([]);
});

import { expect, it } from "vitest";
import { liveVersion, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, readingTime } from "../../support/releases-on-stage.ts";
import { STAGE_API_KEY, STAGE_SECRET, type Stage, setStage } from "../../support/stage.ts";

/** The built Action where it announces, and the config cannot be read any more. */
const CONFIG = ".github/pointsman.yml";
const env = {
  OPENAI_API_KEY: STAGE_API_KEY,
  POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET,
  POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1",
};

/** What a comment is answered by the workflow that it starts. */
async function answered(stage: Stage, body: string): Promise<readonly string[]> {
  const { github, repository } = stage;
  const user = await github.user("maintainer", { role: "maintain", on: repository });
  const { number } = await repository.issue({ title: "Tickets go astray" });
  await readingTime();
  const comment = await repository.comment(number, body, user);
  await stage.act(await repository.events.issueComment(number, comment), { env });
  const comments = await repository.comments(number);
  return comments.flatMap((one) => (one.id === comment.id ? [] : [one.body]));
}

it("still rolls back where its environment is named, says why nothing else is done, and announces it once mended", async () => {
  await using stage = await setStage({ config: "announce: action\n" });
  const { receiver, repository } = stage;
  const publish = async () => stage.act(await repository.events.push(), { env });
  for (const text of ["first", "second"]) {
    await repository.commit({ files: { [plainPath("plain")]: plainPrompt(text) } });
    await publish();
  }
  const [first, second] = await versionIds(repository, "plain");
  const readable = (await repository.file(CONFIG)) ?? "";
  await repository.commit({ files: { [CONFIG]: `${readable}gates: [\n` } });
  const sent = receiver.deliveries.length;
  const [unnamed, ...more] = await answered(stage, `/rollback plain from ${second}`);
  expect(more).toEqual([]);
  expect(unnamed).toContain("**The config on the default branch has errors**");
  expect(unnamed).toContain(`/rollback plain from ${second} in production`);
  expect(await liveVersion(repository, "plain")).toBe(second);
  const [answer] = await answered(stage, `/rollback plain from ${second} in production`);
  expect(answer).toContain("`production` serves");
  expect(await liveVersion(repository, "plain")).toBe(first);
  expect(receiver.deliveries).toHaveLength(sent);
  await repository.commit({ files: { [CONFIG]: readable } });
  await publish();
  expect(receiver.deliveries.slice(sent).map(({ body }) => JSON.parse(body).event)).toEqual([
    "prompt.rolled_back",
  ]);
});

it("keeps to a release branch of its own, and calls none deleted that it cannot know the name of", async () => {
  await using stage = await setStage({ config: "announce: action\nrelease_branch: releases\n" });
  const { repository } = stage;
  for (const text of ["first", "second"]) {
    await repository.commit({ files: { [plainPath("plain")]: plainPrompt(text) } });
    await stage.act(await repository.events.push(), { env });
  }
  const readable = (await repository.file(CONFIG)) ?? "";
  await repository.commit({ files: { [CONFIG]: `${readable.replace("releases", "[releases")}` } });
  const issues = (await repository.issues()).length;
  const [refused] = await answered(stage, "/rollback plain in production");
  expect(refused).toContain("`config_broken`");
  expect(await repository.issues()).toHaveLength(issues + 1);
  expect(await repository.ref("prompt-releases")).toBeUndefined();
  const verified = await stage.act(await repository.events.push(), { env, task: "verify" });
  expect(verified.exitCode).not.toBe(0);
  await repository.commit({ files: { [CONFIG]: `${readable}gates: [\n` } });
  const [answer] = await answered(stage, "/rollback plain in production");
  expect(answer).toContain("`production` serves");
});

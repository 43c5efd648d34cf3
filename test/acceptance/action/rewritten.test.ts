import { expect, it } from "vitest";
import { liveVersion, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, readingTime } from "../../support/releases-on-stage.ts";
import { STAGE_API_KEY, STAGE_SECRET, type Stage, setStage } from "../../support/stage.ts";

/** The built Action where it announces, and somebody rewrote the release branch. */
const BRANCH = "prompt-releases";
const MARK = "refs/pointsman/announced";
const env = {
  OPENAI_API_KEY: STAGE_API_KEY,
  POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET,
  POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1",
};

async function publish({ act, repository }: Stage, text: string) {
  await repository.commit({ files: { [plainPath("plain")]: plainPrompt(text) } });
  return act(await repository.events.push(), { env });
}

async function answered({ act, github, repository }: Stage, body: string): Promise<readonly string[]> {
  const user = await github.user("on-call", { role: "write", on: repository });
  const { number } = await repository.issue({ title: "Tickets go astray" });
  await readingTime();
  const comment = await repository.comment(number, body, user);
  await act(await repository.events.issueComment(number, comment), { env });
  const comments = await repository.comments(number);
  return comments.flatMap((one) => (one.id === comment.id ? [] : [one.body]));
}

async function alarms({ repository }: Stage): Promise<readonly string[]> {
  const issues = (await repository.issues()).filter(({ title }) => String(title).startsWith("Alarm:"));
  const comments = await Promise.all(issues.map(({ number }) => repository.comments(Number(number))));
  return comments.flat().map(({ body }) => body);
}

it("builds nothing on it, tells people once in an issue, and goes on when the branch is back", async () => {
  await using stage = await setStage({ config: "announce: action\n" });
  const { receiver, repository } = stage;
  for (const text of ["first", "second", "third"]) await publish(stage, text);
  const [, second, third] = await versionIds(repository, "plain");
  const good = (await repository.ref(BRANCH)) ?? "";
  const [, before] = await repository.log(BRANCH);
  await repository.forcePush(BRANCH, before?.oid ?? "");
  const sent = receiver.deliveries.length;
  const [answer] = await answered(stage, "/rollback plain");
  expect(answer).toContain("(`branch_rewritten`)");
  const { exitCode, stdout } = await publish(stage, "fourth");
  expect(exitCode).not.toBe(0);
  expect(stdout).toContain("an alarm about it stands: rewritten");
  expect(await repository.ref(BRANCH)).toBe(before?.oid);
  expect(receiver.deliveries).toHaveLength(sent);
  const [told, ...more] = await alarms(stage);
  expect(more).toEqual([]);
  expect(told).toContain(`git fetch origin ${good}`);
  expect(told).toContain(`git push origin :${MARK}`);
  expect(told).toMatch(new RegExp(`On the branch no more[\\s\\S]*\`${third}\``));
  await repository.forcePush(BRANCH, good);
  expect((await answered(stage, `/rollback plain from ${third}`))[0]).toContain("`production` serves");
  expect(await liveVersion(repository, "plain")).toBe(second);
});

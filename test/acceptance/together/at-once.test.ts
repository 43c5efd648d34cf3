import { afterAll, beforeAll, expect, it } from "vitest";
import { heard, historyOf, newIssue, redeliverFailed, say } from "../../support/commands.ts";
import { eventsOf, liveVersion, versionIds } from "../../support/releases.ts";
import { publishTexts, readingTime } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The built app, told of the same thing several times, and asked by several people at the same time. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishTexts(
    stage,
    ["five-at-once", "five-in-turn", "answer-lost", "two-engineers", "second-tap"],
    3,
  );
  await readingTime();
});

afterAll(() => stage[Symbol.asyncDispose]());

/** Comments while the app is out of reach; resolves with the delivery that waits, and the comment. */
async function undelivered(text: string) {
  const { app, github, installed, repository } = stage;
  const by = await github.user("on-call", { role: "write", on: repository });
  const issue = await newIssue(stage);
  installed.setWebhookUrl("http://127.0.0.1:9/nobody");
  const { id } = await repository.comment(issue, text, by);
  await github.idle();
  installed.setWebhookUrl(`${app.address}/api/github/webhooks`);
  const { guid = "" } = github.deliveries.findLast(({ event }) => event === "issue_comment") ?? {};
  return { id, issue, guid };
}

async function expectOneRollback(prompt: string, comment: { issue: number; id: number }) {
  const { repository } = stage;
  const events = await eventsOf(repository, prompt);
  expect(events.filter(({ type }) => type === "prompt.rolled_back")).toHaveLength(1);
  expect((await heard(stage, comment.issue, comment.id)).answers).toHaveLength(1);
  const entries = (await historyOf(stage, prompt))?.entries ?? [];
  expect(entries.filter((entry) => entry.includes("again"))).toHaveLength(1);
  expect(await liveVersion(repository, prompt)).toBe((await versionIds(repository, prompt)).at(1));
}

it("makes one event and one answer of a comment that is delivered five times at once", async () => {
  const comment = await undelivered("/rollback five-at-once");
  const answers = await Promise.all(Array.from({ length: 5 }, () => stage.github.redeliver(comment.guid)));
  await stage.github.idle();
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
  await expectOneRollback("five-at-once", comment);
});

it("answers once when a comment whose answer GitHub refused is delivered five times at once", async () => {
  const { github } = stage;
  const comment = await undelivered("/rollback answer-lost");
  const mend = github.faults.add({
    match: ({ body, method }) => method === "POST" && body.includes("pointsman:answer:"),
    status: 403,
  });
  await github.redeliver(comment.guid);
  await github.idle();
  expect((await heard(stage, comment.issue, comment.id)).answers).toEqual([]);
  mend();
  // Slow enough that all five would look for an answer before the first one is there.
  github.latencyMs = 30;
  await Promise.all(Array.from({ length: 5 }, () => redeliverFailed(stage)));
  github.latencyMs = 0;
  await expectOneRollback("answer-lost", comment);
});

it("makes one event and one answer of a comment that is delivered five times one after another", async () => {
  const comment = await undelivered("/rollback five-in-turn");
  for (let time = 0; time < 5; time += 1) {
    expect((await stage.github.redeliver(comment.guid)).status).toBe(202);
    await stage.github.idle();
  }
  await expectOneRollback("five-in-turn", comment);
});

it("goes back one step when two engineers roll back the same incident, and tells the other who did", async () => {
  const { github, repository } = stage;
  const ada = await github.user("ada", { role: "write", on: repository });
  const ben = await github.user("ben", { role: "write", on: repository });
  const issue = await newIssue(stage);
  const text = "/rollback two-engineers";
  const comments = await Promise.all([
    repository.comment(issue, text, ada),
    repository.comment(issue, text, ben),
  ]);
  await github.idle();
  const events = (await eventsOf(repository, "two-engineers")).filter(
    ({ type }) => type === "prompt.rolled_back",
  );
  expect(events).toHaveLength(1);
  const first = events[0]?.actor.login ?? "";
  const answers = await Promise.all(comments.map(async ({ id }) => (await heard(stage, issue, id)).answers));
  const byLogin = { ada: answers[0], ben: answers[1] };
  const [done, told] = first === "ada" ? [byLogin.ada, byLogin.ben] : [byLogin.ben, byLogin.ada];
  expect(done).toEqual([expect.stringContaining("✅")]);
  expect(told).toEqual([expect.stringMatching(new RegExp(`❌.*\`?${first}`))]);
  expect(told?.[0]).toContain("just_rolled_back");
  expect(told?.[0]).toContain("The rollback is done already");
});

it("goes back one step for a second tap that comes seconds later, and names the line that goes one further", async () => {
  const { github, repository } = stage;
  const by = await github.user("on-call", { role: "write", on: repository });
  const versions = await versionIds(repository, "second-tap");
  expect((await say(stage, { text: "/rollback second-tap", by })).reactions).toEqual(["+1"]);
  await readingTime();
  const [refusal] = (await say(stage, { text: "/rollback second-tap", by })).answers;
  expect(refusal).toContain("just_rolled_back");
  expect(await liveVersion(repository, "second-tap")).toBe(versions[1]);
  const [, line = ""] = /```\n(\/rollback .*)\n```/.exec(refusal ?? "") ?? [];
  expect(line).toBe(`/rollback second-tap from ${versions[1]} in production`);
  expect((await say(stage, { text: line, by })).reactions).toEqual(["+1"]);
  expect(await liveVersion(repository, "second-tap")).toBe(versions[0]);
});

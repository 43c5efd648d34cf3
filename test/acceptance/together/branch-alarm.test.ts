import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OperationVerb } from "../../../src/releases/operate/operate.ts";
import { historyOf, redeliverFailed, say } from "../../support/commands.ts";
import type { User } from "../../support/github/inside.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf, liveVersion, operatedInAClone, publishedInAClone } from "../../support/releases.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, PROMPT_PATH, promptText, publishText, type WalkScene, walkScene } from "./scene.ts";

/** What happens when somebody else than pointsman moves the release branch. */
const BRANCH = "prompt-releases";
const STATE = `prompts/${PROMPT}/state.json`;

let receiver: Receiver;
let scene: WalkScene;
/** The last good head, with two versions. */
let good: string;
let mallory: User;

beforeEach(async () => {
  receiver = await startReceiver({ secret: STAGE_SECRET });
  scene = await walkScene({
    config: `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`,
    env: (repository) => operatorsGrant(repository, receiver),
  });
  await publishText(scene, "Version 2: {{ticket}}");
  good = (await scene.repository.ref(BRANCH)) ?? "";
  mallory = await scene.github.user("mallory", { role: "write", on: scene.repository });
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await receiver.close();
});

async function alarmIssue() {
  const issues = (await scene.repository.issues()).filter(({ title }) => String(title).startsWith("Alarm:"));
  expect(issues.length).toBeLessThan(2);
  const [issue] = issues;
  if (issue === undefined) return null;
  const comments = await scene.repository.comments(Number(issue.number));
  return { number: Number(issue.number), state: issue.state, comments: comments.map(({ body }) => body) };
}

const alarms = async () => (await alarmIssue())?.comments ?? [];

async function forceBack(): Promise<string> {
  const [, before] = await scene.repository.log(BRANCH);
  if (before === undefined) throw new Error("the branch has one commit only");
  await scene.repository.forcePush(BRANCH, before.oid, mallory);
  await scene.github.idle();
  return before.oid;
}

/** What `git push --force-with-lease` does, by somebody who may push but may do little of what the branch holds. */
async function restore(to = good): Promise<void> {
  await scene.repository.forcePush(BRANCH, to, mallory);
  await scene.github.idle();
}

async function rollback(): Promise<readonly string[]> {
  const live = await liveVersion(scene.repository, PROMPT);
  return (await say(scene, { text: `/rollback ${PROMPT} from ${live}`, by: scene.oncall })).answers;
}

it("tells people of a forced push: who, what was lost, and the commands that put the branch back", async () => {
  const bad = await forceBack();
  const [told, ...more] = await alarms();
  expect(more).toEqual([]);
  expect(told).toContain("was rewritten");
  expect(told).toContain("| pushed by | `mallory` |");
  expect(told).toMatch(/On the branch no more[\s\S]*`production` now serves/);
  expect(told).toContain(`git fetch origin ${good}`);
  expect(told).toContain(
    `git push --force-with-lease=refs/heads/${BRANCH}:${bad} origin ${good}:refs/heads/${BRANCH}`,
  );
  expect(told).toContain(`pointsman alarms accept ${bad} --repo-id ${scene.repository.id}`);
});

it("stays at the last good head while the alarm stands: nothing is announced, and commands that write are refused", async () => {
  await forceBack();
  const sent = receiver.deliveries.length;
  const events = (await eventsOf(scene.repository, PROMPT)).length;
  await publishText(scene, "Version 3: {{ticket}}");
  expect(receiver.deliveries).toHaveLength(sent);
  expect(await alarms()).toHaveLength(1);
  const head = await scene.repository.ref(BRANCH);
  const [answer] = await rollback();
  expect(answer).toContain("an alarm about the release branch stands");
  expect(answer).toContain("`pointsman-alarm`");
  expect(await scene.repository.ref(BRANCH)).toBe(head);
  expect((await eventsOf(scene.repository, PROMPT)).length).toBeGreaterThan(events);
  const [status] = (await say(scene, { text: "/status", by: scene.oncall })).answers;
  expect(status).toMatch(/^🚨 \*\*An alarm about the release branch stands\*\*[\s\S]*`support-triage`/);
});

it("says when the branch is good again, whoever put it back, and goes on from there", async () => {
  await forceBack();
  await restore();
  expect((await alarms()).at(-1)).toContain("is good again");
  const sent = receiver.deliveries.length;
  const [answer] = await rollback();
  expect(answer).toContain("`production` serves");
  expect(await liveVersion(scene.repository, PROMPT)).toMatch(/\.1$/);
  expect(receiver.deliveries.length).toBeGreaterThan(sent);
  expect((await historyOf(scene, PROMPT))?.entries.at(-1)).toContain("⏪ `production` serves");
});

it("raises another alarm for the same commit after the first was lifted, and opens the issue again", async () => {
  await forceBack();
  await restore();
  await forceBack();
  expect((await alarms()).filter((body) => body.includes("was rewritten"))).toHaveLength(2);
});

/** What the command line makes in a clone, pushed by somebody. */
async function pushFromAClone(verb: OperationVerb, by: User): Promise<void> {
  const files = await operatedInAClone(scene.repository, verb, PROMPT);
  await scene.repository.commit({ branch: BRANCH, files, by });
  await scene.github.idle();
}

it("knows a stranger's push, though it is as pointsman would have made it, and lets nobody build on it", async () => {
  const sent = receiver.deliveries.length;
  await pushFromAClone("archive", mallory);
  const [told, ...more] = await alarms();
  expect(more).toEqual([]);
  expect(told).toContain("`mallory` pushed to the release branch");
  expect(told).toContain(
    "`prompt.archived` of `support-triage`: needs `the role maintain`, and their role is `write`",
  );
  await publishText(scene, "Version 3: {{ticket}}");
  expect(await alarms()).toEqual([told]);
  expect(receiver.deliveries).toHaveLength(sent);
  expect((await rollback())[0]).toContain("an alarm about the release branch stands");
  await restore();
  expect((await alarms()).at(-1)).toContain("is good again");
});

it("raises no alarm for what somebody pushes who may, and announces it", async () => {
  const sent = receiver.deliveries.length;
  await pushFromAClone("rollback", scene.oncall);
  expect(await alarms()).toEqual([]);
  expect(receiver.deliveries.length).toBeGreaterThan(sent);
});

describe("a publication that somebody pushes who may publish", () => {
  const publishedAs = async (text: string, commit?: string) => {
    const admin = await scene.github.user("ada", { role: "maintain", on: scene.repository });
    const head = commit ?? (await scene.repository.ref("main")) ?? "";
    const config = (await scene.repository.file(".github/pointsman.yml")) ?? "";
    const prompts = { [PROMPT_PATH]: promptText(text), ".github/pointsman.yml": config };
    const files = await publishedInAClone(scene.repository, head, prompts);
    await scene.repository.commit({ branch: BRANCH, files, by: admin });
    await scene.github.idle();
  };

  it("is announced where it says what the default branch says", async () => {
    await scene.repository.commit({ files: { [PROMPT_PATH]: promptText("Version 3: {{ticket}}") } });
    const sent = receiver.deliveries.length;
    await publishedAs("Version 3: {{ticket}}");
    expect(await alarms()).toEqual([]);
    expect(receiver.deliveries.length).toBeGreaterThan(sent);
  });

  it.each([
    ["says something else than the commit that it names", undefined, "is not what support-triage says"],
    ["names a commit that is nowhere", "e".repeat(40), "which is not on the default branch"],
  ])("raises an alarm where it %s", async (_, commit, why) => {
    const sent = receiver.deliveries.length;
    await publishedAs("Give everybody a refund: {{ticket}}", commit);
    const [told] = await alarms();
    expect(told).toContain("`forged_version`");
    expect(told).toContain(why);
    expect(receiver.deliveries).toHaveLength(sent);
  });
});

describe("a push that GitHub tells of after the branch went on from it", () => {
  const lateArchive = async (by: User) => {
    const ada = await scene.github.user("ada", { role: "maintain", on: scene.repository });
    await scene.untold(() => pushFromAClone("archive", by));
    await say(scene, { text: `/restore ${PROMPT}`, by: ada });
    await scene.github.idle();
    expect(await alarms()).toEqual([]);
    await redeliverFailed(scene);
  };

  it("raises the alarm where its pusher may not, and says how what was announced is undone", async () => {
    await lateArchive(mallory);
    const [told, ...more] = await alarms();
    expect(more).toEqual([]);
    expect(told).toContain("`mallory` pushed to the release branch");
    expect(told).toContain("GitHub told late who pushed this: it was announced before");
    const head = await scene.repository.ref(BRANCH);
    expect(told).toContain(`pointsman alarms accept ${head} --repo-id ${scene.repository.id}`);
    expect((await rollback())[0]).toContain("an alarm about the release branch stands");
  });

  it("raises none where its pusher may", async () => {
    await lateArchive(await scene.github.user("bob", { role: "maintain", on: scene.repository }));
    expect(await alarms()).toEqual([]);
    expect((await rollback())[0]).toContain("`production` serves");
  });
});

describe("a forged publication that nobody has told of", () => {
  const SOON = { timeout: 60_000 };
  const sent = () => new Set(receiver.deliveries.map(({ id }) => id)).size;
  const forge = async () => {
    const config = (await scene.repository.file(".github/pointsman.yml")) ?? "";
    const prompts = {
      [PROMPT_PATH]: promptText("A refund for everybody: {{ticket}}"),
      ".github/pointsman.yml": config,
    };
    const files = await publishedInAClone(scene.repository, "e".repeat(40), prompts);
    await scene.repository.commit({ branch: BRANCH, files, by: mallory });
    await scene.github.idle();
  };

  it("raises the alarm with the next push, though that one is the app's own", async () => {
    const before = sent();
    await scene.untold(forge);
    await say(scene, { text: `/freeze ${PROMPT} in staging`, by: scene.oncall });
    await scene.github.idle();
    expect((await alarms())[0]).toContain("`forged_version`");
    expect(sent()).toBe(before);
    expect((await rollback())[0]).toContain("an alarm about the release branch stands");
    await restore();
    expect((await alarms()).at(-1)).toContain("is good again");
  });

  it("raises the alarm when the app finds it by itself, and again none with what is published on top", async () => {
    const before = sent();
    await scene.stop();
    scene.unreachable();
    await forge();
    await scene.restart();
    await expect.poll(alarms, SOON).toHaveLength(1);
    expect((await alarms())[0]).toContain("`forged_version`");
    await publishText(scene, "Version 3: {{ticket}}");
    expect(await alarms()).toHaveLength(1);
    expect(sent()).toBe(before);
  });
});

it("knows tampering in an honest push, whoever pushes it", async () => {
  const text = (await scene.repository.file(STATE, BRANCH)) ?? "";
  await scene.repository.commit({
    branch: BRANCH,
    files: { [STATE]: text.replaceAll('"by": "', '"by": "eve and ') },
  });
  await scene.github.idle();
  const [told] = await alarms();
  expect(told).toContain("are not as pointsman makes them");
  expect(told).toContain("`state_without_event`");
});

it("raises an alarm when the branch is deleted, and lifts it when it is back", async () => {
  await scene.repository.deleteBranch(BRANCH, mallory);
  await scene.github.idle();
  expect((await alarms())[0]).toContain("was deleted");
  await scene.repository.commit({ branch: BRANCH, from: good, files: {} }).catch(() => undefined);
  await restore();
  expect((await alarms()).at(-1)).toContain("is good again");
});

it("tells of an alarm once, though the app dies on the way, and finds by itself what nobody told it", async () => {
  await scene.stop();
  scene.unreachable();
  await forceBack();
  await scene.restart();
  await expect.poll(alarms).toHaveLength(1);
  expect((await alarms())[0]).toContain("GitHub has not told");
  await scene.github.idle();
  const mend = scene.github.faults.add({
    match: /^POST .*\/issues\/\d+\/comments$/,
    when: "after",
    status: 502,
  });
  await restore();
  mend();
  await scene.restart();
  await redeliverFailed(scene);
  expect((await alarms()).filter((body) => body.includes("is good again"))).toHaveLength(1);
});

describe("a command between a forced push and its delivery", () => {
  it("is refused where it writes, and raises the alarm at once; the delivery then tells who it was, and raises no second one", async () => {
    await scene.untold(forceBack);
    const bad = await scene.repository.ref(BRANCH);
    const [answer] = await rollback();
    expect(answer).toContain(
      "(`branch_rewritten`): an alarm about the release branch stands, since it was rewritten by force",
    );
    expect(await scene.repository.ref(BRANCH)).toBe(bad);
    expect((await alarms()).map((body) => body.includes("was rewritten"))).toEqual([true]);
    expect((await alarms())[0]).toContain("GitHub has not told");
    await redeliverFailed(scene);
    expect(await alarms()).toHaveLength(1);
    expect((await alarms())[0]).toContain("| pushed by | `mallory` |");
    await restore();
    expect((await rollback())[0]).toContain("`production` serves");
  });

  it("raises the alarm also where somebody only looks, who is shown what is there below it", async () => {
    await scene.untold(forceBack);
    const [status] = (await say(scene, { text: `/status ${PROMPT}`, by: scene.oncall })).answers;
    expect(status).toMatch(/^🚨 \*\*An alarm about the release branch stands\*\*[\s\S]*Live now/);
    expect((await alarms()).map((body) => body.includes("was rewritten"))).toEqual([true]);
  });

  it("is refused where the branch is gone", async () => {
    await scene.untold(() => scene.repository.deleteBranch(BRANCH, mallory));
    const { answers } = await say(scene, { text: `/rollback ${PROMPT}`, by: scene.oncall });
    expect(answers[0]).toContain("an alarm about the release branch stands");
    expect((await alarms())[0]).toContain("was deleted");
  });

  it("is run where the branch only went on", async () => {
    await scene.untold(() => publishText(scene, "Version 3: {{ticket}}"));
    expect((await rollback())[0]).toContain("`production` serves");
    expect(await alarms()).toEqual([]);
  });
});

describe("a config that names another release branch", () => {
  const CONFIG = ".github/pointsman.yml";
  const nameBranch = async (name: string) => {
    const text = (await scene.repository.file(CONFIG)) ?? "";
    const files = { [CONFIG]: `${text.replace(/^release_branch: .*\n/m, "")}release_branch: ${name}\n` };
    await scene.repository.commit({ files });
    await scene.github.idle();
  };

  it("is no rewritten branch: the new one is taken as it is, and watched from then on", async () => {
    await nameBranch("releases");
    await publishText(scene, "Version 3: {{ticket}}");
    const [, before] = await scene.repository.log("releases");
    expect(await alarms()).toEqual([]);
    await publishText(scene, "Version 4: {{ticket}}");
    expect(before).toBeUndefined();
    const [, third] = await scene.repository.log("releases");
    await scene.repository.forcePush("releases", third?.oid ?? "", mallory);
    await scene.github.idle();
    expect((await alarms())[0]).toContain("The release branch `releases` was rewritten");
  });

  it("leaves an alarm behind with the branch that it is about, and finds it there again", async () => {
    await forceBack();
    await nameBranch("releases");
    await publishText(scene, "Version 3: {{ticket}}");
    await publishText(scene, "Version 4: {{ticket}}");
    const { answers } = await say(scene, { text: `/rollback ${PROMPT}`, by: scene.oncall });
    expect(answers[0]).not.toContain("alarm");
    await nameBranch(BRANCH);
    expect((await rollback())[0]).toContain("an alarm about the release branch stands");
  });
});

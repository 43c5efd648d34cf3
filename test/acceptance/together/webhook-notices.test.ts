import { afterEach, beforeEach, expect, it } from "vitest";
import { historyOf, redeliverFailed } from "../../support/commands.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** What the people of a repository learn of webhooks that don't get through. */
let receiver: Receiver;
const DAY = 24 * 3_600_000;
let scene: WalkScene;

const configOf = (url: string) => `webhooks:
  - url: ${url}
    secret: POINTSMAN_WEBHOOK_SECRET
  - url: https://hooks.example.com/services/prompts?token=not-for-everybody
    secret: POINTSMAN_WEBHOOK_SECRET
`;

beforeEach(async () => {
  receiver = await startReceiver({ secret: STAGE_SECRET });
  receiver.replyAlways({ kind: "status", status: 410 });
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await receiver.close();
});

const start = async () => {
  scene = await walkScene({
    config: configOf(receiver.url),
    env: (repository) => operatorsGrant(repository, receiver),
  });
};

const webhookIssues = async () =>
  (await scene.repository.issues()).filter(({ title }) => title === "Webhooks that are not sent");

async function webhookComments(): Promise<string[]> {
  const [issue] = await webhookIssues();
  if (issue === undefined) return [];
  return (await scene.repository.comments(Number(issue.number))).map(({ body }) => body);
}

it("tells a repository once which of its webhooks the operator has not granted, without what is secret in them", async () => {
  await start();
  await publishText(scene, "Version 2: {{ticket}}");
  const refused = (await webhookComments()).filter((body) => body.includes("Some webhooks are not sent"));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain("| 2 | `https://hooks.example.com/services/prompts` | `target_not_granted` |");
  expect(await webhookIssues()).toHaveLength(1);
});

it("tells the repository's own issue of a disabled endpoint where no prompt has a history issue yet", async () => {
  await start();
  const disabled = async () =>
    (await webhookComments()).filter((body) => body.includes("A webhook endpoint is disabled"));
  await expect.poll(disabled).toEqual([expect.stringContaining("answered 410")]);
});

it("tells the history issue of a disabled endpoint once, though the app dies on the way", async () => {
  receiver.replyAlways({ kind: "status", status: 200 });
  await start();
  await publishText(scene, "Version 2: {{ticket}}");
  receiver.replyAlways({ kind: "status", status: 410 });
  const mend = scene.github.faults.add({
    match: /^POST .*\/issues\/\d+\/comments$/,
    when: "after",
    status: 502,
  });
  await publishText(scene, "Version 3: {{ticket}}");
  mend();
  await scene.restart();
  await redeliverFailed(scene);
  const entries = (await historyOf(scene, PROMPT))?.entries ?? [];
  const told = entries.filter((body) => body.includes("A webhook endpoint is disabled"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("pointsman webhooks enable 1`, which prints");
  const sent = receiver.deliveries.length;
  await publishText(scene, "Version 4: {{ticket}}");
  expect(receiver.deliveries).toHaveLength(sent);
});

it("tells the history issue of an endpoint that did nothing but fail for five days, and not before", async () => {
  receiver.replyAlways({ kind: "status", status: 200 });
  await start();
  await publishText(scene, "Version 2: {{ticket}}");
  receiver.replyAlways({ kind: "status", status: 500 });
  const told = async () =>
    ((await historyOf(scene, PROMPT))?.entries ?? []).filter((body) => body.includes("endpoint is disabled"));
  const sent = receiver.deliveries.length;
  await publishText(scene, "Version 3: {{ticket}}");
  const events = receiver.deliveries.length - sent;
  for (let days = 1; days <= 4; days += 1) {
    expect(await told(), `after ${days} days`).toEqual([]);
    scene.ageOutbox(DAY);
    await receiver.arrived(sent + (days + 1) * events);
    await scene.github.idle();
  }
  scene.ageOutbox(DAY + 1_000);
  await expect
    .poll(told, { timeout: 20_000 })
    .toEqual([expect.stringMatching(/`http:\S+` did nothing but fail since 20/)]);
});

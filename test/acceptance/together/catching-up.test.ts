import { afterEach, beforeEach, expect, it } from "vitest";
import { STEP } from "../../../src/app/pushes/release-steps.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf } from "../../support/releases.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** Much that was missed at once. */
let receiver: Receiver;
let scene: WalkScene;

beforeEach(async () => {
  receiver = await startReceiver({ secret: STAGE_SECRET });
  scene = await walkScene({
    config: `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`,
    env: (repository) => operatorsGrant(repository, receiver),
  });
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await receiver.close();
});

/** GitHub is asked for so many commits at once: what fails in the second step lies in another such handful. */
const MISSED = STEP + 15;
const READ_FOR_A_STEP = 32;

const received = () => new Set(receiver.deliveries.map(({ id }) => id)).size;

it("announces what it missed step by step: what a step brought is out, though GitHub fails in the next one", async () => {
  const { github, repository } = scene;
  const events = async () => (await eventsOf(repository, PROMPT)).length;
  await expect.poll(received).toBe(await events());
  const before = received();
  await scene.stop();
  scene.unreachable();
  for (let n = 0; n < MISSED; n += 1) await publishText(scene, `Missed ${n}: {{ticket}}`);
  const missed = (await events()) - before;
  // Each publication makes one event for each environment.
  const perCommit = missed / MISSED;
  let commits = 0;
  const mend = github.faults.add({
    match: ({ path }) =>
      /\/commits\/[0-9a-f]{40}$/.test(path.split("?")[0] ?? "") && ++commits > READ_FOR_A_STEP,
    status: 502,
  });
  await scene.restart();
  await expect.poll(received, { timeout: 60_000 }).toBe(before + STEP * perCommit);
  mend();
  await scene.restart();
  await expect.poll(received, { timeout: 60_000 }).toBe(before + missed);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { historyOf, newIssue, redeliverFailed, say } from "../../support/commands.ts";
import type { FaultAction } from "../../support/github/faults.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf, liveVersion, stateOf, verified, versionIds } from "../../support/releases.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/**
 * Walks over every request that a rollback comment causes, the announcement of its push included, and fails each of them
 * once. The app runs in this process so that no wait is waited for; `built-walks.test.ts` does some on the built file.
 */
let scene: WalkScene;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver({ secret: STAGE_SECRET });
  scene = await walkScene({
    config: `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`,
    env: (repository) => operatorsGrant(repository, receiver),
  });
  await publishText(scene, "Version 2: {{ticket}}");
  await say(scene, { text: `/rollback ${PROMPT}`, by: scene.oncall });
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await receiver.close();
});

const FAULTS: readonly (readonly [string, FaultAction])[] = [
  ["with a 502 before it took effect", { when: "before", status: 502 }],
  ["with a 502 after it took effect", { when: "after", status: 502 }],
  ["with its connection lost after it took effect", { when: "after", drop: true }],
];

const OUTAGES: readonly (readonly [string, FaultAction])[] = [
  ["from any request on, before taking effect,", { when: "before", status: 502 }],
  ["from any request on, after taking effect,", { when: "after", status: 502 }],
];

describe("a rollback comment", () => {
  it.each(FAULTS)(
    "makes one event, answer, webhook and history entry, whichever request fails %s",
    async (_, fault) => {
      let walked = 0;
      for (let n = 1; await rollBackFailing(n, fault, "only"); n += 1) walked = n;
      expect(walked).toBeGreaterThan(20);
      expect((await verified(scene.repository)).findings).toEqual([]);
    },
  );

  it.each(OUTAGES)("makes just as much when GitHub fails %s and delivers again later", async (_, fault) => {
    let walked = 0;
    for (let n = 1; await rollBackFailing(n, fault, "and all after"); n += 1) walked = n;
    expect(walked).toBeGreaterThan(20);
    expect((await verified(scene.repository)).findings).toEqual([]);
  });
});

type HowMany = "only" | "and all after";

/** Fails the n-th request from the comment on; false where there were not so many. */
async function rollBackFailing(n: number, fault: FaultAction, howMany: HowMany): Promise<boolean> {
  const { github, oncall, repository } = scene;
  const versions = await versionIds(repository, PROMPT);
  const from = await liveVersion(repository, PROMPT);
  const to = versions.find((version) => version !== from) ?? "";
  const before = await eventsOf(repository, PROMPT);
  const entriesBefore = await historyEntries();
  const issue = await newIssue(scene);
  const sentBefore = receiver.deliveries.length;
  await scene.restart();
  const deliveries = github.deliveries.length;
  github.requests.length = 0;
  let seen = 0;
  const isTurn = () => (howMany === "only" ? seen === n : seen >= n);
  const mend = github.faults.add({ ...fault, match: () => ++seen > 0 && isTurn() });
  const text = `/rollback ${PROMPT} to ${to} from ${from} because of walk ${n}`;
  await say(scene, { text, by: oncall, issue });
  mend();
  const struck = github.requests[n - 1];
  await redeliverFailed(scene, deliveries);
  const sent = receiver.deliveries.slice(sentBefore);
  const ours = (await repository.comments(issue)).filter(({ author }) => author === "pointsman[bot]");
  const events = await eventsOf(repository, PROMPT);
  const found = {
    events: events.slice(before.length).map(({ type, version }) => `${type} ${version}`),
    answers: ours.map(({ body }) => body.includes(`serves \`${PROMPT}\` \`${to}\` again`)),
    webhooks: sent.map(({ id, verified: { byHand, standard } }) => byHand && standard && id),
    entries: (await historyEntries()) - entriesBefore,
    live: await liveVersion(repository, PROMPT),
    sequence: (await stateOf(repository, PROMPT)).sequence,
  };
  expect(found, `request ${n}: ${JSON.stringify(struck)}`).toEqual({
    events: [`prompt.rolled_back ${to}`],
    answers: [true],
    webhooks: [events.at(-1)?.id],
    entries: 1,
    live: to,
    sequence: before.length + 1,
  });
  return struck !== undefined;
}

async function historyEntries(): Promise<number> {
  return (await historyOf(scene, PROMPT))?.entries.length ?? 0;
}

import { afterEach, beforeEach, expect, it } from "vitest";
import { newIssue, redeliverFailed, say, secondIsOver } from "../../support/commands.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { liveVersion } from "../../support/releases.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** What the answer to a command says, in the end, of the webhooks of what the command did. */
let receivers: readonly [Receiver, Receiver];
let scene: WalkScene;

const entryOf = ({ url }: Receiver) => `  - url: ${url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`;

beforeEach(async () => {
  const start = () => startReceiver({ secret: STAGE_SECRET });
  receivers = [await start(), await start()];
  scene = await walkScene({
    config: `webhooks:\n${receivers.map(entryOf).join("")}`,
    env: (repository) => ({
      ...operatorsGrant(repository, receivers[0]),
      POINTSMAN_WEBHOOK_GRANTS: JSON.stringify({
        [repository.id]: {
          secrets: ["POINTSMAN_WEBHOOK_SECRET"],
          targets: receivers.map(({ url }) => new URL("/*", url).href),
        },
      }),
    }),
  });
  await publishText(scene, "Version 2: {{ticket}}");
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  for (const receiver of receivers) await receiver.close();
});

/** Rolls back; gives what reads the one answer. */
async function rollBack(): Promise<() => Promise<string>> {
  const issue = await newIssue(scene);
  const from = await liveVersion(scene.repository, PROMPT);
  await say(scene, { text: `/rollback ${PROMPT} from ${from}`, by: scene.oncall, issue });
  return async () => {
    const ours = (await scene.repository.comments(issue)).filter(({ author }) => author === "pointsman[bot]");
    expect(ours).toHaveLength(1);
    return ours[0]?.body ?? "";
  };
}

/** Lets the time pass until the app looks at the deliveries again. */
const nextLook = () => redeliverFailed(scene);

it("says in place that every receiver confirmed", async () => {
  const answer = await rollBack();
  await nextLook();
  expect(await answer()).toMatch(/serves `support-triage`[\s\S]*📣 2 of 2 receivers confirmed\.$/);
  const edits = scene.github.requests.filter(({ method }) => method === "PATCH");
  await nextLook();
  expect(scene.github.requests.filter(({ method }) => method === "PATCH")).toEqual(edits);
});

it("names the receiver that has not confirmed yet, and takes it back when it has", async () => {
  receivers[1].replyAlways({ kind: "status", status: 503 });
  const answer = await rollBack();
  await nextLook();
  expect(await answer()).not.toContain("📣");
  await nextLook();
  const host = new URL(receivers[1].url).host;
  expect(await answer()).toContain("📣 1 of 2 receivers confirmed.");
  expect(await answer()).toMatch(new RegExp(`⏳ .*${host}.* yet: \`http_status 503\``));
  receivers[1].replyAlways({ kind: "status", status: 200 });
  const { id } = receivers[0].deliveries.at(-1) ?? {};
  await secondIsOver();
  await say(scene, { text: `/redeliver ${id}`, by: scene.oncall });
  await nextLook();
  expect(await answer()).toMatch(/📣 2 of 2 receivers confirmed\.$/);
});

it("says it also where the app dies before, and where GitHub fails meanwhile", async () => {
  const answer = await rollBack();
  await scene.restart();
  const mend = scene.github.faults.add({ match: /^PATCH /, when: "before", status: 502 });
  await nextLook();
  mend();
  expect(await answer()).not.toContain("📣");
  await nextLook();
  expect(await answer()).toMatch(/📣 2 of 2 receivers confirmed\.$/);
});

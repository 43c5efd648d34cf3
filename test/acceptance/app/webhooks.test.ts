import { afterAll, beforeAll, expect, it } from "vitest";
import { startApp } from "../../support/app.ts";
import { say } from "../../support/commands.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf, liveVersion, stateOf, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishNow } from "../../support/releases-on-stage.ts";
import { operatorsGrant, STAGE_SECRET, type Stage, setStage } from "../../support/stage.ts";

let stage: Stage;
/** Configured, but not granted by the operator. */
let stranger: Receiver;

beforeAll(async () => {
  stranger = await startReceiver({ secret: STAGE_SECRET });
  // The stage's config ends with its list of webhooks.
  const config = `  - url: ${stranger.url}
    secret: POINTSMAN_WEBHOOK_SECRET
  - url: https://hooks.example.com/prompts
    secret: POINTSMAN_WEBHOOK_OTHER
`;
  const files = { [plainPath("plain")]: plainPrompt("Text 1") };
  stage = await setStage({ config, files, appEnv: { POINTSMAN_WEBHOOK_OTHER: STAGE_SECRET } });
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await stranger.close();
});

async function rollBackAndForth(): Promise<void> {
  const { github, repository } = stage;
  const by = await github.user("on-call", { role: "write", on: repository });
  const from = await liveVersion(repository, "plain");
  const to = (await versionIds(repository, "plain")).find((version) => version !== from);
  await say(stage, { text: `/rollback plain to ${to} from ${from} because I say so`, by });
}

it("sends each event once, signed in both ways, with what the ledger says", async () => {
  const { receiver, repository } = stage;
  await publishNow(stage);
  await repository.commit({ files: { [plainPath("plain")]: plainPrompt("Text 2") } });
  await publishNow(stage);
  await rollBackAndForth();
  const events = await eventsOf(repository, "plain");
  const deliveries = receiver.deliveries.filter(({ body }) => body.includes('"prompt_id":"plain"'));
  expect(deliveries.map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  expect(receiver.deliveries.filter(({ verified }) => !verified.standard || !verified.byHand)).toEqual([]);
  const rolledBack = events.at(-1);
  const sent = deliveries.find(({ id }) => id === rolledBack?.id);
  const { slug } = await stateOf(repository, "plain");
  expect(JSON.parse(sent?.body ?? "")).toMatchObject({
    ...{
      id: rolledBack?.id,
      event: "prompt.rolled_back",
      repository: "acme/support-desk",
      prompt_id: "plain",
    },
    ...{ slug, environment: "production", version: rolledBack?.version, actor: "on-call" },
    ...{ previous_version: rolledBack?.previous_version, sequence: rolledBack?.sequence, at: rolledBack?.at },
    ...{ reason: "I say so", commit: await repository.ref("prompt-releases") },
  });
});

it("sends nothing to a target, and nothing with a secret, that the operator did not grant, and says so", () => {
  expect(stranger.deliveries).toEqual([]);
  expect(stage.app.log()).toContain("webhook 2 of the config is not sent: target_not_");
  expect(stage.app.log()).toContain("webhook 3 of the config is not sent: ");
});

it("sends again what a receiver did not take, under the same id", async () => {
  const { receiver, repository } = stage;
  const before = receiver.deliveries.length;
  receiver.replyNext({ kind: "status", status: 503 });
  await rollBackAndForth();
  const { id } = (await eventsOf(repository, "plain")).at(-1) ?? {};
  const attempts = (await receiver.arrived(before + 2)).slice(before);
  expect(attempts.map((attempt) => attempt.id)).toEqual([id, id]);
  expect(attempts.every(({ verified }) => verified.standard && verified.byHand)).toBe(true);
});

it("follows no redirect", async () => {
  const { receiver } = stage;
  receiver.replyNext({ kind: "redirect", location: stranger.url });
  await rollBackAndForth();
  expect(stranger.deliveries).toEqual([]);
});

it("goes by no proxy of its environment", async () => {
  const { app, github, installed, receiver, repository } = stage;
  const proxy = `http://127.0.0.1:${stranger.port}`;
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
  const env = {
    ...operatorsGrant(repository, receiver),
    ...Object.fromEntries(names.map((name) => [name, proxy])),
    NODE_USE_ENV_PROXY: "1",
    // What the app asks GitHub goes by the proxy as its operator wants; webhooks never do.
    NO_PROXY: new URL(github.url).host,
  };
  await using proxied = await startApp({ github, app: installed, env });
  const before = receiver.deliveries.length;
  await rollBackAndForth();
  expect(receiver.deliveries.length).toBeGreaterThan(before);
  expect(stranger.deliveries).toEqual([]);
  expect(proxied.log()).not.toContain("refused_address");
  installed.setWebhookUrl(`${app.address}/api/github/webhooks`);
});

it("refuses a private address that the operator did not allow", async () => {
  const { app, github, installed, receiver, repository } = stage;
  const { POINTSMAN_WEBHOOK_ALLOW_RANGES: _, ...env } = operatorsGrant(repository, receiver);
  await using strict = await startApp({ github, app: installed, env });
  await rollBackAndForth();
  // The other app may still be sending what the test before had redirected.
  const { id: refused } = (await eventsOf(repository, "plain")).at(-1) ?? {};
  expect(receiver.deliveries.map(({ id }) => id)).not.toContain(refused);
  expect(strict.log()).toContain("refused_address");
  installed.setWebhookUrl(`${app.address}/api/github/webhooks`);
});

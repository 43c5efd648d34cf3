import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningApp, startApp } from "../../../src/app/server.ts";
import { readSettings } from "../../../src/app/settings.ts";
import type { Surroundings } from "../../../src/releases/ports.ts";
import { publishHere } from "../../support/action-here.ts";
import { hastySurroundings } from "../../support/app-here.ts";
import { heard, newIssue, secondIsOver } from "../../support/commands.ts";
import { type GitHub, type InstalledApp, startGitHub } from "../../support/github/github.ts";
import type { User } from "../../support/github/inside.ts";
import type { RepositoryHandle } from "../../support/github/repository-types.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf, liveVersion } from "../../support/releases.ts";
import { storeFolder } from "../../support/store-folder.ts";
import type { TemporaryFolder } from "../../support/temporary-folder.ts";
import { PROMPT, PROMPT_PATH, promptText } from "./scene.ts";

/** The app with a store, in this process: what came in and what goes out is in its file. */
const SECRET = "a secret long enough to be one";
let folder: TemporaryFolder;
let github: GitHub;
let installed: InstalledApp;
let repository: RepositoryHandle;
let receiver: Receiver;
let oncall: User;

const configOf = (url: string) => `environments:
  production: { on_merge: publish }
webhooks:
  - url: ${url}
    secret: POINTSMAN_WEBHOOK_A
    events: [prompt.rolled_back]
`;

beforeAll(async () => {
  folder = storeFolder();
  github = await startGitHub();
  receiver = await startReceiver({ secret: SECRET });
  installed = await github.installApp({ webhookSecret: "durable-webhook-secret" });
  installed.setWebhookUrl("http://127.0.0.1:9/nobody");
  repository = await github.createRepository({
    files: {
      ".github/pointsman.yml": configOf(receiver.url),
      [PROMPT_PATH]: promptText("Version 1: {{ticket}}"),
    },
  });
  oncall = await github.user("on-call", { role: "write", on: repository });
  for (const text of ["Version 2: {{ticket}}", "Version 3: {{ticket}}", "Version 4: {{ticket}}"]) {
    await publishHere(github, repository);
    await repository.commit({ files: { [PROMPT_PATH]: promptText(text) } });
  }
  await publishHere(github, repository);
  await github.idle();
});

afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await receiver.close();
});
afterAll(() => folder[Symbol.dispose]());

/** @param laterMs how far its clock is ahead */
async function start(laterMs = 0): Promise<RunningApp> {
  const grants = { [repository.id]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets: [receiver.url] } };
  const read = readSettings({
    APP_ID: String(installed.appId),
    PRIVATE_KEY: installed.privateKey,
    WEBHOOK_SECRET: installed.webhookSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    LOG_LEVEL: "fatal",
    PORT: "0",
    POINTSMAN_DATA_DIR: folder.path,
    POINTSMAN_WEBHOOK_A: SECRET,
    POINTSMAN_WEBHOOK_GRANTS: JSON.stringify(grants),
    POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1/32",
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const now = () => new Date(Date.now() + laterMs).toISOString();
  const surroundings: Surroundings = { ...hastySurroundings, now };
  const app = await startApp(read.settings, surroundings);
  installed.setWebhookUrl(`${app.address}/api/github/webhooks`);
  return app;
}

async function rollBack() {
  const issue = await newIssue({ github, repository });
  const live = await liveVersion(repository, PROMPT);
  const { id } = await repository.comment(issue, `/rollback ${PROMPT} from ${live}`, oncall);
  return { issue, id };
}

const rollbacks = async () =>
  (await eventsOf(repository, PROMPT)).filter(({ type }) => type === "prompt.rolled_back");

it("rolls back, answers and announces once, though the delivery comes again and the app was restarted", async () => {
  const first = await start();
  const { id, issue } = await rollBack();
  await receiver.arrived(1);
  await first.stop();
  const delivery = github.deliveries.findLast(({ event }) => event === "issue_comment");
  const second = await start();
  expect(await github.redeliver(delivery?.guid ?? "")).toMatchObject({ status: 202 });
  const pushed = github.deliveries.findLast(({ event }) => event === "push");
  expect(await github.redeliver(pushed?.guid ?? "")).toMatchObject({ status: 202 });
  await second.stop();
  expect((await heard({ github, repository }, issue, id)).answers).toHaveLength(1);
  const [event] = await rollbacks();
  expect(await rollbacks()).toHaveLength(1);
  expect(receiver.deliveries).toMatchObject([{ id: event?.id, verified: { standard: true, byHand: true } }]);
});

it("sends after a restart what the receiver refused before it, under the same id", async () => {
  const before = receiver.deliveries.length;
  receiver.replyNext({ kind: "status", status: 503 });
  const first = await start();
  await rollBack();
  await receiver.arrived(before + 1);
  await first.stop();
  const second = await start(10_000);
  await receiver.arrived(before + 2);
  await second.stop();
  const [refused, arrived] = receiver.deliveries.slice(before);
  expect(arrived).toMatchObject({ id: refused?.id, body: refused?.body });
});

it("sends an event again on /redeliver, once a comment, however often GitHub tells of the comment", async () => {
  const first = await start();
  const { length: sent } = receiver.deliveries;
  await rollBack();
  await receiver.arrived(sent + 1);
  await first.stop();
  const [event, before] = [(await rollbacks()).at(-1), receiver.deliveries.length];
  await secondIsOver();
  const app = await start();
  const issue = await newIssue({ github, repository });
  const { id } = await repository.comment(issue, `/redeliver ${event?.id}`, oncall);
  await receiver.arrived(before + 1);
  const delivery = github.deliveries.findLast(({ event: name }) => name === "issue_comment");
  await github.redeliver(delivery?.guid ?? "");
  await app.stop();
  const { answers } = await heard({ github, repository }, issue, id);
  expect(answers).toEqual([expect.stringContaining(`The webhooks of \`${event?.id}\``)]);
  expect(receiver.deliveries.slice(before)).toMatchObject([{ id: event?.id, verified: { standard: true } }]);
});

it("refuses what GitHub did not sign, what is no delivery and what is too large, and keeps none of it", async () => {
  const app = await start();
  const post = async (headers: Record<string, string>, body = "{}") => {
    const request = { method: "POST", headers, body };
    return (await fetch(`${app.address}/api/github/webhooks`, request)).status;
  };
  const signed = (body: string) =>
    `sha256=${createHmac("sha256", installed.webhookSecret).update(body).digest("hex")}`;
  const headers = {
    "x-github-delivery": "d-1",
    "x-github-event": "push",
    "x-hub-signature-256": signed("{}"),
  };
  expect(await post({})).toBe(400);
  expect(await post({ ...headers, "x-hub-signature-256": signed("other") })).toBe(401);
  expect(await post({ ...headers, "x-github-delivery": "../../etc" })).toBe(400);
  expect(await post(headers), "no payload of a repository").toBe(400);
  expect(await post({ ...headers, "x-github-event": "ping" })).toBe(200);
  expect(await post(headers, "x".repeat(25 * 1024 * 1024 + 1)).catch(() => 413)).toBe(413);
  await app.stop();
});

it("says whose the file is when a second app starts on it", async () => {
  const app = await start();
  await expect(start()).rejects.toMatchObject({ name: "DatabaseInUseError", pid: process.pid });
  await app.stop();
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningApp, startApp } from "../../../src/app/server.ts";
import { readSettings } from "../../../src/app/settings.ts";
import { visitStore } from "../../../src/database/store.ts";
import { publishHere } from "../../support/action-here.ts";
import { hastySurroundings } from "../../support/app-here.ts";
import { heard, newIssue } from "../../support/commands.ts";
import { type Gate, openGate } from "../../support/gate.ts";
import { type GitHub, type InstalledApp, startGitHub } from "../../support/github/github.ts";
import type { User } from "../../support/github/inside.ts";
import type { RepositoryHandle } from "../../support/github/repository-types.ts";
import { startPostgres } from "../../support/postgres.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { eventsOf, liveVersion, versionIds } from "../../support/releases.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { watchStore } from "../../support/store-watch.ts";
import { PROMPT, PROMPT_PATH, promptText } from "./scene.ts";

/** An app whose PostgreSQL can be taken away from it. */
const stack = new AsyncDisposableStack();
let github: GitHub;
let installed: InstalledApp;
let repository: RepositoryHandle;
let receiver: Receiver;
let gate: Gate;
let app: RunningApp;
let oncall: User;
let database: string;
let versions: readonly string[];
/** What else happens when a webhook arrives. */
let onDelivery: () => void = () => undefined;

beforeAll(async () => {
  const postgres = stack.use(await startPostgres());
  database = await postgres.createDatabase();
  gate = stack.use(await openGate(database));
  github = stack.use(await startGitHub());
  receiver = stack.use(await startReceiver({ secret: STAGE_SECRET, onDelivery: () => onDelivery() }));
  installed = await github.installApp({ webhookSecret: "store-away-webhook-secret" });
  repository = await github.createRepository({
    files: {
      ".github/pointsman.yml": `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n    events: [prompt.rolled_back]\n`,
      [PROMPT_PATH]: promptText("Version 1: {{ticket}}"),
    },
  });
  oncall = await github.user("on-call", { role: "write", on: repository });
  const read = readSettings({
    APP_ID: String(installed.appId),
    PRIVATE_KEY: installed.privateKey,
    WEBHOOK_SECRET: installed.webhookSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    LOG_LEVEL: "fatal",
    PORT: "0",
    POINTSMAN_DATABASE_URL: gate.through(database),
    ...operatorsGrant(repository, receiver),
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  app = await startApp(read.settings, hastySurroundings);
  stack.defer(() => app.stop());
  installed.setWebhookUrl(`${app.address}/api/github/webhooks`);
  await publishHere(github, repository);
  await repository.commit({ files: { [PROMPT_PATH]: promptText("Version 2: {{ticket}}") } });
  await publishHere(github, repository);
  versions = await versionIds(repository, PROMPT);
  await github.idle();
  await using watch = await watchStore({ kind: "postgres", url: database });
  await watch.workedOff();
});

afterAll(() => stack[Symbol.asyncDispose]());

const readiness = async () => (await fetch(`${app.address}/readyz`)).json();

it("answers 503 while PostgreSQL is away, says so, and goes on by itself when it is back", async () => {
  await gate.shut();
  const issue = await newIssue({ github, repository });
  const from = await liveVersion(repository, PROMPT);
  const { id } = await repository.comment(issue, `/rollback ${PROMPT} from ${from}`, oncall);
  await github.idle();
  const delivery = github.deliveries.findLast(({ event }) => event === "issue_comment");
  expect(delivery).toMatchObject({ status: 503 });
  expect(await readiness()).toEqual({
    status: "not_ready",
    reasons: ["store_unreachable", "intake_failing"],
  });
  await gate.open();
  expect(await github.redeliver(delivery?.guid ?? "")).toMatchObject({ status: 202 });
  await receiver.arrived(1);
  expect(await readiness()).toEqual({ status: "ready", reasons: [] });
  await expect.poll(async () => (await heard({ github, repository }, issue, id)).answers).toHaveLength(1);
  const rolledBack = (await eventsOf(repository, PROMPT)).filter(({ type }) => type === "prompt.rolled_back");
  expect(receiver.deliveries.map((one) => one.id)).toEqual(rolledBack.map((event) => event.id));
});

it("writes down what arrived while PostgreSQL was away, and sends it to nobody twice", async () => {
  const sent = receiver.deliveries.length;
  const gone = Promise.withResolvers<void>();
  onDelivery = () => {
    onDelivery = () => undefined;
    gate.shut().then(gone.resolve, gone.reject);
  };
  const issue = await newIssue({ github, repository });
  const from = await liveVersion(repository, PROMPT);
  const to = versions.find((version) => version !== from);
  await repository.comment(issue, `/rollback ${PROMPT} to ${to} from ${from}`, oncall);
  await gone.promise;
  await gate.open();
  const store = await visitStore({ kind: "postgres", url: database });
  const delivered = async () =>
    (await store.outbox.list({ limit: 9 })).map(({ attempts, state }) => [state, attempts]);
  await expect.poll(delivered, { timeout: 20_000 }).toEqual([
    ["delivered", 1],
    ["delivered", 1],
  ]);
  expect(receiver.deliveries).toHaveLength(sent + 1);
  await store.close();
});

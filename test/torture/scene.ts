import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publishHere } from "../support/action-here.ts";
import { type RunningApp, startApp } from "../support/app.ts";
import { type GitHub, startGitHub } from "../support/github/github.ts";
import type { User } from "../support/github/inside.ts";
import type { RepositoryHandle } from "../support/github/repository-types.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { versionIds } from "../support/releases.ts";
import { plainPath, plainPrompt } from "../support/releases-on-stage.ts";
import { operatorsGrant, STAGE_SECRET } from "../support/stage.ts";

export type StoreKind = "sqlite" | "postgres";

/** A prompt with two versions that a walk goes back and forth between, and the issue where that is asked for. */
export interface TorturedPrompt {
  readonly id: string;
  readonly issue: number;
  readonly versions: readonly [string, string];
}

/** What survives every kill, and the processes that do not. */
export interface TortureScene extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly receiver: Receiver;
  readonly oncall: User;
  readonly prompts: readonly TorturedPrompt[];
  /** Calls when a webhook has arrived and is not answered yet, until the function returned is called. */
  readonly onWebhook: (listener: () => void) => () => void;
  /** One on SQLite, two on PostgreSQL; GitHub delivers to the one that was started last. */
  readonly apps: RunningApp[];
  /** Kills an instance and starts another in its place. */
  readonly replace: (index: number, signal: "SIGKILL" | "SIGTERM") => Promise<void>;
}

const INSTANCES = { sqlite: 1, postgres: 2 } as const;
const PROMPTS = 6;

export async function tortureScene(store: StoreKind): Promise<TortureScene> {
  await using stack = new AsyncDisposableStack();
  const github = stack.use(await startGitHub());
  const listeners = new Set<() => void>();
  const onDelivery = () => {
    for (const listener of listeners) listener();
  };
  const receiver = stack.use(await startReceiver({ secret: STAGE_SECRET, onDelivery }));
  const installed = await github.installApp({ webhookSecret: "torture-webhook-secret" });
  const ids = Array.from({ length: PROMPTS }, (_, index) => `prompt-${index + 1}`);
  const texts = (text: string) => Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(text)]));
  const config = `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`;
  const files = { ".github/pointsman.yml": config, ...texts("First text") };
  const repository = await github.createRepository({ files });
  const oncall = await github.user("on-call", { role: "write", on: repository });
  const env = {
    ...operatorsGrant(repository, receiver),
    ...(await storeVariables(store, stack)),
    LOG_LEVEL: "warn",
    NODE_COMPILE_CACHE: temporaryFolder(stack),
    POINTSMAN_INBOX_LEASE_SECONDS: "1",
    POINTSMAN_WEBHOOK_LEASE_SECONDS: "30",
  };
  const start = () => startApp({ github, app: installed, env });
  const apps: RunningApp[] = [];
  stack.defer(async () => {
    for (const app of apps) await app[Symbol.asyncDispose]();
  });
  // Only who ends in good order leaves compiled code to those who start after it.
  await (await start())[Symbol.asyncDispose]();
  while (apps.length < INSTANCES[store]) apps.push(await start());
  await publishHere(github, repository);
  await repository.commit({ files: texts("Second text") });
  await publishHere(github, repository);
  await github.idle();
  const prompts = await Promise.all(ids.map((id) => tortured(repository, id)));
  const owned = stack.move();
  return {
    ...{ github, repository, receiver, oncall, prompts, apps },
    onWebhook: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replace: async (index, signal) => {
      await apps[index]?.stop(signal);
      await apps[index]?.[Symbol.asyncDispose]();
      apps[index] = await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function storeVariables(
  store: StoreKind,
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<string, string>>> {
  if (store === "postgres") {
    return { POINTSMAN_DATABASE_URL: await stack.use(await startPostgres()).createDatabase() };
  }
  return { POINTSMAN_DATA_DIR: temporaryFolder(stack) };
}

function temporaryFolder(stack: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), "pointsman-torture-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function tortured(repository: RepositoryHandle, id: string): Promise<TorturedPrompt> {
  const [first, second] = await versionIds(repository, id);
  if (first === undefined || second === undefined) throw new Error(`${id} has no two versions`);
  const { number } = await repository.issue({ title: `Something is wrong with ${id}` });
  return { id, issue: number, versions: [first, second] };
}

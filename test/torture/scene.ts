import { type Store, visitStore } from "../../src/database/store.ts";
import { publishHere } from "../support/action-here.ts";
import { spawnApp, storeOf, webhooksAt } from "../support/app.ts";
import { type GitHub, startGitHub } from "../support/github/github.ts";
import type { User } from "../support/github/inside.ts";
import type { RepositoryHandle } from "../support/github/repository-types.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { versionIds } from "../support/releases.ts";
import { plainPath, plainPrompt } from "../support/releases-on-stage.ts";
import { operatorsGrant, STAGE_SECRET } from "../support/stage.ts";
import { watchStore } from "../support/store-watch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Instances, startInstances } from "./instances.ts";
import { type Seen, seenIn } from "./seen.ts";

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
  readonly seen: Seen;
  /** Calls when a webhook has arrived and is not answered yet, until the function returned is called. */
  readonly onWebhook: (listener: () => void) => () => void;
  /** One on SQLite, two on PostgreSQL. */
  readonly instances: Instances;
  /** Their store, seen from outside. */
  readonly store: Store;
}

const INSTANCES = { sqlite: 1, postgres: 2 } as const;
const PROMPTS = 10;
/** As short as an operator can set it: others take over a second after somebody died, or stood still. */
export const INBOX_LEASE_SECONDS = 1;
const WEBHOOK_LEASE_SECONDS = 30;

export async function tortureScene(kind: StoreKind): Promise<TortureScene> {
  await using stack = new AsyncDisposableStack();
  const github = stack.use(await startGitHub());
  const listeners = new Set<() => void>();
  const onDelivery = () => {
    for (const listener of listeners) listener();
  };
  const receiver = stack.use(await startReceiver({ secret: STAGE_SECRET, onDelivery }));
  const app = await github.installApp({ webhookSecret: "torture-webhook-secret" });
  const ids = Array.from({ length: PROMPTS }, (_, index) => `prompt-${index + 1}`);
  const texts = (text: string) => Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(text)]));
  const config = `webhooks:\n  - url: ${receiver.url}\n    secret: POINTSMAN_WEBHOOK_SECRET\n`;
  const files = { ".github/pointsman.yml": config, ...texts("First text") };
  const repository = await github.createRepository({ files });
  const oncall = await github.user("on-call", { role: "write", on: repository });
  const env = {
    ...operatorsGrant(repository, receiver),
    ...(await storeVariables(kind, stack)),
    LOG_LEVEL: "warn",
    NODE_COMPILE_CACHE: stack.use(temporaryFolder("torture")).path,
    POINTSMAN_INBOX_LEASE_SECONDS: String(INBOX_LEASE_SECONDS),
    POINTSMAN_WEBHOOK_LEASE_SECONDS: String(WEBHOOK_LEASE_SECONDS),
  };
  const start = () => spawnApp({ github, app, env });
  const route = (address: string) => app.setWebhookUrl(webhooksAt(address));
  const instances = stack.use(await startInstances({ count: INSTANCES[kind], start, route }));
  // Only who ends in good order leaves compiled code to those who start after it.
  await instances.restart();
  github.consumers.add(stack.use(await watchStore(storeOf(env))));
  const store = await visitStore(storeOf(env));
  stack.defer(store.close);
  await publishHere(github, repository);
  await repository.commit({ files: texts("Second text") });
  await publishHere(github, repository);
  await github.idle();
  const prompts = await Promise.all(ids.map((id) => tortured(repository, id)));
  const owned = stack.move();
  return {
    ...{ github, repository, receiver, oncall, prompts, instances, store },
    seen: seenIn(github.deliveries, reasonIn),
    onWebhook: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Unlike that of any other cycle. */
export function reasonOf(cycle: number): string {
  return `cycle ${cycle} wants it`;
}

function reasonIn(entry: string): string | undefined {
  return /cycle \d+ wants it/.exec(entry)?.[0];
}

async function storeVariables(
  kind: StoreKind,
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<string, string>>> {
  if (kind === "postgres") {
    return { POINTSMAN_DATABASE_URL: await stack.use(await startPostgres()).createDatabase() };
  }
  return { POINTSMAN_DATA_DIR: stack.use(temporaryFolder("torture")).path };
}

async function tortured(repository: RepositoryHandle, id: string): Promise<TorturedPrompt> {
  const [first, second] = await versionIds(repository, id);
  if (first === undefined || second === undefined) throw new Error(`${id} has no two versions`);
  const { number } = await repository.issue({ title: `Something is wrong with ${id}` });
  return { id, issue: number, versions: [first, second] };
}

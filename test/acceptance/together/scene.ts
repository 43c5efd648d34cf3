import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { publishHere } from "../../support/action-here.ts";
import { type AppHere, startAppHere } from "../../support/app-here.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import type { User } from "../../support/github/inside.ts";
import type { RepositoryHandle } from "../../support/github/repository-types.ts";
import { storeFolder } from "../../support/store-folder.ts";

export const PROMPT = "support-triage";
export const PROMPT_PATH = `prompts/${PROMPT}.prompt.yml`;

export function promptText(text: string, name = "Support triage"): string {
  return `name: ${name}\nmodel: openai/gpt-4.1\nmessages:\n  - role: user\n    content: ${JSON.stringify(text)}\n`;
}

/** A repository with the app in this process, on which failures are walked without waiting. */
export interface WalkScene extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly oncall: User;
  /** Of the app that runs. */
  readonly address: () => string;
  /** Starts the app anew on its store: it remembers neither its token nor who it is. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Starts the app on an empty store: it remembers nothing at all. */
  readonly reinstall: () => Promise<void>;
  /** From now on GitHub does not even try to deliver; until the app is started again. */
  readonly unreachable: () => void;
  /** Makes what the outbox knows so much older: what waits comes due, what failed has failed for longer. */
  readonly ageOutbox: (milliseconds: number) => void;
  /** GitHub fails to deliver what happens meanwhile; afterwards it reaches the app again. */
  readonly untold: (meanwhile: () => Promise<unknown>) => Promise<void>;
}

const CONFIG = `environments:
  staging: { on_merge: publish }
  production: { on_merge: publish }
`;

/** @param extra more settings of the repository, and what the operator of the app sets for it */
export async function walkScene(extra?: {
  readonly config: string;
  readonly env: (repository: RepositoryHandle) => Readonly<Record<string, string>>;
}): Promise<WalkScene> {
  const stack = new AsyncDisposableStack();
  const github = stack.use(await startGitHub());
  const app = await github.installApp({ webhookSecret: "walks-webhook-secret" });
  const repository = await github.createRepository({
    files: {
      ".github/pointsman.yml": CONFIG + (extra?.config ?? ""),
      [PROMPT_PATH]: promptText("Version 1: {{ticket}}"),
    },
  });
  const folder = stack.use(storeFolder()).path;
  const start = () => startAppHere(github, app, { ...extra?.env(repository), POINTSMAN_DATA_DIR: folder });
  let running: AppHere | null = await start();
  const stop = async () => {
    await running?.[Symbol.asyncDispose]();
    running = null;
  };
  const restart = async () => {
    await stop();
    running = await start();
  };
  const reinstall = async () => {
    await stop();
    rmSync(folder, { recursive: true });
    running = await start();
  };
  const address = () => running?.address ?? "";
  const ageOutbox = (milliseconds: number) => {
    using store = new DatabaseSync(join(folder, "pointsman.db"), { timeout: 5_000 });
    for (const column of ["failing_since", "last_failed_at"]) {
      store.prepare(`update endpoints set ${column} = ${column} - ?`).run(milliseconds);
    }
    store.prepare("update deliveries set due_at = due_at - ?").run(milliseconds);
  };
  const unreachable = () => app.setWebhookUrl(undefined);
  const untold = async (meanwhile: () => Promise<unknown>) => {
    app.setWebhookUrl("http://127.0.0.1:9/nobody");
    await meanwhile();
    await github.idle();
    app.setWebhookUrl(running?.webhookUrl);
  };
  stack.defer(stop);
  const oncall = await github.user("on-call", { role: "write", on: repository });
  await publishHere(github, repository);
  await github.idle();
  return {
    github,
    repository,
    oncall,
    address,
    stop,
    unreachable,
    untold,
    restart,
    reinstall,
    ageOutbox,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Commits another text for the prompt and publishes it. */
export async function publishText({ github, repository }: WalkScene, text: string): Promise<void> {
  await repository.commit({ files: { [PROMPT_PATH]: promptText(text) } });
  const { failures } = await publishHere(github, repository);
  if (failures.length > 0) throw new Error(failures.join("\n"));
  await github.idle();
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type StorePlace, storePlace } from "../../src/database/store.ts";
import type { GitHub, InstalledApp } from "./github/github.ts";
import { runnerNode } from "./github/runner.ts";
import { storeFolder } from "./store-folder.ts";
import { watchStore } from "./store-watch.ts";

/** The built app as a process of its own. */
export interface RunningApp extends AsyncDisposable {
  readonly address: string;
  readonly process: ChildProcess;
  /** What it wrote so far, both streams. */
  readonly log: () => string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface AppRequest {
  readonly github: Pick<GitHub, "url" | "consumers">;
  readonly app: InstalledApp;
  /** More environment variables; they win over ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}

const BUILT = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const START_LIMIT_MS = 30_000;

/** Starts `pointsman serve --app` as it was built, with a folder of its own for its data, and points the emulated app's webhooks at it. */
export async function startApp({ env = {}, ...request }: AppRequest): Promise<RunningApp> {
  const { app, github } = request;
  const stack = new AsyncDisposableStack();
  const folder = stack.use(storeFolder()).path;
  const started = spawnApp({ ...request, env: { POINTSMAN_DATA_DIR: folder, ...env } });
  const address = await started.listening;
  app.setWebhookUrl(webhooksAt(address));
  const watch = stack.use(await watchStore(storeOf({ POINTSMAN_DATA_DIR: folder, ...env })));
  github.consumers.add(watch);
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    github.consumers.delete(watch);
    await started.end(signal);
  };
  stack.defer(stop);
  return { ...started, address, stop, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A process of the built app that has begun to start. */
export interface AppProcess extends Pick<RunningApp, "process" | "log"> {
  /** Where it listens, as soon as it says so; rejects where it ends before. */
  readonly listening: Promise<string>;
  /** Sends the signal and resolves when the process is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

/** Starts the process and nothing else. */
export function spawnApp({ app, env = {}, github, port = 0 }: AppRequest): AppProcess {
  const child = spawn(runnerNode, [BUILT, "serve", "--app"], {
    env: { PATH: process.env.PATH, ...appVariables(github, app, port), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      written += data;
    });
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  return { process: child, log: () => written, listening: addressOf(child, () => written), end };
}

/** Where an app at this address takes GitHub's deliveries. */
export function webhooksAt(address: string): string {
  return `${address}/api/github/webhooks`;
}

/** Where the store is of an app with these variables. */
export function storeOf(variables: Readonly<Record<string, string>>): StorePlace {
  return storePlace({ url: variables.POINTSMAN_DATABASE_URL, dataDirectory: variables.POINTSMAN_DATA_DIR });
}

function appVariables(github: AppRequest["github"], app: InstalledApp, port: number) {
  return {
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    PORT: String(port),
  };
}

function addressOf(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(limit);
      reject(new Error(`The app did not start: ${why}\n${log()}`));
    };
    const limit = setTimeout(() => fail("it never said where it listens"), START_LIMIT_MS);
    child.once("exit", (code) => fail(`it exited with ${code}`));
    child.stderr?.on("data", () => {
      const address = /listens on (http[^"\s]+)/.exec(log())?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(address);
    });
  });
}

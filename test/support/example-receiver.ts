import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { temporaryFolder } from "./temporary-folder.ts";

/** A language that a receiver of `examples/receivers` is written in. */
export interface Runtime {
  readonly name: string;
  readonly isHere: boolean;
  /** The command that runs the receiver; `folder` is for what is made on the way. */
  readonly command: (folder: string) => readonly [string, ...string[]];
}

const source = (name: string) => resolve("examples/receivers", name);

export const runtimes: readonly Runtime[] = [
  { name: "Node", isHere: true, command: () => [process.execPath, source("receiver.mjs")] },
  {
    name: "Python",
    isHere: answers("python3", ["--version"]),
    command: () => ["python3", source("receiver.py")],
  },
  { name: "Go", isHere: answers("go", ["version"]), command: (folder) => [goBinary(folder)] },
];

function answers(command: string, words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: "ignore" }).status === 0;
}

function goBinary(folder: string): string {
  const binary = join(folder, "receiver");
  const env = { ...process.env, GO111MODULE: "off", GOCACHE: join(folder, "cache") };
  const built = spawnSync("go", ["build", "-o", binary, source("receiver.go")], { env, encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  return binary;
}

export interface ExampleReceiver extends AsyncDisposable {
  readonly url: string;
  /** Resolves with the next line that it prints: what it did with an event. */
  readonly nextLine: () => Promise<string>;
}

/** Starts a receiver as its first lines say, on any free port. */
export async function startExampleReceiver(
  runtime: Runtime,
  secrets: { readonly current: string; readonly previous?: string },
): Promise<ExampleReceiver> {
  const folder = temporaryFolder("receiver");
  const [command, ...args] = runtime.command(folder.path);
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH ?? "",
      PORT: "0",
      WEBHOOK_SECRET: secrets.current,
      WEBHOOK_SECRET_PREVIOUS: secrets.previous ?? "",
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  const port = /^listening (\d+)$/.exec(await nextLine())?.[1] ?? "";
  return {
    url: `http://127.0.0.1:${port}/hooks/prompts`,
    nextLine,
    [Symbol.asyncDispose]: async () => {
      await end(child);
      folder[Symbol.dispose]();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}

import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A process that has ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the call that starts it until it is gone and its streams are closed. */
  readonly durationMs: number;
}

interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads; nothing where absent. */
  readonly input?: AsyncIterable<string> | Iterable<string>;
}

/** Runs a process to its end, whatever its exit code. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, input = [] }: ProcessOptions = {},
): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(command, args, { ...(cwd === undefined ? {} : { cwd }), env, stdio: "pipe" });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  // A process that ends early says why by its exit code.
  const fed = pipeline(Readable.from(input), child.stdin).catch(() => undefined);
  const exitCode = await ended;
  const durationMs = performance.now() - startedAt;
  await fed;
  return { exitCode, ...said, durationMs };
}

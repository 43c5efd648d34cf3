import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The built command line. `POINTSMAN_TEST_CLI=src/cli/main.ts` runs the sources instead, while they are being written. */
const CLI = resolve(process.env.POINTSMAN_TEST_CLI ?? "dist/cli.js");

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  readonly directory: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own arguments. */
  readonly node?: readonly string[];
}

function environmentOf(options: CliOptions) {
  return {
    PATH: process.env.PATH ?? "",
    HOME: options.directory,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...options.env,
  };
}

/** Runs `pointsman` as its own process, knowing nothing of whoever runs the tests. */
export function runCli(words: readonly string[], options: CliOptions): Promise<CliRun> {
  const env = environmentOf(options);
  return new Promise((done, reject) => {
    const args = [...(options.node ?? []), CLI, ...words];
    const child = spawn(process.execPath, args, { cwd: options.directory, env });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => done({ exitCode, ...output }));
    child.stdin.end();
  });
}

/** `pointsman` while it runs. */
export interface RunningCli extends AsyncDisposable {
  /** The next line of stdout. */
  readonly line: () => Promise<string>;
  /** What is left of stdout. */
  readonly rest: () => Promise<string>;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  readonly ended: Promise<number | null>;
}

/** Starts a verb that answers more than once. */
export function startCli(words: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd: options.directory,
    env: environmentOf(options),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const line = async () => {
    const next = await lines.next();
    if (next.done === true) throw new Error("There is no more line");
    return next.value;
  };
  const rest = async () => {
    const left: string[] = [];
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) left.push(next.value);
    return left.join("\n");
  };
  const interrupt = () => {
    child.kill("SIGINT");
  };
  return {
    line,
    rest,
    interrupt,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const objectSchema = z.record(z.string(), z.unknown());

/** Runs with `--json`: stdout must be exactly one object and stderr silent. */
export async function runJson(words: readonly string[], options: CliOptions) {
  const run = await runCli([...words, "--json"], options);
  if (run.stderr !== "") throw new Error(`stderr is not silent: ${run.stderr}`);
  return { exitCode: run.exitCode, json: objectSchema.parse(JSON.parse(run.stdout)) };
}

/** A prompt file with one message. */
export function promptText(text: string, more = ""): string {
  return `name: Support triage\nmodel: openai/gpt-4.1-mini\nmessages:\n  - role: user\n    content: ${JSON.stringify(text)}\n${more}`;
}

export const TRIAGE = "prompts/support-triage.prompt.yml";

/** A repository with one prompt, `support-triage`. */
export async function promptRepository(
  options: { readonly bare?: boolean; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<TestRepository> {
  const files = { [TRIAGE]: promptText("Sort this: {{ticket}}"), ...options.files };
  const repository = await gitRepository({ files, bare: options.bare === true });
  await repository.git("config", "user.name", "Ada Example");
  await repository.git("config", "user.email", "ada@example.com");
  return repository;
}

/** A clone in a temporary folder, gone with the scope it was made in. */
export interface Clone extends AsyncDisposable {
  readonly directory: string;
  readonly git: (...args: string[]) => Promise<string>;
}

export async function cloneOf(origin: TestRepository, person: string): Promise<Clone> {
  const folder = temporaryFolder("clone");
  const directory = join(folder.path, "clone");
  await origin.git("clone", "--quiet", origin.directory, directory);
  const git = (...args: string[]) => origin.git("-C", directory, ...args);
  await git("config", "user.name", person);
  await git("config", "user.email", `${person.toLowerCase()}@example.com`);
  return {
    directory,
    git,
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
}

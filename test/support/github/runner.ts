import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Annotation, parseCommands, parseFileCommands } from "./workflow-commands.ts";
import type { WorkflowEvent } from "./workflow-events.ts";

export type RunRequest = {
  github: { url: string; graphqlUrl: string };
  repository: { id: number; nameWithOwner: string; owner: string };
  event: WorkflowEvent;
  /** As under `with:` in a workflow; each becomes `INPUT_<NAME>`. */
  inputs?: Record<string, string>;
  /** The step's `env:`. Nothing else of this process's environment but PATH goes in. */
  env?: Record<string, string>;
  /** The built file; default `dist/action.js`. */
  action?: string;
  runId?: number;
  runAttempt?: number;
  /** The workflow's file below `.github/workflows`; default `pointsman.yml`. */
  workflow?: string;
  /** Kills the run, as cancelling does. */
  signal?: AbortSignal;
};

export type RunResult = {
  /** null when it was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  /** The file that the output `report` names; null where there is none. */
  report: string | null;
  /** The job summary's Markdown. */
  summary: string;
  annotations: Annotation[];
  /** Values the step asked to have masked. */
  masked: string[];
  /** What it would leave in the environment of later steps. */
  exportedEnv: Record<string, string>;
  /** Wall time of the child process. */
  durationMs: number;
};

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The Node 24 that GitHub runs actions on, from the registry. */
export const runnerNode = join(root, "node_modules/node/bin/node");

const commandFiles = [
  "GITHUB_OUTPUT",
  "GITHUB_STEP_SUMMARY",
  "GITHUB_STATE",
  "GITHUB_ENV",
  "GITHUB_PATH",
] as const;
type CommandFile = (typeof commandFiles)[number];

/** Runs a built action as GitHub's runner would: as a child process that knows only what a step knows. */
export async function runAction(request: RunRequest): Promise<RunResult> {
  using folder = temporaryFolder("run");
  const directory = folder.path;
  const files = await prepare(directory, request);
  const startedAt = performance.now();
  const finished = await execute(directory, request, files);
  const durationMs = performance.now() - startedAt;
  const written = async (name: CommandFile) => readFile(files[name], "utf8");
  const { annotations, masks } = parseCommands(finished.stdout);
  const outputs = parseFileCommands(await written("GITHUB_OUTPUT"));
  return {
    ...finished,
    outputs,
    report: await readFile(outputs.report ?? "", "utf8").catch(() => null),
    summary: await written("GITHUB_STEP_SUMMARY"),
    annotations,
    masked: masks,
    exportedEnv: parseFileCommands(await written("GITHUB_ENV")),
    durationMs,
  };
}

async function prepare(directory: string, { event }: RunRequest): Promise<Record<CommandFile, string>> {
  await mkdir(join(directory, "workspace"));
  await mkdir(join(directory, "temp"));
  await writeFile(join(directory, "event.json"), JSON.stringify(event.payload));
  const path = (name: CommandFile) => join(directory, name.toLowerCase());
  await Promise.all(commandFiles.map((name) => writeFile(path(name), "")));
  return {
    GITHUB_OUTPUT: path("GITHUB_OUTPUT"),
    GITHUB_STEP_SUMMARY: path("GITHUB_STEP_SUMMARY"),
    GITHUB_STATE: path("GITHUB_STATE"),
    GITHUB_ENV: path("GITHUB_ENV"),
    GITHUB_PATH: path("GITHUB_PATH"),
  };
}

function execute(
  directory: string,
  request: RunRequest,
  files: Record<CommandFile, string>,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const env = { ...environment(directory, request), ...files };
  const action = request.action ?? join(root, "dist/action.js");
  const options = {
    cwd: join(directory, "workspace"),
    env,
    ...(request.signal ? { signal: request.signal } : {}),
  };
  const child = spawn(runnerNode, [action], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => (request.signal?.aborted ? undefined : reject(error)));
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

function environment(directory: string, request: RunRequest): Record<string, string> {
  const { github, repository, event, inputs = {}, env = {}, workflow = "pointsman.yml" } = request;
  const given = Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]);
  return {
    PATH: process.env.PATH ?? "",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: event.actor,
    GITHUB_API_URL: github.url,
    GITHUB_BASE_REF: event.baseRef ?? "",
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(directory, "event.json"),
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_HEAD_REF: event.headRef ?? "",
    GITHUB_JOB: "prompts",
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ""),
    GITHUB_REPOSITORY: repository.nameWithOwner,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_RUN_ATTEMPT: String(request.runAttempt ?? 1),
    GITHUB_RUN_ID: String(request.runId ?? 4_242),
    GITHUB_RUN_NUMBER: "1",
    GITHUB_SERVER_URL: github.url,
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: "pointsman",
    GITHUB_WORKFLOW_REF: `${repository.nameWithOwner}/.github/workflows/${workflow}@${event.ref}`,
    GITHUB_WORKSPACE: join(directory, "workspace"),
    RUNNER_ARCH: "X64",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: join(directory, "temp"),
    ...env,
    ...Object.fromEntries(given),
  };
}

/** The runner's name for an input: upper case, blanks to underscores, hyphens kept. */
function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, "_").toUpperCase()}`;
}

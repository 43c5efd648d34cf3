import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { simulatedAnswer } from "../demo/simulated-model.ts";
import { type RunningApp, startApp } from "./app.ts";
import { type GitHub, type InstalledApp, startGitHub } from "./github/github.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";
import { type RunRequest, type RunResult, runAction } from "./github/runner.ts";
import type { WorkflowEvent } from "./github/workflow-events.ts";
import type { ProtocolName } from "./model-protocols.ts";
import { type ChatRequest, type ModelReply, type ModelServer, startModelServer } from "./model-server.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** Everything around one repository, all of it running: what a team that uses pointsman has. */
export interface Stage extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly installed: InstalledApp;
  readonly app: RunningApp;
  readonly model: ModelServer;
  readonly receiver: Receiver;
  /** Runs the built Action for an event, as GitHub's runner would. */
  readonly act: (event: WorkflowEvent, how?: HowToRun) => Promise<RunResult>;
}

/** How a run differs from the usual. */
export interface HowToRun
  extends Pick<RunRequest, "action" | "env" | "inputs" | "runAttempt" | "runId" | "signal"> {
  readonly token?: string;
  readonly task?: string;
}

export interface StageRequest {
  /** Files beside, or in place of, the example's. */
  readonly files?: Readonly<Record<string, string>>;
  /** Top-level settings added to the config file, as YAML. */
  readonly config?: string;
  /** Environment variables of the app beside, or in place of, the stage's. */
  readonly appEnv?: Readonly<Record<string, string>>;
  readonly latencyMs?: number;
  /** What the model says; the simulated model where absent. */
  readonly answer?: (request: ChatRequest, number: number) => ModelReply;
  /** What the model's server speaks, and how the config calls it; a server that is compatible with OpenAI's where absent. */
  readonly provider?: { readonly protocol: ProtocolName; readonly type: string };
}

/** The key that the stage's workflow hands over for the model. */
export const STAGE_API_KEY = "sk-stage-0123456789abcdef";
/** The webhook secret that the stage's operator granted. */
export const STAGE_SECRET = "whsec_c3RhZ2UtcG9pbnRzbWFuLXdlYmhvb2stc2VjcmV0";
const EXAMPLE = fileURLToPath(new URL("../../examples/support-desk", import.meta.url));

/** Sets everything up on the example repository; nothing is published yet. */
export async function setStage(request: StageRequest = {}): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const github = stack.use(await startGitHub());
  const answer = request.answer ?? ((chat: ChatRequest) => simulatedAnswer(chat.messages));
  const { provider = { protocol: "chat", type: "openai-compatible" } } = request;
  const model = stack.use(await startModelServer({ answer, protocol: provider.protocol }));
  const receiver = stack.use(await startReceiver({ secret: STAGE_SECRET }));
  const installed = await github.installApp({ slug: "pointsman", webhookSecret: "stage-webhook-secret" });
  const config = {
    ".github/pointsman.yml": stageConfig(model, receiver, provider.type) + (request.config ?? ""),
  };
  const files = { ...(await exampleFiles()), ...config, ...request.files };
  const repository = await github.createRepository({ owner: "acme", name: "support-desk", files });
  const app = stack.use(
    await startApp({
      github,
      app: installed,
      env: { ...operatorsGrant(repository, receiver), ...request.appEnv },
    }),
  );
  github.latencyMs = request.latencyMs ?? 0;
  const act = (event: WorkflowEvent, { env, inputs, task = "publish", token, ...how }: HowToRun = {}) =>
    runAction({
      ...how,
      github,
      repository,
      event,
      inputs: { token: token ?? repository.actionsToken(), task, ...inputs },
      env: env ?? { OPENAI_API_KEY: STAGE_API_KEY },
    });
  return {
    ...{ github, repository, installed, app, model, receiver, act },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The example's files, their models called what they are here: simulated. */
async function exampleFiles(): Promise<Record<string, string>> {
  const entries = await readdir(EXAMPLE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (path) => {
        const text = await readFile(path, "utf8");
        return [relative(EXAMPLE, path), text.replace(/^model: openai\//m, "model: simulated/")];
      }),
    ),
  );
}

/** The example's config with the addresses of this stage. */
function stageConfig(model: ModelServer, receiver: Receiver, type: string): string {
  return `environments:
  staging: { on_merge: publish }
  production: { on_merge: publish }
models:
  default: simulated/gpt-4.1
  providers:
    simulated: { type: ${type}, base_url: "${model.baseUrl}", api_key: env:OPENAI_API_KEY }
  prices:
    simulated/*: { input: 2, output: 8 }
webhooks:
  - url: ${receiver.url}
    secret: POINTSMAN_WEBHOOK_SECRET
`;
}

/** What the operator of the app lets the repository send: signed, and to the receiver. */
export function operatorsGrant(repository: RepositoryHandle, receiver: Receiver): Record<string, string> {
  const targets = [new URL("/*", receiver.url).href];
  return {
    POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET,
    POINTSMAN_WEBHOOK_GRANTS: JSON.stringify({
      [repository.id]: { secrets: ["POINTSMAN_WEBHOOK_SECRET"], targets },
    }),
    POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1",
  };
}

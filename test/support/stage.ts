import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { simulatedAnswer } from "../demo/simulated-model.ts";
import { type RunningApp, startApp } from "./app.ts";
import { type GitHub, type InstalledApp, startGitHub } from "./github/github.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";
import { type RunResult, runAction } from "./github/runner.ts";
import type { WorkflowEvent } from "./github/workflow-events.ts";
import { type ChatRequest, type ModelServer, startModelServer } from "./model-server.ts";
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
  readonly act: (event: WorkflowEvent) => Promise<RunResult>;
}

export interface StageRequest {
  /** Files beside, or in place of, the example's. */
  readonly files?: Readonly<Record<string, string>>;
  readonly latencyMs?: number;
  /** What the model says; the simulated model where absent. */
  readonly answer?: (request: ChatRequest, number: number) => string;
}

/** The webhook secret that the stage's operator granted. */
export const STAGE_SECRET = "whsec_c3RhZ2UtcG9pbnRzbWFuLXdlYmhvb2stc2VjcmV0";
const EXAMPLE = fileURLToPath(new URL("../../examples/support-desk", import.meta.url));

/** Sets everything up on the example repository; nothing is published yet. */
export async function setStage(request: StageRequest = {}): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const github = stack.use(await startGitHub());
  const answer = request.answer ?? ((chat: ChatRequest) => simulatedAnswer(chat.messages));
  const model = stack.use(await startModelServer({ answer }));
  const receiver = stack.use(await startReceiver({ secret: STAGE_SECRET }));
  const installed = await github.installApp({ slug: "pointsman", webhookSecret: "stage-webhook-secret" });
  const files = { ...(await exampleFiles()), ...stageConfig(model, receiver), ...request.files };
  const repository = await github.createRepository({ owner: "acme", name: "support-desk", files });
  const app = stack.use(
    await startApp({ github, app: installed, env: operatorsGrant(repository, receiver) }),
  );
  github.latencyMs = request.latencyMs ?? 0;
  const act = (event: WorkflowEvent) =>
    runAction({
      github,
      repository,
      event,
      inputs: { token: repository.actionsToken(), task: "publish" },
      env: { OPENAI_API_KEY: "simulated" },
    });
  return {
    ...{ github, repository, installed, app, model, receiver, act },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function exampleFiles(): Promise<Record<string, string>> {
  const entries = await readdir(EXAMPLE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [relative(EXAMPLE, path), await readFile(path, "utf8")])),
  );
}

/** The example's config with the addresses of this stage. */
function stageConfig(model: ModelServer, receiver: Receiver): Record<string, string> {
  return {
    ".github/pointsman.yml": `environments:
  staging: { on_merge: publish }
  production: { on_merge: publish }
models:
  providers:
    openai: { type: openai-compatible, base_url: "${model.baseUrl}", api_key: env:OPENAI_API_KEY }
webhooks:
  - url: ${receiver.url}
    secret: POINTSMAN_WEBHOOK_SECRET
`,
  };
}

function operatorsGrant(repository: RepositoryHandle, receiver: Receiver): Record<string, string> {
  const targets = [new URL("/*", receiver.url).href];
  return {
    POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET,
    POINTSMAN_WEBHOOK_GRANTS: JSON.stringify({
      [repository.id]: { secrets: ["POINTSMAN_WEBHOOK_SECRET"], targets },
    }),
    POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1",
  };
}

import { gitBranch } from "../../../src/branch/git.ts";
import type { CliEnvironment } from "../../../src/cli/environment.ts";
import { serveUntil } from "../../../src/cli/verbs/serve.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { type Operation, operate } from "../../../src/releases/operate/operate.ts";
import { publish } from "../../../src/releases/publish/publish.ts";
import { gitSources } from "../../../src/sources/git.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";

const PRODUCTION_PROMPT = "support-triage";

/** A repository with releases, made by the real use cases, and the clock that they see. */
export interface Scene extends AsyncDisposable {
  readonly repository: TestRepository;
  /** Commits the text as the prompt's only message and publishes it. */
  readonly publishText: (text: string, id?: string) => Promise<void>;
  readonly operate: (verb: Operation["verb"], more?: Partial<Operation>) => Promise<void>;
  /** Starts `pointsman serve` on a free port. */
  readonly serve: (options?: ServeOptions) => Promise<Served>;
}

export interface ServeOptions {
  readonly input?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Served extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** `…/api/v1/repos/acme/prompts` */
  readonly base: string;
  readonly stop: () => Promise<void>;
  /** What it told its operator since it began to listen. */
  readonly warnings: readonly string[];
}

export async function releasedRepository(): Promise<Scene> {
  const repository = await gitRepository({ files: { "README.md": "Prompts\n" } });
  let minutes = 0;
  const surroundings = {
    now: () => new Date(Date.parse("2026-03-12T09:00:00Z") + minutes++ * 60_000).toISOString(),
    random: () => 0,
    sleep: async () => undefined,
  };
  const git = { directory: repository.directory, environment: process.env };
  const sources = gitSources({ repository: git });
  const identity = { name: "Test", email: "test@example.com" };
  const ports = {
    branch: (branch: string) =>
      gitBranch({ repository: git, branch, identity, now: () => new Date().toISOString() }),
    sources,
    controls: () => readControls(sources),
    members: null,
    surroundings,
    branchName: "prompt-releases",
  };
  const causeOf = (key: string) => ({
    key,
    actor: { login: "octo-dev", id: null, role: "unverified" },
    origin: { kind: "cli", url: null } as const,
    reason: "because",
    requestedAt: null,
  });
  let steps = 0;
  return {
    repository,
    async publishText(text, id = PRODUCTION_PROMPT) {
      await repository.commit({ files: { [`prompts/${id}.prompt.yml`]: promptFile(text) } });
      const outcome = await publish(
        {
          causeFor: (promptId, commit) => causeOf(`merge:${commit}:${promptId}`),
          only: null,
          everything: true,
          pullRequestOf: async () => 7,
          evidence: null,
          onProgress: () => undefined,
        },
        ports,
      );
      if (outcome.published.length !== 1)
        throw new Error(`Nothing was published: ${JSON.stringify(outcome)}`);
    },
    async operate(verb, more = {}) {
      const operation: Operation = {
        verb,
        prompt: PRODUCTION_PROMPT,
        version: null,
        from: null,
        environment: null,
        cause: causeOf(`cli:${++steps}`),
        ...more,
      };
      const outcome = await operate(operation, ports);
      if (outcome.status !== "done") throw new Error(`Not done: ${JSON.stringify(outcome)}`);
    },
    serve: (options) => startServing(repository, options),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

function promptFile(text: string): string {
  return `name: Support Triage
model: openai/gpt-4.1
modelParameters:
  temperature: 0.2
variables:
  tone:
    description: How the answer sounds.
    default: friendly
messages:
  - role: system
    content: Sound {{tone}}.
  - role: user
    content: ${JSON.stringify(text)}
`;
}

/** `pointsman serve` in a repository or a clone of one. */
export async function startServing(
  repository: Pick<TestRepository, "directory">,
  options: ServeOptions = {},
): Promise<Served> {
  const stopping = new AbortController();
  const announced = Promise.withResolvers<string>();
  const warnings: string[] = [];
  const environment: CliEnvironment = {
    variables: { ...process.env, ...options.variables },
    directory: repository.directory,
    surroundings: {
      now: () => new Date().toISOString(),
      random: Math.random,
      // Waits of the stream's watch: only long enough to let others run.
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    },
    progress: () => undefined,
    live: () => undefined,
    print: () => undefined,
    warn: (message) => {
      announced.resolve(message);
      warnings.push(message);
    },
    nowMs: Date.now,
    colours: false,
    randomKey: () => "key",
    interruption: () => stopping.signal,
  };
  const call = {
    input: { port: "0", as: "acme/prompts", ...options.input },
    directory: repository.directory,
    repo: null,
    json: false,
    environment,
  };
  const served = serveUntil(call, stopping.signal);
  served.then((result) => announced.reject(new Error(JSON.stringify(result)))).catch(announced.reject);
  const origin = /http:\/\/[^/]+/.exec(await announced.promise)?.[0];
  if (origin === undefined) throw new Error("serve did not say its address");
  const stop = async () => {
    stopping.abort();
    await served;
  };
  return { origin, base: `${origin}/api/v1/repos/acme/prompts`, warnings, stop, [Symbol.asyncDispose]: stop };
}

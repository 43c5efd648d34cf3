import { gitBranch } from "../../src/branch/git.ts";
import { eventSchema, type LedgerEvent } from "../../src/domain/ledger/event.ts";
import { type PromptState, promptStateSchema } from "../../src/domain/ledger/state.ts";
import { controlsOf, readControls } from "../../src/releases/controls.ts";
import { type OperationVerb, operate } from "../../src/releases/operate/operate.ts";
import type { ReleaseBranch, Sources } from "../../src/releases/ports.ts";
import { publish } from "../../src/releases/publish/publish.ts";
import { type Verification, verify } from "../../src/releases/verify/verify.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";
import { sourceTree } from "./source-tree.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const BRANCH = "prompt-releases";

/** A prompt's ledger as it stands on the release branch, in order. */
export async function eventsOf(repository: RepositoryHandle, prompt: string): Promise<LedgerEvent[]> {
  const head = await repository.ref(BRANCH);
  const paths = await repository.paths(head, `prompts/${prompt}/events`);
  const texts = await Promise.all(paths.map((path) => repository.file(path, head)));
  return texts.map((text) => eventSchema.parse(JSON.parse(text ?? "")));
}

export async function stateOf(repository: RepositoryHandle, prompt: string): Promise<PromptState> {
  const text = await repository.file(`prompts/${prompt}/state.json`, BRANCH);
  return promptStateSchema.parse(JSON.parse(text ?? ""));
}

/** The version that is live; null for none. */
export async function liveVersion(repository: RepositoryHandle, prompt: string, environment = "production") {
  const state = await stateOf(repository, prompt);
  return state.environments[environment]?.pointer?.version ?? null;
}

/** The ids of a prompt's versions, by name. */
export async function versionIds(repository: RepositoryHandle, prompt: string): Promise<string[]> {
  const paths = await repository.paths(BRANCH, `prompts/${prompt}/versions`);
  return paths.map(
    (path) =>
      path
        .split("/")
        .at(-1)
        ?.replace(/\.json$/, "") ?? "",
  );
}

/** Verifies the release branch as anybody can: on a clone of it. */
export async function verified(repository: RepositoryHandle): Promise<Verification> {
  return inAClone(repository, (branch) => verify(branch, { since: null, onProgress: () => undefined }));
}

const surroundings = {
  now: () => new Date().toISOString(),
  random: () => 0,
  sleep: () => Promise.resolve(),
};

const cause = {
  key: "cli:in-a-clone",
  actor: { login: "Somebody", id: null, role: null },
  origin: { kind: "cli", url: null } as const,
  reason: null,
  requestedAt: null,
};

/** The files that an operation from the command line would write, done in a clone that is thrown away. */
export function operatedInAClone(
  repository: RepositoryHandle,
  verb: OperationVerb,
  prompt: string,
): Promise<Record<string, string>> {
  return recordedInAClone(repository, async (branch) => {
    const outcome = await operate(
      { verb, prompt, version: null, from: null, environment: null, cause },
      {
        branch: () => branch,
        controls: async () => controlsOf(undefined, "0".repeat(40)),
        members: null,
        surroundings,
        branchName: BRANCH,
      },
    );
    if (outcome.status !== "done") throw new Error(outcome.status);
  });
}

/** The files that publishing these prompt files would write, as if they were those of a commit. */
export function publishedInAClone(
  repository: RepositoryHandle,
  commit: string,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const tree = () => ({ ...sourceTree(files), commit });
  const sources: Sources = {
    tree,
    readDefaultBranch: async (paths) => ({ commit, files: await tree().read(paths) }),
    mergeBase: async () => commit,
  };
  return recordedInAClone(repository, async (branch) => {
    const { published } = await publish(
      {
        causeFor: (promptId) => ({ ...cause, key: `cli:${promptId}` }),
        ...{ only: null, everything: true, evidence: null },
        pullRequestOf: async () => null,
        onProgress: () => undefined,
      },
      { branch: () => branch, sources, controls: () => readControls(sources), surroundings },
    );
    if (published.length === 0) throw new Error("nothing was published");
  });
}

async function recordedInAClone(
  repository: RepositoryHandle,
  work: (branch: ReleaseBranch) => Promise<void>,
): Promise<Record<string, string>> {
  return inAClone(repository, async (branch) => {
    const files: Record<string, string> = {};
    await work({
      ...branch,
      append: (commit) => {
        for (const [path, text] of [...commit.created, ...commit.replaced]) files[path] = text;
        return branch.append(commit);
      },
    });
    return files;
  });
}

async function inAClone<T>(
  repository: RepositoryHandle,
  work: (branch: ReleaseBranch) => Promise<T>,
): Promise<T> {
  using folder = temporaryFolder("clone");
  const directory = folder.path;
  await repository.exportTo(directory);
  const branch = gitBranch({
    repository: { directory, environment: { PATH: process.env.PATH ?? "" } },
    branch: BRANCH,
    identity: { name: "Test", email: "test@example.com" },
    now: () => new Date().toISOString(),
  });
  return await work(branch);
}

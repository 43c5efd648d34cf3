import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitBranch } from "../../src/branch/git.ts";
import { eventSchema, type LedgerEvent } from "../../src/domain/ledger/event.ts";
import { type PromptState, promptStateSchema } from "../../src/domain/ledger/state.ts";
import { type Verification, verify } from "../../src/releases/verify.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";

const BRANCH = "prompt-releases";

/** A prompt's ledger as it stands on the release branch, in order. */
export async function eventsOf(repository: RepositoryHandle, prompt: string): Promise<LedgerEvent[]> {
  const paths = await repository.paths(BRANCH, `prompts/${prompt}/events`);
  const texts = await Promise.all(paths.map((path) => repository.file(path, BRANCH)));
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
  const directory = await mkdtemp(join(tmpdir(), "pointsman-verify-"));
  try {
    await repository.exportTo(directory);
    const branch = gitBranch({
      repository: { directory, environment: { PATH: process.env.PATH ?? "" } },
      branch: BRANCH,
      identity: { name: "Test", email: "test@example.com" },
      now: () => new Date().toISOString(),
    });
    return await verify(branch, { since: null, onProgress: () => undefined });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

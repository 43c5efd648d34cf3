import { environmentKey } from "../domain/decisions/publish.ts";
import type { Cause, LedgerEvent } from "../domain/ledger/event.ts";
import type { PromptState, VersionRef } from "../domain/ledger/state.ts";
import { readState, readVersion } from "../releases/documents.ts";
import { statePath, versionPath } from "../releases/layout.ts";
import { operate } from "../releases/operate/operate.ts";
import type { ReplayPorts } from "../releases/operate/replay.ts";
import type { ReleaseBranch } from "../releases/ports.ts";
import { publish } from "../releases/publish/publish.ts";
import type { LocalRepository } from "./repository.ts";

/** Decides again on a branch that stands in for the release branch of the given name. */
export function replayPorts(
  repository: LocalRepository,
  branch: ReleaseBranch,
  branchName: string,
): ReplayPorts {
  const ports = {
    branch: () => branch,
    controls: repository.controls,
    sources: repository.sources,
    members: null,
    surroundings: repository.environment.surroundings,
    branchName,
  };
  return {
    operate: (operation) => operate(operation, ports),
    publish: (event) =>
      publish(
        {
          causeFor: () => causeOf(event),
          only: [event.prompt_id],
          everything: false,
          pullRequestOf: async () => null,
          evidence: null,
          onProgress: () => undefined,
        },
        ports,
      ),
    isKnown: async ({ key, prompt_id }) =>
      (await stateOf(branch, prompt_id))?.keys.some((known) => known.key === key) ?? false,
    versionOf: (promptId, content) => versionOf(branch, promptId, content),
  };
}

/** A publication's cause: its events' keys without the environment that each of them adds. */
function causeOf({ key, actor, environment, origin, reason }: LedgerEvent): Cause {
  const suffix = environmentKey("", environment);
  const causeKey = key.endsWith(suffix) ? key.slice(0, -suffix.length) : key;
  return { key: causeKey, actor, origin, reason, requestedAt: null };
}

async function stateOf(branch: ReleaseBranch, promptId: string): Promise<PromptState | undefined> {
  return readState(await branch.read([statePath(promptId)]), promptId);
}

async function versionOf(
  branch: ReleaseBranch,
  promptId: string,
  { digest, version }: VersionRef,
): Promise<string | undefined> {
  const snapshot = await branch.read([versionPath(promptId, version), statePath(promptId)]);
  if (readVersion(snapshot, promptId, version)?.digest === digest) return version;
  const state = readState(snapshot, promptId);
  if (state === undefined) return undefined;
  const known = Object.values(state.environments).flatMap(({ retired, rolled_back, trail }) => [
    ...retired,
    ...rolled_back,
    ...trail,
  ]);
  return [...known, state.latest].findLast((ref) => ref.digest === digest)?.version;
}

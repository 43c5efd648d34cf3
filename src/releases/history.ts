import type { LedgerEvent } from "../domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import type { Version } from "../domain/ledger/version.ts";
import { DocumentError, readEvent, readState, readVersion } from "./documents.ts";
import { findPrompt } from "./find-prompt.ts";
import { eventPath, parseBranchPath, statePath, versionPath } from "./layout.ts";
import type { ReleaseBranch } from "./ports.ts";

/** What happened to a prompt, newest first, and where that led. */
export interface PromptHistory {
  readonly head: string;
  readonly state: PromptState;
  readonly events: readonly LedgerEvent[];
}

/** A prompt's last events by id or slug; undefined where there is no such prompt. */
export async function historyOf(
  branch: ReleaseBranch,
  name: string,
  limit: number,
): Promise<PromptHistory | undefined> {
  const { promptId, snapshot } = await findPrompt(branch, name);
  const state = promptId === undefined ? undefined : readState(snapshot, promptId);
  if (state === undefined || snapshot.head === null) return undefined;
  return {
    head: snapshot.head,
    state,
    events: await eventsBefore(branch, state, { head: snapshot.head, limit }),
  };
}

async function eventsBefore(
  branch: ReleaseBranch,
  state: PromptState,
  { head, limit }: { readonly head: string; readonly limit: number },
): Promise<readonly LedgerEvent[]> {
  const oldest = Math.max(1, state.sequence - limit + 1);
  const sequences = Array.from({ length: state.sequence - oldest + 1 }, (_, index) => state.sequence - index);
  const snapshot = await branch.read(
    sequences.map((sequence) => eventPath(state.prompt_id, sequence)),
    head,
  );
  return sequences.flatMap((sequence) => readEvent(snapshot, state.prompt_id, sequence) ?? []);
}

/** Stored versions of one prompt, by id, at the branch's head or at a commit; absent ones are absent. */
export async function versionsOf(
  branch: ReleaseBranch,
  promptId: string,
  ids: readonly string[],
  at?: string,
): Promise<ReadonlyMap<string, Version>> {
  const paths = ids.map((id) => versionPath(promptId, id));
  const snapshot = await branch.read(paths, at);
  const found = ids.flatMap((id) => {
    const version = readVersion(snapshot, promptId, id);
    return version === undefined ? [] : [[id, version] as const];
  });
  return new Map(found);
}

/** The versions that are live in any of the environments and the newest one, by id; damaged ones are absent. */
export async function currentVersions(
  branch: ReleaseBranch,
  state: PromptState,
  environments: readonly string[],
): Promise<ReadonlyMap<string, Version>> {
  const live = environments.flatMap((name) => environmentOf(state, name).pointer?.version ?? []);
  const { versions } = await inspectVersions(branch, state.prompt_id, [
    ...new Set([...live, state.latest.version]),
  ]);
  return versions;
}

/** Some versions of one prompt, as far as they can be believed. */
export interface InspectedVersions {
  readonly versions: ReadonlyMap<string, Version>;
  /** Ids of those whose file is not what pointsman wrote: no reader serves them. */
  readonly damaged: ReadonlySet<string>;
}

/** Stored versions of one prompt, those apart that somebody edited by hand; absent ones are absent. */
export async function inspectVersions(
  branch: ReleaseBranch,
  promptId: string,
  ids: readonly string[],
): Promise<InspectedVersions> {
  const snapshot = await branch.read(ids.map((id) => versionPath(promptId, id)));
  const versions = new Map<string, Version>();
  const damaged = new Set<string>();
  for (const id of ids) {
    try {
      const version = readVersion(snapshot, promptId, id);
      if (version !== undefined) versions.set(id, version);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      damaged.add(id);
    }
  }
  return { versions, damaged };
}

/** The states of all prompts on the branch, at its head or at a commit, sorted by id. */
export async function allStates(branch: ReleaseBranch, at?: string): Promise<readonly PromptState[]> {
  const head = at ?? (await branch.read([])).head;
  if (head === null) return [];
  const paths = await branch.list("prompts", head);
  const ids = paths.flatMap((path) => {
    const parsed = parseBranchPath(path);
    return parsed?.kind === "state" ? [parsed.promptId] : [];
  });
  const snapshot = await branch.read(ids.map(statePath), head);
  return ids.flatMap((id) => readState(snapshot, id) ?? []);
}

import type { LedgerEvent } from "../domain/ledger/event.ts";
import type { PromptState } from "../domain/ledger/state.ts";
import type { Version } from "../domain/ledger/version.ts";
import { readEvent, readState, readVersion } from "./documents.ts";
import { eventPath, parseBranchPath, statePath, versionPath } from "./layout.ts";
import type { BranchLogEntry, ReleaseBranch } from "./ports.ts";

/** An event with what its projections need to know beside it. */
export interface AnnouncedEvent {
  readonly event: LedgerEvent;
  /** The version the event names, and the one before; null where there is none. */
  readonly version: Version | null;
  readonly previousVersion: Version | null;
}

/** What one release commit did to one prompt. */
export interface AnnouncedPrompt {
  readonly promptId: string;
  /** The state right after this commit. */
  readonly state: PromptState;
  readonly events: readonly [AnnouncedEvent, ...AnnouncedEvent[]];
}

/** One release commit, as projections follow it. */
export interface Announcement {
  readonly commit: string;
  readonly prompts: readonly AnnouncedPrompt[];
}

/**
 * The announcements after a commit, oldest first. A projection that crashed catches up by asking again from where it was.
 *
 * @param range `since` null starts from the first commit of the branch
 */
export async function* announcementsSince(
  branch: ReleaseBranch,
  range: { readonly since: string | null; readonly until: string },
): AsyncIterable<Announcement> {
  for await (const entry of branch.log(range)) yield await announcementOf(branch, entry);
}

async function announcementOf(branch: ReleaseBranch, entry: BranchLogEntry): Promise<Announcement> {
  const added = entry.added.flatMap((path) => {
    const parsed = parseBranchPath(path);
    return parsed?.kind === "event" ? [parsed] : [];
  });
  return announcementAt(branch, entry.commit, added);
}

/** Where one event of a prompt lies on the branch. */
export interface EventPlace {
  readonly promptId: string;
  readonly sequence: number;
}

/** What a commit did, as far as its events are named. */
export async function announcementAt(
  branch: ReleaseBranch,
  commit: string,
  added: readonly EventPlace[],
): Promise<Announcement> {
  const ids = [...new Set(added.map(({ promptId }) => promptId))];
  const paths = [
    ...ids.map(statePath),
    ...added.map(({ promptId, sequence }) => eventPath(promptId, sequence)),
  ];
  const snapshot = await branch.read(paths, commit);
  const events = added.flatMap(({ promptId, sequence }) => readEvent(snapshot, promptId, sequence) ?? []);
  const versionPaths = events.flatMap((event) =>
    namedVersions(event).map((id) => versionPath(event.prompt_id, id)),
  );
  const versions = await branch.read([...new Set(versionPaths)], commit);
  const versionOf = (promptId: string, id: string | null): Version | null =>
    id === null ? null : (readVersion(versions, promptId, id) ?? null);
  const prompts = ids.flatMap((promptId): AnnouncedPrompt[] => {
    const state = readState(snapshot, promptId);
    const [first, ...rest] = events
      .filter((event) => event.prompt_id === promptId)
      .toSorted((a, b) => a.sequence - b.sequence)
      .map((event) => ({
        event,
        version: versionOf(promptId, event.version),
        previousVersion: versionOf(promptId, event.previous_version),
      }));
    return state === undefined || first === undefined ? [] : [{ promptId, state, events: [first, ...rest] }];
  });
  return { commit, prompts };
}

function namedVersions(event: LedgerEvent): string[] {
  return [event.version, event.previous_version].filter((version) => version !== null);
}

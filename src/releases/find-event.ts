import { eventId } from "../domain/ledger/event.ts";
import type { Announcement } from "./announcements.ts";
import { readEvent } from "./documents.ts";
import { allStates, versionsOf } from "./history.ts";
import { eventPath } from "./layout.ts";
import type { ReleaseBranch } from "./ports.ts";

/**
 * The event with this id, as it would be announced now; undefined where there is none, or not with the versions that it names. Found through the keys that states
 * keep, so among the events of the last 30 days, and the last 500 of a prompt: one read of all states and no search
 * through the ledger. Its commit is the head, which holds the event like every commit since.
 */
export async function findEvent(
  branch: ReleaseBranch,
  id: string,
  at?: string,
): Promise<Announcement | undefined> {
  for (const state of await allStates(branch, at)) {
    const kept = state.keys.find(({ key }) => eventId(state.slug, key) === id);
    if (kept === undefined) continue;
    const { prompt_id: promptId } = state;
    const snapshot = await branch.read([eventPath(promptId, kept.sequence)], at);
    const event = readEvent(snapshot, promptId, kept.sequence);
    if (event === undefined || snapshot.head === null) return undefined;
    const named = [event.version, event.previous_version].filter((version) => version !== null);
    const versions = await versionsOf(branch, promptId, [...new Set(named)], snapshot.head);
    if (named.some((version) => !versions.has(version))) return undefined;
    const versionOf = (version: string | null) => versions.get(version ?? "") ?? null;
    const announced = {
      event,
      version: versionOf(event.version),
      previousVersion: versionOf(event.previous_version),
    };
    return { commit: snapshot.head, prompts: [{ promptId, state, events: [announced] }] };
  }
  return undefined;
}

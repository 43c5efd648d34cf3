import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { announcementsSince } from "../announcements.ts";
import { DocumentError } from "../documents.ts";
import { HistoryError, OutsideError, type ReleaseBranch, type Sources } from "../ports.ts";

/** What is on a release branch no more, and what is on it instead; oldest first. */
export interface BranchChanges {
  readonly lost: readonly LedgerEvent[];
  readonly added: readonly LedgerEvent[];
}

/** As many of each are told at least. */
const MOST_EVENTS = 100;

interface Heads {
  /** The last good head; null where there was none. */
  readonly good: string | null;
  /** Null where the branch was deleted. */
  readonly head: string | null;
}

/** What a rewriting changed; null where the home has the commits no more, or they cannot be read. */
export async function lostAndAdded(
  { branch, sources }: { readonly branch: ReleaseBranch; readonly sources: Pick<Sources, "mergeBase"> },
  { good, head }: Heads,
): Promise<BranchChanges | null> {
  try {
    const common = good === null || head === null ? null : await sources.mergeBase(good, head);
    const eventsUntil = async (until: string | null) =>
      until === null || until === common ? [] : eventsIn(branch, { since: common, until });
    return { lost: await eventsUntil(good), added: await eventsUntil(head) };
  } catch (error) {
    const isUnreadable =
      error instanceof DocumentError || error instanceof HistoryError || error instanceof OutsideError;
    if (!isUnreadable) throw error;
    return null;
  }
}

async function eventsIn(
  branch: ReleaseBranch,
  range: { readonly since: string | null; readonly until: string },
): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const { prompts } of announcementsSince(branch, range)) {
    events.push(...prompts.flatMap((prompt) => prompt.events.map(({ event }) => event)));
    if (events.length >= MOST_EVENTS) break;
  }
  return events;
}

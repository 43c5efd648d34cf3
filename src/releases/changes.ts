import type { LedgerEvent } from "../domain/ledger/event.ts";
import { type Announcement, announcementsSince } from "./announcements.ts";
import { HistoryError, type ReleaseBranch } from "./ports.ts";

/** What one release commit changed, each event with what its readers need to know beside it. */
export interface CommitChanges {
  readonly commit: string;
  readonly changes: readonly {
    readonly event: LedgerEvent;
    readonly slug: string;
    /** Digest of the version that the event names; null where it names none. */
    readonly digest: string | null;
  }[];
}

export type ChangesResult =
  | { readonly status: "changes"; readonly commits: readonly CommitChanges[] }
  /** What lies between cannot be told one by one: the branch was rewritten, or it is too much. */
  | { readonly status: "unknown" };

/** More changes than this at once are not told one by one. */
const MOST_CHANGES = 1_000;

/** What happened between two release commits, oldest first. */
export async function changesBetween(
  branch: ReleaseBranch,
  since: string | null,
  until: string,
): Promise<ChangesResult> {
  const commits: CommitChanges[] = [];
  let count = 0;
  try {
    for await (const announcement of announcementsSince(branch, { since, until })) {
      const commit = changesOf(announcement);
      count += commit.changes.length;
      if (count > MOST_CHANGES) return { status: "unknown" };
      commits.push(commit);
    }
    return { status: "changes", commits };
  } catch (error) {
    if (error instanceof HistoryError) return { status: "unknown" };
    throw error;
  }
}

function changesOf({ commit, prompts }: Announcement): CommitChanges {
  const changes = prompts.flatMap(({ events, state }) =>
    events.map(({ event, version }) => ({ event, slug: state.slug, digest: version?.digest ?? null })),
  );
  return { commit, changes };
}

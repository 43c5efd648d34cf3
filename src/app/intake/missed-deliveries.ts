import { type AppDelivery, appDeliveriesSince, repeatAppDelivery } from "../../github/app-deliveries.ts";
import type { GitHubClient } from "../../github/repository.ts";
import type { InboxStore } from "../../inbox/inbox-store.ts";
import { handlesEvent } from "./intake.ts";

/** GitHub repeats nothing by itself, and what it could not deliver only for three days. */
const REPEATABLE_MS = 3 * 24 * 3_600_000;
/** How many one look has repeated at most: GitHub slows down whoever writes more than some 80 times a minute. */
const MOST = 60;

interface Missed {
  /** The app's own client, with its JWT. */
  readonly client: GitHubClient;
  readonly inbox: Pick<InboxStore, "known">;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Looks no further back than this time; three days where absent. */
  readonly since?: number;
}

/**
 * Has GitHub repeat the deliveries, of the last three days at most, that never reached the inbox, the oldest first. What was stored
 * but answered too late counts as failed with GitHub and is left alone here. Tells how many it had repeated, and how many
 * are left for the next look.
 */
export async function fetchMissedDeliveries({
  client,
  inbox,
  now,
  since = 0,
}: Missed): Promise<{ readonly repeated: number; readonly left: number }> {
  const failed = await failedDeliveries(client, Math.max(since, now - REPEATABLE_MS));
  const known = await inbox.known(failed.map(({ guid }) => guid));
  const missed = failed.filter(({ guid }) => !known.has(guid));
  const repeating = missed.slice(0, MOST);
  for (const { id } of repeating) await repeatAppDelivery(client, id);
  return { repeated: repeating.length, left: missed.length - repeating.length };
}

/** The last attempt of each delivery that never succeeded, oldest first. */
async function failedDeliveries(client: GitHubClient, since: number): Promise<readonly AppDelivery[]> {
  const failed = new Map<string, AppDelivery>();
  const succeeded = new Set<string>();
  for await (const attempt of appDeliveriesSince(client, since)) {
    if (attempt.succeeded) succeeded.add(attempt.guid);
    else if (handlesEvent(attempt.event) && !failed.has(attempt.guid)) failed.set(attempt.guid, attempt);
  }
  return [...failed.values()].filter(({ guid }) => !succeeded.has(guid)).toReversed();
}

import { type Selectable, sql, type Transaction } from "kysely";
import type {
  EndpointEntry,
  OutboxAnnounced,
  OutboxAnnouncement,
  OutgoingEvent,
} from "../../webhooks/outbox/store.ts";
import { chunksOf, type Session } from "../database.ts";
import { rememberHead } from "../heads.ts";
import type { Tables } from "../schema.ts";

type Endpoint = Selectable<Tables["endpoints"]>;

/** Writes events, their deliveries and how far the branch was read, all in the caller's transaction. */
export async function announce(
  { kind, tx }: Session,
  announcement: OutboxAnnouncement,
): Promise<OutboxAnnounced> {
  const { again = false, commit, events, now, repositoryId } = announcement;
  // One announcement at a time in a repository: instances that heard of the same push wait here, not in a deadlock.
  if (kind === "postgres") await sql`select pg_advisory_xact_lock(${repositoryId}::bigint)`.execute(tx);
  const endpoints = await adjustEndpoints(tx, announcement);
  const fresh = await rememberEvents(tx, announcement);
  if (again) await restoreTexts(tx, announcement);
  const meant = again ? events : events.filter(({ id }) => fresh.has(id));
  let deliveries = 0;
  for (const rows of chunksOf(meant.flatMap((event) => deliveriesOf(event, endpoints)))) {
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("deliveries")
      .values(
        rows.map((row) => ({
          ...row,
          repository_id: repositoryId,
          attempts: 0,
          created_at: now,
          ...standing(row, now),
        })),
      )
      .onConflict((conflict) => conflict.columns(["repository_id", "event_id", "endpoint_id"]).doNothing())
      .executeTakeFirstOrThrow();
    deliveries += Number(numInsertedOrUpdatedRows);
  }
  if (commit !== null) await rememberHead(tx, announcement, { commit, now });
  return { fresh: [...fresh], deliveries, endpoints: endpoints.map(({ id }) => id) };
}

function deliveriesOf(event: OutgoingEvent, endpoints: readonly Endpoint[]) {
  return event.endpoints.flatMap((index) => {
    const endpoint = endpoints[index];
    if (endpoint === undefined) return [];
    const state = endpoint.disabled_at === null ? ("pending" as const) : ("disabled" as const);
    return [{ event_id: event.id, endpoint_id: endpoint.id, state }];
  });
}

/** What a switched-off endpoint misses is kept, so that it can be replayed later. */
function standing({ state }: { readonly state: "pending" | "disabled" }, now: number) {
  return state === "pending"
    ? { due_at: now }
    : { due_at: null, finished_at: now, code: "endpoint_disabled" };
}

async function rememberEvents(
  tx: Transaction<Tables>,
  { events, now, repositoryId }: OutboxAnnouncement,
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  for (const chunk of chunksOf(events)) {
    const rows = await tx
      .insertInto("seen_events")
      .values(
        chunk.map((event) => ({
          repository_id: repositoryId,
          event_id: event.id,
          type: event.type,
          environment: event.environment,
          prompt_id: event.promptId,
          sequence: event.sequence,
          body: event.body,
          seen_at: now,
        })),
      )
      .onConflict((conflict) => conflict.columns(["repository_id", "event_id"]).doNothing())
      .returning("event_id")
      .execute();
    for (const { event_id } of rows) fresh.add(event_id);
  }
  return fresh;
}

/** Texts that were pruned, as the caller has made them anew. */
async function restoreTexts(
  tx: Transaction<Tables>,
  { events, repositoryId }: OutboxAnnouncement,
): Promise<void> {
  for (const { body, id } of events) {
    await tx
      .updateTable("seen_events")
      .where("repository_id", "=", repositoryId)
      .where("event_id", "=", id)
      .where("body", "is", null)
      .set({ body })
      .execute();
  }
}

/** Brings the endpoints in line with the config; gives them in the config's order. */
async function adjustEndpoints(
  tx: Transaction<Tables>,
  { endpoints, now, repositoryId }: OutboxAnnouncement,
): Promise<readonly Endpoint[]> {
  const known = await tx
    .selectFrom("endpoints")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .orderBy("id")
    .execute();
  const adjusted: Endpoint[] = [];
  for (const entry of endpoints) {
    const before = known.find(({ ordinal, url }) => url === entry.url && ordinal === entry.ordinal);
    adjusted.push(await adjustEndpoint(tx, { before, entry, repositoryId }));
  }
  const removed = known.filter(
    ({ id, removed_at }) => removed_at === null && adjusted.every((endpoint) => endpoint.id !== id),
  );
  for (const { id } of removed) await removeEndpoint(tx, id, now);
  return adjusted;
}

async function adjustEndpoint(
  tx: Transaction<Tables>,
  {
    before,
    entry,
    repositoryId,
  }: {
    readonly before: Endpoint | undefined;
    readonly entry: EndpointEntry;
    readonly repositoryId: number;
  },
): Promise<Endpoint> {
  const names = { secret: entry.secret, previous_secret: entry.previousSecret };
  if (before === undefined) {
    const { ordinal, url } = entry;
    const row = { repository_id: repositoryId, url, ordinal, ...names };
    return tx.insertInto("endpoints").values(row).returningAll().executeTakeFirstOrThrow();
  }
  const same = before.secret === names.secret && before.previous_secret === names.previous_secret;
  if (same && before.removed_at === null) return before;
  // Whoever takes an endpoint out of the config and puts it back means to begin anew.
  const anew = {
    failing_since: null,
    last_failed_at: null,
    disabled_at: null,
    disabled_reason: null,
    told_at: null,
  };
  return tx
    .updateTable("endpoints")
    .where("id", "=", before.id)
    .set({ ...names, ...(before.removed_at === null ? {} : { ...anew, removed_at: null }) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function removeEndpoint(tx: Transaction<Tables>, id: number, now: number): Promise<void> {
  await tx.updateTable("endpoints").where("id", "=", id).set({ removed_at: now }).execute();
  await tx
    .updateTable("deliveries")
    .where("endpoint_id", "=", id)
    .where("due_at", "is not", null)
    .set({ state: "dead", due_at: null, finished_at: now, code: "endpoint_removed" })
    .execute();
}

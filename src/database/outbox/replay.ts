import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { DeliveryFilter, Replayed, ReplayRequest } from "../../webhooks/outbox/store.ts";
import { chunksOf, type Session } from "../database.ts";
import type { Tables } from "../schema.ts";

type Row = ExpressionBuilder<Tables & { readonly d: Tables["deliveries"] }, "d">;

/** The filter as a condition on the deliveries `d`. */
export function meant(filter: DeliveryFilter) {
  return (row: Row): Expression<SqlBool> =>
    row.and([
      ...(filter.ids === undefined ? [] : [row("d.id", "in", filter.ids)]),
      ...(filter.repositoryId === undefined ? [] : [row("d.repository_id", "=", filter.repositoryId)]),
      ...(filter.endpointId === undefined ? [] : [row("d.endpoint_id", "=", filter.endpointId)]),
      ...(filter.eventId === undefined ? [] : [row("d.event_id", "=", filter.eventId)]),
      ...(filter.states === undefined ? [] : [row("d.state", "in", filter.states)]),
      ...(filter.since === undefined ? [] : [row("d.created_at", ">=", filter.since)]),
    ]);
}

/** Makes deliveries due again. What waits or is being sent already is left to itself. */
export async function replay(
  session: Session,
  filter: DeliveryFilter,
  { enable, now }: ReplayRequest,
): Promise<Replayed> {
  const rows = await candidates(session, filter);
  const textless = rows.filter(({ hasBody }) => !hasBody);
  const sendable = rows.filter(({ hasBody }) => hasBody);
  const able = sendable.filter((row) => row.removed_at === null && (enable || row.disabled_at === null));
  const idsOf = (some: typeof rows) => some.map(({ id }) => id);
  if (enable) await switchOn(session, [...new Set(able.map(({ endpoint_id }) => endpoint_id))]);
  for (const ids of chunksOf(idsOf(able))) {
    await session.tx
      .updateTable("deliveries")
      .where("id", "in", ids)
      // One that a worker took meanwhile is being sent anyway.
      .where("lease_until", "is", null)
      .set({ state: "pending", attempts: 0, due_at: now, finished_at: null, code: null, status: null })
      .execute();
  }
  const withheld = sendable.filter((row) => !able.includes(row));
  return { replayed: idsOf(able), pruned: idsOf(textless), withheld: idsOf(withheld) };
}

async function candidates({ tx }: Session, filter: DeliveryFilter) {
  const rows = await tx
    .selectFrom("deliveries as d")
    .innerJoin("endpoints as e", "e.id", "d.endpoint_id")
    .innerJoin("seen_events as s", (join) =>
      join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id"),
    )
    .select(({ eb }) => [
      "d.id",
      "d.endpoint_id",
      "e.disabled_at",
      "e.removed_at",
      eb("s.body", "is not", null).as("hasBody"),
    ])
    .where(meant(filter))
    .where("d.state", "not in", ["pending", "leased"])
    .orderBy("d.id")
    .execute();
  // SQLite says 1, PostgreSQL true.
  return rows.map((row) => ({ ...row, hasBody: Boolean(row.hasBody) }));
}

async function switchOn({ tx }: Session, endpoints: readonly number[]): Promise<void> {
  for (const ids of chunksOf(endpoints)) {
    await tx
      .updateTable("endpoints")
      .where("id", "in", ids)
      .set({
        disabled_at: null,
        disabled_reason: null,
        told_at: null,
        failing_since: null,
        last_failed_at: null,
      })
      .execute();
  }
}

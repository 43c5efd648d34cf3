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
  request: ReplayRequest,
): Promise<Replayed> {
  const fates = Map.groupBy(await candidates(session, filter), (row) => fateOf(row, request));
  const idsOf = (fate: keyof Replayed) => (fates.get(fate) ?? []).map(({ id }) => id);
  const replayed = idsOf("replayed");
  for (const ids of chunksOf(replayed)) {
    await session.tx
      .updateTable("deliveries")
      .where("id", "in", ids)
      // One that a worker took meanwhile is being sent anyway.
      .where("lease_until", "is", null)
      .set({
        state: "pending",
        attempts: 0,
        due_at: request.now,
        finished_at: null,
        code: null,
        status: null,
        duration_ms: null,
        replayed_at: request.now,
      })
      .execute();
  }
  return { replayed, pruned: idsOf("pruned"), withheld: idsOf("withheld"), tried: idsOf("tried") };
}

type Candidate = Awaited<ReturnType<typeof candidates>>[number];

function fateOf(row: Candidate, { askedAt }: ReplayRequest): keyof Replayed {
  const triedAt = row.state === "delivered" ? row.finished_at : row.failedAt;
  if (askedAt !== undefined && triedAt !== null && triedAt >= askedAt) return "tried";
  if (!row.hasBody) return "pruned";
  return row.removed_at === null && row.disabled_at === null ? "replayed" : "withheld";
}

async function candidates({ tx }: Session, filter: DeliveryFilter) {
  const rows = await tx
    .selectFrom("deliveries as d")
    .innerJoin("endpoints as e", "e.id", "d.endpoint_id")
    .innerJoin("seen_events as s", (join) =>
      join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id"),
    )
    .select(["d.id", "d.state", "d.finished_at", "e.disabled_at", "e.removed_at"])
    .select(({ eb, selectFrom }) => [
      eb("s.body", "is not", null).as("hasBody"),
      selectFrom("delivery_failures as f")
        .whereRef("f.delivery_id", "=", "d.id")
        .select((failure) => failure.fn.max("f.at").as("at"))
        .as("failedAt"),
    ])
    .where(meant(filter))
    .where("d.state", "not in", ["pending", "leased"])
    .orderBy("d.id")
    .execute();
  // SQLite says 1, PostgreSQL true.
  return rows.map((row) => ({ ...row, hasBody: Boolean(row.hasBody) }));
}

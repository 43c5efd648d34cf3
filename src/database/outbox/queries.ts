import type { Kysely, Selectable } from "kysely";
import type {
  DeliveryDetails,
  DeliveryFilter,
  DeliveryPage,
  DeliveryRecord,
  EndpointRecord,
  OutboxStore,
} from "../../webhooks/outbox/store.ts";
import type { Database } from "../database.ts";
import type { Tables } from "../schema.ts";
import { meant } from "./replay.ts";

function deliveries(db: Kysely<Tables>) {
  return db
    .selectFrom("deliveries as d")
    .innerJoin("endpoints as e", "e.id", "d.endpoint_id")
    .innerJoin("seen_events as s", (join) =>
      join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id"),
    )
    .select(["d.id", "d.repository_id", "d.event_id", "d.endpoint_id", "d.state", "d.attempts"])
    .select(["d.created_at", "d.due_at", "d.finished_at", "d.code", "d.status"])
    .select(["d.duration_ms", "d.replayed_at"])
    .select(["e.url", "s.type", "s.environment", "s.prompt_id", "s.sequence"]);
}

type Joined = Awaited<ReturnType<ReturnType<typeof deliveries>["executeTakeFirstOrThrow"]>>;

function deliveryRecord(row: Joined): DeliveryRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    eventId: row.event_id,
    type: row.type,
    environment: row.environment,
    promptId: row.prompt_id,
    sequence: row.sequence,
    endpointId: row.endpoint_id,
    url: row.url,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    code: row.code,
    status: row.status,
    durationMs: row.duration_ms,
    replayedAt: row.replayed_at,
  };
}

export function endpointRecord(row: Selectable<Tables["endpoints"]>): EndpointRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    url: row.url,
    secret: row.secret,
    previousSecret: row.previous_secret,
    failingSince: row.failing_since,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
    removedAt: row.removed_at,
  };
}

export async function listDeliveries(
  { db }: Database,
  { before, limit, ...filter }: DeliveryPage,
): Promise<readonly DeliveryRecord[]> {
  const page = deliveries(db).where(meant(filter)).orderBy("d.id", "desc").limit(limit);
  const rows = await (before === undefined ? page : page.where("d.id", "<", before)).execute();
  return rows.map(deliveryRecord);
}

export async function showDelivery({ db }: Database, id: number): Promise<DeliveryDetails | null> {
  const row = await deliveries(db).select("s.body").where("d.id", "=", id).executeTakeFirst();
  if (row === undefined) return null;
  const endpoint = await db
    .selectFrom("endpoints")
    .selectAll()
    .where("id", "=", row.endpoint_id)
    .executeTakeFirstOrThrow();
  const failures = await db
    .selectFrom("delivery_failures")
    .select(["attempt", "at", "code", "status", "duration_ms as durationMs"])
    .where("delivery_id", "=", id)
    .orderBy("at")
    .execute();
  return { delivery: deliveryRecord(row), endpoint: endpointRecord(endpoint), failures, body: row.body };
}

export async function listEndpoints(
  { db }: Database,
  { repositoryId }: { readonly repositoryId?: number },
): Promise<readonly EndpointRecord[]> {
  const all = db.selectFrom("endpoints").selectAll().orderBy("id");
  const some = repositoryId === undefined ? all : all.where("repository_id", "=", repositoryId);
  return (await some.execute()).map(endpointRecord);
}

export async function untoldEndpoints({ db }: Database): Promise<readonly EndpointRecord[]> {
  const rows = await db
    .selectFrom("endpoints")
    .selectAll()
    .where("disabled_at", "is not", null)
    .where("told_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(endpointRecord);
}

export async function countDeliveries(
  { db }: Database,
  filter: DeliveryFilter = {},
): ReturnType<OutboxStore["counts"]> {
  const rows = await db
    .selectFrom("deliveries as d")
    .select(({ fn }) => ["d.state", fn.countAll<number>().as("count"), fn.min("d.due_at").as("due")])
    .where(meant(filter))
    .groupBy("d.state")
    .execute();
  const due = rows.flatMap((row) => (row.due === null ? [] : [row.due]));
  const states = { pending: 0, leased: 0, failed: 0, delivered: 0, dead: 0, disabled: 0 };
  for (const { count, state } of rows) states[state] = count;
  return { states, oldestDue: due.length === 0 ? null : Math.min(...due) };
}

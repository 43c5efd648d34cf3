import type { Transaction } from "kysely";
import type { DueEndpoint, LeasedDelivery, OutboxLeaseRequest } from "../../webhooks/outbox/store.ts";
import type { Session } from "../database.ts";
import type { Tables } from "../schema.ts";

/** How many endpoints that do well, and how many that fail, one lease looks at: those whose deliveries have waited longest. */
const ENDPOINTS = 500;

/** Takes due deliveries, so many of each endpoint as the request's share says. */
export async function lease(
  session: Session,
  request: OutboxLeaseRequest,
): Promise<readonly LeasedDelivery[]> {
  const { now, share, token, until } = request;
  const { tx } = session;
  await takeBack(tx, now);
  const due = [...(await dueEndpoints(tx, now, false)), ...(await dueEndpoints(tx, now, true))];
  const shares = [...share(due)].filter(([, count]) => count > 0);
  if (shares.length === 0) return [];
  const ids = await pick(session, { now, shares });
  if (ids.length === 0) return [];
  await tx
    .updateTable("deliveries")
    .where("id", "in", ids)
    .set((row) => ({
      state: "leased",
      attempts: row("attempts", "+", 1),
      due_at: null,
      lease_until: until,
      lease_token: token,
    }))
    .execute();
  return leased(tx, ids, token);
}

async function takeBack(tx: Transaction<Tables>, now: number): Promise<void> {
  const lapsed = await tx
    .selectFrom("deliveries as d")
    .innerJoin("endpoints as e", "e.id", "d.endpoint_id")
    .select(["d.id", "e.disabled_at", "e.removed_at"])
    .where("d.lease_until", "<=", now)
    .orderBy("d.id")
    .execute();
  for (const { disabled_at, id, removed_at } of lapsed) {
    await tx
      .updateTable("deliveries")
      .where("id", "=", id)
      // Its holder may have settled it just now.
      .where("lease_until", "<=", now)
      .set({ lease_until: null, lease_token: null, ...afterLapse(disabled_at, removed_at, now) })
      .execute();
  }
}

function afterLapse(disabledAt: number | null, removedAt: number | null, now: number) {
  if (removedAt !== null) return { state: "dead", finished_at: now, code: "endpoint_removed" } as const;
  if (disabledAt !== null) return { state: "disabled", finished_at: now, code: "endpoint_disabled" } as const;
  return { state: "failed", due_at: now, code: "interrupted", status: null } as const;
}

/**
 * One probe of an index for each endpoint, however much waits at it. Those that do well and those that fail
 * are asked for apart: however many of these have waited longer, they hide none of those.
 */
async function dueEndpoints(
  tx: Transaction<Tables>,
  now: number,
  failing: boolean,
): Promise<readonly DueEndpoint[]> {
  const rows = await tx
    .selectFrom((from) =>
      from
        .selectFrom("endpoints as e")
        .where("e.disabled_at", "is", null)
        .where("e.removed_at", "is", null)
        .where("e.failing_since", failing ? "is not" : "is", null)
        .select(({ selectFrom }) => [
          "e.id",
          "e.failing_since",
          selectFrom("deliveries as d")
            .whereRef("d.endpoint_id", "=", "e.id")
            .select((delivery) => delivery.fn.min("d.due_at").as("earliest"))
            .as("due"),
        ])
        .as("waiting"),
    )
    .select(["id", "failing_since", "due"])
    .where("due", "<=", now)
    .orderBy("due")
    .orderBy("id")
    .limit(ENDPOINTS)
    .execute();
  return rows.flatMap(({ due, failing_since, id }) =>
    due === null ? [] : [{ id, failing: failing_since !== null, due }],
  );
}

async function pick(
  { kind, tx }: Session,
  { now, shares }: { readonly now: number; readonly shares: readonly (readonly [number, number])[] },
): Promise<number[]> {
  const ofEndpoint = ([endpoint, count]: readonly [number, number]) => {
    const due = tx
      .selectFrom("deliveries")
      .select("id")
      .where("endpoint_id", "=", endpoint)
      .where("due_at", "<=", now)
      .orderBy("due_at")
      .orderBy("id")
      .limit(count);
    const locked = kind === "postgres" ? due.forUpdate().skipLocked() : due;
    return tx.selectFrom(locked.as("share")).select("id");
  };
  const [first, ...rest] = shares.map(ofEndpoint);
  if (first === undefined) return [];
  const rows = await rest.reduce((all, one) => all.unionAll(one), first).execute();
  return rows.map(({ id }) => id);
}

async function leased(
  tx: Transaction<Tables>,
  ids: readonly number[],
  token: string,
): Promise<readonly LeasedDelivery[]> {
  const rows = await tx
    .selectFrom("deliveries as d")
    .innerJoin("endpoints as e", "e.id", "d.endpoint_id")
    .innerJoin("seen_events as s", (join) =>
      join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id"),
    )
    .select(["d.id", "d.attempts", "d.repository_id", "d.endpoint_id", "d.event_id"])
    .select(["e.url", "e.secret", "e.previous_secret", "s.type", "s.body"])
    .where("d.id", "in", ids)
    .orderBy("d.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    token,
    attempt: row.attempts,
    repositoryId: row.repository_id,
    endpointId: row.endpoint_id,
    url: row.url,
    secret: row.secret,
    previousSecret: row.previous_secret,
    eventId: row.event_id,
    type: row.type,
    body: row.body ?? "",
  }));
}

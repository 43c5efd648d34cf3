import type { Selectable, Transaction } from "kysely";
import {
  type Acceptance,
  ERRAND_EVENT,
  type InboxDrop,
  type InboxLeaseRequest,
  type InboxRecord,
  type InboxRetry,
  type InboxSettlement,
  type InboxState,
  type InboxStore,
  type InboxVerdict,
  type IncomingDelivery,
  type LeasedIncoming,
} from "../inbox/inbox-store.ts";
import { inboxBacklog } from "./backlog.ts";
import { chunksOf, type Database, type Session, transact } from "./database.ts";
import type { Tables } from "./schema.ts";

/** Nobody waits behind or for what is over. */
const OVER = { lane: null, due_at: null, lease_until: null, lease_token: null } as const;

/** The inbox in a database. */
export function inboxOf(database: Database): InboxStore {
  const { db } = database;
  return {
    accept: (deliveries) => transact(database, ({ tx }) => accept(tx, deliveries)),
    lease: (request) => transact(database, (session) => lease(session, request)),
    renew: async ({ row, token, until }) => {
      const held = db.updateTable("inbox").where("id", "=", row).where("lease_token", "=", token);
      const { numUpdatedRows } = await held.set({ lease_until: until }).executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    settle: (settlement) => settle(database, settlement),
    known: (ids) => known(database, ids),
    list: (page) => list(database, page),
    revive: async (id, now) => {
      const parked = db.updateTable("inbox").where("delivery_id", "=", id).where("state", "=", "dead");
      const { numUpdatedRows } = await parked
        .set({ state: "pending", attempts: 0, due_at: now, finished_at: null })
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    show: (id) => show(database, id),
    retry: (id, now) => retry(database, id, now),
    drop: (id, now) => drop(database, id, now),
    counts: () => counts(database),
    backlog: (aside) => inboxBacklog(database, aside),
    prune: async ({ deadBefore, doneBefore }) =>
      (await removeOver(database, "done", doneBefore)) + (await removeOver(database, "dead", deadBefore)),
  };
}

async function accept(
  tx: Transaction<Tables>,
  deliveries: readonly IncomingDelivery[],
): Promise<readonly Acceptance[]> {
  const stored = new Set<string>();
  for (const delivery of deliveries) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto("inbox")
      .values({
        delivery_id: delivery.id,
        event: delivery.event,
        lane: delivery.lane,
        repository_id: delivery.repositoryId,
        body: delivery.body,
        state: "pending",
        attempts: 0,
        received_at: delivery.receivedAt,
        due_at: delivery.dueAt ?? delivery.receivedAt,
      })
      .onConflict((conflict) => conflict.column("delivery_id").doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) stored.add(delivery.id);
  }
  // The same delivery twice in one batch: the first is stored, the second a repeat.
  return deliveries.map(({ id }) => (stored.delete(id) ? "stored" : "repeat"));
}

async function lease(session: Session, request: InboxLeaseRequest): Promise<readonly LeasedIncoming[]> {
  const { now, token, until } = request;
  await takeBack(session.tx, request);
  const ids = await pick(session, request);
  if (ids.length === 0) return [];
  const rows = await session.tx
    .updateTable("inbox")
    .where("id", "in", ids)
    .set((row) => ({
      state: "leased",
      attempts: row("attempts", "+", 1),
      due_at: null,
      lease_until: until,
      lease_token: token,
    }))
    .returning(["id", "attempts", "delivery_id", "event", "body", "repository_id", "received_at"])
    .execute();
  return rows
    .toSorted((a, b) => a.id - b.id)
    .map((row) => ({
      row: row.id,
      token,
      attempt: row.attempts,
      id: row.delivery_id,
      event: row.event,
      body: row.body ?? "",
      repositoryId: row.repository_id,
      receivedAt: row.received_at ?? now,
    }));
}

/** What a dead process held is due again, or parked where that happened too often. */
async function takeBack(
  tx: Transaction<Tables>,
  { afterLapse, now, underWay }: InboxLeaseRequest,
): Promise<void> {
  const lapsed = await tx
    .selectFrom("inbox")
    .select(["id", "attempts"])
    .where("lease_until", "<=", now)
    .where("id", "not in", underWay)
    .execute();
  for (const { attempts, id } of lapsed) {
    await tx
      .updateTable("inbox")
      .where("id", "=", id)
      // Its holder may have settled or prolonged it just now.
      .where("lease_until", "<=", now)
      .set(standing(afterLapse(attempts), now))
      .execute();
  }
}

/** The oldest that are due, without those whose lane is busy or has an older one to do first. */
async function pick(
  { kind, tx }: Session,
  { limit, now, patience, without }: InboxLeaseRequest,
): Promise<number[]> {
  const due = tx
    .selectFrom("inbox as candidate")
    .select("candidate.id")
    .where("candidate.due_at", "<=", now)
    .where(({ eb, or }) =>
      or([eb("candidate.repository_id", "is", null), eb("candidate.repository_id", "not in", without)]),
    )
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("inbox as other")
            .select("other.id")
            .whereRef("other.lane", "=", "candidate.lane")
            .whereRef("other.id", "!=", "candidate.id")
            .where(({ and, eb, or, ref }) =>
              or([
                eb("other.lease_until", "is not", null),
                and([
                  eb("other.id", "<", ref("candidate.id")),
                  // One that failed too often lets others pass only while it waits: or both would be taken at once.
                  or([eb("other.attempts", "<", patience), eb("other.due_at", "<=", now)]),
                ]),
              ]),
            ),
        ),
      ),
    )
    .orderBy("candidate.id")
    .limit(limit);
  const locked = kind === "postgres" ? due.forUpdate("candidate").skipLocked() : due;
  return (await locked.execute()).map(({ id }) => id);
}

async function settle({ db }: Database, { at, row, token, verdict }: InboxSettlement): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("inbox")
    .where("id", "=", row)
    .where("lease_token", "=", token)
    .set(standing(verdict, at))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** What a row says after an attempt. */
function standing(verdict: InboxVerdict, at: number) {
  switch (verdict.state) {
    case "pending": {
      const { reason, retryAt, state } = verdict;
      return { state, reason, due_at: retryAt, lease_until: null, lease_token: null };
    }
    case "done":
      return { ...OVER, state: verdict.state, finished_at: at, body: null, reason: null };
    case "dead":
      return { ...OVER, state: verdict.state, finished_at: at, reason: verdict.reason };
  }
}

async function known({ db }: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const chunk of chunksOf(ids)) {
    const rows = await db
      .selectFrom("inbox")
      .select("delivery_id")
      .where("delivery_id", "in", chunk)
      .execute();
    for (const { delivery_id } of rows) found.add(delivery_id);
  }
  return found;
}

async function list(
  { db }: Database,
  { before, limit, states }: Parameters<InboxStore["list"]>[0],
): Promise<readonly InboxRecord[]> {
  let query = db.selectFrom("inbox").selectAll().orderBy("id", "desc").limit(limit);
  if (states !== undefined) query = query.where("state", "in", states);
  if (before !== undefined) query = query.where("id", "<", before);
  return (await query.execute()).map(recordOf);
}

function recordOf(row: Selectable<Tables["inbox"]>): InboxRecord {
  return {
    row: row.id,
    id: row.delivery_id,
    event: row.event,
    lane: row.lane,
    state: row.state,
    attempts: row.attempts,
    receivedAt: row.received_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    reason: row.reason,
  };
}

async function show({ db }: Database, id: string): ReturnType<InboxStore["show"]> {
  const row = await db.selectFrom("inbox").selectAll().where("delivery_id", "=", id).executeTakeFirst();
  return row === undefined ? null : { delivery: recordOf(row), body: row.body };
}

async function retry({ db }: Database, id: string, now: number): Promise<InboxRetry> {
  const waiting = db
    .updateTable("inbox")
    .where("delivery_id", "=", id)
    .where("state", "in", ["dead", "pending"]);
  const { numUpdatedRows } = await waiting
    .set({ state: "pending", attempts: 0, due_at: now, finished_at: null })
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return "retried";
  const row = await db.selectFrom("inbox").select("state").where("delivery_id", "=", id).executeTakeFirst();
  if (row === undefined) return "unknown";
  return row.state === "done" ? "done" : "under_way";
}

async function drop({ db }: Database, id: string, now: number): Promise<InboxDrop> {
  const named = db.selectFrom("inbox").where("delivery_id", "=", id);
  const row = await named.select(["id", "event", "reason"]).executeTakeFirst();
  if (row === undefined) return "unknown";
  if (row.event === ERRAND_EVENT) {
    const parked = db.deleteFrom("inbox").where("id", "=", row.id).where("state", "=", "dead");
    return (await parked.executeTakeFirstOrThrow()).numDeletedRows === 1n ? "dropped" : "not_parked";
  }
  const parked = db.updateTable("inbox").where("id", "=", row.id).where("state", "=", "dead");
  const { numUpdatedRows } = await parked
    .set({
      ...OVER,
      state: "done",
      finished_at: now,
      reason: `dropped by the operator; before: ${row.reason}`,
    })
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? "dropped" : "not_parked";
}

async function counts({ db }: Database): Promise<Readonly<Record<InboxState, number>>> {
  const rows = await db
    .selectFrom("inbox")
    .select(({ fn }) => ["state", fn.countAll<number>().as("count")])
    .groupBy("state")
    .execute();
  const none = { pending: 0, leased: 0, done: 0, dead: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ count, state }) => [state, count])) };
}

async function removeOver({ db }: Database, state: InboxState, before: number): Promise<number> {
  const over = db.deleteFrom("inbox").where("state", "=", state).where("finished_at", "<", before);
  return Number((await over.executeTakeFirstOrThrow()).numDeletedRows);
}

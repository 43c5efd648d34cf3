import { sql } from "kysely";
import type { InboxBacklog } from "../inbox/inbox-store.ts";
import type { OutboxBacklog } from "../webhooks/outbox/store.ts";
import type { Database } from "./database.ts";

/** More of one state are not counted: watching a store in trouble must not add to it. */
const COUNTED = 10_000;

interface Counted {
  readonly count: number;
  /** The least of the times that were looked at. */
  readonly since: number | null;
}

/** Counts rows of one state over the index that begins with it. */
async function countState(
  { db }: Database,
  { state, table, time }: { readonly table: string; readonly state: string; readonly time: string },
): Promise<Counted> {
  const { rows } = await sql<{ readonly count: number; readonly since: number | null }>`
    select count(*) as "count", min(waiting.since) as "since"
    from (
      select ${sql.ref(time)} as since from ${sql.table(table)} where state = ${state} limit ${COUNTED}
    ) as waiting`.execute(db);
  const [row] = rows;
  return { count: Number(row?.count ?? 0), since: numberOrNull(row?.since) };
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

export async function inboxBacklog(database: Database): Promise<InboxBacklog> {
  const count = (state: string) => countState(database, { table: "inbox", state, time: "received_at" });
  const [pending, leased, dead] = await Promise.all([count("pending"), count("leased"), count("dead")]);
  const states = { pending: pending.count, leased: leased.count, dead: dead.count };
  return { states, oldestReceived: pending.since };
}

export async function outboxBacklog(database: Database): Promise<OutboxBacklog> {
  const count = (state: string) => countState(database, { table: "deliveries", state, time: "due_at" });
  const [pending, leased, failed, dead, disabled] = await Promise.all([
    count("pending"),
    count("leased"),
    count("failed"),
    count("dead"),
    count("disabled"),
  ]);
  const due = [pending.since, failed.since].filter((time) => time !== null);
  return {
    states: {
      pending: pending.count,
      leased: leased.count,
      failed: failed.count,
      dead: dead.count,
      disabled: disabled.count,
    },
    oldestDue: due.length === 0 ? null : Math.min(...due),
    disabledEndpoints: await countDisabledEndpoints(database),
  };
}

async function countDisabledEndpoints({ db }: Database): Promise<number> {
  const off = db
    .selectFrom("endpoints")
    .select("id")
    .where("disabled_at", "is not", null)
    .where("removed_at", "is", null)
    .limit(COUNTED);
  return (await off.execute()).length;
}

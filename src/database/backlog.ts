import { sql } from "kysely";
import type { InboxBacklog } from "../inbox/inbox-store.ts";
import type { OutboxBacklog } from "../webhooks/outbox/store.ts";
import type { Database } from "./database.ts";

/** More of one state are not counted: watching a store in trouble must not add to it. */
const COUNTED = 10_000;

/** Counts rows of one state over the index that begins with it. */
async function countState({ db }: Database, table: "inbox" | "deliveries", state: string): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select count(*) as "count"
    from (select 1 from ${sql.table(table)} where state = ${state} limit ${COUNTED}) as waiting`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

export async function inboxBacklog(database: Database, aside: string): Promise<InboxBacklog> {
  const count = (state: string) => countState(database, "inbox", state);
  const [pending, leased, dead] = await Promise.all([count("pending"), count("leased"), count("dead")]);
  const states = { pending, leased, dead };
  return { states, oldestReceived: pending === 0 ? null : await oldestReceived(database, aside) };
}

async function oldestReceived({ db }: Database, aside: string): Promise<number | null> {
  const waiting = db
    .selectFrom("inbox")
    .select("received_at")
    .where("state", "=", "pending")
    .where("event", "!=", aside)
    .limit(COUNTED)
    .as("waiting");
  const oldest = db.selectFrom(waiting).select(({ fn }) => fn.min("waiting.received_at").as("since"));
  return numberOrNull((await oldest.executeTakeFirst())?.since);
}

export async function outboxBacklog(database: Database): Promise<OutboxBacklog> {
  const count = (state: string) => countState(database, "deliveries", state);
  const [pending, leased, failed, dead, disabled] = await Promise.all([
    count("pending"),
    count("leased"),
    count("failed"),
    count("dead"),
    count("disabled"),
  ]);
  return {
    states: { pending, leased, failed, dead, disabled },
    oldestDue: pending + failed === 0 ? null : await oldestDue(database),
    disabledEndpoints: await countDisabledEndpoints(database),
  };
}

/** What waits at an endpoint that fails waits for that one: it gets a single attempt at a time. */
async function oldestDue({ db }: Database): Promise<number | null> {
  const waiting = db
    .selectFrom("deliveries")
    .select(["endpoint_id", "due_at"])
    .where("state", "in", ["pending", "failed"])
    .limit(COUNTED)
    .as("waiting");
  const oldest = db
    .selectFrom(waiting)
    .innerJoin("endpoints as e", "e.id", "waiting.endpoint_id")
    .where("e.failing_since", "is", null)
    .select(({ fn }) => fn.min("waiting.due_at").as("since"));
  return numberOrNull((await oldest.executeTakeFirst())?.since);
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

import type { OutboxRetention, OutboxStore } from "../../webhooks/outbox/store.ts";
import { outboxBacklog } from "../backlog.ts";
import { type Database, type Session, transact } from "../database.ts";
import { announcedHead } from "../heads.ts";
import { announce } from "./announce.ts";
import { enable } from "./enable.ts";
import { lease } from "./lease.ts";
import { countDeliveries, listDeliveries, listEndpoints, showDelivery, untoldEndpoints } from "./queries.ts";
import { replay } from "./replay.ts";
import { settle } from "./settle.ts";

/** The outbox in a database. */
export function outboxOf(database: Database): OutboxStore {
  const { db } = database;
  return {
    announce: (announcement) => transact(database, (session) => announce(session, announcement)),
    announcedCommit: (watched) => announcedHead(database, watched),
    exchange: (exchange) =>
      transact(database, async (session) => ({
        outcomes: await settle(session, exchange),
        leased: exchange.lease === null ? [] : await lease(session, exchange.lease),
      })),
    untold: () => untoldEndpoints(database),
    told: async (endpointId, now) => {
      await db.updateTable("endpoints").where("id", "=", endpointId).set({ told_at: now }).execute();
    },
    list: (page) => listDeliveries(database, page),
    show: (id) => showDelivery(database, id),
    endpoints: (filter) => listEndpoints(database, filter),
    replay: (filter, request) => transact(database, (session) => replay(session, filter, request)),
    enable: (endpointId) => transact(database, (session) => enable(session, endpointId)),
    counts: (filter) => countDeliveries(database, filter),
    backlog: () => outboxBacklog(database),
    prune: (retention) => transact(database, (session) => prune(session, retention)),
  };
}

/** Removes deliveries that are over, and the texts that no delivery needs any more. That an event was seen stays. */
async function prune({ tx }: Session, { finishedBefore }: OutboxRetention): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("deliveries")
    .where("state", "in", ["delivered", "dead", "disabled"])
    .where("finished_at", "<", finishedBefore)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable("seen_events as s")
    .where("s.seen_at", "<", finishedBefore)
    .where("s.body", "is not", null)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("deliveries as d")
            .select("d.id")
            .whereRef("d.repository_id", "=", "s.repository_id")
            .whereRef("d.event_id", "=", "s.event_id"),
        ),
      ),
    )
    .set({ body: null })
    .execute();
  return Number(numDeletedRows);
}

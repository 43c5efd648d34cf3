import { Gauge, type Registry } from "prom-client";
import type { InboxStore } from "../../inbox/inbox-store.ts";
import { ERRAND_EVENT } from "../../inbox/inbox-store.ts";
import type { OutboxStore } from "../../webhooks/outbox/store.ts";

/** The store, as far as it is watched. */
export interface WatchedStore {
  readonly inbox: Pick<InboxStore, "backlog">;
  readonly outbox: Pick<OutboxStore, "backlog">;
}

/** What waits in the store. */
export interface StoreGauges {
  /** Reads it with bounded queries. Where the store does not answer, `pointsman_store_up` is 0 and the rest is absent. */
  readonly read: (store: WatchedStore, now: number) => Promise<void>;
}

export function storeGauges(registry: Registry): StoreGauges {
  const { disabled, inbox, inboxAge, outbox, outboxAge, up } = createGauges(registry);
  return {
    read: async (store, now) => {
      for (const labelled of [inbox, outbox]) labelled.reset();
      for (const plain of [disabled, inboxAge, outboxAge]) plain.remove();
      const read = Promise.all([store.inbox.backlog(ERRAND_EVENT), store.outbox.backlog()]);
      const backlogs = await read.catch(() => null);
      up.set(backlogs === null ? 0 : 1);
      if (backlogs === null) return;
      const [incoming, outgoing] = backlogs;
      for (const [state, count] of Object.entries(incoming.states)) inbox.set({ state }, count);
      for (const [state, count] of Object.entries(outgoing.states)) outbox.set({ state }, count);
      inboxAge.set(secondsSince(incoming.oldestReceived, now));
      outboxAge.set(secondsSince(outgoing.oldestDue, now));
      disabled.set(outgoing.disabledEndpoints);
    },
  };
}

function secondsSince(time: number | null, now: number): number {
  return time === null ? 0 : Math.max(now - time, 0) / 1000;
}

function createGauges(registry: Registry) {
  const registers = [registry];
  return {
    up: new Gauge({ name: "pointsman_store_up", help: "1 where the store answered this scrape.", registers }),
    inbox: new Gauge({
      name: "pointsman_inbox_deliveries",
      help: "Deliveries of GitHub's in the store, by state, each counted up to 10,000: pending, leased, dead (parked).",
      labelNames: ["state"],
      registers,
    }),
    inboxAge: new Gauge({
      name: "pointsman_inbox_oldest_waiting_seconds",
      help: "How long ago the oldest delivery of GitHub's arrived that waits for work; 0 where none does.",
      registers,
    }),
    outbox: new Gauge({
      name: "pointsman_outbox_deliveries",
      help: "Webhooks in the store that did not arrive, by state, each counted up to 10,000.",
      labelNames: ["state"],
      registers,
    }),
    outboxAge: new Gauge({
      name: "pointsman_outbox_oldest_due_seconds",
      help: "For how long the oldest webhook has been due that was not sent to an endpoint that does well; 0 where none is.",
      registers,
    }),
    disabled: new Gauge({
      name: "pointsman_webhook_endpoints_disabled",
      help: "Endpoints that settings name and that were switched off.",
      registers,
    }),
  };
}

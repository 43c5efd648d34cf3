import type { Redeliver } from "../commands/ports.ts";
import { webhookMessages } from "../projections/webhook-messages.ts";
import { findEvent } from "../releases/find-event.ts";
import type { EndpointStanding } from "../reports/redelivery-answer.ts";
import { announceMessages } from "../webhooks/outbox/announce.ts";
import type { DeliveryRecord } from "../webhooks/outbox/store.ts";
import type { Outbox } from "./durable.ts";
import type { AppRepository } from "./repository.ts";

interface Redelivering {
  readonly repository: Pick<AppRepository, "id" | "owner" | "repo" | "url" | "branch">;
  readonly outbox: Pick<Outbox, "announce" | "announcedCommit" | "list" | "replay" | "wake">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** As many endpoints as one config ever had. */
const MOST = 1_000;

/**
 * Sends an event's webhooks again, of this repository only. Out of the store where they are; what the store never had or
 * has no more is made anew from the release branch, for the endpoints that want it now.
 */
export function redeliverFrom({ now, outbox, repository }: Redelivering): Redeliver {
  return async ({ askedAt, controls, eventId }) => {
    const filter = { repositoryId: repository.id, eventId };
    const kept = await outbox.list({ ...filter, limit: 1 });
    if (kept.length > 0) {
      await outbox.replay(filter, { now: now(), askedAt: Date.parse(askedAt) });
    } else {
      const { release_branch, webhooks } = controls.config.file;
      // What lies behind the last announced commit nobody has judged yet: it is never signed.
      const good = (await outbox.announcedCommit(repository.id)) ?? undefined;
      const found = await findEvent(repository.branch(release_branch), eventId, good);
      if (found === undefined) return { status: "unknown_event" };
      const messages = webhookMessages(found, repository);
      const announcing = { repositoryId: repository.id, webhooks, messages, commit: null, now: now() };
      await announceMessages({ ...announcing, again: true }, outbox);
    }
    outbox.wake();
    const deliveries = await outbox.list({ ...filter, limit: MOST });
    if (deliveries.length === 0) return { status: "nobody_wants_it" };
    const endpoints = deliveries.toReversed().map((delivery) => {
      return { host: URL.parse(delivery.url)?.host ?? delivery.url, standing: standingOf(delivery) };
    });
    return { status: "redelivered", endpoints };
  };
}

function standingOf({ code, dueAt, state, status }: DeliveryRecord): EndpointStanding {
  switch (state) {
    case "pending":
    case "leased":
      return { state: "on_its_way" };
    case "delivered":
      return { state: "delivered", status };
    case "failed":
      return dueAt === null
        ? { state: "on_its_way" }
        : { state: "waiting", nextAt: new Date(dueAt).toISOString().replace(/\.\d{3}Z$/, "Z") };
    case "disabled":
      return { state: "switched_off" };
    case "dead":
      return { state: "given_up", why: code ?? "dead" };
  }
}

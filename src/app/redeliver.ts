import type { Redeliver } from "../commands/ports.ts";
import type { AnnouncedMessage } from "../domain/webhook/message.ts";
import { webhookMessages } from "../projections/webhook-messages.ts";
import { type Controls, watchedBranch } from "../releases/controls.ts";
import { findEvent } from "../releases/find-event.ts";
import type { EndpointStanding } from "../reports/answers/redelivery-answer.ts";
import { resolveEndpoints } from "../webhooks/grants.ts";
import { announceMessages, wantedBy } from "../webhooks/outbox/announce.ts";
import type { DeliveryRecord } from "../webhooks/outbox/store.ts";
import type { Outbox } from "./durable.ts";
import type { AppRepository } from "./repository.ts";
import type { Settings } from "./settings.ts";

interface Redelivering {
  readonly repository: Pick<AppRepository, "id" | "owner" | "repo" | "url" | "branch">;
  readonly outbox: Pick<Outbox, "announce" | "announcedCommit" | "list" | "replay" | "show" | "wake">;
  readonly settings: Pick<Settings, "webhookGrants" | "secretOf">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** As many endpoints as one config ever had. */
const MOST = 1_000;

/**
 * Sends an event's webhooks again, of this repository only, to the endpoints that a new event would go to: those that never
 * had it get it, those that had it get it again. What the store has no more is made anew from the release branch.
 */
export function redeliverFrom(redelivering: Redelivering): Redeliver {
  const { now, outbox, repository } = redelivering;
  return async ({ askedAt, controls, eventId }) => {
    const asked = { eventId, askedAt: Date.parse(askedAt), controls };
    const announced =
      (await storedMessage(eventId, redelivering)) ?? (await announcedMessage(asked, redelivering));
    if (announced === undefined) return { status: "unknown_event" };
    const { webhooks } = controls.config.file;
    const wanted = wantedBy(webhooks, announced.message);
    if (wanted.length === 0) return { status: "nobody_wants_it" };
    const announcing = {
      ...watchedBranch(repository.id, controls),
      webhooks,
      messages: [announced],
      now: now(),
    };
    const { endpoints } = await announceMessages({ ...announcing, commit: null, again: true }, outbox);
    const targets = wanted.flatMap((index) => endpoints[index] ?? []);
    for (const endpointId of targets) {
      const filter = { repositoryId: repository.id, eventId, endpointId };
      await outbox.replay(filter, { now: now(), askedAt: asked.askedAt });
    }
    outbox.wake();
    const ungranted = ungrantedEndpoints(endpoints, controls, redelivering);
    return {
      status: "redelivered",
      endpoints: await standings(asked, { ...redelivering, targets, ungranted }),
    };
  };
}

interface Asked {
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly controls: Controls;
}

/** The event with the very text that was sent, where the store still has it. */
async function storedMessage(
  eventId: string,
  { outbox, repository }: Redelivering,
): Promise<AnnouncedMessage | undefined> {
  const [delivery] = await outbox.list({ repositoryId: repository.id, eventId, limit: 1 });
  const body = delivery === undefined ? null : (await outbox.show(delivery.id))?.body;
  if (delivery === undefined || body === null || body === undefined) return undefined;
  const { environment, promptId, sequence, type } = delivery;
  return { message: { id: eventId, type, environment, body: Buffer.from(body, "utf8") }, promptId, sequence };
}

/**
 * The event made anew from the release branch as it was announced last. What lies behind that nobody has judged yet, and
 * neither has anybody where nothing was announced: it is never signed.
 */
async function announcedMessage(
  { controls, eventId }: Asked,
  { outbox, repository }: Redelivering,
): Promise<AnnouncedMessage | undefined> {
  const watched = watchedBranch(repository.id, controls);
  const good = await outbox.announcedCommit(watched);
  if (good === null) return undefined;
  const found = await findEvent(repository.branch(watched.branch), eventId, good);
  return found === undefined ? undefined : webhookMessages(found, repository)[0];
}

/** By number, why nothing can be sent there. */
function ungrantedEndpoints(
  endpoints: readonly number[],
  { config }: Controls,
  { repository, settings }: Redelivering,
): ReadonlyMap<number, string> {
  const { refused } = resolveEndpoints({
    repositoryId: repository.id,
    endpoints: config.file.webhooks,
    grants: settings.webhookGrants,
    secretOf: settings.secretOf,
  });
  return new Map(refused.map(({ code, index }) => [endpoints[index] ?? 0, code]));
}

interface Sent extends Redelivering {
  /** The endpoints that the event was sent to, by number. */
  readonly targets: readonly number[];
  readonly ungranted: ReadonlyMap<number, string>;
}

async function standings({ askedAt, eventId }: Asked, sent: Sent) {
  const { outbox, repository, targets } = sent;
  const deliveries = await outbox.list({ repositoryId: repository.id, eventId, limit: MOST });
  return deliveries.toReversed().map((delivery) => ({
    host: URL.parse(delivery.url)?.host ?? delivery.url,
    standing: targets.includes(delivery.endpointId)
      ? standingOf(delivery, { askedAt, ungranted: sent.ungranted })
      : ({ state: "left_out" } as const),
  }));
}

function standingOf(
  { code, createdAt, dueAt, endpointId, state, status }: DeliveryRecord,
  { askedAt, ungranted }: { readonly askedAt: number; readonly ungranted: ReadonlyMap<number, string> },
): EndpointStanding {
  const missing = ungranted.get(endpointId);
  switch (state) {
    case "pending":
    case "leased":
    case "failed":
      if (missing !== undefined) return { state: "not_granted", code: missing };
      return state === "failed" && dueAt !== null
        ? { state: "waiting", nextAt: new Date(dueAt).toISOString().replace(/\.\d{3}Z$/, "Z") }
        : { state: "on_its_way", isNew: createdAt >= askedAt };
    case "delivered":
      return { state: "delivered", status };
    case "disabled":
      return { state: "switched_off" };
    case "dead":
      return { state: "given_up", why: code ?? "dead" };
  }
}

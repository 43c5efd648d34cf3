import type { WebhookEndpointConfig } from "../../domain/policy/config-schema.ts";
import type { AnnouncedMessage } from "../../domain/webhook/message.ts";
import { wantsEvent } from "../subscription.ts";
import type { EndpointEntry, OutboxAnnounced, OutboxStore, OutgoingEvent } from "./store.ts";

/** What one look at the release branch brought. */
export interface Announcing {
  readonly repositoryId: number;
  /** The release branch that they are on. */
  readonly branch: string;
  /** The `webhooks` of the config, all of them. */
  readonly webhooks: readonly WebhookEndpointConfig[];
  readonly messages: readonly AnnouncedMessage[];
  /** The last commit whose messages these are, to be remembered with them; null: nothing new is remembered. */
  readonly commit: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Also what was announced before, where its deliveries are gone. */
  readonly again?: true;
}

/** Puts messages into the outbox, for every endpoint that wants them. The same again creates nothing. */
export function announceMessages(
  { messages, webhooks, ...announcing }: Announcing,
  outbox: Pick<OutboxStore, "announce">,
): Promise<OutboxAnnounced> {
  const events = messages.map((announced) => outgoing(announced, webhooks));
  return outbox.announce({ ...announcing, endpoints: entriesOf(webhooks), events });
}

/** Which entries of the config want an event, by their index. */
export function wantedBy(
  webhooks: readonly WebhookEndpointConfig[],
  event: Pick<AnnouncedMessage["message"], "type" | "environment">,
): readonly number[] {
  return webhooks.flatMap(({ environments, events }, index) => {
    const subscription = environments === undefined ? { events } : { events, environments };
    return wantsEvent(subscription, event) ? [index] : [];
  });
}

function outgoing(
  { message, promptId, sequence }: AnnouncedMessage,
  webhooks: readonly WebhookEndpointConfig[],
): OutgoingEvent {
  const { body, environment, id, type } = message;
  const endpoints = wantedBy(webhooks, message);
  const text = Buffer.from(body).toString("utf8");
  return { id, type, environment, promptId, sequence, body: text, endpoints };
}

function entriesOf(webhooks: readonly WebhookEndpointConfig[]): readonly EndpointEntry[] {
  const seen = new Map<string, number>();
  return webhooks.map(({ previous_secret, secret, url }) => {
    const ordinal = seen.get(url) ?? 0;
    seen.set(url, ordinal + 1);
    return { url, secret, previousSecret: previous_secret ?? null, ordinal };
  });
}

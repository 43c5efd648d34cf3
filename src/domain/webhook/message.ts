import type { LedgerEvent } from "../ledger/event.ts";
import type { WebhookPayload } from "./payload.ts";

/** What the ledger's event does not say by itself, and a webhook carries nevertheless. */
export interface WebhookSource {
  readonly event: LedgerEvent;
  /** `owner/name`. */
  readonly repository: string;
  readonly slug: string;
  /** Digest of the event's version; null where the event names no version. */
  readonly digest: string | null;
  /** The commit of the release branch that holds the event. */
  readonly commit: string;
  /** Where a person reads about the event. */
  readonly url: string;
}

/** One event, ready for every endpoint: all of them, and every attempt, send the very same bytes. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly environment: string | null;
  readonly body: Uint8Array;
}

/** A message, with what lists of deliveries show of its event. */
export interface AnnouncedMessage {
  readonly message: WebhookMessage;
  readonly promptId: string;
  readonly sequence: number;
}

/** Builds the message of contracts §8 out of an event; the body's members are in the contract's order. */
export function webhookMessage(source: WebhookSource): WebhookMessage {
  const { event } = source;
  const payload: WebhookPayload = {
    id: event.id,
    event: event.type,
    repository: source.repository,
    prompt_id: event.prompt_id,
    slug: source.slug,
    environment: event.environment,
    version: event.version,
    previous_version: event.previous_version,
    sequence: event.sequence,
    digest: source.digest,
    actor: event.actor.login,
    reason: event.reason,
    at: event.at,
    commit: source.commit,
    url: source.url,
  };
  return {
    id: event.id,
    type: event.type,
    environment: event.environment,
    body: Buffer.from(JSON.stringify(payload), "utf8"),
  };
}

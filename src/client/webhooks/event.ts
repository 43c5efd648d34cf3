import { isJsonObject, type Json } from "../../domain/json.ts";
import type { WebhookPayload } from "../../domain/webhook/payload.ts";

/** A webhook's body, read. Members that a newer pointsman added are kept. */
export type WebhookEvent = WebhookPayload & { readonly [member: string]: Json };

const TEXTS = ["event", "repository", "prompt_id", "slug", "actor", "at", "commit", "url"] as const;
const TEXTS_OR_NULL = ["environment", "version", "previous_version", "digest", "reason"] as const;
const EVENT_ID = /^evt_[0-9a-f]{24}$/;

/** Reads a body whose signature was checked; undefined where it is no event. */
export function parseEvent(body: Uint8Array): WebhookEvent | undefined {
  try {
    const document: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return isEvent(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is WebhookEvent {
  return (
    isJsonObject(value) &&
    typeof value.id === "string" &&
    EVENT_ID.test(value.id) &&
    Number.isSafeInteger(value.sequence) &&
    TEXTS.every((name) => typeof value[name] === "string") &&
    TEXTS_OR_NULL.every((name) => value[name] === null || typeof value[name] === "string")
  );
}

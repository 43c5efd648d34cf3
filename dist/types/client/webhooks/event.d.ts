import { type Json } from "../../domain/json.ts";
import type { WebhookPayload } from "../../domain/webhook/payload.ts";
/** A webhook's body, read. Members that a newer pointsman added are kept. */
export type WebhookEvent = WebhookPayload & {
    readonly [member: string]: Json;
};
/** Reads a body whose signature was checked; undefined where it is no event. */
export declare function parseEvent(body: Uint8Array): WebhookEvent | undefined;

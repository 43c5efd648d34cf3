import { type WebhookEvent } from "./event.ts";
import { type WebhookHeaders } from "./headers.ts";
export interface VerifyRequest {
    /** The bytes as they arrived, before any JSON middleware. */
    readonly body: Uint8Array | string;
    readonly headers: WebhookHeaders;
    /** As configured, with `whsec_`. While a secret rotates: all that may sign. */
    readonly secrets: readonly string[];
    /**
     * What to check: `standard` (the default) is Standard Webhooks and says that the delivery is fresh, too;
     * `body` is `X-Signature-256`, which says nothing of time. Never both by turns: whoever took the `webhook-…` headers off
     * an old delivery could send it for ever.
     */
    readonly scheme?: "standard" | "body";
    /** Unix seconds: `Date.now() / 1000`. */
    readonly now: number;
    /** How far the delivery's timestamp may be off, either way. Default 300. */
    readonly toleranceSeconds?: number;
}
/** Why a delivery is refused. */
export type RefusalCode = 
/** One of `secrets`, or their list, cannot be used: the receiver's own fault, whatever was sent. */
"secret_unusable" | "header_missing" | "timestamp_malformed" | "timestamp_too_old" | "timestamp_too_new" | "signature_mismatch"
/** Signed by one of the secrets, and no event of pointsman. */
 | "body_malformed";
export type Verification = {
    readonly verified: true;
    readonly event: WebhookEvent;
    /** Which of the secrets signed it: the old one is no longer needed once this never names it. */
    readonly secretIndex: number;
} | {
    readonly verified: false;
    readonly code: RefusalCode;
    readonly message: string;
};
/**
 * Does this delivery come from someone who holds one of the secrets, is it fresh, and what does it say? Signatures are
 * compared in constant time. The same event may arrive more than once and late: keep `event.id` to recognise repeats, and
 * the highest `event.sequence` of each repository, prompt and environment to leave older news alone.
 */
export declare function verifyWebhook(request: VerifyRequest): Verification;

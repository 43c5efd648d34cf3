import type { WebhookSecret } from "./secret.ts";
/** What a Standard Webhooks signature stands for. */
export interface StandardSigned {
    /** `webhook-id`. */
    readonly id: string;
    /** `webhook-timestamp`, as it stands in the header: Unix seconds. */
    readonly timestamp: string;
    /** The raw bytes. */
    readonly body: Uint8Array;
}
/**
 * One entry of `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export declare function standardSignature({ standardKey }: WebhookSecret, signed: StandardSigned): string;
/** The value of `X-Signature-256`, in the form of GitHub's own: `sha256=` and the hex HMAC-SHA256 of the raw bytes. */
export declare function bodySignature({ plainKey }: WebhookSecret, body: Uint8Array): string;

import { type KeyObject } from "node:crypto";
/**
 * The two keys that one configured secret stands for. They are `KeyObject`s, so that neither logging nor
 * `JSON.stringify` of whatever holds one can show the secret.
 */
export interface WebhookSecret {
    /** Signs `webhook-signature` (Standard Webhooks 1.0). */
    readonly standardKey: KeyObject;
    /** Signs `X-Signature-256`. */
    readonly plainKey: KeyObject;
}
/** The secret in force and, while it is being rotated, the one before it. */
export interface SigningSecrets {
    readonly current: WebhookSecret;
    readonly previous?: WebhookSecret;
}
export type SecretProblem = "secret_malformed" | "secret_weak";
/** The outcome of reading a configured secret; a problem never carries any part of the value. */
export type SecretResult = {
    readonly ok: true;
    readonly secret: WebhookSecret;
} | {
    readonly ok: false;
    readonly code: SecretProblem;
    readonly message: string;
};
/**
 * Reads a configured secret (contracts §8). `whsec_` + base64 of at least 24 bytes: Standard Webhooks uses the
 * decoded bytes and `X-Signature-256` the string's UTF-8 bytes, prefix included. Any other secret of at least
 * 16 bytes is used as UTF-8 bytes in both.
 */
export declare function parseSecret(configured: string): SecretResult;

import type { SigningSecrets } from "../domain/webhook/secret.ts";
import { bodySignature, standardSignature } from "../domain/webhook/signature.ts";

/** The headers that vouch for one attempt of a delivery (contracts §8). */
export interface SignatureHeaders {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
  readonly "x-signature-256": string;
}

/**
 * Signs one attempt. `timestamp` is in Unix seconds. While a secret rotates, `webhook-signature` carries a
 * signature of each (current first) and `X-Signature-256` stays on the previous one.
 * Format: Standard Webhooks 1.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(input: {
  readonly id: string;
  readonly body: Uint8Array;
  readonly secrets: SigningSecrets;
  readonly timestamp: number;
}): SignatureHeaders {
  const { id, body, secrets } = input;
  const { current, previous } = secrets;
  const timestamp = String(input.timestamp);
  const signing = previous === undefined ? [current] : [current, previous];
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signing
      .map((secret) => standardSignature(secret, { id, timestamp, body }))
      .join(" "),
    "x-signature-256": bodySignature(previous ?? current, body),
  };
}

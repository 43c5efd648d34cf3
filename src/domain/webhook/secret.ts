import { createSecretKey, type KeyObject } from "node:crypto";

const STANDARD_PREFIX = "whsec_";
const STANDARD_MINIMUM_BYTES = 24;
const PLAIN_MINIMUM_BYTES = 16;

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
export type SecretResult =
  | { readonly ok: true; readonly secret: WebhookSecret }
  | { readonly ok: false; readonly code: SecretProblem; readonly message: string };

const MALFORMED = {
  ok: false,
  code: "secret_malformed",
  message: "after whsec_ comes standard base64 with its padding and nothing else",
} as const;

/**
 * Reads a configured secret (contracts §8). `whsec_` + base64 of at least 24 bytes: Standard Webhooks uses the
 * decoded bytes and `X-Signature-256` the string's UTF-8 bytes, prefix included. Any other secret of at least
 * 16 bytes is used as UTF-8 bytes in both.
 */
export function parseSecret(configured: string): SecretResult {
  const plain = Buffer.from(configured, "utf8");
  if (!configured.startsWith(STANDARD_PREFIX)) {
    return plain.length < PLAIN_MINIMUM_BYTES ? weak(PLAIN_MINIMUM_BYTES) : accepted(plain, plain);
  }
  const encoded = configured.slice(STANDARD_PREFIX.length);
  const decoded = Buffer.from(encoded, "base64");
  // Buffer skips what is no base64; receivers' libraries throw on it, so only the canonical form will do.
  if (decoded.toString("base64") !== encoded) return MALFORMED;
  return decoded.length < STANDARD_MINIMUM_BYTES ? weak(STANDARD_MINIMUM_BYTES) : accepted(decoded, plain);
}

function accepted(standard: Buffer, plain: Buffer): SecretResult {
  return {
    ok: true,
    secret: { standardKey: createSecretKey(standard), plainKey: createSecretKey(plain) },
  };
}

function weak(minimum: number): SecretResult {
  return { ok: false, code: "secret_weak", message: `the secret is shorter than ${minimum} bytes` };
}

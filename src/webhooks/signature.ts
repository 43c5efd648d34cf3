import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { parseSecret, type SigningSecrets } from "./secrets.ts";

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
  const { id, body, secrets, timestamp } = input;
  const signing = secrets.previous === undefined ? [secrets.current] : [secrets.current, secrets.previous];
  const signatures = signing.map(
    ({ standardKey }) => `v1,${standardMac(standardKey, { id, timestamp: String(timestamp), body })}`,
  );
  const { plainKey } = secrets.previous ?? secrets.current;
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
    "x-signature-256": `sha256=${createHmac("sha256", plainKey).update(body).digest("hex")}`,
  };
}

interface Signed {
  readonly id: string;
  readonly timestamp: string;
  readonly body: Uint8Array;
}

function standardMac(key: KeyObject, { id, timestamp, body }: Signed): string {
  return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
}

/** Headers as Node's `http` gives them (lower case), or a `Headers` object. */
export type ReceivedHeaders =
  | { readonly [name: string]: string | readonly string[] | undefined }
  | { get(name: string): string | null };

export type VerificationCode =
  | "secret_unusable"
  | "header_missing"
  | "timestamp_malformed"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "signature_mismatch";

export type Verification =
  | {
      readonly valid: true;
      readonly id: string;
      readonly timestamp: number;
      readonly secret: "current" | "previous";
    }
  | { readonly valid: false; readonly code: VerificationCode };

const refused = (code: VerificationCode): Verification => ({ valid: false, code });

/**
 * For receivers: does this delivery come from someone who holds the secret, and is it fresh? Give `body` the raw
 * bytes as they arrived, `secrets` as configured (with `whsec_`), `now` in Unix seconds. Signatures are compared
 * in constant time. A delivery may arrive more than once: keep the returned `id` to recognise repeats.
 */
export function verifyWebhook(input: {
  readonly headers: ReceivedHeaders;
  readonly body: Uint8Array;
  readonly secrets: { readonly current: string; readonly previous?: string };
  readonly now: number;
  readonly toleranceSeconds?: number;
}): Verification {
  const id = headerOf(input.headers, "webhook-id");
  const timestamp = headerOf(input.headers, "webhook-timestamp");
  const signature = headerOf(input.headers, "webhook-signature");
  if (id === undefined || timestamp === undefined || signature === undefined)
    return refused("header_missing");
  if (!/^\d{1,12}$/.test(timestamp)) return refused("timestamp_malformed");
  const age = input.now - Number(timestamp);
  const tolerance = input.toleranceSeconds ?? 300;
  if (age > tolerance) return refused("timestamp_too_old");
  if (age < -tolerance) return refused("timestamp_too_new");
  return matchSecrets({ id, timestamp, body: input.body }, signature, input.secrets);
}

function matchSecrets(
  signed: Signed,
  signature: string,
  secrets: { readonly current: string; readonly previous?: string },
): Verification {
  const offered = signature.split(" ").filter((one) => one.startsWith("v1,"));
  for (const name of ["current", "previous"] as const) {
    const configured = secrets[name];
    if (configured === undefined) continue;
    const parsed = parseSecret(configured);
    if (!parsed.ok) return refused("secret_unusable");
    const expected = `v1,${standardMac(parsed.secret.standardKey, signed)}`;
    if (offered.some((one) => sameText(one, expected))) {
      return { valid: true, id: signed.id, timestamp: Number(signed.timestamp), secret: name };
    }
  }
  return refused("signature_mismatch");
}

function sameText(offered: string, expected: string): boolean {
  const [a, b] = [Buffer.from(offered, "utf8"), Buffer.from(expected, "utf8")];
  return a.length === b.length && timingSafeEqual(a, b);
}

function headerOf(headers: ReceivedHeaders, name: string): string | undefined {
  if (isHeadersObject(headers)) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isHeadersObject(headers: ReceivedHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === "function";
}

import { timingSafeEqual } from "node:crypto";
import { parseSecret, type WebhookSecret } from "../../domain/webhook/secret.ts";
import { bodySignature, type StandardSigned, standardSignature } from "../../domain/webhook/signature.ts";
import { parseEvent, type WebhookEvent } from "./event.ts";
import { headerOf, type WebhookHeaders } from "./headers.ts";

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
  | "secret_unusable"
  | "header_missing"
  | "timestamp_malformed"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "signature_mismatch"
  /** Signed by one of the secrets, and no event of pointsman. */
  | "body_malformed";

export type Verification =
  | {
      readonly verified: true;
      readonly event: WebhookEvent;
      /** Which of the secrets signed it: the old one is no longer needed once this never names it. */
      readonly secretIndex: number;
    }
  | { readonly verified: false; readonly code: RefusalCode; readonly message: string };

const TOLERANCE_SECONDS = 300;

/**
 * Does this delivery come from someone who holds one of the secrets, is it fresh, and what does it say? Signatures are
 * compared in constant time. The same event may arrive more than once and late: keep `event.id` to recognise repeats, and
 * the highest `event.sequence` of each repository, prompt and environment to leave older news alone.
 */
export function verifyWebhook(request: VerifyRequest): Verification {
  const body = typeof request.body === "string" ? new TextEncoder().encode(request.body) : request.body;
  if (!(body instanceof Uint8Array)) {
    throw new TypeError("body must be the bytes as they arrived, not what some middleware made of them");
  }
  const secrets = readSecrets(request.secrets);
  if (secrets === undefined) {
    return refused(
      "secret_unusable",
      "secrets must be at least one, each as it is configured for the sender",
    );
  }
  const matched =
    request.scheme === "body" ? matchBody(body, secrets, request) : matchStandard(body, secrets, request);
  if (typeof matched !== "number") return matched;
  const event = parseEvent(body);
  if (event === undefined) return refused("body_malformed", "the signature is right, but this is no event");
  return { verified: true, event, secretIndex: matched };
}

function refused(code: RefusalCode, message: string): Verification & { readonly verified: false } {
  return { verified: false, code, message };
}

type Refused = ReturnType<typeof refused>;

function readSecrets(configured: readonly string[]): readonly WebhookSecret[] | undefined {
  const parsed = configured.map(parseSecret);
  const secrets = parsed.flatMap((result) => (result.ok ? [result.secret] : []));
  return secrets.length > 0 && secrets.length === parsed.length ? secrets : undefined;
}

function matchStandard(
  body: Uint8Array,
  secrets: readonly WebhookSecret[],
  { headers, now, toleranceSeconds = TOLERANCE_SECONDS }: VerifyRequest,
): number | Refused {
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signature = headerOf(headers, "webhook-signature");
  if (id === undefined || timestamp === undefined || signature === undefined) {
    return refused("header_missing", "webhook-id, webhook-timestamp and webhook-signature are needed");
  }
  if (!/^\d{1,12}$/.test(timestamp)) {
    return refused("timestamp_malformed", "webhook-timestamp is no number of seconds");
  }
  const age = Math.floor(now) - Number(timestamp);
  if (age > toleranceSeconds) return refused("timestamp_too_old", `the delivery is ${age} seconds old`);
  if (age < -toleranceSeconds) {
    return refused("timestamp_too_new", `the delivery comes from ${-age} seconds in the future`);
  }
  const signed: StandardSigned = { id, timestamp, body };
  return matching(signature.split(" "), secrets, (secret) => standardSignature(secret, signed));
}

function matchBody(
  body: Uint8Array,
  secrets: readonly WebhookSecret[],
  { headers }: VerifyRequest,
): number | Refused {
  const signature = headerOf(headers, "x-signature-256");
  if (signature === undefined) return refused("header_missing", "x-signature-256 is needed");
  return matching([signature], secrets, (secret) => bodySignature(secret, body));
}

function matching(
  offered: readonly string[],
  secrets: readonly WebhookSecret[],
  sign: (secret: WebhookSecret) => string,
): number | Refused {
  const index = secrets.findIndex((secret) => {
    const expected = sign(secret);
    return offered.some((one) => isSame(one, expected));
  });
  return index < 0 ? refused("signature_mismatch", "no signature is by one of the secrets") : index;
}

function isSame(offered: string, expected: string): boolean {
  const [a, b] = [Buffer.from(offered, "utf8"), Buffer.from(expected, "utf8")];
  return a.length === b.length && timingSafeEqual(a, b);
}

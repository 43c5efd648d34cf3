import { createHmac, timingSafeEqual } from "node:crypto";

const PREFIX = "sha256=";

/**
 * What GitHub sends as `X-Hub-Signature-256`: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
 * Made at once and not in a thread of its own, the way to which costs more than the signature: in a burst others wait behind it.
 */
export function githubSignature(body: string, secret: string): string {
  return `${PREFIX}${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Whether it can be one at all: what cannot needs no body to be refused. */
export function looksLikeSignature(text: string): boolean {
  return /^sha256=[0-9a-f]{64}$/.test(text);
}

/** Checks a signature while the body arrives. */
export interface SignatureCheck {
  readonly update: (chunk: Buffer) => void;
  /** To be asked once, in the end. */
  readonly holds: () => boolean;
}

export function signatureCheck(signature: string, secret: string): SignatureCheck {
  const hmac = createHmac("sha256", secret);
  return {
    update: (chunk) => {
      hmac.update(chunk);
    },
    holds: () => {
      const given = Buffer.from(signature.slice(PREFIX.length), "hex");
      const expected = hmac.digest();
      // In a time that tells nothing of where they differ.
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

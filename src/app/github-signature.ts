import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What GitHub sends as `X-Hub-Signature-256`: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
 * Made at once and not in a thread of its own, the way to which costs more than the signature: in a burst others wait behind it.
 */
export function githubSignature(body: Buffer | string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Compared in a time that tells nothing of where they differ. */
export function isSignedByGitHub(body: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(githubSignature(body, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

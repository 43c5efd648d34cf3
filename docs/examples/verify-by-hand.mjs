import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Checks `X-Signature-256`, for receivers that take GitHub's own webhooks already.
 *
 * @param {string} secret as it is configured: all of its text is the key, `whsec_` included
 * @param {Buffer} rawBody the bytes as they arrived
 * @param {string} signature the header's value
 */
export function isGenuine(secret, rawBody, signature) {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(rawBody).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

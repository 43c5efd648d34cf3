import { Webhook } from "standardwebhooks";

/**
 * Checks a delivery with the public `standardwebhooks` package, and reads its event.
 *
 * @param {string} secret as it is configured, with `whsec_`
 * @param {Buffer} rawBody the bytes as they arrived, before any JSON middleware
 * @param {Record<string, string>} headers with lower-case names, as Node gives them
 * @throws where the signature is wrong, or the timestamp more than five minutes off
 */
export function readDelivery(secret, rawBody, headers) {
  // A secret without whsec_ is used as it is: the package would take its text for base64.
  const webhook = secret.startsWith("whsec_")
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret, "utf8"), { format: "raw" });
  webhook.verify(rawBody, headers);
  return JSON.parse(rawBody.toString("utf8"));
}

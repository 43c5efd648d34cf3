import { createHash } from "node:crypto";
import { sign as signBody, verify as verifyBody } from "@octokit/webhooks-methods";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  type RefusalCode,
  type VerifyRequest,
  verifyWebhook,
} from "../../../../src/client/webhooks/index.ts";
import { parseSecret } from "../../../../src/domain/webhook/secret.ts";
import { signedHeaders } from "../../../../src/webhooks/signature.ts";
import { webhookVectors } from "../../../support/webhook-vectors.ts";

const vectors = webhookVectors();
const [vector] = vectors;
if (vector === undefined) throw new Error("no vectors");
const { body: BODY, headers: HEADERS, timestamp: NOW } = vector;
const [SECRET] = vector.secrets;
const OTHER = "another secret of some length";
const SIGNATURE = HEADERS["webhook-signature"];

const verify = (change: Partial<VerifyRequest>) =>
  verifyWebhook({ body: BODY, headers: HEADERS, secrets: [SECRET], now: NOW, ...change });

function secretOf(configured: string) {
  const parsed = parseSecret(configured);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.secret;
}

describe.each(vectors)("what was signed elsewhere, with $name,", ({ body, headers, secrets, ...golden }) => {
  const now = golden.timestamp;

  test("has the bytes it had", () => {
    expect(createHash("sha256").update(body).digest("hex")).toBe(golden.body_sha256);
  });

  test("is what the sender signs", () => {
    const [current, previous] = secrets;
    const both = {
      current: secretOf(current),
      ...(previous === undefined ? {} : { previous: secretOf(previous) }),
    };
    const signed = signedHeaders({
      id: headers["webhook-id"],
      body: Buffer.from(body),
      secrets: both,
      timestamp: now,
    });
    expect(signed).toEqual(headers);
  });

  test("is accepted with any of its secrets, and says what it says", () => {
    for (const secret of secrets) {
      const verified = verifyWebhook({ body: Buffer.from(body), headers, secrets: [secret], now });
      expect(verified).toEqual({ verified: true, secretIndex: 0, event: JSON.parse(body) });
    }
  });

  test("is accepted by X-Signature-256 with the oldest of its secrets and no other", () => {
    const oldest = secrets.at(-1) ?? "";
    const by = (secret: string) =>
      verifyWebhook({ body, headers, secrets: [secret], now, scheme: "body" }).verified;
    expect(by(oldest)).toBe(true);
    expect(secrets.slice(0, -1).some(by)).toBe(false);
  });
});

describe("verifyWebhook agrees with the public packages", () => {
  const keys = fc.uint8Array({ minLength: 24, maxLength: 64 });
  const standardSecret = keys.map((key) => `whsec_${Buffer.from(key).toString("base64")}`);
  const plainSecret = fc
    .string({ minLength: 16, maxLength: 60, unit: "binary" })
    .filter((text) => !text.startsWith("whsec_"));
  const secret = fc.oneof(standardSecret, plainSecret);
  const body = fc.jsonValue().map((extra) => JSON.stringify({ ...JSON.parse(BODY), extra }));
  const standardwebhooks = (configured: string) =>
    configured.startsWith("whsec_")
      ? new Webhook(configured)
      : new Webhook(Buffer.from(configured, "utf8"), { format: "raw" });

  test("on what they signed, whatever the body and the secrets", async () => {
    await fc.assert(
      fc.asyncProperty(secret, secret, body, async (ours, other, text) => {
        const headers = {
          "webhook-id": HEADERS["webhook-id"],
          "webhook-timestamp": String(NOW),
          "webhook-signature": standardwebhooks(ours).sign(HEADERS["webhook-id"], new Date(NOW * 1000), text),
          "x-signature-256": await signBody(ours, text),
        };
        for (const scheme of ["standard", "body"] as const) {
          const verified = verifyWebhook({ body: text, headers, secrets: [other, ours], now: NOW, scheme });
          const secretIndex = other === ours ? 0 : 1;
          expect(verified).toEqual({ verified: true, secretIndex, event: JSON.parse(text) });
        }
      }),
      { numRuns: 100 },
    );
  });

  test("on what the sender signs, whatever the body and the secrets", async () => {
    const timestamp = Math.floor(Date.now() / 1000);
    const id = HEADERS["webhook-id"];
    await fc.assert(
      fc.asyncProperty(secret, secret, body, async (current, previous, text) => {
        const secrets = { current: secretOf(current), previous: secretOf(previous) };
        const headers = { ...signedHeaders({ id, body: Buffer.from(text), secrets, timestamp }) };
        for (const one of [current, previous]) {
          expect(() => standardwebhooks(one).verify(text, headers)).not.toThrow();
          expect(verifyWebhook({ body: text, headers, secrets: [one], now: timestamp }).verified).toBe(true);
        }
        expect(await verifyBody(previous, text, headers["x-signature-256"])).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("verifyWebhook", () => {
  test("says which of several secrets signed", () => {
    expect(verify({ secrets: [OTHER, SECRET] })).toMatchObject({ verified: true, secretIndex: 1 });
    expect(verify({ secrets: [OTHER, SECRET], scheme: "body" })).toMatchObject({ secretIndex: 1 });
  });

  test("reads bytes, texts and Headers objects alike", () => {
    const headers = new Headers(Object.entries(HEADERS));
    expect(verify({ headers, body: Buffer.from(BODY) })).toEqual(verify({}));
  });

  test("does not take a parsed body for bytes", () => {
    // @ts-expect-error what JavaScript callers do
    expect(() => verify({ body: JSON.parse(BODY) as object })).toThrow(TypeError);
  });

  test("accepts both ends of the tolerance", () => {
    expect(verify({ now: NOW + 300.9 }).verified).toBe(true);
    expect(verify({ now: NOW - 300 }).verified).toBe(true);
  });

  test("never goes by X-Signature-256 because the other headers are gone", () => {
    const headers = { "x-signature-256": HEADERS["x-signature-256"] };
    expect(verify({ headers })).toMatchObject({ verified: false, code: "header_missing" });
    expect(verify({ headers, scheme: "body", now: NOW + 1e6 })).toMatchObject({ verified: true });
  });

  const without = (name: string) => ({ headers: { ...HEADERS, [name]: undefined } });
  const withHeader = (name: string, value: string | readonly string[]) => ({
    headers: { ...HEADERS, [name]: value },
  });
  const body = "body" as const;
  test.each<[string, Partial<VerifyRequest>, RefusalCode]>([
    ["another body", { body: BODY.replace("octocat", "mallory") }, "signature_mismatch"],
    ["another body, by the other scheme", { body: `${BODY} `, scheme: body }, "signature_mismatch"],
    ["another id", withHeader("webhook-id", "evt_other"), "signature_mismatch"],
    ["another timestamp", withHeader("webhook-timestamp", String(NOW + 1)), "signature_mismatch"],
    ["another secret", { secrets: [OTHER] }, "signature_mismatch"],
    ["another secret, by the other scheme", { secrets: [OTHER], scheme: body }, "signature_mismatch"],
    ["another version", withHeader("webhook-signature", SIGNATURE.replace("v1", "v2")), "signature_mismatch"],
    ["a cut signature", withHeader("webhook-signature", SIGNATURE.slice(0, -2)), "signature_mismatch"],
    ["an empty signature", withHeader("webhook-signature", "v1,"), "signature_mismatch"],
    ["a header that stands twice", withHeader("webhook-signature", [SIGNATURE, "x"]), "header_missing"],
    ["no signature", without("webhook-signature"), "header_missing"],
    ["no id", without("webhook-id"), "header_missing"],
    ["no X-Signature-256", { ...without("x-signature-256"), scheme: body }, "header_missing"],
    ["an empty timestamp", withHeader("webhook-timestamp", ""), "header_missing"],
    ["a timestamp that is no number", withHeader("webhook-timestamp", "1e9"), "timestamp_malformed"],
    ["an old delivery", { now: NOW + 301 }, "timestamp_too_old"],
    ["one from the future", { now: NOW - 301 }, "timestamp_too_new"],
    ["a narrower tolerance", { now: NOW + 11, toleranceSeconds: 10 }, "timestamp_too_old"],
    ["a weak secret beside the right one", { secrets: [SECRET, "short"] }, "secret_unusable"],
    ["a malformed secret", { secrets: ["whsec_***"] }, "secret_unusable"],
    ["no secret", { secrets: [] }, "secret_unusable"],
  ])("refuses %s", (_, change, code) => {
    expect(verify(change)).toMatchObject({ verified: false, code });
  });

  test.each([
    ["no JSON", "hello"],
    ["no object", "[]"],
    ["no event's id", JSON.stringify({ ...JSON.parse(BODY), id: "msg_1" })],
    ["a sequence that is none", JSON.stringify({ ...JSON.parse(BODY), sequence: "13" })],
    ["a member missing", JSON.stringify({ ...JSON.parse(BODY), environment: undefined })],
  ])("refuses a signed body with %s", async (_, text) => {
    const headers = { "x-signature-256": await signBody(SECRET, text) };
    expect(verify({ body: text, headers, scheme: "body" })).toMatchObject({ code: "body_malformed" });
  });

  test("refuses a signed body that is no UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from(BODY), Buffer.from([0xff])]);
    const secrets = { current: secretOf(SECRET) };
    const headers = { ...signedHeaders({ id: "evt_1", body: bytes, secrets, timestamp: NOW }) };
    expect(verify({ body: bytes, headers })).toMatchObject({ code: "body_malformed" });
  });

  test("no refusal repeats anything of a secret", () => {
    const refusals = [verify({ secrets: ["short"] }), verify({ secrets: [OTHER] })];
    expect(JSON.stringify(refusals)).not.toMatch(/short|another secret/);
  });
});

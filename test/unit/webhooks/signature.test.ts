import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { parseSecret, type WebhookSecret } from "../../../src/domain/webhook/secret.ts";
import { signedHeaders } from "../../../src/webhooks/signature.ts";

// The vector that Standard Webhooks' own libraries are tested with.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PLAIN = "a plain secret of 30 bytes here";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP = 1614265330;
const BODY = Buffer.from('{"test": 2432232314}');

// printf '{"test": 2432232314}' | openssl dgst -sha256 -hmac "$SECRET"
const SECRET_HEX = "80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c";
const PLAIN_HEX = "23b91e3dba21a1ad9e6b4e0add459346ce506134db0f2aca8dbc2a68085f4b7e";
const SECRET_V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
// printf 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -hmac "$PLAIN" -binary | base64
const PLAIN_V1 = "v1,r9hpvVYbTH5uLB9gTnAhs0TbBT/Aezf/vzG1+P/vcSI=";

function secretOf(configured: string): WebhookSecret {
  const parsed = parseSecret(configured);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.secret;
}

const sign = (current: string, previous?: string) =>
  signedHeaders({
    id: ID,
    body: BODY,
    timestamp: TIMESTAMP,
    secrets: {
      current: secretOf(current),
      ...(previous === undefined ? {} : { previous: secretOf(previous) }),
    },
  });

describe("signedHeaders", () => {
  test("gives Standard Webhooks' published vector, and the whole string's HMAC beside it", () => {
    expect(sign(SECRET)).toEqual({
      "webhook-id": ID,
      "webhook-timestamp": "1614265330",
      "webhook-signature": SECRET_V1,
      "x-signature-256": `sha256=${SECRET_HEX}`,
    });
  });

  test("uses a secret without whsec_ as its bytes in both", () => {
    expect(sign(PLAIN)).toMatchObject({
      "webhook-signature": PLAIN_V1,
      "x-signature-256": `sha256=${PLAIN_HEX}`,
    });
  });

  test("while a secret rotates, signs with both, current first, and leaves X-Signature-256 on the previous one", () => {
    expect(sign(PLAIN, SECRET)).toMatchObject({
      "webhook-signature": `${PLAIN_V1} ${SECRET_V1}`,
      "x-signature-256": `sha256=${SECRET_HEX}`,
    });
  });

  test("whatever the bytes, the public package accepts them from either secret of a rotation", () => {
    const timestamp = Math.floor(Date.now() / 1000);
    const keys = fc.uint8Array({ minLength: 24, maxLength: 64 });
    fc.assert(
      fc.property(keys, keys, fc.json(), (current, previous, json) => {
        const [now, before] = [current, previous].map(
          (key) => `whsec_${Buffer.from(key).toString("base64")}`,
        );
        if (now === undefined || before === undefined) throw new Error("two secrets");
        const secrets = { current: secretOf(now), previous: secretOf(before) };
        const headers = { ...signedHeaders({ id: ID, body: Buffer.from(json), secrets, timestamp }) };
        for (const secret of [now, before])
          expect(new Webhook(secret).verify(json, headers)).toEqual(JSON.parse(json));
      }),
      { numRuns: 50 },
    );
  });
});

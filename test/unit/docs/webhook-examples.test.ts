import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseSecret } from "../../../src/domain/webhook/secret.ts";
import { signedHeaders } from "../../../src/webhooks/signature.ts";

const root = new URL("../../../", import.meta.url);
const { readDelivery } = await import(new URL("docs/examples/verify-with-standardwebhooks.mjs", root).href);
const { isGenuine } = await import(new URL("docs/examples/verify-by-hand.mjs", root).href);

const SECRETS = ["whsec_c3RhZ2UtcG9pbnRzbWFuLXdlYmhvb2stc2VjcmV0", "a plain secret of some length"];
const OTHER = "whsec_b3RoZXItcG9pbnRzbWFuLXdlYmhvb2stc2VjcmV0";

/** The page's own example as the body, signed as the app signs. */
function delivery(current: string, previous?: string) {
  const page = readFileSync(fileURLToPath(new URL("docs/webhooks.md", root)), "utf8");
  const body = Buffer.from(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
  const secrets = {
    current: read(current),
    ...(previous === undefined ? {} : { previous: read(previous) }),
  };
  const timestamp = Math.floor(Date.now() / 1000);
  return { body, headers: signedHeaders({ id: "evt_1", body, secrets, timestamp }) };
}

function read(secret: string) {
  const parsed = parseSecret(secret);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.secret;
}

describe("the examples in docs/webhooks.md", () => {
  test.each(SECRETS)("accept what is signed with %s, and read the page's example", (secret) => {
    const { body, headers } = delivery(secret);
    expect(readDelivery(secret, body, headers)).toMatchObject({ event: "prompt.rolled_back", sequence: 13 });
    expect(isGenuine(secret, body, headers["x-signature-256"])).toBe(true);
  });

  test.each(SECRETS)("refuse another secret and another body (%s)", (secret) => {
    const { body, headers } = delivery(secret);
    const changed = Buffer.concat([body, Buffer.from(" ")]);
    expect(() => readDelivery(OTHER, body, headers)).toThrow();
    expect(() => readDelivery(secret, changed, headers)).toThrow();
    expect(isGenuine(OTHER, body, headers["x-signature-256"])).toBe(false);
    expect(isGenuine(secret, changed, headers["x-signature-256"])).toBe(false);
    expect(isGenuine(secret, body, "")).toBe(false);
  });

  test("while a secret rotates both hold as the page says", () => {
    const [old = "", fresh] = [SECRETS[0], OTHER];
    const { body, headers } = delivery(fresh, old);
    expect(() => readDelivery(old, body, headers)).not.toThrow();
    expect(() => readDelivery(fresh, body, headers)).not.toThrow();
    expect(isGenuine(old, body, headers["x-signature-256"])).toBe(true);
    expect(isGenuine(fresh, body, headers["x-signature-256"])).toBe(false);
  });
});

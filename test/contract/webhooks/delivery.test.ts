import { describe, expect, test } from "vitest";
import type { WebhookEndpointConfig } from "../../../src/domain/policy/config-schema.ts";
import { webhookMessage } from "../../../src/domain/webhook/message.ts";
import { parseAllowRanges } from "../../../src/webhooks/address.ts";
import { type DeliveryTools, deliverMessage } from "../../../src/webhooks/deliver.ts";
import { parseGrants, resolveEndpoints } from "../../../src/webhooks/grants.ts";
import { createSender } from "../../../src/webhooks/pooled-sender.ts";
import { startReceiver } from "../../support/receiver.ts";

const NEW = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
const OLD = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const PLAIN = "ein schlüssel, schlicht";
const VALUES: Record<string, string> = {
  POINTSMAN_WEBHOOK_NEW: NEW,
  POINTSMAN_WEBHOOK_OLD: OLD,
  POINTSMAN_WEBHOOK_PLAIN: PLAIN,
};

const message = webhookMessage({
  event: {
    schema: 1,
    id: "evt_0123456789abcdef01234567",
    key: "comment:812345",
    sequence: 13,
    prompt_id: "support-triage",
    type: "prompt.rolled_back",
    environment: "production",
    version: "2026-03-12.1",
    previous_version: "2026-03-15.3",
    actor: { login: "octocat", id: 583231, role: "write" },
    reason: "broken JSON – \u{1f4a5} \ud800",
    origin: { kind: "comment", url: null },
    at: "2026-03-15T09:14:03Z",
    previous_digest: null,
  },
  repository: "acme/prompts",
  slug: "support-triage-1f0c9a2b",
  digest: null,
  commit: "c".repeat(40),
  url: "https://github.com/acme/prompts",
});

/** The road an app takes: operator's grants and ranges, the repository's config, real sockets. */
function road(targets: readonly string[], limits: { readonly totalMs: number } = { totalMs: 5_000 }) {
  const grants = parseGrants(JSON.stringify({ 42: { secrets: Object.keys(VALUES), targets } }));
  const ranges = parseAllowRanges("127.0.0.1/32");
  if (!grants.ok || !ranges.ok) throw new Error("set-up");
  const sender = createSender({ now: Date.now, allowedRanges: ranges.ranges, limits });
  const tools: DeliveryTools = {
    sender,
    now: Date.now,
    sleep: async () => {},
    random: () => 0,
    log: () => {},
  };
  return {
    announce(configured: readonly WebhookEndpointConfig[]) {
      const { ready, refused } = resolveEndpoints({
        repositoryId: 42,
        endpoints: configured,
        grants: grants.grants,
        secretOf: (name) => VALUES[name],
      });
      expect(refused).toEqual([]);
      return deliverMessage({ message, endpoints: ready }, tools);
    },
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

describe("a receiver", () => {
  test.each([
    ["POINTSMAN_WEBHOOK_NEW", NEW],
    ["POINTSMAN_WEBHOOK_PLAIN", PLAIN],
  ])("verifies what is signed with %s by the public package and by hand", async (secret, value) => {
    await using receiver = await startReceiver({ secret: value });
    await using app = road([receiver.url]);
    const outcomes = await app.announce([{ url: receiver.url, secret, events: ["prompt.*"] }]);
    expect(outcomes).toMatchObject([{ attempts: 1, result: { outcome: "delivered" } }]);
    expect(receiver.deliveries).toMatchObject([
      { id: message.id, verified: { standard: true, byHand: true } },
    ]);
    expect(receiver.deliveries[0]?.body).toBe(Buffer.from(message.body).toString("utf8"));
  });

  test("verifies nothing that was signed with a secret it does not hold", async () => {
    await using receiver = await startReceiver({ secret: OLD });
    await using app = road([receiver.url]);
    await app.announce([{ url: receiver.url, secret: "POINTSMAN_WEBHOOK_NEW", events: ["*"] }]);
    expect(receiver.deliveries).toMatchObject([{ verified: { standard: false, byHand: false } }]);
  });

  test("verifies throughout a rotation, before and after it has taken over the new secret", async () => {
    await using before = await startReceiver({ secret: OLD });
    await using after = await startReceiver({ secret: NEW });
    await using app = road([before.url, after.url]);
    const rotating = {
      secret: "POINTSMAN_WEBHOOK_NEW",
      previous_secret: "POINTSMAN_WEBHOOK_OLD",
      events: ["*"],
    };
    await app.announce([
      { url: before.url, ...rotating },
      { url: after.url, ...rotating },
    ]);
    expect(before.deliveries).toMatchObject([{ verified: { standard: true, byHand: true } }]);
    expect(after.deliveries).toMatchObject([{ verified: { standard: true, byHand: false } }]);
  });

  test("that fails at first gets the same id again, each attempt verifiable", async () => {
    await using receiver = await startReceiver({ secret: NEW });
    receiver.replyNext({ kind: "status", status: 503 }, { kind: "drop" });
    await using app = road([receiver.url]);
    const outcomes = await app.announce([
      { url: receiver.url, secret: "POINTSMAN_WEBHOOK_NEW", events: ["*"] },
    ]);
    expect(outcomes).toMatchObject([{ attempts: 3, result: { outcome: "delivered" } }]);
    expect(receiver.deliveries).toHaveLength(3);
    for (const delivery of receiver.deliveries) {
      expect(delivery).toMatchObject({ id: message.id, verified: { standard: true, byHand: true } });
    }
  });

  test("hears of an event while another one hangs", async () => {
    await using hanging = await startReceiver({ secret: NEW });
    await using prompt = await startReceiver({ secret: NEW });
    hanging.replyNext({ kind: "hang" }, { kind: "status", status: 410 });
    await using app = road([hanging.url, prompt.url], { totalMs: 2_000 });
    const secret = "POINTSMAN_WEBHOOK_NEW";
    const order: string[] = [];
    const all = app
      .announce([
        { url: hanging.url, secret, events: ["*"] },
        { url: prompt.url, secret, events: ["*"] },
      ])
      .finally(() => order.push("all"));
    await prompt.arrived(1).then(() => order.push("prompt"));
    expect(await all).toMatchObject([
      { attempts: 2, result: { outcome: "failed", status: 410 } },
      { attempts: 1, result: { outcome: "delivered" } },
    ]);
    expect(order).toEqual(["prompt", "all"]);
  });
});

import { describe, expect, test } from "vitest";
import { OUTBOX_ATTEMPTS } from "../../../../src/webhooks/outbox/schedule.ts";
import { type OutboxWorkerOptions, outboxWorker } from "../../../../src/webhooks/outbox/worker.ts";
import type { SendResult } from "../../../../src/webhooks/sender.ts";
import { settled } from "../../../support/still-time.ts";
import { grantsFor, HOUR, hook, ok, START, scene, status, VALUES } from "./scene.ts";

describe("an outbox worker", () => {
  test("sends the same bytes under the same id until they arrive, each time with a new timestamp", async () => {
    const replies = [status(503), status(503, { retryAfterSeconds: 7_200 }), ok];
    await using here = await scene(async () => replies.shift() ?? ok);
    await here.announce([hook("one")], 1);
    expect(await here.worker.turn()).toBe(1);
    await here.clock.pass(4_999);
    expect(await here.worker.turn()).toBe(0);
    await here.clock.pass(1);
    expect(await here.worker.turn()).toBe(1);
    await here.clock.pass(2 * HOUR - 1);
    expect(await here.worker.turn(), "the receiver asked for two hours").toBe(0);
    await here.clock.pass(1);
    expect(await here.worker.turn()).toBe(1);
    await here.clock.pass(100 * HOUR);
    expect(await here.worker.turn()).toBe(0);
    const bodies = new Set(here.sent.map(({ body }) => Buffer.from(body).toString()));
    expect([...bodies]).toEqual([JSON.stringify({ id: "evt_1", reason: "schön \u{1f4a5}" })]);
    expect(here.sent.map(({ headers }) => headers["webhook-id"])).toEqual(["evt_1", "evt_1", "evt_1"]);
    expect(new Set(here.sent.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
    expect(here.logs.map(({ attempt, verdict }) => [attempt, verdict.state])).toEqual([
      [1, "failed"],
      [2, "failed"],
      [3, "delivered"],
    ]);
  });

  test("gives up after the last attempt of the schedule", async () => {
    await using here = await scene(async () => status(500));
    await here.announce([hook("one")], 1);
    for (let attempt = 1; attempt <= OUTBOX_ATTEMPTS; attempt += 1) {
      expect(await here.worker.turn()).toBe(1);
      await here.untilDue();
    }
    expect(here.clock.now() - START).toBeGreaterThan(72 * HOUR);
    expect(await here.states()).toEqual([["dead", "http_status"]]);
    await here.clock.pass(100 * HOUR);
    expect(await here.worker.turn()).toBe(0);
  });

  test("sends to every endpoint that wants the event, each time under the secrets that the config names by then", async () => {
    await using here = await scene(async () => status(500));
    const webhooks = [hook("one"), hook("one"), hook("two", { events: ["prompt.rolled_back"] })];
    expect(await here.announce(webhooks, 1)).toMatchObject({ fresh: ["evt_1"], deliveries: 2 });
    expect(await here.announce(webhooks, 1)).toMatchObject({ fresh: [], deliveries: 0 });
    await here.worker.turn();
    expect(here.sent.map(({ url }) => url)).toEqual([webhooks[0]?.url, webhooks[1]?.url]);
  });

  test("keeps no secret in the database", async () => {
    await using here = await scene(async () => ok);
    await here.announce([hook("one")], 1);
    await here.worker.turn();
    const shown = JSON.stringify([
      await here.store.outbox.list({ limit: 9 }),
      await here.store.outbox.endpoints({}),
      await here.store.outbox.show(1),
    ]);
    expect(shown).toContain("POINTSMAN_WEBHOOK_A");
    expect(shown).not.toContain(VALUES.POINTSMAN_WEBHOOK_A);
  });

  test("sends nothing under a lease that may end before the attempt, after it stood still", async () => {
    await using here = await scene(async () => ok);
    await here.announce([hook("one")], 1);
    const standingStill: OutboxWorkerOptions["store"] = {
      ...here.store.outbox,
      exchange: async (exchange) => {
        const exchanged = await here.store.outbox.exchange(exchange);
        await here.clock.pass(46_000);
        return exchanged;
      },
    };
    expect(await outboxWorker({ ...here.options, store: standingStill }).turn()).toBe(0);
    expect(here.sent).toEqual([]);
    await here.clock.pass(14_000);
    expect(await here.worker.turn()).toBe(1);
    expect(await here.states()).toEqual([["delivered", null]]);
  });

  test("tells of an endpoint that said 410, again and again until somebody heard", async () => {
    let deaf = true;
    await using here = await scene(async () => status(410), {
      onEndpointDisabled: async (endpoint) => {
        if (deaf) throw new Error("GitHub is down");
        here.told.push(endpoint);
      },
    });
    await here.announce([hook("one")], 1, 2);
    await here.worker.turn();
    expect(here.errors).toMatchObject([{ message: "GitHub is down" }]);
    deaf = false;
    await here.worker.turn();
    await here.worker.turn();
    expect(here.told).toMatchObject([{ url: hook("one").url, disabledReason: "gone" }]);
    expect(await here.states()).toEqual([
      ["disabled", "http_status"],
      ["disabled", "http_status"],
    ]);
  });

  test("goes on sending to others while one endpoint hangs and while a hook takes its time", async () => {
    const never = new Promise<never>(() => undefined);
    const { promise: hung, resolve: end } = Promise.withResolvers<SendResult>();
    await using here = await scene(
      ({ url }) =>
        url === hook("one").url ? hung : Promise.resolve(url === hook("three").url ? status(410) : ok),
      {
        onEndpointDisabled: () => Promise.race([never, hung.then(() => undefined)]),
        limits: { first: 2 },
      },
    );
    const webhooks = [hook("one"), hook("two"), hook("three")];
    const loop = here.worker.start();
    for (let n = 1; n <= 10; n += 1) {
      await here.announce(webhooks, n);
      loop.wake();
      await settled();
    }
    const arrived = here.logs.filter(({ verdict }) => verdict.state === "delivered");
    expect(arrived.map(({ target }) => target)).toEqual(Array.from({ length: 10 }, () => hook("two").url));
    expect(here.sent.filter(({ url }) => url === hook("one").url)).toHaveLength(2);
    end(ok);
    await loop.stop();
  });

  test("tries only so many at once of those that fail, and others go before them", async () => {
    const { promise: hung, resolve: end } = Promise.withResolvers<SendResult>();
    const broken = Array.from({ length: 6 }, (_, n) => hook(`broken-${n}`, { events: ["prompt.published"] }));
    const webhooks = [...broken, hook("one", { events: ["prompt.frozen"] })];
    let isHanging = false;
    await using here = await scene(
      async ({ url }) => (url === hook("one").url ? ok : isHanging ? hung : status(500)),
      { grants: grantsFor(webhooks.map(({ url }) => url)), limits: { total: 8, failing: 2 } },
    );
    await here.announce(webhooks, 1);
    while ((await here.worker.turn()) > 0);
    isHanging = true;
    const failed = here.sent.length;
    expect(failed).toBe(broken.length);
    await here.untilDue();
    const loop = here.worker.start();
    for (let n = 2; n <= 5; n += 1) {
      await here.announceAs("prompt.frozen", webhooks, n);
      loop.wake();
      await settled();
    }
    const tried = here.sent.slice(failed).filter(({ url }) => url !== hook("one").url);
    expect(tried).toHaveLength(2);
    expect(here.logs.filter(({ verdict }) => verdict.state === "delivered")).toHaveLength(4);
    end(ok);
    await loop.stop();
  });

  test("sends again what a worker was at when it died, and counts only one of the two", async () => {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    let first = true;
    await using here = await scene(() => {
      if (!first) return Promise.resolve(ok);
      first = false;
      return promise;
    });
    await here.announce([hook("one")], 1);
    const lost = here.worker.turn();
    await settled();
    await here.clock.pass(60_000);
    expect(await outboxWorker({ ...here.options, instance: "other" }).turn()).toBe(1);
    resolve(ok);
    await lost;
    expect(here.logs.map(({ attempt, settled }) => [attempt, settled])).toEqual([
      [2, "settled"],
      [1, "lease_lost"],
    ]);
    expect(here.sent.map(({ headers }) => headers["webhook-id"])).toEqual(["evt_1", "evt_1"]);
  });

  test("refuses to start with leases that end before an attempt does", async () => {
    await using here = await scene(async () => ok);
    expect(() => outboxWorker({ ...here.options, leaseMs: 29_999 })).toThrow(RangeError);
    expect(() => outboxWorker({ ...here.options, leaseMs: 30_000 })).not.toThrow();
  });
});

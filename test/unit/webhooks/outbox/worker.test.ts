import { describe, expect, test } from "vitest";
import type { WebhookEndpointConfig } from "../../../../src/domain/policy/config-schema.ts";
import { parseAllowRanges } from "../../../../src/webhooks/address.ts";
import { parseGrants } from "../../../../src/webhooks/grants.ts";
import { announceMessages } from "../../../../src/webhooks/outbox/announce.ts";
import { OUTBOX_ATTEMPTS } from "../../../../src/webhooks/outbox/schedule.ts";
import type { EndpointRecord } from "../../../../src/webhooks/outbox/store.ts";
import {
  type OutboxLog,
  type OutboxWorkerOptions,
  outboxWorker,
} from "../../../../src/webhooks/outbox/worker.ts";
import { createSender } from "../../../../src/webhooks/pooled-sender.ts";
import type { SendResult, WebhookRequest } from "../../../../src/webhooks/sender.ts";
import { startReceiver } from "../../../support/receiver.ts";
import { settled, stillTime } from "../../../support/still-time.ts";
import { temporaryStore } from "../../../support/temporary-store.ts";

const REPOSITORY = 812_345_678;
const HOUR = 3_600_000;
const VALUES: Record<string, string> = {
  POINTSMAN_WEBHOOK_A: "a secret long enough to be one",
  POINTSMAN_WEBHOOK_B: "another secret that is long enough",
};

const hook = (name: string, more: Partial<WebhookEndpointConfig> = {}): WebhookEndpointConfig => {
  return {
    url: `https://${name}.example.com/`,
    secret: "POINTSMAN_WEBHOOK_A",
    events: ["prompt.*"],
    ...more,
  };
};
const message = (n: number) => {
  const id = `evt_${n}`;
  const body = Buffer.from(JSON.stringify({ id, reason: "schön \u{1f4a5}" }));
  return {
    message: { id, type: "prompt.published", environment: "production", body },
    promptId: "p",
    sequence: n,
  };
};
const ok: SendResult = { outcome: "delivered", status: 200, durationMs: 1 };
const status = (code: number, more: object = {}): SendResult => {
  return {
    outcome: "failed",
    code: "http_status",
    status: code,
    retryable: code !== 410,
    durationMs: 1,
    ...more,
  };
};

type Send = (request: WebhookRequest) => Promise<SendResult>;

async function scene(send: Send, more: Partial<OutboxWorkerOptions> = {}) {
  const store = await temporaryStore();
  const clock = stillTime(1_000_000_000);
  const targets = ["one", "two", "three"].map((name) => hook(name).url);
  const granted = parseGrants(
    JSON.stringify({ [REPOSITORY]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets } }),
  );
  if (!granted.ok) throw new Error("set-up");
  const sent: WebhookRequest[] = [];
  const logs: OutboxLog[] = [];
  const errors: unknown[] = [];
  const told: EndpointRecord[] = [];
  const options: OutboxWorkerOptions = {
    store: store.outbox,
    sender: {
      send: (request) => {
        sent.push(request);
        return send(request);
      },
    },
    sendLimits: { totalMs: 15_000 },
    grants: granted.grants,
    secretOf: (name) => VALUES[name],
    instance: "i",
    now: clock.now,
    // Outcomes wait for one another only as long as it takes to turn around.
    nap: (milliseconds, signal) => (milliseconds < 100 ? Promise.resolve() : clock.nap(milliseconds, signal)),
    random: () => 0,
    log: (entry) => logs.push(entry),
    onError: (error) => errors.push(error),
    onEndpointDisabled: async (endpoint) => void told.push(endpoint),
    ...more,
  };
  const announce = (webhooks: readonly WebhookEndpointConfig[], ...numbers: readonly number[]) =>
    announceMessages(
      {
        repositoryId: REPOSITORY,
        branch: "prompt-releases",
        webhooks,
        messages: numbers.map(message),
        commit: null,
        now: clock.now(),
      },
      store.outbox,
    );
  const states = async () => (await store.outbox.list({ limit: 99 })).map(({ code, state }) => [state, code]);
  return {
    store,
    clock,
    sent,
    logs,
    errors,
    told,
    options,
    announce,
    states,
    /** Passes the time until the newest delivery is tried again, if it is. */
    untilDue: async () => {
      const [{ dueAt } = { dueAt: null }] = await store.outbox.list({ limit: 1 });
      if (dueAt !== null) await clock.pass(dueAt - clock.now());
    },
    worker: outboxWorker(options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

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
    expect(here.clock.now() - 1_000_000_000).toBeGreaterThan(72 * HOUR);
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

  test.each([
    ["a secret that was never granted", hook("one", { secret: "POINTSMAN_WEBHOOK_B" }), "secret_not_granted"],
    ["a target that was never granted", hook("four"), "target_not_granted"],
  ])("keeps what waits for %s, and blames nobody", async (_, webhook, code) => {
    await using here = await scene(async () => ok);
    await here.announce([webhook], 1);
    await here.worker.turn();
    expect(here.sent).toEqual([]);
    expect(await here.states()).toEqual([["failed", code]]);
    expect(await here.store.outbox.endpoints({})).toMatchObject([{ failingSince: null }]);
  });

  test("loses nothing to an app that was started without its grants once", async () => {
    await using here = await scene(async () => ok);
    await here.announce([hook("one")], 1);
    await outboxWorker({ ...here.options, grants: new Map() }).turn();
    expect([here.sent, await here.states()]).toEqual([[], [["failed", "target_not_granted"]]]);
    await here.clock.pass(6_000);
    await here.worker.turn();
    expect(here.sent).toHaveLength(1);
    expect(await here.states()).toEqual([["delivered", null]]);
  });

  describe("a name that resolves to an address that is not permitted", () => {
    /** An endpoint on this machine whose name resolves to these addresses in turn; the last stays. */
    async function resolvingTo(...addresses: readonly string[]) {
      const stack = new AsyncDisposableStack();
      const receiver = stack.use(await startReceiver({ secret: VALUES.POINTSMAN_WEBHOOK_A ?? "" }));
      const url = `http://receiver.test:${receiver.port}/`;
      const granted = parseGrants(
        JSON.stringify({ [REPOSITORY]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets: [url] } }),
      );
      const ranges = parseAllowRanges("127.0.0.1");
      if (!granted.ok || !ranges.ok) throw new Error("set-up");
      let asked = 0;
      const sender = createSender({
        now: Date.now,
        allowedRanges: ranges.ranges,
        resolve: async () => {
          asked += 1;
          return [{ address: addresses[Math.min(asked, addresses.length) - 1] ?? "", family: 4 }];
        },
      });
      stack.defer(() => sender.close());
      const here = stack.use(await scene(async () => ok, { sender, grants: granted.grants }));
      await here.announce([hook("one", { url })], 1);
      return { ...here, receiver, [Symbol.asyncDispose]: () => stack.disposeAsync() };
    }

    test("for a while loses nothing: it is never connected to, and asked for again on the schedule", async () => {
      await using here = await resolvingTo("169.254.169.254", "10.0.0.1", "127.0.0.1");
      for (const wait of [5_000, 300_000]) {
        await here.worker.turn();
        expect(await here.states()).toEqual([["failed", "refused_address"]]);
        expect(here.receiver.deliveries).toEqual([]);
        await here.clock.pass(wait - 1);
        expect(await here.worker.turn(), "before it is due").toBe(0);
        await here.clock.pass(1);
      }
      await here.worker.turn();
      expect(await here.states()).toEqual([["delivered", null]]);
      expect(here.receiver.deliveries).toMatchObject([{ id: "evt_1" }]);
    });

    test("for days ends among what was given up, with every attempt's reason", async () => {
      await using here = await resolvingTo("::ffff:127.0.0.1");
      for (let attempt = 0; attempt < OUTBOX_ATTEMPTS; attempt += 1) {
        expect(await here.worker.turn()).toBe(1);
        await here.untilDue();
      }
      expect(await here.states()).toEqual([["dead", "refused_address"]]);
      const shown = await here.store.outbox.show(1);
      expect(shown?.failures.map(({ code }) => code)).toEqual(Array(OUTBOX_ATTEMPTS).fill("refused_address"));
      expect(here.receiver.deliveries).toEqual([]);
    });
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

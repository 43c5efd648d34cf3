import { describe, expect, test } from "vitest";
import { parseAllowRanges } from "../../../../src/webhooks/address.ts";
import { OUTBOX_ATTEMPTS } from "../../../../src/webhooks/outbox/schedule.ts";
import { outboxWorker } from "../../../../src/webhooks/outbox/worker.ts";
import { createSender } from "../../../../src/webhooks/pooled-sender.ts";
import { startReceiver } from "../../../support/receiver.ts";
import { grantsFor, hook, ok, scene, VALUES } from "./scene.ts";

describe("an outbox worker without a grant", () => {
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
});

describe("a name that resolves to an address that is not permitted", () => {
  /** An endpoint on this machine whose name resolves to these addresses in turn; the last stays. */
  async function resolvingTo(...addresses: readonly string[]) {
    const stack = new AsyncDisposableStack();
    const receiver = stack.use(await startReceiver({ secret: VALUES.POINTSMAN_WEBHOOK_A ?? "" }));
    const url = `http://receiver.test:${receiver.port}/`;
    const ranges = parseAllowRanges("127.0.0.1");
    if (!ranges.ok) throw new Error("set-up");
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
    const here = stack.use(await scene(async () => ok, { sender, grants: grantsFor([url]) }));
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

import { describe, expect, test } from "vitest";
import type { Home } from "../homes.ts";
import {
  announcement,
  BOTH,
  DAY,
  dead,
  endpoint,
  failedUntil,
  gone,
  leaseAt,
  outgoing,
  REPOSITORY,
  SECOND,
  START,
  settleAt,
} from "../samples.ts";

/** When an outbox gives nothing to an endpoint any more, and when it does again. */
export function describeEndpoints(home: () => Home): void {
  describe("an outbox with endpoints that come and go", () => {
    test("switches an endpoint off with all that waits for it, tells of it until somebody listened", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement({ endpoints: BOTH, events: [outgoing(1, [0, 1]), outgoing(2)] }));
      const [one] = await leaseAt(outbox, START, { each: 1 });
      if (one === undefined) throw new Error("not leased");
      await settleAt(outbox, START, [one], gone);
      const [told] = await outbox.untold();
      expect(told).toMatchObject({ url: one.url, disabledAt: START, disabledReason: "gone" });
      await outbox.announce(announcement({ endpoints: BOTH, events: [outgoing(3)] }));
      expect(await leaseAt(outbox, START)).toEqual([]);
      const states = (await outbox.list({ limit: 9, endpointId: one.endpointId })).map(({ state }) => state);
      expect(states).toEqual(["disabled", "disabled", "disabled"]);
      expect((await outbox.counts()).states.leased, "the other endpoint's").toBe(1);
      await outbox.told(one.endpointId, START);
      expect(await outbox.untold()).toEqual([]);
    });

    test("switches an endpoint off after five days of failure only", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const at = (day: number) => START + day * DAY;
      for (let day = 0; day <= 5; day += 1) {
        await outbox.announce(announcement({ events: [outgoing(day + 1)], now: at(day) }));
        const leased = await leaseAt(outbox, at(day));
        expect(leased, `day ${day}`).toHaveLength(1);
        await settleAt(outbox, at(day), leased, day === 5 ? failedUntil(at(6)) : dead);
        expect(await outbox.untold()).toHaveLength(day === 5 ? 1 : 0);
      }
      expect(await outbox.list({ limit: 1 })).toMatchObject([{ state: "disabled" }]);
    });

    test("gives nothing more to an endpoint that the config no longer names, and begins anew when it does", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(
        announcement({ endpoints: BOTH, events: [outgoing(1, [0, 1]), outgoing(2, [0])] }),
      );
      const underWay = await leaseAt(outbox, START, { each: 1 });
      const only = [endpoint("two", { secret: "POINTSMAN_WEBHOOK_NEW" })];
      await outbox.announce(announcement({ endpoints: only, events: [] }));
      expect(await settleAt(outbox, START, underWay, failedUntil(START))).toEqual(["settled", "settled"]);
      expect(await leaseAt(outbox, START)).toMatchObject([
        { url: only[0]?.url, secret: "POINTSMAN_WEBHOOK_NEW" },
      ]);
      const removed = await outbox.list({ limit: 9, states: ["dead"] });
      expect(removed.map(({ code }) => code)).toEqual(["endpoint_removed", "endpoint_removed"]);
      expect(await outbox.replay({ ids: removed.map(({ id }) => id) }, { now: START })).toMatchObject({
        replayed: [],
        withheld: removed.map(({ id }) => id).toReversed(),
      });
      await outbox.announce(announcement({ endpoints: BOTH, events: [outgoing(3, [0])] }));
      expect(await leaseAt(outbox, START)).toMatchObject([{ eventId: outgoing(3).id, url: BOTH[0]?.url }]);
      expect(await outbox.endpoints({ repositoryId: REPOSITORY })).toHaveLength(2);
      expect(await outbox.endpoints({ repositoryId: 1 })).toEqual([]);
    });

    test("switches an endpoint on again, and leaves what it missed until that is replayed", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      const [one] = await leaseAt(outbox, START);
      if (!one) throw new Error("not leased");
      await settleAt(outbox, START, [one], gone);
      await outbox.announce(announcement({ events: [outgoing(2)], now: START + 1 }));
      expect(await outbox.enable(one.endpointId)).toMatchObject({
        status: "enabled",
        endpoint: { disabledAt: null, disabledReason: null, failingSince: null },
      });
      expect(await outbox.untold()).toEqual([]);
      expect(await outbox.enable(one.endpointId)).toMatchObject({ status: "already_on" });
      expect(await leaseAt(outbox, START + SECOND)).toEqual([]);
      const missed = { endpointId: one.endpointId, states: ["disabled"] } as const;
      expect((await outbox.replay(missed, { now: START + SECOND })).replayed).toHaveLength(2);
      expect(await leaseAt(outbox, START + SECOND)).toMatchObject([
        { id: one.id },
        { eventId: outgoing(2).id },
      ]);
      await outbox.announce(announcement({ endpoints: [], events: [] }));
      expect(await outbox.enable(one.endpointId)).toMatchObject({ status: "removed" });
      expect(await outbox.enable(4711)).toEqual({ status: "unknown" });
    });
  });
}

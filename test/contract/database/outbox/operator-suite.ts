import { describe, expect, test } from "vitest";
import { judgeEndpoint } from "../../../../src/webhooks/outbox/schedule.ts";
import type { Home } from "../homes.ts";
import {
  announcement,
  BOTH,
  DAY,
  dead,
  delivered,
  failedUntil,
  gone,
  leaseAt,
  MINUTE,
  outgoing,
  SECOND,
  START,
  settleAt,
} from "../samples.ts";

/** What an operator sees in an outbox, and what a replay does. */
export function describeOperator(home: () => Home): void {
  describe("an outbox with an operator", () => {
    test("replays one event, what failed since a time, or a disabled endpoint; never what is on its way", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const request = { now: START + MINUTE };
      for (const n of [1, 2, 3, 4]) {
        await outbox.announce(announcement({ events: [outgoing(n)], now: START + n }));
      }
      const leased = await leaseAt(outbox, START + SECOND);
      const [one, two, three, four] = leased;
      if (!one || !two || !three || !four) throw new Error("not leased");
      await settleAt(outbox, START, [one], delivered);
      await settleAt(outbox, START, [two, three], dead);
      expect(await outbox.replay({ since: START + 3, states: ["dead"] }, request)).toMatchObject({
        replayed: [three.id],
      });
      expect(await outbox.replay({ eventId: one.eventId }, request)).toMatchObject({ replayed: [one.id] });
      expect(await outbox.replay({ ids: [four.id, one.id] }, request)).toMatchObject({ replayed: [] });
      const again = await leaseAt(outbox, START + MINUTE);
      expect(again).toMatchObject([
        { id: one.id, attempt: 1, eventId: one.eventId },
        { id: three.id, attempt: 1 },
      ]);
      await settleAt(outbox, START, again.slice(0, 1), gone);
      expect(await outbox.replay({ eventId: one.eventId }, request)).toMatchObject({
        replayed: [],
        withheld: [one.id],
      });
    });

    test("leaves alone what was tried since the replay was asked for, whatever came of it", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement({ events: [1, 2, 3].map((n) => outgoing(n)) }));
      const asked = { now: START + MINUTE, askedAt: START + MINUTE };
      const repeated = { ...asked, now: START + 2 * MINUTE };
      const [one, two, three] = await leaseAt(outbox, START);
      if (!one || !two || !three) throw new Error("not leased");
      const settleAll = async (at: number, [a, b, c]: readonly (typeof one)[]) => {
        if (!a || !b || !c) throw new Error("not leased");
        await settleAt(outbox, at, [a], delivered);
        await settleAt(outbox, at, [b], dead);
        await settleAt(outbox, at, [c], failedUntil(at + DAY));
      };
      await settleAll(START + 1, [one, two, three]);
      const ids = [one.id, two.id, three.id];
      expect(await outbox.replay({ ids }, asked)).toMatchObject({ replayed: ids, tried: [] });
      expect(await outbox.replay({ ids }, repeated)).toMatchObject({ replayed: [], tried: [] });
      await settleAll(START + MINUTE, await leaseAt(outbox, START + MINUTE));
      expect(await outbox.replay({ ids }, repeated)).toMatchObject({ replayed: [], tried: ids });
    });

    test("replays a delivery that waits for its next attempt now", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      const leased = await leaseAt(outbox, START);
      await settleAt(outbox, START, leased, failedUntil(START + DAY));
      await outbox.replay({ eventId: outgoing(1).id }, { now: START + 1 });
      expect(await leaseAt(outbox, START + 1)).toMatchObject([{ id: leased[0]?.id, attempt: 1 }]);
    });

    test("knows how long each arrival took, and since when it was sent again", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement({ events: [1, 2, 3].map((n) => outgoing(n)) }));
      const leased = await leaseAt(outbox, START);
      const settlements = leased.map(({ attempt, endpointId, id, token }, n) => {
        return {
          ...{ id, token, endpointId, attempt, at: START + SECOND },
          ...{ durationMs: 10.4 * (n + 1), verdict: delivered },
        };
      });
      await outbox.exchange({ settlements, judge: judgeEndpoint, lease: null });
      const took = async () =>
        (await outbox.list({ limit: 9 })).map(({ durationMs, replayedAt }) => [durationMs, replayedAt]);
      expect(await took()).toEqual([
        [31, null],
        [21, null],
        [10, null],
      ]);
      await outbox.replay({ eventId: outgoing(3).id }, { now: START + DAY });
      expect((await took())[0]).toEqual([null, START + DAY]);
    });

    test("counts by state those that are meant", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(
        announcement({ endpoints: BOTH, events: [outgoing(1, [0, 1]), outgoing(2, [0])] }),
      );
      await outbox.announce(announcement({ repositoryId: 7 }));
      expect((await outbox.counts()).states).toMatchObject({ pending: 4, delivered: 0 });
      expect((await outbox.counts({ endpointId: 1 })).states).toMatchObject({ pending: 2 });
      expect((await outbox.counts({ repositoryId: 7 })).states).toMatchObject({ pending: 1 });
      expect((await outbox.counts({ eventId: outgoing(2).id, since: START + 1 })).states.pending).toBe(0);
    });

    test("takes an empty list for nothing, and no list for everything", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      expect(await outbox.list({ limit: 5, ids: [] })).toEqual([]);
      expect(await outbox.list({ limit: 5, states: [] })).toEqual([]);
      expect(await outbox.list({ limit: 5 })).toHaveLength(1);
      expect((await outbox.replay({ ids: [] }, { now: START })).replayed).toEqual([]);
    });
  });
}

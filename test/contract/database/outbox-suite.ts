import { describe, expect, test } from "vitest";
import { judgeEndpoint } from "../../../src/webhooks/outbox/schedule.ts";
import type { DueEndpoint } from "../../../src/webhooks/outbox/store.ts";
import type { Home } from "./homes.ts";
import {
  announcement,
  DAY,
  dead,
  delivered,
  endpoint,
  failedUntil,
  leaseAt,
  MINUTE,
  outgoing,
  SECOND,
  START,
  settleAt,
} from "./samples.ts";

const both = [endpoint("one"), endpoint("two")];

/** What every outbox does, wherever it is. */
export function describeOutbox(home: () => Home): void {
  describe("an outbox", () => {
    test("has a delivery for each endpoint that wants the event, with everything that an attempt needs", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const rotating = endpoint("two", { previousSecret: "POINTSMAN_WEBHOOK_OLD" });
      const events = [outgoing(1, [0, 1]), outgoing(2, [1]), outgoing(3, [])];
      const announced = await outbox.announce(
        announcement({ endpoints: [endpoint("one"), rotating], events, commit: "c1" }),
      );
      expect(announced).toEqual({ fresh: events.map(({ id }) => id), deliveries: 3, endpoints: [1, 2] });
      expect(await leaseAt(outbox, START)).toMatchObject([
        { eventId: events[0]?.id, url: "https://one.example.com/hooks", attempt: 1, body: events[0]?.body },
        {
          eventId: events[0]?.id,
          secret: "POINTSMAN_WEBHOOK_SECRET",
          previousSecret: "POINTSMAN_WEBHOOK_OLD",
        },
        { eventId: events[1]?.id, url: "https://two.example.com/hooks", repositoryId: 812_345_678_901 },
      ]);
      expect(await outbox.announcedCommit({ repositoryId: 812_345_678_901, branch: "prompt-releases" })).toBe(
        "c1",
      );
      expect(await outbox.announcedCommit({ repositoryId: 1, branch: "prompt-releases" })).toBeNull();
    });

    test("creates nothing when the same is announced again, by whomever and however often at once", async () => {
      await using place = await home().fresh();
      const stores = [place.store, await place.another(), await place.another()];
      const events = Array.from({ length: 30 }, (_, n) => outgoing(n + 1, [0, 1]));
      const said = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          stores[n % 3]?.outbox.announce(
            announcement({ endpoints: both, events: events.slice(n % 5), commit: `c${n}` }),
          ),
        ),
      );
      expect(said.flatMap((one) => one?.fresh ?? []).toSorted()).toEqual(events.map(({ id }) => id));
      expect((await place.store.outbox.counts()).states.pending).toBe(60);
    });

    test("tells the same event id of two repositories apart", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      expect(await outbox.announce(announcement({ repositoryId: 7 }))).toMatchObject({ deliveries: 1 });
    });

    test("gives each delivery to one worker only", async () => {
      await using place = await home().fresh();
      const other = await place.another();
      const events = Array.from({ length: 100 }, (_, n) => outgoing(n + 1, [n % 2]));
      await place.store.outbox.announce(announcement({ endpoints: both, events }));
      const taken = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          leaseAt((n % 2 === 0 ? place.store : other).outbox, START, { each: 7 }),
        ),
      );
      while (taken.flat().length < 100) taken.push(await leaseAt(other.outbox, START, { each: 7 }));
      expect(new Set(taken.flat().map(({ id }) => id)).size).toBe(100);
      expect(taken.flat()).toHaveLength(100);
    });

    test("gives of each endpoint what its share says, the longest waiting first", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const events = Array.from({ length: 20 }, (_, n) => outgoing(n + 1, n === 19 ? [1] : [0]));
      await outbox.announce(announcement({ endpoints: both, events }));
      const [first, second, third] = await leaseAt(outbox, START, { each: 2 });
      expect([first?.eventId, second?.eventId, third?.eventId]).toEqual(
        [1, 2, 20].map((n) => outgoing(n).id),
      );
      const asked: unknown[] = [];
      const share = (due: readonly DueEndpoint[]) => {
        asked.push(...due);
        return new Map();
      };
      const lease = { now: START, until: START + 1, token: "none", share };
      await outbox.exchange({ settlements: [], judge: judgeEndpoint, lease });
      expect(asked).toEqual([{ id: first?.endpointId, failing: false, due: START }]);
    });

    test("takes a delivery back when its lease ran out, and then ignores whoever had it", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      const lost = await leaseAt(outbox, START);
      expect(await leaseAt(outbox, START + MINUTE - 1)).toEqual([]);
      const again = await leaseAt(outbox, START + MINUTE);
      expect(again).toMatchObject([{ id: lost[0]?.id, eventId: lost[0]?.eventId, attempt: 2 }]);
      expect(await settleAt(outbox, START, lost, delivered)).toEqual(["lease_lost"]);
      expect(await settleAt(outbox, START, again, delivered)).toEqual(["settled"]);
      expect(await settleAt(outbox, START, again, delivered)).toEqual(["lease_lost"]);
      expect((await outbox.counts()).states).toMatchObject({ delivered: 1, leased: 0 });
    });

    test("gives a failed delivery again when it is due, and shows what failed", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      await settleAt(outbox, START + 1, await leaseAt(outbox, START), failedUntil(START + 5 * SECOND));
      expect((await outbox.counts()).oldestDue).toBe(START + 5 * SECOND);
      expect(await outbox.backlog()).toEqual({
        states: { pending: 0, leased: 0, failed: 1, dead: 0, disabled: 0 },
        oldestDue: START + 5 * SECOND,
        disabledEndpoints: 0,
      });
      expect(await leaseAt(outbox, START + 4 * SECOND)).toEqual([]);
      const again = await leaseAt(outbox, START + 5 * SECOND);
      expect(again).toMatchObject([{ attempt: 2 }]);
      await settleAt(outbox, START + 6 * SECOND, again, dead);
      expect(await outbox.show(again[0]?.id ?? 0)).toMatchObject({
        delivery: {
          state: "dead",
          attempts: 2,
          code: "http_status",
          status: 500,
          finishedAt: START + 6 * SECOND,
        },
        endpoint: { secret: "POINTSMAN_WEBHOOK_SECRET", failingSince: START + 1 },
        failures: [
          { attempt: 1, at: START + 1, code: "timeout", status: null },
          { attempt: 2, at: START + 6 * SECOND, code: "http_status", status: 500 },
        ],
        body: outgoing(1).body,
      });
      expect(await outbox.show(999)).toBeNull();
    });

    test("switches an endpoint off with all that waits for it, tells of it until somebody listened", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement({ endpoints: both, events: [outgoing(1, [0, 1]), outgoing(2)] }));
      const [one] = await leaseAt(outbox, START, { each: 1 });
      if (one === undefined) throw new Error("not leased");
      const gone = { state: "disabled", code: "http_status", status: 410, endpointAtFault: true } as const;
      await settleAt(outbox, START, [one], gone);
      const [told] = await outbox.untold();
      expect(told).toMatchObject({ url: one.url, disabledAt: START, disabledReason: "gone" });
      await outbox.announce(announcement({ endpoints: both, events: [outgoing(3)] }));
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
        announcement({ endpoints: both, events: [outgoing(1, [0, 1]), outgoing(2, [0])] }),
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
      await outbox.announce(announcement({ endpoints: both, events: [outgoing(3, [0])] }));
      expect(await leaseAt(outbox, START)).toMatchObject([{ eventId: outgoing(3).id, url: both[0]?.url }]);
      expect(await outbox.endpoints({ repositoryId: 812_345_678_901 })).toHaveLength(2);
      expect(await outbox.endpoints({ repositoryId: 1 })).toEqual([]);
    });

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
      const gone = { state: "disabled", code: "http_status", status: 410, endpointAtFault: true } as const;
      await settleAt(outbox, START, again.slice(0, 1), gone);
      expect(await outbox.replay({ eventId: one.eventId }, request)).toMatchObject({
        replayed: [],
        withheld: [one.id],
      });
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
        announcement({ endpoints: both, events: [outgoing(1, [0, 1]), outgoing(2, [0])] }),
      );
      await outbox.announce(announcement({ repositoryId: 7 }));
      expect((await outbox.counts()).states).toMatchObject({ pending: 4, delivered: 0 });
      expect((await outbox.counts({ endpointId: 1 })).states).toMatchObject({ pending: 2 });
      expect((await outbox.counts({ repositoryId: 7 })).states).toMatchObject({ pending: 1 });
      expect((await outbox.counts({ eventId: outgoing(2).id, since: START + 1 })).states.pending).toBe(0);
    });

    test("switches an endpoint on again, and leaves what it missed until that is replayed", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      const [one] = await leaseAt(outbox, START);
      if (!one) throw new Error("not leased");
      const gone = { state: "disabled", code: "http_status", status: 410, endpointAtFault: true } as const;
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

    test("announces again what was pruned, and nothing that is still there", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      await settleAt(outbox, START, await leaseAt(outbox, START), delivered);
      const again = announcement({ again: true, now: START + DAY });
      expect(await outbox.announce(again)).toMatchObject({ fresh: [], deliveries: 0 });
      await outbox.prune({ finishedBefore: START + 1 });
      expect(await outbox.announce(again)).toMatchObject({ fresh: [], deliveries: 1 });
      expect(await leaseAt(outbox, START + DAY)).toMatchObject([{ attempt: 1, body: outgoing(1).body }]);
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

    test("replays a delivery that waits for its next attempt now", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      await outbox.announce(announcement());
      const leased = await leaseAt(outbox, START);
      await settleAt(outbox, START, leased, failedUntil(START + DAY));
      await outbox.replay({ eventId: outgoing(1).id }, { now: START + 1 });
      expect(await leaseAt(outbox, START + 1)).toMatchObject([{ id: leased[0]?.id, attempt: 1 }]);
    });

    test("forgets what was over long ago, but never that an event was seen", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const events = [outgoing(1, [0, 1]), outgoing(2, [0])];
      await outbox.announce(announcement({ endpoints: both, events }));
      const leased = await leaseAt(outbox, START, { each: 1 });
      await settleAt(outbox, START, leased.slice(0, 1), dead);
      await settleAt(outbox, START + DAY, leased.slice(1), delivered);
      expect(await outbox.prune({ finishedBefore: START + 1 })).toBe(1);
      const [second] = await outbox.list({ limit: 9, states: ["delivered"] });
      expect(await outbox.show(second?.id ?? 0)).toMatchObject({ body: events[0]?.body });
      expect(await outbox.prune({ finishedBefore: START + DAY + 1 })).toBe(1);
      expect(await outbox.list({ limit: 9 })).toMatchObject([{ eventId: events[1]?.id, state: "pending" }]);
      expect(await leaseAt(outbox, START)).toMatchObject([{ body: events[1]?.body }]);
      expect(await outbox.announce(announcement({ endpoints: both, events }))).toMatchObject({
        fresh: [],
        deliveries: 0,
      });
    });

    test("keeps everything over a restart", async () => {
      await using place = await home().fresh();
      await place.store.outbox.announce(announcement({ events: [outgoing(1), outgoing(2)], commit: "c1" }));
      await leaseAt(place.store.outbox, START, { each: 1 });
      const { outbox } = await place.reopen();
      const later = await leaseAt(outbox, START + MINUTE);
      expect(later.map(({ attempt, eventId }) => [eventId, attempt]).toSorted()).toEqual([
        [outgoing(1).id, 2],
        [outgoing(2).id, 1],
      ]);
      expect(await outbox.announcedCommit({ repositoryId: 812_345_678_901, branch: "prompt-releases" })).toBe(
        "c1",
      );
    });
  });
}

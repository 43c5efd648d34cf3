import { describe, expect, test } from "vitest";
import { judgeEndpoint } from "../../../../src/webhooks/outbox/schedule.ts";
import type { DueEndpoint, OutboxStore } from "../../../../src/webhooks/outbox/store.ts";
import type { Home } from "../homes.ts";
import {
  announcement,
  BOTH,
  dead,
  delivered,
  endpoint,
  failedUntil,
  leaseAt,
  MINUTE,
  outgoing,
  RELEASES,
  SECOND,
  START,
  settleAt,
} from "../samples.ts";

/** How an outbox hands its deliveries out, and takes them back. */
export function describeLeasing(home: () => Home): void {
  describe("an outbox with workers", () => {
    test("gives each delivery to one worker only", async () => {
      await using place = await home().fresh();
      const other = await place.another();
      const events = Array.from({ length: 100 }, (_, n) => outgoing(n + 1, [n % 2]));
      await place.store.outbox.announce(announcement({ endpoints: BOTH, events }));
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
      await outbox.announce(announcement({ endpoints: BOTH, events }));
      const [first, second, third] = await leaseAt(outbox, START, { each: 2 });
      expect([first?.eventId, second?.eventId, third?.eventId]).toEqual(
        [1, 2, 20].map((n) => outgoing(n).id),
      );
      expect(await dueAt(outbox, START)).toEqual([{ id: first?.endpointId, failing: false, due: START }]);
    });

    test("finds an endpoint that does well behind however many that fail and have waited longer", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const broken = Array.from({ length: 501 }, (_, n) => endpoint("broken", { ordinal: n }));
      const all = broken.map((_, index) => index);
      await outbox.announce(announcement({ endpoints: broken, events: [outgoing(1, all)] }));
      for (const _ of ["most", "the rest"]) {
        await settleAt(outbox, START, await leaseAt(outbox, START), failedUntil(START + SECOND));
      }
      const later = START + MINUTE;
      const endpoints = [...broken, endpoint("healthy")];
      await outbox.announce(announcement({ endpoints, events: [outgoing(2, [501])], now: later }));
      expect((await dueAt(outbox, later)).filter(({ failing }) => !failing)).toMatchObject([{ due: later }]);
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
      expect(await outbox.backlog()).toMatchObject({ states: { pending: 1 }, oldestDue: START });
      await settleAt(outbox, START + 1, await leaseAt(outbox, START), failedUntil(START + 5 * SECOND));
      expect((await outbox.counts()).oldestDue).toBe(START + 5 * SECOND);
      expect(await outbox.backlog(), "it waits for an endpoint that fails").toEqual({
        states: { pending: 0, leased: 0, failed: 1, dead: 0, disabled: 0 },
        oldestDue: null,
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
      expect(await outbox.announcedCommit(RELEASES)).toBe("c1");
    });
  });
}

/** What a worker is asked to share out; it takes none of it. */
async function dueAt(outbox: OutboxStore, now: number): Promise<readonly DueEndpoint[]> {
  const asked: DueEndpoint[] = [];
  const share = (due: readonly DueEndpoint[]) => {
    asked.push(...due);
    return new Map();
  };
  const lease = { now, until: now + 1, token: "none", share };
  await outbox.exchange({ settlements: [], judge: judgeEndpoint, lease });
  return asked;
}

import { describe, expect, test } from "vitest";
import type { Home } from "../homes.ts";
import {
  announcement,
  BOTH,
  DAY,
  dead,
  delivered,
  endpoint,
  leaseAt,
  outgoing,
  RELEASES,
  REPOSITORY,
  START,
  settleAt,
} from "../samples.ts";

/** What becomes of an event that an outbox is told of, once and however often again. */
export function describeAnnouncing(home: () => Home): void {
  describe("an outbox that is announced to", () => {
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
        { eventId: events[1]?.id, url: "https://two.example.com/hooks", repositoryId: REPOSITORY },
      ]);
      expect(await outbox.announcedCommit(RELEASES)).toBe("c1");
      expect(await outbox.announcedCommit({ repositoryId: 1, branch: "prompt-releases" })).toBeNull();
    });

    test("creates nothing when the same is announced again, by whomever and however often at once", async () => {
      await using place = await home().fresh();
      const stores = [place.store, await place.another(), await place.another()];
      const events = Array.from({ length: 30 }, (_, n) => outgoing(n + 1, [0, 1]));
      const said = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          stores[n % 3]?.outbox.announce(
            announcement({ endpoints: BOTH, events: events.slice(n % 5), commit: `c${n}` }),
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

    test("forgets what was over long ago, but never that an event was seen", async () => {
      await using place = await home().fresh();
      const { outbox } = place.store;
      const events = [outgoing(1, [0, 1]), outgoing(2, [0])];
      await outbox.announce(announcement({ endpoints: BOTH, events }));
      const leased = await leaseAt(outbox, START, { each: 1 });
      await settleAt(outbox, START, leased.slice(0, 1), dead);
      await settleAt(outbox, START + DAY, leased.slice(1), delivered);
      expect(await outbox.prune({ finishedBefore: START + 1 })).toBe(1);
      const [second] = await outbox.list({ limit: 9, states: ["delivered"] });
      expect(await outbox.show(second?.id ?? 0)).toMatchObject({ body: events[0]?.body });
      expect(await outbox.prune({ finishedBefore: START + DAY + 1 })).toBe(1);
      expect(await outbox.list({ limit: 9 })).toMatchObject([{ eventId: events[1]?.id, state: "pending" }]);
      expect(await leaseAt(outbox, START)).toMatchObject([{ body: events[1]?.body }]);
      expect(await outbox.announce(announcement({ endpoints: BOTH, events }))).toMatchObject({
        fresh: [],
        deliveries: 0,
      });
    });
  });
}

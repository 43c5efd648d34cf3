import { describe, expect, test } from "vitest";
import type { Home } from "../homes.ts";
import { DAY, incoming, MINUTE, REPOSITORY, SECOND, START } from "../samples.ts";
import { failUntil, ids, leaseAt, settle } from "./worker.ts";

/** How an inbox hands its deliveries out, and takes them back. */
export function describeInboxLeasing(home: () => Home): void {
  describe("an inbox with workers", () => {
    test("gives each delivery to one worker only, oldest first", async () => {
      await using place = await home().fresh();
      const other = await place.another();
      await place.store.inbox.accept(
        Array.from({ length: 40 }, (_, n) => incoming(`d${String(n).padStart(2, "0")}`)),
      );
      const rounds = Array.from({ length: 12 }, (_, n) =>
        leaseAt((n % 2 === 0 ? place.store : other).inbox, START, { limit: 5 }),
      );
      const taken = await Promise.all(rounds);
      for (const batch of taken) expect(ids(batch)).toEqual(ids(batch).toSorted());
      // On a server two may look at the same rows at once and one goes away with less; what is left is there to be taken.
      while (taken.flat().length < 40) taken.push(await leaseAt(other.inbox, START, { limit: 5 }));
      expect(new Set(ids(taken.flat())).size).toBe(40);
      expect(taken.flat()).toHaveLength(40);
    });

    test("gives a delivery again when its worker died, as its next attempt, and ignores the dead one's answer", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a")]);
      const [first] = await leaseAt(inbox, START);
      expect(await leaseAt(inbox, START + MINUTE - 1)).toEqual([]);
      const [second] = await leaseAt(inbox, START + MINUTE);
      expect(second).toMatchObject({ id: "a", attempt: 2 });
      if (first === undefined || second === undefined) throw new Error("not leased");
      expect(await settle(inbox, first)).toBe(false);
      expect(await inbox.renew({ ...first, until: START + DAY })).toBe(false);
      expect(await settle(inbox, second)).toBe(true);
      expect(await settle(inbox, second)).toBe(false);
      expect(await inbox.counts()).toMatchObject({ done: 1, leased: 0, pending: 0 });
    });

    test("keeps a delivery with its worker for as long as the lease is prolonged", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a")]);
      const [first] = await leaseAt(inbox, START);
      if (first === undefined) throw new Error("not leased");
      expect(await inbox.renew({ ...first, until: START + 2 * MINUTE })).toBe(true);
      expect(await leaseAt(inbox, START + MINUTE)).toEqual([]);
      expect(await leaseAt(inbox, START + 2 * MINUTE)).toHaveLength(1);
    });

    test("gives nobody what he is at, though he was late in prolonging the lease; others get it", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a", { lane: "issue" }), incoming("b", { lane: "issue" })]);
      const [first] = await leaseAt(inbox, START);
      if (first === undefined) throw new Error("not leased");
      expect(await leaseAt(inbox, START + MINUTE, { underWay: [first.row] })).toEqual([]);
      expect(ids(await leaseAt(inbox, START + MINUTE, { underWay: [first.row + 10] }))).toEqual(["a"]);
    });

    test("leaves the deliveries of some repositories for later where it is told to, and keeps their order", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([
        incoming("a1", { repositoryId: REPOSITORY, lane: "a" }),
        incoming("a2", { repositoryId: REPOSITORY, lane: "a" }),
        incoming("a3", { repositoryId: REPOSITORY }),
        incoming("b", { repositoryId: 7 }),
        incoming("c", { repositoryId: 8 }),
        incoming("nobody's"),
      ]);
      const without = [REPOSITORY, 8];
      expect(await leaseAt(inbox, START, { limit: 2, without })).toMatchObject([
        { id: "b", repositoryId: 7 },
        { id: "nobody's", repositoryId: null },
      ]);
      expect(await leaseAt(inbox, START, { without })).toEqual([]);
      expect(await leaseAt(inbox, START, { without: [8] })).toMatchObject([
        { id: "a1", repositoryId: REPOSITORY },
        { id: "a3" },
      ]);
    });

    test("lets what was interrupted wait as long as it is told, and others pass", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a"), incoming("b")]);
      await leaseAt(inbox, START, { limit: 1 });
      const retryAt = START + 3 * MINUTE;
      const afterLapse = () => ({ state: "pending", retryAt, reason: "interrupted" }) as const;
      expect(ids(await leaseAt(inbox, START + MINUTE, { afterLapse }))).toEqual(["b"]);
      expect(await inbox.list({ states: ["pending"], limit: 5 })).toMatchObject([
        { id: "a", attempts: 1, dueAt: retryAt, reason: "interrupted" },
      ]);
      expect(await leaseAt(inbox, retryAt, { limit: 1 })).toMatchObject([{ id: "a", attempt: 2 }]);
    });

    test("gives a failed delivery again when it is due and not before", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a")]);
      const [first] = await leaseAt(inbox, START);
      if (first !== undefined) await failUntil(inbox, first, START + 5 * SECOND);
      expect(await leaseAt(inbox, START + 4 * SECOND)).toEqual([]);
      expect(await inbox.list({ limit: 5 })).toMatchObject([{ state: "pending", reason: "GitHub is down" }]);
      expect(await leaseAt(inbox, START + 5 * SECOND)).toMatchObject([{ id: "a", attempt: 2 }]);
    });

    test("gives the deliveries of a lane one after another, and those of others meanwhile", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([
        incoming("a1", { lane: "a" }),
        incoming("a2", { lane: "a" }),
        incoming("b1", { lane: "b" }),
        incoming("n1"),
        incoming("n2"),
      ]);
      const [a1, ...others] = await leaseAt(inbox, START);
      expect([a1?.id, ...ids(others)]).toEqual(["a1", "b1", "n1", "n2"]);
      expect(await leaseAt(inbox, START)).toEqual([]);
      if (a1 !== undefined) await failUntil(inbox, a1, START + SECOND);
      expect(await leaseAt(inbox, START), "a1 waits, and a2 behind it").toEqual([]);
      const [again] = await leaseAt(inbox, START + SECOND);
      if (again !== undefined) await settle(inbox, again);
      expect(ids(await leaseAt(inbox, START + SECOND))).toEqual(["a2"]);
    });

    test("lets a lane pass one that has failed too often, but never runs two of a lane at once", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a1", { lane: "a" }), incoming("a2", { lane: "a" })]);
      for (let n = 0; n < 3; n += 1) {
        const [a1] = await leaseAt(inbox, START + n);
        expect(a1?.id).toBe("a1");
        if (a1 !== undefined) await failUntil(inbox, a1, START + n + 1);
      }
      const late = START + 2;
      expect(ids(await leaseAt(inbox, late)), "a1 waits for its next attempt").toEqual(["a2"]);
      expect(await leaseAt(inbox, START + SECOND), "a2 is being worked on").toEqual([]);
    });

    test("takes one of a lane only where one that has failed too often is due together with the next", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("a1", { lane: "a" }), incoming("a2", { lane: "a" })]);
      for (let n = 0; n < 3; n += 1) {
        const [a1] = await leaseAt(inbox, START + n);
        if (a1 !== undefined) await failUntil(inbox, a1, START + n + 1);
      }
      const late = START + SECOND;
      expect(ids(await leaseAt(inbox, late)), "a1 is due again").toEqual(["a1"]);
      expect(await leaseAt(inbox, late)).toEqual([]);
    });
  });
}

import { describe, expect, test } from "vitest";
import { ERRAND_EVENT } from "../../../../src/inbox/inbox-store.ts";
import type { Home } from "../homes.ts";
import { DAY, incoming, MINUTE, SECOND, START } from "../samples.ts";
import { failUntil, ids, leaseAt, settle } from "./worker.ts";

/** What an operator sees and does. */
export function describeInboxOperator(home: () => Home): void {
  describe("an inbox for its operator", () => {
    test("parks what took its workers down too often, and gives it all its attempts when it is revived", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([incoming("poison", { lane: "issue" }), incoming("next", { lane: "issue" })]);
      const afterLapse = (attempt: number) =>
        attempt < 2
          ? ({ state: "pending", retryAt: START + MINUTE, reason: "interrupted" } as const)
          : ({ state: "dead", reason: "given up: nobody who took it came back" } as const);
      for (let n = 0; n < 2; n += 1) {
        expect(ids(await leaseAt(inbox, START + n * MINUTE, { afterLapse }))).toEqual(["poison"]);
      }
      expect(ids(await leaseAt(inbox, START + 2 * MINUTE, { afterLapse }))).toEqual(["next"]);
      expect(await inbox.list({ states: ["dead"], limit: 5 })).toMatchObject([
        { id: "poison", attempts: 2, reason: "given up: nobody who took it came back" },
      ]);
      expect(await inbox.revive("next", START)).toBe(false);
      expect(await inbox.revive("poison", START + 2 * MINUTE)).toBe(true);
      expect(await leaseAt(inbox, START + 2 * MINUTE)).toMatchObject([
        { id: "poison", attempt: 1, body: '{"n":"poison"}' },
      ]);
    });

    test("has what was parked, or waits for its next attempt, tried again now, and nothing else", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept(["parked", "waiting", "done", "held"].map((id) => incoming(id, { lane: id })));
      const [parked, waiting, over, held] = await leaseAt(inbox, START);
      if (!parked || !waiting || !over || !held) throw new Error("not leased");
      const verdict = { state: "dead", reason: "GitHub is down" } as const;
      await inbox.settle({ row: parked.row, token: parked.token, at: START, verdict });
      await failUntil(inbox, waiting, START + DAY);
      await settle(inbox, over);
      const fates = await Promise.all(
        ["parked", "waiting", "done", "held", "nobody"].map((id) => inbox.retry(id, START + SECOND)),
      );
      expect(fates).toEqual(["retried", "retried", "done", "under_way", "unknown"]);
      expect(await leaseAt(inbox, START + SECOND)).toMatchObject([
        { id: "parked", attempt: 1, body: '{"n":"parked"}' },
        { id: "waiting", attempt: 1 },
      ]);
      expect(await inbox.show("held")).toMatchObject({ delivery: { state: "leased" }, body: '{"n":"held"}' });
      expect(await inbox.show("done")).toMatchObject({ delivery: { state: "done" }, body: null });
      expect(await inbox.show("nobody")).toBeNull();
    });

    test("drops what was parked and nothing else; a repeat of it changes nothing", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept(["parked", "held", "next"].map((id) => incoming(id, { lane: id })));
      const [parked] = await leaseAt(inbox, START, { limit: 2 });
      if (!parked) throw new Error("not leased");
      const verdict = { state: "dead", reason: "GitHub is down" } as const;
      await inbox.settle({ row: parked.row, token: parked.token, at: START, verdict });
      const fates = await Promise.all(
        ["parked", "held", "next", "nobody"].map((id) => inbox.drop(id, START + SECOND)),
      );
      expect(fates).toEqual(["dropped", "not_parked", "not_parked", "unknown"]);
      expect(await inbox.show("parked")).toMatchObject({
        delivery: {
          state: "done",
          finishedAt: START + SECOND,
          reason: "dropped by the operator; before: GitHub is down",
        },
        body: '{"n":"parked"}',
      });
      expect(await inbox.counts()).toEqual({ pending: 1, leased: 1, done: 1, dead: 0 });
      expect(await inbox.accept([incoming("parked")])).toEqual(["repeat"]);
      expect(ids(await leaseAt(inbox, START + SECOND))).toEqual(["next"]);
    });

    test("forgets an errand that is dropped: it can be given again, and is worked on then", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      const errand = incoming("catch-up-1", { event: ERRAND_EVENT });
      await inbox.accept([errand]);
      expect(await inbox.drop(errand.id, START)).toBe("not_parked");
      const [leased] = await leaseAt(inbox, START);
      if (!leased) throw new Error("not leased");
      const verdict = { state: "dead", reason: "GitHub is down" } as const;
      await inbox.settle({ row: leased.row, token: leased.token, at: START, verdict });
      expect(await inbox.drop(errand.id, START)).toBe("dropped");
      expect(await inbox.show(errand.id)).toBeNull();
      expect(await inbox.accept([errand])).toEqual(["stored"]);
      expect(ids(await leaseAt(inbox, START + SECOND))).toEqual([errand.id]);
    });

    test("lists in pages, newest first", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept(["a", "b", "c"].map((id) => incoming(id)));
      const [c, b] = await inbox.list({ limit: 2 });
      expect([c?.id, b?.id]).toEqual(["c", "b"]);
      expect(await inbox.list({ limit: 2, ...(b === undefined ? {} : { before: b.row }) })).toMatchObject([
        { id: "a" },
      ]);
    });
  });
}

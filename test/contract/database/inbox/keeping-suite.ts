import { describe, expect, test } from "vitest";
import type { Home } from "../homes.ts";
import { DAY, incoming, START } from "../samples.ts";
import { failUntil, leaseAt, settle } from "./worker.ts";

/** What an inbox keeps, and for how long. */
export function describeKeeping(home: () => Home): void {
  describe("an inbox", () => {
    test("stores a delivery once, however often it arrives and whatever became of it", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      expect(await inbox.accept([incoming("a"), incoming("b"), incoming("a")])).toEqual([
        "stored",
        "stored",
        "repeat",
      ]);
      const [first] = await leaseAt(inbox, START);
      expect(await inbox.accept([incoming("a", { body: "{}" })])).toEqual(["repeat"]);
      if (first !== undefined) await settle(inbox, first);
      expect(await inbox.accept([incoming("a")])).toEqual(["repeat"]);
      expect(first).toMatchObject({ id: "a", body: '{"n":"a"}', event: "issue_comment", attempt: 1 });
      expect(await inbox.counts()).toEqual({ pending: 0, leased: 1, done: 1, dead: 0 });
    });

    test("tells what is not done, by state, and since when the oldest waits", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      const nothing = { states: { pending: 0, leased: 0, dead: 0 }, oldestReceived: null };
      expect(await inbox.backlog("errand")).toEqual(nothing);
      const early = { ...incoming("e"), event: "errand", receivedAt: START - 1_000, dueAt: START + DAY };
      await inbox.accept([early]);
      expect(await inbox.backlog("errand")).toMatchObject({ states: { pending: 1 }, oldestReceived: null });
      await inbox.accept([incoming("a"), incoming("b")]);
      const [first] = await leaseAt(inbox, START);
      if (first !== undefined) await settle(inbox, first);
      await inbox.accept([incoming("c")]);
      expect(await inbox.backlog("errand")).toEqual({
        states: { pending: 2, leased: 1, dead: 0 },
        oldestReceived: incoming("c").receivedAt,
      });
    });

    test("stores a delivery once when many connections bring it at the same time", async () => {
      await using place = await home().fresh();
      const stores = [place.store, await place.another(), await place.another()];
      const rounds = Array.from({ length: 60 }, (_, n) =>
        stores[n % 3]?.inbox.accept([incoming(`d${n % 20}`)]),
      );
      const outcomes = (await Promise.all(rounds)).flat();
      expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(20);
      expect((await place.store.inbox.counts()).pending).toBe(20);
    });

    test("keeps everything over a restart, and knows which ids it has seen", async () => {
      await using place = await home().fresh();
      await place.store.inbox.accept([incoming("a"), incoming("b")]);
      const [a] = await leaseAt(place.store.inbox, START);
      if (a !== undefined) await settle(place.store.inbox, a);
      const { inbox } = await place.reopen();
      expect(await inbox.known(["a", "b", "c"])).toEqual(new Set(["a", "b"]));
      expect(await inbox.known([])).toEqual(new Set());
      expect(await inbox.accept([incoming("a")])).toEqual(["repeat"]);
    });

    test("drops texts of what is done, and in time the rest of it; what waits stays", async () => {
      await using place = await home().fresh();
      const { inbox } = place.store;
      await inbox.accept([
        incoming("done"),
        incoming("dead"),
        incoming("waiting", { receivedAt: START - 90 * DAY }),
      ]);
      const leased = await leaseAt(inbox, START);
      for (const one of leased) {
        if (one.id === "done") await settle(inbox, one);
        const verdict = { state: "dead", reason: "a bug" } as const;
        if (one.id === "dead") await inbox.settle({ ...one, at: START, verdict });
        if (one.id === "waiting") await failUntil(inbox, one, START + DAY);
      }
      expect(await inbox.prune({ doneBefore: START, deadBefore: START })).toBe(0);
      expect(await inbox.prune({ doneBefore: START + 1, deadBefore: START })).toBe(1);
      expect(await inbox.prune({ doneBefore: START + 1, deadBefore: START + 1 })).toBe(1);
      expect(await inbox.list({ limit: 5 })).toMatchObject([{ id: "waiting" }]);
    });
  });
}

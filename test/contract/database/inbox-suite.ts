import { describe, expect, test } from "vitest";
import {
  ERRAND_EVENT,
  type InboxLeaseRequest,
  type InboxStore,
  type LeasedIncoming,
} from "../../../src/inbox/inbox-store.ts";
import type { Home } from "./homes.ts";
import { DAY, incoming, MINUTE, REPOSITORY, SECOND, START } from "./samples.ts";

let tokens = 0;

function leaseAt(
  inbox: InboxStore,
  now: number,
  more: Partial<Pick<InboxLeaseRequest, "limit" | "afterLapse" | "underWay" | "without">> = {},
) {
  tokens += 1;
  const request = {
    now,
    until: now + MINUTE,
    token: `worker:${tokens}`,
    limit: 10,
    afterLapse: () => ({ state: "pending", retryAt: now, reason: "interrupted" }) as const,
    patience: 3,
    underWay: [],
    without: [],
  };
  return inbox.lease({ ...request, ...more });
}

function settle(inbox: InboxStore, { row, token }: LeasedIncoming, at = START) {
  return inbox.settle({ row, token, at, verdict: { state: "done" } });
}

function failUntil(inbox: InboxStore, { row, token }: LeasedIncoming, retryAt: number) {
  return inbox.settle({
    row,
    token,
    at: START,
    verdict: { state: "pending", retryAt, reason: "GitHub is down" },
  });
}

const ids = (leased: readonly LeasedIncoming[]) => leased.map(({ id }) => id);

/** What every inbox does, wherever it is. */
export function describeInbox(home: () => Home): void {
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

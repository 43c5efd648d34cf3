import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextPace, shareAttempts, type UnderWay } from "../../../../src/webhooks/outbox/share.ts";
import type { DueEndpoint } from "../../../../src/webhooks/outbox/store.ts";

const limits = { total: 10, first: 4, most: 6, failing: 2 };
const at = { limits, now: 5_000, paces: new Map<number, number>() };
const well = (id: number): DueEndpoint => ({ id, failing: false, due: id });
const failing = (id: number): DueEndpoint => ({ id, failing: true, due: id });
const flying = (count: number, oldest: number, failing = false): UnderWay => ({ count, oldest, failing });
const shares = (due: readonly DueEndpoint[], underWay: readonly (readonly [number, UnderWay])[] = []) => [
  ...shareAttempts(due, { ...at, underWay: new Map(underWay) }),
];

describe("shareAttempts", () => {
  test("gives an endpoint no more than its limit, whatever is free", () => {
    expect(shares([well(1)])).toEqual([[1, 4]]);
    expect(shares([well(1)], [[1, flying(3, 4_900)]])).toEqual([[1, 1]]);
    expect(shares([])).toEqual([]);
  });

  test("gives an endpoint as many as its pace says", () => {
    expect([...shareAttempts([well(1)], { ...at, underWay: new Map(), paces: new Map([[1, 6]]) })]).toEqual([
      [1, 6],
    ]);
  });

  test("goes around in turns, those who have waited longest first", () => {
    expect(shares([well(1), well(2), well(3)])).toEqual([
      [1, 4],
      [2, 3],
      [3, 3],
    ]);
  });

  test("gives nothing more to one that has not answered for a second", () => {
    expect(shares([well(1), well(2)], [[1, flying(1, 4_000)]])).toEqual([[2, 4]]);
  });

  test("tries those that fail one attempt at a time, and only so many of them", () => {
    expect(shares([failing(1), failing(2), failing(3), well(4)])).toEqual([
      [1, 1],
      [2, 1],
      [4, 4],
    ]);
    expect(shares([failing(1), failing(2)], [[1, flying(1, 4_999, true)]])).toEqual([[2, 1]]);
  });

  test("counts those that fail while they are tried, though nothing else of theirs is due", () => {
    const tried = [
      [1, flying(1, 4_999, true)],
      [2, flying(1, 4_999, true)],
    ] as const;
    expect(shares([failing(3), well(4)], tried)).toEqual([[4, 4]]);
  });

  test("has room for those that answer, however many hang; and for twice the total in all", () => {
    const hanging = (count: number) => [[9, flying(count, 4_000)]] as const;
    expect(shares([well(1)], hanging(limits.total))).toEqual([[1, 4]]);
    expect(shares([well(1)], hanging(limits.total + 8))).toEqual([[1, 2]]);
    expect(shares([well(1)], hanging(2 * limits.total))).toEqual([]);
  });

  test("keeps to every limit, whoever has something due", () => {
    const endpoint = fc.record({
      failing: fc.boolean(),
      count: fc.integer({ min: 0, max: 4 }),
      oldest: fc.nat(5_000),
    });
    fc.assert(
      fc.property(fc.array(endpoint, { maxLength: 30 }), (made) => {
        const due = made.map((one, id) => ({ id, failing: one.failing, due: id }));
        const underWay = new Map(
          made.flatMap(({ failing, count, oldest }, id) =>
            count === 0 ? [] : [[id, flying(count, oldest, failing)] as const],
          ),
        );
        const given = shareAttempts(due, { ...at, underWay });
        const countOf = (some: typeof made) => some.reduce((sum, { count }) => sum + count, 0);
        const hanging = countOf(made.filter(({ oldest }) => at.now - oldest >= 1_000));
        const busy = countOf(made) - Math.min(hanging, limits.total);
        const sum = [...given.values()].reduce((total, count) => total + count, 0);
        expect(sum).toBeLessThanOrEqual(Math.max(0, limits.total - busy));
        const failingNow = made.filter(({ failing, count }, id) => failing && (count > 0 || given.has(id)));
        const tried = countOf(made.filter(({ failing }) => failing));
        expect(failingNow.length).toBeLessThanOrEqual(Math.max(limits.failing, tried));
        for (const [id, count] of given) {
          expect(count + (underWay.get(id)?.count ?? 0)).toBeLessThanOrEqual(limits.first);
        }
        const someIdle = made.some(({ count }, id) => count === 0 && due[id]?.failing === false);
        if (someIdle && busy < limits.total) expect(sum).toBeGreaterThan(0);
      }),
    );
  });
});

describe("an endpoint's pace", () => {
  const quick = { delivered: true, durationMs: 20 };

  test("grows by one with each quick answer, to its most", () => {
    expect([undefined, 4, 5, 6].map((pace) => nextPace(pace, quick, limits))).toEqual([5, 5, 6, 6]);
  });

  test("begins anew after a failure or a slow answer", () => {
    expect(nextPace(6, { ...quick, delivered: false }, limits)).toBe(4);
    expect(nextPace(6, { ...quick, durationMs: 1_000 }, limits)).toBe(4);
  });
});

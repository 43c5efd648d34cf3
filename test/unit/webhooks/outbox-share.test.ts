import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shareAttempts, type UnderWay } from "../../../src/webhooks/outbox-share.ts";
import type { DueEndpoint } from "../../../src/webhooks/outbox-store.ts";

const limits = { total: 10, perEndpoint: 4, failing: 2 };
const at = { limits, now: 5_000 };
const well = (id: number): DueEndpoint => ({ id, failing: false, due: id });
const failing = (id: number): DueEndpoint => ({ id, failing: true, due: id });
const shares = (due: readonly DueEndpoint[], underWay: readonly [number, UnderWay][] = []) => [
  ...shareAttempts(due, new Map(underWay), at),
];

describe("shareAttempts", () => {
  test("gives an endpoint no more than its limit, whatever is free", () => {
    expect(shares([well(1)])).toEqual([[1, 4]]);
    expect(shares([well(1)], [[1, { count: 3, oldest: 4_900 }]])).toEqual([[1, 1]]);
    expect(shares([])).toEqual([]);
  });

  test("goes around in turns, those who have waited longest first", () => {
    expect(shares([well(1), well(2), well(3)])).toEqual([
      [1, 4],
      [2, 3],
      [3, 3],
    ]);
  });

  test("gives nothing more to one that has not answered for a second", () => {
    expect(shares([well(1), well(2)], [[1, { count: 1, oldest: 4_000 }]])).toEqual([[2, 4]]);
  });

  test("tries those that fail one attempt at a time, and only so many of them", () => {
    expect(shares([failing(1), failing(2), failing(3), well(4)])).toEqual([
      [1, 1],
      [2, 1],
      [4, 4],
    ]);
    expect(shares([failing(1), failing(2)], [[1, { count: 1, oldest: 4_999 }]])).toEqual([[2, 1]]);
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
          made.flatMap(({ count, oldest }, id) => (count === 0 ? [] : [[id, { count, oldest }] as const])),
        );
        const given = shareAttempts(due, underWay, at);
        const busy = made.reduce((sum, { count }) => sum + count, 0);
        const sum = [...given.values()].reduce((total, count) => total + count, 0);
        expect(sum).toBeLessThanOrEqual(Math.max(0, limits.total - busy));
        for (const [id, count] of given) {
          expect(count + (underWay.get(id)?.count ?? 0)).toBeLessThanOrEqual(limits.perEndpoint);
        }
        const someIdle = made.some(({ count }, id) => count === 0 && due[id]?.failing === false);
        if (someIdle && busy < limits.total) expect(sum).toBeGreaterThan(0);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freePlaces } from "../../../src/inbox/inbox-places.ts";

const times = (count: number, repository: number | null) => Array.from({ length: count }, () => repository);
const count = (list: readonly number[], repository: number) =>
  list.filter((one) => one === repository).length;
/** Without the first of each that was taken. */
function remaining(waiting: readonly number[], taken: readonly number[]): readonly number[] {
  const left = [...waiting];
  for (const one of taken) left.splice(left.indexOf(one), 1);
  return left;
}

describe("the free places of a worker", () => {
  test("are half of them for whoever comes first, and the other half for others", () => {
    expect(freePlaces(16, [])).toEqual({ limit: 8, without: [] });
    expect(freePlaces(16, times(5, 1))).toEqual({ limit: 3, without: [] });
    expect(freePlaces(16, times(8, 1))).toEqual({ limit: 8, without: [1] });
    expect(freePlaces(16, [...times(8, 1), ...times(6, 2)])).toEqual({ limit: 2, without: [1] });
  });

  test("may all be taken by what is of no repository", () => {
    expect(freePlaces(16, times(12, null))).toEqual({ limit: 4, without: [] });
    expect(freePlaces(16, times(16, null)).limit).toBe(0);
  });

  test("never let one repository have more than half, and are all taken where enough others wait", () => {
    const repositories = fc.array(fc.nat(4), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), repositories, (places, arrived) => {
        const underWay: number[] = [];
        let waiting: readonly number[] = arrived;
        for (;;) {
          const { limit, without } = freePlaces(places, underWay);
          const taken = waiting.filter((repository) => !without.includes(repository)).slice(0, limit);
          if (taken.length === 0) break;
          underWay.push(...taken);
          waiting = remaining(waiting, taken);
        }
        const share = Math.max(1, Math.floor(places / 2));
        const most = (repository: number) => Math.min(share, count(arrived, repository));
        const sum = [0, 1, 2, 3, 4].map(most).reduce((a, b) => a + b);
        expect(underWay).toHaveLength(Math.min(places, sum));
        for (const repository of underWay) expect(count(underWay, repository)).toBeLessThanOrEqual(share);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measurePairs, spreadOf } from "../../bench/statistics.ts";

describe("spreadOf", () => {
  test("the median of an odd number of values is the middle one", () => {
    expect(spreadOf([9, 1, 5]).median).toBe(5);
  });

  test("the median of an even number of values lies between the two middle ones", () => {
    expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5);
  });

  test("quartiles are R's and NumPy's", () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
  });

  test("one outlier moves neither the median nor the quartiles far", () => {
    expect(spreadOf([10, 10, 10, 10, 10_000])).toEqual({ low: 10, median: 10, high: 10 });
  });

  test("nothing has no median", () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  test("half of the values lie on either side of the median, and the quartiles around it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { high, low, median } = spreadOf(values);
        expect(values.filter((value) => value <= median).length).toBeGreaterThanOrEqual(values.length / 2);
        expect(values.filter((value) => value >= median).length).toBeGreaterThanOrEqual(values.length / 2);
        expect(low).toBeLessThanOrEqual(median);
        expect(high).toBeGreaterThanOrEqual(median);
      }),
    );
  });
});

describe("measurePairs", () => {
  /** Takes measurements off two lists and notes whose turn it was. */
  function scripted(subjects: readonly number[], peers: readonly number[]) {
    const turns: string[] = [];
    const next = (name: string, values: readonly number[]) => async () => {
      turns.push(name);
      return values[turns.filter((turn) => turn === name).length - 1] ?? Number.NaN;
    };
    return { turns, subject: next("A", subjects), peer: next("B", peers) };
  }

  test("subject and peer take turns, warm-ups included", async () => {
    const { peer, subject, turns } = scripted([1, 1, 1], [1, 1, 1]);
    await measurePairs({ warmUps: 1, n: 2, subject, peer });
    expect(turns.join("")).toBe("ABABAB");
  });

  test("warm-ups count for nothing", async () => {
    const { peer, subject } = scripted([900, 6, 8], [1, 2, 4]);
    const { n, ratio, subject: measured } = await measurePairs({ warmUps: 1, n: 2, subject, peer });
    expect({ n, ratio: ratio.median, median: measured.median }).toEqual({ n: 2, ratio: 2.5, median: 7 });
  });

  test("a machine that becomes slower and slower changes no ratio", async () => {
    const drift = [1, 2, 3, 5, 8];
    const { peer, subject } = scripted(
      drift.map((factor) => 30 * factor),
      drift.map((factor) => 10 * factor),
    );
    const { ratio } = await measurePairs({ warmUps: 0, n: drift.length, subject, peer });
    expect(ratio).toEqual({ low: 3, median: 3, high: 3 });
  });
});

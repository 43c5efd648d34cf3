import { describe, expect, test } from "vitest";
import { type Figure, holds, ofPairs, printFigure } from "../../bench/figure.ts";

const figure: Figure = {
  bench: "rollback.latency",
  ratio: 2.123456,
  limit: 2.5,
  peer: "one bare round trip",
  n: 20,
  details: { median_ms: 110.98765, requests: ["one", "two"], quartiles_ms: [100, 120.00049] },
};

describe("printFigure", () => {
  test("a figure is one line of JSON with its bound and whether it holds", () => {
    const line = printFigure(figure);
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      bench: "rollback.latency",
      ratio: 2.123,
      limit: 2.5,
      ok: true,
      peer: "one bare round trip",
      n: 20,
      median_ms: 110.988,
      requests: ["one", "two"],
      quartiles_ms: [100, 120],
    });
  });

  test("what everybody looks for comes first", () => {
    const names = Object.keys(JSON.parse(printFigure(figure)));
    expect(names.slice(0, 6)).toEqual(["bench", "ratio", "limit", "ok", "peer", "n"]);
  });

  test("rounding never makes a figure hold that does not", () => {
    expect(JSON.parse(printFigure({ ...figure, ratio: 2.50001 }))).toMatchObject({ ratio: 2.5, ok: false });
  });
});

describe("holds", () => {
  test("a ratio may be as large as its limit and no larger", () => {
    expect([2.4, 2.5, 2.6].map((ratio) => holds({ ...figure, ratio }))).toEqual([true, true, false]);
  });
});

describe("ofPairs", () => {
  test("the ratio is the median of the pairs' ratios, beside the medians in milliseconds", () => {
    const spread = (median: number) => ({ low: median - 1, median, high: median + 1 });
    expect(ofPairs({ n: 5, ratio: spread(3), subject: spread(60), peer: spread(20) })).toEqual({
      ratio: 3,
      n: 5,
      details: {
        ratio_quartiles: [2, 4],
        median_ms: 60,
        quartiles_ms: [59, 61],
        peer_median_ms: 20,
        peer_quartiles_ms: [19, 21],
      },
    });
  });
});

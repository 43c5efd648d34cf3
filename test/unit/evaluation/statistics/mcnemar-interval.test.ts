import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactMcNemar } from "../../../../src/evaluation/statistics/mcnemar.ts";
import { mcnemarInterval } from "../../../../src/evaluation/statistics/mcnemar-interval.ts";
import { pairedRateInterval } from "../../../../src/evaluation/statistics/wilson.ts";

const counts = fc.record({
  bothPass: fc.nat(60),
  newlyFailing: fc.nat(25),
  newlyPassing: fc.nat(25),
  bothFail: fc.nat(60),
});
const level = fc.constantFrom(0.05, 0.025, 0.01, 0.005, 0.01 / 3, 0.001);

describe("the interval beside the exact McNemar test", () => {
  it("leaves no difference out exactly where the test does, on either side", () => {
    fc.assert(
      fc.property(counts, level, (seen, at) => {
        const { low, high } = mcnemarInterval(seen, at);
        const swapped = { newlyFailing: seen.newlyPassing, newlyPassing: seen.newlyFailing };
        expect(high < 0).toBe(exactMcNemar(seen).oneSided <= at);
        expect(low > 0).toBe(exactMcNemar(swapped).oneSided <= at);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds what was seen, and turns round with the arms", () => {
    fc.assert(
      fc.property(counts, level, (seen, at) => {
        const cases = seen.bothPass + seen.newlyFailing + seen.newlyPassing + seen.bothFail;
        fc.pre(cases > 0);
        const { low, high } = mcnemarInterval(seen, at);
        const estimate = (seen.newlyPassing - seen.newlyFailing) / cases;
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        const back = mcnemarInterval(
          { ...seen, newlyFailing: seen.newlyPassing, newlyPassing: seen.newlyFailing },
          at,
        );
        expect(back.low).toBeCloseTo(-high, 12);
        expect(back.high).toBeCloseTo(-low, 12);
      }),
    );
  });

  it("is Newcombe's where the two agree: 48/50 → 42/50, two-sided p = 0.03125, at 95 %", () => {
    const seen = { bothPass: 42, newlyFailing: 6, newlyPassing: 0, bothFail: 2 };
    expect(mcnemarInterval(seen, 0.025)).toEqual(pairedRateInterval(seen, 0.95));
    expect(mcnemarInterval(seen, 0.025).high).toBeLessThan(0);
  });

  it("has the test's own bound where Newcombe's is surer than the test: 5 of 5 → 1 of 5", () => {
    const seen = { bothPass: 1, newlyFailing: 4, newlyPassing: 0, bothFail: 0 };
    expect(pairedRateInterval(seen, 0.98).high).toBeLessThan(0);
    // Clopper & Pearson: of 4 in 4 the lower bound is level^(1/4), 0.3162 at 0.01.
    expect(mcnemarInterval(seen, 0.01).high).toBeCloseTo(0.8 * (1 - 2 * 0.316_23), 4);
  });
});

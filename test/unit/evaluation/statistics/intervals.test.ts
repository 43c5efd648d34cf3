import { describe, expect, it } from "vitest";
import { binomialUpperTail } from "../../../../src/evaluation/statistics/binomial.ts";
import { bcaInterval } from "../../../../src/evaluation/statistics/bootstrap.ts";
import { FALSE_FAIL_BUDGET, sharedLevel } from "../../../../src/evaluation/statistics/error-budget.ts";
import type { Interval, Sample } from "../../../../src/evaluation/statistics/interval.ts";
import { normalCdf, normalQuantile } from "../../../../src/evaluation/statistics/normal.ts";
import { meanDifference, smallestVisible, totalRatio } from "../../../../src/evaluation/statistics/paired.ts";
import { percentile } from "../../../../src/evaluation/statistics/percentile.ts";
import { seededRandom } from "../../../../src/evaluation/statistics/random.ts";
import { pairedRateInterval, wilsonInterval } from "../../../../src/evaluation/statistics/wilson.ts";

function rounded({ low, high }: Interval, digits: number): readonly number[] {
  return [low, high].map((bound) => Number(bound.toFixed(digits)));
}

describe("the Wilson interval of a rate", () => {
  it.each([
    // Newcombe, Statistics in Medicine 17:857, 1998, Table I, method 3 (score, without continuity correction).
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i", (passed, cases, low, high) => {
    expect(rounded(wilsonInterval({ passed, cases, confidence: 0.95 }), 4)).toEqual([low, high]);
  });

  it("is the same from the other side, and everything where nothing is known", () => {
    const { low, high } = wilsonInterval({ passed: 20, cases: 20, confidence: 0.95 });
    expect([1 - high, Number((1 - low).toFixed(4))]).toEqual([0, 0.1611]);
    expect(wilsonInterval({ passed: 0, cases: 0, confidence: 0.95 })).toMatchObject({ low: 0, high: 1 });
  });
});

describe("Newcombe's interval of a difference of paired rates", () => {
  it("gives the worked example of Altman et al., Statistics with Confidence, 2000, p. 52", () => {
    const counts = { bothPass: 14, newlyFailing: 5, newlyPassing: 0, bothFail: 22 };
    expect(rounded(pairedRateInterval(counts, 0.95), 3)).toEqual([-0.226, -0.011]);
  });

  it("gives the airway hyper-responsiveness of Fagerland, Lydersen & Laake, Stat Med 33:2850, 2014", () => {
    const counts = { bothPass: 1, newlyFailing: 1, newlyPassing: 7, bothFail: 12 };
    expect(rounded(pairedRateInterval(counts, 0.95), 3)).toEqual([0.026, 0.507]);
  });

  it("has a width where nothing flipped", () => {
    const { low, high } = pairedRateInterval(
      { bothPass: 50, newlyFailing: 0, newlyPassing: 0, bothFail: 0 },
      0.95,
    );
    expect(low).toBeLessThan(-0.05);
    expect(high).toBeGreaterThan(0.05);
  });
});

/** Spatial test, task A, 26 children: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, Table 14.1. */
const SPATIAL = [
  48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
];

describe("the BCa interval", () => {
  it("gives that of the variance of the spatial test: (115.8, 259.6) in Table 14.2", () => {
    const variance = (indexes: Uint32Array) => {
      const values = Array.from(indexes, (index) => SPATIAL[index] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    expect(variance(Uint32Array.from(SPATIAL.keys()))).toBeCloseTo(171.5, 1);
    const { low, high } = bcaInterval({
      size: SPATIAL.length,
      statistic: variance,
      confidence: 0.9,
      random: seededRandom("spatial"),
    });
    // Theirs are from 2,000 resamples: a few units of simulation error. The percentile interval is (100.8, 233.9).
    expect(Math.abs(low - 115.8)).toBeLessThan(4);
    expect(Math.abs(high - 259.6)).toBeLessThan(8);
  });

  it("is one point where all cases say the same", () => {
    const samples: Sample[] = Array.from({ length: 10 }, () => ({ base: 0.5, head: 0.75 }));
    const { estimate, interval } = meanDifference(samples, { confidence: 0.95, random: seededRandom("s") });
    expect([estimate, interval?.low, interval?.high]).toEqual([0.25, 0.25, 0.25]);
  });
});

describe("the comparison of paired values", () => {
  const samples: readonly Sample[] = Array.from({ length: 40 }, (_, index) => {
    return { base: 100 + (index % 7), head: 120 + (index % 5) };
  });
  const options = () => ({ confidence: 0.99, random: seededRandom("s") });

  it("finds how much higher head's mean is", () => {
    const { estimate, interval } = meanDifference(samples, options());
    expect(estimate).toBeGreaterThan(18);
    expect(interval?.low).toBeLessThan(estimate);
    expect(interval?.high).toBeGreaterThan(estimate);
    expect(interval?.low).toBeGreaterThan(17);
  });

  it("finds how many times base's total head's is, and its inverse with the arms swapped", () => {
    const there = totalRatio(samples, options());
    const back = totalRatio(
      samples.map(({ base, head }) => ({ base: head, head: base })),
      options(),
    );
    expect(there?.estimate).toBeCloseTo(122 / 102.85, 3);
    expect((there?.estimate ?? 0) * (back?.estimate ?? 0)).toBeCloseTo(1, 12);
    expect((there?.interval?.low ?? 0) * (back?.interval?.high ?? 0)).toBeCloseTo(1, 2);
  });

  it("has no ratio to nothing, and no interval of one case", () => {
    expect(totalRatio([{ base: 0, head: 1 }], options())).toBeNull();
    expect(totalRatio([{ base: 1, head: 2 }], options())).toEqual({ estimate: 2, interval: null });
    expect(meanDifference([{ base: 1, head: 2 }], options()).interval).toBeNull();
  });

  it("tells the smallest difference that it could have seen", () => {
    // Bloom, Evaluation Review 19, 1995: 2.49 standard errors at 0.05 one-sided and a power of 0.8.
    const differences = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    expect((smallestVisible(differences, 0.05) ?? 0) / Math.sqrt(100 / 99 / 100)).toBeCloseTo(2.49, 2);
    expect(smallestVisible([1, 1, 1], 0.05)).toBeNull();
  });
});

describe("distributions", () => {
  it("has the normal quantiles of the tables", () => {
    // Abramowitz & Stegun, Table 26.5; Wichura, AS 241, for the last.
    const probabilities = [0.5, 0.975, 0.995, 0.001, 0.25];
    const wanted = [0, 1.959_963_985, 2.575_829_304, -3.090_232_306, -0.674_489_75];
    probabilities.forEach((probability, index) => {
      expect(normalQuantile(probability)).toBeCloseTo(wanted[index] ?? 0, 8);
      expect(normalCdf(normalQuantile(probability))).toBeCloseTo(probability, 12);
    });
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it("has the binomial tails of the tables", () => {
    // n = 10, p = 0.3: P(X ≥ 5) = 0.1503, CRC Standard Probability and Statistics Tables.
    expect(binomialUpperTail({ least: 5, trials: 10, probability: 0.3 })).toBeCloseTo(0.1503, 4);
    expect(binomialUpperTail({ least: 0, trials: 10, probability: 0.3 })).toBe(1);
    expect(binomialUpperTail({ least: 11, trials: 10, probability: 0.3 })).toBe(0);
    expect(binomialUpperTail({ least: 10, trials: 10, probability: 1 })).toBe(1);
  });

  it("has the nearest-rank percentile", () => {
    expect([0.05, 0.3, 0.5, 1].map((share) => percentile([15, 20, 35, 40, 50], share))).toEqual([
      15, 20, 35, 50,
    ]);
    expect(percentile([], 0.5)).toBeNull();
  });
});

describe("the budget of false fails", () => {
  it("is shared equally over all rules", () => {
    expect([0, 1, 4].map(sharedLevel)).toEqual([FALSE_FAIL_BUDGET, 0.01, 0.0025]);
  });
});

describe("seeded random numbers", () => {
  it("are the same for the same seed, and others for another", () => {
    const draw = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).bits);
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  it("are spread evenly", () => {
    const { below } = seededRandom("even");
    const counts = Array(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) counts[below(10)] += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // χ² with nine degrees of freedom exceeds 27.9 once in a thousand seeds; this seed is fixed.
    expect(chiSquare).toBeLessThan(27.9);
  });
});

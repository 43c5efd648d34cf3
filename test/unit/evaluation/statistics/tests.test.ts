import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactMcNemar, fewestFlips } from "../../../../src/evaluation/statistics/mcnemar.ts";
import { seededRandom } from "../../../../src/evaluation/statistics/random.ts";
import { type SignFlipResult, signFlipTest } from "../../../../src/evaluation/statistics/sign-flip.ts";

describe("the exact McNemar test", () => {
  it.each([
    // 48 of 50 → 42 of 50 with six newly failing and none newly passing (the issue): 2 · (½)⁶
    [6, 0, 0.031_25],
    // Five one-way flips (the issue): 2 · (½)⁵
    [5, 0, 0.0625],
    // Airway hyper-responsiveness before and after stem cell transplantation, 7 against 1 (Bentur et al. 2009):
    // p = 0.0703 in Fagerland, Lydersen & Laake, BMC Med Res Methodol 13:91, 2013, Table 4
    [7, 1, 0.0703],
    [0, 0, 1],
    [3, 3, 1],
  ])("of %i newly failing and %i newly passing: two-sided p = %f", (newlyFailing, newlyPassing, p) => {
    const { twoSided } = exactMcNemar({ newlyFailing, newlyPassing });
    expect(twoSided).toBeCloseTo(p, 4);
    expect(exactMcNemar({ newlyFailing: newlyPassing, newlyPassing: newlyFailing }).twoSided).toBe(twoSided);
  });

  it("is one-sided against the head alone", () => {
    expect(exactMcNemar({ newlyFailing: 6, newlyPassing: 0 }).oneSided).toBeCloseTo(1 / 64, 14);
    expect(exactMcNemar({ newlyFailing: 0, newlyPassing: 6 }).oneSided).toBe(1);
  });

  it("keeps its digits with many flips", () => {
    // The approval of a prime minister, 150 against 86 (Agresti, Categorical Data Analysis, Table 10.1): z² = 17.36
    const { oneSided } = exactMcNemar({ newlyFailing: 150, newlyPassing: 86 });
    expect(oneSided).toBeGreaterThan(1e-5);
    expect(oneSided).toBeLessThan(3e-5);
    expect(exactMcNemar({ newlyFailing: 1_000, newlyPassing: 0 }).oneSided).toBeCloseTo(0.5 ** 1_000, 300);
  });

  it("needs seven one-way flips at 0.01 and eight at half of it", () => {
    expect([0.05, 0.01, 0.005, 0.0001].map(fewestFlips)).toEqual([5, 7, 8, 14]);
  });
});

function test(differences: readonly number[], level = 0.005): SignFlipResult {
  return signFlipTest(differences, { level, random: seededRandom("a seed") });
}

function pOf(result: SignFlipResult): number {
  if (result.kind === "too_few_clusters") throw new Error("Too few clusters");
  return result.p;
}

/** Heights of Darwin's maize, crossed less self-fertilised, in eighths of an inch. */
const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe("the sign-flip permutation test", () => {
  it("gives Fisher's own result on Darwin's maize", () => {
    // The Design of Experiments, 1935, §21: 863 of the 32,768 patterns sum to 314 or more.
    expect(test(DARWIN)).toEqual({ kind: "tested", how: "exact", p: 863 / 32_768 });
  });

  it("is the exact McNemar test where clusters pass or fail", () => {
    const count = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 6, max: 40 }), (newlyFailing, newlyPassing, same) => {
        const differences = [
          ...Array(newlyFailing).fill(1),
          ...Array(newlyPassing).fill(-1),
          ...Array(same).fill(0),
        ];
        expect(pOf(test(differences))).toBeCloseTo(exactMcNemar({ newlyFailing, newlyPassing }).oneSided, 12);
      }),
    );
  });

  it("draws patterns where there are many, and comes close to what all of them say", () => {
    // Nine and eight copies of one difference: the McNemar test of 17 flips.
    const mostly = [...Array(14).fill(1), ...Array(6).fill(-1)];
    const result = test(mostly);
    expect(result).toMatchObject({ how: "monte_carlo" });
    expect(pOf(result)).toBeCloseTo(exactMcNemar({ newlyFailing: 14, newlyPassing: 6 }).oneSided, 1);
    const all = pOf(test(Array(20).fill(1)));
    expect(all).toBeLessThanOrEqual(2 / 10_001);
  });

  it("draws the signs of each pattern one bit after the other, from as many numbers as it takes", () => {
    const differences = Array.from({ length: 45 }, (_, index) => Math.cos(index) + 0.3);
    const observed = differences.reduce((sum, value) => sum + value, 0);
    const random = seededRandom("a seed");
    let reached = 0;
    for (let draw = 0; draw < 10_000; draw += 1) {
      const signs = [random.bits(), random.bits()];
      const sum = differences.reduce((total, value, index) => {
        const isFlipped = (((signs[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
        return total + (isFlipped ? -value : value);
      }, 0);
      if (sum >= observed - 1e-9) reached += 1;
    }
    expect(reached).toBeGreaterThan(10);
    expect(pOf(test(differences))).toBe((reached + 1) / 10_001);
  });

  it("draws nothing where p is surely below what drawing could show", () => {
    const bits = () => {
      throw new Error("It was drawn");
    };
    const random = { ...seededRandom("a seed"), bits };
    const worse = Array.from({ length: 60 }, (_, index) => 2 + Math.sin(index));
    expect(signFlipTest(worse, { level: 0.0001, random })).toMatchObject({ p: 1 / 500_001 });
    expect(() =>
      signFlipTest(
        worse.map((value) => value - 2),
        { level: 0.0001, random },
      ),
    ).toThrow("drawn");
  });

  it("says the same every time", () => {
    const differences = Array.from({ length: 60 }, (_, index) => Math.sin(index) + 0.2);
    expect(test(differences)).toEqual(test(differences));
  });

  it("does not answer with fewer than six clusters", () => {
    expect(test([1, 1, 1, 1, 1]).kind).toBe("too_few_clusters");
    expect(pOf(test([1, 1, 1, 1, 1, 1]))).toBe(1 / 64);
  });

  it("takes sums that differ by rounding alone for equal", () => {
    const differences = [0.1, 0.2, -0.3, 0.1, 0.2, -0.3, 0.1, 0.2];
    const whole = differences.map((difference) => Math.round(difference * 10));
    expect(pOf(test(differences))).toBe(pOf(test(whole)));
  });
});

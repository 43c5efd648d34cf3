import { describe, expect, test } from "vitest";
import { batchSize, withinLimits } from "../../../../src/releases/publish/commit-limits.ts";
import { accepted, publishContent, testLedger } from "../../../support/ledger.ts";

describe("the limits of a commit", () => {
  test.each([1, 2, 3, 10, 96, 200])(
    "%d environments leave room for at least one prompt and at most 100 files",
    (environments) => {
      const prompts = batchSize(environments);
      expect(prompts).toBeGreaterThanOrEqual(1);
      // A README; a version, a slug and a state for each prompt, and an event for each environment.
      if (prompts > 1) expect(1 + prompts * (environments + 3)).toBeLessThanOrEqual(100);
    },
  );

  const ofSize = (characters: number) => ({
    decision: accepted(publishContent(testLedger(), "x".repeat(characters))),
  });

  test("take as many as fit by size, and always one", () => {
    const [large, middle, small] = [ofSize(6_000_000), ofSize(2_000_000), ofSize(10)];
    expect(withinLimits([])).toEqual([]);
    expect(withinLimits([large, small])).toEqual([large]);
    expect(withinLimits([small, large])).toEqual([small]);
    expect(withinLimits([middle, middle, middle, small])).toEqual([middle, middle]);
    expect(withinLimits([small, small, small])).toHaveLength(3);
  });

  test("count bytes, not characters", () => {
    const umlauts = accepted(publishContent(testLedger(), "ü".repeat(2_450_000)));
    expect(withinLimits([ofSize(10), { decision: umlauts }])).toHaveLength(1);
  });
});

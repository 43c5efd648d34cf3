import picomatch from "picomatch";
import { promptMatcher } from "../../src/releases/catalog/globs.ts";
import type { Bench } from "./bench.ts";
import { ofPairs } from "./figure.ts";
import { measurePairs } from "./statistics.ts";

const LIMIT = 0.1;
const PAIRS = 5;
const WARM_UPS = 1;
const GLOB = "*a*a*a*a*a*b";
const NAME = "a".repeat(80);

/** A glob that makes a backtracking matcher try everything: why the globs of prompt files are our own (decision 0006). */
export const globsHostile: Bench = {
  name: "globs.hostile",
  does: `asks whether ${GLOB} matches a name of ${NAME.length} letters a`,
  measure: async () => {
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: async () => milliseconds(() => promptMatcher([GLOB])(NAME)),
      peer: async () => milliseconds(() => picomatch(GLOB)(NAME)),
    });
    return { bench: globsHostile.name, limit: LIMIT, peer: "picomatch 4.0.7", ...ofPairs(pairs) };
  },
};

function milliseconds(match: () => boolean): number {
  const startedAt = performance.now();
  if (match()) throw new Error(`${GLOB} does not match ${NAME}`);
  return performance.now() - startedAt;
}

import { wilsonInterval } from "../../src/evaluation/statistics/wilson.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { EQUAL_ARMS, type Mix, WORSE_HEADS } from "./gate-mixes.ts";
import { measureMix } from "./gate-simulation.ts";

const RUNS = 2_000;
const MOST_FALSE_FAILS = 0.02;

/** How often the gate fails a change that changes nothing. */
export const gateFalseFail: Bench = {
  name: "gate.false_fail",
  does: `verdict fail on equal arms, ${RUNS} simulated runs of each mix of flaky cases`,
  measure: async (say) =>
    EQUAL_ARMS.map((mix) => figureOf(mix, { bench: gateFalseFail.name, limit: MOST_FALSE_FAILS }, say)),
};

/** How often the gate finds a change that breaks something. */
export const gateDetects: Bench = {
  name: "gate.detects",
  does: `verdict fail on a head that is worse, ${RUNS} simulated runs of each way to be worse`,
  measure: async (say) =>
    WORSE_HEADS.map((mix) =>
      figureOf(mix, { bench: gateDetects.name, limit: mix.least, atLeast: true }, say),
    ),
};

function figureOf(
  mix: Mix,
  bound: Pick<Figure, "bench" | "limit" | "atLeast">,
  say: (message: string) => void,
): Figure {
  say(mix.name);
  const { calls, failed } = measureMix(mix, RUNS);
  const { high, low } = wilsonInterval({ passed: failed, cases: RUNS, confidence: 0.95 });
  return {
    ...bound,
    ratio: failed / RUNS,
    peer: "all simulated runs",
    n: RUNS,
    details: { mix: mix.name, interval: [low, high], mean_calls: calls / RUNS },
  };
}

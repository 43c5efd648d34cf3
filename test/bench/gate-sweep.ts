import type { GateRules } from "../../src/domain/policy/gate-rules.ts";
import { FALSE_FAIL_BUDGET } from "../../src/evaluation/statistics/error-budget.ts";
import { meanDifference } from "../../src/evaluation/statistics/paired.ts";
import { seededRandom } from "../../src/evaluation/statistics/random.ts";
import { EQUAL_ARMS, WORSE_HEADS } from "./gate-mixes.ts";
import { DEFAULT_RULES, measureMix } from "./gate-simulation.ts";

/**
 * Prints the figures of decision 0009, one JSON line each: how often the gate fails, and what other numbers of trials would do.
 * Its argument is the number of runs of all but the first line.
 */

const RUNS = Number(process.argv[2] ?? 2_000);
const CASES = 50;

measure({}, 20_000);
for (const confirm_trials of [3, 4, 5, 6, 7, 8, 9, 11, 13]) measure({ confirm_trials }, RUNS);
for (const trials of [1, 2, 3, 4]) measure({ trials }, RUNS);
bootstrapAlone();

function measure(changed: Partial<GateRules>, runs: number): void {
  const rules = { ...DEFAULT_RULES, ...changed };
  const measured = [...EQUAL_ARMS, ...WORSE_HEADS].map((mix) => measureMix(mix, runs, rules));
  const calls = Math.round((measured.at(-1)?.calls ?? 0) / runs);
  const rates = measured.map(({ failed }) => failed / runs);
  const { confirm_trials, trials } = rules;
  console.log(JSON.stringify({ trials, confirm_trials, runs, rates, calls }));
}

/** How often the bootstrap's bound alone would call equal arms different, at half the budget: why it does not decide. */
function bootstrapAlone(): void {
  const random = seededRandom("bootstrap alone");
  const level = FALSE_FAIL_BUDGET / 2;
  const draw = () => (random.fraction() >= 0.05 ? 1 : 0);
  let significant = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const samples = Array.from({ length: CASES }, () => ({ base: draw(), head: draw() }));
    const { interval } = meanDifference(samples, { confidence: 1 - 2 * level, random });
    if (interval !== null && interval.high < 0) significant += 1;
  }
  console.log(JSON.stringify({ bootstrap_alone: significant / RUNS, level, runs: RUNS }));
}

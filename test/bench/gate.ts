import { parseArgs } from "node:util";
import { FALSE_FAIL_BUDGET } from "../../src/evaluation/statistics/error-budget.ts";
import { meanDifference } from "../../src/evaluation/statistics/paired.ts";
import { seededRandom } from "../../src/evaluation/statistics/random.ts";
import { wilsonInterval } from "../../src/evaluation/statistics/wilson.ts";
import { DEFAULT_RULES, type SimulatedCase, simulateRun } from "./gate-simulation.ts";

/**
 * How often the gate fails a change that changes nothing, and how often it finds one that breaks something: 2,000 runs of
 * 50 cases each, through the gate's own decisions. Prints one JSON line a bound, and exits with 1 where one is missed.
 * `--sweep` prints what other numbers of fresh trials would do: that is how seven was chosen. `--runs` makes it more exact.
 */

const CASES = 50;

const { values: options } = parseArgs({
  options: { sweep: { type: "boolean", default: false }, runs: { type: "string", default: "2000" } },
});
const RUNS = Number(options.runs);

interface Mix {
  readonly name: string;
  readonly cases: readonly SimulatedCase[];
}

/** All cases flaky at 5 % on both arms, but so many at the rates given. */
function mixOf(name: string, count: number, special: SimulatedCase): Mix {
  return {
    name,
    cases: Array.from({ length: CASES }, (_, index) =>
      index < count ? special : { base: 0.05, head: 0.05 },
    ),
  };
}

/** Only the named cases are flaky. */
function quietMix(name: string, count: number, rate: number): Mix {
  return {
    name,
    cases: Array.from({ length: CASES }, (_, index) => {
      return index < count ? { base: rate, head: rate } : { base: 0, head: 0 };
    }),
  };
}

const EQUAL: readonly Mix[] = [
  quietMix("5 % flakiness in all cases", CASES, 0.05),
  quietMix("five cases at 50 %", 5, 0.5),
  quietMix("ten cases at 25 %", 10, 0.25),
  mixOf("five cases at 50 %, the rest at 5 %", 5, { base: 0.5, head: 0.5 }),
  mixOf("ten cases at 25 %, the rest at 5 %", 10, { base: 0.25, head: 0.25 }),
];

const BROKEN: readonly (Mix & { readonly least: number })[] = [
  { ...mixOf("five cases broken for good", 5, { base: 0.05, head: 1 }), least: 0.99 },
  { ...mixOf("five cases failing 80 %", 5, { base: 0.05, head: 0.8 }), least: 0.95 },
  { ...mixOf("one case broken for good", 1, { base: 0.05, head: 1 }), least: 0.9 },
];

interface Measured {
  readonly rate: number;
  /** 95 % Wilson interval of the simulation itself. */
  readonly interval: readonly [number, number];
  /** Mean model calls of a run; 100 are the first pass. */
  readonly calls: number;
}

function measure({ name, cases }: Mix, rules = DEFAULT_RULES): Measured {
  const random = seededRandom(`gate\n${name}`);
  let failed = 0;
  let calls = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const result = simulateRun(cases, { random, rules });
    if (result.verdict === "fail") failed += 1;
    calls += result.calls;
  }
  const { low, high } = wilsonInterval({ passed: failed, cases: RUNS, confidence: 0.95 });
  const short = (value: number) => Number(value.toFixed(4));
  return { rate: failed / RUNS, interval: [short(low), short(high)], calls: Math.round(calls / RUNS) };
}

const MOST_FALSE_FAILS = 0.02;

function bench(): void {
  const lines = [
    ...EQUAL.map((mix) => {
      const measured = measure(mix);
      const ok = measured.rate <= MOST_FALSE_FAILS;
      return {
        bench: "gate.false_fail",
        mix: mix.name,
        runs: RUNS,
        ...measured,
        limit: MOST_FALSE_FAILS,
        ok,
      };
    }),
    ...BROKEN.map((mix) => {
      const measured = measure(mix);
      const ok = measured.rate >= mix.least;
      return { bench: "gate.detects", mix: mix.name, runs: RUNS, ...measured, limit: mix.least, ok };
    }),
  ];
  for (const line of lines) console.log(JSON.stringify(line));
  if (lines.some(({ ok }) => !ok)) process.exitCode = 1;
}

function sweep(): void {
  for (const trials of [3, 4, 5, 6, 7, 8, 9, 11, 13]) {
    const rules = { ...DEFAULT_RULES, confirm_trials: trials };
    const rates = [...EQUAL, ...BROKEN].map((mix) => measure(mix, rules));
    const calls = rates.at(-1)?.calls;
    console.log(JSON.stringify({ confirm_trials: trials, rates: rates.map(({ rate }) => rate), calls }));
  }
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

if (options.sweep) {
  sweep();
  bootstrapAlone();
} else bench();

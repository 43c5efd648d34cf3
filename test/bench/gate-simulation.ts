import { type GateRules, gateConfigSchema } from "../../src/domain/policy/gate-rules.ts";
import { finalStatus } from "../../src/evaluation/case-status.ts";
import {
  type Confirmation,
  nextTrials,
  startConfirmation,
  withOutcomes,
} from "../../src/evaluation/confirmation.ts";
import { firstPassCase, isToConfirm } from "../../src/evaluation/gate/first-pass.ts";
import { decideStatistics, type PromptStatistics } from "../../src/evaluation/gate/statistics.ts";
import { decideVerdict } from "../../src/evaluation/gate/verdict.ts";
import type { Answered } from "../../src/evaluation/outcome.ts";
import { type Random, seededRandom } from "../../src/evaluation/statistics/random.ts";

/** How often each case's call fails on either arm, from 0 to 1. */
export interface SimulatedCase {
  readonly base: number;
  readonly head: number;
}

interface SimulatedRun {
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** Model calls, both phases and arms together. */
  readonly calls: number;
}

export const DEFAULT_RULES: GateRules = gateConfigSchema.parse({});

/** How often the gate failed, and the model calls of all runs together; 100 of a run are the first pass. */
export function measureMix(
  { name, cases }: { readonly name: string; readonly cases: readonly SimulatedCase[] },
  runs: number,
  rules = DEFAULT_RULES,
): { readonly failed: number; readonly calls: number } {
  const random = seededRandom(`gate\n${name}`);
  const results = Array.from({ length: runs }, () => simulateRun(cases, { random, rules }));
  return {
    failed: results.filter(({ verdict }) => verdict === "fail").length,
    calls: results.reduce((sum, one) => sum + one.calls, 0),
  };
}

/** Plays one run of a suite through the gate's own decisions; only the model and its callers are made up. */
function simulateRun(
  cases: readonly SimulatedCase[],
  { random, rules }: { readonly random: Random; readonly rules: GateRules },
): SimulatedRun {
  let calls = 0;
  const call = (rate: number) => {
    calls += 1;
    return answerOf(random.fraction() >= rate, random);
  };
  const trialsOf = (rate: number) => Array.from({ length: rules.trials }, () => call(rate));
  const first = cases.map(({ base, head }) =>
    firstPassCase({ isNew: false, base: trialsOf(base), head: trialsOf(head) }),
  );
  const seed = String(random.bits());
  const [statistics] = decideStatistics([{ seed, rules, cases: first.map(({ trials }) => trials) }]);
  if (statistics === undefined) throw new Error("No statistics");
  const results = first.map((one, index) => {
    const rates = cases[index] ?? { base: 0, head: 0 };
    const isOpen = isToConfirm(one, { hasBaseArm: true, statistics });
    const confirmation = isOpen ? confirm(rates, { call, rules, index }) : null;
    return { ...one.pair, name: `#${index}`, status: finalStatus(one.status, confirmation), confirmation };
  });
  return { verdict: verdictOf(results, { statistics, rules }), calls };
}

function confirm(
  rates: SimulatedCase,
  run: {
    readonly call: (rate: number) => Answered;
    readonly rules: GateRules;
    readonly index: number;
  },
): Confirmation {
  const first = run.index % 2 === 0 ? "base" : "head";
  let state = startConfirmation({ trials: run.rules.confirm_trials, hasBase: true, first });
  for (;;) {
    const step = nextTrials(state);
    if (step.kind === "decided") return step.confirmation;
    const fresh: { base: Answered[]; head: Answered[] } = { base: [], head: [] };
    for (const arm of step.arms) fresh[arm].push(run.call(rates[arm]));
    state = withOutcomes(state, fresh);
  }
}

function verdictOf(
  cases: Parameters<typeof decideVerdict>[0]["cases"],
  { statistics, rules }: { readonly statistics: PromptStatistics; readonly rules: GateRules },
): SimulatedRun["verdict"] {
  return decideVerdict({
    rules,
    statistics: statistics.rules,
    budgets: [],
    breaking: [],
    allowBreaking: false,
    hasInvalidGates: false,
    hasBaseArm: true,
    isUnchanged: false,
    isSameModel: true,
    cases,
    isSurelyUnanswered: false,
    withheldByHead: null,
    suiteCases: cases.length,
    changes: [],
    allowLoosening: false,
    evaluators: { ready: 1, unsupported: 0, invalidInBase: 0 },
    invalidCases: [],
    invalidInHead: 0,
  }).verdict;
}

/** Passing answers have grades as a judge gives them, so that the rule on scores is on as well. */
const PASSED = [0.6, 0.75, 0.9, 1].map((score) => answered(true, score));
const FAILED = [0, 0.2, 0.4].map((score) => answered(false, score));

function answerOf(pass: boolean, { below }: Random): Answered {
  const answers = pass ? PASSED : FAILED;
  const answer = answers[below(answers.length)];
  if (answer === undefined) throw new Error("No answer");
  return answer;
}

function answered(pass: boolean, score: number): Answered {
  return {
    kind: "answered",
    pass,
    output: "",
    outputTruncated: false,
    toolCalls: [],
    finishReason: "stop",
    evaluations: [{ name: "judge", counts: true, pass, score, why: "" }],
    usage: null,
    latencyMs: 50,
  };
}

import type { GateConfig } from "../domain/gate-rules.ts";
import { buildReport } from "./build-report.ts";
import { finalStatus } from "./case-status.ts";
import { type CaseToConfirm, type ConfirmedCase, runConfirmations } from "./confirmation-run.ts";
import type { EvaluatedCase, EvaluatedPrompt } from "./evaluated-prompt.ts";
import { decideBudgets } from "./gate-budgets.ts";
import { compareMetrics } from "./gate-comparison.ts";
import { type FirstPassCase, firstPassCase, isToConfirm } from "./gate-first-pass.ts";
import { type PromptRules, rulesOfPrompt } from "./gate-prompt-rules.ts";
import { decideStatistics, type PromptFirstPass, type PromptStatistics } from "./gate-statistics.ts";
import { decideVerdict } from "./gate-verdict.ts";
import type { CostOf, JudgeSettings } from "./judge.ts";
import type { Model } from "./model.ts";
import type { EvaluationClock } from "./ports.ts";
import { type PreparedPrompt, type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { EvaluationReport } from "./report.ts";
import { FALSE_FAIL_BUDGET } from "./statistics/error-budget.ts";
import { armsInTurn, type CaseOwner, runSlots, slotsOf } from "./trial-slots.ts";
import type { TrialRun } from "./trials.ts";

export interface Progress {
  readonly phase: "first_pass" | "confirmation";
  readonly done: number;
  readonly total: number;
}

export interface EvaluationInput {
  readonly prompts: readonly PromptToEvaluate[];
  readonly model: Model;
  /** Which models may judge; without it evaluators that need a judge are unsupported. */
  readonly judges?: JudgeSettings;
  /** Absent where no price is known. */
  readonly costOf?: CostOf;
  readonly limits: {
    /** Model calls at once, over all prompts. */
    readonly concurrency: number;
    /** Of the whole run. */
    readonly minutes: number;
  };
  /** The config's: what every prompt is held to, unless its own file says more. */
  readonly gates: GateConfig;
  /** The commits compared, for the report; null where there is none. */
  readonly commits: { readonly base: string | null; readonly head: string | null };
  readonly clock: EvaluationClock;
  /** Ends the run early; what is not done by then is `cancelled`. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Compares what is live with what is proposed: runs every case on both arms, runs again what newly fails, and decides.
 * Failures of models are part of the report; only bugs are thrown.
 */
export async function evaluatePrompts(input: EvaluationInput): Promise<EvaluationReport> {
  const startedAt = input.clock.now();
  const { model, limits, clock, costOf } = input;
  const signals = { cancelled: input.signal, timeUp: clock.timeout(limits.minutes * 60_000) };
  const run = { model, concurrency: limits.concurrency, signals, ...(costOf !== undefined && { costOf }) };
  const prompts = await Promise.all(input.prompts.map((prompt) => prepare(prompt, input)));
  const firstPass = await runFirstPass(prompts, run, input.onProgress);
  const statistics = decideStatistics(prompts.map((prompt) => statisticsInput(prompt, firstPass)));
  const judged = prompts.map((prompt, index) => ({
    ...prompt,
    statistics: statistics[index] ?? NO_STATISTICS,
  }));
  const confirmed = await runConfirmations(casesToConfirm(judged, firstPass), run, (done, total) =>
    input.onProgress?.({ phase: "confirmation", done, total }),
  );
  const evaluated = judged.map((prompt) => finish(prompt, { firstPass, confirmed, gates: input.gates }));
  return buildReport({ prompts: evaluated, startedAt, endedAt: clock.now(), commits: input.commits });
}

/** A prompt of the run, and what it is held to. */
interface PromptRun {
  readonly prepared: PreparedPrompt;
  readonly rules: PromptRules;
}

type JudgedPrompt = PromptRun & { readonly statistics: PromptStatistics };

/** A case of the run after the first pass; its index there is its place in the run. */
type CaseRun = CaseOwner & FirstPassCase;

const NO_STATISTICS: PromptStatistics = { level: FALSE_FAIL_BUDGET, rules: [] };

async function prepare(prompt: PromptToEvaluate, input: EvaluationInput): Promise<PromptRun> {
  const { gates, clock, judges } = input;
  const options = { allowLoosening: gates.allow_removed_cases, watchdog: clock.watchdog, judges };
  return { prepared: await preparePrompt(prompt, options), rules: rulesOfPrompt(prompt, gates) };
}

async function runFirstPass(
  prompts: readonly PromptRun[],
  run: Omit<TrialRun, "onDone">,
  onProgress: EvaluationInput["onProgress"],
): Promise<readonly CaseRun[]> {
  const owners = prompts.flatMap(({ prepared, rules }) =>
    prepared.cases.map((suiteCase) => ({ prepared, suiteCase, trials: rules.rules.trials })),
  );
  const slots = owners.flatMap((owner, index) =>
    slotsOf(owner, index, Array.from({ length: owner.trials }, () => armsInTurn(index)).flat()),
  );
  let done = 0;
  const onDone = () => {
    done += 1;
    onProgress?.({ phase: "first_pass", done, total: slots.length });
  };
  const outcomes = await runSlots(slots, { ...run, onDone });
  return owners.map(({ prepared, suiteCase }, index) => {
    const { base = [], head = [] } = outcomes.get(index) ?? {};
    const trials = { isNew: suiteCase.isNew, base: base.length > 0 ? base : null, head };
    return { prepared, suiteCase, ...firstPassCase(trials) };
  });
}

/** An unchanged prompt has nothing to compare: only its new cases were run. */
function statisticsInput({ prepared, rules }: PromptRun, firstPass: readonly CaseRun[]): PromptFirstPass {
  const { suite, prompt, isUnchanged } = prepared;
  const cases = isUnchanged ? [] : firstPass.filter((one) => one.prepared === prepared);
  return {
    seed: [suite.digest, prompt.base?.digest ?? "", prompt.head.digest].join("\n"),
    rules: rules.rules,
    cases: cases.map(({ trials }) => trials),
  };
}

function casesToConfirm(
  prompts: readonly JudgedPrompt[],
  firstPass: readonly CaseRun[],
): readonly CaseToConfirm[] {
  return firstPass.flatMap((one, index) => {
    const prompt = prompts.find(({ prepared }) => prepared === one.prepared);
    const hasBaseArm = one.prepared.prompt.base !== null;
    if (prompt === undefined || !isToConfirm(one, { hasBaseArm, statistics: prompt.statistics })) return [];
    return [
      { owner: one, index, trials: prompt.rules.rules.confirm_trials, hasBase: one.trials.base !== null },
    ];
  });
}

interface RunResults {
  readonly firstPass: readonly CaseRun[];
  readonly confirmed: ReadonlyMap<number, ConfirmedCase>;
  readonly gates: GateConfig;
}

function finish(judged: JudgedPrompt, { firstPass, confirmed, gates }: RunResults): EvaluatedPrompt {
  const { prepared, rules, statistics } = judged;
  const cases = firstPass.flatMap((one, index) =>
    one.prepared === prepared ? [evaluatedCase(one, confirmed.get(index))] : [],
  );
  const input = statisticsInput(judged, firstPass);
  const budgets = decideBudgets(rules.rules, input.cases);
  const { suite, tally, isUnchanged, invalidInHead, prompt } = prepared;
  const gate = decideVerdict({
    rules: rules.rules,
    statistics: statistics.rules,
    budgets,
    breaking: rules.breaking,
    allowBreaking: gates.allow_breaking_variables,
    hasInvalidGates: rules.hasInvalidGates,
    hasBaseArm: prompt.base !== null,
    isUnchanged,
    cases,
    suiteCases: suite.cases.length,
    changes: suite.changes,
    allowLoosening: gates.allow_removed_cases,
    evaluators: tally,
    invalidInHead,
  });
  const comparisons = compareMetrics({ ...input, level: statistics.level, trials: rules.rules.trials });
  return { prepared, rules, cases, statistics, budgets, comparisons, gate };
}

function evaluatedCase(one: CaseRun, confirmed: ConfirmedCase | undefined): EvaluatedCase {
  const { suiteCase, pair, status, trials } = one;
  const confirmation = confirmed?.confirmation ?? null;
  return {
    ...pair,
    suiteCase,
    name: suiteCase.name,
    status: finalStatus(status, confirmation),
    trials,
    confirmation,
    fresh: confirmed?.fresh ?? [],
  };
}

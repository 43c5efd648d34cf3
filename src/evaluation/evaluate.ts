import type { GateConfig } from "../domain/policy/gate-rules.ts";
import { type Budget, makeBudget } from "./calls/budget.ts";
import { type Calls, makeCalls } from "./calls/calls.ts";
import { estimateRun, type RunEstimate } from "./calls/estimate.ts";
import { unknownPrices, withheldFor } from "./calls/unknown-prices.ts";
import { finalStatus } from "./case-status.ts";
import type { ConfirmedCase } from "./confirmation-run.ts";
import type { EvaluatedCase, EvaluatedPrompt } from "./evaluated-prompt.ts";
import { decideBudgets } from "./gate/budgets.ts";
import { compareMetrics } from "./gate/comparison.ts";
import { type PromptRules, rulesOfPrompt } from "./gate/prompt-rules.ts";
import { isSurelyUnanswered } from "./gate/unanswered.ts";
import { decideVerdict } from "./gate/verdict.ts";
import type { JudgeSettings } from "./judge.ts";
import type { Model } from "./model.ts";
import { passes } from "./outcome.ts";
import type { AnswerCache, EvaluationClock } from "./ports.ts";
import { hasBaseArm, type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { PriceOf } from "./prices.ts";
import { mostTrials } from "./promptfoo/given-results.ts";
import type { ProviderOf } from "./providers.ts";
import { decideBaseline } from "./recorded-base.ts";
import { buildReport, estimateReport } from "./report/build-report.ts";
import type { BudgetReport, EstimateReport, EvaluationReport } from "./report/report.ts";
import {
  type CaseRun,
  type JudgedPrompt,
  type Progress,
  type PromptRun,
  type RunResults,
  runPhases,
  statisticsInput,
} from "./run-phases.ts";
import type { RunSignals } from "./trials.ts";
import { turnOfOthers } from "./turn.ts";

export interface EvaluationInput {
  readonly prompts: readonly PromptToEvaluate[];
  readonly model: Model;
  /** Which models may judge; without it evaluators that need a judge are unsupported. */
  readonly judges?: JudgeSettings;
  /** Absent where no price is known. */
  readonly priceOf?: PriceOf;
  readonly limits: {
    /** Model calls at once, over all prompts. */
    readonly concurrency: number;
    /** Of the whole run. */
    readonly minutes: number;
    /** Of the whole run, judges included; absent: no cap. */
    readonly usd?: number;
    /** Tokens that the cap allows for an answer where a prompt sets no limit. */
    readonly maxOutputTokens?: number;
    /** Whether a run with a cap may ask models whose price is unknown. */
    readonly allowUnknownPrices?: boolean;
  };
  /** Answers of earlier runs; absent: every call is made. */
  readonly kept?: AnswerCache;
  readonly providerOf: ProviderOf;
  /** The config's: what every prompt is held to, unless its own file says more. */
  readonly gates: GateConfig;
  /** Trials per case and arm, whatever the gates say. */
  readonly trials?: number;
  /** The commits compared, for the report; null where there is none. */
  readonly commits: { readonly base: string | null; readonly head: string | null };
  readonly clock: EvaluationClock;
  /** Ends the run early; what is not done by then is `cancelled`. */
  readonly signal: AbortSignal;
  /** Called once, before the first call. */
  readonly onEstimate?: (estimate: EstimateReport) => void;
  readonly onProgress?: (progress: Progress) => void;
}

const NO_PRICE: PriceOf = () => null;

/**
 * Compares what is live with what is proposed: runs every case on both arms, runs again what newly fails, and decides.
 * Failures of models are part of the report; only bugs are thrown.
 */
export async function evaluatePrompts(input: EvaluationInput): Promise<EvaluationReport> {
  const startedAt = input.clock.now();
  const { limits, clock } = input;
  const signals = { cancelled: input.signal, timeUp: clock.timeout(limits.minutes * 60_000) };
  const prompts = await Promise.all(input.prompts.map((prompt) => prepare(prompt, input, startedAt)));
  const estimate = estimateReport(estimateOf(prompts, input));
  input.onEstimate?.(estimate);
  const budget = makeBudget(limits.usd ?? null);
  const calls = callsOf(input, { budget, startedAt, signals });
  const run = { calls, concurrency: limits.concurrency, signals };
  const results = await runPhases(prompts, run, (progress) => input.onProgress?.(progress));
  return buildReport({
    prompts: await finishAll(results, input),
    startedAt,
    endedAt: clock.now(),
    commits: input.commits,
    totals: calls.totals(),
    estimate,
    budget: budgetReport(input, { budget, prompts }),
  });
}

function estimateOf(prompts: readonly PromptRun[], { priceOf = NO_PRICE }: EvaluationInput): RunEstimate {
  const started = prompts.filter(
    ({ prepared, withheld }) => withheld === undefined && prepared.given === undefined,
  );
  const foreseen = started.map(({ baseline, prepared, rules }) => {
    return { prepared, trials: rules.rules.trials, isBaseRecorded: baseline.kind === "recorded" };
  });
  return estimateRun(foreseen, priceOf);
}

function callsOf(
  { kept, limits, model, priceOf = NO_PRICE, providerOf }: EvaluationInput,
  run: { readonly budget: Budget; readonly startedAt: string; readonly signals: RunSignals },
): Calls {
  const { budget, startedAt, signals } = run;
  const signal = AbortSignal.any([signals.cancelled, signals.timeUp]);
  const { maxOutputTokens, usd = null } = limits;
  const costs = { priceOf, budget, capUsd: usd, maxOutputTokens };
  return makeCalls({ model, providerOf, ...costs, kept, startedAt, signal });
}

function budgetReport(
  { limits, priceOf = NO_PRICE }: EvaluationInput,
  { budget, prompts }: { readonly budget: Budget; readonly prompts: readonly PromptRun[] },
): BudgetReport {
  const prepared = prompts.map((one) => one.prepared).filter(({ given }) => given === undefined);
  return {
    usd: limits.usd ?? null,
    minutes: limits.minutes,
    spent_usd: budget.spent(),
    exhausted: budget.hasRefused(),
    unknown_prices: unknownPrices(prepared, priceOf),
  };
}

async function prepare(
  prompt: PromptToEvaluate,
  input: EvaluationInput,
  startedAt: string,
): Promise<PromptRun> {
  const { gates, clock, judges, limits, priceOf = NO_PRICE, providerOf, trials } = input;
  const { allow_removed_cases: allowLoosening } = gates;
  const options = { allowLoosening, judges, providerOf, watchdog: clock.watchdog };
  const prepared = await preparePrompt(prompt, options);
  const { given } = prepared;
  const costs = { capUsd: limits.usd ?? null, allowUnknownPrices: limits.allowUnknownPrices ?? false };
  const withheld = given === undefined ? withheldFor(prepared, priceOf, costs) : undefined;
  const rules = withTrials(rulesOfPrompt(prompt, gates), given?.kind === "read" ? mostTrials(given) : trials);
  const baseline = decideBaseline({
    prepared,
    trials: rules.rules.trials,
    isLatencyCompared: rules.rules.max_latency_ratio !== undefined,
    price: priceOf(prepared.prompt.base?.effective.model ?? ""),
    now: startedAt,
    maxAgeDays: gates.baseline_max_age_days,
  });
  return { prepared, rules, baseline, ...(withheld !== undefined && { withheld }) };
}

function withTrials(said: PromptRules, trials: number | undefined): PromptRules {
  return trials === undefined ? said : { ...said, rules: { ...said.rules, trials } };
}

/** One prompt after the other: the intervals of one take a moment, those of hundreds seconds. */
async function finishAll(
  results: RunResults,
  { gates, onProgress }: EvaluationInput,
): Promise<readonly EvaluatedPrompt[]> {
  const evaluated: EvaluatedPrompt[] = [];
  for (const prompt of results.judged) {
    evaluated.push(finish(prompt, results, gates));
    onProgress?.({ phase: "comparison", done: evaluated.length, total: results.judged.length });
    await turnOfOthers();
  }
  return evaluated;
}

function finish(
  judged: JudgedPrompt,
  { firstPass, confirmed }: RunResults,
  gates: GateConfig,
): EvaluatedPrompt {
  const { baseline, prepared, rules, statistics } = judged;
  const cases = firstPass.flatMap((one, index) =>
    one.prepared === prepared ? [evaluatedCase(one, confirmed.get(index))] : [],
  );
  const input = statisticsInput(judged, firstPass);
  const budgets = decideBudgets(rules.rules, input.cases);
  const { suite, tally, isUnchanged, invalidCases, invalidInHead, given } = prepared;
  const { withheld } = judged;
  const gate = decideVerdict({
    rules: rules.rules,
    statistics: statistics.rules,
    budgets,
    breaking: rules.breaking,
    allowBreaking: gates.allow_breaking_variables,
    hasInvalidGates: rules.hasInvalidGates,
    hasBaseArm: hasBaseArm(prepared),
    given,
    isUnchanged,
    isSameModel: prepared.prompt.base?.effective.model === prepared.prompt.head.effective.model,
    cases,
    // When given results were measured is not known: an outage may explain them.
    isSurelyUnanswered: given === undefined && isSurelyUnanswered(cases, statistics.level),
    withheldByHead: withheld?.isHeadsDoing === true ? withheld.failed.message : null,
    suiteCases: suite.cases.length,
    changes: suite.changes,
    allowLoosening: gates.allow_removed_cases,
    evaluators: tally,
    invalidCases,
    invalidInHead,
  });
  const comparisons = compareMetrics({ ...input, statistics });
  return { prepared, rules, baseline, cases, statistics, budgets, comparisons, gate };
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
    ...shownBase(one, confirmed),
  };
}

/** Nothing that was said is recorded: a fresh answer of the base shows what it used to say. */
function shownBase({ recorded }: CaseRun, confirmed: ConfirmedCase | undefined) {
  const shown = recorded === undefined ? undefined : confirmed?.base.find(passes);
  return shown === undefined ? {} : { shownBase: shown };
}

import type { GateConfig } from "../domain/policy/gate-rules.ts";
import { buildReport } from "./build-report.ts";
import { finalStatus } from "./case-status.ts";
import type { ConfirmedCase } from "./confirmation-run.ts";
import type { EvaluatedCase, EvaluatedPrompt } from "./evaluated-prompt.ts";
import { decideBudgets } from "./gate/budgets.ts";
import { compareMetrics } from "./gate/comparison.ts";
import { rulesOfPrompt } from "./gate/prompt-rules.ts";
import { decideVerdict } from "./gate/verdict.ts";
import type { CostOf, JudgeSettings } from "./judge.ts";
import type { Model } from "./model.ts";
import type { EvaluationClock } from "./ports.ts";
import { type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { EvaluationReport } from "./report.ts";
import {
  type CaseRun,
  type JudgedPrompt,
  type Progress,
  type PromptRun,
  type RunResults,
  runPhases,
  statisticsInput,
} from "./run-phases.ts";

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
  const results = await runPhases(prompts, run, (progress) => input.onProgress?.(progress));
  const evaluated = results.judged.map((prompt) => finish(prompt, results, input.gates));
  return buildReport({ prompts: evaluated, startedAt, endedAt: clock.now(), commits: input.commits });
}

async function prepare(prompt: PromptToEvaluate, input: EvaluationInput): Promise<PromptRun> {
  const { gates, clock, judges } = input;
  const options = { allowLoosening: gates.allow_removed_cases, watchdog: clock.watchdog, judges };
  return { prepared: await preparePrompt(prompt, options), rules: rulesOfPrompt(prompt, gates) };
}

function finish(
  judged: JudgedPrompt,
  { firstPass, confirmed }: RunResults,
  gates: GateConfig,
): EvaluatedPrompt {
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

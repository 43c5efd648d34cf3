import { compile, splitCaseValues } from "../../domain/prompt/compile.ts";
import { ARMS, type Arm, type ArmPrompt } from "../arms.ts";
import type { TokenUsage } from "../model.ts";
import type { PreparedPrompt } from "../prepared-prompt.ts";
import { costOf, type PriceOf } from "../prices.ts";
import type { SuiteCase } from "../suite/types.ts";
import type { Purpose } from "./calls.ts";
import { callRequest } from "./request.ts";
import { requestTokens, textTokens } from "./token-estimate.ts";
import { addCall, type CallTotals, NO_CALLS } from "./totals.ts";

/** What a run is expected to take, by what the calls are for. */
export type RunEstimate = Readonly<Record<Purpose, CallTotals>>;

/** A prompt of a run, as far as its calls can be foreseen. */
export interface PromptToEstimate {
  readonly prepared: PreparedPrompt;
  /** Calls per case and arm. */
  readonly trials: number;
  /** Then the base is not asked in the first pass. */
  readonly isBaseRecorded?: boolean;
}

/** The rules that every judge reads, and the sentence and choice that it answers with. */
const JUDGE_RULES_TOKENS = 300;
const JUDGE_ANSWER_TOKENS = 100;

/**
 * The first pass of all prompts, were nothing kept from earlier runs: calls, tokens and USD. Confirmations come on top;
 * how many there will be nobody knows.
 */
export function estimateRun(prompts: readonly PromptToEstimate[], priceOf: PriceOf): RunEstimate {
  const estimate: Record<Purpose, CallTotals> = { base: NO_CALLS, head: NO_CALLS, judge: NO_CALLS };
  const add = (purpose: Purpose, model: string, usage: TokenUsage) => {
    const costUsd = costOf(priceOf(model), usage);
    estimate[purpose] = addCall(estimate[purpose], { calls: 1, ...usage, costUsd, models: [model] });
  };
  for (const prompt of prompts) {
    for (const suiteCase of prompt.prepared.cases) {
      for (const arm of armsOf(prompt.prepared)) {
        if (arm === "base" && prompt.isBaseRecorded === true) continue;
        addTrials({ prompt, suiteCase, arm }, add);
      }
    }
  }
  return estimate;
}

interface Foreseen {
  readonly prompt: PromptToEstimate;
  readonly suiteCase: SuiteCase;
  readonly arm: Arm;
}

function addTrials(
  { arm, prompt: { prepared, trials }, suiteCase }: Foreseen,
  add: (purpose: Purpose, model: string, usage: TokenUsage) => void,
): void {
  const usage = trialTokens(prepared, suiteCase, arm);
  const model = prepared.prompt[arm]?.effective.model;
  if (usage === null || model === undefined) return;
  for (let trial = 0; trial < trials; trial += 1) {
    add(arm, model, usage);
    for (const { asks } of prepared.evaluators) {
      if (asks !== undefined) add("judge", asks.model, judgeTokens(asks.tokens, suiteCase, usage));
    }
  }
}

/** The models that a prompt's calls would go to, each once. */
export function modelsOf(prepared: PreparedPrompt): readonly string[] {
  if (prepared.cases.length === 0) return [];
  const asked = armsOf(prepared).flatMap((arm) => prepared.prompt[arm]?.effective.model ?? []);
  const judges = prepared.evaluators.flatMap(({ asks }) => asks?.model ?? []);
  return [...new Set([...asked, ...judges])];
}

function armsOf({ isUnchanged, prompt }: PreparedPrompt): readonly Arm[] {
  return ARMS.filter((arm) => prompt[arm] !== null && !(isUnchanged && arm === "base"));
}

/**
 * Null where the case cannot be run on the arm. How long answers are is known where the live version was measured: the
 * head's are taken to be as long.
 */
function trialTokens({ prompt }: PreparedPrompt, { values }: SuiteCase, arm: Arm): TokenUsage | null {
  const effective = prompt[arm]?.effective;
  if (effective === undefined) return null;
  const compiled = compile(effective, splitCaseValues(effective, values).variables);
  if (!compiled.ok) return null;
  const usage = requestTokens(callRequest(effective, compiled.messages));
  return { ...usage, outputTokens: recordedOutput(prompt.base) ?? usage.outputTokens };
}

/** The mean of the recorded answers, in whole tokens; null where none was counted. */
function recordedOutput(base: ArmPrompt | null): number | null {
  const { cases = [] } = base?.evidence ?? {};
  const counts = cases
    .flatMap(({ trials }) => trials)
    .flatMap((trial) => (trial.result === "error" ? [] : (trial.output_tokens ?? [])));
  return counts.length === 0 ? null : Math.ceil(counts.reduce((sum, one) => sum + one, 0) / counts.length);
}

/** A judge reads its own question, what the case gives and the answer. */
function judgeTokens(question: number, { values }: SuiteCase, answer: TokenUsage): TokenUsage {
  const material = textTokens(JSON.stringify(values)) + answer.outputTokens;
  return {
    inputTokens: JUDGE_RULES_TOKENS + question + material,
    outputTokens: JUDGE_ANSWER_TOKENS,
  };
}

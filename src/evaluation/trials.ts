import pLimit from "p-limit";
import type { JsonObject } from "../domain/json.ts";
import { compile, splitCaseValues } from "../domain/prompt/compile.ts";
import type { EffectivePrompt } from "../domain/prompt/effective-prompt.ts";
import type { Arm } from "./arms.ts";
import { BudgetExhausted, type CallAnswer, type Calls } from "./calls/calls.ts";
import type { Draw } from "./calls/draw.ts";
import { callRequest } from "./calls/request.ts";
import { cutText } from "./cut-text.ts";
import type { Judge, Subject } from "./evaluators/evaluator.ts";
import { makeJudges } from "./judge.ts";
import { ModelError } from "./model.ts";
import type { OpenOpinions, Opinion } from "./opinions.ts";
import type { Evaluation, EvaluatorError, Failed, Outcome, OutcomeErrorCode } from "./outcome.ts";
import { turnOfOthers } from "./turn.ts";

/** An evaluator that is ready to judge. */
export interface ReadyEvaluator {
  readonly name: string;
  readonly counts: boolean;
  readonly judge: Judge;
  /** The model that it asks, and the tokens of its own question; absent where it asks none. */
  readonly asks?: { readonly model: string; readonly tokens: number };
}

/** One model call to make: a case on one arm. */
export interface Trial {
  readonly effective: EffectivePrompt;
  readonly values: JsonObject;
  readonly evaluators: readonly ReadyEvaluator[];
  readonly arm: Arm;
  readonly draw: Draw;
  /** Why it must not be run at all. */
  readonly withheld?: Failed;
}

/** The two ends that can come to a run before its work is done. */
export interface RunSignals {
  readonly cancelled: AbortSignal;
  readonly timeUp: AbortSignal;
}

export interface TrialRun {
  /** For the prompts and for their judges. */
  readonly calls: Calls;
  /** Calls at once: a trial's judges are asked one after another, in its own place. */
  readonly concurrency: number;
  readonly signals: RunSignals;
  /** Where evaluators that don't count are put to be asked later; absent: they are not asked. */
  readonly opinions?: OpenOpinions;
  /** Called after each trial, in the order in which they end. */
  readonly onDone: () => void;
}

/** What all trials of a run share. */
interface TrialTools {
  readonly signal: AbortSignal;
  readonly judgeWith: ReturnType<typeof makeJudges>;
}

/** Bytes of an output that a report keeps. */
const MAX_OUTPUT_BYTES = 20 * 1024;

/**
 * Runs trials, started in the given order, with bounded concurrency. Outcomes stand in that order, whatever ends first.
 * Whatever goes wrong in a trial is its outcome; nothing is thrown but bugs.
 */
export async function runTrials(trials: readonly Trial[], run: TrialRun): Promise<readonly Outcome[]> {
  const limit = pLimit(run.concurrency);
  const signal = AbortSignal.any([run.signals.cancelled, run.signals.timeUp]);
  const tools = { signal, judgeWith: makeJudges() };
  const outcomes = trials.map((trial) =>
    limit(async () => {
      const outcome = await runTrial(trial, run, tools);
      run.onDone();
      return outcome;
    }),
  );
  return Promise.all(outcomes);
}

async function runTrial(trial: Trial, run: TrialRun, tools: TrialTools): Promise<Outcome> {
  const { effective } = trial;
  const { signal } = tools;
  const compiled = compile(effective, splitCaseValues(effective, trial.values).variables);
  if (!compiled.ok) {
    return failed("case_values", compiled.offences.map((offence) => offence.message).join(" "));
  }
  if (trial.withheld !== undefined) return trial.withheld;
  if (signal.aborted) return stopped(run.signals);
  const ask = run.calls.forTrial(trial.draw);
  let called: CallAnswer;
  try {
    called = await ask(callRequest(effective, compiled.messages), trial.arm);
  } catch (error) {
    if (signal.aborted) return stopped(run.signals);
    if (error instanceof BudgetExhausted) return failed("budget_exhausted", error.message);
    if (error instanceof ModelError) return failed(error.code, error.message);
    throw error;
  }
  const { costUsd, response: answer } = called;
  const judges = new Set<string>();
  const askJudge = tools.judgeWith((request, purpose) => {
    judges.add(request.model);
    return ask(request, purpose);
  }, signal);
  const subject = { answer, values: trial.values, messages: compiled.messages, costUsd, ask: askJudge };
  const counting = trial.evaluators.filter(({ counts }) => counts);
  const judgedOutcome = withOrigin(await judged(counting, subject, run.signals), called);
  const outcome = judges.size === 0 ? judgedOutcome : { ...judgedOutcome, judges: [...judges] };
  const others = trial.evaluators.filter(({ counts }) => !counts);
  if (outcome.kind === "answered" && others.length > 0) {
    run.opinions?.set(outcome, async () => {
      return { ...(await opinionsOf(others, subject, run.signals)), judges: [...judges] };
    });
  }
  return outcome;
}

function withOrigin(outcome: Outcome, { cachedAt }: CallAnswer): Outcome {
  if (outcome.kind === "error" || cachedAt === null) return outcome;
  return { ...outcome, origin: { kind: "cache", at: cachedAt } };
}

/** What evaluators that count make of an answer: one that gives no verdict leaves it unknown. */
async function judged(
  evaluators: readonly ReadyEvaluator[],
  subject: Subject,
  signals: RunSignals,
): Promise<Outcome> {
  const { answer, costUsd } = subject;
  const evaluations: Evaluation[] = [];
  for (const { name, counts, judge } of evaluators) {
    // A change may bring hundreds, of which each takes the watchdog's two seconds.
    await turnOfOthers();
    if (isOver(signals)) return stopped(signals);
    try {
      evaluations.push({ name, counts, ...(await judge(subject)) });
    } catch (error) {
      if (isOver(signals)) return stopped(signals);
      if (error instanceof BudgetExhausted) return failed("budget_exhausted", error.message);
      return failed("evaluator_failed", noVerdict(name, error));
    }
  }
  const { text, truncated } = cutText(answer.text, MAX_OUTPUT_BYTES);
  return {
    kind: "answered",
    pass: evaluations.every(({ pass }) => pass),
    output: text,
    outputTruncated: truncated,
    toolCalls: answer.toolCalls.map(({ name, arguments: given }) => ({
      name: cutText(name, 200).text,
      arguments: cutText(given, MAX_OUTPUT_BYTES).text,
    })),
    finishReason: answer.finishReason,
    evaluations,
    usage: answer.usage,
    latencyMs: answer.latencyMs,
    costUsd,
  };
}

/** What the others say. One that gives no verdict takes nothing from the answer. */
async function opinionsOf(
  evaluators: readonly ReadyEvaluator[],
  subject: Subject,
  signals: RunSignals,
): Promise<Omit<Opinion, "judges">> {
  const evaluations: Evaluation[] = [];
  const errors: EvaluatorError[] = [];
  for (const { name, counts, judge } of evaluators) {
    await turnOfOthers();
    try {
      if (isOver(signals)) throw new Error("the run was over before it was asked");
      evaluations.push({ name, counts, ...(await judge(subject)) });
    } catch (error) {
      errors.push({ name, message: noVerdict(name, error) });
    }
  }
  return { evaluations, errors };
}

function noVerdict(name: string, error: unknown): string {
  return `The evaluator ${JSON.stringify(name)} gave no verdict: ${detailOf(error)}.`;
}

function isOver({ cancelled, timeUp }: RunSignals): boolean {
  return cancelled.aborted || timeUp.aborted;
}

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

function stopped({ cancelled }: RunSignals): Failed {
  return cancelled.aborted
    ? failed("cancelled", "The run was cancelled before this was answered.")
    : failed(
        "time_limit",
        "The run's time was up before this was answered: raise budget.minutes in the config, or run fewer cases or trials.",
      );
}

function failed(code: OutcomeErrorCode, message: string): Failed {
  return { kind: "error", code, message };
}

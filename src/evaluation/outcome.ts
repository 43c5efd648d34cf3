import type { Judgement } from "./evaluators/evaluator.ts";
import type { ModelErrorCode, TokenUsage, ToolCall } from "./model.ts";

export interface Evaluation extends Judgement {
  readonly name: string;
  /** Whether the case fails with it. */
  readonly counts: boolean;
}

export interface EvaluatorError {
  readonly name: string;
  readonly message: string;
}

export type OutcomeErrorCode =
  | ModelErrorCode
  /** The case's values do not fit the prompt's variables. */
  | "case_values"
  | "evaluator_failed"
  /** The run's time was up. */
  | "time_limit"
  /** The next call could have cost more than the run's cap leaves. */
  | "budget_exhausted"
  /** The run has a cap, and nobody knows what this model costs. */
  | "price_unknown"
  | "cancelled";

/** An earlier run's answer from the cache, or the outcome that a version's evidence recorded. */
export interface AnswerOrigin {
  readonly kind: "cache" | "record";
  /** When the run began that asked, RFC 3339. */
  readonly at: string;
}

/** One trial that was answered and judged. `pass`: all evaluators that count pass. */
export interface Answered {
  readonly kind: "answered";
  readonly pass: boolean;
  /** Cut to what a report shows; it was judged whole. */
  readonly output: string;
  readonly outputTruncated: boolean;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: string | null;
  readonly evaluations: readonly Evaluation[];
  /** Failures of evaluators that don't count: they gave no verdict, and the case stands without them. */
  readonly evaluatorErrors?: readonly EvaluatorError[];
  readonly usage: TokenUsage | null;
  /** Of this call, judges apart. Null or absent: unknown. */
  readonly costUsd?: number | null;
  readonly latencyMs: number;
  /** The models that were asked to judge it, each once; absent where none was. */
  readonly judges?: readonly string[];
  /** Where it is from, unless this run asked for it. */
  readonly origin?: AnswerOrigin;
}

export interface Failed {
  readonly kind: "error";
  readonly code: OutcomeErrorCode;
  readonly message: string;
  /** The models that were asked to judge, each once; absent where none was. */
  readonly judges?: readonly string[];
}

/** What came of one trial. */
export type Outcome = Answered | Failed;

const PROMPTS_DOING: ReadonlySet<string> = new Set<OutcomeErrorCode>(["case_values", "refused_request"]);

/** Whether an error with this code counts as failing: the prompt or its cases caused it. */
export function isPromptsDoing(code: string): boolean {
  return PROMPTS_DOING.has(code);
}

/** An error that the prompt or its cases caused: it would fail in production as well. */
export function isPromptError(outcome: Outcome): outcome is Failed {
  return outcome.kind === "error" && isPromptsDoing(outcome.code);
}

/** An error that says nothing about the prompt. */
export function isUnknown(outcome: Outcome): outcome is Failed {
  return outcome.kind === "error" && !isPromptsDoing(outcome.code);
}

export function passes(outcome: Outcome): boolean {
  return outcome.kind === "answered" && outcome.pass;
}

/** Whether the prompt did not do what it should; never where that is unknown. */
export function fails(outcome: Outcome): boolean {
  return !passes(outcome) && !isUnknown(outcome);
}

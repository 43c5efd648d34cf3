import type { Json, JsonObject } from "../../domain/json.ts";
import type { CompiledMessage } from "../../domain/prompt/compile.ts";
import type { AskJudge, JudgeSettings } from "../judge.ts";
import type { ModelResponse } from "../model.ts";
import type { Watchdog } from "../ports.ts";

/** What an evaluator thinks of one answer. */
export interface Judgement {
  /** From 0 to 1. */
  readonly score: number;
  readonly pass: boolean;
  /** One sentence. It may quote the answer: data, never markup. */
  readonly why: string;
}

/** One answer to a case, with all that can be asked about it. */
export interface Subject {
  readonly answer: ModelResponse;
  /** All the case's keys. */
  readonly values: JsonObject;
  /** What the model was asked. */
  readonly messages: readonly CompiledMessage[];
  /** Of the call that gave the answer, judges apart; null where it is unknown. */
  readonly costUsd: number | null;
  readonly ask: AskJudge;
}

/**
 * Judges one answer. What is thrown is the evaluator's own failure and counts as an error, never as a score.
 */
export type Judge = (subject: Subject) => Judgement | Promise<Judgement>;

/** What an evaluator throws that cannot judge this answer. `message` is half a sentence, without its full stop. */
export class CannotJudge extends Error {
  override readonly name = "CannotJudge";
}

/** What became of an evaluator's configuration. `message` says in a sentence what is wrong and how to mend it. */
export type JudgeResult =
  | { readonly kind: "ready"; readonly judge: Judge }
  /** A kind that this version does not evaluate. */
  | { readonly kind: "unsupported"; readonly message: string }
  | { readonly kind: "invalid"; readonly message: string };

/** What evaluators need besides their own configuration. */
export interface Surroundings {
  /** GitHub's `{name, strict, schema}` of the prompt as JSON text. */
  readonly promptSchema: string | undefined;
  readonly watchdog: Watchdog;
  /** Undefined where the run has no judges. */
  readonly judges: JudgeSettings | undefined;
}

/** Makes the judge of one kind of evaluator from what stands under its key. */
export type MakeJudge = (config: Json, surroundings: Surroundings) => JudgeResult;

export function verdictOf(pass: boolean, why: string): Judgement {
  return { score: pass ? 1 : 0, pass, why };
}

const QUOTED_LENGTH = 80;

/** A text in quotes for a sentence, cut where it is long. */
export function quote(text: string): string {
  const points = [...text.slice(0, QUOTED_LENGTH * 2)];
  const cut = points.length > QUOTED_LENGTH || text.length > QUOTED_LENGTH * 2;
  return JSON.stringify(cut ? `${points.slice(0, QUOTED_LENGTH).join("")}…` : text);
}

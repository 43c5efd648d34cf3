import type { JsonObject } from "../../domain/json.ts";
import type { ModelResponse } from "../model.ts";

/** What an evaluator thinks of one answer. */
export interface Judgement {
  /** From 0 to 1. */
  readonly score: number;
  readonly pass: boolean;
  /** One sentence. It may quote the answer: data, never markup. */
  readonly why: string;
}

/**
 * Judges one answer to a case, given all the case's keys. What is thrown is the evaluator's own failure and counts as
 * an error, never as a score.
 */
export type Judge = (answer: ModelResponse, values: JsonObject) => Judgement;

/** What became of an evaluator's configuration. `message` says in a sentence what is wrong and how to mend it. */
export type JudgeResult =
  | { readonly kind: "ready"; readonly judge: Judge }
  /** A kind that this version does not evaluate. */
  | { readonly kind: "unsupported"; readonly message: string }
  | { readonly kind: "invalid"; readonly message: string };

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

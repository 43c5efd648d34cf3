import type { JsonObject } from "../../domain/json.ts";
import type { Position } from "../../domain/problem.ts";
import type { EvaluatorSpec } from "../../domain/prompt/evaluator-spec.ts";
import type { ArmPrompt, SuiteSource } from "../arms.ts";

/** A case as both arms run it. */
export interface SuiteCase {
  /** Unique within the suite. */
  readonly id: string;
  /** For people: the case's `name`, else `#` and its number in the file. */
  readonly name: string;
  /** Whether only the head has it. */
  readonly isNew: boolean;
  readonly values: JsonObject;
  /** In the head's file; its first line where the head has no such case. */
  readonly position: Position;
}

export const SUITE_CHANGE_CODES = [
  "case_removed",
  "case_changed",
  "evaluator_removed",
  "evaluator_changed",
  /** Which results stand for the suite. */
  "results_changed",
] as const;

/** Something of the base's suite that the head took away or changed. */
export interface SuiteChange {
  readonly code: (typeof SUITE_CHANGE_CODES)[number];
  readonly name: string;
  readonly position: Position;
  readonly message: string;
}

/** An evaluator as it judges both arms. */
export interface SuiteEvaluator {
  readonly spec: EvaluatorSpec;
  /** Whether a case fails with it; else its opinion is only shown. */
  readonly counts: boolean;
  /** Whether only the head has it. */
  readonly isNew: boolean;
  /** The `jsonSchema` of the prompt it was written for. */
  readonly promptSchema?: string;
  /** In the head's file; its first line where the head has no such evaluator. */
  readonly position: Position;
}

/** What both arms of one prompt are held to. */
export interface Suite {
  readonly cases: readonly SuiteCase[];
  readonly evaluators: readonly SuiteEvaluator[];
  readonly changes: readonly SuiteChange[];
  readonly digest: string;
}

export interface SuiteInput {
  /** The file at the base branch's head; null for a new prompt. */
  readonly base: SuiteSource | null;
  /** The file where the head left the base branch; absent: as `base`. What is not in it the head can't have removed. */
  readonly known?: SuiteSource | null | undefined;
  readonly head: SuiteSource;
  /** What the base arm runs, which may be older than the base branch's file. */
  readonly baseArm: ArmPrompt | null;
  /** Whether the config lets a pull request remove and change what it is held to. */
  readonly allowLoosening: boolean;
  /** The judge of evaluators that name none; undefined where the run has no judges. */
  readonly judgeModel?: string | undefined;
}

import { canonicalJson, digestOf, sha256Hex } from "../../domain/digest.ts";
import type { Arm } from "../arms.ts";
import type { ModelRequest } from "../model.ts";

/** What distinguishes one trial from all others: no two draws share an answer, however equal what they ask. */
export interface Draw {
  readonly prompt: string;
  /** The case's id in the suite. */
  readonly suiteCase: string;
  readonly arm: Arm;
  readonly phase: "first_pass" | "confirmation";
  /** From 0, within case, arm and phase. */
  readonly trial: number;
  /**
   * The digests of both arms where their latencies are compared: then an answer serves that pair only, and both arms are
   * measured in one run.
   */
  readonly pair?: string;
  /** Asked in this run, whatever is kept: for whether there is an answer today. */
  readonly isAsked?: boolean;
}

interface CallIdentity {
  readonly draw: Draw;
  /** Who answers: another address is another model. */
  readonly provider: string;
  /** Of the request. */
  readonly digest: string;
  /** How often the trial has asked this very request before: a judge is asked again after a malformed answer. */
  readonly repeat: number;
}

/** The digest of all that reaches a model. */
export function requestDigest(request: ModelRequest): string {
  return digestOf(request);
}

/** Under which name an answer is kept: 64 hex digits, so that nothing of the content becomes part of a path. */
export function answerKey(call: CallIdentity): string {
  return sha256Hex(canonicalJson({ schema: 1, ...call }));
}

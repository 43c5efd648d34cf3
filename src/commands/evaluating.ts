import { tooOld } from "../domain/decisions/refusal.ts";
import type { Cause } from "../domain/ledger/event.ts";
import { type Asker, decidePermission } from "../domain/policy/permission.ts";
import type { Controls } from "../releases/controls.ts";
import type { Surroundings } from "../releases/ports.ts";
import {
  type EvaluateRefusal,
  evaluateRefusedAnswer,
  evaluatingAnswer,
  evaluationRepeatedAnswer,
  type Unfit,
} from "../reports/answers/evaluate-answer.ts";

/** The pull request that a comment stands on, as it is when the comment is handled. */
export interface PullNow {
  readonly number: number;
  readonly isOpen: boolean;
  readonly headSha: string;
  readonly baseBranch: string;
}

/** One commit of one pull request, which somebody with the permission wants evaluated. */
export interface EvaluationRequest {
  readonly pull: PullNow;
  /** The pull request's head when it was asked for. Everything is read at this commit, whatever is pushed later. */
  readonly sha: string;
  readonly askedBy: string;
  /** The workflow's file on the default branch, from the config. */
  readonly workflow: string;
}

export type EvaluationStart =
  /** Without an address where GitHub does not tell the run's. */
  | { readonly status: "started"; readonly runUrl: string | null }
  /** This very comment started one before. */
  | { readonly status: "repeated" }
  | { readonly status: "refused"; readonly refusal: EvaluateRefusal };

/** Evaluations on the pull request of one comment. Homes: the app dispatches a workflow, the Action evaluates itself. */
export interface Evaluations {
  /** Null where the comment stands on an issue. */
  readonly pull: () => Promise<PullNow | null>;
  /** Starts nothing twice for one comment. */
  readonly start: (request: EvaluationRequest) => Promise<EvaluationStart>;
}

/** An `/evaluate`, as somebody typed it. */
export interface EvaluateCommand {
  /** 40 or 64 lower-case hex digits. */
  readonly sha: string;
  readonly cause: Cause;
  readonly asker: Asker;
}

export interface EvaluatingPorts {
  readonly evaluations: Evaluations;
  readonly surroundings: Surroundings;
}

/**
 * Lets exactly one commit of a pull request be evaluated, on the word of somebody who may: the one that is its head now,
 * so that nobody vouches for what was pushed after they looked.
 */
export async function answerEvaluate(
  command: EvaluateCommand,
  controls: Controls,
  { evaluations, surroundings }: EvaluatingPorts,
): Promise<string> {
  const refusal = refusalOf(command, controls, surroundings.now());
  if (refusal !== null) return evaluateRefusedAnswer(refusal);
  const pull = await evaluations.pull();
  const unfit = unfitness(pull, command.sha);
  if (pull === null || unfit !== null) return evaluateRefusedAnswer(unfit ?? { code: "not_a_pull_request" });
  const { workflow } = controls.config.file;
  const { sha } = command;
  const start = await evaluations.start({ pull, sha, askedBy: command.asker.login, workflow });
  switch (start.status) {
    case "started":
      return evaluatingAnswer({ sha, number: pull.number, runUrl: start.runUrl });
    case "repeated":
      return evaluationRepeatedAnswer({ sha, number: pull.number });
    case "refused":
      return evaluateRefusedAnswer(start.refusal);
  }
}

function refusalOf(
  { asker, cause }: EvaluateCommand,
  { config }: Controls,
  now: string,
): EvaluateRefusal | null {
  const decided = decidePermission(config.permissions.evaluate, asker, null);
  if (!decided.permitted) return { code: "not_permitted", needs: decided.needs, role: asker.role };
  const stale = tooOld(cause, now);
  return stale === undefined ? null : { code: "too_old", minutes: Number(stale.details.minutes) };
}

/** Why a commit of a pull request is not evaluated; null where it is its head. */
export function unfitness(pull: PullNow | null, sha: string): Unfit | null {
  if (pull === null) return { code: "not_a_pull_request" };
  if (!pull.isOpen) return { code: "pull_request_closed", number: pull.number };
  return pull.headSha === sha ? null : { code: "not_the_head", number: pull.number, sha, head: pull.headSha };
}

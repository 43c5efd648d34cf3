import { fails, isUnknown, type Outcome, passes } from "./outcome.ts";

/** How often an arm passed and failed in the fresh trials; the rest told nothing. */
export interface ArmTally {
  readonly passes: number;
  readonly fails: number;
  readonly trials: number;
}

/** What the fresh trials of a case say. `unresolved`: too many of them told nothing. */
export interface Confirmation {
  readonly outcome: "confirmed" | "refuted" | "unresolved";
  /** Null where the prompt has no base arm. */
  readonly base: ArmTally | null;
  readonly head: ArmTally;
  /** Why trials told nothing. */
  readonly unknown: readonly Outcome[];
}

/**
 * Decides whether a newly failing case is blamed on the head: it is when the head fails in the majority of the fresh
 * trials and the base does not. The trial that raised the suspicion does not count, since it was picked for failing.
 * Trials that told nothing are counted for whatever would change the answer.
 */
export function confirm(base: readonly Outcome[] | null, head: readonly Outcome[]): Confirmation {
  const tallies = { base: base === null ? null : tallyOf(base), head: tallyOf(head) };
  const unknown = [...(base ?? []), ...head].filter(isUnknown);
  return { outcome: decide(tallies.base, tallies.head), ...tallies, unknown };
}

function tallyOf(outcomes: readonly Outcome[]): ArmTally {
  return {
    passes: outcomes.filter(passes).length,
    fails: outcomes.filter(fails).length,
    trials: outcomes.length,
  };
}

function decide(base: ArmTally | null, head: ArmTally): Confirmation["outcome"] {
  const baseFails = base !== null && isMajority(base.fails, base);
  const baseMayFail = base !== null && isMajority(base.trials - base.passes, base);
  if (isMajority(head.fails, head) && !baseMayFail) return "confirmed";
  if (!isMajority(head.trials - head.passes, head) || baseFails) return "refuted";
  return "unresolved";
}

function isMajority(count: number, { trials }: ArmTally): boolean {
  return count > trials / 2;
}

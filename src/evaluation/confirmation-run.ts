import {
  type Confirmation,
  type ConfirmationState,
  nextTrials,
  startConfirmation,
  withOutcomes,
} from "./confirmation.ts";
import type { Outcome } from "./outcome.ts";
import { armsInTurn, type CaseOwner, runSlots, slotsOf } from "./trial-slots.ts";
import type { TrialRun } from "./trials.ts";

/** A case that must be confirmed. */
export interface CaseToConfirm {
  readonly owner: CaseOwner;
  /** Its place in the run. */
  readonly index: number;
  /** Fresh trials per arm, at most. */
  readonly trials: number;
  readonly hasBase: boolean;
  /** Whether every answer must be one of this run: what was kept of the base does not say that it can be asked today. */
  readonly isAsked: boolean;
}

export interface ConfirmedCase {
  readonly confirmation: Confirmation;
  readonly fresh: readonly Outcome[];
  /** Those of them that the base gave. */
  readonly base: readonly Outcome[];
}

/** How far confirmations are: `total` is the most that there can be, and what is not needed counts as done. */
export type ConfirmationProgress = (done: number, total: number) => void;

interface OpenCase {
  readonly one: CaseToConfirm;
  readonly state: ConfirmationState;
}

/**
 * Runs the fresh trials that the decisions need, all open cases together in rounds, their arms in turn. Gives what came
 * of each case by its place in the run.
 */
export async function runConfirmations(
  cases: readonly CaseToConfirm[],
  run: Omit<TrialRun, "onDone">,
  onProgress: ConfirmationProgress,
): Promise<ReadonlyMap<number, ConfirmedCase>> {
  const decided = new Map<number, ConfirmedCase>();
  const total = cases.reduce((sum, one) => sum + mostTrials(one), 0);
  let done = 0;
  const advance = (by: number) => {
    done += by;
    if (by > 0) onProgress(done, total);
  };
  let open: readonly OpenCase[] = cases.map(opened);
  while (open.length > 0) {
    const after = await runRound(open, { ...run, onDone: () => advance(1) });
    open = after.filter(({ one, state }) => {
      const step = nextTrials(state);
      if (step.kind === "run") return true;
      const fresh = [...state.outcomes.base, ...state.outcomes.head];
      decided.set(one.index, { confirmation: step.confirmation, fresh, base: state.outcomes.base });
      advance(mostTrials(one) - fresh.length);
      return false;
    });
  }
  return decided;
}

function mostTrials({ trials, hasBase }: CaseToConfirm): number {
  return hasBase ? 2 * trials : trials;
}

function opened(one: CaseToConfirm): OpenCase {
  const { trials, hasBase, index } = one;
  return { one, state: startConfirmation({ trials, hasBase, first: armsInTurn(index)[0] }) };
}

async function runRound(open: readonly OpenCase[], run: TrialRun): Promise<readonly OpenCase[]> {
  const slots = open.flatMap(({ one, state }) => {
    const step = nextTrials(state);
    if (step.kind !== "run") return [];
    const { base, head } = state.outcomes;
    const before = { base: base.length, head: head.length };
    const plan = { owner: one.index, arms: step.arms, phase: "confirmation" as const, before };
    return slotsOf(one.owner, { ...plan, isAsked: one.isAsked });
  });
  const outcomes = await runSlots(slots, run);
  return open.map(({ one, state }) => ({ one, state: withOutcomes(state, outcomes.get(one.index)) }));
}

import type { Arm } from "./arms.ts";
import type { Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import type { SuiteCase } from "./suite/types.ts";
import { runTrials, type Trial, type TrialRun } from "./trials.ts";

/** A case of a prompt, to be run on the prompt's arms. */
export interface CaseOwner {
  readonly prepared: PreparedPrompt;
  readonly suiteCase: SuiteCase;
}

/** A trial with its place in the results. */
export interface Slot {
  /** The case's place in the run. */
  readonly owner: number;
  readonly arm: Arm;
  readonly trial: Trial;
}

/** Outcomes by the case's place, of each arm in the order of its slots. */
export type SlotOutcomes = ReadonlyMap<number, Readonly<Record<Arm, readonly Outcome[]>>>;

/** Which arm of a case begins changes from case to case: whatever drifts during a run drifts on both. */
export function armsInTurn(owner: number): readonly [Arm, Arm] {
  return owner % 2 === 0 ? ["base", "head"] : ["head", "base"];
}

/** A case's trials on these arms. An arm that the prompt has not, and the base of an unchanged prompt, are not run. */
export function slotsOf(
  { prepared, suiteCase }: CaseOwner,
  owner: number,
  arms: readonly Arm[],
): readonly Slot[] {
  const { prompt, evaluators, isUnchanged } = prepared;
  return arms.flatMap((arm) => {
    const effective = (isUnchanged && arm === "base" ? null : prompt[arm])?.effective;
    return effective === undefined
      ? []
      : [{ owner, arm, trial: { effective, values: suiteCase.values, evaluators } }];
  });
}

/** Runs trials, started in the given order. */
export async function runSlots(slots: readonly Slot[], run: TrialRun): Promise<SlotOutcomes> {
  const results = await runTrials(
    slots.map((slot) => slot.trial),
    run,
  );
  const groups = new Map<number, Record<Arm, Outcome[]>>();
  slots.forEach(({ owner, arm }, index) => {
    const group = groups.get(owner) ?? { base: [], head: [] };
    const outcome = results[index];
    if (outcome !== undefined) group[arm].push(outcome);
    groups.set(owner, group);
  });
  return groups;
}

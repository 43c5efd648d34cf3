import type { Arm } from "./arms.ts";
import type { Draw } from "./calls/draw.ts";
import type { Failed, Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import type { GivenTest } from "./promptfoo/given-results.ts";
import type { SuiteCase } from "./suite/types.ts";
import { runTrials, type Trial, type TrialRun } from "./trials.ts";

/** A case of a prompt, to be run on the prompt's arms. */
export interface CaseOwner {
  readonly prepared: PreparedPrompt;
  readonly suiteCase: SuiteCase;
  /** Whether the arms' latencies are held against each other: then both are measured in one run. */
  readonly isLatencyCompared: boolean;
  /** Why none of the prompt's trials is run. */
  readonly withheld?: Failed;
  /** What serves as the base's first pass; absent where the base is asked. */
  readonly recorded?: readonly Outcome[];
  /** What stands for all its trials; absent where they are run. */
  readonly given?: Pick<GivenTest, Arm>;
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

/** Trials of a case to run. */
export interface SlotPlan {
  /** The case's place in the run. */
  readonly owner: number;
  /** In the order in which they start. */
  readonly arms: readonly Arm[];
  readonly phase: Draw["phase"];
  /** Trials of the same phase that were run before. */
  readonly before?: Readonly<Record<Arm, number>>;
  /** Whether nothing that was kept of earlier runs may answer. */
  readonly isAsked?: boolean;
}

/** A case's trials on these arms. An arm that the prompt has not, and the base of an unchanged prompt, are not run. */
export function slotsOf(owner: CaseOwner, plan: SlotPlan): readonly Slot[] {
  const { prompt, evaluators, isUnchanged } = owner.prepared;
  const next: Record<Arm, number> = { ...(plan.before ?? { base: 0, head: 0 }) };
  return plan.arms.flatMap((arm) => {
    const effective = (isUnchanged && arm === "base" ? null : prompt[arm])?.effective;
    if (effective === undefined) return [];
    const place = { arm, phase: plan.phase, trial: next[arm] };
    const draw = drawOf(owner, plan.isAsked === true ? { ...place, isAsked: true } : place);
    next[arm] += 1;
    const { suiteCase, withheld } = owner;
    const trial = { effective, values: suiteCase.values, evaluators, arm, draw };
    return [{ owner: plan.owner, arm, trial: withheld === undefined ? trial : { ...trial, withheld } }];
  });
}

function drawOf(
  { isLatencyCompared, prepared: { prompt }, suiteCase }: CaseOwner,
  place: Pick<Draw, "arm" | "phase" | "trial" | "isAsked">,
): Draw {
  const pair = [prompt.base?.digest, prompt.head.digest].join("\n");
  return { prompt: prompt.id, suiteCase: suiteCase.id, ...place, ...(isLatencyCompared && { pair }) };
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

import { ARMS, type Arm } from "./arms.ts";
import { fails, isUnknown, type Outcome, passes } from "./outcome.ts";
import { binomialUpperTail } from "./statistics/binomial.ts";

/** How often an arm passed and failed in the fresh trials that were run; the rest of them told nothing. */
export interface ArmTally {
  readonly passes: number;
  readonly fails: number;
  readonly trials: number;
}

export const CONFIRMATION_OUTCOMES = [
  "confirmed",
  "refuted",
  /** So often as would blame the head for failing, it failed or told nothing, and the base did neither. */
  "unanswered",
  /** Too many trials told nothing, of the base as well. */
  "unresolved",
] as const;

/** What the fresh trials of a case say. */
export interface Confirmation {
  readonly outcome: (typeof CONFIRMATION_OUTCOMES)[number];
  /** Null where the prompt has no base arm. */
  readonly base: ArmTally | null;
  readonly head: ArmTally;
  /** Why trials told nothing. */
  readonly unknown: readonly Outcome[];
}

/** How a case is confirmed. */
export interface ConfirmationPlan {
  /** Fresh trials per arm, at most. */
  readonly trials: number;
  readonly hasBase: boolean;
  /** The arm that goes first. */
  readonly first: Arm;
}

/** A confirmation under way: the fresh outcomes so far. The trial that raised the suspicion is none of them. */
export interface ConfirmationState {
  readonly plan: ConfirmationPlan;
  readonly outcomes: Readonly<Record<Arm, readonly Outcome[]>>;
}

export type ConfirmationStep =
  /** These trials, in this order; all of them are needed before anything can be decided. */
  | { readonly kind: "run"; readonly arms: readonly [Arm, ...Arm[]] }
  | { readonly kind: "decided"; readonly confirmation: Confirmation };

/** The chance that two equal arms, however flaky, differ by the number of failures that confirms. */
const MOST_FALSE_CONFIRMATIONS = 0.01;

/**
 * How many times more than the base the head must fail in so many trials an arm: the smallest number that two equal arms
 * reach in at most 1 % of all cases. They reach it most often when they fail every second time, where the difference is
 * that of 2n tosses of a coin: P(head - base ≥ d) = P(Bin(2n, ½) ≥ n + d). Seven trials need five. With fewer than four
 * trials no number is enough, and all must agree. Chosen by simulation: docs/decisions/0009-gate-statistics.md.
 */
export function neededDifference(trials: number): number {
  const chance = (difference: number) =>
    binomialUpperTail({ least: trials + difference, trials: 2 * trials, probability: 0.5 });
  let difference = 1;
  while (difference < trials && chance(difference) > MOST_FALSE_CONFIRMATIONS) difference += 1;
  return difference;
}

export function startConfirmation(plan: ConfirmationPlan): ConfirmationState {
  return { plan, outcomes: { base: [], head: [] } };
}

/** The state after the trials that a step asked for. */
export function withOutcomes(
  state: ConfirmationState,
  fresh: ConfirmationState["outcomes"] = { base: [], head: [] },
): ConfirmationState {
  const { base, head } = state.outcomes;
  return { ...state, outcomes: { base: [...base, ...fresh.base], head: [...head, ...fresh.head] } };
}

/**
 * Decides whether a newly failing case is blamed on the head, or asks for the trials that the decision surely needs: never
 * one more, since it stops as soon as no outcome of the trials left could change the answer. The head is blamed when it
 * fails at least `neededDifference` times more often than the base; without a base, when it fails most of its trials.
 * Trials that told nothing are counted for whatever would change the answer, and blame the head where it alone has them.
 */
export function nextTrials(state: ConfirmationState): ConfirmationStep {
  const count = countOf(state);
  const decided = decide(count);
  if (decided !== null) return { kind: "decided", confirmation: confirmationOf(state, decided) };
  const wanted = Math.max(1, Math.min(toBlame(count), toRefute(count)));
  const [first, ...rest] = upcoming(state).slice(0, wanted);
  if (first === undefined) throw new TypeError("A confirmation without trials left was not decided");
  return { kind: "run", arms: [first, ...rest] };
}

interface Count {
  readonly needed: number;
  readonly hasBase: boolean;
  readonly base: Side;
  readonly head: Side;
}

interface Side {
  readonly fails: number;
  readonly unknown: number;
  /** Trials that can still be run. */
  readonly left: number;
}

function countOf({ plan, outcomes }: ConfirmationState): Count {
  const side = (arm: Arm, trials: number): Side => ({
    fails: outcomes[arm].filter(fails).length,
    unknown: outcomes[arm].filter(isUnknown).length,
    left: trials - outcomes[arm].length,
  });
  return {
    needed: plan.hasBase ? neededDifference(plan.trials) : Math.floor(plan.trials / 2) + 1,
    hasBase: plan.hasBase,
    base: side("base", plan.hasBase ? plan.trials : 0),
    head: side("head", plan.trials),
  };
}

/** How many trials must at least speak for the head's guilt until it is certain; 0: it is. */
function toConfirm({ needed, base, head }: Count): number {
  return needed - (head.fails - base.fails - base.unknown - base.left);
}

/** The same where a trial that told nothing speaks like one that failed. Without a base an outage would explain that. */
function toBlame(count: Count): number {
  return toConfirm(count) - (count.hasBase ? count.head.unknown : 0);
}

/** How many must at least speak against it until it is out of question. */
function toRefute({ needed, base, head }: Count): number {
  return head.fails + head.unknown + head.left - base.fails - needed + 1;
}

function decide(count: Count): Confirmation["outcome"] | null {
  const left = count.base.left + count.head.left;
  const [blaming, refuting] = [toBlame(count), toRefute(count)];
  if (toConfirm(count) <= 0) return "confirmed";
  if (blaming <= 0) return "unanswered";
  if (refuting <= 0) return "refuted";
  return blaming > left && refuting > left ? "unresolved" : null;
}

/** The arms of all trials that can still be run, in turn. */
function upcoming({ plan, outcomes }: ConfirmationState): readonly Arm[] {
  const order = plan.first === "base" ? ARMS : ARMS.toReversed();
  const arms = order.filter((arm) => plan.hasBase || arm === "head");
  const rounds = Array.from({ length: plan.trials }, (_, round) => round);
  return rounds.flatMap((round) => arms.filter((arm) => outcomes[arm].length <= round));
}

function confirmationOf(
  { plan, outcomes }: ConfirmationState,
  outcome: Confirmation["outcome"],
): Confirmation {
  return {
    outcome,
    base: plan.hasBase ? tallyOf(outcomes.base) : null,
    head: tallyOf(outcomes.head),
    unknown: [...outcomes.base, ...outcomes.head].filter(isUnknown),
  };
}

export function tallyOf(outcomes: readonly Outcome[]): ArmTally {
  return {
    passes: outcomes.filter(passes).length,
    fails: outcomes.filter(fails).length,
    trials: outcomes.length,
  };
}

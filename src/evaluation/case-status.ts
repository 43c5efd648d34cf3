import type { Confirmation } from "./confirmation.ts";
import { fails, isPromptError, isUnknown, type Outcome, passes } from "./outcome.ts";

export const CASE_STATUSES = [
  /** Passed on the base, fails on the head: blocks once confirmed. */
  "newly_failing",
  /** Failed once on the head, and the fresh trials did not bear it out. */
  "flaky",
  "newly_passing",
  "failing",
  "passing",
  /** A case without a passing base to compare with; alone it blocks only a prompt that has no base. */
  "new_failing",
  "new_passing",
  /** It cannot be known. */
  "error",
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export interface Pair {
  readonly isNew: boolean;
  /** Null where the prompt has no base arm. */
  readonly base: Outcome | null;
  readonly head: Outcome;
}

/**
 * The outcome that stands for all trials of one arm: the first that went as most did. A tie fails, since a case passes
 * when most of its trials do, unless half of them are `enough`; where trials that told nothing could turn it, the first of
 * those stands.
 */
export function mostlyOf(outcomes: readonly Outcome[], enough: "most" | "half" = "most"): Outcome {
  const half = outcomes.length / 2;
  const needed = enough === "half" ? Math.ceil(half) : Math.floor(half) + 1;
  const passed = outcomes.filter(passes).length;
  const unknown = outcomes.filter(isUnknown).length;
  const stands = passed >= needed ? passes : passed + unknown < needed ? fails : isUnknown;
  const outcome = outcomes.find(stands);
  if (outcome === undefined) throw new TypeError("An arm without trials has no outcome");
  return outcome;
}

/**
 * What stands for the base's trials beside the head's. Half of them are enough where the head fails and passed fewer: or two
 * trials would hide more of what broke than one does, since a base that fails one call of ten would seldom pass both.
 * Fresh trials decide; where both are tied nothing is suspected (docs/decisions/0009-gate-statistics.md).
 */
export function baseBeside(base: readonly Outcome[], head: readonly Outcome[]): Outcome {
  const isWorse = fails(mostlyOf(head)) && head.filter(passes).length < base.filter(passes).length;
  return mostlyOf(base, isWorse ? "half" : "most");
}

/** What the first pass says of a case. */
export function firstStatus({ isNew, base, head }: Pair): CaseStatus {
  if (isUnknown(head) || (base !== null && isUnknown(base))) return "error";
  const headPasses = passes(head);
  if (base === null) return headPasses ? "new_passing" : "new_failing";
  if (passes(base)) return headPasses ? (isNew ? "new_passing" : "passing") : "newly_failing";
  if (isNew) return headPasses ? "new_passing" : "new_failing";
  if (headPasses) return "newly_passing";
  return isPromptError(base) ? "error" : "failing";
}

/** Whether a case must be run again before it may be held against the head. */
export function needsConfirmation(status: CaseStatus, hasBaseArm: boolean): boolean {
  return status === "newly_failing" || (status === "new_failing" && !hasBaseArm);
}

/** What a case is after its fresh trials. One without an answer stays so, unless they show that it newly fails. */
export function finalStatus(first: CaseStatus, confirmation: Confirmation | null): CaseStatus {
  if (first === "error") return confirmation?.outcome === "confirmed" ? "newly_failing" : first;
  return confirmation?.outcome === "refuted" ? "flaky" : first;
}

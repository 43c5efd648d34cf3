import {
  baseBeside,
  type CaseStatus,
  firstStatus,
  mostlyOf,
  needsConfirmation,
  type Pair,
} from "../case-status.ts";
import type { CaseTrials } from "./samples.ts";
import { type PromptStatistics, passRateRegressed } from "./statistics.ts";

/** A case after the first pass: its trials, what stands for them, and what that makes it. */
export interface FirstPassCase {
  readonly trials: CaseTrials;
  readonly pair: Pair;
  readonly status: CaseStatus;
}

export function firstPassCase(trials: CaseTrials): FirstPassCase {
  const { isNew, base, head } = trials;
  const pair = { isNew, base: base === null ? null : baseBeside(base, head), head: mostlyOf(head) };
  return { trials, pair, status: firstStatus(pair) };
}

/**
 * Whether a case must be run again before it may be held against the head. None must where the first pass alone is
 * already significant: the verdict stands without them.
 */
export function isToConfirm(
  { status }: FirstPassCase,
  prompt: { readonly hasBaseArm: boolean; readonly statistics: PromptStatistics },
): boolean {
  return needsConfirmation(status, prompt.hasBaseArm) && !passRateRegressed(prompt.statistics);
}

import type { CaseStatus, Pair } from "./case-status.ts";
import type { Confirmation } from "./confirmation.ts";
import { isPromptError, isUnknown, type Outcome, type OutcomeErrorCode } from "./outcome.ts";
import type { SuiteChange } from "./suite-types.ts";

export const VERDICTS = ["pass", "fail", "inconclusive"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a verdict is what it is: a closed list. */
export const REASON_CODES = [
  // pass
  "no_regression",
  /** Both arms run the same effective prompt. */
  "unchanged",
  // fail
  "confirmed_regression",
  /** A prompt that has no base must pass its own cases. */
  "failing_without_baseline",
  "suite_loosened",
  /** An evaluator that came with the head cannot be used. */
  "evaluator_invalid",
  // inconclusive
  "no_cases",
  "no_evaluators",
  /** Cases on which the base itself cannot be run, and the head fails. */
  "base_errors",
  "model_unavailable",
  "model_not_configured",
  "evaluator_unsupported",
  "evaluator_failed",
  /** An evaluator of the base branch cannot be used. */
  "base_evaluator_invalid",
  "time_limit",
  "cancelled",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** One sentence. */
  readonly message: string;
}

export interface CaseResult extends Pair {
  readonly name: string;
  readonly status: CaseStatus;
  readonly confirmation: Confirmation | null;
}

/** All that one prompt's verdict depends on. */
export interface GateInput {
  readonly hasBaseArm: boolean;
  /** Both arms run the same effective prompt. */
  readonly isUnchanged: boolean;
  readonly cases: readonly CaseResult[];
  /** How many cases the suite has; unchanged prompts run only new ones. */
  readonly suiteCases: number;
  readonly changes: readonly SuiteChange[];
  readonly allowLoosening: boolean;
  /** Of the evaluators that count. */
  readonly evaluators: {
    readonly ready: number;
    readonly unsupported: number;
    readonly invalidInBase: number;
  };
  /** Evaluators that came with the head and cannot be used, counting or not. */
  readonly invalidInHead: number;
}

export interface GateResult {
  readonly verdict: Verdict;
  /** Never empty: all reasons to fail, then all that leave it open, or why it passes. */
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** The verdict on one prompt. Whatever is unknown never makes it fail and never lets it pass. */
export function decideVerdict(input: GateInput): GateResult {
  const failures = failureReasons(input);
  const [first, ...rest] = [...failures, ...openReasons(input)];
  if (first === undefined) return { verdict: "pass", reasons: [passReason(input)] };
  return { verdict: failures.length > 0 ? "fail" : "inconclusive", reasons: [first, ...rest] };
}

function failureReasons(input: GateInput): readonly Reason[] {
  const confirmed = input.cases.filter((one) => one.confirmation?.outcome === "confirmed");
  const regressed = confirmed.filter((one) => one.status === "newly_failing");
  const failing = confirmed.filter((one) => one.status === "new_failing");
  return [
    ...reasonIf(regressed.length, "confirmed_regression", {
      one: `passed before and fails now: ${namesOf(regressed)}`,
      many: `passed before and fail now: ${namesOf(regressed)}`,
    }),
    ...reasonIf(failing.length, "failing_without_baseline", {
      one: `of this new prompt fails: ${namesOf(failing)}`,
      many: `of this new prompt fail: ${namesOf(failing)}`,
    }),
    ...loosenedReason(input),
    ...invalidReason(input.invalidInHead, "evaluator_invalid"),
  ];
}

function loosenedReason({ changes, allowLoosening }: GateInput): readonly Reason[] {
  if (changes.length === 0 || allowLoosening) return [];
  const what =
    changes.length === 1 ? "1 test case or evaluator" : `${changes.length} test cases or evaluators`;
  const message = `${what} of the base branch ${changes.length === 1 ? "was" : "were"} removed or changed, and the config does not allow that (gates.allow_removed_cases).`;
  return [{ code: "suite_loosened", message }];
}

function openReasons(input: GateInput): readonly Reason[] {
  return input.isUnchanged ? errorReasons(input) : [...suiteReasons(input), ...errorReasons(input)];
}

function suiteReasons({ suiteCases, evaluators }: GateInput): readonly Reason[] {
  if (suiteCases === 0)
    return [{ code: "no_cases", message: "The prompt has no test cases, so nothing is known." }];
  const { ready, unsupported, invalidInBase } = evaluators;
  const reasons: Reason[] = [];
  if (ready + unsupported + invalidInBase === 0) {
    reasons.push({
      code: "no_evaluators",
      message: "The prompt has no evaluators, so nothing judges its outputs.",
    });
  }
  if (unsupported > 0) {
    const message = `${counted(unsupported, "evaluator is", "evaluators are")} of a kind that is not evaluated here.`;
    reasons.push({ code: "evaluator_unsupported", message });
  }
  return [...reasons, ...invalidReason(invalidInBase, "base_evaluator_invalid")];
}

function invalidReason(
  count: number,
  code: "evaluator_invalid" | "base_evaluator_invalid",
): readonly Reason[] {
  if (count === 0) return [];
  const where = code === "base_evaluator_invalid" ? " of the base branch" : "";
  return [{ code, message: `${counted(count, "evaluator", "evaluators")}${where} cannot be used.` }];
}

function errorReasons({ cases }: GateInput): readonly Reason[] {
  const unknown = cases.flatMap((one) =>
    [one.base, one.head, ...unresolvedBy(one.confirmation)].filter(isUnknownOutcome),
  );
  const codes = new Map(unknown.map((error) => [reasonOf(error.code), error.message]));
  const reasons = [...codes].map(([code, message]) => ({ code, message }));
  const uncomparable = cases.filter(
    ({ base, status }) => status === "error" && base !== null && isPromptError(base),
  );
  if (uncomparable.length === 0) return reasons;
  const message = `${counted(uncomparable.length, "case", "cases")} cannot be run on the base, so there is nothing to compare with: ${namesOf(uncomparable)}.`;
  return [{ code: "base_errors", message }, ...reasons];
}

/** Fresh trials that told nothing leave the verdict open only where they left the case open. */
function unresolvedBy(confirmation: Confirmation | null): readonly Outcome[] {
  return confirmation?.outcome === "unresolved" ? confirmation.unknown : [];
}

function isUnknownOutcome(outcome: Outcome | null): outcome is Outcome & { readonly kind: "error" } {
  return outcome !== null && isUnknown(outcome);
}

function reasonOf(code: OutcomeErrorCode): ReasonCode {
  switch (code) {
    case "not_configured":
      return "model_not_configured";
    case "evaluator_failed":
    case "time_limit":
    case "cancelled":
      return code;
    default:
      return "model_unavailable";
  }
}

function passReason({ isUnchanged, hasBaseArm }: GateInput): Reason {
  if (isUnchanged)
    return { code: "unchanged", message: "The prompt that reaches the model is what is live." };
  const message = hasBaseArm ? "No case that passed before fails now." : "All cases of this new prompt pass.";
  return { code: "no_regression", message };
}

function reasonIf(
  count: number,
  code: ReasonCode,
  { one, many }: { readonly one: string; readonly many: string },
): readonly Reason[] {
  if (count === 0) return [];
  return [{ code, message: `${counted(count, "case", "cases")} ${count === 1 ? one : many}.` }];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const NAMES_SHOWN = 5;

function namesOf(cases: readonly CaseResult[]): string {
  const names = cases.slice(0, NAMES_SHOWN).map(({ name }) => JSON.stringify(name));
  const more = cases.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}

/** The run's verdict: the worst of its prompts', and a pass where none changed. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}

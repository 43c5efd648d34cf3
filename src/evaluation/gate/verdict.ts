import type { GateRules } from "../../domain/policy/gate-rules.ts";
import type { CaseStatus, Pair } from "../case-status.ts";
import type { Confirmation } from "../confirmation.ts";
import { isPromptError, isUnknown, type Outcome, type OutcomeErrorCode } from "../outcome.ts";
import type { GivenResults } from "../promptfoo/given-results.ts";
import type { SuiteChange } from "../suite/types.ts";
import type { GateResult, Reason, ReasonCode } from "./gate.ts";
import {
  comparedWithNothingReasons,
  notRerunReasons,
  RULES_KEPT,
  unusableResultsReasons,
} from "./given-reasons.ts";
import { counted, listOf, namesOf, reasonIf } from "./reason-text.ts";
import { brokenRuleReasons, openRuleReasons, type RuleFindings } from "./rule-reasons.ts";
import { isUnansweredByHead, unusableModel } from "./unanswered.ts";

export interface CaseResult extends Pair {
  readonly name: string;
  readonly status: CaseStatus;
  readonly confirmation: Confirmation | null;
}

/** All that one prompt's verdict depends on. */
export interface GateInput extends RuleFindings {
  readonly rules: GateRules;
  /** Whether the head's own `gates` cannot be used. */
  readonly hasInvalidGates: boolean;
  readonly hasBaseArm: boolean;
  /** Another program's results, where those stand for all trials. */
  readonly given?: GivenResults | undefined;
  /** Both arms run the same effective prompt. */
  readonly isUnchanged: boolean;
  /** Both arms ask the same model: what keeps that from answering hits both. */
  readonly isSameModel: boolean;
  readonly cases: readonly CaseResult[];
  /** Whether the first pass alone shows that the head gets fewer answers. */
  readonly isSurelyUnanswered: boolean;
  /** Why the head brought about that nothing was started; null where it did not. */
  readonly withheldByHead: string | null;
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
  /** Cases that came with the head and cannot be run on it. */
  readonly invalidCases: readonly string[];
  /** Evaluators that came with the head and cannot be used, counting or not. */
  readonly invalidInHead: number;
}

/**
 * The verdict on one prompt. Whatever is unknown never lets it pass, and makes it fail only where the head alone brings
 * about that it is unknown.
 */
export function decideVerdict(input: GateInput): GateResult {
  const failures = failureReasons(input);
  const [first, ...rest] = [...failures, ...openReasons(input)];
  if (first === undefined) return { verdict: "pass", reasons: [passReason(input)], blocks: false };
  const isFailed = failures.length > 0;
  return {
    verdict: isFailed ? "fail" : "inconclusive",
    reasons: [first, ...rest],
    blocks: isFailed || input.rules.block_inconclusive,
  };
}

function failureReasons(input: GateInput): readonly Reason[] {
  const { regressed, isTolerated } = regressionsOf(input);
  const failing = confirmedOf(input, "new_failing");
  return [
    ...reasonIf(isTolerated || input.given !== undefined ? 0 : regressed.length, "confirmed_regression", {
      one: `passed before and fails now: ${namesOf(regressed)}`,
      many: `passed before and fail now: ${namesOf(regressed)}`,
    }),
    ...reasonIf(failing.length, "failing_without_baseline", {
      one: `of this new prompt fails: ${namesOf(failing)}`,
      many: `of this new prompt fail: ${namesOf(failing)}`,
    }),
    ...unconfirmedReason(input),
    ...(input.isUnchanged ? [] : unusableResultsReasons(input)),
    ...unusableReason(input),
    ...unansweredReason(input),
    ...brokenRuleReasons(input),
    ...loosenedReason(input),
    ...invalidReason(input.invalidInHead, "evaluator_invalid"),
    ...invalidCaseReason(input),
    ...(input.hasInvalidGates
      ? [{ code: "gates_invalid" as const, message: "The gates of the prompt file cannot be used." }]
      : []),
  ];
}

/** What the author can use up. */
const USED_UP: ReadonlySet<OutcomeErrorCode> = new Set(["time_limit", "budget_exhausted"]);

/** The author chooses how long a run takes and what it costs, so neither end must decide for the head. */
function unconfirmedReason({ cases }: GateInput): readonly Reason[] {
  const open = cases.filter(
    ({ status, confirmation }) =>
      status === "newly_failing" &&
      confirmation?.outcome === "unresolved" &&
      confirmation.unknown.some((outcome) => isUnknown(outcome) && USED_UP.has(outcome.code)),
  );
  return reasonIf(open.length, "unconfirmed_regression", {
    one: `passed before and failed now, and time or budget was used up before it could be run again: ${namesOf(open)}`,
    many: `passed before and failed now, and time or budget was used up before they could be run again: ${namesOf(open)}`,
  });
}

function unusableReason({ cases, withheldByHead }: GateInput): readonly Reason[] {
  const message = withheldByHead ?? unusableModel(cases);
  return message === null ? [] : [{ code: "model_not_usable", message }];
}

/** Newly without an answer is newly failing, in its own words; where nothing at all was answered the model is named instead. */
function unansweredReason(input: GateInput): readonly Reason[] {
  const { unanswered, isTolerated } = regressionsOf(input);
  const [first] = unanswered;
  if (first === undefined || isTolerated || unusableReason(input).length > 0) return [];
  const error = [first.head, ...(first.confirmation?.unknown ?? [])].find(isUnknown);
  const why = error === undefined ? "" : ` ${error.message}`;
  const many = unanswered.length === 1 ? "case was" : "cases were";
  const unlikely = input.isSameModel
    ? "which neither chance nor an outage explains, since both were asked in turn"
    : "which chance does not explain, though an outage of the head's own model would";
  const message = `${unanswered.length} ${many} answered on the base and not on the head, ${unlikely}: ${namesOf(unanswered)}.${why}`;
  return [{ code: "head_unanswered", message }];
}

function confirmedOf({ cases }: GateInput, status: CaseStatus): readonly CaseResult[] {
  return cases.filter((one) => one.status === status && one.confirmation?.outcome === "confirmed");
}

/** Tolerated: no more of them than the rules allow, and none that is critical. */
function regressionsOf(input: GateInput) {
  const { critical_cases: critical, tolerated_regressions: most } = input.rules;
  const regressed =
    input.given === undefined
      ? confirmedOf(input, "newly_failing")
      : input.cases.filter(({ status }) => status === "newly_failing");
  const unanswered = input.cases.filter(
    (one) =>
      one.confirmation?.outcome === "unanswered" || (input.isSurelyUnanswered && isUnansweredByHead(one)),
  );
  const worse = [...regressed, ...unanswered];
  const isTolerated = worse.length <= most && !worse.some(({ name }) => critical.includes(name));
  return { regressed, unanswered, isTolerated };
}

function loosenedReason({ changes, allowLoosening }: GateInput): readonly Reason[] {
  if (changes.length === 0 || allowLoosening) return [];
  const what =
    changes.length === 1 ? "1 test case or evaluator" : `${changes.length} test cases or evaluators`;
  const message = `${what} of the base branch ${changes.length === 1 ? "was" : "were"} removed or changed, and the config does not allow that (gates.allow_removed_cases).`;
  return [{ code: "suite_loosened", message }];
}

function openReasons(input: GateInput): readonly Reason[] {
  if (input.isUnchanged) return errorReasons(input);
  if (input.given?.kind === "unusable") return [];
  return [
    ...suiteReasons(input),
    ...comparedWithNothingReasons(input),
    ...openRuleReasons(input),
    ...givenRegressionReasons(input),
    ...errorReasons(input),
  ];
}

function givenRegressionReasons(input: GateInput): readonly Reason[] {
  const { isTolerated, regressed } = regressionsOf(input);
  if (input.given === undefined || isTolerated) return [];
  return notRerunReasons(namesOf(regressed), regressed.length);
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

function invalidCaseReason({ invalidCases }: GateInput): readonly Reason[] {
  return reasonIf(invalidCases.length, "case_invalid", {
    one: `that came with this change does not fit the prompt's variables: ${listOf(invalidCases)}`,
    many: `that came with this change do not fit the prompt's variables: ${listOf(invalidCases)}`,
  });
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
  const { outcome, unknown = [] } = confirmation ?? {};
  return outcome === "unresolved" || outcome === "unanswered" ? unknown : [];
}

function isUnknownOutcome(outcome: Outcome | null): outcome is Outcome & { readonly kind: "error" } {
  return outcome !== null && isUnknown(outcome);
}

function reasonOf(code: OutcomeErrorCode): ReasonCode {
  switch (code) {
    case "not_configured":
      return "model_not_configured";
    case "not_allowed":
      return "model_not_allowed";
    case "evaluator_failed":
    case "time_limit":
    case "budget_exhausted":
    case "price_unknown":
    case "cancelled":
      return code;
    default:
      return "model_unavailable";
  }
}

function passReason(input: GateInput): Reason {
  const { isUnchanged, hasBaseArm } = input;
  if (isUnchanged)
    return { code: "unchanged", message: "The prompt that reaches the model is what is live." };
  if (input.given !== undefined && !hasBaseArm) return RULES_KEPT;
  const { regressed } = regressionsOf(input);
  if (regressed.length > 0) {
    const message = `${counted(regressed.length, "case", "cases")} passed before and ${regressed.length === 1 ? "fails" : "fail"} now, which the rules tolerate: ${namesOf(regressed)}.`;
    return { code: "tolerated_regression", message };
  }
  const message = hasBaseArm ? "No case that passed before fails now." : "All cases of this new prompt pass.";
  return { code: "no_regression", message };
}

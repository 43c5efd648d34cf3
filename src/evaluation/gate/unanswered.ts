import type { Pair } from "../case-status.ts";
import { isUnknown, type Outcome, type OutcomeErrorCode, passes } from "../outcome.ts";
import { exactMcNemar } from "../statistics/mcnemar.ts";

/**
 * Cases that the base answers and the head does not. Who writes the head chooses what it asks of whom, so that no answer
 * must never serve better than a bad one; an outage hits both arms, since they are asked in turn.
 */

/** What says of itself that this head's model cannot be used. */
const UNUSABLE: ReadonlySet<OutcomeErrorCode> = new Set(["not_configured", "not_allowed", "unauthorized"]);
/** What an author can bring about, by what is asked of which model; an outage seldom does so on one arm alone. */
const NO_ANSWER: ReadonlySet<OutcomeErrorCode> = new Set(["timeout", "time_limit", "bad_response"]);
/** In so many cases the head alone getting no answer is no chance, since the arms take turns. */
const FEWEST_CASES = 3;
/** The end of a run, which comes to both arms and leaves nothing to be run again. */
const RUN_ENDED: ReadonlySet<OutcomeErrorCode> = new Set(["cancelled", "time_limit"]);

/** Why nothing at all can be asked of the head's model while the base's answers; null where that is not so. */
export function unusableModel(pairs: readonly Pair[]): string | null {
  const standing = pairs.filter(({ isNew }) => !isNew);
  const answered = standing.filter(({ base }) => base?.kind === "answered" && isOfThisRun(base));
  const errors = answered.flatMap(({ head }) => (isUnknown(head) ? [head] : []));
  const [first] = errors;
  if (first === undefined || errors.length < answered.length) return null;
  const isUnusable = errors.every(({ code }) => UNUSABLE.has(code));
  const isSure = errors.length >= FEWEST_CASES && answered.length === standing.length;
  return isUnusable || (isSure && errors.every(({ code }) => NO_ANSWER.has(code))) ? first.message : null;
}

/** Whether the base passed and nothing is known of the head. */
export function isUnansweredByHead({ base, head }: Pair): boolean {
  return base !== null && passes(base) && isLost(head);
}

/** Whether chance does not explain on how many cases the head alone got no answer: as a fall of the pass rate is decided. */
export function isSurelyUnanswered(pairs: readonly Pair[], level: number): boolean {
  const asked = pairs.filter(({ base }) => base !== null && isOfThisRun(base));
  const newlyFailing = asked.filter(isUnansweredByHead).length;
  const newlyPassing = asked.filter(({ base, head }) => base && isLost(base) && passes(head)).length;
  return newlyFailing > 0 && exactMcNemar({ newlyFailing, newlyPassing }).oneSided <= level;
}

/** A few cases speak for all that got no answer: each is run again on both arms. */
const MOST_CONFIRMED = 3;

/** The unanswered cases to run again before they are held against the head; none where that is decided already. */
export function unansweredToConfirm<One extends { readonly pair: Pair }>(
  cases: readonly One[],
  level: number,
): readonly One[] {
  const pairs = cases.map(({ pair }) => pair);
  if (unusableModel(pairs) !== null || isSurelyUnanswered(pairs, level)) return [];
  return cases.filter(({ pair }) => isUnansweredByHead(pair)).slice(0, MOST_CONFIRMED);
}

function isLost(outcome: Outcome): boolean {
  return isUnknown(outcome) && !RUN_ENDED.has(outcome.code);
}

/** An earlier answer says nothing of whether its model can be reached today. */
function isOfThisRun(outcome: Outcome): boolean {
  return outcome.kind === "error" || outcome.origin === undefined;
}

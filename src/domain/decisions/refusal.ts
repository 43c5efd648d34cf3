import type { Cause, LedgerEvent } from "../ledger/event.ts";
import type { EnvironmentState, PromptState } from "../ledger/state.ts";
import type { Appended } from "./append.ts";

/** Why nothing was done. The codes are part of the product: answers, exit codes and HTTP problems carry them. */
export type RefusalCode =
  | "unknown_prompt"
  /** The branch that the config names is not there: nothing was published, or it was deleted or renamed. */
  | "no_release_branch"
  | "unknown_version"
  /** The version is named by the ledger, and its file is gone from the release branch. */
  | "version_missing"
  | "unknown_environment"
  | "not_permitted"
  /** The config file is broken, so what it asks of a promotion is not known. */
  | "config_broken"
  | "archived"
  | "not_archived"
  | "already_archived"
  | "nothing_live"
  | "nothing_to_roll_back_to"
  | "never_live_here"
  | "already_live"
  | "pointer_moved"
  /** Somebody had just rolled back the same: probably both mean the same step. */
  | "just_rolled_back"
  | "from_not_live"
  | "too_old"
  | "frozen"
  | "not_frozen"
  | "already_frozen"
  | "nothing_to_promote"
  /** The environment requires evidence, and the version was never evaluated. */
  | "evidence_missing"
  /** The environment requires evidence, and the gate held the version back. */
  | "evidence_failed";

/** A refusal: the code and the names that the sentence about it needs. */
export interface Refusal {
  readonly decision: "refuse";
  readonly code: RefusalCode;
  readonly details: Readonly<Record<string, string | number | null>>;
}

/** The same cause already made this event: nothing more is written and the answer is the same as the first time. */
export interface Repeat {
  readonly decision: "repeat";
  readonly sequence: number;
}

/** Events to append, and the state they lead to. */
export interface Accepted extends Appended {
  readonly decision: "append";
}

export function refuse(code: RefusalCode, details: Refusal["details"] = {}): Refusal {
  return { decision: "refuse", code, details };
}

/** Nobody can have read of a change and typed a command within this time; it also absorbs the seconds' rounding. */
const NOTICE_MS = 2_000;
/** A writing command that waited longer than this was written for a situation that may be over. */
export const COMMAND_LIFETIME_MS = 15 * 60 * 1000;

/**
 * Whether a request acts on old news (contracts §4). With `from`, that version must be live and age does not matter;
 * without it, the pointer must not have moved since the request was written and the request must be younger than 15 minutes.
 */
export function staleness(
  environment: EnvironmentState,
  from: string | null,
  { cause, now }: { readonly cause: Cause; readonly now: string },
): Refusal | undefined {
  const live = environment.pointer?.version ?? null;
  if (from !== null) return from === live ? undefined : refuse("from_not_live", { from, live });
  return tooOld(cause, now) ?? movedSince(environment, cause);
}

/** Refuses a request that is older than a command may be; requests that are made on the spot carry no time. */
export function tooOld(cause: Cause, now: string): Refusal | undefined {
  if (cause.requestedAt === null) return undefined;
  const age = Date.parse(now) - Date.parse(cause.requestedAt);
  return age > COMMAND_LIFETIME_MS ? refuse("too_old", { minutes: Math.floor(age / 60_000) }) : undefined;
}

/** Refuses a request that was written before the pointer moved, or too soon after it for anybody to have known. */
export function movedSince(
  { pointer }: Pick<EnvironmentState, "pointer">,
  cause: Cause,
): Refusal | undefined {
  if (cause.requestedAt === null || pointer === null) return undefined;
  if (Date.parse(pointer.since) < Date.parse(cause.requestedAt) - NOTICE_MS) return undefined;
  return refuse("pointer_moved", { live: pointer.version, since: pointer.since, by: pointer.by });
}

/** So long after a rollback another one that names no version is taken for the same: somebody had not seen the first. */
const DOUBLE_TAP_MS = 60_000;

/**
 * Refuses a rollback that says neither whence nor where to, asked for right after another one of the same prompt and
 * environment, or before that one was made: a second tap, a second person or monitor with the same incident must not walk one
 * step further. Whoever took a rollback back, and wants it after all, is no second tap.
 *
 * @param lastMove the event that moved the pointer last; where it is not known, a held pointer is taken for one that went back
 */
export function justRolledBack(
  { held, pointer, rolled_back: flagged }: Pick<EnvironmentState, "held" | "pointer" | "rolled_back">,
  cause: Cause,
  lastMove?: Pick<LedgerEvent, "previous_version">,
): Refusal | undefined {
  // What is held was moved last by a rollback: merges do not move it, and a promotion lifts the hold.
  const asked = cause.requestedAt ?? cause.arrivedAt ?? null;
  if (asked === null || held === null || pointer === null) return undefined;
  const after = Math.max(0, Date.parse(asked) - Date.parse(pointer.since));
  if (after > DOUBLE_TAP_MS) return undefined;
  // The way back flags what it leaves, the way forward nothing.
  const isWayBack =
    lastMove === undefined || flagged.some(({ version }) => version === lastMove.previous_version);
  if (!isWayBack) return undefined;
  return refuse("just_rolled_back", {
    live: pointer.version,
    by: pointer.by,
    seconds: Math.floor(after / 1000),
  });
}

/** The event that a repeated cause made, as far as the state remembers it. */
export function repeatOf(state: PromptState, key: string): Repeat | undefined {
  const entry = state.keys.find((known) => known.key === key);
  return entry && { decision: "repeat", sequence: entry.sequence };
}

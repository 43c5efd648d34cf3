import type { StandingAlarm } from "../../releases/alarm-store.ts";
import type { ReleaseBranch } from "../../releases/ports.ts";

/** Some commits of the branch; null for its beginning. */
export interface Range {
  readonly since: string | null;
  readonly until: string;
}

/** What a move brings. */
export interface PushReach {
  /** What its pusher answers for. */
  readonly pushed: Range;
  /** What lies between the last good head and that: nobody has told of it yet. */
  readonly missed: Range | null;
  /** Whether it begins before the last good head: the app announced it, or some of it, before GitHub told who pushed. */
  readonly isLate: boolean;
}

interface Pushed {
  readonly move: { readonly before: string | null; readonly forced: boolean };
  readonly branch: ReleaseBranch;
  /** The last good head; null where nothing of the branch was ever seen. */
  readonly good: string | null;
  readonly standing: readonly StandingAlarm[];
}

/**
 * A push begins at the head it moved, wherever the last good head is by now. But whoever puts the branch back after it was rewritten
 * or deleted brings again what others did, which was announced long ago: that begins at the last good head.
 */
export async function reachOf({ branch, good, move, standing }: Pushed, until: string): Promise<PushReach> {
  const { before, forced } = move;
  const whole = { pushed: { since: good ?? before, until }, missed: null, isLate: false };
  if (good === null || forced || before === null || before === good) return whole;
  const pushed = { since: before, until };
  if (await branch.isAncestor(good, before)) {
    return { pushed, missed: { since: good, until: before }, isLate: false };
  }
  const isPutBack = standing.some(({ kind }) => kind === "rewritten");
  return !isPutBack && (await branch.isAncestor(before, good))
    ? { pushed, missed: null, isLate: true }
    : whole;
}

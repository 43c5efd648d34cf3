import { BranchAlarmError, type ReleaseBranch } from "../ports.ts";
import type { Lineage } from "./lineage.ts";

interface Guarding {
  readonly branch: ReleaseBranch;
  readonly lineage: Lineage;
  /**
   * The last good head that is remembered outside the branch; null where none is. Throws `BranchAlarmError` while an alarm
   * stands.
   */
  readonly lastGood: () => Promise<string | null>;
  /** The branch is at a head (null: nowhere) that does not go back to the last good one. True where that raises an alarm. */
  readonly suspect: (good: string, head: string | null) => Promise<boolean>;
}

/** A release branch whose head is vouched for before anything rests on it. */
export interface GuardedBranch {
  /** Takes nothing on a head that nobody vouches for: `append` throws `BranchAlarmError` then. Reading goes on. */
  readonly branch: ReleaseBranch;
  /** Throws `BranchAlarmError` where what was read at a head may be forged. */
  readonly vouch: (head: string | null) => Promise<void>;
}

/**
 * Vouches for a head where no alarm stands and it goes back to the last good one, whether or not anybody was told of a forced
 * push yet. What is built on a bad head would be lost when the branch is put right, and nobody would hear of it.
 */
export function guardedBranch(guarding: Guarding): GuardedBranch {
  const { branch, lineage } = guarding;
  return {
    vouch: async (head) => {
      await standingOf(head, guarding);
    },
    branch: {
      ...branch,
      append: async (commit) => {
        const { expectedHead: head } = commit;
        if ((await standingOf(head, guarding)) === "stale") return { status: "conflict" };
        const appended = await branch.append(commit);
        if (appended.status === "committed" && head !== null) lineage.appended(head, appended.head);
        return appended;
      },
    },
  };
}

/** `stale`: a copy of GitHub's was behind the push that was announced, or the branch has moved since. */
async function standingOf(
  head: string | null,
  { branch, lastGood, lineage, suspect }: Guarding,
): Promise<"good" | "stale"> {
  const good = await lastGood();
  if (good === null || (head !== null && (await lineage.goesBack(branch, { good, head })))) return "good";
  if ((await branch.read([])).head !== head) return "stale";
  if (await suspect(good, head)) throw new BranchAlarmError("rewritten");
  return "good";
}

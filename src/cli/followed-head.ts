import { isAncestor } from "../branch/git-log.ts";
import type { StartingPoint } from "../branch/git-remote.ts";
import type { BranchStanding } from "../delivery/ports.ts";
import { resolveRef } from "../git/refs.ts";
import { GitError, type GitRepository, runGit } from "../git/run.ts";

/** The head of a release branch in a clone, as far as it is followed. */
export interface FollowedHead {
  /** The head to serve: where the branch is, while it goes back to the last good head; else that. */
  readonly follow: (branch: string, start: StartingPoint) => Promise<string | null>;
  /** Of the branch that was followed last. */
  readonly standing: () => BranchStanding;
}

interface Following {
  readonly repository: GitRepository;
  readonly log: (message: string) => void;
}

interface Known {
  /** The last good head; null where none was ever seen. */
  readonly good: string | null;
  /** The ref holds it, too: who deletes or moves that accepts the branch as it is. */
  readonly isKept: boolean;
  /** Where the branch was found instead; undefined while it is good. */
  readonly found: string | null | undefined;
}

/** Outside `refs/heads` and never pushed. Deleting it accepts a branch that was rewritten. */
function refOf(branch: string): string {
  return `refs/pointsman/served/${branch}`;
}

/**
 * Follows release branches as they are fetched, forwards only. A rewritten one is not followed: readers keep what they had until
 * the branch is back, or somebody accepts it as it is. The last good head lies in a ref, so that a restart is no acceptance. What
 * counts is what was fetched, where something was: commits that were only made here may be decided again on the remote's.
 */
export function followedHead({ log, repository }: Following): FollowedHead {
  const known = new Map<string, Known>();
  let standing: BranchStanding = { state: "followed" };
  const keep = async (branch: string, commit: string): Promise<boolean> => {
    try {
      await runGit(repository, ["update-ref", "-m", "pointsman: served", refOf(branch), commit]);
      return true;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (known.get(branch)?.isKept !== false) {
        log(`The last good head is not remembered beyond this process: ${error.message}`);
      }
      return false;
    }
  };
  return {
    standing: () => standing,
    follow: async (branch, start) => {
      const last = await lastOf(repository, branch, known.get(branch));
      const head = start.tracked ?? start.local;
      const { good } = last;
      const isGood =
        good === null || head === good || (head !== null && (await isAncestor(repository, good, head)));
      if (isGood) {
        const isKept = head === null || head === good ? last.isKept : await keep(branch, head);
        if (last.found !== undefined) log(`The release branch ${branch} is good again, at ${head}.`);
        known.set(branch, { good: head, isKept, found: undefined });
        standing = { state: "followed" };
        return start.head;
      }
      if (last.found !== head) log(rewrittenMessage(branch, good, head));
      known.set(branch, { ...last, found: head });
      standing = { state: "rewritten", serving: good, head };
      return good;
    },
  };
}

/** What is known; anew from the ref at the start, and where somebody moved or deleted it while the branch is not good. */
async function lastOf(repository: GitRepository, branch: string, last: Known | undefined): Promise<Known> {
  if (last !== undefined && (last.found === undefined || !last.isKept)) return last;
  const kept = await resolveRef(repository, refOf(branch));
  if (last !== undefined && kept === last.good) return last;
  return { good: kept, isKept: kept !== null, found: last?.found };
}

function rewrittenMessage(branch: string, good: string, head: string | null): string {
  const what = head === null ? "is gone" : `is at ${head}, which does not go back to it`;
  return `The release branch ${branch} was rewritten: the last good head is ${good}, and the branch ${what}. What stood at the last good head is served until the branch is back. To accept it as it is: git update-ref -d ${refOf(branch)}`;
}

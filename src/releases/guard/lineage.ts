import type { ReleaseBranch } from "../ports.ts";

/**
 * What is known of which heads go back to which. A head that was found to go back to the last good one, or that was appended to
 * it by ourselves, need not be asked about again: so a rollback takes no more trips for being careful.
 */
export interface Lineage {
  /** Whether a head's history goes back to a good one; asks the branch only where that is not known. */
  readonly goesBack: (
    branch: Pick<ReleaseBranch, "isAncestor">,
    range: { readonly good: string; readonly head: string },
  ) => Promise<boolean>;
  /** A commit was appended to a head. */
  readonly appended: (parent: string, head: string) => void;
}

/** Commits remembered: enough for a burst of commands, forgotten oldest first. */
const MOST = 1_000;

export function lineage(): Lineage {
  const ancestors = new Map<string, string>();
  const remember = (ancestor: string, head: string) => {
    ancestors.set(head, ancestor);
    const [oldest] = ancestors.keys();
    if (ancestors.size > MOST && oldest !== undefined) ancestors.delete(oldest);
  };
  return {
    appended: remember,
    goesBack: async (branch, { good, head }) => {
      for (let commit: string | undefined = head; commit !== undefined; commit = ancestors.get(commit)) {
        if (commit === good) return true;
      }
      if (!(await branch.isAncestor(good, head))) return false;
      remember(good, head);
      return true;
    },
  };
}

import { OutsideError, type ReleaseBranch } from "../releases/ports.ts";
import type { AnnouncedMark } from "./ports.ts";

interface Marking {
  readonly mark: AnnouncedMark;
  /**
   * A commit of the default branch, where the mark stands while there is no release branch to stand on: nothing of it is
   * announced then.
   */
  readonly sourceCommit: string;
  readonly log: (message: string) => void;
}

/**
 * The release branch, with the mark set before anything is appended to it for the first time: at the parent of that commit. So
 * a run that dies right behind its commit has forgotten nothing, and a long branch from before is not announced all over. A
 * mark that cannot be set stops no commit: releasing comes first.
 */
export function markedBranch(branch: ReleaseBranch, { log, mark, sourceCommit }: Marking): ReleaseBranch {
  const known = mark.read();
  known.catch(() => undefined);
  let set: Promise<void> | undefined;
  const setAt = async (commit: string) => {
    try {
      if ((await known) === null) await mark.move(null, commit);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      log(`It is not remembered that everything up to ${commit} was announced: ${error.message}`);
    }
  };
  return {
    ...branch,
    append: async (commit) => {
      set ??= setAt(commit.expectedHead ?? sourceCommit);
      await set;
      return branch.append(commit);
    },
  };
}

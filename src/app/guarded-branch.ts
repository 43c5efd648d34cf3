import type { AlarmStore } from "../releases/alarm-store.ts";
import { BranchAlarmError, type ReleaseBranch } from "../releases/ports.ts";

/**
 * A release branch that takes nothing while an alarm about it stands: what is built on a bad head would be lost when the
 * branch is put right, and nobody would be told of it. Reading goes on. Appending throws `BranchAlarmError` then.
 */
export function guardedBranch(
  branch: ReleaseBranch,
  { alarms, repositoryId }: { readonly alarms: Pick<AlarmStore, "standing">; readonly repositoryId: number },
): ReleaseBranch {
  return {
    ...branch,
    append: async (commit) => {
      const [alarm] = await alarms.standing(repositoryId);
      if (alarm !== undefined) throw new BranchAlarmError(alarm.kind);
      return branch.append(commit);
    },
  };
}

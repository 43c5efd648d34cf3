import { type GuardedBranch, guardedBranch } from "../../releases/guard/guarded-branch.ts";
import { lineage } from "../../releases/guard/lineage.ts";
import { BranchAlarmError } from "../../releases/ports.ts";
import type { ErrandTools } from "../errands/errand-tools.ts";
import type { AppRepository } from "../repository.ts";
import { watchBranch } from "./branch-watch.ts";

/** Opens the release branches of a repository by name, for whoever writes to them or decides on them. */
export type GuardBranches = (repository: AppRepository) => (name: string) => GuardedBranch;

type GuardTools = Pick<
  ErrandTools,
  "alarms" | "alert" | "giveErrand" | "log" | "now" | "outbox" | "recorder"
>;

/**
 * Each head is vouched for by the last good head that the store remembers of its branch; one that is not raises the alarm. What was
 * vouched for is forgotten when the process ends: then it is asked for again.
 */
export function guardBranches(tools: GuardTools): GuardBranches {
  const { alarms, outbox } = tools;
  const known = lineage();
  return (repository) => (name) => {
    const watched = { repositoryId: repository.id, branch: name };
    return guardedBranch({
      lineage: known,
      branch: repository.branch(name),
      lastGood: async () => {
        const [[alarm], good] = await Promise.all([
          alarms.standing(watched),
          outbox.announcedCommit(watched),
        ]);
        if (alarm !== undefined) throw new BranchAlarmError(alarm.kind);
        return good;
      },
      suspect: async (before, after) => {
        const move = { before, after, forced: false, pusher: null };
        return !(await watchBranch({ ...tools, repository, controls: await repository.controls(), move }));
      },
    });
  };
}

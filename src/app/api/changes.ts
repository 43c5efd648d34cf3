import type { RequestChange } from "../../commands/ports.ts";
import { requestChange } from "../../commands/requesting.ts";
import type { AlarmStore } from "../../releases/alarm-store.ts";
import type { ReleaseBranch, Surroundings } from "../../releases/ports.ts";
import type { GuardBranches } from "../pushes/guarded-branches.ts";
import type { AppRepository } from "../repository.ts";
import type { ServedHead } from "./served-head.ts";

interface Changing {
  readonly alarms: Pick<AlarmStore, "standing">;
  readonly guarded: GuardBranches;
  readonly surroundings: Surroundings;
  /** The release branch that is served. */
  readonly branchName: string;
  readonly head: Pick<ServedHead, "appended">;
}

/** Changes what programs ask for on the road that comments take. What is appended is served at once. */
export function changesIn(repository: AppRepository, changing: Changing): RequestChange {
  const { alarms, branchName, surroundings } = changing;
  const guarded = changing.guarded(repository);
  return (request) =>
    requestChange(request, {
      ...{ branchName, surroundings, role: "operate" },
      branch: (name) => telling(guarded(name).branch, name, changing),
      vouch: (name, head) => guarded(name).vouch(head),
      controls: repository.controls,
      alarms: () => alarms.standing({ repositoryId: repository.id, branch: branchName }),
    });
}

/** A release branch that tells the served head of what is appended to it. */
function telling(branch: ReleaseBranch, name: string, { branchName, head }: Changing): ReleaseBranch {
  return {
    ...branch,
    append: async (commit) => {
      const appended = await branch.append(commit);
      if (appended.status === "committed" && name === branchName) {
        const touched = [...commit.created.keys(), ...commit.replaced.keys()];
        await head.appended(commit.expectedHead, appended.head, touched);
      }
      return appended;
    },
  };
}

import type { RequestChange } from "../../commands/ports.ts";
import { requestChange } from "../../commands/requesting.ts";
import type { AlarmStore } from "../../releases/alarm-store.ts";
import type { ReleaseBranch, Surroundings } from "../../releases/ports.ts";
import { guardedBranch } from "../guarded-branch.ts";
import type { AppRepository } from "../repository.ts";
import type { ServedHead } from "./served-head.ts";

interface Changing {
  readonly alarms: Pick<AlarmStore, "standing">;
  readonly surroundings: Surroundings;
  /** The release branch that is served. */
  readonly branchName: string;
  readonly head: Pick<ServedHead, "appended">;
}

/** Changes what programs ask for on the road that comments take. What is appended is served at once. */
export function changesIn(repository: AppRepository, changing: Changing): RequestChange {
  const { alarms, branchName, surroundings } = changing;
  return (request) =>
    requestChange(request, {
      ...{ branchName, surroundings, role: "operate" },
      branch: (name) => telling(repository, name, changing),
      controls: repository.controls,
      alarms: () => alarms.standing(repository.id),
    });
}

/** A release branch that tells the served head of what is appended to it. */
function telling(
  repository: AppRepository,
  name: string,
  { alarms, branchName, head }: Changing,
): ReleaseBranch {
  const guarded = guardedBranch(repository.branch(name), { alarms, repositoryId: repository.id });
  return {
    ...guarded,
    append: async (commit) => {
      const appended = await guarded.append(commit);
      if (appended.status === "committed" && name === branchName) {
        const touched = [...commit.created.keys(), ...commit.replaced.keys()];
        head.appended(commit.expectedHead, appended.head, touched);
      }
      return appended;
    },
  };
}

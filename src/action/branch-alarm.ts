import { tellInAlarmIssue } from "../github/issues/alarm-issue.ts";
import { lostAndAdded } from "../releases/guard/branch-changes.ts";
import { OutsideError } from "../releases/ports.ts";
import { alarmComment, alarmIssue } from "../reports/branch-alarm.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface Rewritten {
  readonly repository: ActionRepository;
  /** The release branch's name. */
  readonly branch: string;
  /** Where the mark stands: announced in full up to there, and no longer on the branch. */
  readonly good: string;
  /** Null where the branch was deleted. */
  readonly head: string | null;
  readonly output: RunOutput;
}

/** Tells people in the repository's issue for alarms that the release branch was rewritten, once for each head. */
export async function raiseRewritten(rewritten: Rewritten): Promise<void> {
  const { branch, good, head, output, repository } = rewritten;
  const watched = { branch: repository.branch(branch), sources: repository.sources };
  const body = alarmComment({
    kind: "rewritten",
    repositoryId: repository.id,
    repositoryUrl: repository.url,
    releaseBranch: branch,
    raisedAt: repository.surroundings.now(),
    good,
    head,
    pusher: null,
    findings: [],
    unpermitted: [],
    changes: await lostAndAdded(watched, { good, head }),
    announcer: "action",
    announced: false,
  });
  try {
    const place = { ...repository, author: await repository.self() };
    const notice = { key: `rewritten-${good}-${head}`, body, reopen: true, amends: false };
    await tellInAlarmIssue(place, { ...notice, issue: alarmIssue(branch) });
  } catch (error) {
    // The job fails all the same, and says why.
    if (!(error instanceof OutsideError)) throw error;
    output.warn(`The issue about the release branch could not be written: ${error.message}`);
  }
}

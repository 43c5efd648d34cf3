import { tellInAlarmIssue } from "../../github/issues/alarm-issue.ts";
import { lostAndAdded } from "../../releases/guard/branch-changes.ts";
import { alarmComment, alarmIssue, branchGoodComment } from "../../reports/branch-alarm.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { alarmKey, type Errand } from "./errands.ts";

type OfKind<Kind extends Errand["kind"]> = Extract<Errand, { readonly kind: Kind }>;

/**
 * Tells a repository's people in its one issue for alarms. Where the app found it before GitHub told who pushed, the comment is
 * completed when it does.
 */
export async function tellOfAlarm(
  errand: OfKind<"branch_alarm">,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(errand.repository, errand.installation);
  const { alarm, branch } = errand;
  const watched = { branch: repository.branch(branch), sources: repository.sources };
  const body = alarmComment({
    ...errand,
    kind: alarm.kind,
    repositoryId: repository.id,
    repositoryUrl: repository.url,
    releaseBranch: branch,
    raisedAt: timeOf(alarm.raisedAt),
    changes: await lostAndAdded(watched, errand),
    announcer: "app",
  });
  const author = await repository.self();
  const notice = { key: alarmKey(alarm), body, reopen: true, amends: errand.pusher !== null };
  await tellInAlarmIssue({ ...repository, author }, { ...notice, issue: alarmIssue(branch) });
}

/** Tells them that the branch is good again. */
export async function tellOfGoodBranch(
  { branch: named, head, installation, repository: facts, since }: OfKind<"branch_good">,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(facts, installation);
  const branch = named ?? (await repository.controls()).config.file.release_branch;
  const body = branchGoodComment(head, { repositoryUrl: repository.url, releaseBranch: branch });
  const author = await repository.self();
  const notice = { key: `good-${since}`, body, reopen: false, amends: false };
  await tellInAlarmIssue({ ...repository, author }, { ...notice, issue: alarmIssue(branch) });
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

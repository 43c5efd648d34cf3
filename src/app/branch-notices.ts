import type { LedgerEvent } from "../domain/ledger/event.ts";
import { createOnce } from "../github/comments.ts";
import { findOrCreateIssue, reopenIssue } from "../github/issues.ts";
import { marker } from "../github/marker.ts";
import { announcementsSince } from "../releases/announcements.ts";
import { DocumentError } from "../releases/documents.ts";
import { HistoryError, OutsideError } from "../releases/ports.ts";
import { alarmComment, alarmIssue, type BranchChanges, branchGoodComment } from "../reports/branch-alarm.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { alarmKey, type Errand } from "./errands.ts";
import type { AppRepository } from "./repository.ts";

type OfKind<Kind extends Errand["kind"]> = Extract<Errand, { readonly kind: Kind }>;

/** Tells a repository's people in its one issue for alarms, which is opened again where somebody closed it. */
export async function tellOfAlarm(
  errand: OfKind<"branch_alarm">,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(errand.repository, errand.installation);
  const { alarm, branch } = errand;
  const body = alarmComment({
    ...errand,
    kind: alarm.kind,
    repositoryId: repository.id,
    repositoryUrl: repository.url,
    releaseBranch: branch,
    raisedAt: timeOf(alarm.raisedAt),
    changes: await changesOf(errand, repository),
  });
  await tell(repository, { branch, key: alarmKey(alarm), body, reopen: true });
}

/** Tells them that the branch is good again. */
export async function tellOfGoodBranch(
  { head, installation, repository: facts, since }: OfKind<"branch_good">,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(facts, installation);
  const branch = (await repository.controls()).config.file.release_branch;
  const body = branchGoodComment(head, { repositoryUrl: repository.url, releaseBranch: branch });
  await tell(repository, { branch, key: `good-${since}`, body, reopen: false });
}

interface Notice {
  readonly branch: string;
  readonly key: string;
  readonly body: string;
  readonly reopen: boolean;
}

async function tell(repository: AppRepository, { body, branch, key, reopen }: Notice): Promise<void> {
  const { client, owner, repo } = repository;
  const place = { client, owner, repo, author: await repository.self() };
  const { issue } = await findOrCreateIssue({
    ...place,
    ...alarmIssue(branch),
    marker: marker("alarm", "issue"),
    label: "pointsman-alarm",
  });
  const posted = await createOnce({
    ...place,
    issue: issue.number,
    marker: marker("alarm-entry", key),
    body,
  });
  if (reopen && issue.state === "closed" && posted.status === "created") {
    await reopenIssue({ client, owner, repo, issue: issue.number });
  }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

const MOST_EVENTS = 100;

/** What was lost and what came instead; null where GitHub has the commits no more, or they cannot be read. */
async function changesOf(
  { branch: name, good, head }: OfKind<"branch_alarm">,
  repository: AppRepository,
): Promise<BranchChanges | null> {
  const common = good === null || head === null ? null : await repository.sources.mergeBase(good, head);
  const eventsUntil = async (until: string | null): Promise<readonly LedgerEvent[]> => {
    const events: LedgerEvent[] = [];
    if (until === null || until === common) return events;
    const range = { since: common, until };
    for await (const { prompts } of announcementsSince(repository.branch(name), range)) {
      events.push(...prompts.flatMap((prompt) => prompt.events.map(({ event }) => event)));
      if (events.length >= MOST_EVENTS) break;
    }
    return events;
  };
  try {
    return { lost: await eventsUntil(good), added: await eventsUntil(head) };
  } catch (error) {
    const isUnreadable =
      error instanceof DocumentError || error instanceof HistoryError || error instanceof OutsideError;
    if (!isUnreadable) throw error;
    return null;
  }
}

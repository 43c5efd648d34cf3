import type { Author } from "../github/author.ts";
import { createOnce } from "../github/comments.ts";
import { findIssues, findOrCreateIssue, type OurIssue, updateIssueBody } from "../github/issues.ts";
import { marker } from "../github/marker.ts";
import { type HistoryIssues, recordHistory } from "../projections/history.ts";
import { type Announcement, announcementsSince } from "../releases/announcements.ts";
import type { Controls } from "../releases/controls.ts";
import { HistoryError, type ReleaseBranch } from "../releases/ports.ts";
import { type DeliveryTools, deliverMessage } from "../webhooks/deliver.ts";
import { type ReadyEndpoint, resolveEndpoints } from "../webhooks/grants.ts";
import { type AnnouncedMessage, announceMessages } from "../webhooks/outbox/announce.ts";
import { webhookMessage } from "../webhooks/payload.ts";
import type { Outbox } from "./durable.ts";
import type { AppRepository } from "./repository.ts";
import type { Settings } from "./settings.ts";

interface ReleasePushed {
  readonly repository: AppRepository;
  readonly controls: Controls;
  /** The head before the push; null where the push created the branch. */
  readonly before: string | null;
  readonly after: string;
  readonly settings: Settings;
  readonly delivery: DeliveryTools;
  readonly outbox: Outbox | null;
  readonly log: (message: string) => void;
}

/**
 * A push to the release branch: whoever wrote the events, everyone downstream hears of them. Webhooks and history do not
 * wait for each other, and a failure of one stops neither the other nor the next commit. A history that could not be
 * written fails the delivery in the end, so that GitHub shows it as failed and it can be delivered again. With an outbox,
 * webhooks are only put there, and what was missed since the last announcement is announced along with the push.
 */
export async function releasePushed(pushed: ReleasePushed): Promise<void> {
  const { after, controls, outbox, repository } = pushed;
  const branch = repository.branch(controls.config.file.release_branch);
  const endpoints = endpointsOf(pushed);
  const sending: Promise<unknown>[] = [];
  const history: Announcement[] = [];
  const { remember, since } = await startOf(branch, pushed);
  try {
    for await (const announcement of announcementsSince(branch, { since, until: after })) {
      if (outbox === null) sending.push(...sendAll(announcement, endpoints, pushed));
      else await putInOutbox(announcement, outbox, { pushed, remember });
      history.push(announcement);
    }
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    pushed.log(`the release branch was pushed by force, nothing of that is announced: ${error.message}`);
    return;
  }
  const issues = historyIssues(repository, await repository.self());
  const ports = {
    branch,
    issues,
    repositoryUrl: repository.url,
    environments: controls.config.environments,
    releaseBranch: controls.config.file.release_branch,
  };
  const failures: unknown[] = [];
  for (const announcement of history) {
    await recordHistory(announcement, ports).catch((error: unknown) => failures.push(error));
  }
  await Promise.all(sending);
  if (failures.length > 0) throw new AggregateError(failures, "The history is not written");
}

/**
 * Where to begin: behind what was announced last, where that leads to this push, so that pushes that nobody told of are made
 * up for. An older push that is delivered late begins with itself and does not turn back what is remembered.
 */
async function startOf(
  branch: ReleaseBranch,
  { after, before, outbox, repository }: ReleasePushed,
): Promise<{ readonly since: string | null; readonly remember: boolean }> {
  const announced = (await outbox?.announcedCommit(repository.id)) ?? null;
  if (announced === null || announced === before) return { since: before, remember: true };
  if (await leads(branch, announced, after)) return { since: announced, remember: true };
  return { since: before, remember: !(await leads(branch, after, announced)) };
}

/** Whether the history of one commit goes back to the other. */
async function leads(branch: ReleaseBranch, since: string, until: string): Promise<boolean> {
  try {
    for await (const _ of branch.log({ since, until })) break;
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}

async function putInOutbox(
  announcement: Announcement,
  outbox: Outbox,
  { pushed, remember }: { readonly pushed: ReleasePushed; readonly remember: boolean },
): Promise<void> {
  const { controls, delivery, repository } = pushed;
  await announceMessages(
    {
      repositoryId: repository.id,
      webhooks: controls.config.file.webhooks,
      messages: messagesOf(announcement, repository),
      commit: remember ? announcement.commit : null,
      now: delivery.now(),
    },
    outbox,
  );
  outbox.wake();
}

function endpointsOf({ controls, log, repository, settings }: ReleasePushed): readonly ReadyEndpoint[] {
  const { ready, refused } = resolveEndpoints({
    repositoryId: repository.id,
    endpoints: controls.config.file.webhooks,
    grants: settings.webhookGrants,
    secretOf: settings.secretOf,
  });
  for (const { code, index } of refused) log(`webhook ${index + 1} of the config is not sent: ${code}`);
  return ready;
}

function sendAll(
  announcement: Announcement,
  endpoints: readonly ReadyEndpoint[],
  { delivery, repository }: ReleasePushed,
): Promise<unknown>[] {
  return messagesOf(announcement, repository).map(({ message }) =>
    deliverMessage({ message, endpoints }, delivery),
  );
}

function messagesOf(
  { commit, prompts }: Announcement,
  repository: AppRepository,
): readonly AnnouncedMessage[] {
  return prompts.flatMap(({ events, promptId, state }) =>
    events.map(({ event, version }) => {
      const message = webhookMessage({
        event,
        repository: `${repository.owner}/${repository.repo}`,
        slug: state.slug,
        digest: version?.digest ?? null,
        commit,
        url: `${repository.url}/commit/${commit}`,
      });
      return { message, promptId, sequence: event.sequence };
    }),
  );
}

const LABEL = "pointsman-history";

/** The history issues in their home on GitHub, found by our account, a label and a marker. */
function historyIssues({ client, owner, repo }: AppRepository, self: Author): HistoryIssues {
  const target = (promptId: string): OurIssue => ({
    client,
    owner,
    repo,
    author: self,
    marker: marker("history", promptId),
    label: LABEL,
  });
  return {
    find: async (promptId) => (await findIssues(target(promptId)))[0]?.number ?? null,
    open: async (promptId, issue) =>
      (await findOrCreateIssue({ ...target(promptId), ...issue })).issue.number,
    rewrite: async (issue, promptId, body) => {
      await updateIssueBody({ ...target(promptId), issue, body });
    },
    commentOnce: async (issue, key, body) => {
      await createOnce({
        client,
        owner,
        repo,
        issue,
        author: self,
        marker: marker("history-entry", key),
        body,
      });
    },
  };
}

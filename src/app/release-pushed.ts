import type { Author } from "../github/author.ts";
import { createOnce } from "../github/comments.ts";
import { findIssues, findOrCreateIssue, type OurIssue, updateIssueBody } from "../github/issues.ts";
import { marker } from "../github/marker.ts";
import { type HistoryIssues, recordHistory } from "../projections/history.ts";
import { type Announcement, announcementsSince } from "../releases/announcements.ts";
import type { Controls } from "../releases/controls.ts";
import { HistoryError } from "../releases/ports.ts";
import { type DeliveryTools, deliverMessage } from "../webhooks/deliver.ts";
import { type ReadyEndpoint, resolveEndpoints } from "../webhooks/grants.ts";
import { webhookMessage } from "../webhooks/payload.ts";
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
  readonly log: (message: string) => void;
}

/**
 * A push to the release branch: whoever wrote the events, everyone downstream hears of them. Webhooks and history do not
 * wait for each other, and a failure of one stops neither the other nor the next commit. A history that could not be
 * written fails the delivery in the end, so that GitHub shows it as failed and it can be delivered again.
 */
export async function releasePushed(pushed: ReleasePushed): Promise<void> {
  const { after, before, controls, repository } = pushed;
  const branch = repository.branch(controls.config.file.release_branch);
  const endpoints = endpointsOf(pushed);
  const sending: Promise<unknown>[] = [];
  const history: Announcement[] = [];
  try {
    for await (const announcement of announcementsSince(branch, { since: before, until: after })) {
      sending.push(...sendAll(announcement, endpoints, pushed));
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
  { commit, prompts }: Announcement,
  endpoints: readonly ReadyEndpoint[],
  { delivery, repository }: ReleasePushed,
): Promise<unknown>[] {
  return prompts.flatMap(({ events, state }) =>
    events.map(({ event, version }) => {
      const message = webhookMessage({
        event,
        repository: `${repository.owner}/${repository.repo}`,
        slug: state.slug,
        digest: version?.digest ?? null,
        commit,
        url: `${repository.url}/commit/${commit}`,
      });
      return deliverMessage({ message, endpoints }, delivery);
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

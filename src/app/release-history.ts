import { historyIssues } from "../github/history-issues.ts";
import { type HistoryPorts, recordHistory } from "../projections/history.ts";
import { type Announcement, announcementsSince } from "../releases/announcements.ts";
import type { Controls } from "../releases/controls.ts";
import { describeError } from "./describe-error.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { type Errand, namedRepository } from "./errands.ts";
import type { AppRepository } from "./repository.ts";

interface Recording extends Pick<ErrandTools, "giveErrand" | "log"> {
  readonly repository: AppRepository;
  readonly controls: Controls;
}

/** Consecutive release commits, oldest first. */
interface Stretch {
  readonly announcements: readonly Announcement[];
  /** The commit before the first; null for the branch's beginning. */
  readonly since: string | null;
}

/** Writes the history of what was announced; what cannot be written becomes an errand and stops nothing. */
export async function recordHistories(
  { announcements, since }: Stretch,
  { controls, giveErrand, log, repository }: Recording,
): Promise<void> {
  const ports = await historyPorts(repository, controls);
  let before = since;
  for (const announcement of announcements) {
    const { commit } = announcement;
    try {
      await recordHistory(announcement, ports);
    } catch (error) {
      log(`the history of ${commit} is not written yet: ${describeError(error)}`);
      await giveErrand({ kind: "history", ...namedRepository(repository), before, commit });
    }
    before = commit;
  }
}

/** Writes the history of one commit that could not be written when it was announced. */
export async function recordHistoryLater(
  { before, commit, installation, repository: facts }: Extract<Errand, { readonly kind: "history" }>,
  { github }: ErrandTools,
): Promise<void> {
  const repository = await github.open(facts, installation);
  const controls = await repository.controls();
  if (controls.config.file.announce !== "app") return;
  const ports = await historyPorts(repository, controls);
  for await (const announcement of announcementsSince(ports.branch, { since: before, until: commit })) {
    await recordHistory(announcement, ports);
  }
}

async function historyPorts(repository: AppRepository, { config }: Controls): Promise<HistoryPorts> {
  const { release_branch } = config.file;
  return {
    branch: repository.branch(release_branch),
    issues: historyIssues(repository, await repository.self()),
    repositoryUrl: repository.url,
    environments: config.environments,
    releaseBranch: release_branch,
  };
}

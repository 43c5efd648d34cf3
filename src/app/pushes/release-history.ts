import { historyIssues } from "../../github/issues/history-issues.ts";
import { incidentIssues } from "../../github/issues/incident-issues.ts";
import { deservesIssue, recordHistory } from "../../projections/history.ts";
import { type Announcement, announcementAt } from "../../releases/announcements.ts";
import type { ErrandTools } from "../errands/errand-tools.ts";
import { type Errand, namedRepository } from "../errands/errands.ts";
import type { AppRepository } from "../repository.ts";

/** Has the histories of the prompts in one release commit written, an errand for each that has one. */
export async function giveHistories(
  { commit, prompts }: Announcement,
  { giveErrand, repository }: Pick<ErrandTools, "giveErrand"> & { readonly repository: AppRepository },
): Promise<void> {
  const given = prompts.filter(deservesIssue).map(({ events, promptId }) =>
    giveErrand({
      kind: "history",
      ...namedRepository(repository),
      commit,
      prompt: promptId,
      sequences: events.map(({ event }) => event.sequence),
      isUrgent: events.some(({ event }) => event.type === "prompt.rolled_back"),
    }),
  );
  await Promise.all(given);
}

/** Writes what one release commit did to one prompt into its history, and opens the review of a rollback. */
export async function writeHistory(
  errand: Extract<Errand, { readonly kind: "history" }>,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(errand.repository, errand.installation);
  const { config } = await repository.controls();
  const { announce, incidents, release_branch: releaseBranch } = config.file;
  if (announce !== "app") return;
  const branch = repository.branch(releaseBranch);
  const places = errand.sequences.map((sequence) => ({ promptId: errand.prompt, sequence }));
  const { client, owner, patientClient, repo } = repository;
  const place = { owner, repo, client: errand.isUrgent ? client : patientClient };
  const self = await repository.self();
  await recordHistory(await announcementAt(branch, errand.commit, places), {
    branch,
    issues: historyIssues(place, self),
    incidents: incidents.on_rollback === "issue" ? incidentIssues(place, self) : null,
    repositoryUrl: repository.url,
    environments: config.environments,
    releaseBranch,
  });
}

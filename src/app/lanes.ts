/** What changes or announces one repository's releases: one at a time, in the order of arrival. */
export function laneOfPushes(repositoryId: number): string {
  return `${repositoryId}/push`;
}

/** The comments on one issue: one at a time, in the order of arrival. */
export function laneOfIssue(repositoryId: number, issue: number): string {
  return `${repositoryId}/issue/${issue}`;
}

/** What people are told of one release branch: what happened last is told last. */
export function laneOfAlarms(repositoryId: number): string {
  return `${repositoryId}/alarms`;
}

/**
 * What is written into histories: one after another, since all of an installation's writes count together. A rollback's goes
 * past them, in a lane of its prompt.
 */
export function laneOfHistory(installation: number): string {
  return `installation/${installation}/history`;
}

export function laneOfRollbacks(repositoryId: number, promptId: string): string {
  return `${repositoryId}/rollbacks/${promptId}`;
}

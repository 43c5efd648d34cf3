/** What changes or announces one repository's releases: one at a time, in the order of arrival. */
export function laneOfPushes(repositoryId: number): string {
  return `${repositoryId}/push`;
}

/** The comments on one issue: one at a time, in the order of arrival. */
export function laneOfIssue(repositoryId: number, issue: number): string {
  return `${repositoryId}/issue/${issue}`;
}

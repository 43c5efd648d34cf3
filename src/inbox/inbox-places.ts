/** What a worker may take next. */
export interface FreePlaces {
  /** So many, even if all of them are of one repository. */
  readonly limit: number;
  /** Nothing of these repositories: they have their share. */
  readonly without: readonly number[];
}

/**
 * The places that are free. No repository gets more than half of them all: what waits for its turn there, or for a GitHub that
 * limits its installation, leaves room for the others.
 *
 * @param places of one worker, those that are taken included
 * @param underWay the repository of each delivery that is being worked on; null where it is of none
 */
export function freePlaces(places: number, underWay: readonly (number | null)[]): FreePlaces {
  const share = Math.max(1, Math.floor(places / 2));
  const taken = new Map<number, number>();
  for (const repository of underWay) {
    if (repository !== null) taken.set(repository, (taken.get(repository) ?? 0) + 1);
  }
  const without = [...taken].filter(([, count]) => count >= share).map(([repository]) => repository);
  const most = Math.max(0, ...[...taken.values()].filter((count) => count < share));
  return { limit: Math.min(places - underWay.length, share - most), without };
}

/**
 * Work that waits for nothing would keep the end of a run's time, its cancelling and its progress from being seen: between
 * its parts whatever else is waiting gets its turn.
 */
export function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

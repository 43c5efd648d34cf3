/** The same words are logged again after so long. */
const AGAIN_MS = 10_000;
const MOST = 100;

/**
 * A log that says the same no more than every ten seconds: while GitHub is down each request would say it.
 *
 * @param now milliseconds since the epoch
 */
export function seldom(log: (message: string) => void, now: () => number): (message: string) => void {
  const saidAt = new Map<string, number>();
  return (message) => {
    const at = now();
    if (at - (saidAt.get(message) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    saidAt.delete(message);
    saidAt.set(message, at);
    const [oldest] = saidAt.keys();
    if (saidAt.size > MOST && oldest !== undefined) saidAt.delete(oldest);
    log(message);
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import type { InboxStore } from "../inbox/inbox-store.ts";
import { type Loop, startLoop } from "../work/loop.ts";
import { findMissedReleases } from "./catch-up.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { fetchMissedDeliveries } from "./missed-deliveries.ts";

interface Rounds extends ErrandTools {
  readonly inbox: Pick<InboxStore, "known">;
  readonly onError: (error: unknown) => void;
}

/** Time enough within the three days in which GitHub can repeat a delivery. */
const EVERY_MS = 4 * 3_600_000;
/** How soon a round is made again that failed or left something over. */
const AGAIN_MS = 5 * 60_000;

/** At the start and every few hours: looks for what GitHub told nobody, and has it told again. */
export function startRounds(rounds: Rounds): Loop {
  const { github, inbox, log, now, onError } = rounds;
  const stopping = new AbortController();
  let due = 0;
  const loop = startLoop({
    turn: async () => {
      if (now() < due) return;
      const missed = await fetchMissedDeliveries({ client: await github.asItself(), inbox, now: now() });
      if (missed.repeated > 0)
        log(`GitHub is to bring ${missed.repeated} deliveries again that it could not bring`);
      await findMissedReleases({ ...rounds, signal: stopping.signal });
      if (missed.left === 0) due = now() + EVERY_MS;
    },
    idleMs: AGAIN_MS,
    nap: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    onError,
  });
  return {
    wake: loop.wake,
    stop: async () => {
      stopping.abort();
      await loop.stop();
    },
  };
}

import type { InboxStore } from "../inbox/inbox-store.ts";
import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { fetchMissedDeliveries } from "./missed-deliveries.ts";

interface Rounds extends Pick<ErrandTools, "now" | "log"> {
  readonly github: Pick<ErrandTools["github"], "asItself">;
  readonly inbox: Pick<InboxStore, "known">;
  /** Looks at the release branches, until it is told to stop. */
  readonly findReleases: (signal: AbortSignal) => Promise<void>;
  readonly nap: Nap;
  readonly onError: (error: unknown) => void;
}

/** Time enough within the three days in which GitHub can repeat a delivery. */
const EVERY_MS = 4 * 3_600_000;
/** How soon a round is made again that failed. */
const AGAIN_MS = 5 * 60_000;
/** How soon one goes on that had as much repeated as GitHub lets anybody write in a minute. */
const GO_ON_MS = 60_000;

/** At the start and every few hours: looks for what GitHub told nobody, and has it told again. */
export function startRounds(rounds: Rounds): Loop {
  const { findReleases, github, inbox, log, nap, now, onError } = rounds;
  const stopping = new AbortController();
  let due = 0;
  const loop = startLoop({
    turn: async () => {
      if (now() < due) return;
      due = now() + AGAIN_MS;
      const missed = await fetchMissedDeliveries({ client: await github.asItself(), inbox, now: now() });
      if (missed.repeated > 0)
        log(`GitHub is to bring ${missed.repeated} deliveries again that it could not bring`);
      await findReleases(stopping.signal);
      due = now() + (missed.left === 0 ? EVERY_MS : GO_ON_MS);
    },
    idleMs: GO_ON_MS,
    nap,
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

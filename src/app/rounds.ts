import type { InboxStore } from "../inbox/inbox-store.ts";
import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import type { ErrandTools } from "./errands/errand-tools.ts";
import { fetchMissedDeliveries } from "./intake/missed-deliveries.ts";

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
/** How soon a round is made again that failed, or in which a delivery was missed. */
const AGAIN_MS = 5 * 60_000;
/** How soon one goes on that had as much repeated as GitHub lets anybody write in a minute. */
const GO_ON_MS = 60_000;
/** GitHub's clock is another than ours, and it tells of a delivery only when it is over. */
const OVERLAP_MS = 30 * 60_000;

/** A loop that can be told that there is something to look for. */
export interface RoundsLoop extends Loop {
  /**
   * A delivery was missed just now: GitHub is asked for it within minutes, not hours. Only for that, and not more often
   * however often this is said: whoever floods the app must not have it use up its requests.
   */
  readonly missed: () => void;
}

/** At the start and every few hours: looks for what GitHub told nobody, and has it told again. */
export function startRounds(rounds: Rounds): RoundsLoop {
  const { findReleases, nap, now, onError } = rounds;
  const stopping = new AbortController();
  const due = { round: 0, missed: Number.POSITIVE_INFINITY };
  /** When the last look began that left nothing over. */
  let complete = 0;
  const loop = startLoop({
    turn: async () => {
      const isRound = now() >= due.round;
      if (!isRound && now() < due.missed) return;
      if (isRound) due.round = now() + AGAIN_MS;
      due.missed = Number.POSITIVE_INFINITY;
      const began = now();
      // A round looks at all three days; between two, whoever floods the app must not have all of them listed again and again.
      const since = isRound ? undefined : complete - OVERLAP_MS;
      const left = await haveMissedRepeated(rounds, since).catch((error: unknown) => {
        due.missed = now() + AGAIN_MS;
        onError(error);
        return null;
      });
      if (left === 0) complete = began;
      else if (left !== null) due.missed = now() + GO_ON_MS;
      if (!isRound) return;
      await findReleases(stopping.signal);
      due.round = now() + EVERY_MS;
    },
    idleMs: GO_ON_MS,
    nap,
    onError,
  });
  return {
    wake: loop.wake,
    missed: () => {
      due.missed = Math.min(due.missed, now() + AGAIN_MS);
    },
    stop: async () => {
      stopping.abort();
      await loop.stop();
    },
  };
}

/** Gives how many are left for the next look. */
async function haveMissedRepeated(
  { github, inbox, log, now }: Rounds,
  since: number | undefined,
): Promise<number> {
  const { left, repeated } = await fetchMissedDeliveries({
    client: await github.asItself(),
    inbox,
    now: now(),
    ...(since === undefined ? {} : { since }),
  });
  if (repeated > 0) log(`GitHub is to bring ${repeated} deliveries again that it could not bring`);
  return left;
}

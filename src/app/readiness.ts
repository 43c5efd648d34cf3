import { setTimeout as sleep } from "node:timers/promises";

/** Why the app should be sent nothing now. */
export type NotReady =
  | "stopping"
  /** The store did not answer within two seconds. */
  | "store_unreachable"
  /** The last delivery could not be stored, less than a minute ago: the disk is full, or the like. */
  | "intake_failing";

/** Whether deliveries are welcome. */
export interface Readiness {
  /** Nothing where it is ready. */
  readonly reasons: () => Promise<readonly NotReady[]>;
  readonly stopping: () => void;
  /** Says of each delivery whether it could be stored. */
  readonly stored: (succeeded: boolean) => void;
}

interface Watched {
  /** Resolves when the store answers. */
  readonly ping: () => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const PING_MS = 2_000;
/** After so long a failure says nothing more: where nothing is sent, nothing could succeed either. */
const FAILURE_COUNTS_MS = 60_000;

export function watchReadiness({ now, ping }: Watched): Readiness {
  let isStopping = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  return {
    reasons: async () => {
      const reasons: NotReady[] = [];
      if (isStopping) reasons.push("stopping");
      if (!(await answers(ping))) reasons.push("store_unreachable");
      if (now() - failedAt < FAILURE_COUNTS_MS) reasons.push("intake_failing");
      return reasons;
    },
    stopping: () => {
      isStopping = true;
    },
    stored: (succeeded) => {
      failedAt = succeeded ? Number.NEGATIVE_INFINITY : now();
    },
  };
}

async function answers(ping: () => Promise<void>): Promise<boolean> {
  const late = new AbortController();
  const tooLate = sleep(PING_MS, false, { signal: late.signal }).catch(() => false);
  const answered = ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, tooLate]).finally(() => late.abort());
}

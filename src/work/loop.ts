/** Waits so many milliseconds, or until the signal is aborted; never rejects. */
export type Nap = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Work that goes on until it is stopped. */
export interface Loop {
  /** There may be something to do: look now. */
  readonly wake: () => void;
  /** Resolves when the last turn is over; no other follows. */
  readonly stop: () => Promise<void>;
}

interface LoopOptions {
  /** Looks for work once and takes what it can; what it started may still run when it resolves. */
  readonly turn: () => Promise<void>;
  /** How long to sleep when nobody wakes it. */
  readonly idleMs: number;
  readonly nap: Nap;
  readonly onError: (error: unknown) => void;
}

/**
 * Takes turns for ever: one after another, the next when somebody wakes the loop or the idle time is over. A turn that
 * fails is followed by the whole idle time, so that a broken store is not asked in a hurry.
 */
export function startLoop({ idleMs, nap, onError, turn }: LoopOptions): Loop {
  const stopping = new AbortController();
  let woken = false;
  let asleep = new AbortController();
  const takeTurns = async () => {
    while (!stopping.signal.aborted) {
      woken = false;
      const failed = await turn().then(
        () => false,
        (error: unknown) => {
          onError(error);
          return true;
        },
      );
      if (stopping.signal.aborted || (woken && !failed)) continue;
      asleep = new AbortController();
      await nap(idleMs, failed ? stopping.signal : AbortSignal.any([asleep.signal, stopping.signal]));
    }
  };
  const over = takeTurns();
  return {
    wake: () => {
      // Woken once is enough until the next turn; each abort would make an error with its stack.
      if (woken) return;
      woken = true;
      asleep.abort();
    },
    stop: async () => {
      stopping.abort();
      await over;
    },
  };
}

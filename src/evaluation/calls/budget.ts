/** USD that a call set aside before it started. */
export interface Reservation {
  /** Puts what the call took in the place of what was set aside. */
  settle(usd: number): void;
}

/** The cap on what a run may cost, counted before a call starts. */
export interface Budget {
  /**
   * Sets `usd` aside for a call. Where it does not fit, it waits for the calls that are under way, which mostly take less
   * than they set aside; where it would not fit even if they took nothing it gives null. That is said of this call alone:
   * what somebody makes one prompt ask must not take the others' answers.
   *
   * @throws the signal's reason where that is aborted: what was set aside for calls that the run's end cuts off is not
   * money that ran out
   */
  reserve(usd: number, signal: AbortSignal): Promise<Reservation | null>;
  /** USD of the settled calls. */
  spent(): number;
  /** Whether something did not fit. */
  hasRefused(): boolean;
}

/** @param capUsd null: nothing is refused */
export function makeBudget(capUsd: number | null): Budget {
  let spent = 0;
  let reserved = 0;
  let underWay = 0;
  let hasRefused = false;
  let waiting: (() => void)[] = [];
  const settleAs = (usd: number): Reservation => {
    let isOpen = true;
    return {
      settle: (taken) => {
        if (!isOpen) return;
        isOpen = false;
        spent += taken;
        reserved -= usd;
        underWay -= 1;
        if (underWay === 0) reserved = 0;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      },
    };
  };
  const reserve: Budget["reserve"] = async (usd, signal) => {
    for (;;) {
      signal.throwIfAborted();
      if (capUsd === null || spent + reserved + usd <= capUsd) {
        reserved += usd;
        underWay += 1;
        return settleAs(usd);
      }
      if (underWay === 0 || spent + usd > capUsd) break;
      await new Promise<void>((wake) => waiting.push(wake));
    }
    hasRefused = true;
    return null;
  };
  return { reserve, spent: () => spent, hasRefused: () => hasRefused };
}

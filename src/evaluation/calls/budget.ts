/** USD that a call set aside before it started. */
export interface Reservation {
  /** Puts what the call took in the place of what was set aside. */
  settle(usd: number): void;
}

/** The cap on what a run may cost, counted before a call starts. */
export interface Budget {
  /**
   * Sets `usd` aside for a call. Where it does not fit, it waits for the calls that are under way, which mostly take less
   * than they set aside; where it does not fit even then it gives null, and so does every later reservation.
   */
  reserve(usd: number): Promise<Reservation | null>;
  /** USD of the settled calls. */
  spent(): number;
  /** What could not be set aside any more; null while nothing was refused. */
  refused(): number | null;
}

/** @param capUsd null: nothing is refused */
export function makeBudget(capUsd: number | null): Budget {
  let spent = 0;
  let reserved = 0;
  let underWay = 0;
  let refused: number | null = null;
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
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      },
    };
  };
  const reserve = async (usd: number): Promise<Reservation | null> => {
    while (refused === null) {
      if (capUsd === null || spent + reserved + usd <= capUsd) {
        reserved += usd;
        underWay += 1;
        return settleAs(usd);
      }
      if (underWay === 0) refused = usd;
      else await new Promise<void>((wake) => waiting.push(wake));
    }
    return null;
  };
  return { reserve, spent: () => spent, refused: () => refused };
}

/** A request of a key that was let in. */
export interface Entrant {
  /** The key's name; empty on the own machine, where nobody needs one. */
  readonly key: string;
  /** Whether it changes what is live: only a key that may change something asks so. */
  readonly isChange: boolean;
}

/** Takes a place, which is given back when it is disposed of; null where there is none for this one now. */
export type Enter = (entrant: Entrant) => Disposable | null;

/** How much is done at once. */
export interface Room {
  /** For bodies that are being read: whoever sends theirs slowly keeps nobody from being answered. */
  readonly bodies: Enter;
  /** For requests that arrived whole. */
  readonly answers: Enter;
}

const enterAnyhow: Enter = () => ({ [Symbol.dispose]: () => undefined });

export const UNBOUNDED: Room = { bodies: enterAnyhow, answers: enterAnyhow };

export interface Shares {
  readonly most: number;
  /** Of these, places that only changes take: whoever reads much keeps nobody from rolling back. */
  readonly keptForChanges: number;
  /** Places of one key, once for its changes and once for all else. */
  readonly perKey: number;
}

/** Names of keys come from the operator's settings: there are few. */
export function sharedPlaces({ keptForChanges, most, perKey }: Shares): Enter {
  const taken = new Map<string, number>();
  let underWay = 0;
  return ({ isChange, key }) => {
    const who = JSON.stringify([isChange, key]);
    const own = taken.get(who) ?? 0;
    if (own >= perKey || underWay >= (isChange ? most : most - keptForChanges)) return null;
    const count = (by: 1 | -1): void => {
      underWay += by;
      taken.set(who, (taken.get(who) ?? 0) + by);
    };
    count(1);
    return { [Symbol.dispose]: () => count(-1) };
  };
}

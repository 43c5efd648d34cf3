/** Texts by key that take no more than so much room; what was asked for longest ago goes first. */
export interface Texts {
  /** Null: it is known that there is none. Undefined: nothing is known. */
  readonly get: (key: string) => string | null | undefined;
  readonly set: (key: string, text: string | null) => void;
  readonly delete: (key: string) => void;
  /** Deletes whatever begins so. */
  readonly deleteAll: (prefix: string) => void;
  /** Whether nearly all of the room is taken. */
  readonly isFull: () => boolean;
}

/** What an entry takes beside its characters, roughly. */
const ENTRY = 100;
const NEARLY_FULL = 0.9;

/** @param room characters of all keys and texts together; most of what is kept is ASCII, one byte each */
export function boundedTexts(room: number): Texts {
  const kept = new Map<string, string | null>();
  let taken = 0;
  const sizeOf = (key: string, text: string | null) => key.length + (text?.length ?? 0) + ENTRY;
  const remove = (key: string) => {
    const text = kept.get(key);
    if (text === undefined) return;
    kept.delete(key);
    taken -= sizeOf(key, text);
  };
  return {
    get: (key) => {
      const text = kept.get(key);
      if (text === undefined) return undefined;
      // A map keeps the order of insertion: what was asked for now becomes the last.
      kept.delete(key);
      kept.set(key, text);
      return text;
    },
    set: (key, text) => {
      remove(key);
      if (sizeOf(key, text) > room) return;
      kept.set(key, text);
      taken += sizeOf(key, text);
      for (const oldest of kept.keys()) {
        if (taken <= room) break;
        remove(oldest);
      }
    },
    delete: remove,
    deleteAll: (prefix) => {
      for (const key of [...kept.keys()]) if (key.startsWith(prefix)) remove(key);
    },
    isFull: () => taken > room * NEARLY_FULL,
  };
}

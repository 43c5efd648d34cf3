/** Work that must not run twice at once, by key. Different keys run side by side. */
export interface KeyedQueue {
  readonly run: (key: string, work: () => Promise<void>) => Promise<void>;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
}

export function keyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    run: (key, work) => {
      const before = tails.get(key) ?? Promise.resolve();
      const own = before.catch(() => undefined).then(work);
      tails.set(key, own);
      const forget = () => {
        if (tails.get(key) === own) tails.delete(key);
      };
      own.then(forget, forget);
      return own;
    },
    idle: async () => {
      while (tails.size > 0) await Promise.allSettled(tails.values());
    },
  };
}

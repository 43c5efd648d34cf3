import type { WatchedStore } from "../../src/app/metrics/store-gauges.ts";

/** A store in which nothing waits. */
export const emptyStore: WatchedStore = {
  inbox: { backlog: async () => ({ states: { pending: 0, leased: 0, dead: 0 }, oldestReceived: null }) },
  outbox: {
    backlog: async () => ({
      states: { pending: 0, leased: 0, failed: 0, dead: 0, disabled: 0 },
      oldestDue: null,
      disabledEndpoints: 0,
    }),
  },
};

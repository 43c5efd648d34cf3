import type { ClientPolicy } from "../../../src/github/client/client.ts";

/** Surroundings whose waits take no time but move their clock; `waits` are those asked for, in milliseconds. */
export function stillSurroundings(start = "2026-03-15T09:00:00Z") {
  let now = Date.parse(start);
  const waits: number[] = [];
  const messages: string[] = [];
  const policy: ClientPolicy = {
    surroundings: {
      now: () => new Date(now).toISOString(),
      random: () => 0.5,
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
        return Promise.resolve();
      },
    },
    log: (message) => messages.push(message),
  };
  return { policy, waits, messages };
}

import type { Surroundings } from "../../releases/ports.ts";

/** An entry's surroundings with GitHub's clock, and the fetch that watches it. */
export interface GitHubClock {
  readonly surroundings: Surroundings;
  readonly fetch: typeof globalThis.fetch;
}

/** What a `Date` header, which counts whole seconds, and the way of an answer leave open. */
const UNCERTAINTY_MS = 1_500;

/**
 * A clock that follows GitHub's. Comments are dated by GitHub and events by us, and whether a pointer moved after a comment
 * was written is decided by comparing the two: on a machine whose clock is off by more than the notice window two engineers
 * could walk back two versions. Each answer's `Date` header corrects what is off by more than that header leaves open.
 */
export function githubClock(
  local: Surroundings,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): GitHubClock {
  let offset = 0;
  const observe = (date: string | null) => {
    const theirs = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return;
    const difference = theirs + 500 - Date.parse(local.now());
    offset = Math.abs(difference) > UNCERTAINTY_MS ? difference : 0;
  };
  return {
    surroundings: {
      ...local,
      now: () => new Date(Date.parse(local.now()) + offset).toISOString(),
    },
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      observe(response.headers.get("date"));
      return response;
    },
  };
}

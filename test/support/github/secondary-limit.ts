import type { Faults } from "./faults.ts";

/** What GitHub documents of content-creating requests: 80 a minute and 500 an hour. */
const WINDOWS = [
  { ms: 60_000, most: 80 },
  { ms: 3_600_000, most: 500 },
] as const;

/** A GitHub that holds writers to its secondary limits from now on, by a clock of the test's. */
export interface SecondaryLimit {
  /** When each write came, in milliseconds since the epoch; refused ones are not among them. */
  readonly writes: readonly number[];
  /** How many were refused. */
  readonly refused: () => number;
}

export function limitWrites(faults: Faults, now: () => number): SecondaryLimit {
  const writes: number[] = [];
  let refused = 0;
  faults.add({
    status: 403,
    headers: { "retry-after": "60" },
    body: {
      message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    },
    match: ({ method, path }) => {
      if (method === "GET" || path.endsWith("/access_tokens")) return false;
      const isOver = WINDOWS.some(({ ms, most }) => writes.filter((at) => at > now() - ms).length >= most);
      if (isOver) refused += 1;
      else writes.push(now());
      return isOver;
    },
  });
  return { writes, refused: () => refused };
}

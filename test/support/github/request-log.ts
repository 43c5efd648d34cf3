/** One request as it came over the wire. Times are milliseconds of `performance.now()`. */
export type LoggedRequest = {
  /** Counts from 1, in order of arrival. */
  n: number;
  method: string;
  /** Without the query; GraphQL requests all have `/graphql`. */
  path: string;
  /** The operation's name, else its first field, of a GraphQL request. */
  graphqlOperation?: string;
  startedAt: number;
  /** When the answer had been written or lost; undefined while it is under way. */
  endedAt?: number;
  /** 0 when no answer was given. */
  status: number;
  auth: "app" | "installation" | "user" | "none";
};

/**
 * Trips to GitHub one after another, a trip being a set of concurrent requests.
 *
 * Counted as a walk along the requests in order of arrival: a request belongs to the current trip when it started before
 * the earliest answer of that trip (so it cannot have waited for any of them); otherwise it opens the next trip. Requests
 * that exchange an app's JWT for an installation token are not counted: the token is cached for an hour. What an app
 * does with its JWT otherwise counts.
 */
export function trips(log: readonly LoggedRequest[]): number {
  const counted = log.filter((entry) => !isTokenRequest(entry)).sort((a, b) => a.startedAt - b.startedAt);
  let count = 0;
  let earliestAnswer = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt = Number.POSITIVE_INFINITY } of counted) {
    if (startedAt >= earliestAnswer) {
      count += 1;
      earliestAnswer = endedAt;
    } else {
      earliestAnswer = Math.min(earliestAnswer, endedAt);
    }
  }
  return count;
}

function isTokenRequest({ method, path }: LoggedRequest): boolean {
  return method === "POST" && /^\/app\/installations\/\d+\/access_tokens$/.test(path);
}

/** The name of a GraphQL document's operation, for the log. */
export function graphqlOperationOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || !("query" in parsed)) return undefined;
    const query = String(parsed.query);
    return /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? /{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1];
  } catch {
    return undefined;
  }
}

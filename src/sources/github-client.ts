/**
 * As much of an authenticated Octokit as this room needs; an `Octokit` or a `getOctokit()` fits. Retries, throttling and
 * tokens are the client's own business: everything here only reads and may be repeated freely.
 */
export interface GitHubClient {
  /** Rejects where the answer has `errors`. */
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** `route` is `GET /repos/{owner}/…`; parameters fill the braces, encoded, and what is left becomes the query. */
  readonly request: (
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly data: unknown }>;
}

/** One repository, as a client's token sees it. */
export interface GitHubRepository {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
}

/** The HTTP status of an Octokit `RequestError`, or undefined for any other failure. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

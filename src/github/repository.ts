/** A REST answer with a 2xx. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/**
 * As much of GitHub's API as adapters take; an Octokit fits too. Tokens, retries and throttling are the client's own
 * business, as long as it never repeats a write that may have happened (see `withRetries`).
 */
export interface GitHubClient {
  /** Rejects where the answer has `errors`. */
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /**
   * `route` is a template, `GET /repos/{owner}/…`: what fills its braces is encoded, so nothing from outside is ever joined
   * into a URL; parameters that are left are query or body.
   */
  readonly request: (route: string, parameters?: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

/** One repository, as a client's token sees it. */
export interface Repository {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
}

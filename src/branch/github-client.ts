/**
 * As much of an authenticated Octokit as this room needs; an `Octokit` or a `getOctokit()` fits. Retries, throttling and
 * tokens are the client's own business, as long as it never repeats a write that may have happened.
 */
export interface GitHubClient {
  /** Rejects where the answer has `errors`. */
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** `route` is `GET /repos/{owner}/…`; parameters fill the braces, encoded, and what is left is query or body. */
  readonly request: (
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly data: unknown }>;
}

/** A branch of one repository, as a client's token sees it. */
export interface GitHubBranchOptions {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  /** The branch's name, without `refs/heads/`. */
  readonly branch: string;
}

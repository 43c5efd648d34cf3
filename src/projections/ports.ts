/** Where each prompt's history is kept for people. Its home is GitHub's issues; every call may be repeated. */
export interface HistoryIssues {
  /** The number of a prompt's issue, or null where it has none yet. */
  readonly find: (promptId: string) => Promise<number | null>;
  /** Makes the issue, or finds the one that another run made meanwhile. */
  readonly open: (
    promptId: string,
    issue: { readonly title: string; readonly body: string },
  ) => Promise<number>;
  readonly rewrite: (issue: number, promptId: string, body: string) => Promise<void>;
  /** Comments once under a key, however often it is called. */
  readonly commentOnce: (issue: number, key: string, body: string) => Promise<void>;
}

/** A config that could be read: its text, and the commit of the default branch whose config it was. */
export interface ReadableConfig {
  /** Empty where there was no file: then the defaults hold. */
  readonly text: string;
  readonly commit: string;
}

/** The last config of a repository that could be read. */
export interface RememberedConfig extends ReadableConfig {
  /** Since when the file on the default branch has errors, in milliseconds since the epoch; null while it has none. */
  readonly brokenSince: number | null;
}

/**
 * The last readable config of each repository, by its id. Only what was read at the head of the default branch gets in here:
 * what a commit on the way to it said was never in force (docs/decisions/0019-broken-config.md).
 */
export interface ConfigStore {
  /** Null where none was ever read. */
  readonly last: (repositoryId: number) => Promise<RememberedConfig | null>;
  /** The file can be read: from now on it is the last readable one. */
  readonly remember: (repositoryId: number, config: ReadableConfig) => Promise<void>;
  /** The file has errors since then, where that was not known yet. */
  readonly broke: (repositoryId: number, at: number) => Promise<void>;
}

/** What is wrong with a release branch. The list is closed: issues, logs, metrics and the store carry the words. */
export const ALARM_KINDS = ["rewritten", "tampered", "stranger"] as const;

/**
 * `rewritten`: it does not go back to the last good head, by a forced push or a deletion · `tampered`: commits do what
 * pointsman's never do · `stranger`: somebody pushed what they may not do.
 */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** The release branch of a repository, by the repository's id and the name that its config gives the branch. */
export interface WatchedBranch {
  readonly repositoryId: number;
  readonly branch: string;
}

/** One alarm about one repository's release branch. It stands until the branch is good again, or accepted as it is. */
export interface StandingAlarm {
  readonly kind: AlarmKind;
  /** The head that raised it; the last good one where the branch was deleted. */
  readonly commit: string;
  /** Milliseconds since the epoch. */
  readonly raisedAt: number;
}

/**
 * Alarms that stand, each about one release branch: a config that names another one leaves them behind. They survive a crash, so
 * that nobody builds on a bad head after a restart.
 */
export interface AlarmStore {
  /** Remembers an alarm; a known one stays as it was raised first. */
  readonly raise: (watched: WatchedBranch, alarm: StandingAlarm) => Promise<StandingAlarm>;
  /** Oldest first. */
  readonly standing: (watched: WatchedBranch) => Promise<readonly StandingAlarm[]>;
  /** The branch is good again: none stands any more. */
  readonly lift: (watched: WatchedBranch) => Promise<void>;
  /**
   * The operator takes the branch as it is: from now on `commit` is its last good head, and what stands is lifted. False
   * where there is no alarm about it.
   */
  readonly accept: (watched: WatchedBranch, commit: string, now: number) => Promise<boolean>;
  /** Of all repositories, oldest first. */
  readonly all: () => Promise<readonly (StandingAlarm & WatchedBranch)[]>;
}

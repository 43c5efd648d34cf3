import type { GiveErrand, Outbox } from "./durable.ts";
import type { GitHubApp } from "./github-app.ts";
import type { Settings } from "./settings.ts";

/** What the app's errands are run with. */
export interface ErrandTools {
  readonly github: GitHubApp;
  readonly outbox: Outbox;
  readonly settings: Settings;
  readonly giveErrand: GiveErrand;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (message: string) => void;
}

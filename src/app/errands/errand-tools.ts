import type { AlarmStore } from "../../releases/alarm-store.ts";
import type { ConfigStore } from "../../releases/config-store.ts";
import type { GiveErrand, Outbox } from "../durable.ts";
import type { GitHubApp } from "../github-app.ts";
import type { Recorder } from "../recorder.ts";
import type { Settings } from "../settings.ts";

/** One entry of the log, as a warning. */
export type Alert = (facts: Readonly<Record<string, unknown>>, message: string) => void;

/** What the app's errands are run with. */
export interface ErrandTools {
  readonly github: GitHubApp;
  readonly outbox: Outbox;
  readonly alarms: AlarmStore;
  readonly configs: ConfigStore;
  readonly recorder: Recorder;
  readonly settings: Settings;
  readonly giveErrand: GiveErrand;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (message: string) => void;
  /** Says at once, to whoever watches the log, what nobody may miss. */
  readonly alert: Alert;
}

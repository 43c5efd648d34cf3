import type { VerbSpec } from "../verb.ts";

const STORE =
  "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";

/** What the app's operator does about alarms. */
export const alarmVerbs: readonly VerbSpec[] = [
  {
    name: "alarms list",
    does: "list the alarms about release branches that stand",
    worksOn: "store",
    arguments: [],
    options: [],
    examples: ["alarms list", "alarms list --json"],
    notes: STORE,
    load: async () => (await import("../verbs/alarms.ts")).runAlarmsList,
  },
  {
    name: "alarms accept",
    does: "take a release branch as it is, although it raised an alarm",
    worksOn: "store",
    arguments: [{ name: "<commit>", does: "the head that is good from now on, its full id" }],
    options: [
      { flags: "--repo-id <number>", does: "the repository's numeric id; the alarm's issue names it" },
      { flags: "--branch <name>", does: "the release branch, where alarms stand about several" },
    ],
    examples: ["alarms accept 0c9d1ef2a3b4c5d6e7f809120c9d1ef2a3b4c5d6 --repo-id 812345678"],
    notes: `Lifts the alarms of the repository. What lies between the last good head and this one is not announced; \`/redeliver\` sends single events of it. Where the branch holds fewer events of a prompt than were announced, its sequence runs back. Look at the branch with \`pointsman verify\` first. ${STORE}`,
    load: async () => (await import("../verbs/alarms.ts")).runAlarmsAccept,
  },
];

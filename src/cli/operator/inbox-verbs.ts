import type { VerbSpec } from "../verb.ts";

const STORE =
  "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";

/** What the app's operator does about what came in. */
export const inboxVerbs: readonly VerbSpec[] = [
  {
    name: "inbox list",
    does: "list what GitHub brought, and the app's own errands, that are not done; newest first",
    worksOn: "store",
    arguments: [],
    options: [
      {
        flags: "--state <state>",
        does: "only in this state: pending, leased, done or dead (default: all but done)",
        repeated: true,
      },
      { flags: "--limit <number>", does: "how many (default: 50)" },
      { flags: "--before <number>", does: "only those with a smaller row: where the page before ended" },
    ],
    examples: ["inbox list", "inbox list --state dead", "inbox list --state pending --json"],
    notes: `Parked, since work on it failed eleven times, is \`dead\`; it is kept for 30 days. ${STORE}`,
    load: async () => (await import("../verbs/inbox.ts")).runInboxList,
  },
  {
    name: "inbox show",
    does: "show a delivery of the inbox: what it is about, and why it failed",
    worksOn: "store",
    arguments: [{ name: "<delivery>", does: "its id, as `inbox list` has it" }],
    options: [],
    examples: ["inbox show d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f"],
    notes: STORE,
    load: async () => (await import("../verbs/inbox.ts")).runInboxShow,
  },
  {
    name: "inbox retry",
    does: "have deliveries worked on now that were parked, or wait for their next attempt",
    worksOn: "store",
    arguments: [{ name: "[deliveries...]", does: "their ids, as `inbox list` has them" }],
    options: [{ flags: "--all", does: "all that are parked" }],
    examples: ["inbox retry d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f", "inbox retry --all"],
    notes: `They get all their attempts again. Nothing is done twice: what an earlier attempt did is found. A command in a comment that is older than 15 minutes is answered and not run, unless its \`from\` still holds. ${STORE}`,
    load: async () => (await import("../verbs/inbox.ts")).runInboxRetry,
  },
  {
    name: "inbox drop",
    does: "throw parked deliveries away that you saw to otherwise, so that nobody is alarmed about them any longer",
    worksOn: "store",
    arguments: [{ name: "<deliveries...>", does: "their ids, as `inbox list` has them" }],
    options: [],
    examples: ["inbox drop d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f"],
    notes: `\`inbox show\` says what they are. The command in a dropped comment is never run. What a dropped push brought is announced with the next push, or within four hours; an errand of the app's own comes again where its cause goes on. ${STORE}`,
    load: async () => (await import("../verbs/inbox.ts")).runInboxDrop,
  },
];

import type { VerbSpec } from "../verb.ts";

const REPO_ID = { flags: "--repo-id <number>", does: "only of the repository with this numeric id" } as const;
const ENDPOINT = { flags: "--endpoint <number>", does: "only to this endpoint" } as const;
const STATE = {
  flags: "--state <state>",
  does: "only in this state: pending, leased, failed, delivered, dead or disabled",
  repeated: true,
} as const;

const STORE =
  "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";

const KEPT_ID =
  "A delivery that is sent again keeps its webhook-id and is stamped anew, so a receiver that had it leaves it alone.";

/** What the app's operator does about webhooks. */
export const webhookVerbs: readonly VerbSpec[] = [
  {
    name: "webhooks list",
    does: "list deliveries of webhooks, newest first",
    worksOn: "store",
    arguments: [],
    options: [
      STATE,
      REPO_ID,
      ENDPOINT,
      { flags: "--event <id>", does: "only of this event" },
      {
        flags: "--since <time>",
        does: "only what was announced since: a time, or an age such as 90m, 6h, 2d",
      },
      { flags: "--limit <number>", does: "how many (default: 50)" },
      { flags: "--before <number>", does: "only those with a smaller number: where the page before ended" },
    ],
    examples: [
      "webhooks list",
      "webhooks list --state dead",
      "webhooks list --since 6h --state dead --state disabled --json",
    ],
    notes: `What is counted is meant by --repo-id, --endpoint, --event and --since. Given up for good is \`dead\`; what a switched-off endpoint missed is \`disabled\`. ${STORE}`,
    load: async () => (await import("../verbs/webhooks/list.ts")).runWebhooksList,
  },
  {
    name: "webhooks show",
    does: "show a delivery: its event, its endpoint, how long until it was confirmed, and every attempt",
    worksOn: "store",
    arguments: [{ name: "<delivery>", does: "its number, as `webhooks list` has it" }],
    options: [],
    examples: ["webhooks show 4711", "webhooks show 4711 --json"],
    notes: STORE,
    load: async () => (await import("../verbs/webhooks/show.ts")).runWebhooksShow,
  },
  {
    name: "webhooks replay",
    does: "send deliveries again",
    worksOn: "store",
    arguments: [{ name: "<deliveries...>", does: "their numbers, or events' ids: all deliveries of these" }],
    options: [],
    examples: ["webhooks replay 4711 4712", "webhooks replay evt_0c9d1ef2a3b4c5d6e7f80912"],
    notes: `${KEPT_ID} Exits with 1 where one of them cannot be sent. ${STORE}`,
    load: async () => (await import("../verbs/webhooks/replay.ts")).runWebhooksReplay,
  },
  {
    name: "webhooks replay-since",
    does: "send everything again that was announced since a time",
    worksOn: "store",
    arguments: [{ name: "<time>", does: "2026-03-15T09:00:00Z, or an age such as 90m, 6h, 2d" }],
    options: [ENDPOINT, REPO_ID, STATE],
    examples: [
      "webhooks replay-since 6h --endpoint 7",
      "webhooks replay-since 2026-03-15T09:00:00Z --state dead --repo-id 812345678",
    ],
    notes: `${KEPT_ID} ${STORE}`,
    load: async () => (await import("../verbs/webhooks/replay.ts")).runWebhooksReplaySince,
  },
  {
    name: "webhooks endpoints",
    does: "list the endpoints, and which are switched off since when and why",
    worksOn: "store",
    arguments: [],
    options: [REPO_ID],
    examples: ["webhooks endpoints", "webhooks endpoints --repo-id 812345678 --json"],
    notes: STORE,
    load: async () => (await import("../verbs/webhooks/endpoints.ts")).runWebhooksEndpoints,
  },
  {
    name: "webhooks enable",
    does: "switch an endpoint on that answered 410, or failed for five days",
    worksOn: "store",
    arguments: [{ name: "<endpoint>", does: "its number, as `webhooks endpoints` has it" }],
    options: [],
    examples: ["webhooks enable 7"],
    notes: `Sends nothing by itself: it prints the line that replays what the endpoint missed. ${STORE}`,
    load: async () => (await import("../verbs/webhooks/endpoints.ts")).runWebhooksEnable,
  },
];

import { createHash } from "node:crypto";
import { z } from "zod";
import { ERRAND_EVENT, type IncomingDelivery } from "../../inbox/inbox-store.ts";
import { ALARM_KINDS, type StandingAlarm } from "../../releases/alarm-store.ts";
import { laneOfAlarms, laneOfHistory, laneOfPushes, laneOfRollbacks } from "../lanes.ts";
import type { RepositoryFacts } from "../repository.ts";

const repository = z.object({ id: z.int(), full_name: z.string(), html_url: z.string() });

const errandSchema = z.discriminatedUnion("kind", [
  /** The release branch is at `head`, and only what lies before `since` and `since` itself was announced. */
  z.object({
    kind: z.literal("catch_up"),
    repository,
    installation: z.int(),
    since: z.string(),
    head: z.string(),
  }),
  /** What one release commit did to one prompt belongs into its history. */
  z.object({
    kind: z.literal("history"),
    repository,
    installation: z.int(),
    commit: z.string(),
    prompt: z.string(),
    /** Of the prompt's events in that commit. */
    sequences: z.array(z.int()),
    /** A rollback is among them: it goes past all others. */
    isUrgent: z.boolean(),
  }),
  /** A webhook endpoint was switched off, which people should be told. */
  z.object({ kind: z.literal("endpoint_disabled"), endpoint: z.int(), disabledAt: z.int() }),
  /** The config names webhooks that the app's operator does not let the repository send. */
  z.object({
    kind: z.literal("endpoints_refused"),
    repository,
    installation: z.int(),
    refused: z.array(z.object({ entry: z.int(), target: z.string(), code: z.string() })),
  }),
  /** A command's answer is to say what became of the webhooks of the events that it caused. */
  z.object({
    kind: z.literal("deliveries_of_answer"),
    repository,
    installation: z.int(),
    issue: z.int(),
    comment: z.int(),
    events: z.array(z.string()),
    announcedAt: z.int(),
    /** The how manieth look at them this is, from 0, and when it is due. */
    look: z.int(),
    due: z.int(),
  }),
  /** The release branch is not as it should be, which people should be told. */
  z.object({
    kind: z.literal("branch_alarm"),
    repository,
    installation: z.int(),
    alarm: z.object({ kind: z.enum(ALARM_KINDS), commit: z.string(), raisedAt: z.int() }),
    branch: z.string(),
    good: z.string().nullable(),
    head: z.string().nullable(),
    pusher: z.string().nullable(),
    announced: z.boolean().default(false),
    findings: z.array(z.object({ code: z.string(), message: z.string() })),
    unpermitted: z.array(
      z.object({
        event: z.string(),
        type: z.string(),
        promptId: z.string(),
        environment: z.string().nullable(),
        needs: z.string(),
        role: z.string(),
      }),
    ),
  }),
  /** After an alarm the release branch is good again. */
  z.object({
    kind: z.literal("branch_good"),
    repository,
    installation: z.int(),
    /** Absent in what an earlier pointsman wrote. */
    branch: z.string().optional(),
    head: z.string(),
    /** When the last of the alarms was raised that this lifts. */
    since: z.int(),
  }),
]);

/**
 * What the app gives itself to do. Errands lie in the inbox beside GitHub's deliveries: there they survive a crash, are tried
 * again when they fail, and one that is given twice is run once.
 */
export type Errand = z.infer<typeof errandSchema>;

/** An errand as the inbox takes it. */
export function errandDelivery(errand: Errand, now: number): IncomingDelivery {
  return {
    id: idOf(errand),
    event: ERRAND_EVENT,
    body: JSON.stringify(errand),
    lane: laneOf(errand),
    repositoryId: repositoryOf(errand),
    receivedAt: now,
    ...(errand.kind === "deliveries_of_answer" ? { dueAt: errand.due } : {}),
  };
}

function laneOf(errand: Errand): string | null {
  switch (errand.kind) {
    case "catch_up":
      return laneOfPushes(errand.repository.id);
    case "history":
      return errand.isUrgent
        ? laneOfRollbacks(errand.repository.id, errand.prompt)
        : laneOfHistory(errand.installation);
    case "branch_alarm":
    case "branch_good":
      return laneOfAlarms(errand.repository.id);
    default:
      return null;
  }
}

/**
 * An installation's histories are nobody's: they are in one lane, where one that waits for a place of its repository's would hold
 * up all others.
 */
function repositoryOf(errand: Errand): number | null {
  if (errand.kind === "endpoint_disabled") return null;
  return errand.kind === "history" && !errand.isUrgent ? null : errand.repository.id;
}

/** A repository as errands name it. */
export function namedRepository({ id, installation, owner, repo, url }: RepositoryFacts) {
  return { repository: { id, full_name: `${owner}/${repo}`, html_url: url }, installation };
}

/** What causes an errand names it, so that the same cause gives none twice. */
function idOf(errand: Errand): string {
  switch (errand.kind) {
    case "catch_up":
      return `catch-up-${errand.repository.id}-${errand.head}`;
    case "history":
      return `history-${errand.repository.id}-${errand.commit}-${errand.prompt}`;
    case "endpoint_disabled":
      return `endpoint-disabled-${errand.endpoint}-${errand.disabledAt}`;
    case "endpoints_refused":
      return `endpoints-refused-${errand.repository.id}-${refusalKey(errand)}`;
    case "deliveries_of_answer":
      return `deliveries-of-answer-${errand.repository.id}-${errand.events[0]}-${errand.look}`;
    case "branch_alarm":
      return `branch-alarm-${errand.repository.id}-${alarmKey(errand.alarm)}${errand.pusher === null ? "" : "-told"}`;
    case "branch_good":
      return `branch-good-${errand.repository.id}-${errand.since}`;
  }
}

/** The same for the same refusals. */
export function refusalKey({ refused }: Extract<Errand, { readonly kind: "endpoints_refused" }>): string {
  return createHash("sha256").update(JSON.stringify(refused)).digest("hex").slice(0, 24);
}

/** The same for one alarm, and another where the same commit raises it again after it was lifted. */
export function alarmKey({ commit, kind, raisedAt }: StandingAlarm): string {
  return `${kind}-${commit}-${raisedAt}`;
}

/** Throws `ZodError` for what is none: an older or newer pointsman wrote it. */
export function parseErrand(body: string): Errand {
  return errandSchema.parse(JSON.parse(body));
}

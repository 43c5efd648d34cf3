import { z } from "zod";
import { digestOf, sha256Hex } from "../digest.ts";
import { isVersionId } from "./version-id.ts";

/** The types of events a ledger knows (contracts §3). Rollout events will join this list. */
export const EVENT_TYPES = [
  "prompt.published",
  "prompt.promoted",
  "prompt.rolled_back",
  "prompt.archived",
  "prompt.restored",
  "prompt.frozen",
  "prompt.unfrozen",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** An RFC 3339 time in UTC with whole seconds, as every document of pointsman writes it: such times sort as texts. */
export const timeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "a time in UTC, RFC 3339 with whole seconds and Z");
export const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hex digits");
export const versionIdSchema = z.string().refine(isVersionId, "a version id, YYYY-MM-DD.N");

/** Who caused an event. `id` is GitHub's numeric account id; the command line has none and its `role` is `unverified`. */
const actorSchema = z.strictObject({
  login: z.string().min(1).max(200),
  id: z.int().nullable(),
  role: z.string().max(100).nullable(),
});

/** Where an event came from. Entries add what identifies their cause: a comment, a pull request, a source commit. */
const originSchema = z.looseObject({
  kind: z.enum(["comment", "merge", "workflow", "schedule", "api", "cli"]),
  url: z.string().max(2000).nullable(),
});

export const eventSchema = z.strictObject({
  schema: z.literal(1),
  id: z.string().regex(/^evt_[0-9a-f]{24}$/),
  key: z.string().min(1).max(500),
  sequence: z.int().min(1),
  prompt_id: z.string(),
  type: z.enum(EVENT_TYPES),
  environment: z.string().nullable(),
  version: versionIdSchema.nullable(),
  previous_version: versionIdSchema.nullable(),
  actor: actorSchema,
  reason: z.string().max(20_000).nullable(),
  origin: originSchema,
  at: timeSchema,
  previous_digest: digestSchema.nullable(),
});

export type Actor = z.infer<typeof actorSchema>;
export type Origin = z.infer<typeof originSchema>;

/** One immutable entry of a prompt's ledger, exactly as it is stored on the release branch. */
export type LedgerEvent = z.infer<typeof eventSchema>;

/** `evt_` and the first 24 hex digits of SHA-256(slug, line feed, key); webhooks carry the same id. */
export function eventId(slug: string, key: string): string {
  return `evt_${sha256Hex(`${slug}\n${key}`).slice(0, 24)}`;
}

/** The digest that the next event's `previous_digest` must name: over the whole event's canonical JSON. */
export function eventDigest(event: LedgerEvent): string {
  return digestOf(event);
}

/** What made somebody ask for a change; it ends up in every event that the change appends. */
export interface Cause {
  /** Idempotency key of the whole request, e.g. `comment:812345`. */
  readonly key: string;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly reason: string | null;
  /** When the request was written (RFC 3339), where that is not simply now: acting on old news is refused. */
  readonly requestedAt: string | null;
  /** When a program's request arrived (RFC 3339): a rollback that it repeats is told by it. Absent where nobody else can have asked. */
  readonly arrivedAt?: string;
}

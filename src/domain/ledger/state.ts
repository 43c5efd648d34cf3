import { z } from "zod";
import { digestSchema, timeSchema, versionIdSchema } from "./event.ts";

/**
 * `state.json`: the fold of a prompt's events, so that one small file answers what is live and what may follow.
 * It holds nothing that the events and the versions do not say; `verify` folds them again and compares.
 */

/** A version and the digest of its content: flags and trails compare content, not only ids. */
const versionRefSchema = z.strictObject({ version: versionIdSchema, digest: digestSchema });

const markSchema = z.strictObject({
  since: timeSchema,
  by: z.string(),
  sequence: z.int().min(1),
  reason: z.string().nullable(),
});

const pointerSchema = z.strictObject({
  ...versionRefSchema.shape,
  since: timeSchema,
  by: z.string(),
  sequence: z.int().min(1),
});

const environmentStateSchema = z.strictObject({
  /** What is live; null before the first publication there. */
  pointer: pointerSchema.nullable(),
  /** The versions that went live, oldest first; the last entry is what is live. */
  trail: z.array(versionRefSchema),
  /** Versions that a rollback left behind here. Their content never goes live again by itself. */
  rolled_back: z.array(versionRefSchema),
  /** Other versions that were live here once: a rollback passed over them, or their flag was lifted. */
  retired: z.array(versionRefSchema),
  /** Set by a rollback: merges make versions but do not move this pointer until `/promote` or `/unfreeze`. */
  held: markSchema.nullable(),
  /** Set by `/freeze`: neither merges nor promotions move this pointer. */
  frozen: markSchema.nullable(),
});

export const promptStateSchema = z.strictObject({
  schema: z.literal(1),
  prompt_id: z.string(),
  slug: z.string(),
  lifecycle: z.enum(["published", "archived"]),
  /** Where the latest version's prompt file lay; a moved file without an `id` key is recognised by it. */
  path: z.string(),
  sequence: z.int().min(1),
  /** Digest of the last event: the next event's `previous_digest`. */
  last_event_digest: digestSchema,
  updated_at: timeSchema,
  versions: z.int().min(1),
  latest: z.strictObject({ ...versionRefSchema.shape, sequence: z.int().min(1), published_at: timeSchema }),
  environments: z.record(z.string(), environmentStateSchema),
  /** Idempotency keys of the last 30 days' events, at least the last 500. */
  keys: z.array(z.strictObject({ key: z.string(), sequence: z.int().min(1), at: timeSchema })),
});

export type VersionRef = z.infer<typeof versionRefSchema>;
export type EnvironmentState = z.infer<typeof environmentStateSchema>;
export type PromptState = z.infer<typeof promptStateSchema>;
/** Who held or froze an environment, since when and why. */
export type Mark = z.infer<typeof markSchema>;

/** An environment in which nothing was ever live. */
function emptyEnvironment(): EnvironmentState {
  return { pointer: null, trail: [], rolled_back: [], retired: [], held: null, frozen: null };
}

/** What a prompt's state says of an environment, whether or not anything happened there yet. */
export function environmentOf(state: PromptState, environment: string): EnvironmentState {
  return Object.hasOwn(state.environments, environment)
    ? (state.environments[environment] ?? emptyEnvironment())
    : emptyEnvironment();
}

/** Whether this content was rolled back in an environment, under whatever version id. */
export function isFlagged(environment: EnvironmentState, digest: string): boolean {
  return environment.rolled_back.some((flagged) => flagged.digest === digest);
}

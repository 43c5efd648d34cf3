import { makeSlug } from "../identifiers.ts";
import type { Cause } from "../ledger/event.ts";
import type { PublishedVersion } from "../ledger/ledger.ts";
import { environmentOf, isFlagged, type PromptState } from "../ledger/state.ts";
import { laterOf } from "../ledger/time.ts";
import { makeVersion, type Version, type VersionDraft } from "../ledger/version.ts";
import { nextVersionId } from "../ledger/version-id.ts";
import { appendEvents, type EventDraft, versionsInState } from "./append.ts";
import { type EvidenceRule, evidenceStanding } from "./evidence.ts";
import { type Accepted, type Refusal, type Repeat, refuse, repeatOf } from "./refusal.ts";

/** What a merge does to an environment's pointer; the order of a list of these is the promotion order. */
export interface EnvironmentPolicy {
  readonly name: string;
  readonly onMerge: "publish" | "hold";
  readonly evidence: EvidenceRule;
}

/** A prompt as the default branch's head says it, ready to become a version. */
export interface PublishIntent {
  readonly draft: VersionDraft;
  /** The prompt's name for people; its slug is made from it at the first publication. */
  readonly name: string;
  readonly cause: Cause;
}

export interface PublishContext {
  readonly now: string;
  readonly environments: readonly EnvironmentPolicy[];
  /** Whether a slug belongs to another prompt already. */
  readonly slugTaken: (slug: string) => boolean;
}

/** Why a pointer stayed where it was although a new version exists. */
export type StayedReason =
  | "gate_failed"
  /** Nothing was evaluated, and an environment that merges move requires it. */
  | "evidence_missing"
  | "on_merge_hold"
  | "held_after_rollback"
  | "frozen"
  | "flagged_content";

export interface Stayed {
  readonly environment: string;
  readonly reason: StayedReason;
}

export interface Published extends Accepted {
  readonly version: Version;
  readonly isFirst: boolean;
  readonly moved: readonly string[];
  readonly stayed: readonly Stayed[];
}

/** Nothing to publish: the content is what the latest version says already. */
export interface Unchanged {
  readonly decision: "unchanged";
  readonly version: string;
}

export type PublishDecision = Published | Unchanged | Refusal | Repeat;

/**
 * Decides the publication of one prompt (contracts §3). A version is made when the digest differs from the latest
 * version's; evidence never stops that, but where it failed, or is missing and required, no pointer moves. Else each pointer moves unless something holds it. The digest makes a repeated run harmless; the key keeps one
 * cause from ever making two versions.
 */
export function decidePublish(
  state: PromptState | undefined,
  intent: PublishIntent,
  context: PublishContext,
): PublishDecision {
  if (state?.latest.digest === intent.draft.digest) {
    return { decision: "unchanged", version: state.latest.version };
  }
  if (state?.lifecycle === "archived") return refuse("archived");
  const repeat = state && repeatOfPublication(state, intent, context);
  if (repeat) return repeat;
  const slug = state?.slug ?? firstSlug(intent, context.slugTaken);
  const version = makeVersion(intent.draft, {
    slug,
    version: nextVersionId(state?.latest.version, laterOf(context.now, state?.updated_at)),
    rollbackTo: liveInLast(state, context.environments),
    publishedAt: laterOf(context.now, state?.updated_at),
    publishedBy: intent.cause.actor.login,
  });
  const unproven = withoutProof(intent, context.environments);
  const stayed = context.environments.flatMap((environment) => {
    const isMoved = environment.onMerge === "publish";
    const reason = (isMoved ? unproven : undefined) ?? reasonToStay(state, environment, intent);
    return reason === undefined ? [] : [{ environment: environment.name, reason }];
  });
  const moved = context.environments
    .map((environment) => environment.name)
    .filter((name) => !stayed.some((other) => other.environment === name));
  const appended = appendEvents(state, draftsOf(state, version.version, moved, intent.cause), {
    promptId: intent.draft.promptId,
    slug,
    cause: intent.cause,
    now: context.now,
    versionOf: withNewVersion(state, version),
  });
  return { decision: "append", ...appended, version, isFirst: state === undefined, moved, stayed };
}

/** The cause made a version of other content before, e.g. where the default branch went back to an earlier commit. */
function repeatOfPublication(
  state: PromptState,
  { cause }: PublishIntent,
  { environments }: PublishContext,
): Repeat | undefined {
  const names = [null, ...environments.map(({ name }) => name)];
  return names
    .map((name) => repeatOf(state, environmentKey(cause.key, name)))
    .find((one) => one !== undefined);
}

/** The key of the event for one environment; `-` where no pointer moved. */
export function environmentKey(causeKey: string, environment: string | null): string {
  return `${causeKey}:${environment ?? "-"}`;
}

function draftsOf(
  state: PromptState | undefined,
  version: string,
  moved: readonly string[],
  cause: Cause,
): [EventDraft, ...EventDraft[]] {
  const draft = (environment: string | null): EventDraft => ({
    key: environmentKey(cause.key, environment),
    type: "prompt.published",
    environment,
    version,
    previousVersion:
      environment === null || state === undefined
        ? null
        : (environmentOf(state, environment).pointer?.version ?? null),
  });
  const [first, ...rest] = moved;
  return [draft(first ?? null), ...rest.map(draft)];
}

/**
 * Why merges may move no pointer at all. What an environment requires that they don't move anyway, it requires of
 * promotions.
 */
function withoutProof(
  { draft }: PublishIntent,
  environments: readonly EnvironmentPolicy[],
): StayedReason | undefined {
  const standing = evidenceStanding(draft.evaluation);
  if (standing === "failed") return "gate_failed";
  const isRequired = environments.some(
    ({ evidence, onMerge }) => evidence === "required" && onMerge === "publish",
  );
  return standing === "missing" && isRequired ? "evidence_missing" : undefined;
}

function reasonToStay(
  state: PromptState | undefined,
  policy: EnvironmentPolicy,
  intent: PublishIntent,
): StayedReason | undefined {
  const environment = state && environmentOf(state, policy.name);
  if (environment?.frozen) return "frozen";
  if (environment?.held) return "held_after_rollback";
  if (environment && isFlagged(environment, intent.draft.digest)) return "flagged_content";
  return policy.onMerge === "hold" ? "on_merge_hold" : undefined;
}

/** Which eight hex digits of its hash a slug tries, in order: three collisions of 32 bits each are none by chance. */
export const SLUG_ATTEMPTS = [0, 1, 2] as const;

/** A slug is made once; on a collision with another prompt's the next eight hex digits of the same hash are taken. */
function firstSlug({ draft, name }: PublishIntent, taken: (slug: string) => boolean): string {
  const slugs = SLUG_ATTEMPTS.map((attempt) => makeSlug(name, draft.promptId, draft.digest, attempt));
  const free = slugs.find((slug) => !taken(slug));
  if (free === undefined)
    throw new Error(`No free slug for ${draft.promptId}: ${slugs.join(", ")} are taken`);
  return free;
}

function liveInLast(
  state: PromptState | undefined,
  environments: readonly EnvironmentPolicy[],
): string | null {
  const last = environments.at(-1);
  if (state === undefined || last === undefined) return null;
  return environmentOf(state, last.name).pointer?.version ?? null;
}

function withNewVersion(state: PromptState | undefined, version: Version) {
  const known = state && versionsInState(state);
  const published: PublishedVersion = {
    version: version.version,
    digest: version.digest,
    slug: version.slug,
    path: version.source.path,
  };
  return (id: string) => (id === version.version ? published : known?.(id));
}

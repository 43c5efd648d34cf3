import { type Cause, type EventType, eventId, type LedgerEvent } from "../ledger/event.ts";
import { applyEvent, type PublishedVersion, type VersionLookup } from "../ledger/ledger.ts";
import type { PromptState } from "../ledger/state.ts";
import { laterOf } from "../ledger/time.ts";

/** What a decision adds to one prompt's ledger, and the state that follows. */
export interface Appended {
  readonly events: readonly LedgerEvent[];
  readonly state: PromptState;
}

/** What distinguishes one event of a decision from the next. */
export interface EventDraft {
  readonly key: string;
  readonly type: EventType;
  readonly environment: string | null;
  readonly version: string | null;
  readonly previousVersion: string | null;
}

/** What all events of one decision share. */
export interface AppendContext {
  readonly promptId: string;
  readonly slug: string;
  readonly cause: Cause;
  /** RFC 3339, UTC. */
  readonly now: string;
  readonly versionOf: VersionLookup;
}

/** Chains the drafted events onto a ledger; every event passes the same fold that `verify` uses. */
export function appendEvents(
  state: PromptState | undefined,
  drafts: readonly [EventDraft, ...EventDraft[]],
  context: AppendContext,
): Appended {
  const events: LedgerEvent[] = [];
  let next = state;
  for (const draft of drafts) {
    const event = makeEvent(next, draft, context);
    next = applyEvent(next, event, context.versionOf);
    events.push(event);
  }
  if (next === undefined) throw new TypeError("A decision appends at least one event");
  return { events, state: next };
}

function makeEvent(state: PromptState | undefined, draft: EventDraft, context: AppendContext): LedgerEvent {
  const { cause } = context;
  return {
    schema: 1,
    id: eventId(context.slug, draft.key),
    key: draft.key,
    sequence: (state?.sequence ?? 0) + 1,
    prompt_id: context.promptId,
    type: draft.type,
    environment: draft.environment,
    version: draft.version,
    previous_version: draft.previousVersion,
    actor: cause.actor,
    reason: cause.reason,
    origin: cause.origin,
    at: laterOf(context.now, state?.updated_at),
    previous_digest: state?.last_event_digest ?? null,
  };
}

/** The versions that a prompt's own state can vouch for: those on trails, flagged or passed over, and the latest. */
export function versionsInState(state: PromptState): VersionLookup {
  const refs = Object.values(state.environments).flatMap((environment) => [
    ...environment.trail,
    ...environment.rolled_back,
    ...environment.retired,
  ]);
  const known = new Map([...refs, state.latest].map((ref) => [ref.version, ref.digest]));
  return (version) => published(state, version, known.get(version));
}

function published(
  state: PromptState,
  version: string,
  digest: string | undefined,
): PublishedVersion | undefined {
  return digest === undefined ? undefined : { version, digest, slug: state.slug, path: state.path };
}

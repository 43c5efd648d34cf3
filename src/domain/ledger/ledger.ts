import { canonicalJson } from "../digest.ts";
import { eventDigest, eventId, type LedgerEvent } from "./event.ts";
import { fault } from "./ledger-error.ts";
import { goLive, moveBack } from "./pointer-moves.ts";
import { namedRollbackTarget } from "./rollback-target.ts";
import {
  type EnvironmentState,
  environmentOf,
  isFlagged,
  type Mark,
  type PromptState,
  type VersionRef,
} from "./state.ts";
import { compareVersionIds } from "./version-id.ts";

/** What the fold needs to know of a published version, beside the events that name it. */
export interface PublishedVersion extends VersionRef {
  readonly slug: string;
  readonly path: string;
}

/** Looks a version of the prompt up by its id. */
export type VersionLookup = (version: string) => PublishedVersion | undefined;

/** Keys are kept this long after the last event … */
const KEY_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;
/** … and never fewer than this many, however old. */
const KEY_MEMORY_COUNT = 500;

/**
 * The state after one more event. Throws `LedgerError` where the event cannot follow: a gap, a broken chain, a key that
 * already made an event, or a transition that no decision makes.
 */
export function applyEvent(
  state: PromptState | undefined,
  event: LedgerEvent,
  versionOf: VersionLookup,
): PromptState {
  const published = event.version === null ? undefined : versionOf(event.version);
  if (event.version !== null && published === undefined) {
    throw fault("unknown_version", event, `names version ${event.version}, which does not exist`);
  }
  const before = state ?? firstState(event, published);
  assertFollows(state, event, before.slug);
  const after = transition(before, event, published);
  return remember(after, event);
}

/** Folds a prompt's whole ledger. `undefined` for no events at all. */
export function foldEvents(events: Iterable<LedgerEvent>, versionOf: VersionLookup): PromptState | undefined {
  let state: PromptState | undefined;
  for (const event of events) state = applyEvent(state, event, versionOf);
  return state;
}

/** Whether two states are the same document, whatever their key order. */
export function sameState(a: PromptState, b: PromptState): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function assertFollows(state: PromptState | undefined, event: LedgerEvent, slug: string): void {
  const sequence = (state?.sequence ?? 0) + 1;
  if (event.sequence !== sequence) throw fault("sequence_gap", event, `should have sequence ${sequence}`);
  if (event.previous_digest !== (state?.last_event_digest ?? null)) {
    throw fault("broken_chain", event, "does not carry the digest of the event before it");
  }
  if (state !== undefined && event.prompt_id !== state.prompt_id) {
    throw fault("wrong_prompt", event, `stands in the ledger of ${state.prompt_id}`);
  }
  if (event.id !== eventId(slug, event.key))
    throw fault("wrong_event_id", event, "has an id that its key does not make");
  if (state?.keys.some((entry) => entry.key === event.key)) {
    throw fault("repeated_key", event, `repeats the key ${event.key}`);
  }
  if (state !== undefined && event.at < state.updated_at) {
    throw fault("time_runs_back", event, `is dated before ${state.updated_at}`);
  }
}

/** The state just before a prompt's first event, which can only be a publication. */
function firstState(event: LedgerEvent, published: PublishedVersion | undefined): PromptState {
  if (event.type !== "prompt.published" || published === undefined) {
    throw fault("illegal_transition", event, "is the first and not a publication");
  }
  return {
    schema: 1,
    prompt_id: event.prompt_id,
    slug: published.slug,
    lifecycle: "published",
    path: published.path,
    sequence: 1,
    last_event_digest: published.digest,
    updated_at: event.at,
    versions: 1,
    latest: {
      version: published.version,
      digest: published.digest,
      sequence: event.sequence,
      published_at: event.at,
    },
    environments: {},
    keys: [],
  };
}

function transition(
  state: PromptState,
  event: LedgerEvent,
  published: PublishedVersion | undefined,
): PromptState {
  if (
    state.lifecycle === "archived" &&
    event.type !== "prompt.archived" &&
    event.type !== "prompt.restored"
  ) {
    throw fault("illegal_transition", event, "changes an archived prompt");
  }
  switch (event.type) {
    case "prompt.published":
      return publish(state, event, required(published, event));
    case "prompt.promoted":
      return changeEnvironment(state, event, (environment) => {
        assertNotFrozen(environment, event);
        return { ...goLive(environment, event, required(published, event)), held: null };
      });
    case "prompt.rolled_back":
      return changeEnvironment(state, event, (environment) => rollBack(environment, event));
    case "prompt.frozen":
      return changeEnvironment(state, event, (environment) => {
        assertNotFrozen(environment, event);
        return { ...environment, frozen: markOf(event) };
      });
    case "prompt.unfrozen":
      return changeEnvironment(state, event, (environment) => unfreeze(environment, event));
    case "prompt.archived":
      return changeLifecycle(state, event, "published", "archived");
    case "prompt.restored":
      return changeLifecycle(state, event, "archived", "published");
  }
}

function required(published: PublishedVersion | undefined, event: LedgerEvent): PublishedVersion {
  if (published === undefined)
    throw fault("illegal_transition", event, `is a ${event.type} without a version`);
  return published;
}

function publish(state: PromptState, event: LedgerEvent, published: PublishedVersion): PromptState {
  const isNew = published.version !== state.latest.version;
  if (isNew && compareVersionIds(published.version, state.latest.version) < 0) {
    throw fault("illegal_transition", event, `publishes ${published.version} after ${state.latest.version}`);
  }
  const latest = isNew
    ? {
        version: published.version,
        digest: published.digest,
        sequence: event.sequence,
        published_at: event.at,
      }
    : state.latest;
  const next = { ...state, path: published.path, latest, versions: state.versions + (isNew ? 1 : 0) };
  if (event.environment === null) return next;
  return changeEnvironment(next, event, (environment) => {
    assertMovesByItself(environment, event, published);
    return goLive(environment, event, published);
  });
}

/** A merge moves no pointer that somebody holds, and brings back nothing that was rolled back. */
function assertMovesByItself(
  environment: EnvironmentState,
  event: LedgerEvent,
  { digest }: VersionRef,
): void {
  assertNotFrozen(environment, event);
  if (environment.held) throw fault("illegal_transition", event, `moves ${event.environment}, which is held`);
  if (isFlagged(environment, digest)) {
    throw fault("illegal_transition", event, `brings back what was rolled back in ${event.environment}`);
  }
}

function assertNotFrozen(environment: EnvironmentState, event: LedgerEvent): void {
  if (environment.frozen === null) return;
  throw fault("illegal_transition", event, `finds ${event.environment} frozen`);
}

function unfreeze(environment: EnvironmentState, event: LedgerEvent): EnvironmentState {
  if (environment.frozen === null && environment.held === null) {
    throw fault("illegal_transition", event, `finds ${event.environment} neither frozen nor held`);
  }
  return { ...environment, frozen: null, held: null };
}

function changeLifecycle(
  state: PromptState,
  event: LedgerEvent,
  from: PromptState["lifecycle"],
  to: PromptState["lifecycle"],
): PromptState {
  if (state.lifecycle !== from)
    throw fault("illegal_transition", event, `finds the prompt ${state.lifecycle}`);
  return { ...state, lifecycle: to };
}

function changeEnvironment(
  state: PromptState,
  event: LedgerEvent,
  change: (environment: EnvironmentState) => EnvironmentState,
): PromptState {
  if (event.environment === null) throw fault("illegal_transition", event, "names no environment");
  const before = environmentOf(state, event.environment);
  if (event.previous_version !== (before.pointer?.version ?? null)) {
    throw fault("illegal_transition", event, `leaves ${event.previous_version}, which was not live`);
  }
  const after = change(before);
  return { ...state, environments: { ...state.environments, [event.environment]: after } };
}

function rollBack(environment: EnvironmentState, event: LedgerEvent): EnvironmentState {
  const found = event.version === null ? undefined : namedRollbackTarget(environment, event.version);
  const live = environment.pointer;
  if (found === undefined || live === null || event.previous_version !== live.version) {
    throw fault("illegal_transition", event, `rolls back to ${event.version}, which was never live there`);
  }
  return { ...moveBack(environment, event, found), held: environment.held ?? markOf(event) };
}

function markOf(event: LedgerEvent): Mark {
  return { since: event.at, by: event.actor.login, sequence: event.sequence, reason: event.reason };
}

/** The bookkeeping that every event does: the chain, the time and the key. */
function remember(state: PromptState, event: LedgerEvent): PromptState {
  const keys = [...state.keys, { key: event.key, sequence: event.sequence, at: event.at }];
  const oldest = Date.parse(event.at) - KEY_MEMORY_MS;
  return {
    ...state,
    sequence: event.sequence,
    last_event_digest: eventDigest(event),
    updated_at: event.at,
    keys: keys.filter(
      (entry) => entry.sequence > event.sequence - KEY_MEMORY_COUNT || Date.parse(entry.at) >= oldest,
    ),
  };
}

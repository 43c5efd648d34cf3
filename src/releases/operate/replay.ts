import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { VersionRef } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { AnnouncedEvent } from "../announcements.ts";
import type { PublishOutcome, PublishStopped } from "../publish/publish.ts";
import type { Operation, OperationOutcome } from "./operate.ts";
import { VERB_OF_EVENT } from "./operation-decision.ts";

/** How a replay decides again; both take the one road of their use case, on the branch as it is now. */
export interface ReplayPorts {
  readonly operate: (operation: Operation) => Promise<OperationOutcome>;
  /** Publishes one prompt, as the default branch's head says it, for the cause of an event. */
  readonly publish: (event: LedgerEvent) => Promise<PublishOutcome | PublishStopped>;
  /** Whether the event's key made an event there already. */
  readonly isKnown: (event: LedgerEvent) => Promise<boolean>;
  /** The id under which a prompt's content stands there: the same one where that has the same digest. */
  readonly versionOf: (promptId: string, content: VersionRef) => Promise<string | undefined>;
}

/** The event names content that the other head has not. */
export interface VersionLost {
  readonly status: "version_lost";
  readonly version: string;
}

export type ReplayOutcome =
  | OperationOutcome
  | PublishOutcome
  | PublishStopped
  | VersionLost
  | { readonly status: "known" };

/** What became of one event that was not on the other head. */
export interface Replayed {
  readonly event: LedgerEvent;
  readonly outcome: ReplayOutcome;
}

/**
 * Decides again, on another head, what some events decided: nothing is copied over. The keys make what is there already a
 * repeat, and a pointer that moved meanwhile makes a refusal (`from` is what the event left). Version ids may have been
 * given to other content there, so versions are found by their digests.
 */
export async function replay(
  events: readonly AnnouncedEvent[],
  ports: ReplayPorts,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const one of events) replayed.push({ event: one.event, outcome: await replayOne(one, ports) });
  return replayed;
}

async function replayOne(one: AnnouncedEvent, ports: ReplayPorts): Promise<ReplayOutcome> {
  const { event } = one;
  if (await ports.isKnown(event)) return { status: "known" };
  if (event.type === "prompt.published") return ports.publish(event);
  const found = await namesThere(one, event.type, ports);
  return "status" in found ? found : ports.operate(operationOf(event, event.type, found));
}

interface Names {
  readonly version: string | null;
  readonly from: string | null;
}

async function namesThere(
  { event, previousVersion, version }: AnnouncedEvent,
  type: keyof typeof VERB_OF_EVENT,
  { versionOf }: ReplayPorts,
): Promise<Names | VersionLost> {
  if (type !== "prompt.promoted" && type !== "prompt.rolled_back") return { version: null, from: null };
  const find = async (
    named: string | null,
    content: Version | null,
  ): Promise<Names["version"] | VersionLost> => {
    if (named === null) return null;
    const found = content === null ? undefined : await versionOf(event.prompt_id, content);
    return found ?? { status: "version_lost", version: named };
  };
  const to = await find(event.version, version);
  const from = await find(event.previous_version, previousVersion);
  if (to !== null && typeof to === "object") return to;
  if (from !== null && typeof from === "object") return from;
  return { version: to, from };
}

function operationOf(
  event: LedgerEvent,
  type: keyof typeof VERB_OF_EVENT,
  { from, version }: Names,
): Operation {
  return {
    verb: VERB_OF_EVENT[type],
    prompt: event.prompt_id,
    version,
    from,
    environment: event.environment,
    cause: {
      key: event.key,
      actor: event.actor,
      origin: event.origin,
      reason: event.reason,
      requestedAt: null,
    },
  };
}

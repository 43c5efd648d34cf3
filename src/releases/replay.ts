import type { LedgerEvent } from "../domain/event.ts";
import type { Operation, OperationOutcome, OperationVerb } from "./operate.ts";
import type { PublishOutcome, PublishStopped } from "./publish.ts";

/** How a replay decides again; both take the one road of their use case, on the branch as it is now. */
export interface ReplayPorts {
  readonly operate: (operation: Operation) => Promise<OperationOutcome>;
  /** Publishes one prompt, as the default branch's head says it, for the cause of an event. */
  readonly publish: (event: LedgerEvent) => Promise<PublishOutcome | PublishStopped>;
}

/** What became of one event that was not on the other head. */
export interface Replayed {
  readonly event: LedgerEvent;
  readonly outcome: OperationOutcome | PublishOutcome | PublishStopped;
}

const VERBS: Readonly<Record<Exclude<LedgerEvent["type"], "prompt.published">, OperationVerb>> = {
  "prompt.promoted": "promote",
  "prompt.rolled_back": "rollback",
  "prompt.archived": "archive",
  "prompt.restored": "restore",
  "prompt.frozen": "freeze",
  "prompt.unfrozen": "unfreeze",
};

/**
 * Decides again, on another head, what some events decided: nothing is copied over. The keys make what is there already a
 * repeat, and a pointer that moved meanwhile makes a refusal (`from` is what the event left).
 */
export async function replay(
  events: readonly LedgerEvent[],
  ports: ReplayPorts,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const event of events) {
    const outcome =
      event.type === "prompt.published"
        ? await ports.publish(event)
        : await ports.operate(operationOf(event, event.type));
    replayed.push({ event, outcome });
  }
  return replayed;
}

function operationOf(event: LedgerEvent, type: keyof typeof VERBS): Operation {
  const moves = type === "prompt.promoted" || type === "prompt.rolled_back";
  return {
    verb: VERBS[type],
    prompt: event.prompt_id,
    version: moves ? event.version : null,
    from: moves ? event.previous_version : null,
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

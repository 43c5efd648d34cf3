import { digestOf } from "../domain/digest.ts";
import type { LedgerEvent } from "../domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import type { StandingAlarm } from "../releases/alarm-store.ts";
import { DocumentError } from "../releases/documents.ts";
import {
  type Operation,
  type OperationOutcome,
  type OperationPorts,
  operate,
} from "../releases/operate/operate.ts";
import { BranchAlarmError } from "../releases/ports.ts";
import { refusalText } from "../reports/answers/refusal-text.ts";
import type { ChangeOutcome, ChangeRequest } from "./ports.ts";

export interface RequestPorts extends Omit<OperationPorts, "members"> {
  /** Alarms about the release branch that stand; absent where this entry watches no branch. */
  readonly alarms?: () => Promise<readonly StandingAlarm[]>;
  /** What is recorded of the asker; `unverified` where anybody could have made the key up. */
  readonly role: "operate" | "unverified";
}

/** Makes a change that a program asked for (see `RequestChange`). Its key was judged before: the repository is not asked who may. */
export async function requestChange(request: ChangeRequest, ports: RequestPorts): Promise<ChangeOutcome> {
  const arrivedAt = ports.surroundings.now();
  try {
    const [alarm] = (await ports.alarms?.()) ?? [];
    if (alarm !== undefined) return { status: "alarm", alarm: alarm.kind };
    const operation = operationOf(request, { role: ports.role, arrivedAt });
    return changeOutcome(operation, await operate(operation, { ...ports, members: null }));
  } catch (error) {
    if (error instanceof BranchAlarmError) return { status: "alarm", alarm: error.kind };
    if (error instanceof DocumentError) return { status: "damaged" };
    throw error;
  }
}

/**
 * The asker's name is part of the event's key, so that what two askers call alike stays apart; no name holds a slash. What was
 * asked for lies in the event as a digest: a repetition is told from another request under the same name by it.
 */
function operationOf(
  request: ChangeRequest,
  { arrivedAt, role }: Pick<RequestPorts, "role"> & { readonly arrivedAt: string },
): Operation {
  const { asker, environment, from, idempotencyKey, prompt, reason, to, verb } = request;
  return {
    ...{ verb, prompt, environment, from, version: to },
    cause: {
      key: `api:${asker}/${idempotencyKey}`,
      actor: { login: `api:${asker}`, id: null, role },
      origin: { kind: "api", url: null, request: digestOf({ verb, environment, to, from, reason }) },
      reason,
      requestedAt: null,
      arrivedAt,
    },
  };
}

function changeOutcome(operation: Operation, outcome: OperationOutcome): ChangeOutcome {
  switch (outcome.status) {
    case "done": {
      const { event, repeated, state } = outcome;
      if (repeated && event.origin.request !== operation.cause.origin.request)
        return { status: "key_reused" };
      return { status: "done", event, slug: state.slug, digest: digestOfLive(event, state), repeated };
    }
    case "refused": {
      const { code, details } = outcome.refusal;
      return { status: "refused", code, message: refusalText(operation, outcome), details };
    }
    case "conflict":
      return { status: "busy" };
    case "immutable":
      return { status: "damaged" };
  }
}

/** Whatever was live somewhere once is named by the state for ever. */
function digestOfLive({ environment, version }: LedgerEvent, state: PromptState): string {
  const { retired, rolled_back, trail } = environmentOf(state, environment ?? "");
  const found = [...trail, ...rolled_back, ...retired].find((ref) => ref.version === version);
  if (found === undefined) throw new TypeError(`${version} was made live and the state does not name it`);
  return found.digest;
}

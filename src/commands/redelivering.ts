import { tooOld } from "../domain/decisions/refusal.ts";
import type { Cause } from "../domain/ledger/event.ts";
import { type Asker, decidePermission } from "../domain/policy/permission.ts";
import { brokenAt, type Controls } from "../releases/controls.ts";
import type { Surroundings } from "../releases/ports.ts";
import { redeliverRefusedAnswer, redeliveryAnswer } from "../reports/answers/redelivery-answer.ts";
import type { Redeliver } from "./ports.ts";

/** What `/redeliver` needs. */
export interface RedeliveringPorts {
  readonly redeliver: Redeliver;
  readonly surroundings: Pick<Surroundings, "now">;
}

/** A `/redeliver` of one event, as somebody asked for it. */
export interface RedeliverRequest {
  readonly eventId: string;
  readonly cause: Cause;
  readonly asker: Asker;
}

/** Has an event's webhooks sent again, and answers with how each endpoint stands. */
export async function redeliveringAnswer(
  { asker, cause, eventId }: RedeliverRequest,
  controls: Controls,
  { redeliver, surroundings }: RedeliveringPorts,
): Promise<string> {
  const decided = decidePermission(controls.config.permissions.redeliver, asker, null);
  if (!decided.permitted) {
    return redeliverRefusedAnswer({ code: "not_permitted", needs: decided.needs, role: asker.role });
  }
  if (controls.standing.kind === "unreadable") {
    return redeliverRefusedAnswer({ code: "config_broken", where: brokenAt(controls) ?? "" });
  }
  const stale = tooOld(cause, surroundings.now());
  if (stale) return redeliverRefusedAnswer({ code: "too_old", minutes: Number(stale.details.minutes) });
  const askedAt = cause.requestedAt ?? surroundings.now();
  return redeliveryAnswer(eventId, await redeliver({ eventId, askedAt, controls }));
}

import { type AttemptTools, attemptDelivery } from "../deliver.ts";
import { type Grants, resolveEndpoints, type SecretLookup } from "../grants.ts";
import { nextAttemptAt, verdictOn } from "./schedule.ts";
import type { DeliveryVerdict, LeasedDelivery } from "./store.ts";

interface Tools extends AttemptTools {
  readonly grants: Grants;
  readonly secretOf: SecretLookup;
  /** In [0, 1). */
  readonly random: () => number;
}

/**
 * One attempt at a delivery out of the outbox. What the operator has granted is asked anew each time: a grant or a secret that
 * is gone makes the attempt fail under the refusal's code, and it is tried again on the schedule, for an app that was started
 * without them once must lose nothing.
 */
export async function attemptLeased(
  delivery: LeasedDelivery,
  tools: Tools,
): Promise<{ readonly verdict: DeliveryVerdict; readonly durationMs: number }> {
  const { attempt, body, eventId, previousSecret, secret, url } = delivery;
  const names = previousSecret === null ? { secret } : { secret, previous_secret: previousSecret };
  const { ready, refused } = resolveEndpoints({
    repositoryId: delivery.repositoryId,
    endpoints: [{ url, ...names, events: [] }],
    grants: tools.grants,
    secretOf: tools.secretOf,
  });
  const [endpoint] = ready;
  if (endpoint === undefined) {
    const failure = { code: refused[0]?.code ?? "target_not_granted", status: null, endpointAtFault: false };
    const retryAt = nextAttemptAt({
      ...{ attempt, failedAt: tools.now(), random: tools.random() },
      retryAfterSeconds: undefined,
    });
    const state = retryAt === null ? ({ state: "dead" } as const) : ({ state: "failed", retryAt } as const);
    return { durationMs: 0, verdict: { ...state, ...failure } };
  }
  const message = { id: eventId, body: Buffer.from(body, "utf8") };
  const result = await attemptDelivery(endpoint, message, tools);
  const verdict = verdictOn(result, { attempt, at: tools.now(), random: tools.random() });
  return { verdict, durationMs: result.durationMs };
}

import type { WebhookMessage } from "../domain/webhook/message.ts";
import type { ReadyEndpoint } from "./grants.ts";
import { MAX_ATTEMPTS, retryDelayMs } from "./retry.ts";
import type { SendResult, WebhookSender } from "./sender.ts";
import { signedHeaders } from "./signature.ts";
import { wantsEvent } from "./subscription.ts";
import { displayUrl } from "./target.ts";

/** One line for the log; it holds neither secrets nor the target's query. */
export interface AttemptLog {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  /** From 1. */
  readonly attempt: number;
  readonly result: SendResult;
  /** When the next attempt follows, in milliseconds; null when none does. */
  readonly retryInMs: number | null;
}

/** What a single attempt needs of the world. */
export interface AttemptTools {
  readonly sender: Pick<WebhookSender, "send">;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Everything that a delivery needs of the world. */
export interface DeliveryTools extends AttemptTools {
  /** Rejects when the process is to stop: the delivery then counts as interrupted. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: (entry: AttemptLog) => void;
}

/** What came of one endpoint, after all attempts. */
export interface EndpointOutcome {
  readonly target: string;
  readonly attempts: number;
  readonly result:
    | SendResult
    | { readonly outcome: "failed"; readonly code: "interrupted"; readonly retryable: true };
}

/**
 * Sends one event to every endpoint that wants it, all at once and each on its own: a slow, dead or failing one
 * delays no other. Gives the outcomes in the endpoints' order, without those that don't want the event; never rejects.
 */
export function deliverMessage(
  delivery: { readonly message: WebhookMessage; readonly endpoints: readonly ReadyEndpoint[] },
  tools: DeliveryTools,
): Promise<readonly EndpointOutcome[]> {
  const wanted = delivery.endpoints.filter((endpoint) => wantsEvent(endpoint, delivery.message));
  return Promise.all(wanted.map((endpoint) => deliverTo(endpoint, delivery.message, tools)));
}

async function deliverTo(
  endpoint: ReadyEndpoint,
  message: WebhookMessage,
  tools: DeliveryTools,
): Promise<EndpointOutcome> {
  const target = displayUrl(endpoint.url);
  let attempt = 0;
  try {
    for (;;) {
      attempt += 1;
      const result = await attemptDelivery(endpoint, message, tools);
      const retryInMs = delayAfter(result, attempt, tools);
      tools.log({ id: message.id, type: message.type, target, attempt, result, retryInMs });
      if (retryInMs === null) return { target, attempts: attempt, result };
      await tools.sleep(retryInMs);
    }
  } catch {
    return { target, attempts: attempt, result: { outcome: "failed", code: "interrupted", retryable: true } };
  }
}

function delayAfter(
  result: SendResult,
  attempt: number,
  tools: Pick<DeliveryTools, "random">,
): number | null {
  if (result.outcome === "delivered" || !result.retryable || attempt >= MAX_ATTEMPTS) return null;
  return retryDelayMs({ attempt, retryAfterSeconds: result.retryAfterSeconds, random: tools.random() });
}

/** One attempt: the message's bytes and id as ever, its timestamp and signatures new. */
export function attemptDelivery(
  endpoint: Pick<ReadyEndpoint, "url" | "secrets">,
  message: Pick<WebhookMessage, "id" | "body">,
  tools: AttemptTools,
): Promise<SendResult> {
  const { id, body } = message;
  const timestamp = Math.floor(tools.now() / 1000);
  const signatures = signedHeaders({ id, body, secrets: endpoint.secrets, timestamp });
  return tools.sender.send({
    url: endpoint.url,
    headers: { "content-type": "application/json", "user-agent": "pointsman-webhooks", ...signatures },
    body,
  });
}

import type { WebhookMessage } from "../domain/webhook/message.ts";
import type { WebhookOutcome, Webhooks } from "../projections/ports.ts";
import { type DeliveryTools, deliverMessage, type EndpointOutcome } from "./deliver.ts";
import type { ReadyEndpoint } from "./grants.ts";
import { wantsEvent } from "./subscription.ts";
import { displayUrl } from "./target.ts";

/** Deliveries under way at once to one endpoint. */
const WIDTH = 8;

/**
 * Sends webhooks without a store: each endpoint has a lane of its own. An endpoint that took nothing of what was sent to it at
 * once is down for the rest of the run, so that a dead one costs a run its four attempts once, however much there is to send.
 */
export function webhookLanes(endpoints: readonly ReadyEndpoint[], tools: DeliveryTools): Webhooks {
  const lanes = endpoints.map((endpoint) => openLane(endpoint, tools));
  return {
    send: async (messages) => (await Promise.all(lanes.map((send) => send(messages)))).flat(),
  };
}

function openLane(endpoint: ReadyEndpoint, tools: DeliveryTools): Webhooks["send"] {
  /** What closed the lane. */
  let down: Omit<WebhookOutcome, "eventId"> | null = null;
  return async (messages) => {
    const wanted = messages.filter((message) => wantsEvent(endpoint, message));
    const outcomes: WebhookOutcome[] = [];
    for (let start = 0; start < wanted.length; start += WIDTH) {
      const some = wanted.slice(start, start + WIDTH);
      if (down === null) {
        const sent = await Promise.all(some.map((message) => sendOne(message, endpoint, tools)));
        outcomes.push(...sent);
        down = sent.every(({ status }) => status !== "accepted") ? (sent[0] ?? null) : null;
      } else {
        const { status, target, why } = down;
        outcomes.push(...some.map(({ id }) => ({ eventId: id, target, status, why })));
      }
    }
    return outcomes;
  };
}

async function sendOne(
  message: WebhookMessage,
  endpoint: ReadyEndpoint,
  tools: DeliveryTools,
): Promise<WebhookOutcome> {
  const [outcome] = await deliverMessage({ message, endpoints: [endpoint] }, tools);
  if (outcome === undefined) throw new TypeError("A message was sent that the endpoint does not want");
  return { eventId: message.id, target: displayUrl(endpoint.url), ...judged(outcome) };
}

function judged({ result }: EndpointOutcome): Pick<WebhookOutcome, "status" | "why"> {
  if (result.outcome === "delivered") return { status: "accepted", why: null };
  const status = "status" in result && result.status !== undefined ? ` ${result.status}` : "";
  return { status: result.retryable ? "later" : "never", why: `${result.code}${status}` };
}

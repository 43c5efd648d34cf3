import { z } from "zod";
import { parseAnswer } from "./client/answers.ts";
import type { GitHubClient } from "./repository.ts";

const PER_PAGE = 100;
const DELIVERIES = "/app/hook/deliveries";

const delivery = z.object({
  id: z.number(),
  guid: z.string(),
  event: z.string(),
  delivered_at: z.string(),
  status_code: z.number(),
});

/** One attempt of GitHub's to deliver an event to the app. */
export interface AppDelivery {
  readonly id: number;
  /** `X-GitHub-Delivery`, the same for all attempts. */
  readonly guid: string;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deliveredAt: number;
  readonly succeeded: boolean;
}

/**
 * GitHub's attempts since a time (milliseconds since the epoch), newest first. GitHub keeps three days of them.
 * https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 *
 * @param client the app's own, with its JWT
 */
export async function* appDeliveriesSince(client: GitHubClient, since: number): AsyncGenerator<AppDelivery> {
  for (let cursor: string | undefined; ; ) {
    const page = { per_page: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await client.request(`GET ${DELIVERIES}`, page);
    for (const one of parseAnswer(z.array(delivery), answer.data, "the app's deliveries")) {
      const deliveredAt = Date.parse(one.delivered_at);
      if (deliveredAt < since) return;
      const succeeded = one.status_code >= 200 && one.status_code < 300;
      yield { id: one.id, guid: one.guid, event: one.event, deliveredAt, succeeded };
    }
    cursor = nextCursor(answer.headers.link);
    if (cursor === undefined) return;
  }
}

/** `<…?per_page=100&cursor=v1_17323292984>; rel="next"`. */
function nextCursor(link: string | number | undefined): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(String(link ?? ""))?.[1];
  return (next === undefined ? null : URL.parse(next))?.searchParams.get("cursor") ?? undefined;
}

/** Has GitHub repeat an attempt, under the same `X-GitHub-Delivery`. */
export async function repeatAppDelivery(client: GitHubClient, id: number): Promise<void> {
  await client.request(`POST ${DELIVERIES}/{delivery_id}/attempts`, { delivery_id: id });
}

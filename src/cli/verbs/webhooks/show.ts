import { z } from "zod";
import { visibleLine } from "../../../reports/text/visible.ts";
import type { DeliveryDetails, DeliveryRecord } from "../../../webhooks/outbox/store.ts";
import { displayUrl } from "../../../webhooks/target.ts";
import { withOutbox } from "../../operator/operator-store.ts";
import {
  deliveryJson,
  elapsedText,
  endpointJson,
  latencyMs,
  outcomeText,
  standingText,
  timeText,
  whyOf,
} from "../../operator/webhook-text.ts";
import { numberWord } from "../../operator/webhook-words.ts";
import { done, no } from "../../result.ts";
import { textTable } from "../../text-table.ts";
import type { RunVerb } from "../../verb.ts";
import { readWords } from "../../words.ts";

const schema = z.strictObject({ delivery: numberWord });

/** One delivery with everything that is known of it. */
export const runWebhooksShow: RunVerb = async ({ environment, input }) => {
  const { delivery: id } = readWords(schema, input);
  return withOutbox(environment, async (outbox) => {
    const details = await outbox.show(id);
    if (details === null) {
      return no({
        code: "unknown_delivery",
        message: `There is no delivery ${id}. Those that were over are removed after 30 days.`,
      });
    }
    return done(jsonOf(details), textOf(details));
  });
};

/** An attempt, whatever came of it. */
interface Attempt extends Pick<DeliveryRecord, "code" | "status" | "durationMs"> {
  readonly attempt: number;
  /** When it was over. */
  readonly at: number;
}

/** Those that failed, of earlier replays too, and the one that arrived. */
function attemptsOf({ delivery, failures }: DeliveryDetails): readonly Attempt[] {
  const { attempts: attempt, code, durationMs, finishedAt, state, status } = delivery;
  if (state !== "delivered" || finishedAt === null) return failures;
  return [...failures, { attempt, at: finishedAt, code, status, durationMs }];
}

function jsonOf(details: DeliveryDetails) {
  const { body, delivery, endpoint, failures } = details;
  const json = ({ at, attempt, code, durationMs, status }: Attempt) => {
    return { attempt, at: timeText(at), code, status, duration_ms: durationMs };
  };
  return {
    delivery: deliveryJson(delivery),
    endpoint: endpointJson(endpoint),
    attempts: attemptsOf(details).map(json),
    failures: failures.map(json),
    body,
  };
}

function textOf(details: DeliveryDetails): string {
  const { body, delivery, endpoint } = details;
  const { environment, eventId, promptId, sequence, state, type } = delivery;
  const where = environment === null ? "" : ` in ${environment}`;
  const lines = [
    `Delivery ${delivery.id}: ${state}${stateDetail(delivery)}`,
    ...whyOf(delivery.code),
    "",
    `event      ${eventId}`,
    `           ${type} of ${promptId}${where}, sequence ${sequence}`,
    `endpoint   ${endpoint.id} ${displayUrl(endpoint.url)}`,
    `           ${standingText(endpoint)}; of repository ${endpoint.repositoryId}`,
    ...timesOf(delivery),
  ];
  const attempts = attemptsOf(details);
  const table = attempts.length === 0 ? "No attempt was made yet." : attemptsTable(attempts);
  const text = body === null ? "Its text was removed 30 days after it was over." : visibleLine(body);
  return [...lines, "", table, "", text].join("\n");
}

function stateDetail(delivery: DeliveryRecord): string {
  const outcome = outcomeText(delivery);
  const latency = latencyMs(delivery);
  const next = delivery.dueAt === null ? "" : `, next at ${timeText(delivery.dueAt)}`;
  const after = latency === null ? "" : `, confirmed after ${elapsedText(latency)}`;
  return `${outcome === "" ? "" : ` (${outcome})`}${after}${next}`;
}

function timesOf({ createdAt, finishedAt, replayedAt }: DeliveryRecord): readonly string[] {
  return [
    `announced  ${timeText(createdAt)}`,
    ...(replayedAt === null ? [] : [`again      ${timeText(replayedAt)}`]),
    ...(finishedAt === null ? [] : [`over       ${timeText(finishedAt)}`]),
  ];
}

function attemptsTable(attempts: readonly Attempt[]): string {
  const rows = attempts.map(({ at, attempt, durationMs, ...ended }) => {
    const took = durationMs === null ? "" : elapsedText(durationMs);
    return [String(attempt), timeText(at), outcomeText(ended), took];
  });
  return textTable([["ATTEMPT", "OVER", "WITH", "TOOK"], ...rows]);
}

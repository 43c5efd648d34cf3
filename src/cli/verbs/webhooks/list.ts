import { z } from "zod";
import type { DeliveryRecord } from "../../../webhooks/outbox/store.ts";
import { displayUrl } from "../../../webhooks/target.ts";
import { withOutbox } from "../../operator-store.ts";
import { done } from "../../result.ts";
import { textTable } from "../../text-table.ts";
import type { RunVerb } from "../../verb.ts";
import { deliveryJson, outcomeText, timeText } from "../../webhook-text.ts";
import { eventWord, numberWord, statesWord, timeWord } from "../../webhook-words.ts";
import { readWords } from "../../words.ts";

const DEFAULT_LIMIT = 50;
const MOST = 1_000;

const schemaAt = (now: number) =>
  z.strictObject({
    state: statesWord.optional(),
    repoId: numberWord.optional(),
    endpoint: numberWord.optional(),
    event: eventWord.optional(),
    since: timeWord(now).optional(),
    limit: numberWord.pipe(z.number().max(MOST, `at most ${MOST}`)).optional(),
    before: numberWord.optional(),
  });

/** Deliveries, newest first. */
export const runWebhooksList: RunVerb = async ({ environment, input }) => {
  const words = readWords(schemaAt(environment.nowMs()), input);
  const { limit = DEFAULT_LIMIT } = words;
  return withOutbox(environment, async (outbox) => {
    const deliveries = await outbox.list({
      limit,
      ...(words.state === undefined ? {} : { states: words.state }),
      ...(words.repoId === undefined ? {} : { repositoryId: words.repoId }),
      ...(words.endpoint === undefined ? {} : { endpointId: words.endpoint }),
      ...(words.event === undefined ? {} : { eventId: words.event }),
      ...(words.since === undefined ? {} : { since: words.since }),
      ...(words.before === undefined ? {} : { before: words.before }),
    });
    const { states } = await outbox.counts();
    const last = deliveries.length === limit ? deliveries.at(-1) : undefined;
    const json = { deliveries: deliveries.map(deliveryJson), counts: states, next_before: last?.id ?? null };
    return done(json, [...tableOf(deliveries), ...moreOf(last), countsLine(states)].join("\n"));
  });
};

function tableOf(deliveries: readonly DeliveryRecord[]): readonly string[] {
  if (deliveries.length === 0) return ["No deliveries like that."];
  const head = [
    "DELIVERY",
    "STATE",
    "TRIES",
    "LAST",
    "EVENT",
    "PROMPT",
    "ENVIRONMENT",
    "ANNOUNCED",
    "NEXT",
    "ENDPOINT",
  ];
  return [textTable([head, ...deliveries.map(rowOf)])];
}

function rowOf(delivery: DeliveryRecord): readonly string[] {
  return [
    String(delivery.id),
    delivery.state,
    String(delivery.attempts),
    outcomeText(delivery),
    delivery.type.replace(/^prompt\./, ""),
    `${delivery.promptId} #${delivery.sequence}`,
    delivery.environment ?? "",
    timeText(delivery.createdAt),
    timeText(delivery.dueAt),
    `${delivery.endpointId} ${displayUrl(delivery.url)}`,
  ];
}

function moreOf(last: DeliveryRecord | undefined): readonly string[] {
  return last === undefined ? [] : [`… older ones: --before ${last.id}`];
}

function countsLine(states: Readonly<Record<string, number>>): string {
  return `In all: ${Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ")}.`;
}

import { z } from "zod";
import type { DeliveryRecord } from "../../../webhooks/outbox/store.ts";
import { displayUrl } from "../../../webhooks/target.ts";
import { withOutbox } from "../../operator/operator-store.ts";
import {
  deliveryJson,
  elapsedText,
  latencyMs,
  outcomeText,
  timeText,
  triesText,
} from "../../operator/webhook-text.ts";
import { eventWord, numberWord, statesWord, timeWord } from "../../operator/webhook-words.ts";
import { done } from "../../result.ts";
import { textTable } from "../../text-table.ts";
import type { RunVerb } from "../../verb.ts";
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
    const meant = {
      ...(words.repoId === undefined ? {} : { repositoryId: words.repoId }),
      ...(words.endpoint === undefined ? {} : { endpointId: words.endpoint }),
      ...(words.event === undefined ? {} : { eventId: words.event }),
      ...(words.since === undefined ? {} : { since: words.since }),
    };
    const deliveries = await outbox.list({
      ...meant,
      limit,
      ...(words.state === undefined ? {} : { states: words.state }),
      ...(words.before === undefined ? {} : { before: words.before }),
    });
    const { states } = await outbox.counts(meant);
    const last = deliveries.length === limit ? deliveries.at(-1) : undefined;
    const json = { deliveries: deliveries.map(deliveryJson), counts: states, next_before: last?.id ?? null };
    return done(json, [...tableOf(deliveries), ...moreOf(last), countsLine(states)].join("\n"));
  });
};

/** Two lines for each, so that a narrow terminal shows all of it. */
function tableOf(deliveries: readonly DeliveryRecord[]): readonly string[] {
  if (deliveries.length === 0) return ["No deliveries like that."];
  const head = [
    ["DELIVERY", "STATE", "EVENT"],
    ["", "NEXT, OR ANNOUNCED", "ENDPOINT"],
  ];
  return [textTable([...head, ...deliveries.flatMap(rowsOf)])];
}

function rowsOf(delivery: DeliveryRecord): readonly (readonly string[])[] {
  const { createdAt, dueAt, endpointId, environment, id, promptId, sequence, type, url } = delivery;
  const where = environment === null ? "" : ` in ${environment}`;
  return [
    [String(id), stateText(delivery), `${type.replace(/^prompt\./, "")} ${promptId} #${sequence}${where}`],
    [
      "",
      dueAt === null ? timeText(createdAt) : `next ${timeText(dueAt)}`,
      `${endpointId} ${displayUrl(url)}`,
    ],
  ];
}

/** `delivered 200, 1.2 s` · `failed timeout, 3 tries` · `pending`. */
function stateText(delivery: DeliveryRecord): string {
  const { attempts, state } = delivery;
  const latency = latencyMs(delivery);
  const tries = latency !== null ? elapsedText(latency) : attempts === 0 ? "" : triesText(attempts);
  const outcome = [state, outcomeText(delivery)].filter((word) => word !== "").join(" ");
  return tries === "" ? outcome : `${outcome}, ${tries}`;
}

function moreOf(last: DeliveryRecord | undefined): readonly string[] {
  return last === undefined ? [] : [`… older ones: --before ${last.id}`];
}

function countsLine(states: Readonly<Record<string, number>>): string {
  return `In all: ${Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ")}.`;
}

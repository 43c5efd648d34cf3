import { z } from "zod";
import type { InboxDrop, InboxRecord, InboxRetry, InboxState, InboxStore } from "../../inbox/inbox-store.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { aboutDelivery } from "../operator/inbox-text.ts";
import { withStore } from "../operator/operator-store.ts";
import { timeText, triesText } from "../operator/webhook-text.ts";
import { numberWord } from "../operator/webhook-words.ts";
import { done, no, type VerbResult } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";

const STATES = ["pending", "leased", "done", "dead"] as const satisfies readonly InboxState[];
const NOT_DONE: readonly InboxState[] = ["pending", "leased", "dead"];
const DEFAULT_LIMIT = 50;
const MOST = 1_000;

/** GitHub's ids, and those of errands, which name repositories, commits and prompts. */
const idWord = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "a delivery's id");

const listSchema = z.strictObject({
  state: z.array(z.enum(STATES, `one of ${STATES.join(", ")}`)).optional(),
  limit: numberWord.pipe(z.number().max(MOST, `at most ${MOST}`)).optional(),
  before: numberWord.optional(),
});

/** What is in the inbox, newest first. */
export const runInboxList: RunVerb = async ({ environment, input }) => {
  const { before, limit = DEFAULT_LIMIT, state = NOT_DONE } = readWords(listSchema, input);
  return withStore(environment, async ({ inbox }) => {
    const page = before === undefined ? {} : { before };
    const deliveries = await inbox.list({ ...page, limit, states: state });
    const counts = await inbox.counts();
    const last = deliveries.length === limit ? deliveries.at(-1) : undefined;
    const json = { deliveries: deliveries.map(inboxJson), counts, next_before: last?.row ?? null };
    const lines = [
      ...(deliveries.length === 0 ? ["Nothing like that is in the inbox."] : deliveries.map(listed)),
      ...(last === undefined ? [] : [`… older ones: --before ${last.row}`]),
      `In all: ${STATES.map((name) => `${counts[name]} ${name}`).join(", ")}.`,
    ];
    return done(json, lines.join("\n"));
  });
};

function inboxJson({ attempts, dueAt, event, finishedAt, id, reason, receivedAt, row, state }: InboxRecord) {
  return {
    ...{ id, row, event, state, attempts, reason },
    received_at: timeText(receivedAt),
    due_at: dueAt === null ? null : timeText(dueAt),
    finished_at: finishedAt === null ? null : timeText(finishedAt),
  };
}

/** Ids of errands are long: each has a line of its own. */
function listed(delivery: InboxRecord): string {
  const { reason } = delivery;
  return [
    visibleLine(delivery.id),
    `  ${visibleLine(delivery.event)}, ${stateText(delivery)}`,
    `  arrived ${timeText(delivery.receivedAt)}`,
    ...(reason === null ? [] : [`  ${visibleLine(reason)}`]),
  ].join("\n");
}

function stateText({ attempts, dueAt, finishedAt, state }: InboxRecord): string {
  const tries = attempts === 0 ? "" : ` after ${triesText(attempts)}`;
  const next = dueAt === null ? "" : `, next ${timeText(dueAt)}`;
  return `${state}${tries}${next}${finishedAt === null ? "" : `, over ${timeText(finishedAt)}`}`;
}

const showSchema = z.strictObject({ delivery: idWord });

/** One delivery, with what it is about. */
export const runInboxShow: RunVerb = async ({ environment, input }) => {
  const { delivery: id } = readWords(showSchema, input);
  return withStore(environment, async ({ inbox }) => {
    const shown = await inbox.show(id);
    if (shown === null) return unknown([id]);
    const { body, delivery } = shown;
    const about =
      body === null
        ? ["Its text is gone: it was done."]
        : aboutDelivery(delivery.event, body).map(visibleLine);
    return done({ delivery: inboxJson(delivery), body }, [listed(delivery), "", ...about].join("\n"));
  });
};

const retrySchema = z.strictObject({
  deliveries: z.array(idWord).max(MOST, `at most ${MOST}`).optional(),
  all: z.boolean().optional(),
});

/** Makes deliveries due again. */
export const runInboxRetry: RunVerb = async ({ environment, input }) => {
  const { all = false, deliveries = [] } = readWords(retrySchema, input);
  if (all === deliveries.length > 0) {
    throw new UsageError("usage", "Name deliveries, as `pointsman inbox list` has them, or say --all.");
  }
  return withStore(environment, async ({ inbox }) => {
    const ids = all ? await parked(inbox) : deliveries;
    const now = environment.nowMs();
    const retried: Record<InboxRetry, string[]> = { retried: [], under_way: [], done: [], unknown: [] };
    for (const id of ids) retried[await inbox.retry(id, now)].push(id);
    return retryResult(retried);
  });
};

async function parked(inbox: InboxStore): Promise<readonly string[]> {
  return (await inbox.list({ states: ["dead"], limit: MOST })).map(({ id }) => id).toReversed();
}

/** The app looks for what is due every second: nobody has to tell it. */
function retryResult(fates: Readonly<Record<InboxRetry, readonly string[]>>): VerbResult {
  const { done: over, retried, under_way: underWay, unknown: lost } = fates;
  const count = retried.length === 1 ? "1 delivery is" : `${retried.length} deliveries are`;
  const lines = [
    `${count} worked on again: the app begins within seconds, if it runs.`,
    ...(underWay.length === 0 ? [] : [`Under way already: ${underWay.join(", ")}.`]),
    ...(over.length === 0 ? [] : [`Done or dropped already: ${over.join(", ")}.`]),
  ];
  const json = { retried, under_way: underWay, done: over };
  if (lost.length > 0) return unknown(lost, { json, output: lines.join("\n") });
  return done(json, lines.join("\n"));
}

const dropSchema = z.strictObject({ deliveries: z.array(idWord).max(MOST, `at most ${MOST}`) });

/** Ends deliveries that nobody wants done any longer. */
export const runInboxDrop: RunVerb = async ({ environment, input }) => {
  const { deliveries } = readWords(dropSchema, input);
  return withStore(environment, async ({ inbox }) => {
    const now = environment.nowMs();
    const fates: Record<InboxDrop, string[]> = { dropped: [], not_parked: [], unknown: [] };
    for (const id of new Set(deliveries)) fates[await inbox.drop(id, now)].push(id);
    return dropResult(fates);
  });
};

function dropResult({
  dropped,
  not_parked: notParked,
  unknown: lost,
}: Readonly<Record<InboxDrop, readonly string[]>>): VerbResult {
  const count = dropped.length === 1 ? "1 delivery is" : `${dropped.length} deliveries are`;
  const json = { dropped, not_parked: notParked };
  const output = `${count} dropped.`;
  if (lost.length > 0) return unknown(lost, { json, output });
  if (notParked.length === 0) return done(json, output);
  const message = `Not parked, so not dropped: ${notParked.join(", ")}.`;
  return no({ code: "not_parked", message, json, output });
}

function unknown(
  ids: readonly string[],
  rest: { readonly json?: VerbResult["json"]; readonly output?: string } = {},
): VerbResult {
  const message = `There is no ${ids.join(", ")} in the inbox. What is done is removed after 4 days, what was parked after 30.`;
  return no({ code: "unknown_delivery", message, ...rest, json: { ...rest.json, unknown: ids } });
}

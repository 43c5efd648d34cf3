import { z } from "zod";
import type { DeliveryFilter, OutboxStore, Replayed } from "../../../webhooks/outbox/store.ts";
import { withOutbox } from "../../operator/operator-store.ts";
import { deliveryOrEventWord, numberWord, statesWord, timeWord } from "../../operator/webhook-words.ts";
import { done, no, type VerbResult } from "../../result.ts";
import type { RunVerb } from "../../verb.ts";
import { readWords } from "../../words.ts";

const MOST = 500;

const replaySchema = z.strictObject({
  deliveries: z.array(deliveryOrEventWord).max(MOST, `at most ${MOST}`),
});

/** Named deliveries, and all of named events. */
export const runWebhooksReplay: RunVerb = async ({ environment, input }) => {
  const { deliveries } = readWords(replaySchema, input);
  const ids = deliveries.filter((word) => typeof word === "number");
  const events = deliveries.filter((word) => typeof word === "string");
  return withOutbox(environment, async (outbox) => {
    const known = await outbox.list({ ids, limit: MOST });
    const missing: (number | string)[] = ids.filter((id) => known.every((delivery) => delivery.id !== id));
    for (const eventId of events) {
      const [one] = await outbox.list({ eventId, limit: 1 });
      if (one === undefined) missing.push(eventId);
    }
    if (missing.length > 0) return unknownDeliveries(missing);
    const filters: readonly DeliveryFilter[] = [{ ids }, ...events.map((eventId) => ({ eventId }))];
    return replayed(await replayAll(outbox, filters, environment.nowMs()));
  });
};

function unknownDeliveries(missing: readonly (number | string)[]): VerbResult {
  const message = `Nothing was sent: there is nothing of ${missing.join(", ")}. Deliveries that were over are removed after 30 days.`;
  return no({ code: "unknown_delivery", message, json: { unknown: missing } });
}

const sinceSchemaAt = (now: number) =>
  z.strictObject({
    time: timeWord(now),
    endpoint: numberWord.optional(),
    repoId: numberWord.optional(),
    state: statesWord.optional(),
  });

/** Everything since a time. */
export const runWebhooksReplaySince: RunVerb = async ({ environment, input }) => {
  const now = environment.nowMs();
  const { endpoint, repoId, state, time } = readWords(sinceSchemaAt(now), input);
  const filter = {
    since: time,
    ...(endpoint === undefined ? {} : { endpointId: endpoint }),
    ...(repoId === undefined ? {} : { repositoryId: repoId }),
    ...(state === undefined ? {} : { states: state }),
  };
  return withOutbox(environment, async (outbox) => replayed(await replayAll(outbox, [filter], now)));
};

type Fates = Pick<Replayed, "replayed" | "pruned" | "withheld">;

async function replayAll(
  outbox: OutboxStore,
  filters: readonly DeliveryFilter[],
  now: number,
): Promise<Fates> {
  const fates = { replayed: [] as number[], pruned: [] as number[], withheld: [] as number[] };
  for (const filter of filters) {
    const some = await outbox.replay(filter, { now });
    fates.replayed.push(...some.replayed);
    fates.pruned.push(...some.pruned);
    fates.withheld.push(...some.withheld);
  }
  return fates;
}

/** The app looks for what is due every second: nobody has to tell it. */
function replayed({ pruned, replayed: due, withheld }: Fates): VerbResult {
  const said = `${counted(due.length)} to be sent again: the app does so within seconds, if it runs. What was under way already stays so.`;
  const json = { replayed: due, pruned, withheld };
  if (pruned.length + withheld.length === 0) return done(json, said);
  const whyNot = [
    ...(withheld.length === 0
      ? []
      : [
          `${counted(withheld.length)} not sent, since the endpoint is off or not in the config (see “pointsman webhooks endpoints”): ${withheld.join(", ")}.`,
        ]),
    ...(pruned.length === 0
      ? []
      : [`${counted(pruned.length)} not sent, since the text is gone: ${pruned.join(", ")}.`]),
  ];
  return no({ code: "not_all_replayed", message: whyNot.join("\n"), json, output: said });
}

function counted(count: number): string {
  return count === 1 ? "1 delivery is" : `${count} deliveries are`;
}

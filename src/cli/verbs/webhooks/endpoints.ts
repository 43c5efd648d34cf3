import { z } from "zod";
import type { EndpointRecord, OutboxStore } from "../../../webhooks/outbox/store.ts";
import { displayUrl } from "../../../webhooks/target.ts";
import { withOutbox } from "../../operator/operator-store.ts";
import { endpointJson, standingText, timeText } from "../../operator/webhook-text.ts";
import { numberWord } from "../../operator/webhook-words.ts";
import { done, no, type VerbResult } from "../../result.ts";
import { textTable } from "../../text-table.ts";
import type { RunVerb } from "../../verb.ts";
import { readWords } from "../../words.ts";

const endpointsSchema = z.strictObject({ repoId: numberWord.optional() });

/** All endpoints that were ever announced to. */
export const runWebhooksEndpoints: RunVerb = async ({ environment, input }) => {
  const { repoId } = readWords(endpointsSchema, input);
  return withOutbox(environment, async (outbox) => {
    const endpoints = await outbox.endpoints(repoId === undefined ? {} : { repositoryId: repoId });
    const rows = endpoints.map((endpoint) => {
      return [
        String(endpoint.id),
        String(endpoint.repositoryId),
        displayUrl(endpoint.url),
        standingText(endpoint),
      ];
    });
    const table = textTable([["ENDPOINT", "REPOSITORY", "TARGET", "STANDING"], ...rows]);
    const text = rows.length === 0 ? "No endpoint was announced to yet." : table;
    return done({ endpoints: endpoints.map(endpointJson) }, text);
  });
};

const enableSchema = z.strictObject({ endpoint: numberWord });

/** Switches an endpoint on; what it missed is for the operator to decide. */
export const runWebhooksEnable: RunVerb = async ({ environment, input }) => {
  const { endpoint: id } = readWords(enableSchema, input);
  return withOutbox(environment, async (outbox) => {
    const enabled = await outbox.enable(id);
    if (enabled.status === "unknown") {
      return no({ code: "unknown_endpoint", message: `There is no endpoint ${id}.` });
    }
    if (enabled.status === "removed") {
      const message = `The config no longer names endpoint ${id}: put it back there, and it begins anew.`;
      return no({ code: "endpoint_removed", message });
    }
    return enabledResult(enabled.status, enabled.endpoint, await missedBy(outbox, id));
  });
};

/** More than anybody reads; the line that replays takes them all. */
const MISSED = 10_000;

async function missedBy(outbox: OutboxStore, endpointId: number) {
  const missed = await outbox.list({ endpointId, states: ["disabled"], limit: MISSED });
  return { count: missed.length, since: missed.at(-1)?.createdAt ?? null };
}

function enabledResult(
  status: "enabled" | "already_on",
  endpoint: EndpointRecord,
  missed: Awaited<ReturnType<typeof missedBy>>,
): VerbResult {
  const { id } = endpoint;
  const replay =
    missed.since === null
      ? null
      : `pointsman webhooks replay-since ${timeText(missed.since)} --endpoint ${id} --state disabled`;
  const said = status === "enabled" ? `Endpoint ${id} is on.` : `Endpoint ${id} was on already.`;
  const more =
    replay === null ? [] : [`It missed ${missed.count} while it was off. To send them:`, `  ${replay}`];
  const json = {
    endpoint: endpointJson(endpoint),
    changed: status === "enabled",
    missed: missed.count,
    replay,
  };
  return done(json, [said, ...more].join("\n"));
}

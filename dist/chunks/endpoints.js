import { t as displayUrl } from "./target.js";
import { o as withOutbox, r as numberWord } from "./webhook-words.js";
import { o as standingText, r as endpointJson, s as timeText } from "./webhook-text.js";
import { n as done, r as no } from "./result.js";
import { t as textTable } from "./text-table.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/webhooks/endpoints.ts
const endpointsSchema = z.strictObject({ repoId: numberWord.optional() });
/** All endpoints that were ever announced to. */
const runWebhooksEndpoints = async ({ environment, input }) => {
	const { repoId } = readWords(endpointsSchema, input);
	return withOutbox(environment, async (outbox) => {
		const endpoints = await outbox.endpoints(repoId === void 0 ? {} : { repositoryId: repoId });
		const rows = endpoints.map((endpoint) => {
			return [
				String(endpoint.id),
				String(endpoint.repositoryId),
				displayUrl(endpoint.url),
				standingText(endpoint)
			];
		});
		const table = textTable([[
			"ENDPOINT",
			"REPOSITORY",
			"TARGET",
			"STANDING"
		], ...rows]);
		const text = rows.length === 0 ? "No endpoint was announced to yet." : table;
		return done({ endpoints: endpoints.map(endpointJson) }, text);
	});
};
const enableSchema = z.strictObject({ endpoint: numberWord });
/** Switches an endpoint on; what it missed is for the operator to decide. */
const runWebhooksEnable = async ({ environment, input }) => {
	const { endpoint: id } = readWords(enableSchema, input);
	return withOutbox(environment, async (outbox) => {
		const enabled = await outbox.enable(id);
		if (enabled.status === "unknown") return no({
			code: "unknown_endpoint",
			message: `There is no endpoint ${id}.`
		});
		if (enabled.status === "removed") {
			const message = `The config no longer names endpoint ${id}: put it back there, and it begins anew.`;
			return no({
				code: "endpoint_removed",
				message
			});
		}
		return enabledResult(enabled.status, enabled.endpoint, await missedBy(outbox, id));
	});
};
/** More than anybody reads; the line that replays takes them all. */
const MISSED = 1e4;
async function missedBy(outbox, endpointId) {
	const missed = await outbox.list({
		endpointId,
		states: ["disabled"],
		limit: MISSED
	});
	return {
		count: missed.length,
		since: missed.at(-1)?.createdAt ?? null
	};
}
function enabledResult(status, endpoint, missed) {
	const { id } = endpoint;
	const replay = missed.since === null ? null : `pointsman webhooks replay-since ${timeText(missed.since)} --endpoint ${id} --state disabled`;
	const said = status === "enabled" ? `Endpoint ${id} is on.` : `Endpoint ${id} was on already.`;
	const more = replay === null ? [] : [`It missed ${missed.count} while it was off. To send them:`, `  ${replay}`];
	const json = {
		endpoint: endpointJson(endpoint),
		changed: status === "enabled",
		missed: missed.count,
		replay
	};
	return done(json, [said, ...more].join("\n"));
}
export { runWebhooksEnable, runWebhooksEndpoints };

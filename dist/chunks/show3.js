import { r as visibleLine } from "./visible.js";
import { t as displayUrl } from "./target.js";
import { o as withOutbox, r as numberWord } from "./webhook-words.js";
import { n as done, r as no } from "./result.js";
import { t as textTable } from "./text-table.js";
import { a as timeText, i as standingText, n as endpointJson, r as outcomeText, t as deliveryJson } from "./webhook-text.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/webhooks/show.ts
const schema = z.strictObject({ delivery: numberWord });
/** One delivery with everything that is known of it. */
const runWebhooksShow = async ({ environment, input }) => {
	const { delivery: id } = readWords(schema, input);
	return withOutbox(environment, async (outbox) => {
		const details = await outbox.show(id);
		if (details === null) return no({
			code: "unknown_delivery",
			message: `There is no delivery ${id}. Those that were over are removed after 30 days.`
		});
		return done(jsonOf(details), textOf(details));
	});
};
function jsonOf({ body, delivery, endpoint, failures }) {
	return {
		delivery: deliveryJson(delivery),
		endpoint: endpointJson(endpoint),
		failures: failures.map(({ at, attempt, code, durationMs, status }) => {
			return {
				attempt,
				at: timeText(at),
				code,
				status,
				duration_ms: durationMs
			};
		}),
		body
	};
}
function textOf({ body, delivery, endpoint, failures }) {
	const { environment, eventId, finishedAt, promptId, sequence, state, type } = delivery;
	const where = environment === null ? "" : ` in ${environment}`;
	const lines = [
		`Delivery ${delivery.id}: ${state}${stateDetail(delivery)}`,
		`event     ${eventId}, ${type} of ${promptId}${where}, sequence ${sequence}`,
		`endpoint  ${endpoint.id} ${displayUrl(endpoint.url)} of repository ${endpoint.repositoryId}, ${standingText(endpoint)}`,
		`announced ${timeText(delivery.createdAt)}${finishedAt === null ? "" : `, over ${timeText(finishedAt)}`}`
	];
	const attempts = failures.length === 0 ? "No attempt failed." : failuresTable(failures);
	const text = body === null ? "Its text was removed 30 days after it was over." : visibleLine(body);
	return [
		...lines,
		"",
		attempts,
		"",
		text
	].join("\n");
}
function stateDetail(delivery) {
	const outcome = outcomeText(delivery);
	const next = delivery.dueAt === null ? "" : `, next at ${timeText(delivery.dueAt)}`;
	return `${outcome === "" ? "" : ` (${outcome})`}${next}`;
}
function failuresTable(failures) {
	const rows = failures.map(({ at, attempt, durationMs, ...ended }) => {
		return [
			String(attempt),
			timeText(at),
			outcomeText(ended),
			`${durationMs} ms`
		];
	});
	return textTable([[
		"FAILED",
		"AT",
		"WITH",
		"AFTER"
	], ...rows]);
}
export { runWebhooksShow };

import { t as displayUrl } from "./target.js";
import { a as timeWord, i as statesWord, n as eventWord, o as withOutbox, r as numberWord } from "./webhook-words.js";
import { n as done } from "./result.js";
import { t as textTable } from "./text-table.js";
import { a as timeText, r as outcomeText, t as deliveryJson } from "./webhook-text.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/webhooks/list.ts
const DEFAULT_LIMIT = 50;
const MOST = 1e3;
const schemaAt = (now) => z.strictObject({
	state: statesWord.optional(),
	repoId: numberWord.optional(),
	endpoint: numberWord.optional(),
	event: eventWord.optional(),
	since: timeWord(now).optional(),
	limit: numberWord.pipe(z.number().max(MOST, `at most ${MOST}`)).optional(),
	before: numberWord.optional()
});
/** Deliveries, newest first. */
const runWebhooksList = async ({ environment, input }) => {
	const words = readWords(schemaAt(environment.nowMs()), input);
	const { limit = DEFAULT_LIMIT } = words;
	return withOutbox(environment, async (outbox) => {
		const deliveries = await outbox.list({
			limit,
			...words.state === void 0 ? {} : { states: words.state },
			...words.repoId === void 0 ? {} : { repositoryId: words.repoId },
			...words.endpoint === void 0 ? {} : { endpointId: words.endpoint },
			...words.event === void 0 ? {} : { eventId: words.event },
			...words.since === void 0 ? {} : { since: words.since },
			...words.before === void 0 ? {} : { before: words.before }
		});
		const { states } = await outbox.counts();
		const last = deliveries.length === limit ? deliveries.at(-1) : void 0;
		const json = {
			deliveries: deliveries.map(deliveryJson),
			counts: states,
			next_before: last?.id ?? null
		};
		return done(json, [
			...tableOf(deliveries),
			...moreOf(last),
			countsLine(states)
		].join("\n"));
	});
};
function tableOf(deliveries) {
	if (deliveries.length === 0) return ["No deliveries like that."];
	return [textTable([[
		"DELIVERY",
		"STATE",
		"TRIES",
		"LAST",
		"EVENT",
		"PROMPT",
		"ENVIRONMENT",
		"ANNOUNCED",
		"NEXT",
		"ENDPOINT"
	], ...deliveries.map(rowOf)])];
}
function rowOf(delivery) {
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
		`${delivery.endpointId} ${displayUrl(delivery.url)}`
	];
}
function moreOf(last) {
	return last === void 0 ? [] : [`… older ones: --before ${last.id}`];
}
function countsLine(states) {
	return `In all: ${Object.entries(states).map(([state, count]) => `${count} ${state}`).join(", ")}.`;
}
export { runWebhooksList };

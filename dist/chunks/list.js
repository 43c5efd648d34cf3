import { t as displayUrl } from "./target.js";
import { a as timeWord, i as statesWord, n as eventWord, o as withOutbox, r as numberWord } from "./webhook-words.js";
import { a as outcomeText, c as triesText, i as latencyMs, n as elapsedText, s as timeText, t as deliveryJson } from "./webhook-text.js";
import { n as done } from "./result.js";
import { t as textTable } from "./text-table.js";
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
		const meant = {
			...words.repoId === void 0 ? {} : { repositoryId: words.repoId },
			...words.endpoint === void 0 ? {} : { endpointId: words.endpoint },
			...words.event === void 0 ? {} : { eventId: words.event },
			...words.since === void 0 ? {} : { since: words.since }
		};
		const deliveries = await outbox.list({
			...meant,
			limit,
			...words.state === void 0 ? {} : { states: words.state },
			...words.before === void 0 ? {} : { before: words.before }
		});
		const { states } = await outbox.counts(meant);
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
/** Two lines for each, so that a narrow terminal shows all of it. */
function tableOf(deliveries) {
	if (deliveries.length === 0) return ["No deliveries like that."];
	return [textTable([...[[
		"DELIVERY",
		"STATE",
		"EVENT"
	], [
		"",
		"NEXT, OR ANNOUNCED",
		"ENDPOINT"
	]], ...deliveries.flatMap(rowsOf)])];
}
function rowsOf(delivery) {
	const { createdAt, dueAt, endpointId, environment, id, promptId, sequence, type, url } = delivery;
	const where = environment === null ? "" : ` in ${environment}`;
	return [[
		String(id),
		stateText(delivery),
		`${type.replace(/^prompt\./, "")} ${promptId} #${sequence}${where}`
	], [
		"",
		dueAt === null ? timeText(createdAt) : `next ${timeText(dueAt)}`,
		`${endpointId} ${displayUrl(url)}`
	]];
}
/** `delivered 200, 1.2 s` · `failed timeout, 3 tries` · `pending`. */
function stateText(delivery) {
	const { attempts, state } = delivery;
	const latency = latencyMs(delivery);
	const tries = latency !== null ? elapsedText(latency) : attempts === 0 ? "" : triesText(attempts);
	const outcome = [state, outcomeText(delivery)].filter((word) => word !== "").join(" ");
	return tries === "" ? outcome : `${outcome}, ${tries}`;
}
function moreOf(last) {
	return last === void 0 ? [] : [`… older ones: --before ${last.id}`];
}
function countsLine(states) {
	return `In all: ${Object.entries(states).map(([state, count]) => `${count} ${state}`).join(", ")}.`;
}
export { runWebhooksList };

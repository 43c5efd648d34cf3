import { r as visibleLine } from "./visible.js";
import { r as numberWord, s as withStore } from "./webhook-words.js";
import { c as triesText, s as timeText } from "./webhook-text.js";
import { n as done, r as no } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/operator/inbox-text.ts
/** What of GitHub's payloads, and of the app's errands, says what they are about. */
const bodySchema = z.object({
	kind: z.string().optional(),
	repository: z.object({ full_name: z.string() }).optional(),
	action: z.string().optional(),
	comment: z.object({
		html_url: z.string(),
		body: z.string(),
		user: z.object({ login: z.string() }).nullish()
	}).optional(),
	ref: z.string().optional(),
	after: z.string().optional(),
	sender: z.object({ login: z.string() }).optional(),
	prompt: z.string().optional(),
	commit: z.string().optional()
});
const LONGEST = 200;
/** A few lines that tell what a delivery is about; what people wrote is in them as it is. */
function aboutDelivery(event, body) {
	const parsed = bodySchema.safeParse(parseJson(body));
	if (!parsed.success) return [`(${event} with a text that is no payload)`];
	const { action, after, comment, commit, kind, prompt, ref, repository, sender } = parsed.data;
	return [
		["errand", kind],
		["repository", repository?.full_name],
		["action", action],
		["comment", comment?.html_url],
		["by", comment?.user?.login ?? sender?.login],
		["says", comment?.body.split(/\r?\n/, 1)[0]?.slice(0, LONGEST)],
		["ref", ref],
		["head", after],
		["prompt", prompt],
		["commit", commit]
	].flatMap(([name, value]) => value === void 0 ? [] : [`${name.padEnd(11)}${value}`]);
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
// src/cli/verbs/inbox.ts
const STATES = [
	"pending",
	"leased",
	"done",
	"dead"
];
const NOT_DONE = [
	"pending",
	"leased",
	"dead"
];
const DEFAULT_LIMIT = 50;
const MOST = 1e3;
/** GitHub's ids, and those of errands, which name repositories, commits and prompts. */
const idWord = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "a delivery's id");
const listSchema = z.strictObject({
	state: z.array(z.enum(STATES, `one of ${STATES.join(", ")}`)).optional(),
	limit: numberWord.pipe(z.number().max(MOST, `at most ${MOST}`)).optional(),
	before: numberWord.optional()
});
/** What is in the inbox, newest first. */
const runInboxList = async ({ environment, input }) => {
	const { before, limit = DEFAULT_LIMIT, state = NOT_DONE } = readWords(listSchema, input);
	return withStore(environment, async ({ inbox }) => {
		const page = before === void 0 ? {} : { before };
		const deliveries = await inbox.list({
			...page,
			limit,
			states: state
		});
		const counts = await inbox.counts();
		const last = deliveries.length === limit ? deliveries.at(-1) : void 0;
		const json = {
			deliveries: deliveries.map(inboxJson),
			counts,
			next_before: last?.row ?? null
		};
		const lines = [
			...deliveries.length === 0 ? ["Nothing like that is in the inbox."] : deliveries.map(listed),
			...last === void 0 ? [] : [`… older ones: --before ${last.row}`],
			`In all: ${STATES.map((name) => `${counts[name]} ${name}`).join(", ")}.`
		];
		return done(json, lines.join("\n"));
	});
};
function inboxJson({ attempts, dueAt, event, finishedAt, id, reason, receivedAt, row, state }) {
	return {
		id,
		row,
		event,
		state,
		attempts,
		reason,
		received_at: timeText(receivedAt),
		due_at: dueAt === null ? null : timeText(dueAt),
		finished_at: finishedAt === null ? null : timeText(finishedAt)
	};
}
/** Ids of errands are long: each has a line of its own. */
function listed(delivery) {
	const { reason } = delivery;
	return [
		visibleLine(delivery.id),
		`  ${visibleLine(delivery.event)}, ${stateText(delivery)}`,
		`  arrived ${timeText(delivery.receivedAt)}`,
		...reason === null ? [] : [`  ${visibleLine(reason)}`]
	].join("\n");
}
function stateText({ attempts, dueAt, finishedAt, state }) {
	return `${state}${attempts === 0 ? "" : ` after ${triesText(attempts)}`}${dueAt === null ? "" : `, next ${timeText(dueAt)}`}${finishedAt === null ? "" : `, over ${timeText(finishedAt)}`}`;
}
const showSchema = z.strictObject({ delivery: idWord });
/** One delivery, with what it is about. */
const runInboxShow = async ({ environment, input }) => {
	const { delivery: id } = readWords(showSchema, input);
	return withStore(environment, async ({ inbox }) => {
		const shown = await inbox.show(id);
		if (shown === null) return unknown([id]);
		const { body, delivery } = shown;
		const about = body === null ? ["Its text is gone: it was done."] : aboutDelivery(delivery.event, body).map(visibleLine);
		return done({
			delivery: inboxJson(delivery),
			body
		}, [
			listed(delivery),
			"",
			...about
		].join("\n"));
	});
};
const retrySchema = z.strictObject({
	deliveries: z.array(idWord).max(MOST, `at most ${MOST}`).optional(),
	all: z.boolean().optional()
});
/** Makes deliveries due again. */
const runInboxRetry = async ({ environment, input }) => {
	const { all = false, deliveries = [] } = readWords(retrySchema, input);
	if (all === deliveries.length > 0) throw new UsageError("usage", "Name deliveries, as `pointsman inbox list` has them, or say --all.");
	return withStore(environment, async ({ inbox }) => {
		const ids = all ? await parked(inbox) : deliveries;
		const now = environment.nowMs();
		const retried = {
			retried: [],
			under_way: [],
			done: [],
			unknown: []
		};
		for (const id of ids) retried[await inbox.retry(id, now)].push(id);
		return retryResult(retried);
	});
};
async function parked(inbox) {
	return (await inbox.list({
		states: ["dead"],
		limit: MOST
	})).map(({ id }) => id).toReversed();
}
/** The app looks for what is due every second: nobody has to tell it. */
function retryResult(fates) {
	const { done: over, retried, under_way: underWay, unknown: lost } = fates;
	const lines = [
		`${retried.length === 1 ? "1 delivery is" : `${retried.length} deliveries are`} worked on again: the app begins within seconds, if it runs.`,
		...underWay.length === 0 ? [] : [`Under way already: ${underWay.join(", ")}.`],
		...over.length === 0 ? [] : [`Done or dropped already: ${over.join(", ")}.`]
	];
	const json = {
		retried,
		under_way: underWay,
		done: over
	};
	if (lost.length > 0) return unknown(lost, {
		json,
		output: lines.join("\n")
	});
	return done(json, lines.join("\n"));
}
const dropSchema = z.strictObject({ deliveries: z.array(idWord).max(MOST, `at most ${MOST}`) });
/** Ends deliveries that nobody wants done any longer. */
const runInboxDrop = async ({ environment, input }) => {
	const { deliveries } = readWords(dropSchema, input);
	return withStore(environment, async ({ inbox }) => {
		const now = environment.nowMs();
		const fates = {
			dropped: [],
			not_parked: [],
			unknown: []
		};
		for (const id of new Set(deliveries)) fates[await inbox.drop(id, now)].push(id);
		return dropResult(fates);
	});
};
function dropResult({ dropped, not_parked: notParked, unknown: lost }) {
	const count = dropped.length === 1 ? "1 delivery is" : `${dropped.length} deliveries are`;
	const json = {
		dropped,
		not_parked: notParked
	};
	const output = `${count} dropped.`;
	if (lost.length > 0) return unknown(lost, {
		json,
		output
	});
	if (notParked.length === 0) return done(json, output);
	const message = `Not parked, so not dropped: ${notParked.join(", ")}.`;
	return no({
		code: "not_parked",
		message,
		json,
		output
	});
}
function unknown(ids, rest = {}) {
	const message = `There is no ${ids.join(", ")} in the inbox. What is done is removed after 4 days, what was parked after 30.`;
	return no({
		code: "unknown_delivery",
		message,
		...rest,
		json: {
			...rest.json,
			unknown: ids
		}
	});
}
export { runInboxDrop, runInboxList, runInboxRetry, runInboxShow };

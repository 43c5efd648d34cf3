import { t as displayUrl } from "./target.js";
// src/cli/operator/webhook-text.ts
/** Whole seconds, as everywhere else. */
function timeText(at) {
	return at === null ? "" : new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
const MINUTE_MS = 6e4;
const UNITS = [
	["d", 1440 * MINUTE_MS],
	["h", 60 * MINUTE_MS],
	["min", MINUTE_MS],
	["s", 1e3]
];
/** How long something took, for people: `340 ms`, `1.2 s`, `4.5 min`, `3.1 d`. */
function elapsedText(milliseconds) {
	const [unit, length] = UNITS.find(([, least]) => milliseconds >= least) ?? ["ms", 1];
	return `${Number((milliseconds / length).toFixed(1))} ${unit}`;
}
function triesText(attempts) {
	return attempts === 1 ? "1 try" : `${attempts} tries`;
}
/** From the announcement, or from when somebody had it sent again, to the receiver's 2xx, in milliseconds; null where none came. */
function latencyMs({ createdAt, finishedAt, replayedAt, state }) {
	return state === "delivered" && finishedAt !== null ? finishedAt - (replayedAt ?? createdAt) : null;
}
/** What an attempt ended with: `503`, `timeout`, `secret_missing`. */
function outcomeText({ code, status }) {
	if (code === null || code === "http_status") return status === null ? "" : String(status);
	return status === null ? code : `${code} ${status}`;
}
const WHY = {
	refused_address: "Its host has an address that is not global, or is reached by http: POINTSMAN_WEBHOOK_ALLOW_RANGES permits ranges.",
	refused_url: "Its address is no http(s) address without credentials.",
	redirect: "It redirects, which is not followed: write the address it leads to into the settings.",
	timeout: "It did not connect within 5 s, or not answer within 15 s.",
	network: "It could not be reached, or the connection broke.",
	interrupted: "The app died, or lost its store, while it was at it.",
	target_not_granted: "The address is not granted to the repository: POINTSMAN_WEBHOOK_GRANTS.",
	target_not_https: "Only https is granted: POINTSMAN_WEBHOOK_GRANTS.",
	secret_not_granted: "The secret is not granted to the repository: POINTSMAN_WEBHOOK_GRANTS.",
	secret_missing: "The variable with the secret is not set where the app runs.",
	endpoint_removed: "The settings no longer name the endpoint.",
	endpoint_disabled: "The endpoint was off: `pointsman webhooks enable` switches it on."
};
/** What an attempt's code means, where that needs saying. */
function whyOf(code) {
	const why = WHY[code ?? ""];
	return why === void 0 ? [] : [why];
}
/** A delivery as `--json` gives it. Queries of addresses may hold tokens: they stay in the store. */
function deliveryJson({ url, ...delivery }) {
	const { createdAt, dueAt, finishedAt, replayedAt, ...rest } = delivery;
	return {
		id: rest.id,
		state: rest.state,
		event_id: rest.eventId,
		type: rest.type,
		prompt_id: rest.promptId,
		environment: rest.environment,
		sequence: rest.sequence,
		repository_id: rest.repositoryId,
		endpoint: rest.endpointId,
		target: displayUrl(url),
		attempts: rest.attempts,
		code: rest.code,
		status: rest.status,
		announced_at: timeText(createdAt),
		due_at: dueAt === null ? null : timeText(dueAt),
		finished_at: finishedAt === null ? null : timeText(finishedAt),
		replayed_at: replayedAt === null ? null : timeText(replayedAt),
		latency_ms: latencyMs({
			url,
			...delivery
		})
	};
}
function endpointJson(endpoint) {
	const { disabledAt, failingSince, removedAt } = endpoint;
	return {
		id: endpoint.id,
		repository_id: endpoint.repositoryId,
		target: displayUrl(endpoint.url),
		secret: endpoint.secret,
		previous_secret: endpoint.previousSecret,
		failing_since: failingSince === null ? null : timeText(failingSince),
		disabled_at: disabledAt === null ? null : timeText(disabledAt),
		disabled_reason: endpoint.disabledReason,
		removed_at: removedAt === null ? null : timeText(removedAt)
	};
}
/** How an endpoint stands, in a few words. */
function standingText(endpoint) {
	if (endpoint.removedAt !== null) return `not in the config since ${timeText(endpoint.removedAt)}`;
	if (endpoint.disabledAt !== null) {
		const why = endpoint.disabledReason === "gone" ? "it answered 410" : "it failed for five days";
		return `off since ${timeText(endpoint.disabledAt)}: ${why}`;
	}
	return endpoint.failingSince === null ? "on" : `on, failing since ${timeText(endpoint.failingSince)}`;
}
export { outcomeText as a, triesText as c, latencyMs as i, whyOf as l, elapsedText as n, standingText as o, endpointJson as r, timeText as s, deliveryJson as t };

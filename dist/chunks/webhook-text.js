import { t as displayUrl } from "./target.js";
// src/cli/webhook-text.ts
/** Whole seconds, as everywhere else. */
function timeText(at) {
	return at === null ? "" : new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
/** What an attempt ended with: `503`, `timeout`, `secret_missing`. */
function outcomeText({ code, status }) {
	if (code === null || code === "http_status") return status === null ? "" : String(status);
	return status === null ? code : `${code} ${status}`;
}
/** A delivery as `--json` gives it. Queries of addresses may hold tokens: they stay in the store. */
function deliveryJson({ url, ...delivery }) {
	const { createdAt, dueAt, finishedAt, ...rest } = delivery;
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
		finished_at: finishedAt === null ? null : timeText(finishedAt)
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
export { timeText as a, standingText as i, endpointJson as n, outcomeText as r, deliveryJson as t };

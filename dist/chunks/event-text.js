import { n as plainSentence, r as say } from "./sentence.js";
// src/reports/text/event-text.ts
/** What an event did, in the words of somebody who wants to know what is served now. */
function headlineOf(event) {
	const { prompt_id: prompt, environment, version, previous_version: before } = event;
	const where = environment ?? "";
	const was = before === null ? say`nothing was live there before` : say`was ${before}`;
	switch (event.type) {
		case "prompt.published": return environment === null ? say`${prompt} ${version ?? ""} is published. No pointer moved.` : say`${where} now serves ${prompt} ${version ?? ""} (${was}).`;
		case "prompt.promoted": return say`${where} now serves ${prompt} ${version ?? ""} (${was}).`;
		case "prompt.rolled_back": return say`${where} serves ${prompt} ${version ?? ""} again (${was}).`;
		case "prompt.archived": return say`${prompt} is archived: it is kept and can be looked up, but is served no more.`;
		case "prompt.restored": return say`${prompt} is restored: what was live before it was archived is served again.`;
		case "prompt.frozen": return say`${prompt} is frozen in ${where}: merges and promotions do not move it, a rollback still does.`;
		case "prompt.unfrozen": return say`${prompt} is neither frozen nor held in ${where} any more.`;
	}
}
/** What an event did, as one line of plain text. */
function eventLine(event) {
	return plainSentence(headlineOf(event));
}
/** The word for an event type where space is short: tables and diagrams. */
const EVENT_WORDS = {
	"prompt.published": "published",
	"prompt.promoted": "promoted",
	"prompt.rolled_back": "rolled back",
	"prompt.archived": "archived",
	"prompt.restored": "restored",
	"prompt.frozen": "frozen",
	"prompt.unfrozen": "unfrozen"
};
export { eventLine as n, headlineOf as r, EVENT_WORDS as t };

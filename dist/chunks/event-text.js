import { c as joinInline, d as md, r as code } from "./markdown.js";
import { r as visibleLine, t as clip } from "./visible.js";
// src/reports/sentence.ts
/** Strings that are put in are data; sentences are joined as they are. */
function say(strings, ...values) {
	return strings.flatMap((text, index) => {
		const value = values[index];
		if (value === void 0) return [text];
		if (typeof value === "number") return [text, String(value)];
		return typeof value === "string" ? [text, { data: value }] : [text, ...value];
	});
}
/** Names and versions stand bare, anything else in quotation marks. */
function plainSentence(sentence) {
	return sentence.map((piece) => typeof piece === "string" ? piece : plainDatum(piece.data)).join("").trim();
}
function plainDatum(data) {
	const { left, text } = clip(data, 600);
	const shown = `${visibleLine(text)}${left > 0 ? "…" : ""}`;
	return /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/.test(shown) ? shown : `“${shown}”`;
}
function inlineSentence(sentence) {
	const parts = sentence.map((piece) => typeof piece === "string" ? { inline: piece } : code(piece.data));
	return joinInline(parts, md``);
}
// src/reports/event-text.ts
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
		case "prompt.unfrozen": return say`${prompt} is neither frozen nor held in ${where} any more: merges move it again.`;
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
export { plainSentence as a, inlineSentence as i, eventLine as n, say as o, headlineOf as r, EVENT_WORDS as t };

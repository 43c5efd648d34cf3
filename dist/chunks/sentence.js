import { c as joinInline, d as md, r as code } from "./markdown.js";
import { r as visibleLine, t as clip } from "./visible.js";
// src/reports/text/sentence.ts
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
export { plainSentence as n, say as r, inlineSentence as t };

// src/reports/text/visible.ts
/**
* Characters that hide, reorder or forge text are shown by their code point, `\u{202E}`: a reader sees what is there.
* Bidirectional controls: https://trojansource.codes; the rest are Unicode's controls, format characters and default
* ignorables. The two variation selectors that emoji use stay, since they only choose between two looks of one sign.
*/
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const KEPT = /[\uFE0E\uFE0F]/u;
/** One line: line breaks are shown as `⏎` and tabs as `⇥`. */
function visibleLine(text) {
	return visibleBlock(text).replaceAll("\n", "⏎").replaceAll("	", "⇥");
}
/** Several lines: line feeds and tabs stay. */
function visibleBlock(text) {
	return text.replace(HIDDEN, (character) => character === "\n" || character === "	" || KEPT.test(character) ? character : codePointOf(character));
}
function codePointOf(character) {
	return `\\u{${character.codePointAt(0)?.toString(16).toUpperCase() ?? ""}}`;
}
/** Cuts a text to at most `limit` UTF-16 code units and never through a character. */
function clip(text, limit) {
	if (text.length <= limit) return {
		text,
		left: 0
	};
	const last = text.charCodeAt(limit - 1);
	const end = last >= 55296 && last <= 56319 ? limit - 1 : limit;
	return {
		text: text.slice(0, end),
		left: text.length - end
	};
}
export { visibleBlock as n, visibleLine as r, clip as t };

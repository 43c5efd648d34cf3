// src/reports/text/plain-text.ts
/** A code span, by the rule that it ends with as many backticks as it began with (CommonMark, code spans). */
const SPAN = /(`+)(.+?)(?<!`)\1(?!`)/g;
/**
* A line of Markdown as a terminal shows it: code spans give up their fences and our own words their emphasis. Data stands
* in code spans only, so that nothing of it is taken for emphasis.
*/
function plainText({ inline }) {
	const texts = [];
	let from = 0;
	for (const match of inline.matchAll(SPAN)) {
		const [whole, , data = ""] = match;
		texts.push(withoutEmphasis(inline.slice(from, match.index)), unpadded(data));
		from = match.index + whole.length;
	}
	return [...texts, withoutEmphasis(inline.slice(from))].join("");
}
function withoutEmphasis(text) {
	return text.replaceAll("**", "").replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "");
}
/** One space on either side belongs to the span, unless there is nothing else in it. */
function unpadded(data) {
	return /^ .*[^ ].* $/.test(data) ? data.slice(1, -1) : data;
}
export { plainText as t };

import { n as visibleBlock, r as visibleLine } from "./visible.js";
// src/reports/difference/word-diff-terminal.ts
const COLOURS = {
	same: "",
	removed: "\x1B[31m",
	added: "\x1B[32m"
};
const BOLD = "\x1B[1m";
const RESET = "\x1B[0m";
const MARKS = {
	same: ["", ""],
	removed: ["[-", "-]"],
	added: ["{+", "+}"]
};
/** Longer stretches without a change are shown by their first and last lines. */
const CONTEXT = 2;
/** The difference of two prompts for a terminal. Control characters of the data are shown, never sent. */
function printDiff(parts, { colours }) {
	return parts.map(({ part, segments }) => {
		const title = visibleLine(part);
		const body = segments.map((segment, index) => printSegment(segment, placeOf(index, segments), colours));
		return `${colours ? `${BOLD}${title}${RESET}` : `== ${title}`}\n${body.join("")}\n`;
	}).join("\n");
}
function placeOf(index, segments) {
	if (index === 0) return "first";
	return index === segments.length - 1 ? "last" : "between";
}
/** Colours end with each line, so that a pager that shows lines one by one keeps them. */
function printSegment({ kind, text }, place, colours) {
	const shown = visibleBlock(text);
	if (kind === "same") return shortened(shown, place);
	const [open, close] = MARKS[kind];
	const marked = `${open}${shown}${close}`;
	return colours ? marked.replace(/[^\n]+/g, (line) => `${COLOURS[kind]}${line}${RESET}`) : marked;
}
function shortened(text, place) {
	const lines = text.split("\n");
	const head = place === "first" ? 0 : CONTEXT;
	const tail = place === "last" ? 0 : CONTEXT;
	const left = lines.length - head - tail;
	if (left <= 1) return text;
	const before = lines.slice(0, head);
	const after = lines.slice(lines.length - tail);
	return [
		...before,
		`… ${left} lines unchanged …`,
		...tail === 0 ? [] : after
	].join("\n");
}
export { printDiff as t };

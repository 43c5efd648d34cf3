import { n as visibleBlock, r as visibleLine, t as clip } from "./visible.js";
// src/reports/text/markdown.ts
/** No Markdown at all. */
const NOTHING = { block: "" };
/** Markdown of our own with data in it: only what `code` and its like made, and numbers, can be put in. */
function md(strings, ...values) {
	return { inline: strings.flatMap((text, index) => {
		const value = values[index];
		return value === void 0 ? [text] : [text, typeof value === "number" ? String(value) : value.inline];
	}).reduce(append, "") };
}
function joinInline(parts, separator) {
	return { inline: parts.flatMap((part, index) => index === 0 ? [part.inline] : [separator.inline, part.inline]).reduce(append, "") };
}
/** Two code spans that touch would become one: their fences would run together. */
function append(before, next) {
	return before.endsWith("`") && next.startsWith("`") ? `${before} ${next}` : before + next;
}
/**
* Longer runs of backticks are told by their number: GitHub's parser gives up on code spans fenced by more than 80 and
* counts fences of blocks only up to 255 (cmark, MAXBACKTICKS and fence_length).
*/
const RUN_TOO_LONG = /`{33,}/g;
function shortenRuns(text) {
	return text.replace(RUN_TOO_LONG, (run) => `‹${run.length} backticks›`);
}
function longestRun(text) {
	return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
function spanText(text) {
	const { left, text: shown } = clip(text, 600);
	return `${visibleLine(shown)}${left > 0 ? "…" : ""}`;
}
/** Data within a line, as a code span. An empty text is said to be empty. */
function code(text) {
	if (text === "") return { inline: "_(empty)_" };
	const shown = shortenRuns(spanText(text));
	const fence = "`".repeat(longestRun(shown) + 1);
	const pad = /^`|`$|^ .*[^ ].* $/u.test(shown) ? " " : "";
	return { inline: fence + pad + shown + pad + fence };
}
/** Data of several lines, as a fenced block. `language` is ours, never data. */
function block(text, language = "") {
	const shown = shortenRuns(visibleBlock(text));
	const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
	return { block: `${fence}${language}\n${shown}\n${fence}` };
}
/** A diagram. The source is made of our own words and `mermaidLabel`s. */
function mermaid(source) {
	return { block: `\`\`\`mermaid\n${source}\n\`\`\`` };
}
function paragraph(text) {
	return { block: text.inline };
}
function heading(level, text) {
	return { block: `${"#".repeat(level)} ${text.inline}` };
}
function list(items) {
	return { block: items.map((item) => `- ${item.inline}`).join("\n") };
}
/** Blocks one below the other; empty ones leave no gap. */
function stack(blocks) {
	return { block: blocks.map((one) => one.block).filter((text) => text !== "").join("\n\n") };
}
function quote(body) {
	return { block: body.block.replace(/^/gm, "> ") };
}
/** A row of a table. A pipe ends a cell even within code, so every one is escaped (GFM, tables). */
function tableRow(cells) {
	return { block: `| ${cells.map((cell) => cell.inline.replaceAll("|", "\\|")).join(" | ")} |` };
}
function tableHead(head) {
	return { block: `${tableRow(head).block}\n|${" --- |".repeat(head.length)}` };
}
function table(head, rows) {
	return { block: [tableHead(head), ...rows.map(tableRow)].map((row) => row.block).join("\n") };
}
/** HTML of our own with data in it, for the summary of a fold. */
function html(strings, ...values) {
	return { html: strings.reduce((text, next, index) => {
		const value = values[index - 1];
		return text + (typeof value === "object" ? value.html : String(value ?? "")) + next;
	}) };
}
/** Data as HTML. GitHub looks for no mentions, references or emoji within `<code>`. */
function htmlCode(text) {
	return { html: `<code>${spanText(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>` };
}
/** What opens and what closes a fold; blocks stand between, with blank lines around them. */
function foldEnds(summary) {
	return {
		open: { block: `<details><summary>${summary.html}</summary>` },
		close: { block: "</details>" }
	};
}
/**
* Without it a label that holds `]:` would make a link at the start of a line a definition, which is shown nowhere: those
* are looked for before code spans are (CommonMark, link reference definitions).
*/
const NO_DEFINITION = "&#8203;";
/** A link to an https address without credentials; any other address leaves the label alone. */
function link(label, url) {
	const href = url === null ? void 0 : vettedUrl(url);
	if (href === void 0) return label;
	return { inline: `${label.inline.includes("]:") ? NO_DEFINITION : ""}[${label.inline}](<${href}>)` };
}
/** Browsers and GitHub refuse longer ones or show them badly. */
const LONGEST_ADDRESS = 2e3;
function vettedUrl(text) {
	const url = text.length > LONGEST_ADDRESS ? null : URL.parse(text);
	if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return void 0;
	return url.href.replace(/[<>\\|`[\]()!*_~@'"]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
/**
* Data within a quoted Mermaid label: what could end the label, start an entity, HTML or Markdown becomes `·`. Nothing
* is lost that a diagram needs; the table beside it shows the whole.
*/
function mermaidLabel(text, limit = 60) {
	const safe = text.replace(/[^\p{L}\p{N} .+/-]|\p{Default_Ignorable_Code_Point}/gu, "·").trim();
	const letters = [...safe];
	return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : safe;
}
export { table as _, heading as a, joinInline as c, md as d, mermaid as f, stack as g, quote as h, foldEnds as i, link as l, paragraph as m, block as n, html as o, mermaidLabel as p, code as r, htmlCode as s, NOTHING as t, list as u, tableHead as v, tableRow as y };

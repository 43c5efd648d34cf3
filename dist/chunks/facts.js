import { r as visibleLine, t as clip } from "./visible.js";
import { _ as table, c as joinInline, d as md, g as stack, h as quote, m as paragraph, n as block, r as code } from "./markdown.js";
// src/domain/command/line.ts
/** A command as it is typed on the first line of a comment (contracts §4). */
function commandLine(parts) {
	const { environment = null, from = null, prompt, reason = null, verb, versions = [], word = null } = parts;
	const isPromotion = verb === "promote";
	const expected = from === null ? [] : ["from", from];
	const place = environment === null ? [] : [isPromotion ? "to" : "in", environment];
	return [
		`/${verb}`,
		...prompt === null ? [] : [prompt],
		...verb === "rollback" && versions.length > 0 ? ["to"] : [],
		...versions,
		...isPromotion ? [...place, ...expected] : [...expected, ...place],
		...word === null ? [] : [word],
		...reason === null ? [] : ["because", reason]
	].join(" ");
}
// src/reports/text/command-line.ts
/** No name or version is longer; what is typed may be. */
const LONGEST_WORD = 200;
/** The command as it is typed on the first line of a comment (contracts §4). */
function commentLine({ environment, from, prompt, verb, version }) {
	const line = commandLine({
		verb,
		prompt: clipped(prompt),
		versions: version == null ? [] : [clip(version, LONGEST_WORD).text],
		from: clipped(from),
		environment: clipped(environment)
	});
	return visibleLine(line);
}
function clipped(word) {
	return word == null ? null : clip(word, LONGEST_WORD).text;
}
// src/reports/text/facts.ts
/** Facts as a table of two columns. The first stands as the head: GitHub shows an empty head as an empty bar. */
function factTable(facts) {
	const [head = [md``, md``], ...rows] = facts;
	return table(head, rows);
}
/** `2026-03-15 09:14:03 UTC` from RFC 3339. */
function timeText(at) {
	const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(at);
	return match === null ? code(at) : { inline: `${match[1]} ${match[2]} UTC` };
}
function actorText({ login, role }) {
	if (role === null) return code(login);
	return role === "unverified" ? md`${code(login)} (not verified)` : md`${code(login)} (${code(role)})`;
}
/** Longest reason that is shown beside other facts; longer ones stand in a block of their own. */
const SHORT_REASON = 160;
const LONGEST_REASON = 2e3;
/** A short reason as it stands in a table. */
function reasonFact(reason) {
	if (reason === null) return md`_no reason given_`;
	return isShort(reason) ? code(reason) : md`_see below_`;
}
/** A reason that is too long for a table, quoted. */
function reasonBlocks(reason) {
	if (reason === null || isShort(reason)) return [];
	return [paragraph(md`**Why**`), quote(clippedBlock(reason, LONGEST_REASON))];
}
function isShort(reason) {
	return reason.length <= SHORT_REASON && !/[\r\n]/.test(reason.trim());
}
/** A text as a block, cut to a length, with the number of characters that were cut off. */
function clippedBlock(text, limit) {
	const { left, text: shown } = clip(text, limit);
	return stack([block(shown), ...left > 0 ? [paragraph(md`_${left} more characters_`)] : []]);
}
/** Commands in a block, which GitHub gives a button to copy. */
function commandBlock(commands) {
	return block(commands.map(commentLine).join("\n"));
}
function inlineCommand(command) {
	return code(commentLine(command));
}
/** `a, b and c`. */
function enumerate(items) {
	const last = items.at(-1);
	if (last === void 0) return md`none`;
	return items.length === 1 ? last : md`${joinInline(items.slice(0, -1), md`, `)} and ${last}`;
}
/** `1 case`, `2 cases`. The noun is ours, never data. */
function countOf(count, noun) {
	return { inline: `${count} ${noun}${count === 1 ? "" : "s"}` };
}
/** A reason cut to what a row of a table can hold. */
function clippedReason(reason) {
	const { left, text } = clip(reason.trim(), SHORT_REASON);
	return left > 0 ? md`${code(text)} …` : code(text);
}
const MINUTE = 6e4;
const HOUR = 60 * MINUTE;
/** `less than a minute`, `12 minutes`, `3 hours`, `5 days` between two times (RFC 3339). */
function ageText(from, to) {
	const milliseconds = Math.max(0, Date.parse(to) - Date.parse(from));
	if (milliseconds < MINUTE) return md`less than a minute`;
	if (milliseconds < HOUR) return countOf(Math.floor(milliseconds / MINUTE), "minute");
	return milliseconds < 48 * HOUR ? countOf(Math.floor(milliseconds / HOUR), "hour") : countOf(Math.floor(milliseconds / (24 * HOUR)), "day");
}
export { countOf as a, inlineCommand as c, timeText as d, commentLine as f, commandBlock as i, reasonBlocks as l, ageText as n, enumerate as o, commandLine as p, clippedReason as r, factTable as s, actorText as t, reasonFact as u };

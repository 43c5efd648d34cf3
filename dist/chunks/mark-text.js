import { n as ageText } from "./facts.js";
import { t as plainText } from "./plain-text.js";
import { r as visibleLine } from "./visible.js";
// src/cli/mark-text.ts
/** Who did something, when, and how long ago that is. */
function byText({ by, since }, now) {
	return `by ${visibleLine(by)}, ${since}, ${plainText(ageText(since, now))} ago`;
}
/** Why merges do not move an environment: a line for a hold, and one for a freeze. */
function markLines({ frozen, held }, now) {
	const line = (mark) => `${byText(mark, now)}${mark.reason === null ? "" : `: ${visibleLine(mark.reason)}`}`;
	return [...held === null ? [] : [`held after a rollback ${line(held)}`], ...frozen === null ? [] : [`frozen ${line(frozen)}`]];
}
export { markLines as n, byText as t };

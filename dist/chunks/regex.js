import { r as ownMember } from "./json.js";
import { d as tokenizeTemplate, o as printValue } from "./variables.js";
import { t as readConfig } from "./config.js";
import { n as quote, r as verdictOf } from "./evaluator.js";
import { n as linearSearch, r as literalPattern } from "./linear-regexp.js";
import { z } from "zod";
// src/evaluation/evaluators/regex.ts
/** Far more than any sound pattern needs, on a slow machine too. */
const LIMIT_MS = 2e3;
const schema = z.strictObject({
	pattern: z.string("give the pattern as a text, in single quotes").min(1).max(2e3),
	flags: z.string().regex(/^(?!.*(.).*\1)[ims]*$/, "the flags are i, m and s, each at most once").default(""),
	match: z.enum(["partial", "full"]).default("partial")
});
/**
* `regex`: the pattern is found in the output, or with `match: full` is all of it. The engine takes time only in
* proportion to the text (RE2's syntax: no lookahead, no backreferences).
*/
function regexJudge(config, { watchdog }) {
	const read = readConfig(schema, typeof config === "string" ? { pattern: config } : config, {
		kind: "regex",
		example: "regex: {pattern: 'T-\\d+', flags: i}"
	});
	if (!read.ok) return read.invalid;
	try {
		compile(read.value, fillPattern(read.value.pattern, void 0), watchdog);
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		return {
			kind: "invalid",
			message: `The pattern ${quote(read.value.pattern)} cannot be used: ${detail}. It is in RE2's syntax, which has no lookahead and no backreferences.`
		};
	}
	return {
		kind: "ready",
		judge: judgeOf(read.value, watchdog)
	};
}
function judgeOf(config, watchdog) {
	return ({ answer, values }) => {
		const pattern = fillPattern(config.pattern, values);
		const search = compile(config, pattern, watchdog);
		const found = watchdog(() => search(answer.text), LIMIT_MS);
		const shown = `${quote(pattern)}${config.match === "full" ? " as a whole" : ""}`;
		return found === void 0 ? verdictOf(false, `The output does not match ${shown}.`) : verdictOf(true, `The output matches ${shown}: ${quote(found)}.`);
	};
}
function compile({ flags, match }, pattern, watchdog) {
	return watchdog(() => linearSearch(pattern, {
		flags,
		whole: match === "full"
	}), LIMIT_MS);
}
/**
* The pattern with the case's values in it, which are taken literally: a full stop in a value is a full stop. Without
* values (to try the pattern) every placeholder stands for a letter.
*/
function fillPattern(pattern, values) {
	return tokenizeTemplate(pattern).map((token) => {
		const written = pattern.slice(token.start, token.end);
		if (token.kind !== "variable") return written;
		const value = values === void 0 ? "x" : ownMember(values, token.name);
		return value === void 0 ? written : literalPattern(printValue(value));
	}).join("");
}
export { regexJudge };

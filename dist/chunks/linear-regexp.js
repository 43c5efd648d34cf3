import { RE2JS } from "re2js";
// src/evaluation/evaluators/linear-regexp.ts
/**
* Compiles a pattern for an engine whose time grows only with the text (RE2), since patterns come from pull requests.
* Lookahead, backreferences and repetitions over 1000 do not exist there.
*
* @throws Error where the engine has no such pattern
*/
function linearRegExp(pattern) {
	const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
	return {
		test: (text) => compiled.matcher(text).find(),
		toString: () => `/${pattern}/u`
	};
}
const FLAGS = [
	["i", RE2JS.CASE_INSENSITIVE],
	["m", RE2JS.MULTILINE],
	["s", RE2JS.DOTALL]
];
/**
* A search with the same engine that gives what was found, or undefined.
*
* @throws Error where the engine has no such pattern
*/
function linearSearch(pattern, { flags, whole }) {
	const bits = FLAGS.reduce((sum, [flag, bit]) => flags.includes(flag) ? sum | bit : sum, 0);
	const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
	return (text) => {
		const matcher = compiled.matcher(text);
		return (whole ? matcher.matches() : matcher.find()) ? matcher.group() ?? "" : void 0;
	};
}
/** The pattern that finds just this text. */
function literalPattern(text) {
	return RE2JS.quote(text);
}
export { linearSearch as n, literalPattern as r, linearRegExp as t };

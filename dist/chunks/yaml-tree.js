// src/domain/problem.ts
/** The start of a file: where problems of the file as a whole are shown. */
const FILE_START = {
	line: 1,
	column: 1
};
function errorAt({ code, path, at, message }) {
	return {
		code,
		severity: "error",
		path,
		line: at.line,
		column: at.column,
		message
	};
}
function noticeAt({ code, path, at, message }) {
	return {
		code,
		severity: "notice",
		path,
		line: at.line,
		column: at.column,
		message
	};
}
function hasErrors(problems) {
	return problems.some((problem) => problem.severity === "error");
}
/** Orders problems as a reader meets them: by path, line and column. */
function sortProblems(problems) {
	return problems.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column);
}
/** The problems to tell: sorted, and cut to a list that people can read. Where it is cut, errors go before notices. */
function listProblems(problems) {
	const [first] = problems;
	if (first === void 0 || problems.length <= 100) return sortProblems(problems);
	const errors = problems.filter((problem) => problem.severity === "error");
	const notices = problems.filter((problem) => problem.severity === "notice");
	const kept = [...sortProblems(errors), ...sortProblems(notices)].slice(0, 100);
	const message = `${problems.length - 100} more problems are not listed: mend the ones above first.`;
	const parts = {
		code: "more_problems",
		path: first.path,
		at: FILE_START,
		message
	};
	return [...sortProblems(kept), errors.length > 0 ? errorAt(parts) : noticeAt(parts)];
}
/** `path:line:column: message`, the form that editors and terminals turn into a link. */
function formatProblem(problem) {
	return `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`;
}
// src/domain/yaml/yaml-tree.ts
/** The entry of a map under a key. */
function entryOf(map, key) {
	return map.entries.find((entry) => entry.key === key);
}
/** The plain JSON value. `Object.fromEntries` defines members, so a key `__proto__` is a member like any other. */
function toJson(node) {
	if (node.kind === "scalar") return node.value;
	if (node.kind === "list") return node.items.map(toJson);
	return toJsonObject(node);
}
function toJsonObject(map) {
	return Object.fromEntries(map.entries.map(({ key, value }) => [key, toJson(value)]));
}
/**
* Minified JSON in the author's key order. Written from the tree, because JavaScript objects move keys that look like
* numbers to the front.
*/
function toMinifiedJson(node) {
	if (node.kind === "scalar") return JSON.stringify(node.value);
	if (node.kind === "list") return `[${node.items.map(toMinifiedJson).join(",")}]`;
	return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${toMinifiedJson(value)}`).join(",")}}`;
}
export { FILE_START as a, hasErrors as c, sortProblems as d, toMinifiedJson as i, listProblems as l, toJson as n, errorAt as o, toJsonObject as r, formatProblem as s, entryOf as t, noticeAt as u };

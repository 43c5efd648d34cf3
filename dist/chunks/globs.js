// src/releases/catalog/globs.ts
const MAX_ALTERNATIVES = 256;
/**
* Whether a path is matched by one of the globs and taken away by none that starts with `!`. Globs count from the
* repository's root: `**` is any number of folders, `*` and `?` stay within a name, `[a-z]` and `[!a-z]` are one
* character, `{a,b}` is one of several. Names that start with a dot match like any other, since prompts live in `.github`
* too. Of a glob that stands for more than 256 alternatives the rest is ignored.
*/
function promptMatcher(globs) {
	const compile = (all) => all.flatMap(alternatives).map(segmentSteps);
	const wanted = compile(globs.filter((glob) => !glob.startsWith("!")));
	const unwanted = compile(globs.flatMap((glob) => glob.startsWith("!") ? [glob.slice(1)] : []));
	return (path) => {
		const segments = path.split("/");
		const isMatched = (steps) => matches(steps, segments);
		return wanted.some(isMatched) && !unwanted.some(isMatched);
	};
}
/** The globs without braces that a glob stands for. A brace that is not closed, or has no comma, is itself. */
function alternatives(glob) {
	const done = [];
	const pending = [glob];
	for (let next = pending.pop(); next !== void 0 && done.length < MAX_ALTERNATIVES; next = pending.pop()) {
		const expanded = expandInnermost(next);
		if (expanded === void 0) done.push(next);
		else pending.push(...expanded);
	}
	return done;
}
const INNERMOST = /\{([^{}]*,[^{}]*)\}/;
function expandInnermost(glob) {
	const found = INNERMOST.exec(glob);
	if (found === null) return void 0;
	const [before, after] = [glob.slice(0, found.index), glob.slice(found.index + found[0].length)];
	return found[1]?.split(",").map((choice) => `${before}${choice}${after}`);
}
function segmentSteps(glob) {
	const steps = glob.replace(/^\.?\//, "").split("/").map((segment) => {
		if (segment === "**") return "any_number";
		const characters = characterSteps(segment);
		return (name) => matches(characters, [...name]);
	});
	return steps.at(-1) === "any_number" ? [...steps, () => true] : steps;
}
const PIECE = /\*+|\?|\[(!?)([^\]]+)\]|[\s\S]/gu;
function characterSteps(segment) {
	return [...segment.matchAll(PIECE)].map(([piece, negated, set]) => {
		if (piece.startsWith("*")) return "any_number";
		if (piece === "?") return () => true;
		if (set === void 0) return (character) => character === piece;
		return (character) => inSet(set, character) !== (negated === "!");
	});
}
/** `a-z_`: ranges by code point, and single characters. */
function inSet(set, character) {
	for (const [piece] of set.matchAll(/[\s\S]-[\s\S]|[\s\S]/gu)) {
		const [low = "", , high = low] = [...piece];
		if (low <= character && character <= high) return true;
	}
	return false;
}
/**
* Goes back only to the last step of any number: what an earlier one might have taken, this one can take as well.
*/
function matches(steps, items) {
	let step = 0;
	let back;
	let index = 0;
	while (index < items.length) {
		const current = steps[step];
		const item = items[index];
		if (current === "any_number") {
			back = {
				step,
				item: index
			};
			step += 1;
		} else if (current !== void 0 && item !== void 0 && current(item)) {
			step += 1;
			index += 1;
		} else if (back !== void 0) {
			back.item += 1;
			index = back.item;
			step = back.step + 1;
		} else return false;
	}
	return steps.slice(step).every((rest) => rest === "any_number");
}
export { promptMatcher as t };

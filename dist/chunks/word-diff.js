import { diffArrays, diffLines, diffWordsWithSpace } from "diff";
// src/reports/difference/word-diff.ts
/** Word by word is bounded by the number of words that differ: at 1,000 the worst case takes some 60 ms, at 300 six. */
const MOST_WORD_EDITS = 1e3;
const MOST_LINE_EDITS = 1500;
/** Messages that differ; lists that differ in more are taken for altogether different. */
const MOST_MESSAGE_EDITS = 300;
/** Texts longer than this (UTF-16 code units, both together) are compared line by line. */
const LONGEST_FOR_WORDS = 4e5;
/** The parts in which two effective prompts differ, in the order in which they reach a model; null is no prompt at all. */
function diffPrompts(base, head) {
	const text = (part, print) => partOf(part, base === null ? "" : print(base), head === null ? "" : print(head));
	return [
		...diffMessages(base?.messages ?? [], head?.messages ?? []),
		...text("model", (prompt) => prompt.model),
		...text("model parameters", (prompt) => printJson(prompt.model_parameters)),
		...text("response format", (prompt) => prompt.response_format ?? ""),
		...diffJsonTexts("JSON schema", listOf(base?.json_schema), listOf(head?.json_schema)),
		...diffVariables(base?.variables ?? [], head?.variables ?? []),
		...diffJsonTexts("tools", base?.tools ?? [], head?.tools ?? [])
	];
}
/**
* Two texts word by word; line by line where they are very long or have little in common, and else as a whole.
*
* @param share of the time that one such comparison may take, in (0, 1]: for those of which many are made
*/
function diffTexts(base, head, mostWordEdits = MOST_WORD_EDITS, share = 1) {
	if (base === head) return base === "" ? [] : [{
		kind: "same",
		text: base
	}];
	if (base === "") return [added(head)];
	if (head === "") return [removed(base)];
	const changes = (base.length + head.length > LONGEST_FOR_WORDS ? void 0 : diffWordsWithSpace(base, head, { maxEditLength: shareOf(mostWordEdits, share) })) ?? diffLines(base, head, { maxEditLength: shareOf(MOST_LINE_EDITS, share) });
	if (changes === void 0) return tidy([removed(base), added(head)]);
	return tidy(changes.map(({ added: isNew, removed: isOld, value }) => isNew ? added(value) : isOld ? removed(value) : {
		kind: "same",
		text: value
	}));
}
/** The time grows with the square of the edits (Myers, “An O(ND) Difference Algorithm and Its Variations”, 1986). */
function shareOf(edits, share) {
	return Math.floor(edits * Math.sqrt(share));
}
function added(text) {
	return {
		kind: "added",
		text
	};
}
function removed(text) {
	return {
		kind: "removed",
		text
	};
}
/**
* Joins changes that only a space keeps apart: “[-one two-]{+three four+}” reads better than word against word. Between
* two texts that stay the same what was removed comes first.
*/
function tidy(segments) {
	const tidied = [];
	let old = "";
	let fresh = "";
	const flush = () => {
		if (old !== "") tidied.push(removed(old));
		if (fresh !== "") tidied.push(added(fresh));
		old = "";
		fresh = "";
	};
	segments.forEach(({ kind, text }, index) => {
		const isGap = kind === "same" && /^[^\S\n]+$/.test(text) && isReplaced(segments, index);
		if (kind !== "added" && (kind === "removed" || isGap)) old += text;
		if (kind === "added" || isGap) fresh += text;
		if (kind === "same" && !isGap) {
			flush();
			tidied.push({
				kind,
				text
			});
		}
	});
	flush();
	return tidied;
}
/** Whether words on both sides of a gap were exchanged for others. */
function isReplaced(segments, gap) {
	const around = (step) => {
		const kinds = [segments[gap + step]?.kind, segments[gap + 2 * step]?.kind];
		return kinds.includes("added") && kinds.includes("removed");
	};
	return around(-1) && around(1);
}
function partOf(part, base, head) {
	return base === head ? [] : [{
		part,
		segments: diffTexts(base, head)
	}];
}
/** However many messages differ, comparing all of them takes no longer than one may. */
function diffMessages(base, head) {
	const pairs = matchMessages(base, head);
	const share = 1 / pairs.filter(({ after, before }) => after !== void 0 && before !== void 0).length;
	return pairs.map(({ after, before, number }) => ({
		part: messageLabel(number, before?.role, after?.role),
		segments: diffTexts(before?.content ?? "", after?.content ?? "", MOST_WORD_EDITS, Math.min(1, share)),
		...after !== void 0 && { message: number }
	}));
}
/** Messages are matched as a list first, so that one put in front does not make all others look changed. */
function matchMessages(base, head) {
	const options = {
		comparator: isSameMessage,
		maxEditLength: MOST_MESSAGE_EDITS
	};
	const changes = diffArrays([...base], [...head], options);
	if (changes === void 0) return pairMessages(base, head, 0).filter(({ after, before }) => !isSameMessage(before, after));
	const pairs = [];
	let old = [];
	let at = 0;
	for (const change of changes) {
		if (change.removed) {
			old = change.value;
			continue;
		}
		const fresh = change.added ? change.value : [];
		pairs.push(...pairMessages(old, fresh, at));
		at += change.value.length;
		old = [];
	}
	return [...pairs, ...pairMessages(old, [], at)];
}
function isSameMessage(a, b) {
	return a?.role === b?.role && a?.content === b?.content;
}
function pairMessages(old, fresh, at) {
	return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) => ({
		before: old[index],
		after: fresh[index],
		number: at + index + 1
	}));
}
function messageLabel(number, before, after) {
	if (after === void 0) return `removed message (${before})`;
	if (before === void 0) return `message ${number} (${after}, new)`;
	return `message ${number} (${before === after ? after : `${before} → ${after}`})`;
}
function diffVariables(base, head) {
	const [before, after] = [printedByName(base), printedByName(head)];
	return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((name) => partOf(`variable ${name}`, before.get(name) ?? "", after.get(name) ?? ""));
}
function printedByName(schemas) {
	return new Map(schemas.map((schema) => [schema.name, printVariable(schema)]));
}
function printVariable({ type, required, ...schema }) {
	return [
		type,
		required ? "required" : "optional",
		...schema.inferred ? ["inferred"] : [],
		...schema.default === void 0 ? [] : [`default ${JSON.stringify(schema.default)}`],
		...schema.enum === void 0 ? [] : [`one of ${JSON.stringify(schema.enum)}`],
		...schema.max_length === void 0 ? [] : [`at most ${schema.max_length} characters`]
	].join(", ");
}
/**
* JSON that is stored minified is compared spread over lines. Parsing moves keys that are whole numbers to the front;
* where such a move is the only difference, the stored texts are compared instead.
*/
function diffJsonTexts(part, base, head) {
	const pretty = partOf(part, base.map(spread).join("\n"), head.map(spread).join("\n"));
	return pretty.length > 0 ? pretty : partOf(part, base.join("\n"), head.join("\n"));
}
function spread(text) {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}
function printJson(value) {
	if (value === void 0) return "";
	return Object.keys(value).toSorted().map((key) => `${key}: ${JSON.stringify(value[key])}`).join("\n");
}
function listOf(text) {
	return text === void 0 ? [] : [text];
}
export { diffTexts as n, diffPrompts as t };

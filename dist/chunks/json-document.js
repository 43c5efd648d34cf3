// src/domain/yaml/json-document.ts
const MAX_DEPTH = 64;
const MAX_VALUES = 1e5;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
var JsonSyntaxError = class extends Error {
	name = "JsonSyntaxError";
	offset;
	constructor(message, offset) {
		super(message);
		this.offset = offset;
	}
};
/**
* Reads strict JSON (RFC 8259) into the same tree as YAML, since `JSON.parse` loses positions, duplicate keys and the
* order of keys that look like numbers. Stops at the first problem.
*
* @param positionAt place of an offset; asked once for every value, so it must be cheap
*/
function readJson(text, positionAt) {
	const cursor = {
		text,
		positionAt,
		offset: 0,
		values: 0
	};
	try {
		skipSpace(cursor);
		const root = readValue(cursor, 0);
		if (cursor.offset < text.length) throw new JsonSyntaxError("something follows the end of it", cursor.offset);
		return {
			ok: true,
			root
		};
	} catch (error) {
		if (!(error instanceof JsonSyntaxError)) throw error;
		return {
			ok: false,
			offset: error.offset,
			message: `This is not usable JSON (${error.message}): mend it here.`
		};
	}
}
function readValue(cursor, depth) {
	cursor.values += 1;
	if (depth > MAX_DEPTH) throw new JsonSyntaxError(`nested more than ${MAX_DEPTH} levels deep`, cursor.offset);
	if (cursor.values > MAX_VALUES) throw new JsonSyntaxError(`more than ${MAX_VALUES} values`, cursor.offset);
	const first = cursor.text[cursor.offset];
	if (first === "{") return readObject(cursor, depth);
	if (first === "[") return readArray(cursor, depth);
	return first === "\"" ? readString(cursor) : readOther(cursor);
}
function readObject(cursor, depth) {
	const position = cursor.positionAt(cursor.offset);
	const entries = [];
	const seen = /* @__PURE__ */ new Set();
	readSequence(cursor, "}", () => {
		const keyOffset = cursor.offset;
		if (cursor.text[keyOffset] !== "\"") throw new JsonSyntaxError("a key in double quotes is missing", keyOffset);
		const key = readString(cursor);
		if (seen.has(key.text)) throw new JsonSyntaxError(`the key ${JSON.stringify(key.text)} stands twice`, keyOffset);
		seen.add(key.text);
		if (cursor.text[cursor.offset] !== ":") throw new JsonSyntaxError("a colon is missing", cursor.offset);
		advance(cursor, 1);
		entries.push({
			key: key.text,
			keyPosition: key.position,
			value: readValue(cursor, depth + 1)
		});
	});
	return {
		kind: "map",
		position,
		entries
	};
}
function readArray(cursor, depth) {
	const position = cursor.positionAt(cursor.offset);
	const items = [];
	readSequence(cursor, "]", () => items.push(readValue(cursor, depth + 1)));
	return {
		kind: "list",
		position,
		items
	};
}
function readSequence(cursor, close, readOne) {
	advance(cursor, 1);
	for (let isFirst = true;; isFirst = false) {
		if (!(isFirst && cursor.text[cursor.offset] === close)) readOne();
		const next = cursor.text[cursor.offset];
		if (next !== "," && next !== close) throw new JsonSyntaxError(`a comma or ${close} is missing`, cursor.offset);
		advance(cursor, 1);
		if (next === close) return;
	}
}
function readString(cursor) {
	const start = cursor.offset;
	STRING.lastIndex = start;
	const raw = STRING.exec(cursor.text)?.[0];
	if (raw === void 0) throw new JsonSyntaxError("a text is not closed, or holds a control character", start);
	const value = unquote(raw, start);
	if (!value.isWellFormed()) throw new JsonSyntaxError("a text holds half of a surrogate pair", start);
	advance(cursor, raw.length);
	return scalar(cursor, start, value, value);
}
function unquote(raw, offset) {
	try {
		return String(JSON.parse(raw));
	} catch {
		throw new JsonSyntaxError("a text holds an unknown escape", offset);
	}
}
function readOther(cursor) {
	const start = cursor.offset;
	OTHER.lastIndex = start;
	const raw = OTHER.exec(cursor.text)?.[0];
	if (raw === void 0) throw new JsonSyntaxError("a value is missing", start);
	advance(cursor, raw.length);
	if (raw === "null") return scalar(cursor, start, null, raw);
	if (raw === "true" || raw === "false") return scalar(cursor, start, raw === "true", raw);
	const value = Number(raw);
	if (!Number.isFinite(value)) throw new JsonSyntaxError("a number is too large", start);
	return scalar(cursor, start, value === 0 ? 0 : value, raw);
}
function scalar(cursor, start, value, text) {
	const position = cursor.positionAt(start);
	return {
		kind: "scalar",
		position,
		value,
		text,
		positionAt: () => position
	};
}
function advance(cursor, by) {
	cursor.offset += by;
	skipSpace(cursor);
}
function skipSpace(cursor) {
	SPACE.lastIndex = cursor.offset;
	cursor.offset += SPACE.exec(cursor.text)?.[0].length ?? 0;
}
export { readJson as t };

import { r as ownMember, t as comparableJson } from "./json.js";
// src/domain/prompt/template.ts
const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,${99}}`;
/**
* A variable's name: a letter or `_`, then letters, digits, `_`, `-` and `.`, 100 characters at most. GitHub's runner
* replaced any key of the test data literally; this is what its documentation and the files in the wild use of that.
* A dot is part of the name and selects nothing.
*/
const VARIABLE_NAME = new RegExp(`^${NAME}$`, "u");
/** A partial's name: path segments that start with a letter, digit or `_`, so never `..` and never absolute. */
const PARTIAL_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,9}$/;
const VARIABLE = new RegExp(String.raw`\{\{[ \t]*(${NAME})[ \t]*\}\}`, "uy");
const PARTIAL = /\{\{>[ \t]*([^\s{}]{1,1000})[ \t]*\}\}/y;
/**
* Splits a template into its tokens, in one pass. Of more than two opening braces the last two open a variable, as a
* literal replacement of `{{name}}` would have it: `{{{name}}}` is a variable within braces.
*/
function tokenizeTemplate(text) {
	const tokens = [];
	let textStart = 0;
	let nextClose = -1;
	for (let open = text.indexOf("{{"); open !== -1;) {
		if (text[open - 1] !== "\\" && text[open + 2] === "{") {
			open += 1;
			continue;
		}
		if (nextClose < open) nextClose = closeAfter(text, open);
		const token = readToken(text, open, nextClose);
		if (token.start > textStart) tokens.push(textToken(text, textStart, token.start));
		tokens.push(token);
		textStart = token.end;
		open = text.indexOf("{{", textStart);
	}
	if (textStart < text.length) tokens.push(textToken(text, textStart, text.length));
	return tokens;
}
function textToken(text, start, end) {
	return {
		kind: "text",
		text: text.slice(start, end),
		start,
		end
	};
}
/** Where the next `}}` begins; past the end where there is none, so that it is not looked for again. */
function closeAfter(text, from) {
	const close = text.indexOf("}}", from);
	return close === -1 ? Number.POSITIVE_INFINITY : close;
}
function readToken(text, open, nextClose) {
	if (text[open - 1] === "\\") return {
		kind: "escape",
		start: open - 1,
		end: open + 2
	};
	const variable = matchAt(VARIABLE, text, open);
	if (variable !== void 0) return {
		kind: "variable",
		...variable
	};
	const partial = matchAt(PARTIAL, text, open);
	if (partial !== void 0) return {
		kind: "partial",
		...partial
	};
	const end = nextOpen(text, open + 2, nextClose) === -1 && nextClose !== Number.POSITIVE_INFINITY ? nextClose + 2 : open + 2;
	return {
		kind: "other",
		text: text.slice(open, end),
		start: open,
		end
	};
}
/** Both patterns stop at the next brace, so all attempts on a text together look at each character once. */
function matchAt(pattern, text, start) {
	pattern.lastIndex = start;
	const match = pattern.exec(text);
	if (match?.[1] === void 0) return void 0;
	return {
		name: match[1],
		start,
		end: start + match[0].length
	};
}
/** Another `{{` before the close, or -1. The slice ends at the close, so it is looked at once. */
function nextOpen(text, from, close) {
	if (close === Number.POSITIVE_INFINITY) return -1;
	return text.slice(from, close).indexOf("{{");
}
/** Names of the variables that a template uses, each once, in the order of their first use. */
function variableNames(text) {
	return unique(tokenizeTemplate(text).flatMap((token) => token.kind === "variable" ? [token.name] : []));
}
/** Names of the partials that a text refers to directly, each once: what a loader fetches next. */
function partialReferences(text) {
	return unique(tokenizeTemplate(text).flatMap((token) => token.kind === "partial" ? [token.name] : []).filter((name) => PARTIAL_NAME.test(name)));
}
function unique(names) {
	return [...new Set(names)];
}
// src/domain/prompt/variables.ts
const VARIABLE_TYPES = [
	"string",
	"number",
	"integer",
	"boolean",
	"json"
];
/**
* The schema of everything that messages use or the author declared, sorted by name. A variable that a message uses is
* required unless it has a default, whatever was declared: without either it would print as nothing. One that no message
* uses is never required.
*
* @param templates message texts with partials inlined
*/
function variableSchemas(templates, declarations) {
	const used = new Set(templates.flatMap(variableNames));
	const declared = declarations.map((declaration) => declaredSchema(declaration, used.has(declaration.name)));
	const known = new Set(declared.map((schema) => schema.name));
	return sortSchemas([...declared, ...inferredSchemas([...used].filter((name) => !known.has(name)))]);
}
function declaredSchema(declaration, isUsed) {
	const hasDefault = declaration.default !== void 0;
	return {
		name: declaration.name,
		type: declaration.type,
		required: isUsed && (!hasDefault || declaration.required === true),
		...declaration.default !== void 0 && { default: declaration.default },
		...declaration.enum !== void 0 && { enum: declaration.enum },
		...declaration.maxLength !== void 0 && { max_length: declaration.maxLength }
	};
}
function inferredSchemas(names) {
	return names.map((name) => ({
		name,
		type: "string",
		required: true,
		inferred: true
	}));
}
function sortSchemas(schemas) {
	return schemas.toSorted((a, b) => a.name < b.name ? -1 : 1);
}
/**
* The schema to compile with: like the stored one, but a variable that the templates use and the schema forgets, or
* calls optional without a default, is required. So no version, however it was made, prints a variable as nothing.
*/
function completeSchemas(templates, schemas) {
	const used = new Set(templates.flatMap(variableNames));
	const known = new Set(schemas.map((schema) => schema.name));
	return [...schemas.map((schema) => used.has(schema.name) && schema.default === void 0 ? {
		...schema,
		required: true
	} : schema), ...inferredSchemas([...used].filter((name) => !known.has(name)))];
}
/** Everything that is wrong with the values, sorted by variable. Empty where they fit. A null counts as missing. */
function checkValues(schemas, values) {
	const known = new Set(schemas.map((schema) => schema.name));
	const unknown = Object.keys(values).filter((name) => !known.has(name));
	return [...schemas.flatMap((schema) => {
		const value = ownMember(values, schema.name);
		if (isGiven(schema, value)) return checkValue(schema, value);
		return schema.required ? [missing(schema)] : [];
	}), ...unknown.map(unknownVariable)].toSorted((a, b) => a.variable < b.variable ? -1 : 1);
}
/** Whether a value was given at all: null is a value only where any JSON is one. */
function isGiven(schema, value) {
	return value !== void 0 && (value !== null || schema.type === "json");
}
function missing({ name, type }) {
	return {
		code: "missing",
		variable: name,
		message: `The variable "${name}" (${type}) is missing: give it a value.`
	};
}
function unknownVariable(name) {
	return {
		code: "unknown",
		variable: name,
		message: `The prompt has no variable ${JSON.stringify(name)}: remove it, or correct its name.`
	};
}
/** What is wrong with one value that is given. */
function checkValue(schema, value) {
	const { name, type } = schema;
	if (!fitsType(schema, value)) return [{
		code: "wrong_type",
		variable: name,
		expected: type,
		message: `The variable "${name}" must be ${TYPE_WORDS[type]}, not ${nameOf(value)}.`
	}];
	return [...enumOffences(schema, value), ...lengthOffences(schema, value)];
}
const TYPE_WORDS = {
	string: "a text",
	number: "a number",
	integer: "a whole number",
	boolean: "true or false",
	json: "a JSON value"
};
function nameOf(value) {
	if (value === null) return "null";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "number") return Number.isFinite(value) ? `the number ${value}` : "a number that JSON has not";
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
function fitsType({ type, inferred }, value) {
	switch (type) {
		case "string": return typeof value === "string" || inferred === true && isNumberOrBoolean(value);
		case "number": return typeof value === "number" && Number.isFinite(value);
		case "integer": return Number.isSafeInteger(value);
		case "boolean": return typeof value === "boolean";
		case "json": return comparableJson(value) !== void 0;
	}
}
function isNumberOrBoolean(value) {
	return typeof value === "boolean" || typeof value === "number" && Number.isFinite(value);
}
function enumOffences(schema, value) {
	const allowed = schema.enum;
	if (allowed === void 0) return [];
	const wanted = comparableJson(value);
	if (allowed.some((one) => comparableJson(one) === wanted)) return [];
	const list = allowed.map((one) => JSON.stringify(one)).join(", ");
	const message = `The variable "${schema.name}" must be one of ${list}.`;
	return [{
		code: "not_in_enum",
		variable: schema.name,
		allowed,
		message
	}];
}
function lengthOffences(schema, value) {
	const maxLength = schema.max_length;
	if (maxLength === void 0) return [];
	const length = codePoints(printValue(value));
	if (length <= maxLength) return [];
	const message = `The variable "${schema.name}" has ${length} characters and at most ${maxLength} are allowed.`;
	return [{
		code: "too_long",
		variable: schema.name,
		length,
		maxLength,
		message
	}];
}
function codePoints(text) {
	let count = 0;
	for (const _ of text) count += 1;
	return count;
}
/**
* A value as it stands in a message: texts as they are, all else as minified JSON in its own key order. A text in a
* `json` variable prints with its quotes.
*/
function printValue(value, type = "string") {
	return typeof value === "string" && type !== "json" ? value : JSON.stringify(value);
}
export { isGiven as a, PARTIAL_NAME as c, tokenizeTemplate as d, variableNames as f, completeSchemas as i, VARIABLE_NAME as l, checkValue as n, printValue as o, checkValues as r, variableSchemas as s, VARIABLE_TYPES as t, partialReferences as u };

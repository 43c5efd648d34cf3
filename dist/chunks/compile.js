import { r as ownMember } from "./json.js";
import { a as isGiven, d as tokenizeTemplate, i as completeSchemas, o as printValue, r as checkValues } from "./variables.js";
// src/domain/prompt/compile.ts
/**
* Fills a prompt's variables (contracts §2), strict both ways: every missing, unknown, mistyped, unlisted or over-long
* value is told, and then nothing is compiled. Values are put in once and never read as templates. An optional variable
* without a default counts as missing when a message uses it: nothing is ever silently blank.
*/
function compile(effective, values) {
	const schemas = schemasOf(effective);
	const offences = checkValues(schemas, values);
	if (offences.length > 0) return {
		ok: false,
		offences
	};
	const printed = printedValues(schemas, values);
	return {
		ok: true,
		messages: effective.messages.map(({ role, content }) => ({
			role,
			content: fill(content, printed)
		}))
	};
}
/** A prompt is compiled for many cases, and reading its templates takes longer than filling them. */
const completed = /* @__PURE__ */ new WeakMap();
function schemasOf(effective) {
	const known = completed.get(effective);
	if (known !== void 0) return known;
	const templates = effective.messages.map((message) => message.content);
	const schemas = completeSchemas(templates, effective.variables);
	completed.set(effective, schemas);
	return schemas;
}
function printedValues(schemas, values) {
	const printed = /* @__PURE__ */ new Map();
	for (const schema of schemas) {
		const given = ownMember(values, schema.name);
		const value = isGiven(schema, given) ? given : schema.default;
		if (value !== void 0) printed.set(schema.name, printValue(value, schema.type));
	}
	return printed;
}
function fill(template, printed) {
	return tokenizeTemplate(template).map((token) => {
		return (token.kind === "variable" ? printed.get(token.name) : void 0) ?? literal(template, token);
	}).join("");
}
function literal(template, token) {
	return token.kind === "escape" ? "{{" : template.slice(token.start, token.end);
}
/**
* Fills what has a value and leaves the rest as it stands: how GitHub's runner read the texts of evaluators, which see
* all keys of a case. All values but texts print as minified JSON.
*/
function fillKnown(template, values) {
	return fill(template, new Map(Object.entries(values).map(([name, value]) => [name, printValue(value)])));
}
/**
* Parts a case's keys (contracts §1): one that no message uses and nobody declared belongs to the evaluators. What the
* case lacks is found by `compile`, and is that case's error. YAML makes numbers and booleans of words like `12345` and
* `true`; where the variable is a text they count as one, printed as JSON, so that files keep working as they did.
*/
function splitCaseValues(effective, values) {
	const types = new Map(schemasOf(effective).map(({ name, type }) => [name, type]));
	const entries = Object.entries(values);
	const variables = entries.flatMap(([name, value]) => {
		const type = types.get(name);
		return type === void 0 ? [] : [[name, type === "string" ? textOf(value) : value]];
	});
	const evaluatorOnly = entries.filter(([name]) => !types.has(name));
	return {
		variables: Object.fromEntries(variables),
		evaluatorOnly: Object.fromEntries(evaluatorOnly)
	};
}
function textOf(value) {
	return typeof value === "number" || typeof value === "boolean" ? printValue(value) : value;
}
export { fillKnown as n, splitCaseValues as r, compile as t };

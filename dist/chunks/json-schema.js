import { n as isJsonObject } from "./json.js";
import { n as quote, r as verdictOf } from "./evaluator.js";
import { n as readOutput } from "./json2.js";
import { t as linearRegExp } from "./linear-regexp.js";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
// src/evaluation/evaluators/schema-limits.ts
const MAX_BYTES = 65536;
const MAX_DEPTH = 40;
const DIALECTS = ["http://json-schema.org/draft-07/schema", "https://json-schema.org/draft/2020-12/schema"];
const REFERENCES = [
	"$ref",
	"$dynamicRef",
	"$recursiveRef"
];
/** The dialect that a schema names; without a name the newest. Undefined: one that is not known here. */
function dialectOf(schema) {
	const named = schema.$schema;
	if (named === void 0) return "2020-12";
	const index = DIALECTS.findIndex((uri) => typeof named === "string" && named.replace(/#$/, "") === uri);
	return index === -1 ? void 0 : index === 0 ? "draft-07" : "2020-12";
}
/**
* What makes a schema unfit to be compiled here, as a sentence; undefined where nothing does. Schemas come from pull
* requests: they are bounded, and they refer to nothing but themselves.
*/
function schemaObjection(schema) {
	if (Buffer.byteLength(JSON.stringify(schema)) > MAX_BYTES) return `The schema is larger than ${MAX_BYTES / 1024} KB: shorten it.`;
	if (dialectOf(schema) === void 0) return `The schema's "$schema" must be draft-07 (${DIALECTS[0]}#) or 2020-12 (${DIALECTS[1]}), or be left out.`;
	if (schema.$async !== void 0) return "The schema has \"$async\", which is no part of JSON Schema: remove it.";
	return objectionWithin(schema, 1);
}
function objectionWithin(value, depth) {
	if (typeof value !== "object" || value === null) return void 0;
	if (depth > MAX_DEPTH) return `The schema is nested more than ${MAX_DEPTH} levels deep: flatten it.`;
	if (isJsonObject(value)) {
		const remote = REFERENCES.map((key) => value[key]).find(isRemote);
		if (remote !== void 0) return `The schema refers to ${JSON.stringify(remote)}, and nothing is fetched: put it under "$defs" and refer to "#/$defs/…".`;
	}
	for (const child of Object.values(value)) {
		const objection = objectionWithin(child, depth + 1);
		if (objection !== void 0) return objection;
	}
}
function isRemote(reference) {
	return typeof reference === "string" && !reference.startsWith("#");
}
// src/evaluation/evaluators/json-schema.ts
/** Far more than a sound schema and answer need, on a slow machine too. */
const LIMIT_MS = 2e3;
/** Longer outputs are no documents; some keywords take the square of the length. */
const MAX_OUTPUT_LENGTH = 1e6;
const OPTIONS = {
	strict: false,
	validateFormats: false,
	ownProperties: true,
	inlineRefs: false,
	logger: false,
	code: { regExp: Object.assign(linearRegExp, { code: "linearRegExp" }) }
};
/**
* `json_schema`: the output is one JSON value that fits the schema, which is given in place, or `prompt` for the
* prompt's own.
*/
function jsonSchemaJudge(config, { promptSchema, watchdog }) {
	const found = config === "prompt" ? readPromptSchema(promptSchema) : config;
	if (!isJsonObject(found)) return {
		kind: "invalid",
		message: config === "prompt" ? "The prompt has no \"jsonSchema\" to check against: add one with \"responseFormat: json_schema\", or give the schema here." : "The \"json_schema\" evaluator needs a JSON Schema, or \"prompt\" for the prompt's own."
	};
	const objection = schemaObjection(found);
	if (objection !== void 0) return {
		kind: "invalid",
		message: objection
	};
	return compile(found, watchdog);
}
function readPromptSchema(text) {
	if (text === void 0) return void 0;
	const parsed = JSON.parse(text);
	return isJsonObject(parsed) ? parsed.schema : void 0;
}
function compile(schema, watchdog) {
	const ajv = dialectOf(schema) === "draft-07" ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
	try {
		return {
			kind: "ready",
			judge: judgeOf(watchdog(() => ajv.compile(schema), LIMIT_MS), watchdog)
		};
	} catch (error) {
		return {
			kind: "invalid",
			message: `The schema cannot be used: ${error instanceof Error ? error.message : String(error)}.`
		};
	}
}
function judgeOf(validate, watchdog) {
	return ({ answer: { text } }) => {
		if (text.length > MAX_OUTPUT_LENGTH) return verdictOf(false, `The output has more than ${MAX_OUTPUT_LENGTH} characters: too long to check.`);
		const read = readOutput(text);
		if (!read.ok) return read.judgement;
		const fits = watchdog(() => validate(read.value) === true, LIMIT_MS);
		return verdictOf(fits, fits ? "The output fits the schema." : whyNot(validate.errors?.[0]));
	};
}
/** Ajv's sentence about the first mismatch, with the place as a JSON pointer. */
function whyNot(error) {
	const place = error?.instancePath ? `at ${quote(error.instancePath)}` : "at its top";
	const allowed = error?.keyword === "enum" ? `: ${JSON.stringify(error.params.allowedValues)}` : "";
	const extra = error?.keyword === "additionalProperties" ? `: ${quote(String(error.params.additionalProperty))}` : "";
	return `The output does not fit the schema: ${place} it ${error?.message ?? "differs"}${allowed.slice(0, 200)}${extra}.`;
}
export { jsonSchemaJudge };

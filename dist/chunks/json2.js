import { n as isJsonObject } from "./json.js";
import { n as quote, r as verdictOf } from "./evaluator.js";
// src/evaluation/evaluators/json.ts
/** `json: true` or `json: {}`: the output is one JSON value and nothing else. */
function jsonJudge(config) {
	if (!(config === true || isJsonObject(config) && Object.keys(config).length === 0)) return {
		kind: "invalid",
		message: "The \"json\" evaluator takes no options: write \"json: true\"."
	};
	return {
		kind: "ready",
		judge: ({ answer }) => {
			const read = readOutput(answer.text);
			return read.ok ? verdictOf(true, "The output is one JSON value.") : read.judgement;
		}
	};
}
/**
* Reads an output as one JSON value. Strict, since programs that take the output are: a Markdown fence or a word around
* it fails, and the reason says so.
*/
function readOutput(text) {
	try {
		return {
			ok: true,
			value: JSON.parse(text)
		};
	} catch {
		return {
			ok: false,
			judgement: verdictOf(false, whyNotJson(text))
		};
	}
}
function whyNotJson(text) {
	const trimmed = text.trim();
	if (trimmed === "") return "The output is empty, so it is not JSON.";
	if (trimmed.startsWith("```")) return "The output is inside a Markdown fence, so as it stands it is not JSON.";
	return `The output is not one JSON value: ${quote(trimmed)}.`;
}
export { readOutput as n, jsonJudge as t };

import { n as toJson, o as errorAt, t as entryOf, u as noticeAt } from "./yaml-tree.js";
// src/domain/yaml/field-reader.ts
function complain(reader, code, at, message) {
	reader.problems.push(errorAt({
		code,
		path: reader.path,
		at,
		message
	}));
}
function remark(reader, code, at, message) {
	reader.problems.push(noticeAt({
		code,
		path: reader.path,
		at,
		message
	}));
}
/** A key with nothing behind it says as little as a missing one. */
function isNull(node) {
	return node.kind === "scalar" && node.value === null;
}
function present(map, key) {
	const node = entryOf(map, key)?.value;
	return node === void 0 || isNull(node) ? void 0 : node;
}
/** A text. A number or boolean counts as written: `name: 1.50` is the text `1.50`, as for GitHub's own reader. */
function textField(reader, map, key) {
	const node = present(map, key);
	if (node === void 0 || node.kind === "scalar") return node;
	return complain(reader, "not_a_text", node.position, `"${key}" must be a text: write one, in quotes if it is long.`);
}
function listField(reader, map, key) {
	const node = present(map, key);
	if (node === void 0 || node.kind === "list") return node;
	return complain(reader, "not_a_list", node.position, `"${key}" must be a list: start each entry with "- ".`);
}
function mapField(reader, map, key) {
	const node = present(map, key);
	if (node === void 0 || node.kind === "map") return node;
	return complain(reader, "not_a_map", node.position, `"${key}" must be a map: write "key: value" lines under it.`);
}
/** The maps of a list; an entry of another kind is a problem and left out. */
function mapsOf(reader, list, what) {
	return list.items.flatMap((item) => {
		if (item.kind === "map") return [item];
		complain(reader, "not_a_map", item.position, `Each entry of "${what}" must be a map of "key: value" lines.`);
		return [];
	});
}
// src/domain/prompt/parameter-names.ts
/** Which model parameters a prompt may bring: what it is sent to, and what that costs, is not a prompt's to say. */
/** Parameters of OpenAI's protocol that shape an answer, and what Anthropic and Google have beside them. */
const KNOWN = /* @__PURE__ */ new Set([
	"temperature",
	"top_p",
	"top_k",
	"max_tokens",
	"max_completion_tokens",
	"seed",
	"stop",
	"frequency_penalty",
	"presence_penalty",
	"logit_bias",
	"logprobs",
	"top_logprobs",
	"reasoning_effort",
	"verbosity",
	"tool_choice",
	"parallel_tool_calls",
	"thinking",
	"thinkingConfig",
	"safetySettings",
	"user"
]);
/** What gateways read as another model, address or answer, or as what the prompt itself says: no config allows it. */
const NEVER = /* @__PURE__ */ new Set([
	"model",
	"models",
	"messages",
	"prompt",
	"input",
	"system",
	"contents",
	"systeminstruction",
	"responseformat",
	"tools",
	"functions",
	"fallbacks",
	"contextwindowfallbacks",
	"baseurl",
	"userconfig",
	"datasources",
	"route",
	"router",
	"provider",
	"customllmprovider",
	"extrabody",
	"extraheaders",
	"extraquery",
	"headers",
	"proto"
]);
const NEVER_BEGINNINGS = [
	"api",
	"stream",
	"mock",
	"deployment"
];
/** @param wireName under the name of OpenAI's protocol, where it has one */
function parameterUse(wireName, allowed) {
	if (KNOWN.has(wireName)) return "sent";
	const plain = plainName(wireName);
	if (NEVER.has(plain) || NEVER_BEGINNINGS.some((start) => plain.startsWith(start))) return "routing";
	return allowed.includes(wireName) ? "sent" : "unknown";
}
/** A name without case and separators: servers differ in how exactly they read one. */
function plainName(name) {
	return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
// src/domain/prompt/model-parameters.ts
/** Spellings of parameters in prompt files, and the name that OpenAI's protocol has for them. */
const WIRE_NAMES = {
	maxTokens: "max_tokens",
	maxOutputTokens: "max_tokens",
	max_output_tokens: "max_tokens",
	maxCompletionTokens: "max_completion_tokens",
	topP: "top_p",
	topK: "top_k",
	frequencyPenalty: "frequency_penalty",
	presencePenalty: "presence_penalty",
	reasoningEffort: "reasoning_effort",
	stopSequences: "stop",
	parallelToolCalls: "parallel_tool_calls",
	toolChoice: "tool_choice",
	logitBias: "logit_bias",
	topLogprobs: "top_logprobs"
};
const NUMBERS = /* @__PURE__ */ new Set([
	"temperature",
	"top_p",
	"frequency_penalty",
	"presence_penalty"
]);
const INTEGERS = /* @__PURE__ */ new Set(["max_tokens", "max_completion_tokens"]);
/** The name under which a parameter is sent; one that is not known here is sent as it is written. */
function wireParameterName(name) {
	return (Object.hasOwn(WIRE_NAMES, name) ? WIRE_NAMES[name] : void 0) ?? name;
}
/** Model parameters under the names of OpenAI's protocol (`maxTokens` becomes `max_tokens`), unknown ones as they are. */
function wireParameters(parameters) {
	return Object.fromEntries(Object.entries(parameters ?? {}).map(([name, value]) => [wireParameterName(name), value]));
}
/**
* Why these parameters must not be sent; null where they may.
*
* @param allowed `models.parameters` of the config: what it names beside the known ones
*/
function parameterObjection(parameters, allowed) {
	for (const name of Object.keys(parameters)) {
		const wire = wireParameterName(name);
		const use = parameterUse(wire, allowed);
		if (use === "routing") return routingMessage(name);
		if (use === "unknown") return unknownMessage(name, wire);
	}
	return null;
}
function routingMessage(name) {
	return `The parameter ${JSON.stringify(name)} is never sent to a model: the prompt's own keys and the config say what is asked of whom. Remove it.`;
}
function unknownMessage(name, wire) {
	return `The parameter ${JSON.stringify(name)} is not one that prompts may set unless the default branch's config allows it: add "parameters: [${JSON.stringify(wire)}]" under "models" there, or remove it.`;
}
/**
* Reads `modelParameters`, spelled as the author spelled them. A parameter without a value counts as absent, and so does
* a map without parameters. Only the ones GitHub documents are held to a type: all others are the model's business.
*/
function readModelParameters(reader, root) {
	const entries = (mapField(reader, root, "modelParameters")?.entries ?? []).filter((entry) => !isNull(entry.value));
	if (entries.length === 0) return void 0;
	const spelled = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		checkType(reader, entry);
		const wire = wireParameterName(entry.key);
		checkUse(reader, entry, wire);
		const other = spelled.get(wire);
		spelled.set(wire, entry.key);
		if (other === void 0) continue;
		const message = `"${other}" and "${entry.key}" are two spellings of one parameter: keep one of them.`;
		complain(reader, "parameter_twice", entry.keyPosition, message);
	}
	return Object.fromEntries(entries.map(({ key, value }) => [key, toJson(value)]));
}
/** A notice: a prompt may be served with parameters that an evaluation would not send. */
function checkUse(reader, { key, keyPosition }, wire) {
	const use = parameterUse(wire, []);
	if (use === "routing") remark(reader, "parameter_refused", keyPosition, routingMessage(key));
	if (use === "unknown") remark(reader, "parameter_unknown", keyPosition, unknownMessage(key, wire));
}
function checkType(reader, { key, value }) {
	const wire = wireParameterName(key);
	const given = toJson(value);
	if (NUMBERS.has(wire) && typeof given !== "number") complain(reader, "parameter_type", value.position, `The parameter "${key}" must be a number, without quotes.`);
	if (INTEGERS.has(wire) && !(Number.isSafeInteger(given) && Number(given) > 0)) complain(reader, "parameter_type", value.position, `The parameter "${key}" must be a whole number from 1.`);
}
export { complain as a, mapField as c, remark as d, textField as f, plainName as i, mapsOf as l, readModelParameters as n, isNull as o, wireParameters as r, listField as s, parameterObjection as t, present as u };

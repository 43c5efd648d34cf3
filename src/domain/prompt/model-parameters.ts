import type { Json, JsonObject } from "../json.ts";
import { complain, type FieldReader, isNull, mapField, remark } from "../yaml/field-reader.ts";
import { type MapEntry, type MapNode, toJson } from "../yaml/yaml-tree.ts";
import { parameterUse } from "./parameter-names.ts";

/** Spellings of parameters in prompt files, and the name that OpenAI's protocol has for them. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
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
  topLogprobs: "top_logprobs",
};

const NUMBERS = new Set(["temperature", "top_p", "frequency_penalty", "presence_penalty"]);
const INTEGERS = new Set(["max_tokens", "max_completion_tokens"]);

/** The name under which a parameter is sent; one that is not known here is sent as it is written. */
function wireParameterName(name: string): string {
  return (Object.hasOwn(WIRE_NAMES, name) ? WIRE_NAMES[name] : undefined) ?? name;
}

/** Model parameters under the names of OpenAI's protocol (`maxTokens` becomes `max_tokens`), unknown ones as they are. */
export function wireParameters(parameters: JsonObject | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).map(([name, value]) => [wireParameterName(name), value]),
  );
}

/**
 * Why these parameters must not be sent; null where they may.
 *
 * @param allowed `models.parameters` of the config: what it names beside the known ones
 */
export function parameterObjection(parameters: JsonObject, allowed: readonly string[]): string | null {
  for (const name of Object.keys(parameters)) {
    const wire = wireParameterName(name);
    const use = parameterUse(wire, allowed);
    if (use === "routing") return routingMessage(name);
    if (use === "unknown") return unknownMessage(name, wire);
  }
  return null;
}

function routingMessage(name: string): string {
  return `The parameter ${JSON.stringify(name)} is never sent to a model: the prompt's own keys and the config say what is asked of whom. Remove it.`;
}

function unknownMessage(name: string, wire: string): string {
  return `The parameter ${JSON.stringify(name)} is not one that prompts may set unless the default branch's config allows it: add "parameters: [${JSON.stringify(wire)}]" under "models" there, or remove it.`;
}

/**
 * Reads `modelParameters`, spelled as the author spelled them. A parameter without a value counts as absent, and so does
 * a map without parameters. Only the ones GitHub documents are held to a type: all others are the model's business.
 */
export function readModelParameters(reader: FieldReader, root: MapNode): JsonObject | undefined {
  const map = mapField(reader, root, "modelParameters");
  const entries = (map?.entries ?? []).filter((entry) => !isNull(entry.value));
  if (entries.length === 0) return undefined;
  const spelled = new Map<string, string>();
  for (const entry of entries) {
    checkType(reader, entry);
    const wire = wireParameterName(entry.key);
    checkUse(reader, entry, wire);
    const other = spelled.get(wire);
    spelled.set(wire, entry.key);
    if (other === undefined) continue;
    const message = `"${other}" and "${entry.key}" are two spellings of one parameter: keep one of them.`;
    complain(reader, "parameter_twice", entry.keyPosition, message);
  }
  return Object.fromEntries(entries.map(({ key, value }) => [key, toJson(value)]));
}

/** A notice: a prompt may be served with parameters that an evaluation would not send. */
function checkUse(reader: FieldReader, { key, keyPosition }: MapEntry, wire: string): void {
  const use = parameterUse(wire, []);
  if (use === "routing") remark(reader, "parameter_refused", keyPosition, routingMessage(key));
  if (use === "unknown") remark(reader, "parameter_unknown", keyPosition, unknownMessage(key, wire));
}

function checkType(reader: FieldReader, { key, value }: MapEntry): void {
  const wire = wireParameterName(key);
  const given: Json = toJson(value);
  if (NUMBERS.has(wire) && typeof given !== "number") {
    complain(
      reader,
      "parameter_type",
      value.position,
      `The parameter "${key}" must be a number, without quotes.`,
    );
  }
  if (INTEGERS.has(wire) && !(Number.isSafeInteger(given) && Number(given) > 0)) {
    complain(
      reader,
      "parameter_type",
      value.position,
      `The parameter "${key}" must be a whole number from 1.`,
    );
  }
}

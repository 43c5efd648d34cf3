import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { plainName } from "../../domain/prompt/parameter-names.ts";
import type { ModelRequest, TokenUsage } from "../model.ts";

/**
 * Bytes of UTF-8 that make a token. English has about four a token and Chinese about three, so that three counts rather
 * too many than too few: whoever is held to a cap learns of it early.
 */
const BYTES_PER_TOKEN = 3;
/** What the protocols put around a message. */
const TOKENS_PER_MESSAGE = 4;
/** An answer's tokens where neither the prompt limits them nor anything was recorded. */
export const ASSUMED_OUTPUT_TOKENS = 1_000;

export function textTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}

/** The tokens of what a request sends, and the most that its answer is expected to have. */
export function requestTokens(request: ModelRequest): TokenUsage {
  const texts = [...(request.tools ?? []), ...(request.jsonSchema === undefined ? [] : [request.jsonSchema])];
  return {
    inputTokens:
      request.messages.reduce((sum, { content }) => sum + textTokens(content) + TOKENS_PER_MESSAGE, 0) +
      texts.reduce((sum, text) => sum + textTokens(text), 0),
    outputTokens: maxOutputTokens(request) ?? ASSUMED_OUTPUT_TOKENS,
  };
}

/** What protocols and providers put around a request at most: Anthropic has 346 tokens of its own about tools. */
const MOST_AROUND_TOOLS = 1_000;
const MOST_PER_MESSAGE = 8;

/**
 * The most tokens that a call can take, for the cap: no tokenizer makes more than a token of a byte.
 *
 * @param assumedOutput tokens of an answer where the prompt sets no limit
 */
export function mostTokens(request: ModelRequest, assumedOutput: number): TokenUsage {
  const { jsonSchema, messages, parameters, tools = [] } = request;
  const schemas = [...tools, ...(jsonSchema === undefined ? [] : [jsonSchema])];
  const around = messages.length * MOST_PER_MESSAGE + (schemas.length > 0 ? MOST_AROUND_TOOLS : 0);
  const texts = [...messages.map(({ content }) => content), ...schemas];
  return {
    inputTokens: texts.reduce((sum, text) => sum + bytesOf(text), around),
    outputTokens: (maxOutputTokens(request) ?? assumedOutput) * answersOf(parameters),
  };
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** What limits an answer, and what multiplies it, whoever's protocol spells it so. */
const LIMITS: ReadonlySet<string> = new Set([
  "maxtokens",
  "maxcompletiontokens",
  "maxoutputtokens",
  "maxnewtokens",
  "numpredict",
]);
const MULTIPLIERS: ReadonlySet<string> = new Set(["n", "bestof", "candidatecount"]);

/** What the prompt itself allows, by the largest of all its spellings; null where it sets no limit. */
export function maxOutputTokens({ parameters }: Pick<ModelRequest, "parameters">): number | null {
  const limits = numbersNamed(parameters, LIMITS);
  return limits.length === 0 ? null : Math.max(...limits);
}

/** How many answers are asked for and billed. */
function answersOf(parameters: JsonObject): number {
  return Math.max(1, ...numbersNamed(parameters, MULTIPLIERS));
}

/** Positive numbers under these names, however they are written and however deep. */
function numbersNamed(value: Json, names: ReadonlySet<string>): readonly number[] {
  if (Array.isArray(value)) return value.flatMap((item) => numbersNamed(item, names));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, given]) => {
    const number = Number(given);
    const isMeant = names.has(plainName(name)) && (typeof given === "number" || typeof given === "string");
    return isMeant ? (number > 0 ? [number] : []) : numbersNamed(given, names);
  });
}

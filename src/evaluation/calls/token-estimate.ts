import { wireParameters } from "../../domain/prompt/model-parameters.ts";
import type { ModelRequest, TokenUsage } from "../model.ts";

/**
 * Bytes of UTF-8 that make a token. English has about four a token and Chinese about three, so that three counts rather
 * too many than too few: whoever is held to a cap learns of it early.
 */
const BYTES_PER_TOKEN = 3;
/** What the protocols put around a message. */
const TOKENS_PER_MESSAGE = 4;
/** An answer's tokens where neither the prompt limits them nor anything was recorded. */
const ASSUMED_OUTPUT_TOKENS = 1_000;

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

/** What the prompt itself allows; null where it sets no limit. */
export function maxOutputTokens({ parameters }: Pick<ModelRequest, "parameters">): number | null {
  const { max_completion_tokens: completion, max_tokens: most } = wireParameters(parameters);
  const limit = completion ?? most;
  return typeof limit === "number" && limit > 0 ? limit : null;
}

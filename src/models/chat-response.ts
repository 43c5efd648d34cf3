import { z } from "zod";
import { ModelError, type ModelResponse } from "../evaluation/model.ts";

const contentSchema = z.union([
  z.string(),
  z
    .array(z.object({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? "").join("")),
]);

const tokenCount = z.int().nonnegative();

/** What is taken of a chat completion. Servers add much and leave out some: only what is needed is asked for. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: contentSchema.nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                function: z.object({
                  name: z.string(),
                  /** Some servers send the object itself. */
                  arguments: z
                    .union([z.string(), z.json().transform((value) => JSON.stringify(value))])
                    .default("{}"),
                }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(null),
});

/**
 * Reads the body of a successful answer.
 *
 * @throws ModelError `bad_response`
 */
export function readCompletion(body: string, latencyMs: number): ModelResponse {
  const parsed = completionSchema.safeParse(parseJson(body));
  const choice = parsed.data?.choices[0];
  if (choice === undefined || parsed.data === undefined) {
    throw new ModelError(
      "bad_response",
      "The model's server answered with something that is no chat completion.",
    );
  }
  const { message, finish_reason } = choice;
  const { usage } = parsed.data;
  return {
    text: message.content ?? message.refusal ?? "",
    toolCalls: (message.tool_calls ?? []).map((call) => call.function),
    finishReason: finish_reason ?? null,
    usage: usage ? { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : null,
    latencyMs,
  };
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,63}$/;
const errorSchema = z.object({
  error: z.object({ code: z.unknown(), type: z.unknown(), param: z.unknown() }).partial(),
});

/**
 * What a refused request may tell: the identifiers of OpenAI's error object. Its message is left out, since servers quote
 * prompts and parts of keys in it. Null where the body is no such object.
 */
export function refusalDetail(body: string): string | null {
  const parsed = errorSchema.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { code, type, param } = parsed.data.error;
  return Object.entries({ code, type, param })
    .flatMap(([name, value]) =>
      typeof value === "string" && IDENTIFIER.test(value) ? [`${name} ${value}`] : [],
    )
    .join(", ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { z } from "zod";
import { ModelError, type ModelResponse } from "../evaluation/model.ts";
import { parseJson } from "./parse-json.ts";

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

const filteredSchema = z.object({ error: z.object({ code: z.literal("content_filter") }) });

/** Whether a request was turned away by a content filter: Azure says so with an error, others with an answer. */
export function isFiltered(status: number, body: string): boolean {
  return status === 400 && filteredSchema.safeParse(parseJson(body)).success;
}

import { isJsonObject, type Json } from "../../domain/json.ts";
import { type Judgement, type JudgeResult, quote, verdictOf } from "./evaluator.ts";

/** `json: true` or `json: {}`: the output is one JSON value and nothing else. */
export function jsonJudge(config: Json): JudgeResult {
  const isPlain = config === true || (isJsonObject(config) && Object.keys(config).length === 0);
  if (!isPlain)
    return { kind: "invalid", message: 'The "json" evaluator takes no options: write "json: true".' };
  return {
    kind: "ready",
    judge: ({ answer }) => {
      const read = readOutput(answer.text);
      return read.ok ? verdictOf(true, "The output is one JSON value.") : read.judgement;
    },
  };
}

type OutputResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly judgement: Judgement };

/**
 * Reads an output as one JSON value. Strict, since programs that take the output are: a Markdown fence or a word around
 * it fails, and the reason says so.
 */
export function readOutput(text: string): OutputResult {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, judgement: verdictOf(false, whyNotJson(text)) };
  }
}

function whyNotJson(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "The output is empty, so it is not JSON.";
  if (trimmed.startsWith("```"))
    return "The output is inside a Markdown fence, so as it stands it is not JSON.";
  return `The output is not one JSON value: ${quote(trimmed)}.`;
}

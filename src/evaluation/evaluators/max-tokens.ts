import { z } from "zod";
import { isJsonObject, type Json } from "../../domain/json.ts";
import type { TokenUsage } from "../model.ts";
import { readConfig } from "./config.ts";
import { CannotJudge, type JudgeResult, verdictOf } from "./evaluator.ts";

const count = z.int("give the tokens as a whole number").positive();
const schema = z
  .strictObject({ input: count.optional(), output: count.optional(), total: count.optional() })
  .refine((limits) => Object.keys(limits).length > 0, "give a limit for input, output or total");

type Limits = z.infer<typeof schema>;
const KINDS = ["output", "input", "total"] as const satisfies readonly (keyof Limits)[];

/** `max_tokens`: a number limits the output's tokens, as the model parameter of that name does; a map limits more. */
export function maxTokensJudge(config: Json): JudgeResult {
  const read = readConfig(schema, isJsonObject(config) ? config : { output: config }, {
    kind: "max_tokens",
    example: "max_tokens: 300",
  });
  if (!read.ok) return read.invalid;
  return {
    kind: "ready",
    judge: ({ answer }) => {
      if (answer.usage === null) throw new CannotJudge("the provider counted no tokens");
      return judgement(read.value, answer.usage);
    },
  };
}

function judgement(limits: Limits, usage: TokenUsage) {
  const counted = {
    input: usage.inputTokens,
    output: usage.outputTokens,
    total: usage.inputTokens + usage.outputTokens,
  };
  const checks = KINDS.flatMap((kind) => {
    const limit = limits[kind];
    return limit === undefined ? [] : [{ kind, limit, given: counted[kind] }];
  });
  const over = checks.find(({ limit, given }) => given > limit);
  if (over !== undefined) {
    return verdictOf(
      false,
      `The call used ${over.given} ${wordFor(over.kind)}, more than ${over.limit} allowed.`,
    );
  }
  const told = checks.map(({ kind, limit, given }) => `${given} of ${limit} ${wordFor(kind)}`).join(", ");
  return verdictOf(true, `The call used ${told}.`);
}

function wordFor(kind: keyof Limits): string {
  return kind === "total" ? "tokens in all" : `${kind} tokens`;
}

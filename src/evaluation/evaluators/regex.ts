import { z } from "zod";
import { type Json, type JsonObject, ownMember } from "../../domain/json.ts";
import { tokenizeTemplate } from "../../domain/prompt/template.ts";
import { printValue } from "../../domain/prompt/variables.ts";
import type { Watchdog } from "../ports.ts";
import { readConfig } from "./config.ts";
import { type Judge, type JudgeResult, quote, type Surroundings, verdictOf } from "./evaluator.ts";
import { linearSearch, literalPattern } from "./linear-regexp.ts";

/** Far more than any sound pattern needs, on a slow machine too. */
const LIMIT_MS = 2_000;
const MAX_PATTERN_LENGTH = 2_000;

const schema = z.strictObject({
  pattern: z.string("give the pattern as a text, in single quotes").min(1).max(MAX_PATTERN_LENGTH),
  flags: z
    .string()
    .regex(/^(?!.*(.).*\1)[ims]*$/, "the flags are i, m and s, each at most once")
    .default(""),
  match: z.enum(["partial", "full"]).default("partial"),
});

type Config = z.infer<typeof schema>;

/**
 * `regex`: the pattern is found in the output, or with `match: full` is all of it. The engine takes time only in
 * proportion to the text (RE2's syntax: no lookahead, no backreferences).
 */
export function regexJudge(config: Json, { watchdog }: Surroundings): JudgeResult {
  const read = readConfig(schema, typeof config === "string" ? { pattern: config } : config, {
    kind: "regex",
    example: "regex: {pattern: 'T-\\d+', flags: i}",
  });
  if (!read.ok) return read.invalid;
  try {
    compile(read.value, fillPattern(read.value.pattern, undefined), watchdog);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const message = `The pattern ${quote(read.value.pattern)} cannot be used: ${detail}. It is in RE2's syntax, which has no lookahead and no backreferences.`;
    return { kind: "invalid", message };
  }
  return { kind: "ready", judge: judgeOf(read.value, watchdog) };
}

function judgeOf(config: Config, watchdog: Watchdog): Judge {
  return ({ answer, values }) => {
    const pattern = fillPattern(config.pattern, values);
    const search = compile(config, pattern, watchdog);
    const found = watchdog(() => search(answer.text), LIMIT_MS);
    const shown = `${quote(pattern)}${config.match === "full" ? " as a whole" : ""}`;
    return found === undefined
      ? verdictOf(false, `The output does not match ${shown}.`)
      : verdictOf(true, `The output matches ${shown}: ${quote(found)}.`);
  };
}

function compile({ flags, match }: Config, pattern: string, watchdog: Watchdog) {
  return watchdog(() => linearSearch(pattern, { flags, whole: match === "full" }), LIMIT_MS);
}

/**
 * The pattern with the case's values in it, which are taken literally: a full stop in a value is a full stop. Without
 * values (to try the pattern) every placeholder stands for a letter.
 */
function fillPattern(pattern: string, values: JsonObject | undefined): string {
  return tokenizeTemplate(pattern)
    .map((token) => {
      const written = pattern.slice(token.start, token.end);
      if (token.kind !== "variable") return written;
      const value = values === undefined ? "x" : ownMember(values, token.name);
      return value === undefined ? written : literalPattern(printValue(value));
    })
    .join("");
}

import { z } from "zod";
import { isJsonObject, type Json, type JsonObject, ownMember } from "../../domain/json.ts";
import { fillKnown } from "../../domain/prompt/compile.ts";
import { tokenizeTemplate } from "../../domain/prompt/template.ts";
import type { ToolCall } from "../model.ts";
import { readConfig } from "./config.ts";
import { type Judgement, type JudgeResult, quote } from "./evaluator.ts";
import { type ArgumentsRule, argumentsFit } from "./tool-arguments.ts";
import { countInAnyOrder, countInOrder } from "./tool-matching.ts";

const MAX_EXPECTED = 50;
const MAX_CALLS = 200;

const rule = z.enum(["subset", "exact"]);
const expectedCall = z.preprocess(
  (given) => (typeof given === "string" ? { name: given } : given),
  z.strictObject({
    name: z.string().min(1),
    arguments: z.custom<JsonObject>(isJsonObject, "give the arguments as a map").optional(),
    match: rule.optional(),
  }),
);
const schema = z.strictObject({
  calls: z.array(expectedCall).max(MAX_EXPECTED),
  arguments: rule.default("subset"),
  order: z.enum(["any", "exact"]).default("any"),
  others: z.enum(["deny", "allow"]).default("deny"),
});

type Config = z.infer<typeof schema>;

/** A call that is wanted, with the case's values in its arguments. */
interface Wanted {
  readonly name: string;
  readonly arguments: JsonObject | undefined;
  readonly rule: ArgumentsRule;
}

/**
 * `tool_calls`: the model calls these tools. A list is short for its `calls`, `none` for the empty list. Arguments that
 * are not given are not looked at; those that are must be among the call's (`subset`) or all of them (`exact`). Every
 * call must be one that is expected, unless `others` allows more.
 */
export function toolCallsJudge(config: Json): JudgeResult {
  const read = readConfig(schema, longForm(config), {
    kind: "tool_calls",
    example: "tool_calls: [{name: lookup, arguments: {id: 7}}]",
  });
  if (!read.ok) return read.invalid;
  return {
    kind: "ready",
    judge: ({ answer, values }) => judgement(read.value, answer.toolCalls, values),
  };
}

function longForm(config: Json): Json {
  if (config === "none") return { calls: [] };
  return Array.isArray(config) ? { calls: config } : config;
}

function judgement(config: Config, calls: readonly ToolCall[], values: JsonObject): Judgement {
  const wanted = config.calls.map(
    (call): Wanted => ({
      name: call.name,
      arguments: call.arguments && filledObject(call.arguments, values),
      rule: call.match ?? config.arguments,
    }),
  );
  if (calls.length > MAX_CALLS) return failing(0, `The model made ${calls.length} tool calls: too many.`);
  const fits = (one: Wanted, call: ToolCall) =>
    one.name === call.name && argumentsFit(one.arguments, call.arguments, one.rule);
  const matching = { wanted, calls, fits };
  const matched = config.order === "exact" ? countInOrder(matching) : countInAnyOrder(matching);
  const enough = matched === wanted.length;
  const tooMany = config.others === "deny" && calls.length > wanted.length;
  if (enough && !tooMany) return { score: 1, pass: true, why: whyPassed(wanted, calls) };
  const share = matched / Math.max(wanted.length, config.others === "deny" ? calls.length : 1);
  return failing(share, whyFailed(config, matching));
}

function failing(score: number, why: string): Judgement {
  return { score, pass: false, why };
}

function whyPassed(wanted: readonly Wanted[], calls: readonly ToolCall[]): string {
  if (calls.length === 0) return "The model called no tool, as expected.";
  if (wanted.length === 0) return "No tool call is expected, and others are allowed.";
  return `The model called ${namesOf(wanted)} as expected.`;
}

function whyFailed(
  { order }: Config,
  matching: {
    readonly wanted: readonly Wanted[];
    readonly calls: readonly ToolCall[];
    readonly fits: (one: Wanted, call: ToolCall) => boolean;
  },
): string {
  const { wanted, calls, fits } = matching;
  const made = calls.length === 0 ? "no tool" : namesOf(calls);
  if (wanted.length === 0) return `The model called ${made}, and no tool call is expected.`;
  const missing = wanted.find((one) => !calls.some((call) => fits(one, call)));
  if (missing !== undefined) return `The model called ${made}: ${whyMissing(missing, calls)}.`;
  if (countInAnyOrder(matching) < wanted.length)
    return `The model called ${made}: fewer fitting calls than expected.`;
  if (order === "exact" && countInOrder(matching) < wanted.length) {
    return `The model called ${made}, which is not the expected order ${namesOf(wanted)}.`;
  }
  return `The model called ${made}, more than the expected ${namesOf(wanted)}.`;
}

function whyMissing({ name, arguments: args, rule: wantedRule }: Wanted, calls: readonly ToolCall[]): string {
  const same = calls.find((call) => call.name === name);
  if (same === undefined || args === undefined) return `a call of ${quote(name)} is missing`;
  const how = wantedRule === "exact" ? "exactly" : "at least";
  return `${quote(name)} got ${quote(same.arguments)} where ${how} ${quote(JSON.stringify(args))} is expected`;
}

const MAX_NAMES = 5;

function namesOf(calls: readonly { readonly name: string }[]): string {
  const names = calls.slice(0, MAX_NAMES).map((call) => quote(call.name));
  return calls.length > MAX_NAMES
    ? `${names.join(", ")} and ${calls.length - MAX_NAMES} more`
    : names.join(", ");
}

function filledObject(given: JsonObject, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, filled(value, values)]));
}

/** Texts are filled from the case; a text that is nothing but one placeholder stands for the value itself, whatever its type. */
function filled(given: Json, values: JsonObject): Json {
  if (typeof given === "string") {
    const [token, ...more] = tokenizeTemplate(given);
    const value = token?.kind === "variable" && more.length === 0 ? ownMember(values, token.name) : undefined;
    return value ?? fillKnown(given, values);
  }
  if (isJsonObject(given)) return filledObject(given, values);
  if (Array.isArray(given)) return given.map((one: Json) => filled(one, values));
  return given;
}

import { z } from "zod";
import { isJsonObject, type Json } from "../../domain/json.ts";
import type { EvaluatorSpec } from "../../domain/prompt/evaluator-spec.ts";
import { type ConfigResult, readConfig } from "./config.ts";

/** As in a prompt file, a number or boolean counts as written. */
const text = z.union([z.string(), z.number(), z.boolean()], "write a text").transform(String);

const nestedSchema = z.looseObject(
  {
    not: z.undefined('a "not" within a "not" says nothing: write neither').optional(),
    string: z
      .object({
        equals: text.optional(),
        contains: text.optional(),
        startsWith: text.optional(),
        endsWith: text.optional(),
      })
      .optional(),
    llm: z
      .object({
        modelId: text.optional(),
        prompt: text,
        systemPrompt: text.optional(),
        choices: z.array(z.object({ choice: text, score: z.number() })).default([]),
      })
      .optional(),
    uses: z.string().optional(),
  },
  "put the evaluator under it as a map",
);

/** The evaluator under a `not`, which has the name and place of the one around it. */
export function nestedSpec(outer: EvaluatorSpec, config: Json): ConfigResult<EvaluatorSpec> {
  const read = readConfig(nestedSchema, config, {
    kind: "not",
    example: "not: {string: {contains: sorry}}",
  });
  if (!read.ok) return read;
  const { string, llm, uses } = read.value;
  const base = { name: outer.name, position: outer.position, raw: isJsonObject(config) ? config : {} };
  if (string !== undefined) return { ok: true, value: { ...base, kind: "string", string: given(string) } };
  if (llm !== undefined) {
    const { prompt, choices, ...optional } = llm;
    return { ok: true, value: { ...base, kind: "llm", prompt, choices, ...given(optional) } };
  }
  if (uses !== undefined) return { ok: true, value: { ...base, kind: "uses", uses } };
  return { ok: true, value: { ...base, kind: "other" } };
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** What is there of an object's members. */
function given<T extends Readonly<Record<string, string | undefined>>>(members: T): Given<T>;
function given(members: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

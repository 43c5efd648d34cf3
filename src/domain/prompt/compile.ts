import { type Json, type JsonObject, ownMember } from "../json.ts";
import type { EffectivePrompt } from "./effective-prompt.ts";
import type { MessageRole } from "./prompt-file.ts";
import { type TemplateToken, tokenizeTemplate } from "./template.ts";
import {
  checkValues,
  completeSchemas,
  isGiven,
  type Offence,
  printValue,
  type VariableSchema,
} from "./variables.ts";

export interface CompiledMessage {
  readonly role: MessageRole;
  readonly content: string;
}

export type CompileResult =
  | { readonly ok: true; readonly messages: readonly CompiledMessage[] }
  | { readonly ok: false; readonly offences: readonly Offence[] };

type Compilable = Pick<EffectivePrompt, "messages" | "variables">;

/**
 * Fills a prompt's variables (contracts §2), strict both ways: every missing, unknown, mistyped, unlisted or over-long
 * value is told, and then nothing is compiled. Values are put in once and never read as templates. An optional variable
 * without a default counts as missing when a message uses it: nothing is ever silently blank.
 */
export function compile(effective: Compilable, values: Readonly<Record<string, unknown>>): CompileResult {
  const schemas = schemasOf(effective);
  const offences = checkValues(schemas, values);
  if (offences.length > 0) return { ok: false, offences };
  const printed = printedValues(schemas, values);
  const messages = effective.messages.map(({ role, content }) => ({ role, content: fill(content, printed) }));
  return { ok: true, messages };
}

/** A prompt is compiled for many cases, and reading its templates takes longer than filling them. */
const completed = new WeakMap<Compilable, readonly VariableSchema[]>();

function schemasOf(effective: Compilable): readonly VariableSchema[] {
  const known = completed.get(effective);
  if (known !== undefined) return known;
  const templates = effective.messages.map((message) => message.content);
  const schemas = completeSchemas(templates, effective.variables);
  completed.set(effective, schemas);
  return schemas;
}

function printedValues(
  schemas: readonly VariableSchema[],
  values: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const printed = new Map<string, string>();
  for (const schema of schemas) {
    const given = ownMember(values, schema.name);
    const value = isGiven(schema, given) ? given : schema.default;
    if (value !== undefined) printed.set(schema.name, printValue(value, schema.type));
  }
  return printed;
}

function fill(template: string, printed: ReadonlyMap<string, string>): string {
  return tokenizeTemplate(template)
    .map((token) => {
      const value = token.kind === "variable" ? printed.get(token.name) : undefined;
      return value ?? literal(template, token);
    })
    .join("");
}

function literal(template: string, token: TemplateToken): string {
  return token.kind === "escape" ? "{{" : template.slice(token.start, token.end);
}

/**
 * Fills what has a value and leaves the rest as it stands: how GitHub's runner read the texts of evaluators, which see
 * all keys of a case. All values but texts print as minified JSON.
 */
export function fillKnown(template: string, values: JsonObject): string {
  const printed = new Map(Object.entries(values).map(([name, value]) => [name, printValue(value)]));
  return fill(template, printed);
}

/** A case's keys, parted: what fills the prompt's variables, and what only evaluators can use. */
export interface CaseValues {
  readonly variables: JsonObject;
  readonly evaluatorOnly: JsonObject;
}

/**
 * Parts a case's keys (contracts §1): one that no message uses and nobody declared belongs to the evaluators. What the
 * case lacks is found by `compile`, and is that case's error. YAML makes numbers and booleans of words like `12345` and
 * `true`; where the variable is a text they count as one, printed as JSON, so that files keep working as they did.
 */
export function splitCaseValues(effective: Compilable, values: JsonObject): CaseValues {
  const types = new Map(schemasOf(effective).map(({ name, type }) => [name, type]));
  const entries = Object.entries(values);
  const variables = entries.flatMap(([name, value]) => {
    const type = types.get(name);
    return type === undefined ? [] : [[name, type === "string" ? textOf(value) : value] as const];
  });
  const evaluatorOnly = entries.filter(([name]) => !types.has(name));
  return { variables: Object.fromEntries(variables), evaluatorOnly: Object.fromEntries(evaluatorOnly) };
}

function textOf(value: Json): Json {
  return typeof value === "number" || typeof value === "boolean" ? printValue(value) : value;
}

import { comparableJson, type Json, ownMember } from "../json.ts";
import type { Position } from "../problem.ts";
import { variableNames } from "./template.ts";

export const VARIABLE_TYPES = ["string", "number", "integer", "boolean", "json"] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/**
 * What a caller must know to fill a variable; part of the effective prompt, so no descriptions. Persisted, hence snake
 * case. `inferred` marks a variable that nobody declared: a required string that also takes numbers and booleans, which
 * print as JSON, as they did in files written for GitHub's runner.
 */
export interface VariableSchema {
  readonly name: string;
  readonly type: VariableType;
  readonly required: boolean;
  readonly inferred?: true;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  /** Longest value, counted in Unicode code points as JSON Schema does. */
  readonly max_length?: number;
}

/** A variable as its author declared it in the prompt file. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: VariableType;
  readonly position: Position;
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly maxLength?: number;
}

/** One reason why values do not fit a prompt's variables. */
export type Offence =
  | { readonly code: "missing"; readonly variable: string; readonly message: string }
  | { readonly code: "unknown"; readonly variable: string; readonly message: string }
  | {
      readonly code: "wrong_type";
      readonly variable: string;
      readonly expected: VariableType;
      readonly message: string;
    }
  | {
      readonly code: "not_in_enum";
      readonly variable: string;
      readonly allowed: readonly Json[];
      readonly message: string;
    }
  | {
      readonly code: "too_long";
      readonly variable: string;
      readonly length: number;
      readonly maxLength: number;
      readonly message: string;
    };

/**
 * The schema of everything that messages use or the author declared, sorted by name. A variable that a message uses is
 * required unless it has a default, whatever was declared: without either it would print as nothing. One that no message
 * uses is never required.
 *
 * @param templates message texts with partials inlined
 */
export function variableSchemas(
  templates: readonly string[],
  declarations: readonly VariableDeclaration[],
): readonly VariableSchema[] {
  const used = new Set(templates.flatMap(variableNames));
  const declared = declarations.map((declaration) => declaredSchema(declaration, used.has(declaration.name)));
  const known = new Set(declared.map((schema) => schema.name));
  return sortSchemas([...declared, ...inferredSchemas([...used].filter((name) => !known.has(name)))]);
}

function declaredSchema(declaration: VariableDeclaration, isUsed: boolean): VariableSchema {
  const hasDefault = declaration.default !== undefined;
  return {
    name: declaration.name,
    type: declaration.type,
    required: isUsed && (!hasDefault || declaration.required === true),
    ...(declaration.default !== undefined && { default: declaration.default }),
    ...(declaration.enum !== undefined && { enum: declaration.enum }),
    ...(declaration.maxLength !== undefined && { max_length: declaration.maxLength }),
  };
}

function inferredSchemas(names: readonly string[]): readonly VariableSchema[] {
  return names.map((name) => ({ name, type: "string", required: true, inferred: true }));
}

function sortSchemas(schemas: readonly VariableSchema[]): readonly VariableSchema[] {
  return schemas.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The schema to compile with: like the stored one, but a variable that the templates use and the schema forgets, or
 * calls optional without a default, is required. So no version, however it was made, prints a variable as nothing.
 */
export function completeSchemas(
  templates: readonly string[],
  schemas: readonly VariableSchema[],
): readonly VariableSchema[] {
  const used = new Set(templates.flatMap(variableNames));
  const known = new Set(schemas.map((schema) => schema.name));
  const tightened = schemas.map((schema) =>
    used.has(schema.name) && schema.default === undefined ? { ...schema, required: true } : schema,
  );
  return [...tightened, ...inferredSchemas([...used].filter((name) => !known.has(name)))];
}

/** Everything that is wrong with the values, sorted by variable. Empty where they fit. A null counts as missing. */
export function checkValues(
  schemas: readonly VariableSchema[],
  values: Readonly<Record<string, unknown>>,
): readonly Offence[] {
  const known = new Set(schemas.map((schema) => schema.name));
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  const offences = schemas.flatMap((schema) => {
    const value = ownMember(values, schema.name);
    if (isGiven(schema, value)) return checkValue(schema, value);
    return schema.required ? [missing(schema)] : [];
  });
  return [...offences, ...unknown.map(unknownVariable)].toSorted((a, b) =>
    a.variable < b.variable ? -1 : 1,
  );
}

/** Whether a value was given at all: null is a value only where any JSON is one. */
export function isGiven(schema: VariableSchema, value: unknown): boolean {
  return value !== undefined && (value !== null || schema.type === "json");
}

function missing({ name, type }: VariableSchema): Offence {
  return {
    code: "missing",
    variable: name,
    message: `The variable "${name}" (${type}) is missing: give it a value.`,
  };
}

function unknownVariable(name: string): Offence {
  const message = `The prompt has no variable ${JSON.stringify(name)}: remove it, or correct its name.`;
  return { code: "unknown", variable: name, message };
}

/** What is wrong with one value that is given. */
export function checkValue(schema: VariableSchema, value: unknown): readonly Offence[] {
  const { name, type } = schema;
  if (!fitsType(schema, value)) {
    const message = `The variable "${name}" must be ${TYPE_WORDS[type]}, not ${nameOf(value)}.`;
    return [{ code: "wrong_type", variable: name, expected: type, message }];
  }
  return [...enumOffences(schema, value), ...lengthOffences(schema, value)];
}

const TYPE_WORDS: Readonly<Record<VariableType, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  json: "a JSON value",
};

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number")
    return Number.isFinite(value) ? `the number ${value}` : "a number that JSON has not";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function fitsType({ type, inferred }: VariableSchema, value: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string" || (inferred === true && isNumberOrBoolean(value));
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "integer":
      return Number.isSafeInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "json":
      return comparableJson(value) !== undefined;
  }
}

function isNumberOrBoolean(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

function enumOffences(schema: VariableSchema, value: unknown): readonly Offence[] {
  const allowed = schema.enum;
  if (allowed === undefined) return [];
  const wanted = comparableJson(value);
  if (allowed.some((one) => comparableJson(one) === wanted)) return [];
  const list = allowed.map((one) => JSON.stringify(one)).join(", ");
  const message = `The variable "${schema.name}" must be one of ${list}.`;
  return [{ code: "not_in_enum", variable: schema.name, allowed, message }];
}

function lengthOffences(schema: VariableSchema, value: unknown): readonly Offence[] {
  const maxLength = schema.max_length;
  if (maxLength === undefined) return [];
  const length = codePoints(printValue(value));
  if (length <= maxLength) return [];
  const message = `The variable "${schema.name}" has ${length} characters and at most ${maxLength} are allowed.`;
  return [{ code: "too_long", variable: schema.name, length, maxLength, message }];
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * A value as it stands in a message: texts as they are, all else as minified JSON in its own key order. A text in a
 * `json` variable prints with its quotes.
 */
export function printValue(value: unknown, type: VariableType = "string"): string {
  return typeof value === "string" && type !== "json" ? value : JSON.stringify(value);
}

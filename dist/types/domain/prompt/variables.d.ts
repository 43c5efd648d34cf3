import { type Json } from "../json.ts";
import type { Position } from "../problem.ts";
export declare const VARIABLE_TYPES: readonly ["string", "number", "integer", "boolean", "json"];
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
export type Offence = {
    readonly code: "missing";
    readonly variable: string;
    readonly message: string;
} | {
    readonly code: "unknown";
    readonly variable: string;
    readonly message: string;
} | {
    readonly code: "wrong_type";
    readonly variable: string;
    readonly expected: VariableType;
    readonly message: string;
} | {
    readonly code: "not_in_enum";
    readonly variable: string;
    readonly allowed: readonly Json[];
    readonly message: string;
} | {
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
export declare function variableSchemas(templates: readonly string[], declarations: readonly VariableDeclaration[]): readonly VariableSchema[];
/**
 * The schema to compile with: like the stored one, but a variable that the templates use and the schema forgets, or
 * calls optional without a default, is required. So no version, however it was made, prints a variable as nothing.
 */
export declare function completeSchemas(templates: readonly string[], schemas: readonly VariableSchema[]): readonly VariableSchema[];
/** Everything that is wrong with the values, sorted by variable. Empty where they fit. A null counts as missing. */
export declare function checkValues(schemas: readonly VariableSchema[], values: Readonly<Record<string, unknown>>): readonly Offence[];
/** Whether a value was given at all: null is a value only where any JSON is one. */
export declare function isGiven(schema: VariableSchema, value: unknown): boolean;
/** What is wrong with one value that is given. */
export declare function checkValue(schema: VariableSchema, value: unknown): readonly Offence[];
/**
 * A value as it stands in a message: texts as they are, all else as minified JSON in its own key order. A text in a
 * `json` variable prints with its quotes.
 */
export declare function printValue(value: unknown, type?: VariableType): string;

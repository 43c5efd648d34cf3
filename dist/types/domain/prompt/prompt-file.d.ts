import type { Json, JsonObject } from "../json.ts";
import { type Position, type Problem } from "../problem.ts";
import { type EvaluatorSpec } from "./evaluator-spec.ts";
import { type ResponseFormat } from "./response-format.ts";
import { type ResultsSource } from "./results-source.ts";
import { type TemplateSource } from "./template.ts";
import { type ToolsSource } from "./tools.ts";
import type { VariableDeclaration } from "./variables.ts";
export { RESPONSE_FORMATS } from "./response-format.ts";
export declare const MESSAGE_ROLES: readonly ["system", "developer", "user", "assistant"];
export type MessageRole = (typeof MESSAGE_ROLES)[number];
/** A message as written: its text is a template that may still refer to partials. */
export interface PromptMessage {
    readonly role: MessageRole;
    readonly content: TemplateSource;
    readonly position: Position;
}
/** One entry of `testData`: all its keys, whether messages or only evaluators use them. */
export interface TestCase {
    readonly values: JsonObject;
    readonly position: Position;
}
/** A value that another room reads, with the place to report its problems at. */
export interface PositionedJson {
    readonly value: Json;
    readonly position: Position;
}
/** What a prompt file says, checked for shape. References (partials, tools file) are not followed yet. */
export interface PromptFile {
    readonly path: string;
    /** From the `id` key, else from the path. */
    readonly id: string;
    /** Whether the file has an `id` key: without it, a move changes the identity. */
    readonly idDeclared: boolean;
    readonly idPosition: Position;
    readonly name?: string;
    readonly description?: string;
    readonly model?: string;
    readonly modelPosition: Position;
    /** As the author wrote them, unknown ones included. */
    readonly modelParameters?: JsonObject;
    readonly responseFormat?: ResponseFormat;
    /** GitHub's `{name, strict, schema}` as minified JSON, in the author's key order. */
    readonly jsonSchema?: string;
    readonly messages: readonly PromptMessage[];
    readonly variables: readonly VariableDeclaration[];
    readonly tools?: ToolsSource;
    readonly testData: readonly TestCase[];
    readonly evaluators: readonly EvaluatorSpec[];
    readonly gates?: GatesSource;
    /** Results of another program that stand for the file's own cases and evaluators. */
    readonly results?: ResultsSource;
    /** Keys that are not ours, kept as they are. */
    readonly extra: JsonObject;
}
/** The file's own rules, and where each of them stands. */
export interface GatesSource extends PositionedJson {
    readonly keys: Readonly<Record<string, Position>>;
}
export type PromptFileResult = {
    readonly ok: true;
    readonly file: PromptFile;
    readonly notices: readonly Problem[];
} | {
    readonly ok: false;
    readonly problems: readonly Problem[];
};
/** Reads a prompt file (contracts §1). What cannot be read is told with all its problems at once. */
export declare function parsePromptFile(data: string | Uint8Array, path: string): PromptFileResult;
/** What a loader must fetch next to a prompt file before it can be resolved. */
export interface PromptReferences {
    /** Names of partials that its messages refer to directly, each once. */
    readonly partials: readonly string[];
    readonly toolsPath?: string;
}
export declare function promptReferences(file: PromptFile): PromptReferences;

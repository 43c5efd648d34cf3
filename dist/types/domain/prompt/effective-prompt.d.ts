import type { JsonObject } from "../json.ts";
import { type Position, type Problem } from "../problem.ts";
import type { EvaluatorSpec } from "./evaluator-spec.ts";
import type { LoadedText } from "./partials.ts";
import { type PartialLookup, type PartialUse } from "./partials.ts";
import type { GatesSource, MessageRole, PromptFile, TestCase } from "./prompt-file.ts";
import type { ResponseFormat } from "./response-format.ts";
import type { ResultsSource } from "./results-source.ts";
import { type VariableDeclaration, type VariableSchema } from "./variables.ts";
/** A message whose partials are inlined; its content is still a template. */
export interface EffectiveMessage {
    readonly role: MessageRole;
    readonly content: string;
}
/** Everything that can change what the model sees (contracts, Words). Persisted in versions, hence snake case. */
export interface EffectivePrompt {
    /** As the file names it, else the configured default. `gpt-4o` and `openai/gpt-4o` are two names. */
    readonly model: string;
    readonly model_parameters?: JsonObject;
    readonly response_format?: ResponseFormat;
    /** Minified JSON in its own key order, which reaches the model. */
    readonly json_schema?: string;
    readonly messages: readonly EffectiveMessage[];
    /** Sorted by name (UTF-16 code units, as RFC 8785 sorts keys). */
    readonly variables: readonly VariableSchema[];
    /** Each minified JSON in its own key order. */
    readonly tools?: readonly string[];
}
/** A prompt with everything it refers to: ready to be evaluated and published. */
export interface ResolvedPrompt {
    readonly id: string;
    readonly idDeclared: boolean;
    /** The file's `name`, else its id. */
    readonly name: string;
    readonly description?: string;
    readonly path: string;
    readonly effective: EffectivePrompt;
    readonly digest: string;
    readonly partials: readonly PartialUse[];
    readonly toolsPath?: string;
    /** As declared, with descriptions and positions. */
    readonly declarations: readonly VariableDeclaration[];
    readonly cases: readonly TestCase[];
    readonly evaluators: readonly EvaluatorSpec[];
    readonly gates?: GatesSource;
    readonly results?: ResultsSource;
    readonly positions: {
        readonly id: Position;
        readonly model: Position;
        readonly messages: readonly Position[];
    };
}
export type ResolveResult = {
    readonly ok: true;
    readonly prompt: ResolvedPrompt;
    readonly notices: readonly Problem[];
} | {
    readonly ok: false;
    readonly problems: readonly Problem[];
};
export interface ResolveInput {
    readonly file: PromptFile;
    /** The model of a file that names none, e.g. `openai/gpt-4.1`. */
    readonly defaultModel: string;
    readonly lookupPartial: PartialLookup;
    /** Finds the tools file by its path within the repository. */
    readonly lookupTools: (path: string) => LoadedText | undefined;
}
/** `sha256:` and hex SHA-256 over the effective prompt's canonical JSON. */
export declare function effectivePromptDigest(effective: EffectivePrompt): string;
/** Follows a prompt file's references and makes its effective prompt. All problems are told at once. */
export declare function resolvePrompt(input: ResolveInput): ResolveResult;

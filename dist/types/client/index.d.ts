import type { ClientOptions, PromptClient } from "./types.ts";
/** What applications import as `pointsman`: prompts from `pointsman serve`, compiled here. */
export type { CompiledMessage } from "../domain/prompt/compile.ts";
export type { Offence, VariableSchema } from "../domain/prompt/variables.ts";
export { PromptRefusedError, PromptUnavailableError } from "./errors.ts";
export type { Prompt } from "./prompt-document.ts";
export type { ClientOptions, Compiled, Delivered, Freshness, PromptChange, PromptClient } from "./types.ts";
/** Makes a client. Nothing is fetched before the first use. Throws `TypeError` for options that cannot be meant. */
export declare function createClient(options: ClientOptions): PromptClient;

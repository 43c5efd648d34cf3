import type { CompiledMessage } from "../domain/prompt/compile.ts";
import type { Offence } from "../domain/prompt/variables.ts";
import type { PromptUnavailableError } from "./errors.ts";
import type { Prompt } from "./prompt-document.ts";
export interface ClientOptions {
    /** The server's address: `https://prompts.example.com`. */
    readonly baseUrl: string;
    /** `owner/name`. */
    readonly repository: string;
    /** Default: the repository's last one. */
    readonly environment?: string;
    /** A bearer token; never sent after a redirect. */
    readonly apiKey?: string;
    readonly fetch?: typeof globalThis.fetch;
    /** A prompt younger than this is used without asking again. 0 asks each time. Default 10. */
    readonly refreshSeconds?: number;
    /** How long an answer may take. Default 5000. */
    readonly timeoutMs?: number;
    /** A clock that never runs back, in milliseconds. Default `performance.now`. */
    readonly clock?: () => number;
}
/** How sure it is that the prompt is still the one that is live. */
export type Freshness = 
/** The server said so, and knew it this many seconds ago: it may itself be cut off from where the prompts are. */
{
    readonly status: "fresh";
    readonly ageSeconds: number;
}
/** It was so this many seconds ago, and the server cannot be asked now. */
 | {
    readonly status: "stale";
    readonly ageSeconds: number;
    readonly error: PromptUnavailableError;
};
export interface Delivered {
    readonly prompt: Prompt;
    readonly freshness: Freshness;
}
/** Ready for the model. Everything about the model and the version is in `prompt`; its messages are the templates. */
export type Compiled = ({
    readonly ok: true;
    readonly messages: readonly CompiledMessage[];
} & Delivered) | ({
    readonly ok: false;
    readonly offences: readonly Offence[];
} & Delivered);
export interface PromptChange {
    readonly before: Prompt;
    readonly after: Prompt;
}
export interface PromptClient {
    /**
     * What is live for a prompt (id or slug). Where the server cannot be reached the last good answer, marked `stale`
     * with its age; `PromptUnavailableError` where there is none. `PromptRefusedError` where the server says no.
     */
    get(id: string): Promise<Delivered>;
    /** Fills the variables, strictly: nothing is sent, and everything that does not fit is told at once. */
    compile(id: string, variables: Readonly<Record<string, unknown>>): Promise<Compiled>;
    /**
     * Calls back when another version became live for a prompt that was used before. While anybody listens the prompts
     * in use are asked for every `refreshSeconds` (1 at least), without keeping the process alive. Returns what ends it.
     */
    onChange(listener: (change: PromptChange) => void): () => void;
}

import type { Origin } from "./origin.ts";
import { type Prompt } from "./prompt-document.ts";
export type Fetched = {
    readonly ageSeconds: number;
} & ({
    readonly status: "prompt";
    readonly prompt: Prompt;
    readonly etag: string | null;
} | {
    readonly status: "not_modified";
});
/**
 * Asks the server for a prompt, or whether the one with this ETag is still the one. Throws `PromptRefusedError` where
 * the answer is no, and `PromptUnavailableError` where there is none to rely on.
 */
export declare function fetchPrompt(origin: Origin, id: string, etag: string | null): Promise<Fetched>;

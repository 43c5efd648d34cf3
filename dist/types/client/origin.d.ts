import type { ClientOptions } from "./types.ts";
/** Where prompts come from, checked. */
export interface Origin {
    /** `https://prompts.example.com/api/v1/repos/acme/prompts` */
    readonly base: string;
    readonly environment: string | undefined;
    readonly apiKey: string | undefined;
    readonly fetch: typeof globalThis.fetch;
    readonly timeoutMs: number;
}
/** Checks the options that say where prompts come from. */
export declare function originOf(options: ClientOptions): Origin;

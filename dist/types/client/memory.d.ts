import type { Origin } from "./origin.ts";
import type { PromptClient } from "./types.ts";
export interface MemoryOptions {
    readonly origin: Origin;
    readonly refreshSeconds: number;
    /** Milliseconds. */
    readonly clock: () => number;
}
/** Remembers the last good answer for each prompt, and goes on with it while the server is away. */
export declare function createMemory(options: MemoryOptions): Pick<PromptClient, "get" | "onChange">;

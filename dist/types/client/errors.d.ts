/** The server said no: there is no such prompt, it is archived, or the key is not for it. Never answered from memory. */
export declare class PromptRefusedError extends Error {
    readonly name = "PromptRefusedError";
    readonly status: number;
    /** The problem document's stable code; `unknown` where the answer was none. */
    readonly code: string;
    constructor(status: number, code: string, detail: string);
}
/** The server could not be asked, and no earlier answer is there to go on with. */
export declare class PromptUnavailableError extends Error {
    readonly name = "PromptUnavailableError";
    constructor(detail: string, cause?: unknown);
}

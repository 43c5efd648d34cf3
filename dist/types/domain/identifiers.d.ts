/** A prompt's id (contracts §1). */
export declare const PROMPT_ID: RegExp;
export declare const MAX_ID_LENGTH = 63;
export type IdResult = {
    readonly ok: true;
    readonly id: string;
} | {
    readonly ok: false;
    readonly reason: "empty" | "too_long" | "reserved" | "malformed";
    readonly message: string;
};
/** Checks an id as somebody wrote it. The message says what is wrong with it and how to mend it. */
export declare function parsePromptId(text: string): IdResult;
/**
 * Words of a text in lower-case ASCII, joined by hyphens: `Größe der JSONAntwort` becomes `grosse-der-json-antwort`. A
 * text without a letter or digit that has an ASCII form (`日本`) yields the empty string, and the caller decides.
 */
export declare function kebabCase(text: string): string;
/**
 * The id of a prompt file that has no `id` key: its stem in kebab case. Every file of GitHub's runner works unchanged, so
 * every name makes an id: `01_topic` and `from` become `prompt-01-topic` and `prompt-from`, and a stem that is too long, or
 * has no ASCII form, ends with the first 8 hex digits of its SHA-256.
 */
export declare function promptIdFromPath(path: string): string;
/**
 * The public name of a prompt, made at its first publishing: `<kebab name>-<8 hex of SHA-256(id, line feed, digest)>`.
 * The name part is cut at 54 characters, so a slug never exceeds 63; a name without any ASCII form falls back to the id.
 *
 * @param attempt 0, or after n collisions n: takes the next 8 hex digits, 8 times at most
 */
export declare function makeSlug(name: string, id: string, firstDigest: string, attempt?: number): string;

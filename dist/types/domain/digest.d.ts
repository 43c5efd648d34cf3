/** The value has no JSON form (lone surrogate, NaN, Infinity, a cycle, undefined at the top). */
export declare class NotJsonError extends Error {
    readonly name = "NotJsonError";
}
/**
 * RFC 8785 (JCS) text of a value: sorted keys, shortest numbers, no space. Members that are `undefined` are left out, as
 * JSON does.
 *
 * @throws NotJsonError where the value has no canonical form
 */
export declare function canonicalJson(value: unknown): string;
/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8. */
export declare function sha256Hex(data: string | Uint8Array): string;
/** `sha256:` and the hex SHA-256 of the value's canonical JSON (contracts, Words: digest). */
export declare function digestOf(value: unknown): string;

import type { Position } from "../problem.ts";
export type Utf8Result = {
    readonly ok: true;
    readonly text: string;
}
/** `at`: the line of the first byte that is wrong, columns counted in characters. */
 | {
    readonly ok: false;
    readonly at: Position;
};
/** Decodes strictly: a byte that is not UTF-8 is an error, never a replacement character. A byte order mark stays. */
export declare function decodeUtf8(bytes: Uint8Array): Utf8Result;

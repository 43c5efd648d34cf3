import type { Position } from "../problem.ts";
import type { SourceNode } from "./yaml-tree.ts";
export type JsonTextResult = {
    readonly ok: true;
    readonly root: SourceNode;
}
/** `offset` of the first thing that is wrong; `message` is a whole sentence. */
 | {
    readonly ok: false;
    readonly offset: number;
    readonly message: string;
};
/**
 * Reads strict JSON (RFC 8259) into the same tree as YAML, since `JSON.parse` loses positions, duplicate keys and the
 * order of keys that look like numbers. Stops at the first problem.
 *
 * @param positionAt place of an offset; asked once for every value, so it must be cheap
 */
export declare function readJson(text: string, positionAt: (offset: number) => Position): JsonTextResult;

import type { Json, JsonObject } from "../json.ts";
import type { Position } from "../problem.ts";
interface NodeBase {
    readonly position: Position;
}
export interface ScalarNode extends NodeBase {
    readonly kind: "scalar";
    readonly value: string | number | boolean | null;
    /** The value as written, without quotes: `1.50` stays `1.50` where a text is wanted. */
    readonly text: string;
    /** Maps an offset in `text` to its place in the file, as well as the scalar's style allows. */
    readonly positionAt: (offset: number) => Position;
}
export interface MapEntry {
    readonly key: string;
    readonly keyPosition: Position;
    readonly value: SourceNode;
}
export interface MapNode extends NodeBase {
    readonly kind: "map";
    /** In the author's order, every key once. */
    readonly entries: readonly MapEntry[];
}
export interface ListNode extends NodeBase {
    readonly kind: "list";
    readonly items: readonly SourceNode[];
}
/** A value of a YAML file, with its place. */
export type SourceNode = ScalarNode | MapNode | ListNode;
/** The entry of a map under a key. */
export declare function entryOf(map: MapNode, key: string): MapEntry | undefined;
/** The plain JSON value. `Object.fromEntries` defines members, so a key `__proto__` is a member like any other. */
export declare function toJson(node: SourceNode): Json;
export declare function toJsonObject(map: MapNode): JsonObject;
/**
 * Minified JSON in the author's key order. Written from the tree, because JavaScript objects move keys that look like
 * numbers to the front.
 */
export declare function toMinifiedJson(node: SourceNode): string;
export {};

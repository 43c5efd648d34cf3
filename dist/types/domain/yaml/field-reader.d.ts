import { type Position, type Problem } from "../problem.ts";
import { type ListNode, type MapNode, type ScalarNode, type SourceNode } from "./yaml-tree.ts";
/** Collects what is wrong while a file's tree is read, so that everything is told at once. */
export interface FieldReader {
    readonly path: string;
    readonly problems: Problem[];
}
export declare function complain(reader: FieldReader, code: string, at: Position, message: string): undefined;
export declare function remark(reader: FieldReader, code: string, at: Position, message: string): void;
/** A key with nothing behind it says as little as a missing one. */
export declare function isNull(node: SourceNode): boolean;
export declare function present(map: MapNode, key: string): SourceNode | undefined;
/** A text. A number or boolean counts as written: `name: 1.50` is the text `1.50`, as for GitHub's own reader. */
export declare function textField(reader: FieldReader, map: MapNode, key: string): ScalarNode | undefined;
export declare function listField(reader: FieldReader, map: MapNode, key: string): ListNode | undefined;
export declare function mapField(reader: FieldReader, map: MapNode, key: string): MapNode | undefined;
/** The maps of a list; an entry of another kind is a problem and left out. */
export declare function mapsOf(reader: FieldReader, list: ListNode, what: string): readonly MapNode[];

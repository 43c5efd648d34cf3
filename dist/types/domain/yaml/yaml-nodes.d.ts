import { type ParsedNode } from "yaml";
import { type Position, type Problem } from "../problem.ts";
import type { SourceNode } from "./yaml-tree.ts";
export interface SourceText {
    readonly text: string;
    readonly path: string;
    readonly positionAt: (offset: number) => Position;
}
/** Turns the library's nodes into our tree: aliases and merge keys resolved, keys unique, every value one of JSON's. */
export declare function readNodes(contents: ParsedNode, source: SourceText): {
    readonly root: SourceNode;
    readonly problems: readonly Problem[];
};

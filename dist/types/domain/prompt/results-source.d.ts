import type { Position } from "../problem.ts";
import { type FieldReader } from "../yaml/field-reader.ts";
import type { MapNode } from "../yaml/yaml-tree.ts";
/** A file of results that another program measures before the gate decides. */
export interface ResultsSource {
    /** Whose format it has. */
    readonly kind: "promptfoo";
    /** From the workspace's root, never out of it. */
    readonly path: string;
    readonly position: Position;
}
/** Reads `evaluation: {promptfoo: <path>}`. */
export declare function readResultsSource(reader: FieldReader, root: MapNode): ResultsSource | undefined;

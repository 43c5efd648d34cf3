import { type Position, type Problem } from "../problem.ts";
import { type FieldReader } from "../yaml/field-reader.ts";
import { type SourceNode } from "../yaml/yaml-tree.ts";
import type { LoadedText } from "./partials.ts";
/** Where a prompt's tools come from. Inline tools are minified JSON strings in the author's key order. */
export type ToolsSource = {
    readonly kind: "inline";
    readonly tools: readonly string[];
    readonly position: Position;
}
/** `path` is within the repository, already resolved against the prompt file's folder. */
 | {
    readonly kind: "file";
    readonly path: string;
    readonly position: Position;
};
export type ToolsFileResult = {
    readonly ok: true;
    readonly tools: readonly string[];
    readonly notices: readonly Problem[];
} | {
    readonly ok: false;
    readonly problems: readonly Problem[];
};
/** Reads `tools`: a list of function tools, or the path of a JSON or YAML file with such a list. */
export declare function readTools(reader: FieldReader, node: SourceNode | undefined): ToolsSource | undefined;
/** Reads a tools file: the list itself, or a map with the list under `tools`. */
export declare function parseToolsFile({ path, text }: LoadedText): ToolsFileResult;

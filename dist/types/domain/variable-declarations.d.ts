import { type FieldReader } from "./field-reader.ts";
import { type VariableDeclaration } from "./variables.ts";
import { type SourceNode } from "./yaml-tree.ts";
/** Reads `variables`: a map from names to declarations, or a list of declarations (or bare names) with `name`. */
export declare function readVariables(reader: FieldReader, node: SourceNode | undefined): readonly VariableDeclaration[];

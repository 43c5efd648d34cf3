import { type FieldReader } from "../yaml/field-reader.ts";
import { type SourceNode } from "../yaml/yaml-tree.ts";
import { type VariableDeclaration } from "./variables.ts";
/** Reads `variables`: a map from names to declarations, or a list of declarations (or bare names) with `name`. */
export declare function readVariables(reader: FieldReader, node: SourceNode | undefined): readonly VariableDeclaration[];

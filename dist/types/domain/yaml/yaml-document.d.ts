import { type Problem } from "../problem.ts";
import type { SourceNode } from "./yaml-tree.ts";
/** Bounds of a YAML file. What a person writes stays far below; what is made to exhaust a reader does not. */
export declare const YAML_LIMITS: {
    readonly bytes: number;
    readonly depth: 64;
    readonly lexemes: 200000;
};
export type YamlResult = {
    readonly ok: true;
    readonly root: SourceNode;
    readonly notices: readonly Problem[];
} | {
    readonly ok: false;
    readonly problems: readonly Problem[];
};
/**
 * Reads one YAML 1.2 (core) document into a tree that knows where each value was written. Merge keys (`<<`) work, since
 * GitHub's own reader takes them; aliases are resolved within bounds. All problems are reported at once.
 */
export declare function readYaml(data: string | Uint8Array, path: string): YamlResult;

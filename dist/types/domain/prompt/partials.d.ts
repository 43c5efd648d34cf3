import { type Problem } from "../problem.ts";
import { type TemplateSource } from "./template.ts";
/** A partial that became part of a prompt. `digest` is `sha256:` and the hex SHA-256 of the file's text as UTF-8. */
export interface PartialUse {
    readonly path: string;
    readonly digest: string;
}
export interface LoadedText {
    readonly path: string;
    readonly text: string;
}
/** Finds the first of the candidate paths that exists. */
export type PartialLookup = (candidates: readonly string[]) => LoadedText | undefined;
/** Bounds for one prompt, all its messages together. */
export declare const PARTIAL_LIMITS: {
    readonly depth: 16;
    readonly inlinings: 2000;
    readonly characters: number;
    readonly notices: 20;
};
export interface InlineResult {
    /** The templates with their partials inlined, in the order given. Still templates. */
    readonly texts: readonly string[];
    /** Each partial once, sorted by path. */
    readonly partials: readonly PartialUse[];
    readonly problems: readonly Problem[];
}
/**
 * Where `{{> name}}` in a file is searched: `partials/name.md` beside the file, then in each folder above it, up to the
 * repository's root.
 */
export declare function partialCandidates(fromPath: string, name: string): readonly string[];
/**
 * Inlines partials, before any variable is replaced: what a partial holds is template text, and `\{{` in it keeps its
 * meaning. One line feed at a partial's end is dropped, since editors put it there; `\r\n` becomes `\n`, as in YAML.
 * All problems are reported at once. Bounds hold for all templates together.
 */
export declare function inlinePartials(templates: readonly TemplateSource[], lookup: PartialLookup): InlineResult;

import type { Position } from "../problem.ts";
/** One piece of a template. `start` and `end` are offsets in the template (UTF-16 code units), `end` exclusive. */
export type TemplateToken = {
    readonly kind: "text";
    readonly text: string;
    readonly start: number;
    readonly end: number;
} | {
    readonly kind: "variable";
    readonly name: string;
    readonly start: number;
    readonly end: number;
}
/** `{{> name}}`; whether the name is a legal one is for the reader to say. */
 | {
    readonly kind: "partial";
    readonly name: string;
    readonly start: number;
    readonly end: number;
}
/** `\{{`: a literal `{{`. */
 | {
    readonly kind: "escape";
    readonly start: number;
    readonly end: number;
}
/** A `{{…}}` that is no identifier, or a `{{` that is never closed: kept as it is, and worth a notice. */
 | {
    readonly kind: "other";
    readonly text: string;
    readonly start: number;
    readonly end: number;
};
/** A template text that knows where in which file each of its characters was written. */
export interface TemplateSource {
    readonly text: string;
    readonly path: string;
    readonly positionAt: (offset: number) => Position;
}
/**
 * A variable's name: a letter or `_`, then letters, digits, `_`, `-` and `.`, 100 characters at most. GitHub's runner
 * replaced any key of the test data literally; this is what its documentation and the files in the wild use of that.
 * A dot is part of the name and selects nothing.
 */
export declare const VARIABLE_NAME: RegExp;
/** A partial's name: path segments that start with a letter, digit or `_`, so never `..` and never absolute. */
export declare const PARTIAL_NAME: RegExp;
/**
 * Splits a template into its tokens, in one pass. Of more than two opening braces the last two open a variable, as a
 * literal replacement of `{{name}}` would have it: `{{{name}}}` is a variable within braces.
 */
export declare function tokenizeTemplate(text: string): readonly TemplateToken[];
/** Names of the variables that a template uses, each once, in the order of their first use. */
export declare function variableNames(text: string): readonly string[];
/** Names of the partials that a text refers to directly, each once: what a loader fetches next. */
export declare function partialReferences(text: string): readonly string[];

/** A place in a text file; both count from 1, columns in UTF-16 code units as editors and annotations do. */
export interface Position {
    readonly line: number;
    readonly column: number;
}
/** An `error` makes the file unusable; a `notice` tells the author something and stops nothing. */
export type Severity = "error" | "notice";
/** Something to tell the author of a file: where it is, and one sentence on what is wrong and how to mend it. */
export interface Problem extends Position {
    /** Stable, in snake case, for programs. */
    readonly code: string;
    readonly severity: Severity;
    /** Path of the file within the repository. */
    readonly path: string;
    readonly message: string;
}
/** The start of a file: where problems of the file as a whole are shown. */
export declare const FILE_START: Position;
interface ProblemParts {
    readonly code: string;
    readonly path: string;
    readonly at: Position;
    readonly message: string;
}
export declare function errorAt({ code, path, at, message }: ProblemParts): Problem;
export declare function noticeAt({ code, path, at, message }: ProblemParts): Problem;
export declare function hasErrors(problems: readonly Problem[]): boolean;
/** Orders problems as a reader meets them: by path, line and column. */
export declare function sortProblems(problems: readonly Problem[]): readonly Problem[];
/** Problems listed for one prompt; what is beyond is counted. */
export declare const MAX_PROBLEMS = 100;
/** The problems to tell: sorted, and cut to a list that people can read. Where it is cut, errors go before notices. */
export declare function listProblems(problems: readonly Problem[]): readonly Problem[];
/** `path:line:column: message`, the form that editors and terminals turn into a link. */
export declare function formatProblem(problem: Problem): string;
export {};

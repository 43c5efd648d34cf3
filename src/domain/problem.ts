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
export const FILE_START: Position = { line: 1, column: 1 };

interface ProblemParts {
  readonly code: string;
  readonly path: string;
  readonly at: Position;
  readonly message: string;
}

export function errorAt({ code, path, at, message }: ProblemParts): Problem {
  return { code, severity: "error", path, line: at.line, column: at.column, message };
}

export function noticeAt({ code, path, at, message }: ProblemParts): Problem {
  return { code, severity: "notice", path, line: at.line, column: at.column, message };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}

/** Orders problems as a reader meets them: by path, line and column. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}

/** Problems listed for one prompt; what is beyond is counted. */
export const MAX_PROBLEMS = 100;

/** The problems to tell: sorted, and cut to a list that people can read. Where it is cut, errors go before notices. */
export function listProblems(problems: readonly Problem[]): readonly Problem[] {
  const [first] = problems;
  if (first === undefined || problems.length <= MAX_PROBLEMS) return sortProblems(problems);
  const errors = problems.filter((problem) => problem.severity === "error");
  const notices = problems.filter((problem) => problem.severity === "notice");
  const kept = [...sortProblems(errors), ...sortProblems(notices)].slice(0, MAX_PROBLEMS);
  const message = `${problems.length - MAX_PROBLEMS} more problems are not listed: mend the ones above first.`;
  const parts = { code: "more_problems", path: first.path, at: FILE_START, message };
  return [...sortProblems(kept), errors.length > 0 ? errorAt(parts) : noticeAt(parts)];
}

/** `path:line:column: message`, the form that editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  return `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`;
}

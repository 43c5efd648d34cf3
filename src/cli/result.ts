/**
 * What a verb came to. Exit codes (contracts §6): 0 done; 1 the answer is no; 2 bad input or usage; 3 conflict or
 * something outside is unavailable, try again. A bug of pointsman's own is none of these four and exits with 3 as well,
 * since nothing is known to be wrong with what was asked; its code is `internal_error`.
 */
export type ExitCode = 0 | 1 | 2 | 3;

export interface VerbResult {
  readonly exitCode: ExitCode;
  /** The one object that `--json` prints. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What a person asked to see: goes to stdout, whatever the exit code. */
  readonly output: string;
  /** Why the exit code is not 0: goes to stderr. */
  readonly complaint: string;
}

export function done(json: VerbResult["json"], output: string): VerbResult {
  return { exitCode: 0, json: { status: "done", ...json }, output, complaint: "" };
}

/** A verb that did not come to what was asked for. */
interface Shortfall {
  /** Stable, in snake case: which no it is. */
  readonly code: string;
  readonly message: string;
  readonly json?: VerbResult["json"];
  /** What there is to show all the same. */
  readonly output?: string;
}

/** The answer is no. */
export function no(shortfall: Shortfall): VerbResult {
  return fallShort(1, "no", shortfall);
}

export function badInput(shortfall: Shortfall): VerbResult {
  return fallShort(2, "bad_input", shortfall);
}

export function tryAgain(shortfall: Shortfall): VerbResult {
  return fallShort(3, "unavailable", shortfall);
}

function fallShort(
  exitCode: ExitCode,
  status: string,
  { code, message, json = {}, output = "" }: Shortfall,
): VerbResult {
  return { exitCode, json: { status, code, message, ...json }, output, complaint: message };
}

import { LedgerError } from "../domain/ledger/ledger-error.ts";
import { GitError } from "../git/run.ts";
import { DocumentError } from "../releases/documents.ts";
import { HistoryError, OutsideError } from "../releases/ports.ts";
import { badInput, no, tryAgain, type VerbResult } from "./result.ts";
import { UsageError } from "./usage-error.ts";

/** What an error that reached the entry means for whoever typed the command. */
export function resultOfError(error: unknown, showStack: boolean): VerbResult {
  if (error instanceof UsageError) return badInput({ code: error.code, message: error.message });
  if (error instanceof OutsideError || error instanceof GitError) {
    return tryAgain({ code: "unavailable", message: error.message });
  }
  if (error instanceof LedgerError && error.code === "repeated_key") {
    const message = `${error.message} That key already stands for something else: take another one.`;
    return no({ code: "key_used", message });
  }
  if (error instanceof DocumentError) return no({ code: "integrity", message: error.message });
  if (error instanceof HistoryError || error instanceof LedgerError) {
    const message = `${error.message} Run “pointsman verify” to see what was changed.`;
    return no({ code: "integrity", message });
  }
  return bug(error, showStack);
}

function bug(error: unknown, showStack: boolean): VerbResult {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = showStack && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : "";
  const hint = showStack ? "" : " Set POINTSMAN_DEBUG=1 to see where.";
  return tryAgain({
    code: "internal_error",
    message: `This is a bug in pointsman: ${what.replaceAll("\n", " ")}${hint}${stack}`,
  });
}

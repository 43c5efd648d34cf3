import { t as LedgerError } from "./ledger-error.js";
import { l as HistoryError, t as GitError, u as OutsideError } from "./run.js";
import { t as DocumentError } from "./documents.js";
import { i as tryAgain, r as no, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
// src/cli/failure.ts
/** What an error that reached the entry means for whoever typed the command. */
function resultOfError(error, showStack) {
	if (error instanceof UsageError) return badInput({
		code: error.code,
		message: error.message
	});
	if (error instanceof OutsideError || error instanceof GitError) return tryAgain({
		code: "unavailable",
		message: error.message
	});
	if (error instanceof LedgerError && error.code === "repeated_key") {
		const message = `${error.message} That key already stands for something else: take another one.`;
		return no({
			code: "key_used",
			message
		});
	}
	if (error instanceof DocumentError) return no({
		code: "integrity",
		message: error.message
	});
	if (error instanceof HistoryError || error instanceof LedgerError) {
		const message = `${error.message} Run “pointsman verify” to see what was changed.`;
		return no({
			code: "integrity",
			message
		});
	}
	return bug(error, showStack);
}
function bug(error, showStack) {
	const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const stack = showStack && error instanceof Error && error.stack !== void 0 ? `\n${error.stack}` : "";
	const hint = showStack ? "" : " Set POINTSMAN_DEBUG=1 to see where.";
	return tryAgain({
		code: "internal_error",
		message: `This is a bug in pointsman: ${what.replaceAll("\n", " ")}${hint}${stack}`
	});
}
export { resultOfError };

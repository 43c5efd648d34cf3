// src/domain/ledger/ledger-error.ts
/** An event that cannot follow what came before it: the ledger is broken or was edited by hand. */
var LedgerError = class extends Error {
	name = "LedgerError";
	code;
	constructor(code, message) {
		super(message);
		this.code = code;
	}
};
/** What is wrong with an event, as the error that says so. */
function fault(code, event, message) {
	return new LedgerError(code, `Event ${event.sequence} of ${event.prompt_id} ${message}.`);
}
export { fault as n, LedgerError as t };

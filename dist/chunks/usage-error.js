// src/cli/usage-error.ts
/** What was asked for cannot be understood or cannot be done here: exit code 2. */
var UsageError = class extends Error {
	name = "UsageError";
	/** Stable, in snake case, for programs. */
	code;
	constructor(code, message) {
		super(message);
		this.code = code;
	}
};
export { UsageError as t };

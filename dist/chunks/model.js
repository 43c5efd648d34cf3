// src/evaluation/model.ts
/** A call that got no answer. Messages are for people and hold neither keys nor anything of the prompt. */
var ModelError = class extends Error {
	name = "ModelError";
	code;
	/** Whether the same request may succeed later. */
	retryable;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.code = code;
		this.retryable = options.retryable ?? false;
	}
};
export { ModelError as t };

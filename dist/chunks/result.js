// src/cli/result.ts
function done(json, output) {
	return {
		exitCode: 0,
		json: {
			status: "done",
			...json
		},
		output,
		complaint: ""
	};
}
/** The answer is no. */
function no(shortfall) {
	return fallShort(1, "no", shortfall);
}
function badInput(shortfall) {
	return fallShort(2, "bad_input", shortfall);
}
function tryAgain(shortfall) {
	return fallShort(3, "unavailable", shortfall);
}
function fallShort(exitCode, status, { code, message, json = {}, output = "" }) {
	return {
		exitCode,
		json: {
			status,
			code,
			message,
			...json
		},
		output,
		complaint: message
	};
}
export { tryAgain as i, done as n, no as r, badInput as t };

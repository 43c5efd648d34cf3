// src/evaluation/evaluators/config.ts
const MAX_TOLD = 3;
/** Reads what stands under an evaluator's key. What does not fit is told with its place and a line that would. */
function readConfig(schema, config, { kind, example }) {
	const parsed = schema.safeParse(config);
	if (parsed.success) return {
		ok: true,
		value: parsed.data
	};
	return {
		ok: false,
		invalid: {
			kind: "invalid",
			message: `The "${kind}" evaluator cannot be read: ${parsed.error.issues.slice(0, MAX_TOLD).map(sentenceOf).join("; ")}. Write for example "${example}".`
		}
	};
}
function sentenceOf({ path, message }) {
	const place = path.map(String).join(".");
	const said = message.replace(/\.$/, "");
	return place === "" ? said : `${JSON.stringify(place)}: ${said}`;
}
export { readConfig as t };

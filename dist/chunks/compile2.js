import { E as environmentOf, u as effectiveOf } from "./documents.js";
import { t as compile } from "./compile.js";
import { a as versionsOf } from "./history.js";
import { r as visibleLine } from "./visible.js";
import { r as requireEnvironment, t as messagesText } from "./show.js";
import { t as findState } from "./prompts.js";
import { a as openRepository, i as openForReading } from "./repository.js";
import { n as done, r as no, t as badInput } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { a as versionWord, n as promptWord, r as readWords, t as environmentWord } from "./words.js";
import { z } from "zod";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
// src/cli/verbs/compile.ts
const schema = z.strictObject({
	prompt: promptWord,
	in: environmentWord.optional(),
	version: versionWord.optional(),
	var: z.array(z.string()).default([]),
	vars: z.string().optional()
});
/** Fills the variables of what is live, or of a named version (contracts §2). */
const runCompile = async (call) => {
	const words = readWords(schema, call.input);
	const given = {
		texts: assignments(words.var),
		file: await fileValues(words.vars, call)
	};
	const read = await openForReading(await openRepository(call));
	const found = await findState(read, words.prompt);
	if (found.kind === "absent") return found.result;
	const { state } = found;
	const environment = requireEnvironment(read.controls.config, words.in);
	if (state.lifecycle === "archived") return no({
		code: "archived",
		message: `${state.prompt_id} is archived: it is kept, but not served.`
	});
	const id = words.version ?? environmentOf(state, environment).pointer?.version;
	if (id === void 0) return no({
		code: "nothing_live",
		message: `Nothing of ${state.prompt_id} is live in ${environment}.`
	});
	const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
	if (version === void 0) return no({
		code: "unknown_version",
		message: `${state.prompt_id} has no version ${id}.`
	});
	const values = {
		...given.file,
		...typedValues(given.texts, version.variables)
	};
	const compiled = compile(effectiveOf(version), values);
	const json = {
		prompt: state.prompt_id,
		version: id,
		digest: version.digest
	};
	if (!compiled.ok) {
		const { offences } = compiled;
		const message = offences.map((offence) => visibleLine(offence.message)).join("\n");
		return badInput({
			code: "wrong_variables",
			message,
			json: {
				...json,
				offences
			}
		});
	}
	const model = {
		model: version.model,
		model_parameters: version.model_parameters ?? {}
	};
	return done({
		...json,
		...model,
		messages: compiled.messages
	}, messagesText(compiled.messages).trimStart());
};
function assignments(words) {
	const values = /* @__PURE__ */ new Map();
	for (const word of words) {
		const equals = word.indexOf("=");
		if (equals < 1) throw new UsageError("usage", `--var takes name=value, and “${word}” is none.`);
		const name = word.slice(0, equals);
		if (values.has(name)) throw new UsageError("usage", `--var gives “${name}” twice.`);
		values.set(name, word.slice(equals + 1));
	}
	return values;
}
/** A path counts from where the command runs. */
async function fileValues(path, { environment }) {
	if (path === void 0) return {};
	const unusable = (why) => new UsageError("unusable_file", `--vars: ${path} ${why}.`);
	const text = await readFile(resolve(environment.directory, path), "utf8").catch(() => {
		throw unusable("cannot be read");
	});
	const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOrUndefined(text));
	if (!parsed.success) throw unusable("holds no JSON object");
	return parsed.data;
}
/** Texts become what the variable's type says; one that does not fit stays a text, and `compile` says what is wrong. */
function typedValues(texts, schemas) {
	const types = new Map(schemas.map(({ name, type }) => [name, type]));
	const entries = [...texts].map(([name, text]) => {
		return [name, (types.get(name) ?? "string") === "string" ? text : jsonOrUndefined(text) ?? text];
	});
	return Object.fromEntries(entries);
}
function jsonOrUndefined(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
export { runCompile };

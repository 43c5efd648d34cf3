import { a as readYaml, i as YAML_LIMITS } from "./run.js";
import { a as FILE_START, c as hasErrors, d as sortProblems, i as toMinifiedJson, l as listProblems, n as toJson, o as errorAt, r as toJsonObject, t as entryOf, u as noticeAt } from "./yaml-tree.js";
import { c as PARTIAL_NAME, d as tokenizeTemplate, f as variableNames, l as VARIABLE_NAME, n as checkValue, s as variableSchemas, u as partialReferences } from "./variables.js";
import { a as complain, c as mapField, d as remark, f as textField, l as mapsOf, n as readModelParameters, o as isNull, s as listField, u as present } from "./model-parameters.js";
import { t as readJson } from "./json-document.js";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
// src/domain/digest.ts
/** The value has no JSON form (lone surrogate, NaN, Infinity, a cycle, undefined at the top). */
var NotJsonError = class extends Error {
	name = "NotJsonError";
};
/**
* RFC 8785 (JCS) text of a value: sorted keys, shortest numbers, no space. Members that are `undefined` are left out, as
* JSON does.
*
* @throws NotJsonError where the value has no canonical form
*/
function canonicalJson(value) {
	const text = canonicalizeOrThrow(value);
	if (text === void 0) throw new NotJsonError("Only JSON values have a canonical form, and this value is none.");
	return text;
}
function canonicalizeOrThrow(value) {
	try {
		return canonicalize(value);
	} catch (error) {
		throw new NotJsonError(`This value has no canonical JSON form (RFC 8785): ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
	}
}
/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8. */
function sha256Hex(data) {
	return createHash("sha256").update(data).digest("hex");
}
/** `sha256:` and the hex SHA-256 of the value's canonical JSON (contracts, Words: digest). */
function digestOf(value) {
	return `sha256:${sha256Hex(canonicalJson(value))}`;
}
// src/domain/identifiers.ts
/** A prompt's id (contracts §1). */
const PROMPT_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Words that the comment grammar gives a meaning (contracts §4), so no prompt can be called that. */
const RESERVED_IDS = /* @__PURE__ */ new Set([
	"to",
	"from",
	"in",
	"because"
]);
const RULE = "lower-case letters and digits in words joined by single hyphens, starting with a letter";
/** Checks an id as somebody wrote it. The message says what is wrong with it and how to mend it. */
function parsePromptId(text) {
	if (text === "") return {
		ok: false,
		reason: "empty",
		message: `An id must not be empty: use ${RULE}.`
	};
	if (text.length > 63) return {
		ok: false,
		reason: "too_long",
		message: `An id has at most 63 characters and this one has ${text.length}: shorten it.`
	};
	if (RESERVED_IDS.has(text)) return {
		ok: false,
		reason: "reserved",
		message: `The id "${text}" is a word of the comment commands: choose another one.`
	};
	if (!PROMPT_ID.test(text)) return {
		ok: false,
		reason: "malformed",
		message: `The id ${JSON.stringify(text)} is not usable: use ${RULE}, for example "${exampleId(text)}".`
	};
	return {
		ok: true,
		id: text
	};
}
function exampleId(text) {
	const candidate = kebabCase(text).slice(0, 63).replace(/-$/, "");
	return PROMPT_ID.test(candidate) && !RESERVED_IDS.has(candidate) ? candidate : "support-triage";
}
/** Latin letters that Unicode's compatibility decomposition leaves whole. */
const FOLDED = {
	ß: "ss",
	ẞ: "SS",
	æ: "ae",
	Æ: "AE",
	œ: "oe",
	Œ: "OE",
	ø: "o",
	Ø: "O",
	ł: "l",
	Ł: "L",
	đ: "d",
	Đ: "D",
	ð: "d",
	Ð: "D",
	þ: "th",
	Þ: "TH",
	ħ: "h",
	Ħ: "H",
	ı: "i"
};
/**
* Words of a text in lower-case ASCII, joined by hyphens: `Größe der JSONAntwort` becomes `grosse-der-json-antwort`. A
* text without a letter or digit that has an ASCII form (`日本`) yields the empty string, and the caller decides.
*/
function kebabCase(text) {
	return text.replace(/[ßẞæÆœŒøØłŁđĐðÐþÞħĦı]/g, (letter) => FOLDED[letter] ?? letter).normalize("NFKD").replace(/\p{M}/gu, "").replace(/['’]/g, "").replace(/([a-z0-9])(?=[A-Z])/g, "$1-").replace(/([A-Z])(?=[A-Z][a-z])/g, "$1-").split(/[^A-Za-z0-9]+/).filter((word) => word !== "").join("-").toLowerCase();
}
/** File name without folders and without `.prompt.yml`, `.prompt.yaml`, or where that is missing `.yml`, `.yaml`. */
function promptStem(path) {
	return path.slice(path.lastIndexOf("/") + 1).replace(/(?:\.prompt)?\.ya?ml$/i, "");
}
const DERIVED_PREFIX = "prompt-";
const STEM_DIGITS = 8;
/**
* The id of a prompt file that has no `id` key: its stem in kebab case. Every file of GitHub's runner works unchanged, so
* every name makes an id: `01_topic` and `from` become `prompt-01-topic` and `prompt-from`, and a stem that is too long, or
* has no ASCII form, ends with the first 8 hex digits of its SHA-256.
*/
function promptIdFromPath(path) {
	const stem = promptStem(path);
	const kebab = kebabCase(stem);
	const name = PROMPT_ID.test(kebab) && !RESERVED_IDS.has(kebab) ? kebab : `${DERIVED_PREFIX}${kebab}`;
	if (kebab !== "" && name.length <= 63) return name;
	return `${name.slice(0, 54).replace(/-$/, "")}-${sha256Hex(stem).slice(0, STEM_DIGITS)}`;
}
const SLUG_NAME_LENGTH = 54;
const SLUG_DIGITS = 8;
/**
* The public name of a prompt, made at its first publishing: `<kebab name>-<8 hex of SHA-256(id, line feed, digest)>`.
* The name part is cut at 54 characters, so a slug never exceeds 63; a name without any ASCII form falls back to the id.
*
* @param attempt 0, or after n collisions n: takes the next 8 hex digits, 8 times at most
*/
function makeSlug(name, id, firstDigest, attempt = 0) {
	const start = attempt * SLUG_DIGITS;
	const hex = sha256Hex(`${id}\n${firstDigest}`).slice(start, start + SLUG_DIGITS);
	if (hex.length < SLUG_DIGITS) throw new RangeError(`No free slug for ${id} after ${attempt} attempts.`);
	const base = kebabCase(name).slice(0, SLUG_NAME_LENGTH).replace(/-$/, "");
	return `${base === "" ? id.slice(0, SLUG_NAME_LENGTH).replace(/-$/, "") : base}-${hex}`;
}
// src/domain/prompt/repository-path.ts
/** Folder of a file within the repository: `""` at the root, without a slash at the end. */
function folderOf(path) {
	return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
/**
* Resolves a path that is written in a file against that file's folder. `..` may climb inside the repository and never
* out of it, not even to come back in.
*/
function resolveInRepository(fromFile, written) {
	const shown = JSON.stringify(written);
	if (isUnusable(written)) return {
		ok: false,
		reason: "malformed",
		message: `The path ${shown} is not usable: write a relative path with "/" between its parts.`
	};
	if (written.startsWith("/") || /^[A-Za-z]:/.test(written) || written.includes("://")) return {
		ok: false,
		reason: "absolute",
		message: `The path ${shown} is absolute: write it relative to the folder of this file.`
	};
	const parts = folderOf(fromFile).split("/").filter(isNamed);
	for (const part of written.split("/").filter(isNamed)) if (part !== "..") parts.push(part);
	else if (parts.pop() === void 0) return {
		ok: false,
		reason: "outside",
		message: `The path ${shown} leaves the repository: name a file inside it.`
	};
	return {
		ok: true,
		path: parts.join("/")
	};
}
function isUnusable(written) {
	const last = written.slice(written.lastIndexOf("/") + 1);
	return written.length > 1e3 || /[\u0000-\u001f\u007f\\]/.test(written) || !isNamed(last) || last === "..";
}
function isNamed(part) {
	return part !== "" && part !== ".";
}
// src/domain/prompt/text-position.ts
/** Maps offsets of a text to lines and columns, in logarithmic time each. */
function linePositions(text) {
	const starts = [0];
	for (let feed = text.indexOf("\n"); feed !== -1; feed = text.indexOf("\n", feed + 1)) starts.push(feed + 1);
	return (offset) => {
		const line = lastAtMost(starts, offset);
		return {
			line: line + 1,
			column: offset - (starts[line] ?? 0) + 1
		};
	};
}
/** Index of the last start that is not behind the offset. */
function lastAtMost(starts, offset) {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if ((starts[middle] ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return low;
}
// src/domain/prompt/partials.ts
/** Bounds for one prompt, all its messages together. */
const PARTIAL_LIMITS = {
	depth: 16,
	inlinings: 2e3,
	characters: 1048576,
	notices: 20
};
/**
* Where `{{> name}}` in a file is searched: `partials/name.md` beside the file, then in each folder above it, up to the
* repository's root.
*/
function partialCandidates(fromPath, name) {
	const parts = folderOf(fromPath).split("/").filter((part) => part !== "");
	return [parts, ...parts.map((_, index) => parts.slice(0, parts.length - 1 - index))].map((folder) => [
		...folder,
		"partials",
		`${name}.md`
	].join("/"));
}
/**
* Inlines partials, before any variable is replaced: what a partial holds is template text, and `\{{` in it keeps its
* meaning. One line feed at a partial's end is dropped, since editors put it there; `\r\n` becomes `\n`, as in YAML.
* All problems are reported at once. Bounds hold for all templates together.
*/
function inlinePartials(templates, lookup) {
	const inliner = {
		lookup,
		pieces: /* @__PURE__ */ new Map(),
		used: /* @__PURE__ */ new Map(),
		problems: /* @__PURE__ */ new Map(),
		spent: {
			inlinings: 0,
			characters: 0
		},
		exhausted: false
	};
	return {
		texts: templates.map((template) => inlineTemplate(inliner, template)),
		partials: [...inliner.used.values()].toSorted((a, b) => a.path < b.path ? -1 : 1),
		problems: sortProblems([...inliner.problems.values()])
	};
}
function inlineTemplate(inliner, template) {
	const piece = {
		...template,
		tokens: tokenizeTemplate(template.text)
	};
	noticeOtherBraces(inliner, piece);
	const output = {
		text: [],
		tokens: []
	};
	inlinePiece(inliner, piece, [template.path], output);
	const text = output.text.join("");
	if (!inliner.exhausted && output.tokens.join("\n") !== significant(tokenizeTemplate(text)).join("\n")) add(inliner, errorAt({
		code: "partial_seam",
		path: template.path,
		at: template.positionAt(0),
		message: "A partial and the text around it make new braces where they meet: put a space between them."
	}));
	return text;
}
function significant(tokens) {
	return tokens.flatMap((token) => {
		if (token.kind === "variable" || token.kind === "partial") return [`${token.kind} ${token.name}`];
		return token.kind === "escape" ? ["escape"] : [];
	});
}
function inlinePiece(inliner, piece, chain, output) {
	let from = 0;
	for (const token of piece.tokens) {
		if (inliner.exhausted) return;
		if (token.kind !== "partial") {
			output.tokens.push(...significant([token]));
			continue;
		}
		output.text.push(piece.text.slice(from, token.start));
		from = token.end;
		const next = enterPartial(inliner, piece, token, chain);
		if (next !== void 0) inlinePiece(inliner, next, [...chain, next.path], output);
	}
	output.text.push(piece.text.slice(from));
}
function enterPartial(inliner, piece, token, chain) {
	const complain = (code, message) => {
		add(inliner, errorAt({
			code,
			path: piece.path,
			at: piece.positionAt(token.start),
			message
		}));
	};
	inliner.spent.inlinings += 1;
	if (isOverspent(inliner)) return complain("partials_too_large", tooLarge());
	if (!PARTIAL_NAME.test(token.name)) return complain("partial_name", `${JSON.stringify(token.name)} is no partial's name: use letters, digits and . _ - in folders under "partials".`);
	const candidates = partialCandidates(piece.path, token.name);
	const found = inliner.lookup(candidates);
	if (found === void 0) return complain("partial_missing", `No partial "${token.name}" was found: create ${candidates.join(" or ")}.`);
	if (chain.includes(found.path)) return complain("partial_cycle", `Partials include each other in a circle (${[...chain.slice(chain.indexOf(found.path)), found.path].join(" → ")}): remove one of these references.`);
	if (chain.length > PARTIAL_LIMITS.depth) return complain("partial_too_deep", `Partials are nested more than ${PARTIAL_LIMITS.depth} deep: inline some of them.`);
	const next = pieceOf(inliner, found);
	inliner.spent.characters += next.text.length;
	return isOverspent(inliner) ? complain("partials_too_large", tooLarge()) : next;
}
/** Whether a bound is hit. References that lead nowhere count too: telling each of very many has its price. */
function isOverspent(inliner) {
	const { inlinings, characters } = inliner.spent;
	inliner.exhausted = inlinings > PARTIAL_LIMITS.inlinings || characters > PARTIAL_LIMITS.characters;
	return inliner.exhausted;
}
function tooLarge() {
	const { inlinings, characters } = PARTIAL_LIMITS;
	return `The partials expand to too much (at most ${characters} characters and ${inlinings} inlinings for one prompt): use fewer or smaller ones.`;
}
function pieceOf(inliner, found) {
	const known = inliner.pieces.get(found.path);
	if (known !== void 0) return known;
	const text = found.text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").replace(/\n$/, "");
	const piece = {
		text,
		path: found.path,
		positionAt: linePositions(text),
		tokens: tokenizeTemplate(text)
	};
	inliner.pieces.set(found.path, piece);
	inliner.used.set(found.path, {
		path: found.path,
		digest: `sha256:${sha256Hex(found.text)}`
	});
	noticeOtherBraces(inliner, piece);
	return piece;
}
function noticeOtherBraces(inliner, piece) {
	const others = piece.tokens.filter((token) => token.kind === "other").slice(0, PARTIAL_LIMITS.notices);
	for (const token of others) {
		const message = `${JSON.stringify(token.text.length > 60 ? `${token.text.slice(0, 60)}…` : token.text)} is no variable and stays as it is: write "\\{{" to say so, or a name of letters, digits and _ . - between {{ and }}.`;
		add(inliner, noticeAt({
			code: "braces_kept",
			path: piece.path,
			at: piece.positionAt(token.start),
			message
		}));
	}
}
/** One problem per place: a broken partial that is used ten times is broken once. */
function add(inliner, problem) {
	inliner.problems.set(`${problem.path}:${problem.line}:${problem.column}:${problem.code}`, problem);
}
// src/domain/prompt/tools.ts
const MAX_TOOLS = 128;
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Reads `tools`: a list of function tools, or the path of a JSON or YAML file with such a list. */
function readTools(reader, node) {
	if (node === void 0) return void 0;
	if (node.kind === "list") {
		const tools = readToolList(reader, node);
		return tools.length === 0 ? void 0 : {
			kind: "inline",
			tools,
			position: node.position
		};
	}
	if (node.kind === "scalar" && typeof node.value === "string") return readToolsPath(reader, node.value, node.position);
	return complain(reader, "tools_malformed", node.position, "\"tools\" must be a list of function tools, or the path of a JSON or YAML file with one.");
}
function readToolsPath(reader, written, position) {
	const resolved = resolveInRepository(reader.path, written);
	if (!resolved.ok) return complain(reader, `tools_path_${resolved.reason}`, position, resolved.message);
	if (/\.(?:json|ya?ml)$/i.test(resolved.path)) return {
		kind: "file",
		path: resolved.path,
		position
	};
	const message = `The tools file ${JSON.stringify(written)} must end in .json, .yml or .yaml.`;
	return complain(reader, "tools_path_kind", position, message);
}
/** Reads a tools file: the list itself, or a map with the list under `tools`. */
function parseToolsFile({ path, text }) {
	const read = path.toLowerCase().endsWith(".json") ? readJsonFile(text, path) : readYaml(text, path);
	if (!read.ok) return read;
	const reader = {
		path,
		problems: [...read.notices]
	};
	const root = read.root;
	const list = root.kind === "map" ? entryOf(root, "tools")?.value : root;
	if (list?.kind !== "list") {
		complain(reader, "tools_malformed", root.position, "A tools file must hold a list of function tools, or a map with one under \"tools\".");
		return {
			ok: false,
			problems: listProblems(reader.problems)
		};
	}
	const tools = readToolList(reader, list);
	if (hasErrors(reader.problems)) return {
		ok: false,
		problems: listProblems(reader.problems)
	};
	return {
		ok: true,
		tools,
		notices: reader.problems
	};
}
function readJsonFile(text, path) {
	const failed = (code, at, message) => {
		return {
			ok: false,
			problems: [errorAt({
				code,
				path,
				at,
				message
			})]
		};
	};
	const positionAt = linePositions(text);
	if (text.length > YAML_LIMITS.bytes) return failed("file_too_large", positionAt(0), `A tools file holds at most ${YAML_LIMITS.bytes} bytes: shorten it.`);
	const read = readJson(text.replace(/^\uFEFF/, " "), positionAt);
	if (read.ok) return {
		ok: true,
		root: read.root,
		notices: []
	};
	return failed("json_syntax", positionAt(read.offset), read.message);
}
function readToolList(reader, list) {
	if (list.items.length > MAX_TOOLS) complain(reader, "too_many_tools", list.position, `A prompt takes at most ${MAX_TOOLS} tools: remove some.`);
	const names = /* @__PURE__ */ new Set();
	for (const item of list.items) {
		const name = toolName(reader, item);
		if (name === void 0) continue;
		if (names.has(name)) complain(reader, "duplicate_tool", item.position, `A tool named "${name}" is there already: rename one of them.`);
		names.add(name);
	}
	return list.items.map(toMinifiedJson);
}
/** The function's name, where the entry has OpenAI's shape of a function tool. */
function toolName(reader, item) {
	const type = item.kind === "map" ? present(item, "type") : void 0;
	const definition = item.kind === "map" ? present(item, "function") : void 0;
	if (type?.kind !== "scalar" || type.value !== "function" || definition?.kind !== "map") return complain(reader, "tool_malformed", item.position, "A tool must be {type: function, function: {name, description, parameters}}: write it in this shape.");
	const parameters = entryOf(definition, "parameters")?.value;
	if (parameters !== void 0 && parameters.kind !== "map" && !isNull(parameters)) complain(reader, "tool_malformed", parameters.position, "A tool's \"parameters\" must be a JSON Schema, so a map.");
	const name = textField(reader, definition, "name");
	if (name !== void 0 && typeof name.value === "string" && TOOL_NAME.test(name.text)) return name.text;
	return complain(reader, "tool_name", (name ?? definition).position, "A tool needs a name of 1 to 64 letters, digits, _ and -: set function.name.");
}
// src/domain/prompt/effective-prompt.ts
/** `sha256:` and hex SHA-256 over the effective prompt's canonical JSON. */
function effectivePromptDigest(effective) {
	return digestOf(effective);
}
/** Follows a prompt file's references and makes its effective prompt. All problems are told at once. */
function resolvePrompt(input) {
	const { file } = input;
	const inlined = inlinePartials(file.messages.map((message) => message.content), input.lookupPartial);
	const tools = resolveTools(input);
	const notices = declarationNotices(file, inlined.texts);
	const problems = listProblems([
		...inlined.problems,
		...tools.problems,
		...notices
	]);
	if (hasErrors(problems)) return {
		ok: false,
		problems
	};
	return {
		ok: true,
		prompt: resolvedOf(file, effectiveOf(input, inlined.texts, tools.tools), inlined.partials),
		notices: problems
	};
}
function resolveTools({ file, lookupTools }) {
	if (file.tools === void 0) return {
		tools: [],
		problems: []
	};
	if (file.tools.kind === "inline") return {
		tools: file.tools.tools,
		problems: []
	};
	const { path, position } = file.tools;
	const found = lookupTools(path);
	if (found === void 0) {
		const message = `The tools file ${JSON.stringify(path)} does not exist: create it, or correct the path.`;
		return {
			tools: [],
			problems: [errorAt({
				code: "tools_missing",
				path: file.path,
				at: position,
				message
			})]
		};
	}
	const parsed = parseToolsFile(found);
	return parsed.ok ? {
		tools: parsed.tools,
		problems: parsed.notices
	} : {
		tools: [],
		problems: parsed.problems
	};
}
function effectiveOf(input, texts, tools) {
	const { file, defaultModel } = input;
	const messages = file.messages.map(({ role }, index) => ({
		role,
		content: texts[index] ?? ""
	}));
	return {
		model: file.model ?? defaultModel,
		...file.modelParameters !== void 0 && { model_parameters: file.modelParameters },
		...file.responseFormat !== void 0 && { response_format: file.responseFormat },
		...file.jsonSchema !== void 0 && { json_schema: file.jsonSchema },
		messages,
		variables: variableSchemas(texts, file.variables),
		...tools.length > 0 && { tools }
	};
}
function resolvedOf(file, effective, partials) {
	return {
		id: file.id,
		idDeclared: file.idDeclared,
		name: file.name ?? file.id,
		...file.description !== void 0 && { description: file.description },
		path: file.path,
		effective,
		digest: effectivePromptDigest(effective),
		partials,
		...file.tools?.kind === "file" && { toolsPath: file.tools.path },
		declarations: file.variables,
		cases: file.testData,
		evaluators: file.evaluators,
		...file.gates !== void 0 && { gates: file.gates },
		...file.results !== void 0 && { results: file.results },
		positions: {
			id: file.idPosition,
			model: file.modelPosition,
			messages: file.messages.map((message) => message.position)
		}
	};
}
/** What the author should know about declared variables once it is clear which ones the messages use. */
function declarationNotices(file, texts) {
	const used = new Set(texts.flatMap(variableNames));
	return file.variables.flatMap((declaration) => {
		const { name, position } = declaration;
		if (!used.has(name)) {
			const message = `The variable "${name}" is declared and no message uses it: use it, or remove it.`;
			return [noticeAt({
				code: "variable_unused",
				path: file.path,
				at: position,
				message
			})];
		}
		if (declaration.required !== false || declaration.default !== void 0) return [];
		const message = `The variable "${name}" is optional and has no default, so a value is still needed: add "default: …".`;
		return [noticeAt({
			code: "optional_without_default",
			path: file.path,
			at: position,
			message
		})];
	});
}
// src/domain/prompt/evaluator-spec.ts
/** Reads `evaluators`. Of several kinds in one entry GitHub's runner took `string`, then `llm`, then `uses`. */
function readEvaluators(reader, list) {
	if (list === void 0) return [];
	return mapsOf(reader, list, "evaluators").flatMap((map, index) => readEvaluator(reader, map, index + 1) ?? []);
}
function readEvaluator(reader, map, number) {
	const base = {
		name: textField(reader, map, "name")?.text ?? `evaluator ${number}`,
		position: map.position,
		raw: toJsonObject(map)
	};
	if (entryOf(map, "string") !== void 0) {
		const string = readStringChecks(reader, map);
		return string && {
			...base,
			kind: "string",
			string
		};
	}
	if (entryOf(map, "llm") !== void 0) return readLlm(reader, map, base);
	const uses = present(map, "uses") === void 0 ? void 0 : textField(reader, map, "uses");
	if (uses !== void 0) return {
		...base,
		kind: "uses",
		uses: uses.text
	};
	return {
		...base,
		kind: "other"
	};
}
const CHECKS = [
	"equals",
	"contains",
	"startsWith",
	"endsWith"
];
function readStringChecks(reader, map) {
	const checks = mapField(reader, map, "string");
	const found = CHECKS.flatMap((check) => {
		const node = checks && textField(reader, checks, check);
		return node === void 0 ? [] : [[check, node.text]];
	});
	if (found.length > 0) return Object.fromEntries(found);
	return complain(reader, "evaluator_malformed", checks?.position ?? map.position, "A \"string\" evaluator needs one of equals, contains, startsWith or endsWith: add one.");
}
function readLlm(reader, map, base) {
	const llm = mapField(reader, map, "llm");
	const prompt = llm && textField(reader, llm, "prompt")?.text;
	if (llm === void 0 || prompt === void 0) return complain(reader, "evaluator_malformed", llm?.position ?? map.position, "An \"llm\" evaluator needs a \"prompt\" and \"choices\": add them.");
	const modelId = textField(reader, llm, "modelId")?.text;
	const systemPrompt = textField(reader, llm, "systemPrompt")?.text;
	return {
		...base,
		kind: "llm",
		prompt,
		choices: readChoices(reader, llm),
		...modelId !== void 0 && { modelId },
		...systemPrompt !== void 0 && { systemPrompt }
	};
}
function readChoices(reader, llm) {
	const list = listField(reader, llm, "choices");
	if (list === void 0) return [];
	return mapsOf(reader, list, "choices").flatMap((map) => {
		const choice = textField(reader, map, "choice")?.text;
		const score = present(map, "score");
		const value = score?.kind === "scalar" ? score.value : void 0;
		if (choice !== void 0 && typeof value === "number") return [{
			choice,
			score: value
		}];
		complain(reader, "evaluator_malformed", map.position, "Each choice needs a \"choice\" (text) and a \"score\" (number).");
		return [];
	});
}
// src/domain/prompt/response-format.ts
const RESPONSE_FORMATS = [
	"text",
	"json_object",
	"json_schema"
];
/**
* Reads `responseFormat` and `jsonSchema`. The schema is a text of JSON in GitHub's format; a map in place is taken too.
* Without `responseFormat: json_schema` it never reaches the model, so it is left out, with a notice.
*/
function readResponseShape(reader, root) {
	const responseFormat = readFormat(reader, root);
	const node = present(root, "jsonSchema");
	const jsonSchema = node && readSchema(reader, node);
	if (responseFormat === "json_schema") {
		if (node !== void 0) return {
			responseFormat,
			...jsonSchema !== void 0 && { jsonSchema }
		};
		const at = present(root, "responseFormat")?.position ?? root.position;
		complain(reader, "json_schema_missing", at, "With \"responseFormat: json_schema\" the file needs a \"jsonSchema\": add it.");
	} else if (node !== void 0) remark(reader, "json_schema_unused", node.position, "\"jsonSchema\" has no effect without \"responseFormat: json_schema\": add that line, or remove the schema.");
	return { ...responseFormat !== void 0 && { responseFormat } };
}
function readFormat(reader, root) {
	const node = textField(reader, root, "responseFormat");
	if (node === void 0) return void 0;
	const format = RESPONSE_FORMATS.find((one) => one === node.text);
	if (format !== void 0) return format;
	const message = `The response format ${JSON.stringify(node.text)} is unknown: use text, json_object or json_schema.`;
	return complain(reader, "response_format", node.position, message);
}
function readSchema(reader, node) {
	const tree = node.kind === "scalar" ? readSchemaText(reader, node) : node;
	if (tree === void 0) return void 0;
	if (tree.kind !== "map") return complain(reader, "json_schema_malformed", node.position, "\"jsonSchema\" must hold an object with \"name\" and \"schema\": write it as JSON text.");
	const name = entryOf(tree, "name")?.value;
	if (!(name?.kind === "scalar" && typeof name.value === "string" && name.value !== "")) complain(reader, "json_schema_malformed", tree.position, "\"jsonSchema\" needs a \"name\": add it at its top.");
	const schema = entryOf(tree, "schema")?.value;
	if (schema?.kind !== "map") complain(reader, "json_schema_malformed", (schema ?? tree).position, "\"jsonSchema\" needs a \"schema\" that is an object: put the schema itself under that key.");
	const strict = entryOf(tree, "strict")?.value;
	if (strict !== void 0 && !isNull(strict) && !(strict.kind === "scalar" && typeof strict.value === "boolean")) complain(reader, "json_schema_malformed", strict.position, "\"strict\" in \"jsonSchema\" must be true or false.");
	return toMinifiedJson(tree);
}
function readSchemaText(reader, node) {
	const read = readJson(node.text.trimStart(), () => node.position);
	if (read.ok) return read.root;
	const skipped = node.text.length - node.text.trimStart().length;
	return complain(reader, "json_schema_syntax", node.positionAt(skipped + read.offset), `"jsonSchema": ${read.message}`);
}
// src/domain/prompt/results-source.ts
/** Reads `evaluation: {promptfoo: <path>}`. */
function readResultsSource(reader, root) {
	const map = mapField(reader, root, "evaluation");
	if (map === void 0) return void 0;
	for (const { key, keyPosition } of map.entries) {
		if (key === "promptfoo") continue;
		const message = `The key ${JSON.stringify(key)} means nothing in "evaluation" and is ignored.`;
		remark(reader, "unknown_key", keyPosition, message);
	}
	const [entry] = map.entries.filter(({ key }) => key === "promptfoo");
	const value = entry?.value;
	if (value?.kind !== "scalar" || typeof value.value !== "string") return complain(reader, "evaluation_malformed", value?.position ?? map.position, "\"evaluation\" needs the path of promptfoo's results: write \"promptfoo: results.json\".");
	const resolved = resolveInRepository("", value.value);
	if (resolved.ok) return {
		kind: "promptfoo",
		path: resolved.path,
		position: value.position
	};
	const message = `The path ${JSON.stringify(value.value)} of the results is not usable: write one from the root of the workspace, with "/" between its parts, that does not leave it.`;
	return complain(reader, `evaluation_path_${resolved.reason}`, value.position, message);
}
// src/domain/prompt/variable-declarations.ts
/** Names of types as files in the wild have them. A type that is not here is read as a text, with a notice. */
const TYPE_NAMES = {
	string: "string",
	str: "string",
	text: "string",
	number: "number",
	float: "number",
	integer: "integer",
	int: "integer",
	boolean: "boolean",
	bool: "boolean",
	json: "json",
	object: "json",
	array: "json",
	list: "json",
	dict: "json"
};
const KNOWN_KEYS$1 = /* @__PURE__ */ new Set([
	"name",
	"type",
	"description",
	"required",
	"default",
	"enum",
	"maxLength",
	"max_length"
]);
/** Reads `variables`: a map from names to declarations, or a list of declarations (or bare names) with `name`. */
function readVariables(reader, node) {
	if (node === void 0) return [];
	const declarations = namedNodes(reader, node).flatMap((named) => readDeclaration(reader, named) ?? []);
	const seen = /* @__PURE__ */ new Map();
	return declarations.filter(({ name, position }) => {
		const first = seen.get(name);
		seen.set(name, first ?? position);
		if (first === void 0) return true;
		complain(reader, "duplicate_variable", position, `"${name}" is declared on line ${first.line} already: remove one.`);
		return false;
	});
}
function namedNodes(reader, node) {
	if (node.kind === "map") return node.entries.map(({ key, keyPosition, value }) => ({
		name: key,
		position: keyPosition,
		node: value
	}));
	if (node.kind === "list") return node.items.flatMap((item) => namedItem(reader, item) ?? []);
	complain(reader, "variables_malformed", node.position, "\"variables\" must be a map of names to declarations, or a list of declarations with \"name\".");
	return [];
}
function namedItem(reader, item) {
	if (item.kind === "scalar" && !isNull(item)) return {
		name: item.text,
		position: item.position,
		node: item
	};
	const name = item.kind === "map" ? textField(reader, item, "name") : void 0;
	if (name !== void 0) return {
		name: name.text,
		position: item.position,
		node: item
	};
	return complain(reader, "variables_malformed", item.position, "Each declared variable needs a \"name\": add one.");
}
function readDeclaration(reader, named) {
	const { name, position, node } = named;
	if (!VARIABLE_NAME.test(name)) {
		const message = `${JSON.stringify(name)} cannot name a variable: use letters, digits and _ . -, starting with a letter or _.`;
		return complain(reader, "variable_name", position, message);
	}
	if (node.kind === "map") return readDetails(reader, named, node);
	if (isNull(node) || node.kind === "scalar" && node.text === name) return {
		name,
		position,
		type: "string"
	};
	const message = `The declaration of "${name}" must be a map: write for example "description: …" under it.`;
	return complain(reader, "variables_malformed", node.position, message);
}
function readDetails(reader, named, map) {
	for (const { key, keyPosition } of map.entries) {
		if (KNOWN_KEYS$1.has(key)) continue;
		const message = `The key ${JSON.stringify(key)} means nothing in a variable's declaration and is ignored.`;
		remark(reader, "unknown_key", keyPosition, message);
	}
	const description = textField(reader, map, "description")?.text;
	const required = readRequired(reader, map);
	const maxLength = readMaxLength(reader, map);
	const allowed = readEnum(reader, map);
	return withDefault(reader, {
		name: named.name,
		position: named.position,
		type: readType(reader, map),
		...description !== void 0 && { description },
		...required !== void 0 && { required },
		...maxLength !== void 0 && { maxLength },
		...allowed !== void 0 && { enum: allowed }
	}, map);
}
function readType(reader, map) {
	const node = textField(reader, map, "type");
	if (node === void 0) return "string";
	const type = Object.hasOwn(TYPE_NAMES, node.text) ? TYPE_NAMES[node.text] : void 0;
	if (type !== void 0) return type;
	const message = `The type ${JSON.stringify(node.text)} is read as a text: use string, number, integer, boolean or json.`;
	remark(reader, "unknown_type", node.position, message);
	return "string";
}
function readRequired(reader, map) {
	const node = present(map, "required");
	if (node === void 0) return void 0;
	if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
	return complain(reader, "not_a_boolean", node.position, "\"required\" must be true or false.");
}
function readMaxLength(reader, map) {
	const node = present(map, "maxLength") ?? present(map, "max_length");
	if (node === void 0) return void 0;
	const value = node.kind === "scalar" ? node.value : void 0;
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
	return complain(reader, "not_a_length", node.position, "\"maxLength\" must be a whole number from 1.");
}
function readEnum(reader, map) {
	const node = present(map, "enum");
	if (node === void 0) return void 0;
	if (node.kind === "list" && node.items.length > 0) return node.items.map(toJson);
	return complain(reader, "enum_malformed", node.position, "\"enum\" must be a list with at least one value.");
}
/** Adds the default and holds it, and the enum's values, to the declared type. */
function withDefault(reader, declaration, map) {
	const { name, type } = declaration;
	const own = {
		name,
		type,
		required: false
	};
	for (const value of declaration.enum ?? []) checkDeclared(reader, own, value, entryOf(map, "enum")?.value);
	const node = type === "json" ? entryOf(map, "default")?.value : present(map, "default");
	if (node === void 0) return declaration;
	const value = toJson(node);
	const { enum: allowed, maxLength } = declaration;
	checkDeclared(reader, {
		...own,
		...allowed && { enum: allowed },
		...maxLength && { max_length: maxLength }
	}, value, node);
	return {
		...declaration,
		default: value
	};
}
function checkDeclared(reader, schema, value, node) {
	for (const offence of checkValue(schema, value)) {
		const at = node?.position ?? {
			line: 1,
			column: 1
		};
		complain(reader, "declared_value", at, `This value does not fit its own variable: ${offence.message}`);
	}
}
// src/domain/prompt/prompt-file.ts
const MESSAGE_ROLES = [
	"system",
	"developer",
	"user",
	"assistant"
];
/** Reads a prompt file (contracts §1). What cannot be read is told with all its problems at once. */
function parsePromptFile(data, path) {
	const read = readYaml(data, path);
	if (!read.ok) return read;
	const reader = {
		path,
		problems: [...read.notices]
	};
	const file = read.root.kind === "map" ? readFile(reader, read.root) : notAMap(reader);
	const problems = listProblems(reader.problems);
	if (file === void 0 || hasErrors(problems)) return {
		ok: false,
		problems
	};
	return {
		ok: true,
		file,
		notices: problems
	};
}
function notAMap(reader) {
	return complain(reader, "not_a_prompt", FILE_START, "A prompt file must be a map: start it with \"name: …\", \"model: …\" and \"messages:\".");
}
function readFile(reader, root) {
	const id = readId(reader, root);
	const messages = readMessages(reader, root);
	const extra = readExtra(reader, root);
	const modelParameters = readModelParameters(reader, root);
	const tools = readTools(reader, present(root, "tools"));
	const gates = entryOf(root, "gates")?.value;
	const results = readResultsSource(reader, root);
	const file = {
		...readTexts(reader, root),
		...readResponseShape(reader, root),
		path: reader.path,
		idPosition: entryOf(root, "id")?.keyPosition ?? FILE_START,
		modelPosition: entryOf(root, "model")?.keyPosition ?? root.position,
		messages,
		variables: readVariables(reader, present(root, "variables")),
		testData: readTestData(reader, root),
		evaluators: readEvaluators(reader, listField(reader, root, "evaluators")),
		extra,
		...modelParameters !== void 0 && { modelParameters },
		...tools !== void 0 && { tools },
		...gates !== void 0 && { gates: gatesOf(gates) },
		...results !== void 0 && { results }
	};
	return id === void 0 ? void 0 : {
		...file,
		...id
	};
}
function gatesOf(node) {
	const entries = node.kind === "map" ? node.entries : [];
	const keys = Object.fromEntries(entries.map(({ key, keyPosition }) => [key, keyPosition]));
	return {
		value: toJson(node),
		position: node.position,
		keys
	};
}
function readId(reader, root) {
	const written = textField(reader, root, "id");
	if (written === void 0) return {
		id: promptIdFromPath(reader.path),
		idDeclared: false
	};
	const result = parsePromptId(written.text);
	if (result.ok) return {
		id: result.id,
		idDeclared: true
	};
	return complain(reader, `id_${result.reason}`, written.position, result.message);
}
function readTexts(reader, root) {
	const name = textField(reader, root, "name")?.text.trim();
	const description = textField(reader, root, "description")?.text;
	const model = textField(reader, root, "model")?.text.trim();
	return {
		...name !== void 0 && name !== "" && { name },
		...description !== void 0 && { description },
		...model !== void 0 && model !== "" && { model }
	};
}
function readMessages(reader, root) {
	const list = listField(reader, root, "messages");
	if (list === void 0 || list.items.length === 0) {
		const at = list?.position ?? root.position;
		const message = "The file has no messages: add a \"messages\" list with \"role\" and \"content\".";
		if (list !== void 0 || present(root, "messages") === void 0) complain(reader, "no_messages", at, message);
		return [];
	}
	return mapsOf(reader, list, "messages").flatMap((map) => readMessage(reader, map) ?? []);
}
function readMessage(reader, map) {
	for (const { key, keyPosition } of map.entries) {
		if (key === "role" || key === "content") continue;
		remark(reader, "unknown_key", keyPosition, `The key ${JSON.stringify(key)} means nothing in a message and is ignored.`);
	}
	const role = readRole(reader, map);
	const content = textField(reader, map, "content");
	if (content === void 0 && present(map, "content") === void 0) complain(reader, "no_content", map.position, "This message has no content: add \"content: …\" to it.");
	if (role === void 0 || content === void 0) return void 0;
	return {
		role,
		content: templateOf(reader, content),
		position: map.position
	};
}
function templateOf(reader, node) {
	return {
		text: node.text,
		path: reader.path,
		positionAt: node.positionAt
	};
}
/** Roles are matched without case, as GitHub's runner did. */
function readRole(reader, map) {
	const node = textField(reader, map, "role");
	const role = MESSAGE_ROLES.find((one) => one === node?.text.toLowerCase());
	if (role !== void 0) return role;
	if (node === void 0 && present(map, "role") !== void 0) return void 0;
	const message = `The role of this message ${node === void 0 ? "is missing" : `${JSON.stringify(node.text)} is unknown`}: use ${MESSAGE_ROLES.join(", ")}.`;
	return complain(reader, "message_role", node?.position ?? map.position, message);
}
function readTestData(reader, root) {
	const list = listField(reader, root, "testData");
	if (list === void 0) return [];
	return mapsOf(reader, list, "testData").map((map) => ({
		values: toJsonObject(map),
		position: map.position
	}));
}
const KNOWN_KEYS = [...[
	"id",
	"name",
	"description",
	"model",
	"modelParameters",
	"responseFormat",
	"jsonSchema",
	"messages"
], ...[
	"variables",
	"tools",
	"testData",
	"evaluators",
	"gates",
	"evaluation"
]];
function readExtra(reader, root) {
	const unknown = root.entries.filter(({ key }) => !KNOWN_KEYS.includes(key));
	for (const { key, keyPosition } of unknown) {
		const meant = KNOWN_KEYS.find((known) => known.toLowerCase() === key.replace(/[-_ ]/g, "").toLowerCase());
		const hint = meant === void 0 ? "" : `; if "${meant}" is meant, write it so`;
		const message = `The key ${JSON.stringify(key)} is not part of the format and changes nothing${hint}.`;
		remark(reader, "unknown_key", keyPosition, message);
	}
	return Object.fromEntries(unknown.map(({ key, value }) => [key, toJson(value)]));
}
function promptReferences(file) {
	return {
		partials: [...new Set(file.messages.flatMap((message) => partialReferences(message.content.text)))],
		...file.tools?.kind === "file" && { toolsPath: file.tools.path }
	};
}
export { effectivePromptDigest as a, partialCandidates as c, makeSlug as d, promptIdFromPath as f, sha256Hex as g, digestOf as h, RESPONSE_FORMATS as i, linePositions as l, canonicalJson as m, parsePromptFile as n, resolvePrompt as o, NotJsonError as p, promptReferences as r, PARTIAL_LIMITS as s, MESSAGE_ROLES as t, kebabCase as u };

import { a as FILE_START, c as hasErrors, l as listProblems, o as errorAt, u as noticeAt } from "./yaml-tree.js";
import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq } from "yaml";
import { spawn } from "node:child_process";
import { devNull } from "node:os";
// src/releases/ports.ts
/** Something outside did not answer or refused: try again later. Nothing is known to be half done. */
var OutsideError = class extends Error {
	name = "OutsideError";
	/** What was being done, for people: `read the release branch`. */
	doing;
	constructor(doing, cause) {
		super(`Could not ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
		this.doing = doing;
	}
};
/** A write got no answer: it may or may not have happened. Look before doing it again. */
var UnknownOutcomeError = class extends OutsideError {
	name = "UnknownOutcomeError";
};
/**
* Whoever does the work may wait no longer: the process ends, or another has taken the work over. No failure of anything
* outside, and nobody is to be told: the next who takes up the work does it.
*/
var StoppedError = class extends Error {
	name = "StoppedError";
	constructor() {
		super("stopped while it waited");
	}
};
/** The config cannot be read, and none before it is known: what it asks for would be a guess. Nothing was done. */
var ConfigUnreadableError = class extends OutsideError {
	name = "ConfigUnreadableError";
};
/** An alarm about the release branch stands, so nothing is appended to it. Nothing was written. */
var BranchAlarmError = class extends OutsideError {
	name = "BranchAlarmError";
	kind;
	constructor(kind) {
		super("write to the release branch", /* @__PURE__ */ new Error(`an alarm about it stands: ${kind}`));
		this.kind = kind;
	}
};
/** The release branch's history is not what was remembered: it was rewritten or replaced. */
var HistoryError = class extends Error {
	name = "HistoryError";
};
// src/domain/yaml/utf8.ts
/** Decodes strictly: a byte that is not UTF-8 is an error, never a replacement character. A byte order mark stays. */
function decodeUtf8(bytes) {
	try {
		return {
			ok: true,
			text: new TextDecoder("utf-8", {
				fatal: true,
				ignoreBOM: true
			}).decode(bytes)
		};
	} catch {
		return {
			ok: false,
			at: firstInvalid(bytes)
		};
	}
}
function firstInvalid(bytes) {
	const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
	const encoded = new TextEncoder().encode(lenient);
	let same = 0;
	while (same < bytes.length && bytes[same] === encoded[same]) same += 1;
	const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, same)).split("\n");
	return {
		line: before.length,
		column: (before.at(-1)?.replace(/\uFFFD+$/, "").length ?? 0) + 1
	};
}
// src/domain/yaml/yaml-nodes.ts
/** Bounds on what aliases may make of a file. */
const NODE_LIMITS = {
	aliases: 100,
	values: 1e5,
	characters: 4194304,
	depth: 64
};
/** Turns the library's nodes into our tree: aliases and merge keys resolved, keys unique, every value one of JSON's. */
function readNodes(contents, source) {
	const reader = {
		source,
		anchors: /* @__PURE__ */ new Map(),
		problems: [],
		used: {
			aliases: 0,
			values: 0,
			characters: 0
		},
		exhausted: false
	};
	return {
		root: readNode(reader, contents, 0),
		problems: reader.problems
	};
}
function readNode(reader, node, depth) {
	reader.used.values += 1;
	const offset = node.range[0];
	if (reader.used.values > NODE_LIMITS.values || depth > NODE_LIMITS.depth) exhaust(reader, offset);
	if (reader.exhausted) return nullNode(reader, offset);
	if (isAlias(node)) return readAlias(reader, node, depth);
	if (node.anchor !== void 0) reader.anchors.set(node.anchor, void 0);
	const read = readContent(reader, node, depth);
	if (node.anchor !== void 0) reader.anchors.set(node.anchor, node);
	return read;
}
function readContent(reader, node, depth) {
	if (isScalar(node)) return readScalar(reader, node);
	const position = reader.source.positionAt(node.range[0]);
	if (isMap(node)) return {
		kind: "map",
		position,
		entries: readEntries(reader, node, depth)
	};
	if (!isSeq(node)) return nullNode(reader, node.range[0]);
	return {
		kind: "list",
		position,
		items: node.items.map((item) => readNode(reader, item, depth + 1))
	};
}
function readAlias(reader, alias, depth) {
	const name = isAlias(alias) ? alias.source : "";
	const offset = alias.range[0];
	reader.used.aliases += 1;
	if (reader.used.aliases > NODE_LIMITS.aliases) exhaust(reader, offset);
	if (reader.exhausted) return nullNode(reader, offset);
	const target = reader.anchors.get(name);
	if (target !== void 0) return readContent(reader, target, depth);
	report(reader, "bad_alias", offset, reader.anchors.has(name) ? `The alias *${name} stands inside the value that it names: write the value out.` : `The alias *${name} has no anchor &${name} above it: add the anchor, or put the value in quotes.`);
	return nullNode(reader, offset);
}
function readScalar(reader, node) {
	const offset = node.range[0];
	const value = node.value;
	const text = typeof value === "string" ? value : node.source ?? "";
	reader.used.characters += text.length;
	if (reader.used.characters > NODE_LIMITS.characters) exhaust(reader, offset);
	const problem = scalarProblem(value, text);
	if (problem !== void 0) report(reader, problem.code, offset, problem.message);
	const raw = reader.source.text.slice(node.range[0], node.range[1]);
	const positionAt = (at) => reader.source.positionAt(offset + rawOffset(raw, text, at));
	return {
		kind: "scalar",
		position: reader.source.positionAt(offset),
		text,
		value: jsonScalar(value),
		positionAt
	};
}
function jsonScalar(value) {
	if (value === 0) return 0;
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
	return null;
}
function scalarProblem(value, text) {
	if (typeof value === "number" && !Number.isFinite(value)) return {
		code: "not_a_json_number",
		message: `${text} is no JSON number: write a finite number, or use quotes.`
	};
	if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(text)) return {
		code: "unsafe_integer",
		message: `${text} is too large to be kept exactly: put it in quotes.`
	};
	if (!text.isWellFormed()) return {
		code: "lone_surrogate",
		message: "This text holds half of a surrogate pair: write the whole character."
	};
}
/**
* Where a character of the value stands in the raw scalar. Block and quoted styles change spaces, so the words from
* there on are looked for: the n-th occurrence in the value is the n-th in the raw text.
*/
function rawOffset(raw, text, at) {
	const needle = /^\S{1,40}/.exec(text.slice(at, at + 40))?.[0];
	if (needle === void 0) return 0;
	let found = raw.indexOf(needle);
	for (let index = text.indexOf(needle); index !== -1 && index < at && found !== -1;) {
		found = raw.indexOf(needle, found + 1);
		index = text.indexOf(needle, index + 1);
	}
	return Math.max(found, 0);
}
function readEntries(reader, map, depth) {
	const own = /* @__PURE__ */ new Map();
	const merged = [];
	for (const pair of map.items) {
		const key = pair.key;
		if (isMergeKey(key)) {
			merged.push(...readMerge(reader, pair.value, map.range[0], depth));
			continue;
		}
		const entry = readEntry(reader, pair.key, pair.value, depth);
		if (entry === void 0) continue;
		const first = own.get(entry.key);
		if (first === void 0) own.set(entry.key, entry);
		else reportDuplicate(reader, entry, first.keyPosition);
	}
	for (const entry of merged) if (!own.has(entry.key)) own.set(entry.key, entry);
	return [...own.values()];
}
function isMergeKey(key) {
	return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}
function readEntry(reader, keyNode, valueNode, depth) {
	const offset = keyNode.range[0];
	const key = readNode(reader, keyNode, depth + 1);
	const value = valueNode === null ? nullNode(reader, keyNode.range[1]) : readNode(reader, valueNode, depth + 1);
	if (key.kind === "scalar") return {
		key: key.text,
		keyPosition: reader.source.positionAt(offset),
		value
	};
	report(reader, "key_not_text", offset, "A key must be a single word or text: write it in quotes.");
}
function readMerge(reader, node, offset, depth) {
	const value = node === null ? nullNode(reader, offset) : readNode(reader, node, depth + 1);
	const maps = value.kind === "list" ? value.items : [value];
	if (maps.every((map) => map.kind === "map")) return maps.flatMap((map) => map.entries);
	if (!reader.exhausted) reader.problems.push(errorAt({
		code: "bad_merge",
		path: reader.source.path,
		at: value.position,
		message: "The key \"<<\" merges maps and this is none: name an anchored map, or put the key in quotes."
	}));
	return [];
}
function reportDuplicate(reader, entry, first) {
	const message = `The key ${JSON.stringify(entry.key)} stands on line ${first.line} already: remove one of the two.`;
	report(reader, "duplicate_key", entry.keyPosition, message);
}
function nullNode(reader, offset) {
	const position = reader.source.positionAt(offset);
	return {
		kind: "scalar",
		position,
		value: null,
		text: "",
		positionAt: () => position
	};
}
function exhaust(reader, offset) {
	const { aliases, values } = NODE_LIMITS;
	report(reader, "yaml_too_complex", offset, `The file's values and aliases expand to too much (at most ${aliases} aliases, ${values} values): write it without most of the aliases.`);
	reader.exhausted = true;
}
/** Once a bound is hit, what follows is half read and its problems would be noise. */
function report(reader, code, at, message) {
	if (reader.exhausted) return;
	const place = typeof at === "number" ? reader.source.positionAt(at) : at;
	reader.problems.push(errorAt({
		code,
		path: reader.source.path,
		at: place,
		message
	}));
}
// src/domain/yaml/yaml-document.ts
/** Bounds of a YAML file. What a person writes stays far below; what is made to exhaust a reader does not. */
const YAML_LIMITS = {
	bytes: 1048576,
	depth: 64,
	lexemes: 2e5
};
/**
* Reads one YAML 1.2 (core) document into a tree that knows where each value was written. Merge keys (`<<`) work, since
* GitHub's own reader takes them; aliases are resolved within bounds. All problems are reported at once.
*/
function readYaml(data, path) {
	const size = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
	if (size > YAML_LIMITS.bytes) return failure([tooLarge(path, size)]);
	const decoded = typeof data === "string" ? {
		ok: true,
		text: data
	} : decodeUtf8(data);
	if (!decoded.ok) return failure([invalidUtf8(path, decoded.at)]);
	return readText(decoded.text.replace(/^\uFEFF/, ""), path);
}
function readText(text, path) {
	if (tooManyLexemes(text)) return failure([tooComplex(path)]);
	const lines = new LineCounter();
	const tokens = [...new Parser(lines.addNewLine).parse(text)];
	const positionAt = positions(lines);
	const deep = firstTooDeep(tokens);
	if (deep !== void 0) return failure([tooDeep(path, positionAt(deep))]);
	const documents = [...new Composer({
		uniqueKeys: false,
		prettyErrors: false,
		version: "1.2",
		schema: "core",
		resolveKnownTags: false
	}).compose(tokens, true, text.length)];
	const problems = documents.flatMap((document) => syntaxProblems(document, path, positionAt));
	if (hasErrors(problems)) return failure(problems);
	const [document, ...others] = documents;
	const second = others.find((other) => other.contents !== null && other.contents.range[1] > other.contents.range[0]);
	if (second !== void 0) return failure([secondDocument(path, positionAt(second.range[0]))]);
	if (document === void 0 || document.contents === null) return failure([emptyFile(path)]);
	const read = readNodes(document.contents, {
		text,
		path,
		positionAt
	});
	if (hasErrors(read.problems)) return failure([...problems, ...read.problems]);
	return {
		ok: true,
		root: read.root,
		notices: listProblems([...problems, ...read.problems])
	};
}
function positions(lines) {
	return (offset) => {
		const { line, col } = lines.linePos(offset);
		return {
			line: Math.max(line, 1),
			column: Math.max(col, 1)
		};
	};
}
function failure(problems) {
	return {
		ok: false,
		problems: listProblems(problems)
	};
}
function tooManyLexemes(text) {
	let count = 0;
	for (const _ of new Lexer().lex(text)) {
		count += 1;
		if (count > YAML_LIMITS.lexemes) return true;
	}
	return false;
}
/** Offset of the first collection below the allowed depth. No recursion: depth is what is being guarded against. */
function firstTooDeep(tokens) {
	const pending = tokens.map((token) => ({
		token,
		depth: 0
	}));
	for (let next = pending.pop(); next !== void 0; next = pending.pop()) {
		const { token, depth } = next;
		if (depth > YAML_LIMITS.depth) return token.offset;
		for (const child of childTokens(token)) pending.push({
			token: child,
			depth: depth + 1
		});
	}
}
function childTokens(token) {
	if (token.type === "document") return token.value === void 0 ? [] : [token.value];
	if (!("items" in token)) return [];
	const children = [];
	for (const item of token.items) {
		if (item.key !== void 0 && item.key !== null) children.push(item.key);
		if (item.value !== void 0) children.push(item.value);
	}
	return children;
}
function syntaxProblems(document, path, positionAt) {
	const errors = document.errors.map((error) => errorAt({
		code: "yaml_syntax",
		path,
		at: positionAt(error.pos[0]),
		message: syntaxMessage(error)
	}));
	const warnings = document.warnings.map((warning) => noticeAt({
		code: "yaml_warning",
		path,
		at: positionAt(warning.pos[0]),
		message: syntaxMessage(warning)
	}));
	return [...errors, ...warnings];
}
/** What to do about the mistakes that people make most; the library's own words say what it saw. */
const MENDS = {
	TAB_AS_INDENT: "indent with spaces instead of tabs",
	BAD_INDENT: "align this line with the ones around it",
	MISSING_CHAR: "add what is missing, such as the closing quote, bracket or comma",
	BLOCK_AS_IMPLICIT_KEY: "put a value that contains \": \" in quotes",
	MULTILINE_IMPLICIT_KEY: "write a colon after the key, on the same line",
	BAD_SCALAR_START: "put a value that starts with this character in quotes",
	BAD_DQ_ESCAPE: "double the backslash, or use single quotes",
	BAD_ALIAS: "put a value that starts with * or & in quotes",
	TAG_RESOLVE_FAILED: "remove the tag, or put the value in quotes",
	UNEXPECTED_TOKEN: "remove it, or put the value in quotes"
};
function syntaxMessage(error) {
	return `The YAML cannot be read here (${error.message.trim().replace(/[.:]$/, "")}): ${MENDS[error.code] ?? "mend this line"}.`;
}
function tooLarge(path, size) {
	const message = `The file has ${size} bytes and at most ${YAML_LIMITS.bytes} are read: move long texts into partials.`;
	return errorAt({
		code: "file_too_large",
		path,
		at: FILE_START,
		message
	});
}
function invalidUtf8(path, at) {
	return errorAt({
		code: "invalid_utf8",
		path,
		at,
		message: "The file is not valid UTF-8: save it as UTF-8."
	});
}
function tooComplex(path) {
	const message = `The file has more than ${YAML_LIMITS.lexemes} YAML tokens: make it smaller.`;
	return errorAt({
		code: "yaml_too_complex",
		path,
		at: FILE_START,
		message
	});
}
function tooDeep(path, at) {
	const message = `Values are nested more than ${YAML_LIMITS.depth} levels deep: make the file flatter.`;
	return errorAt({
		code: "yaml_too_deep",
		path,
		at,
		message
	});
}
function secondDocument(path, at) {
	return errorAt({
		code: "several_documents",
		path,
		at,
		message: "A second YAML document starts here: keep one document per file, without another \"---\" line."
	});
}
function emptyFile(path) {
	return errorAt({
		code: "empty_file",
		path,
		at: FILE_START,
		message: "The file is empty: write its content."
	});
}
// src/git/run.ts
/** Git refused, died, or could not be started. `exitCode` is null where it did not exit by itself. */
var GitError = class extends Error {
	name = "GitError";
	command;
	exitCode;
	/** What git said, trimmed, without credentials of URLs. */
	stderr;
	/** What git had printed until then, where it was being collected. */
	stdout;
	constructor(command, outcome) {
		const stderr = withoutCredentials(outcome.stderr).trim();
		super(`git ${command}: ${stderr || `exit code ${outcome.exitCode}`}`, { cause: outcome.cause });
		this.command = command;
		this.exitCode = outcome.exitCode;
		this.stderr = stderr;
		this.stdout = outcome.stdout ?? "";
	}
};
/** Variables that redirect git or bend what it reads (`git rev-parse --local-env-vars`, and more of the kind). */
const REDIRECTING = /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE|QUARANTINE_PATH|CONFIG|CONFIG_PARAMETERS|DEFAULT_HASH|EXTERNAL_DIFF|DIFF_OPTS|NOGLOB_PATHSPECS|GLOB_PATHSPECS|ICASE_PATHSPECS|REFLOG_ACTION|TRACE.*|AUTHOR_.*|COMMITTER_.*)$/;
const USUAL_PATH = "/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin";
const FIXED_ENVIRONMENT = {
	LC_ALL: "C",
	GIT_TERMINAL_PROMPT: "0",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_LITERAL_PATHSPECS: "1",
	GIT_NO_REPLACE_OBJECTS: "1",
	GIT_PAGER: "cat"
};
/** Nothing that a repository's or a person's configuration names is ever started. */
const FIXED_ARGUMENTS = [
	"--no-pager",
	"-c",
	`core.hooksPath=${devNull}`,
	"-c",
	"core.fsmonitor=false",
	"-c",
	"safe.bareRepository=all"
];
/** Runs git to its end and returns what it printed. Throws `GitError` for any exit code but 0. */
async function runGit(repository, args, options = {}) {
	const git = startGit(repository, args, options);
	const chunks = [];
	git.child.stdout.on("data", (chunk) => chunks.push(chunk));
	git.child.stdin.end(options.input ?? "");
	try {
		await git.finished;
	} catch (error) {
		throw error instanceof GitError ? withOutput(error, Buffer.concat(chunks)) : error;
	}
	return Buffer.concat(chunks);
}
function withOutput({ command, exitCode, stderr, cause }, stdout) {
	return new GitError(command, {
		exitCode,
		stderr,
		stdout: stdout.toString("utf8"),
		cause
	});
}
function startGit(repository, args, options = {}) {
	const child = spawn("git", [
		"-C",
		repository.directory,
		...FIXED_ARGUMENTS,
		...args
	], {
		env: environmentFor(repository),
		stdio: [
			"pipe",
			"pipe",
			"pipe"
		],
		windowsHide: true,
		...options.signal === void 0 ? {} : { signal: options.signal }
	});
	child.stdin.on("error", () => void 0);
	const finished = outcomeOf(child, args[0] ?? "");
	finished.catch(() => void 0);
	return {
		child,
		finished
	};
}
function outcomeOf(child, command) {
	let stderr = "";
	child.stderr.setEncoding("utf8").on("data", (chunk) => {
		stderr = (stderr + chunk).slice(-16384);
	});
	return new Promise((resolve, reject) => {
		child.once("error", (cause) => reject(new GitError(command, {
			exitCode: null,
			stderr: cause.message,
			cause
		})));
		child.once("close", (exitCode) => {
			if (exitCode === 0) resolve();
			else reject(new GitError(command, {
				exitCode,
				stderr
			}));
		});
	});
}
function environmentFor(repository) {
	const inherited = { PATH: USUAL_PATH };
	for (const [name, value] of Object.entries(repository.environment ?? {})) if (value !== void 0 && !REDIRECTING.test(name)) inherited[name] = value;
	return {
		...inherited,
		...FIXED_ENVIRONMENT
	};
}
function withoutCredentials(text) {
	return text.replace(/\/\/[^/@\s]+@/g, "//***@");
}
export { readYaml as a, ConfigUnreadableError as c, StoppedError as d, UnknownOutcomeError as f, YAML_LIMITS as i, HistoryError as l, runGit as n, decodeUtf8 as o, startGit as r, BranchAlarmError as s, GitError as t, OutsideError as u };

import { c as partialCandidates, f as promptIdFromPath, l as linePositions, n as parsePromptFile, o as resolvePrompt, r as promptReferences, s as PARTIAL_LIMITS } from "./prompt-file.js";
import { a as FILE_START, d as sortProblems, o as errorAt, u as noticeAt } from "./yaml-tree.js";
import { o as decodeUtf8 } from "./run.js";
import { t as promptMatcher } from "./globs.js";
import { d as tokenizeTemplate, u as partialReferences } from "./variables.js";
import { isDeepStrictEqual } from "node:util";
import { Buffer } from "node:buffer";
// src/releases/catalog/problems.ts
const FILES_NAMED = 10;
/**
* One problem for an id that several files have, at the last of them that its author changed.
*
* @param isAuthors says of a path whether its author reads along
*/
function duplicateId(id, group, isAuthors) {
	const shown = group.slice(0, FILES_NAMED).map(({ path }) => JSON.stringify(path));
	if (group.length > FILES_NAMED) shown.push(`${group.length - FILES_NAMED} more`);
	const message = `The id "${id}" belongs to ${`${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`}: give each file an "id" of its own.`;
	const at = group.findLast(({ path }) => isAuthors(path)) ?? group.at(-1);
	return errorAt({
		code: "duplicate_id",
		path: at?.path ?? "",
		at: at?.idPosition ?? FILE_START,
		message
	});
}
/** Equal for problems that say the same of the same place. */
function problemKey({ path, line, column, code, message }) {
	return JSON.stringify([
		path,
		line,
		column,
		code,
		message
	]);
}
/** A partial's problem is met once for each prompt that uses the partial. */
function withoutRepetitions(problems) {
	return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}
/** What to say where a prompt's id is the slug that another prompt was given when it was first published. */
function slugTaken(prompt, owner) {
	const message = `The id "${prompt.id}" is the slug of the prompt "${owner}", so the name would mean both: choose another id.`;
	return errorAt({
		code: "slug_taken",
		path: prompt.path,
		at: prompt.positions.id,
		message
	});
}
/** What to say where the very cause that publishes a prompt now has published other content of it before. */
function publishedBefore(prompt, sequence) {
	const message = `The prompt "${prompt.id}" was published for the same cause before (event ${sequence}), with other content: publish it from a new commit, or under another key.`;
	return errorAt({
		code: "published_before",
		path: prompt.path,
		at: FILE_START,
		message
	});
}
/** A file that moved without an `id` key became another prompt. */
function identityNotice(base, head) {
	const message = `This file was ${JSON.stringify(base.path)}, and its prompt "${base.id}" is now another one, "${head.id}": add the line "id: ${base.id}" to keep its identity.`;
	return noticeAt({
		code: "identity_changed",
		path: head.path,
		at: FILE_START,
		message
	});
}
/** Nothing has this id any more, and it is still published. */
function removedNotice(base, isDeleted) {
	const message = `${isDeleted ? "This file was deleted" : "This file has another id now"}. That unpublishes nothing: what is live of "${base.id}" stays live until "/archive ${base.id}".`;
	return noticeAt({
		code: "prompt_removed",
		path: base.path,
		at: FILE_START,
		message
	});
}
// src/releases/catalog/compare.ts
/** What differs, and what to tell of prompts whose id came or went. */
function compareSides(files, sides) {
	const changed = [.../* @__PURE__ */ new Set([...sides.base.prompts.keys(), ...sides.head.prompts.keys()])].toSorted().flatMap((id) => compareOne(id, sides));
	return {
		changed,
		notices: sortProblems(identityNotices(changed, files))
	};
}
function compareOne(id, sides) {
	const base = sides.base.prompts.get(id);
	const head = sides.head.prompts.get(id);
	if (base !== void 0 && head !== void 0) {
		const how = howChanged(base, head);
		return how === void 0 ? [] : [{
			id,
			how,
			base,
			head
		}];
	}
	if (head !== void 0) return [{
		id,
		how: wasBroken(sides.base, head) ? "changed" : "added",
		head
	}];
	if (base !== void 0 && !wasBroken(sides.head, base)) return [{
		id,
		how: "removed",
		base
	}];
	return [];
}
function howChanged(base, head) {
	if (base.digest !== head.digest) return "changed";
	if (!isDeepStrictEqual(suiteOf(base), suiteOf(head))) return "evaluation_only";
	return base.path === head.path ? void 0 : "moved";
}
function suiteOf({ cases, evaluators, gates, results }) {
	return {
		cases: cases.map((one) => one.values),
		evaluators: evaluators.map((one) => one.raw),
		gates: gates?.value ?? null,
		results: results?.path ?? null
	};
}
/** Whether the other side has this prompt, or its file, in a form that cannot be used. */
function wasBroken({ outcomes, prompts }, prompt) {
	return outcomes.some(({ id, path, prompt: usable }) => id === prompt.id && !prompts.has(id) || path === prompt.path && usable === void 0);
}
/** What to tell of prompts whose id is gone: moved without an `id` key, or deleted. */
function identityNotices(changed, files) {
	const arrivals = changed.flatMap(({ how, head }) => how === "added" && head !== void 0 && !head.idDeclared ? [head] : []);
	return changed.flatMap(({ how, base }) => {
		if (how !== "removed" || base === void 0) return [];
		const index = successorIndex(base, arrivals, files);
		const [head] = index < 0 ? [] : arrivals.splice(index, 1);
		return [head === void 0 ? removedNotice(base, files.head.entry(base.path) === void 0) : identityNotice(base, head)];
	});
}
function successorIndex(base, arrivals, files) {
	const oid = files.base.entry(base.path)?.oid;
	const same = arrivals.findIndex((head) => files.head.entry(head.path)?.oid === oid);
	if (same >= 0) return same;
	const equal = arrivals.findIndex((head) => head.digest === base.digest);
	return equal >= 0 ? equal : arrivals.findIndex((head) => isAlike(base, head));
}
/** A file that was moved and edited at once: it has its old name, half of its cases, or half of its text. */
function isAlike(base, head) {
	if (base.name === head.name) return true;
	const casesOf = ({ cases }) => cases.map(({ values }) => JSON.stringify(values));
	const linesOf = ({ effective }) => effective.messages.flatMap(({ content }) => content.split("\n").filter((line) => line.trim() !== ""));
	return sharesHalf(casesOf(base), casesOf(head)) || sharesHalf(linesOf(base), linesOf(head));
}
function sharesHalf(before, now) {
	const known = new Set(before);
	const shared = new Set(now.filter((one) => known.has(one))).size;
	return shared > 0 && 2 * shared >= Math.max(known.size, new Set(now).size);
}
// src/releases/catalog/files.ts
async function openFiles(tree, isPrompt) {
	const entries = await tree.list();
	const byPath = new Map(entries.map((entry) => [entry.path, entry]));
	const asked = /* @__PURE__ */ new Set();
	const contents = /* @__PURE__ */ new Map();
	const texts = /* @__PURE__ */ new Map();
	const isFile = (path) => byPath.get(path)?.kind === "file";
	const readText = (path) => {
		if (!isFile(path)) return linkOnTheWay(byPath, path) ?? { kind: "absent" };
		const bytes = contents.get(path);
		if (bytes === void 0) return tooLarge(path);
		return isPrompt(path) ? promptRefused(path) : decoded(path, bytes);
	};
	let prompts;
	return {
		entries,
		entry: (path) => byPath.get(path),
		prompts() {
			prompts ??= entries.map((entry) => entry.path).filter(isPrompt);
			return prompts;
		},
		async load(paths) {
			const fresh = [...new Set(paths)].filter((path) => isFile(path) && !asked.has(path));
			for (const path of fresh) asked.add(path);
			if (fresh.length === 0) return;
			for (const [path, bytes] of await tree.read(fresh)) contents.set(path, bytes);
		},
		bytes: (path) => contents.get(path),
		text(path) {
			const known = texts.get(path);
			if (known !== void 0) return known;
			const text = readText(path);
			texts.set(path, text);
			return text;
		}
	};
}
/** Git stores nothing behind a link; whoever names such a path counts on the link being followed. */
function linkOnTheWay(byPath, path) {
	const parts = path.split("/");
	for (let length = 1; length <= parts.length; length += 1) {
		const kind = byPath.get(parts.slice(0, length).join("/"))?.kind;
		if (kind === "symlink" || kind === "submodule") return linkRefused(path, {
			kind,
			at: parts.slice(0, length).join("/")
		});
	}
}
function linkRefused(path, link) {
	const what = link.kind === "symlink" ? "a symbolic link" : "a submodule";
	const shown = JSON.stringify(path);
	const message = link.at === path ? `${shown} is ${what}, and links are never followed: put a regular file in its place.` : `${shown} lies behind ${JSON.stringify(link.at)}, which is ${what} and never followed: use a regular folder.`;
	return {
		kind: "refused",
		code: `${link.kind}_refused`,
		message
	};
}
function tooLarge(path) {
	return {
		kind: "refused",
		code: "file_too_large",
		message: `${JSON.stringify(path)} is too large to be read: shorten it.`
	};
}
/** So that a change of a prompt file concerns no other prompt. */
function promptRefused(path) {
	return {
		kind: "refused",
		code: "prompt_file_refused",
		message: `${JSON.stringify(path)} is a prompt file: put what several prompts share into a file of its own.`
	};
}
function decoded(path, bytes) {
	const result = decodeUtf8(bytes);
	if (result.ok) return {
		kind: "text",
		text: result.text
	};
	const place = `line ${result.at.line}, column ${result.at.column}`;
	return {
		kind: "refused",
		code: "invalid_utf8",
		message: `${JSON.stringify(path)} is not valid UTF-8 (${place}): save it as UTF-8.`
	};
}
/** A refusal where it is to be read. */
function refusalAt(refused, path, at = FILE_START) {
	return errorAt({
		code: refused.code,
		path,
		at,
		message: refused.message
	});
}
// src/releases/catalog/mentions.ts
/**
* Which files may refer to something, told from raw bytes: what this finds is parsed, so finding too much only costs
* time, and finding too little would lose a change.
*/
const PARTIAL_FILE = /(?:^|\/)partials\/((?:(?!(?:^|\/)partials\/).)+)\.md$/s;
const TOOLS_FILE = /\.(?:json|ya?ml)$/i;
/** Escapes of a double-quoted YAML text, with which a name can be written in other characters than its own. */
const ESCAPE = /\\(?:[xuU]|\r?\n)/;
/** The texts of which a file that refers to this path holds at least one; none where nothing can refer to it. */
function textsNaming(path, isLink) {
	const last = path.slice(path.lastIndexOf("/") + 1);
	if (isLink) return last === "partials" ? ["{{>"] : [longestPiece(last)];
	const partial = PARTIAL_FILE.exec(path)?.[1];
	if (partial !== void 0) return [partial];
	return TOOLS_FILE.test(path) ? [longestPiece(last)] : [];
}
/** The longest part that YAML writes as it is, in any style and however the line is folded. */
function longestPiece(name) {
	return name.split(/[\s'"\\]+/).reduce((longest, piece) => piece.length > longest.length ? piece : longest, "");
}
/** Those of the prompt files that may refer to a changed file, directly or through other partials. */
async function promptsMentioning(files, changed, listPrompts) {
	const texts = new Set(changed.flatMap(({ path, isLink }) => textsNaming(path, isLink)));
	if (texts.size === 0) return [];
	const promptPaths = listPrompts();
	const partials = files.entries.flatMap(({ path, kind }) => {
		const name = kind === "file" ? PARTIAL_FILE.exec(path)?.[1] : void 0;
		return name === void 0 ? [] : [{
			path,
			name
		}];
	});
	await files.load([...promptPaths, ...partials.map(({ path }) => path)]);
	let waiting = partials;
	for (let found = waiting; found.length > 0;) {
		found = waiting.filter(({ path }) => mentions(files.bytes(path), texts));
		const names = new Set(found.map(({ name }) => name));
		waiting = waiting.filter(({ name }) => !names.has(name));
		for (const name of names) texts.add(name);
	}
	return promptPaths.filter((path) => mentions(files.bytes(path), texts));
}
/** Those of the prompt files that may have one of these ids. */
async function promptsNamed(files, ids, listPrompts) {
	if (ids.size === 0) return [];
	const promptPaths = listPrompts();
	await files.load(promptPaths);
	return promptPaths.filter((path) => ids.has(promptIdFromPath(path)) || mentions(files.bytes(path), ids));
}
function mentions(bytes, texts) {
	if (bytes === void 0) return false;
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (const text of texts) if (buffer.includes(text)) return true;
	return buffer.includes("\\") && ESCAPE.test(buffer.toString("latin1"));
}
// src/releases/catalog/resolve.ts
/**
* Reads prompt files and everything they refer to: one batch for the files, then one for each level of references. A path
* that the commit does not have has no outcome.
*/
async function resolveFiles(files, paths, defaultModel) {
	const present = [...new Set(paths)].filter((path) => files.entry(path) !== void 0);
	await files.load(present);
	const read = present.map((path) => readFile(files, path));
	await loadReferences(files, read.flatMap((one) => one.kind === "file" ? [one.file] : []));
	return read.map((one) => one.kind === "file" ? resolveOne(files, one, defaultModel) : one.outcome);
}
function readFile(files, path) {
	const bytes = files.bytes(path);
	if (bytes === void 0) {
		const text = files.text(path);
		return {
			kind: "failed",
			outcome: {
				path,
				problems: text.kind === "refused" ? [refusalAt(text, path)] : []
			}
		};
	}
	const parsed = parsePromptFile(bytes, path);
	if (!parsed.ok) return {
		kind: "failed",
		outcome: {
			path,
			problems: parsed.problems
		}
	};
	return {
		kind: "file",
		file: parsed.file,
		notices: parsed.notices
	};
}
function resolveOne(files, { file, notices }, defaultModel) {
	const found = (path, text) => text.kind === "text" ? {
		path,
		text: text.text
	} : void 0;
	const resolved = resolvePrompt({
		file,
		defaultModel,
		lookupPartial: (candidates) => {
			const first = firstPresent(files, candidates);
			return first && found(first.path, first.text);
		},
		lookupTools: (path) => found(path, files.text(path))
	});
	const identity = {
		path: file.path,
		id: file.id,
		idPosition: file.idPosition
	};
	if (resolved.ok) return {
		...identity,
		prompt: resolved.prompt,
		problems: [...notices, ...resolved.notices]
	};
	const problems = resolved.problems.map((problem) => explained(files, file, problem));
	return {
		...identity,
		problems: [...notices, ...problems]
	};
}
/** The candidate that is meant: the first that stands there, whether or not it can be used. */
function firstPresent(files, candidates) {
	for (const path of candidates) {
		const text = files.text(path);
		if (text.kind !== "absent") return {
			path,
			text
		};
	}
}
/** Loads partials and tools files level by level; deeper than prompts may nest nothing is fetched. */
async function loadReferences(files, prompts) {
	const seen = /* @__PURE__ */ new Set();
	let level = [];
	const follow = (from, names) => {
		for (const name of names) {
			const path = partialCandidates(from, name).find((candidate) => files.entry(candidate) !== void 0);
			if (path === void 0 || seen.has(path)) continue;
			seen.add(path);
			level.push(path);
		}
	};
	const tools = [];
	for (const prompt of prompts) {
		const references = promptReferences(prompt);
		follow(prompt.path, references.partials);
		if (references.toolsPath !== void 0) tools.push(references.toolsPath);
	}
	for (let depth = 0; depth <= PARTIAL_LIMITS.depth + 1; depth += 1) {
		await files.load(depth === 0 ? [...level, ...tools] : level);
		const loaded = level;
		level = [];
		for (const path of loaded) {
			const text = files.text(path);
			if (text.kind === "text") follow(path, partialReferences(text.text));
		}
		if (level.length === 0) return;
	}
}
/** Says of a partial or tools file that seems to be missing why it cannot be used, where it is there after all. */
function explained(files, file, problem) {
	const refused = refusedReference(files, file, problem);
	return refused === void 0 ? problem : refusalAt(refused, problem.path, problem);
}
function refusedReference(files, file, problem) {
	if (problem.code === "tools_missing" && file.tools?.kind === "file") {
		const text = files.text(file.tools.path);
		return text.kind === "refused" ? text : void 0;
	}
	if (problem.code !== "partial_missing") return void 0;
	const name = partialAt(templatesOf(files, file, problem.path), problem);
	const text = name && firstPresent(files, partialCandidates(problem.path, name))?.text;
	return text && text.kind === "refused" ? text : void 0;
}
function templatesOf(files, file, path) {
	if (path === file.path) return file.messages.map((message) => message.content);
	const found = files.text(path);
	if (found.kind !== "text") return [];
	const text = found.text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
	return [{
		text,
		path,
		positionAt: linePositions(text)
	}];
}
/** The name in the reference that starts at a place. */
function partialAt(templates, at) {
	for (const { text, positionAt } of templates) for (const token of tokenizeTemplate(text)) {
		if (token.kind !== "partial") continue;
		const position = positionAt(token.start);
		if (position.line === at.line && position.column === at.column) return token.name;
	}
}
// src/releases/catalog/catalog.ts
/** More prompt files than this in one commit are an error, so that a broad glob does not read a whole monorepo. */
const MAX_PROMPT_FILES = 2e4;
/**
* Reads the prompts of a commit with everything they refer to. With `only`, just those are resolved and reported, and
* other files as far as they may have the same ids.
*
* @throws OutsideError where the commit cannot be read
*/
async function loadCatalog(tree, options) {
	const { defaultModel, only } = options;
	const files = await openFiles(tree, promptMatcher(options.globs));
	const tooMany = tooManyPrompts(files);
	if (tooMany !== void 0) return {
		prompts: /* @__PURE__ */ new Map(),
		problems: [tooMany],
		notices: []
	};
	if (only === void 0) return catalogOf(await resolveFiles(files, files.prompts(), defaultModel));
	return loadChosen(files, only, defaultModel);
}
/**
* Which prompts differ between two commits, through their own file, a partial or a tools file. Costs two listings and the
* files concerned: all prompt files are read (not parsed) only where a file that they may refer to changed, or an id came
* or went.
*
* @throws OutsideError where a commit cannot be read
*/
async function changedPrompts(baseTree, headTree, options) {
	const isPrompt = promptMatcher(options.globs);
	const [base, head] = await Promise.all([openFiles(baseTree, isPrompt), openFiles(headTree, isPrompt)]);
	const tooMany = tooManyPrompts(head);
	if (tooMany !== void 0) return {
		changed: [],
		problems: [tooMany],
		notices: []
	};
	const touched = await touchedPrompts({
		base,
		head
	}, isPrompt);
	const sides = await resolveSides({
		base,
		head
	}, touched, options.defaultModel);
	const compared = compareSides({
		base,
		head
	}, sides);
	const notices = sortProblems([...sides.head.notices, ...compared.notices]);
	return {
		changed: compared.changed,
		problems: sides.head.problems,
		notices
	};
}
function tooManyPrompts(files) {
	if (files.entries.length <= MAX_PROMPT_FILES) return void 0;
	const paths = files.prompts();
	const [first] = paths;
	if (first === void 0 || paths.length <= MAX_PROMPT_FILES) return void 0;
	const message = `The globs match ${paths.length} files and at most ${MAX_PROMPT_FILES} are read: narrow "prompts" in the config.`;
	return errorAt({
		code: "too_many_prompts",
		path: first,
		at: FILE_START,
		message
	});
}
async function loadChosen(files, only, defaultModel) {
	const isChosen = (path) => only.paths?.includes(path) ?? false;
	const paths = files.prompts();
	const named = await resolveFiles(files, paths.filter(isChosen), defaultModel);
	const ids = /* @__PURE__ */ new Set([...only.ids ?? [], ...named.flatMap((outcome) => outcome.id ?? [])]);
	const others = await promptsNamed(files, ids, () => paths.filter((path) => !isChosen(path)));
	return catalogOf([...named, ...await resolveFiles(files, others, defaultModel)].filter((outcome) => isChosen(outcome.path) || ids.has(identityOf(outcome))));
}
/** A file that cannot be read counts as the prompt that its path names. */
function identityOf({ id, path }) {
	return id ?? promptIdFromPath(path);
}
/**
* Puts outcomes together: ids that several files have are told once, naming the files.
*
* @param isAuthors says of a path whether its author reads along, so that the problem is shown there
*/
function catalogOf(outcomes, isAuthors = () => true) {
	const sharing = Map.groupBy(outcomes, (outcome) => outcome.id);
	const prompts = /* @__PURE__ */ new Map();
	const found = outcomes.flatMap((outcome) => outcome.problems);
	for (const [id, group] of sharing) {
		if (id === void 0) continue;
		const [only, ...others] = group.toSorted((a, b) => a.path < b.path ? -1 : 1);
		if (only === void 0) continue;
		if (others.length > 0) found.push(duplicateId(id, [only, ...others], isAuthors));
		else if (only.prompt !== void 0) prompts.set(id, only.prompt);
	}
	const all = sortProblems(withoutRepetitions(found));
	return {
		prompts: new Map([...prompts].toSorted(([a], [b]) => a < b ? -1 : 1)),
		problems: all.filter((problem) => problem.severity === "error"),
		notices: all.filter((problem) => problem.severity === "notice")
	};
}
async function touchedPrompts({ base, head }, isPrompt) {
	const differing = differingPaths({
		base,
		head
	});
	const own = new Set(differing.filter(isPrompt));
	const isLink = (path) => [base, head].some((side) => (side.entry(path)?.kind ?? "file") !== "file");
	const others = differing.filter((path) => !own.has(path)).map((path) => ({
		path,
		isLink: isLink(path)
	}));
	const same = () => head.prompts().filter((path) => !own.has(path));
	return {
		own,
		mentioning: await promptsMentioning(head, others, same)
	};
}
function differingPaths({ base, head }) {
	const ofHead = head.entries.filter(({ path, oid, kind }) => {
		const before = base.entry(path);
		return before?.oid !== oid || before.kind !== kind;
	});
	const gone = base.entries.filter(({ path }) => head.entry(path) === void 0);
	return [...ofHead, ...gone].map((entry) => entry.path);
}
async function resolveSides(files, touched, defaultModel) {
	const resolve = async (paths) => {
		const [base, head] = await Promise.all([files.base, files.head].map((side) => resolveFiles(side, paths, defaultModel)));
		return {
			base: base ?? [],
			head: head ?? []
		};
	};
	const first = await resolve([...touched.own, ...touched.mentioning]);
	const known = /* @__PURE__ */ new Set([...touched.own, ...touched.mentioning]);
	const others = () => files.head.prompts().filter((path) => !known.has(path));
	const more = await resolve(await promptsNamed(files.head, movedIds(first), others));
	const base = [...first.base, ...more.base];
	const head = withoutOldProblems({
		base,
		head: [...first.head, ...more.head]
	}, touched.own);
	const isOwn = (path) => touched.own.has(path);
	return {
		base: {
			outcomes: base,
			prompts: catalogOf(base).prompts
		},
		head: {
			outcomes: head,
			...catalogOf(head, isOwn)
		}
	};
}
/** Ids that a path has at one commit only. */
function movedIds({ base, head }) {
	const idsOf = (outcomes) => new Map(outcomes.map(({ id, path }) => [path, id]));
	const [before, now] = [idsOf(base), idsOf(head)];
	const isMoved = ({ path }) => before.get(path) !== now.get(path);
	return new Set([...base, ...head].filter(isMoved).flatMap(({ id }) => id ?? []));
}
/** Of a file that did not change itself only what is new is told: the rest is nothing its author did. */
function withoutOldProblems({ base, head }, own) {
	const before = new Map(base.map(({ path, problems }) => [path, new Set(problems.map(problemKey))]));
	return head.map((outcome) => {
		if (own.has(outcome.path)) return outcome;
		const old = before.get(outcome.path);
		return {
			...outcome,
			problems: outcome.problems.filter((problem) => !old?.has(problemKey(problem)))
		};
	});
}
export { withoutRepetitions as a, slugTaken as i, loadCatalog as n, publishedBefore as r, changedPrompts as t };

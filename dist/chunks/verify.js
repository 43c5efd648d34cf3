import { C as statePath, M as eventSchema, O as promptStateSchema, S as slugPath, b as parseBranchPath, f as versionSchema, g as eventPath, l as digestHolds, r as readDocument, t as DocumentError, w as versionPath, y as isReplaceable } from "./documents.js";
import { r as slugSchema } from "./find-prompt.js";
import { p as NotJsonError } from "./prompt-file.js";
import { n as foldEvents, r as sameState } from "./ledger.js";
import { t as LedgerError } from "./ledger-error.js";
// src/releases/verify/verify-prompt.ts
/** Everything that verifying a prompt reads. */
function pathsOf({ promptId, sequences, versions }) {
	return [
		statePath(promptId),
		...sequences.map((sequence) => eventPath(promptId, sequence)),
		...versions.map((version) => versionPath(promptId, version))
	];
}
/** Verifies one prompt: its documents, its chain, its state as the fold of its events, and its versions' digests. */
function promptFindings(snapshot, files, slugs) {
	const { promptId } = files;
	const findings = [];
	const readAll = (paths, schema) => paths.flatMap((path) => {
		const read = attempt(() => readDocument(snapshot, path, schema), path);
		if ("finding" in read) findings.push(read.finding);
		return "value" in read && read.value !== void 0 ? [read.value] : [];
	});
	const events = readAll(files.sequences.toSorted((a, b) => a - b).map((sequence) => eventPath(promptId, sequence)), eventSchema);
	const versions = files.versions.flatMap((id) => readAll([versionPath(promptId, id)], versionSchema).map((version) => ({
		id,
		version
	})));
	const [state] = readAll([statePath(promptId)], promptStateSchema);
	findings.push(...versions.flatMap((stored) => versionFindings(stored, promptId, events)));
	const folded = fold(events, versions, promptId);
	if ("finding" in folded) return {
		findings: [...findings, folded.finding],
		slug: null
	};
	if (folded.state === void 0 || state === void 0 || !sameState(folded.state, state)) {
		const path = statePath(promptId);
		const message = `${path} is not what the events of ${promptId} add up to.`;
		findings.push({
			code: "state_differs",
			message,
			path,
			commit: null
		});
	}
	if (folded.state === void 0) return {
		findings,
		slug: null
	};
	const { slug } = folded.state;
	if (!slugs.has(slug)) {
		const path = slugPath(slug);
		findings.push({
			code: "missing_document",
			message: `${path} is missing.`,
			path,
			commit: null
		});
	}
	return {
		findings: [...findings, ...otherSlugs(versions, promptId, slug)],
		slug
	};
}
function otherSlugs(versions, promptId, slug) {
	return versions.filter(({ version }) => version.slug !== slug).map(({ id, version }) => {
		const path = versionPath(promptId, id);
		return {
			code: "wrong_slug",
			message: `${path} has the slug ${version.slug}, and its prompt's is ${slug}.`,
			path,
			commit: null
		};
	});
}
/** Reads a document, or says in a finding why that cannot be done. */
function attempt(read, path) {
	try {
		return { value: read() };
	} catch (error) {
		if (!(error instanceof DocumentError)) throw error;
		return { finding: {
			code: "unreadable_document",
			message: error.message,
			path,
			commit: null
		} };
	}
}
function fold(events, versions, promptId) {
	const byId = new Map(versions.map(({ id, version }) => [id, version]));
	const versionOf = (id) => {
		const version = byId.get(id);
		return version && {
			version: id,
			digest: version.digest,
			slug: version.slug,
			path: version.source.path
		};
	};
	try {
		return { state: foldEvents(events, versionOf) };
	} catch (error) {
		if (!(error instanceof LedgerError || error instanceof NotJsonError)) throw error;
		const path = `prompts/${promptId}/events`;
		return { finding: {
			code: "broken_ledger",
			message: error.message,
			path,
			commit: null
		} };
	}
}
function versionFindings({ id, version }, promptId, events) {
	const path = versionPath(promptId, id);
	const at = (code, message) => ({
		code,
		message,
		path,
		commit: null
	});
	return [
		...hasItsDigest(version) ? [] : [at("wrong_digest", `${path} does not have the digest that it claims.`)],
		...version.prompt_id === promptId && version.version === id ? [] : [at("wrong_place", `${path} is version ${version.version} of ${version.prompt_id}.`)],
		...events.some((event) => event.type === "prompt.published" && event.version === id) ? [] : [at("unpublished_version", `No event publishes ${path}.`)]
	];
}
/** Half of a surrogate pair, which JSON can escape, has no canonical form and so no digest. */
function hasItsDigest(version) {
	try {
		return digestHolds(version);
	} catch (error) {
		if (error instanceof NotJsonError) return false;
		throw error;
	}
}
// src/releases/verify/verify.ts
/** How many prompts are read in one batch. */
const BATCH = 50;
/**
* Verifies a release branch (contracts §3, Trust): every commit only appends, every ledger is an unbroken chain, every
* state is the fold of its events, every version has the digest it claims, and the history still holds a known head.
*/
async function verify(branch, options) {
	const { head } = await branch.read([]);
	if (head === null) return {
		head,
		commits: 0,
		prompts: 0,
		events: 0,
		versions: 0,
		findings: options.since === null ? [] : [rewritten(options.since)]
	};
	const history = await verifyHistory(branch, head, options.since);
	const content = await verifyContent(branch, head, options);
	return {
		head,
		...content,
		commits: history.commits,
		findings: [...history.findings, ...content.findings]
	};
}
function rewritten(since) {
	return {
		code: "history_rewritten",
		message: `The branch does not descend from ${since}, which it did before: it was rewritten or replaced.`,
		path: null,
		commit: since
	};
}
async function verifyHistory(branch, head, since) {
	const findings = since !== null && !await branch.isAncestor(since, head) ? [rewritten(since)] : [];
	let commits = 0;
	for await (const entry of branch.log({
		since: null,
		until: head
	})) {
		commits += 1;
		findings.push(...commitFindings(entry));
	}
	return {
		commits,
		findings
	};
}
/**
* What is wrong with one commit: append-only means that nothing but states and the README is ever written twice, and
* those only with the events that they follow from. The head's content cannot show it where a later commit put it back.
*/
function commitFindings(entry) {
	const { commit } = entry;
	const removed = entry.removed.map((path) => {
		return {
			code: "file_removed",
			message: `Commit ${commit} removes ${path}.`,
			path,
			commit
		};
	});
	const changed = entry.modified.filter((path) => !isReplaceable(path)).map((path) => {
		return {
			code: "immutable_changed",
			message: `Commit ${commit} changes ${path}.`,
			path,
			commit
		};
	});
	const merge = {
		code: "merge_commit",
		message: `Commit ${commit} merges other commits in; pointsman never does.`,
		path: null,
		commit
	};
	return [
		...removed,
		...changed,
		...entry.parents.length > 1 ? [merge] : [],
		...eventlessFindings(entry)
	];
}
function eventlessFindings({ added, commit, modified }) {
	const withEvents = /* @__PURE__ */ new Set();
	for (const path of added) {
		const parsed = parseBranchPath(path);
		if (parsed?.kind === "event") withEvents.add(parsed.promptId);
	}
	const states = [...added, ...modified].flatMap((path) => {
		const parsed = parseBranchPath(path);
		if (parsed?.kind !== "state" || withEvents.has(parsed.promptId)) return [];
		return [{
			code: "state_without_event",
			message: `Commit ${commit} writes ${path} and adds no event of ${parsed.promptId}.`,
			path,
			commit
		}];
	});
	if (withEvents.size > 0) return states;
	return [{
		code: "no_event",
		message: `Commit ${commit} adds no event; every commit of pointsman's does.`,
		path: null,
		commit
	}, ...states];
}
async function verifyContent(branch, head, { onProgress }) {
	const listing = sortPaths(await branch.list("", head));
	const findings = listing.foreign.map((path) => {
		return {
			code: "foreign_file",
			message: `${path} is no file of pointsman's.`,
			path,
			commit: null
		};
	});
	const prompts = [...listing.prompts.values()];
	const slugs = /* @__PURE__ */ new Map();
	for (let start = 0; start < prompts.length; start += BATCH) {
		const batch = prompts.slice(start, start + BATCH);
		const snapshot = await branch.read(batch.flatMap(pathsOf), head);
		for (const files of batch) {
			const verified = promptFindings(snapshot, files, listing.slugs);
			findings.push(...verified.findings);
			slugs.set(files.promptId, verified.slug);
		}
		onProgress({
			prompts: Math.min(start + BATCH, prompts.length),
			of: prompts.length
		});
	}
	const misnamed = await slugFindings(branch, head, {
		stored: listing.slugs,
		given: slugs
	});
	const events = prompts.reduce((sum, files) => sum + files.sequences.length, 0);
	const versions = prompts.reduce((sum, files) => sum + files.versions.length, 0);
	return {
		prompts: prompts.length,
		events,
		versions,
		findings: [...findings, ...misnamed]
	};
}
function sortPaths(paths) {
	const prompts = /* @__PURE__ */ new Map();
	const slugs = /* @__PURE__ */ new Set();
	const foreign = [];
	for (const path of paths) {
		const parsed = parseBranchPath(path);
		if (parsed === void 0) foreign.push(path);
		else if (parsed.kind === "slug") slugs.add(parsed.slug);
		else if (parsed.kind !== "readme") {
			const files = prompts.get(parsed.promptId) ?? {
				promptId: parsed.promptId,
				sequences: [],
				versions: []
			};
			if (parsed.kind === "event") files.sequences.push(parsed.sequence);
			if (parsed.kind === "version") files.versions.push(parsed.version);
			prompts.set(parsed.promptId, files);
		}
	}
	return {
		prompts,
		slugs,
		foreign
	};
}
async function slugFindings(branch, head, { given, stored }) {
	const snapshot = await branch.read([...stored].map(slugPath), head);
	return [...stored].flatMap((slug) => {
		const path = slugPath(slug);
		const read = attempt(() => readDocument(snapshot, path, slugSchema), path);
		if ("finding" in read) return [read.finding];
		const named = read.value?.id ?? "";
		if (given.has(named) && (given.get(named) ?? slug) === slug) return [];
		return [{
			code: "wrong_slug",
			message: `${path} names the prompt ${named}, whose ledger does not give it this slug.`,
			path,
			commit: null
		}];
	});
}
export { hasItsDigest as i, verify as n, attempt as r, commitFindings as t };

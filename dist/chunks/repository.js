import { l as HistoryError, n as runGit, r as startGit, t as GitError, u as OutsideError } from "./run.js";
import { M as branchRef, N as isObjectId, P as resolveRef, _ as readControls, c as sortEntries, i as requireObjectId, l as treeOf, o as entryKind, r as isObjectId$1, t as outside$1, u as trimMessage } from "./outside.js";
import { d as sortProblems, s as formatProblem } from "./yaml-tree.js";
import { t as UsageError } from "./usage-error.js";
// src/git/objects.ts
/**
* Reads objects by id or `<commit>:<path>` in one process. Names may hold line feeds and quotes; what does not exist is
* absent from the map. Throws `GitError`.
*/
async function readObjects(repository, names) {
	const asked = [...new Set(names)];
	if (asked.length === 0) return /* @__PURE__ */ new Map();
	await using reader = openObjects(repository);
	return await reader.read(asked);
}
function openObjects(repository) {
	const git = startGit(repository, [
		"cat-file",
		"--batch",
		"-z"
	]);
	const answers = byteQueue(git);
	let turn = Promise.resolve();
	return {
		read(names) {
			const asked = [...new Set(names)].filter(isAskable);
			const result = turn.then(() => ask(git, answers, asked));
			turn = result.catch(() => void 0);
			return result;
		},
		async [Symbol.asyncDispose]() {
			git.child.stdin.end();
			await git.finished.catch(() => void 0);
		}
	};
}
/**
* Git takes `<commit>:./x` as relative to its work tree and dies outside of one; no tree holds such a path. A NUL ends
* a name.
*/
function isAskable(name) {
	return name !== "" && !name.includes("\0") && !/^[^:]*:\.{1,2}\//.test(name);
}
async function ask(git, answers, names) {
	const found = /* @__PURE__ */ new Map();
	if (names.length === 0) return found;
	git.child.stdin.write(`${names.join("\0")}\0`);
	for (const name of names) {
		const object = await nextAnswer(answers, name);
		if (object !== void 0) found.set(name, object);
	}
	return found;
}
const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)$/;
/** `<oid> <type> <size>\n<content>\n`, or `<name> missing\n` where the name comes back as it was asked, line feeds too. */
async function nextAnswer(answers, name) {
	let line = await answers.line();
	const [, oid, type, size] = HEADER.exec(line) ?? [];
	if (oid !== void 0 && isObjectType(type)) {
		const content = await answers.bytes(Number(size));
		await answers.bytes(1);
		return {
			oid,
			type,
			content
		};
	}
	for (let breaks = name.split("\n").length - 1; breaks > 0; breaks -= 1) line += `\n${await answers.line()}`;
	if (line === `${name} missing` || line === `${name} ambiguous`) return void 0;
	throw new Error(`git cat-file answered ${JSON.stringify(line)} to ${JSON.stringify(name)}`);
}
function isObjectType(type) {
	return type === "blob" || type === "tree" || type === "commit" || type === "tag";
}
const LINE_FEED = 10;
/** What git prints, taken in portions; rejects with git's own error where it ends too early. */
function byteQueue(git) {
	const chunks = git.child.stdout[Symbol.asyncIterator]();
	let waiting = [];
	let length = 0;
	const more = async () => {
		const next = await chunks.next();
		if (next.done === true) {
			await git.finished;
			throw new Error("git cat-file ended before it had answered");
		}
		waiting.push(next.value);
		length += next.value.length;
	};
	const joined = () => {
		const [only, ...others] = waiting;
		if (only !== void 0 && others.length === 0) return only;
		const all = Buffer.concat(waiting, length);
		waiting = [all];
		return all;
	};
	const take = (count) => {
		const all = joined();
		waiting = count < all.length ? [all.subarray(count)] : [];
		length = all.length - count;
		return all.subarray(0, count);
	};
	return {
		async line() {
			for (;;) {
				const end = length === 0 ? -1 : joined().indexOf(LINE_FEED);
				if (end >= 0) return take(end + 1).toString("utf8", 0, end);
				await more();
			}
		},
		async bytes(count) {
			while (length < count) await more();
			return count === 0 ? Buffer.alloc(0) : take(count);
		}
	};
}
// src/git/tree.ts
const FOLDER_MODE = "40000";
const SPACE = 32;
function isRegularFile(entry) {
	return entry.mode.startsWith("100");
}
/** Entries of a tree object with the given names: folders hold ten thousand entries, of which a few are wanted. */
function findInTree(tree, names) {
	const { content } = tree;
	const oidBytes = tree.oid.length / 2;
	const found = /* @__PURE__ */ new Map();
	for (let at = 0; at < content.length;) {
		const space = content.indexOf(SPACE, at);
		const end = content.indexOf(0, space);
		const name = content.toString("utf8", space + 1, end);
		const next = end + 1 + oidBytes;
		if (names.has(name)) found.set(name, {
			mode: content.toString("latin1", at, space),
			oid: content.toString("hex", end + 1, next)
		});
		at = next;
	}
	return found;
}
/**
* Where paths stand below a tree; absent ones are absent. Every folder is read once, however many of its files are
* asked for: `<commit>:<path>` would unpack all of them again for each path.
*/
async function findPaths(reader, root, paths) {
	const found = /* @__PURE__ */ new Map();
	let level = [{
		tree: root,
		prefix: "",
		wanted: [...new Set(paths)]
	}];
	while (level.length > 0) {
		const below = level.flatMap((folder) => descend(folder, found));
		const trees = await reader.read(below.map(({ oid }) => oid));
		level = below.flatMap(({ oid, prefix, wanted }) => {
			const tree = trees.get(oid);
			return tree?.type === "tree" ? [{
				tree,
				prefix,
				wanted
			}] : [];
		});
	}
	return found;
}
/** Notes what stands in this folder itself and says which folders to open next. */
function descend(folder, found) {
	const direct = /* @__PURE__ */ new Set();
	const deeper = /* @__PURE__ */ new Map();
	for (const path of folder.wanted) {
		const slash = path.indexOf("/");
		if (slash < 0) direct.add(path);
		else append(deeper, path.slice(0, slash), path.slice(slash + 1));
	}
	const entries = findInTree(folder.tree, /* @__PURE__ */ new Set([...direct, ...deeper.keys()]));
	for (const [name, entry] of entries) if (direct.has(name)) found.set(folder.prefix + name, entry);
	return [...deeper].flatMap(([name, wanted]) => {
		const entry = entries.get(name);
		if (entry?.mode !== FOLDER_MODE) return [];
		return [{
			oid: entry.oid,
			prefix: `${folder.prefix}${name}/`,
			wanted
		}];
	});
}
function append(lists, key, value) {
	const list = lists.get(key);
	if (list === void 0) lists.set(key, [value]);
	else list.push(value);
}
// src/branch/git-append.ts
/** Ours and other writers' locks last milliseconds; git's own patience of 100 ms is short for eight at once. */
const LOCK_PATIENCE_MS = 1e3;
const DURABLE = [
	"-c",
	"core.fsync=committed",
	"-c",
	"core.ignoreCase=false"
];
/**
* One commit: objects through `git fast-import`, which loads only the folders that change, then the ref by
* compare-and-swap. Until that last step nothing points to the objects, so a death in between leaves the branch whole.
*/
async function appendWithGit(target, commit) {
	if (commit.expectedHead !== null && !isObjectId(commit.expectedHead)) throw new Error(`${JSON.stringify(commit.expectedHead)} is no commit id`);
	const looks = pathsToLookAt(commit);
	const written = await writeObjects(target, commit, looks);
	if (written === void 0) return { status: "conflict" };
	const paths = pathsInTheWay(commit, looks, written.kinds);
	if (paths.length > 0) return await refusedOrMoved(target, commit, {
		status: "immutable",
		paths
	});
	const missing = (commit.required ?? []).filter((path) => written.kinds[looks.indexOf(path)] !== "file");
	if (missing.length > 0) return await refusedOrMoved(target, commit, {
		status: "missing",
		paths: missing
	});
	return await moveRef(target, commit.expectedHead, written.head);
}
/** Undefined where the expected head is no longer there to build on, or somebody else is making the very same commit. */
async function writeObjects(target, commit, looks) {
	try {
		const args = [
			...DURABLE,
			"fast-import",
			"--quiet",
			"--done"
		];
		const lines = (await runGit(target.repository, args, { input: importStream(target, commit, looks) })).toString("utf8").trimEnd().split("\n");
		const head = lines.pop() ?? "";
		if (!isObjectId(head) || lines.length !== looks.length) throw new Error("git fast-import answered otherwise");
		return {
			head,
			kinds: lines.map(kindOf)
		};
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		if (isMadeByAnother(error) || await hasMoved(target, commit.expectedHead)) return void 0;
		throw error;
	}
}
/** A pack is named by what is in it, and is kept by a file beside it until all of it is written. */
function isMadeByAnother({ stderr }) {
	return stderr.includes("cannot create keep file");
}
/** Answers of `ls`: `missing <path>` or `<mode> <type> <oid>\t<path>`. */
function kindOf(line) {
	if (line.startsWith("missing ")) return "missing";
	return line.startsWith("040000 ") ? "folder" : "file";
}
/**
* See git-fast-import(1). The commit is made on a ref that `reset` takes back within the stream, so no ref is ever
* written; `get-mark` prints the commit's id.
*/
function importStream(target, commit, looks) {
	const { name, email } = target.identity;
	const seconds = Math.floor(Date.parse(target.now()) / 1e3);
	const parts = [
		"commit refs/pointsman/append\nmark :1\n",
		`committer ${identityPart(name)} <${identityPart(email)}> ${seconds} +0000\n`,
		...dataOf(`${commit.message}\n`),
		commit.expectedHead === null ? "" : `from ${commit.expectedHead}\n`,
		...looks.map((path) => `ls ${quoted(path)}\n`),
		...[...commit.created, ...commit.replaced].flatMap(([path, text]) => [`M 100644 inline ${quoted(path)}\n`, ...dataOf(text)]),
		"\nget-mark :1\nreset refs/pointsman/append\n\ndone\n"
	];
	return Buffer.concat(parts.map((part) => typeof part === "string" ? Buffer.from(part) : part));
}
function dataOf(text) {
	const bytes = Buffer.from(text);
	return [
		`data ${bytes.length}\n`,
		bytes,
		"\n"
	];
}
/** C-style quoting, which `ls` requires and `M` allows. */
function quoted(path) {
	return `"${path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
function identityPart(text) {
	return text.replace(/[<>\x00-\x1f]/g, " ").trim();
}
/** Every written path and every folder above one: a file where a folder must stand would be deleted for it. */
function pathsToLookAt(commit) {
	if (commit.expectedHead === null) return [];
	const paths = /* @__PURE__ */ new Set();
	for (const path of [...commit.created.keys(), ...commit.replaced.keys()]) {
		for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) paths.add(path.slice(0, slash));
		paths.add(path);
	}
	for (const path of commit.required ?? []) paths.add(path);
	return [...paths];
}
function pathsInTheWay(commit, looks, kinds) {
	return looks.filter((path, index) => {
		const kind = kinds[index];
		if (commit.created.has(path)) return kind !== "missing";
		if (commit.required?.includes(path)) return false;
		return kind === (commit.replaced.has(path) ? "folder" : "file");
	});
}
async function refusedOrMoved(target, commit, refused) {
	return await hasMoved(target, commit.expectedHead) ? { status: "conflict" } : refused;
}
async function hasMoved(target, expected) {
	return await resolveRef(target.repository, target.ref) !== expected;
}
async function moveRef(target, expected, head) {
	const { name, email } = target.identity;
	try {
		await runGit(target.repository, [
			"-c",
			`core.filesRefLockTimeout=${LOCK_PATIENCE_MS}`,
			"-c",
			`user.name=${identityPart(name)}`,
			"-c",
			`user.email=${identityPart(email)}`,
			...DURABLE,
			"update-ref",
			"--no-deref",
			"-m",
			"pointsman: release",
			target.ref,
			head,
			expected ?? "0".repeat(head.length)
		]);
		return {
			status: "committed",
			head
		};
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		if (await hasMoved(target, expected)) return { status: "conflict" };
		throw staleLock(error) ?? error;
	}
}
/** A lock whose owner died stays until somebody removes it; git cannot know whether the owner lives. */
function staleLock(error) {
	const file = /Unable to create '(.+\.lock)': File exists/.exec(error.stderr)?.[1];
	if (file === void 0) return void 0;
	return new OutsideError("write the release branch", `another git process holds ${file}. If none is running, one was killed: remove that file and try again`);
}
// src/branch/git-log.ts
/** Commits oldest first, parents before children; a merge's changes are those against its first parent. */
async function* logOfGit(repository, range) {
	try {
		const ids = await idsBetween(repository, range);
		if (ids.length > 0) yield* describeCommits(repository, ids);
	} catch (error) {
		throw error instanceof GitError ? new OutsideError("read the release branch's history", error) : error;
	}
}
async function idsBetween(repository, { since, until }) {
	if (since !== null && !await isAncestor(repository, since, until)) throw new HistoryError(`The release branch no longer contains ${since}: its history was rewritten`);
	const args = [
		"rev-list",
		"--reverse",
		"--end-of-options",
		...since === null ? [until] : [until, `^${since}`]
	];
	return (await runGit(repository, args)).toString("latin1").split("\n").filter(isObjectId);
}
/** Whether `ancestor` is `commit` or before it. A commit that is gone is no ancestor of anything, and neither is a file. */
async function isAncestor(repository, ancestor, commit) {
	if (!isObjectId(ancestor) || !isObjectId(commit)) return false;
	try {
		await runGit(repository, [
			"merge-base",
			"--is-ancestor",
			ancestor,
			commit
		]);
		return true;
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		if (error.exitCode === 1 || !await isCommit(repository, ancestor)) return false;
		throw error;
	}
}
/** False also for another object of the repository. */
async function isCommit(repository, id) {
	return (await runGit(repository, ["cat-file", "--batch-check"], { input: `${id}\n` })).toString("latin1").startsWith(`${id} commit `);
}
const MARK = "";
const FORMAT = "--format=%x01%H %P%x00%B%x00";
/** One `git diff-tree --stdin` that is read as it prints. */
async function* describeCommits(repository, ids) {
	const git = startGit(repository, [
		"diff-tree",
		"--stdin",
		"-r",
		"-z",
		"--root",
		"--always",
		"--no-renames",
		"--name-status",
		"--diff-merges=first-parent",
		"--encoding=UTF-8",
		FORMAT
	]);
	git.child.stdin.end(`${ids.join("\n")}\n`);
	try {
		yield* parseEntries(tokensOf(git.child.stdout));
		await git.finished;
	} finally {
		git.child.kill();
	}
}
async function* tokensOf(output) {
	let rest = Buffer.alloc(0);
	for await (const chunk of output) {
		rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		let start = 0;
		for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0, start)) {
			yield rest.toString("utf8", start, end);
			start = end + 1;
		}
		rest = rest.subarray(start);
	}
}
/**
* Tokens of one commit: `\x01<id> <parents>`, message, an empty one, then pairs of status and path, the first status
* after a line feed. Neither messages nor paths hold a NUL, and paths are taken as what follows a status.
*/
async function* parseEntries(tokens) {
	let draft;
	for await (const token of tokens) if (token.startsWith(MARK)) {
		if (draft !== void 0) yield draft;
		const [commit = "", ...parents] = token.slice(1).split(" ").filter((id) => id !== "");
		draft = {
			commit,
			parents,
			message: "",
			added: [],
			modified: [],
			removed: []
		};
		draft.message = trimMessage(await nextToken(tokens));
	} else if (draft !== void 0 && token !== "") changesOf(draft, token.trimStart()).push(await nextToken(tokens));
	if (draft !== void 0) yield draft;
}
function changesOf(draft, status) {
	if (status === "A") return draft.added;
	return status === "D" ? draft.removed : draft.modified;
}
async function nextToken(tokens) {
	const next = await tokens.next();
	if (next.done === true) throw new Error("git diff-tree ended in the middle of a commit");
	return next.value;
}
/** Messages of the last commits at or before one, newest first. */
async function messagesOfGit(repository, at, limit) {
	return (await runGit(repository, [
		"rev-list",
		`--max-count=${limit}`,
		"--no-commit-header",
		"--encoding=UTF-8",
		"--format=%B%x00",
		"--end-of-options",
		at
	])).toString("utf8").split("\0").slice(0, -1).map((text, index) => trimMessage(index === 0 ? text : text.slice(1)));
}
// src/branch/git-options.ts
/** What git could not do has an outside cause: a damaged repository, a full disk, missing permissions. */
async function outside(doing, work) {
	try {
		return await work();
	} catch (error) {
		throw error instanceof GitError ? new OutsideError(doing, error) : error;
	}
}
// src/branch/git.ts
/** The release branch in a git repository on this machine. No work tree and no index is read or written. */
function gitBranch(options) {
	const { repository, branch } = options;
	const ref = branchRef(branch);
	return {
		read: (paths, at) => outside("read the release branch", () => readFiles(repository, {
			ref,
			paths,
			at
		})),
		list: (directory, at) => outside("list the release branch", () => listFiles(repository, directory, at)),
		append: (commit) => outside("write the release branch", () => appendWithGit({
			...options,
			ref
		}, commit)),
		log: (range) => logOfGit(repository, range),
		isAncestor: (ancestor, head) => outside("read the release branch's history", () => isAncestor(repository, ancestor, head)),
		recentMessages: (at, limit) => outside("read the release branch", () => messagesOfGit(repository, at, limit))
	};
}
async function readFiles(repository, { ref, paths, at }) {
	await using reader = openObjects(repository);
	const head = at ?? await resolveRef(repository, ref);
	if (head === null || paths.length === 0 && at === void 0) return {
		head,
		files: /* @__PURE__ */ new Map()
	};
	const root = (await reader.read([`${head}^{tree}`])).get(`${head}^{tree}`);
	if (root === void 0) throw new OutsideError("read the release branch", `there is no commit ${head}`);
	const entries = [...await findPaths(reader, root, paths)].filter(([, entry]) => isRegularFile(entry));
	const blobs = await reader.read(entries.map(([, entry]) => entry.oid));
	return {
		head,
		files: new Map(entries.flatMap(([path, { oid }]) => textOf(path, blobs.get(oid))))
	};
}
function textOf(path, blob) {
	if (blob === void 0) throw new OutsideError("read the release branch", `the content of ${path} is missing`);
	return [[path, blob.content.toString("utf8")]];
}
async function listFiles(repository, directory, at) {
	const prefix = directory === "" ? "" : `${directory}/`;
	return (await runGit(repository, [
		"ls-tree",
		"-r",
		"-z",
		"--name-only",
		"--full-tree",
		"--end-of-options",
		at,
		...prefix === "" ? [] : ["--", prefix]
	])).toString("utf8").split("\0").filter((path) => path !== "" && path.startsWith(prefix)).sort();
}
// src/branch/git-remote.ts
/** The ref that remembers where the remote's branch stood when it was last fetched. */
function trackingRef({ remote, branch }) {
	return `refs/remotes/${remote}/${branchRef(branch).slice(11)}`;
}
/** Fetches the remote's release branch into its tracking ref, wherever it went. The local branch stays. */
function fetchBranch(where) {
	return outside(`fetch the release branch from ${where.remote}`, () => fetchNow(where));
}
async function fetchNow(where) {
	const { repository, remote, branch } = where;
	const tracking = trackingRef(where);
	const refspec = `+${branchRef(branch)}:${tracking}`;
	const quiet = [
		"--quiet",
		"--no-tags",
		"--no-write-fetch-head",
		"--no-recurse-submodules"
	];
	try {
		await runGit(repository, [
			"fetch",
			...quiet,
			"--end-of-options",
			remoteName(remote),
			refspec
		]);
	} catch (error) {
		if (!(error instanceof GitError) || !error.stderr.includes("couldn't find remote ref")) throw error;
		await runGit(repository, [
			"update-ref",
			"-d",
			tracking
		]);
		return { status: "absent" };
	}
	const head = await resolveRef(repository, tracking);
	if (head === null) throw new OutsideError(`fetch from ${remote}`, `${tracking} was not written`);
	return {
		status: "fetched",
		head
	};
}
/** Pushes one commit as the remote's release branch, never by force. */
function pushBranch(where, head) {
	return outside(`push the release branch to ${where.remote}`, async () => {
		const target = branchRef(where.branch);
		const args = [
			"push",
			...[
				"--porcelain",
				"--no-verify",
				"--no-follow-tags",
				"--recurse-submodules=no",
				"--no-force"
			],
			"--end-of-options",
			remoteName(where.remote),
			`${head}:${target}`
		];
		const printed = await startPush(where.repository, args);
		const line = printed.output.split("\n").find((text) => text.split("	")[1]?.endsWith(`:${target}`) === true);
		if (line === void 0) throw printed.error ?? new OutsideError("push", "git reported no outcome");
		return pushResultOf(line, printed.error);
	});
}
/** A refused push is an exit code 1 with the reason on stdout. */
async function startPush(repository, args) {
	try {
		return { output: (await runGit(repository, args)).toString("utf8") };
	} catch (error) {
		if (!(error instanceof GitError) || error.exitCode !== 1) throw error;
		return {
			output: error.stdout,
			error
		};
	}
}
/** `<flag>\t<from>:<to>\t<summary>`; flags in git-push(1). */
function pushResultOf(line, error) {
	const [flag, , summary = ""] = line.split("	");
	if (flag === "=") return { status: "up_to_date" };
	if (flag !== "!") return { status: "pushed" };
	if (/^\[rejected\] \((?:non-fast-forward|fetch first|stale info)\)/.test(summary)) return { status: "moved" };
	if (/failed to update ref|cannot lock ref|incorrect old value/.test(summary)) return { status: "moved" };
	return {
		status: "rejected",
		message: [summary, error?.stderr ?? ""].join("\n").trim()
	};
}
function remoteName(remote) {
	if (remote === "" || remote.startsWith("-")) throw new Error(`${JSON.stringify(remote)} is no remote`);
	return remote;
}
/** Compares without fetching. */
function startingPoint(where) {
	return outside("compare the release branch with its remote", async () => {
		const { repository } = where;
		const [local, tracked] = await Promise.all([resolveRef(repository, branchRef(where.branch)), resolveRef(repository, trackingRef(where))]);
		const standing = await standingOf(repository, local, tracked);
		return {
			standing,
			local,
			tracked,
			head: standing === "remote_only" || standing === "behind" || standing === "diverged" ? tracked : local
		};
	});
}
async function standingOf(repository, local, tracked) {
	if (local === null) return tracked === null ? "neither" : "remote_only";
	if (tracked === null) return "local_only";
	if (local === tracked) return "same";
	if (await isAncestor(repository, tracked, local)) return "ahead";
	return await isAncestor(repository, local, tracked) ? "behind" : "diverged";
}
/**
* Moves the local release branch to a commit, if it is still where it was seen. False: it moved meanwhile. What it
* left behind stays in the reflog.
*/
function moveBranch(where, move) {
	return outside("move the local release branch", async () => {
		const ref = branchRef(where.branch);
		const from = move.from ?? "0".repeat(move.to.length);
		try {
			await runGit(where.repository, [
				"update-ref",
				"--no-deref",
				"-m",
				"pointsman: follow",
				ref,
				move.to,
				from
			]);
			return true;
		} catch (error) {
			if (error instanceof GitError && await resolveRef(where.repository, ref) !== move.from) return false;
			throw error;
		}
	});
}
// src/sources/git-default-branch.ts
/**
* The default branch of a repository without GitHub. Its name, the first that there is: the one given; what
* `origin/HEAD` points at; in a bare repository what `HEAD` points at; `main`; `master`; what `HEAD` points at. Its
* commit: the local branch's where that descends from `origin`'s, else `origin`'s (the rule of the release branch).
*
* Throws where there is no such branch yet.
*/
async function findDefaultBranch(repository, given) {
	const name = given ?? await findName(repository);
	const local = `refs/heads/${name}`;
	const remote = `refs/remotes/origin/${name}`;
	const refs = await readRefs(repository, [local, remote]);
	const [ours, theirs] = [refs.get(local)?.oid, refs.get(remote)?.oid];
	const commit = await choose(repository, ours, theirs);
	if (commit === void 0) throw new Error(`there is no branch ${JSON.stringify(name)} with a commit`);
	return {
		name,
		commit
	};
}
async function findName(repository) {
	const usual = ["main", "master"];
	const refs = await readRefs(repository, ["refs/remotes/origin/HEAD", ...usual.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`])]);
	const published = refs.get("refs/remotes/origin/HEAD")?.target;
	const prefix = "refs/remotes/origin/";
	if (published?.startsWith(prefix)) return published.slice(20);
	const head = (await printed(repository, [
		"symbolic-ref",
		"--quiet",
		"HEAD"
	]))?.replace(/^refs\/heads\//, "");
	if (await printed(repository, ["rev-parse", "--is-bare-repository"]) === "true" && head !== void 0) return head;
	const name = usual.find((name) => refs.has(`refs/heads/${name}`) || refs.has(`${prefix}${name}`)) ?? head;
	if (name === void 0) throw new Error("HEAD is on no branch, and there is neither main nor master");
	return name;
}
async function readRefs(repository, names) {
	const lines = (await runGit(repository, [
		"for-each-ref",
		"--format=%(refname) %(objectname) %(symref)",
		...names
	])).toString("utf8").split("\n");
	const refs = /* @__PURE__ */ new Map();
	for (const line of lines) {
		const [name = "", oid = "", target = ""] = line.split(" ");
		if (names.includes(name)) refs.set(name, {
			oid,
			target
		});
	}
	return refs;
}
async function choose(repository, ours, theirs) {
	if (ours === void 0 || theirs === void 0 || ours === theirs) return ours ?? theirs;
	return await printed(repository, [
		"merge-base",
		"--is-ancestor",
		"--end-of-options",
		theirs,
		ours
	]) === void 0 ? theirs : ours;
}
/** What git printed, trimmed; undefined where it exits with 1, its way to say no. */
async function printed(repository, args) {
	try {
		return (await runGit(repository, args)).toString("utf8").trim();
	} catch (error) {
		if (error instanceof GitError && error.exitCode === 1) return void 0;
		throw error;
	}
}
// src/sources/git.ts
/** Prompt files at a commit out of a local repository's objects, bare or not. The work tree is never looked at. */
function gitSources({ repository, defaultBranch }) {
	const tree = (commit) => treeOf({
		commit: requireObjectId(commit),
		list: () => outside$1(`list the files of commit ${commit}`, () => listTree(repository, commit)),
		readBlobs: (oids) => outside$1(`read files of commit ${commit}`, () => readBlobs(repository, oids))
	});
	return {
		tree,
		async readDefaultBranch(paths) {
			const branch = await outside$1("find the default branch", () => findDefaultBranch(repository, defaultBranch));
			return {
				commit: branch.commit,
				files: await tree(branch.commit).read(paths)
			};
		},
		mergeBase: (a, b) => outside$1("find the merge base", () => mergeBase(repository, a, b))
	};
}
/** The commit that a name stands for in this repository (a branch, a tag, `HEAD`, an id), or null. */
async function resolveCommit(repository, name) {
	const commit = (await runOrNull(repository, [
		"rev-parse",
		"--verify",
		"--quiet",
		"--end-of-options",
		`${name}^{commit}`
	]))?.toString("utf8").trim() ?? "";
	return isObjectId$1(commit) ? commit : null;
}
async function listTree(repository, commit) {
	const printed = await runGit(repository, [
		"ls-tree",
		"-r",
		"-z",
		"--full-tree",
		"--end-of-options",
		commit
	]);
	return sortEntries(printed.toString("utf8").split("\0").flatMap(readLine));
}
/** `<mode> <type> <oid>\t<path>`; no expression, since a listing may have a hundred thousand lines. */
function readLine(line) {
	const tab = line.indexOf("	");
	const kind = entryKind(line.slice(0, 6));
	if (tab < 0 || kind === void 0) return [];
	return [{
		path: line.slice(tab + 1),
		kind,
		oid: line.slice(line.lastIndexOf(" ", tab) + 1, tab)
	}];
}
/** Sizes are asked for first, so that no large blob is ever taken into memory. */
async function readBlobs(repository, oids) {
	if (oids.length === 0) return /* @__PURE__ */ new Map();
	const sizes = (await runGit(repository, ["cat-file", "--batch-check=%(objectname) %(objectsize)"], { input: `${oids.join("\n")}\n` })).toString("utf8").trim().split("\n").map((line) => line.split(" "));
	const lost = sizes.find(([, size]) => size === "missing");
	if (lost !== void 0) throw new Error(`object ${lost[0]} is missing: this clone is incomplete`);
	const objects = await readObjects(repository, sizes.flatMap(([oid, size]) => oid !== void 0 && Number(size) <= 8388608 ? [oid] : []));
	return new Map([...objects].map(([oid, object]) => [oid, object.content]));
}
async function mergeBase(repository, a, b) {
	const printed = await runOrNull(repository, [
		"merge-base",
		"--end-of-options",
		...[requireObjectId(a), requireObjectId(b)]
	]);
	if (printed !== null) return printed.toString("utf8").trim();
	if ((await runGit(repository, ["rev-parse", "--is-shallow-repository"])).toString("utf8").trim() !== "true") return null;
	throw new Error("the clone is shallow and holds no common ancestor: run `git fetch --unshallow`");
}
/** What git printed, or null where it exits with 1: its way to say no. */
async function runOrNull(repository, args) {
	try {
		return await runGit(repository, args);
	} catch (error) {
		if (error instanceof GitError && error.exitCode === 1) return null;
		throw error;
	}
}
// src/cli/repository.ts
/** The remote that is meant where none is named. */
const DEFAULT_REMOTE = "origin";
/** Opens the repository of a call. Throws `UsageError` where there is none. */
async function openRepository({ directory, environment, repo }) {
	const git = {
		directory,
		environment: environment.variables
	};
	await requireRepository(git);
	const [identity, remotes] = await Promise.all([readIdentity(git), readRemotes(git)]);
	const sources = gitSources({ repository: git });
	const { now } = environment.surroundings;
	return {
		git,
		repo,
		sources,
		identity,
		remotes,
		environment,
		controls: () => explainNoCommit(readControls(sources)),
		branch: (branch) => gitBranch({
			repository: git,
			branch,
			identity,
			now
		})
	};
}
async function requireRepository(git) {
	try {
		await runGit(git, ["rev-parse", "--git-dir"]);
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		if (/cannot change to|not a git repository/.test(error.stderr)) {
			const message = `${git.directory} is not a git repository: go to one, or name it with --repo.`;
			throw new UsageError("not_a_repository", message);
		}
		if (error.stderr.includes("ENOENT")) throw new OutsideError("run git", "it is not on the PATH");
		throw new OutsideError("open the repository", error);
	}
}
/** What reads the default branch's head, with advice where there is none. */
async function explainNoCommit(reading) {
	try {
		return await reading;
	} catch (error) {
		if (error instanceof OutsideError && error.doing === "find the default branch") throw new UsageError("no_default_branch", `${error.message}: make a first commit.`);
		throw error;
	}
}
async function readIdentity(git) {
	const read = async (key, fallback) => {
		return (await runGit(git, [
			"config",
			"--get",
			key
		]).catch(() => void 0))?.toString("utf8").trim().slice(0, 200) || fallback;
	};
	const [name, email] = await Promise.all([read("user.name", "pointsman"), read("user.email", "pointsman@localhost")]);
	return {
		name,
		email
	};
}
async function readRemotes(git) {
	return (await runGit(git, ["remote"])).toString("utf8").split("\n").filter((name) => name !== "");
}
/**
* The release branch as reading verbs see it: the local one where it descends from the remote-tracking one, else that.
* Nothing is moved.
*/
async function openForReading(repository) {
	const controls = await repository.controls();
	const name = controls.config.file.release_branch;
	const start = await startingPoint({
		repository: repository.git,
		remote: DEFAULT_REMOTE,
		branch: name
	});
	if (start.head === null) requireReadable(controls);
	warnOfConfig(repository, controls);
	if (start.standing === "diverged") repository.environment.warn(divergedWarning(start, name));
	const { head } = start;
	return {
		controls,
		head,
		branch: pinned(repository.branch(name), head)
	};
}
/** Where the config cannot be read, a branch that is not there is no answer: another one may be meant. */
function requireReadable(controls) {
	if (controls.standing.kind !== "unreadable") return;
	throw brokenConfig(controls, `there is no branch ${controls.config.file.release_branch}`);
}
/** The error of who cannot go on without a config that can be read, with all of its problems. */
function brokenConfig({ problems }, why) {
	const errors = sortProblems(problems).filter(({ severity }) => severity === "error");
	const message = `The config on the default branch has errors, and ${why}: mend the file first.`;
	return new UsageError("config_broken", [message, ...errors.map(formatProblem)].join("\n"));
}
function divergedWarning({ local, tracked }, name) {
	return `The local ${name} (${short(local)}) and ${DEFAULT_REMOTE}'s (${short(tracked)}) went apart: this shows ${DEFAULT_REMOTE}'s. The next release verb decides again what was not pushed.`;
}
function short(commit) {
	return commit?.slice(0, 10) ?? "nothing";
}
/** A broken config is replaced by a cautious one; whoever reads an answer must know that. */
function warnOfConfig({ environment }, { problems }) {
	const [first] = problems.filter((problem) => problem.severity === "error");
	if (first === void 0) return;
	environment.warn(`${first.path}:${first.line}:${first.column}: ${first.message} Until that is mended a cautious config holds, and of what writes only a rollback with --in is done.`);
}
function pinned(branch, head) {
	return {
		...branch,
		read: async (paths, at) => head === null && at === void 0 ? {
			head: null,
			files: /* @__PURE__ */ new Map()
		} : branch.read(paths, at ?? head ?? "")
	};
}
export { openRepository as a, fetchBranch as c, startingPoint as d, trackingRef as f, openForReading as i, moveBranch as l, brokenConfig as n, warnOfConfig as o, isAncestor as p, explainNoCommit as r, resolveCommit as s, DEFAULT_REMOTE as t, pushBranch as u };

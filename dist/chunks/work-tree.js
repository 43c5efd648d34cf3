import { n as runGit, t as GitError } from "./run.js";
import { a as MAX_READ_BYTES, c as sortEntries, n as blobId, o as entryKind, s as once, t as outside } from "./outside.js";
import { t as UsageError } from "./usage-error.js";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { constants } from "node:fs";
import pLimit from "p-limit";
import { lstat, open, realpath } from "node:fs/promises";
// src/sources/regular-file.ts
/**
* The bytes of a regular file that stands where its path says: not a link, not behind one, not above so many bytes; else
* undefined. What is read is what was looked at, even when somebody swaps a folder for a link meanwhile.
*
* @param root without a link in it, as `realpath` gives it
*/
async function readRegular(root, path, maxBytes) {
	const place = join(root, path);
	const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
	const file = await open(place, flags).catch(() => void 0);
	if (file === void 0) return void 0;
	try {
		return await standsAt(file, place) ? await readBounded(file, maxBytes) : void 0;
	} finally {
		await file.close();
	}
}
async function standsAt(file, place) {
	const [opened, real] = await Promise.all([file.stat(), realpath(place)]);
	if (!opened.isFile() || real !== place) return false;
	const standing = await lstat(real);
	return standing.ino === opened.ino && standing.dev === opened.dev;
}
async function readBounded(file, maxBytes) {
	const { size } = await file.stat();
	if (size > maxBytes) return void 0;
	const bytes = new Uint8Array(size);
	let filled = 0;
	while (filled < size) {
		const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return bytes.subarray(0, filled);
}
/** Reads files that a workflow made below a folder, by their paths within it; undefined where there is no such file. */
function workspaceFiles(folder, maxBytes) {
	return async (path) => {
		const root = folder === "" ? void 0 : await realpath(folder).catch(() => void 0);
		return root !== void 0 && resolve(root, path).startsWith(`${root}${sep}`) ? readRegular(root, path, maxBytes) : void 0;
	};
}
// src/sources/worktree.ts
/** Stands where a commit's id would: what is read here belongs to no commit, so nothing may be published from it. */
const WORK_TREE = "worktree";
const AT_ONCE = 16;
/**
* The files of a dirty work tree, tracked or not, as `git status` sees them (`.gitignore` holds). Only for the command
* line. A file that is a link, or stands behind one, is listed as a symlink and never read.
*
* @param repository its directory may be any folder of the work tree; paths count from the work tree's root
*/
function worktreeTree(repository) {
	const root = once(async () => {
		const printed = await runGit(repository, ["rev-parse", "--show-toplevel"]);
		return realpath(printed.toString("utf8").replace(/\n$/, ""));
	});
	const listing = once(async () => listWorkTree({
		...repository,
		directory: await root()
	}));
	const list = () => outside("list the files of the work tree", listing);
	return {
		commit: WORK_TREE,
		list,
		read: (paths) => outside("read files of the work tree", async () => {
			const directory = await root();
			const regular = new Set((await list()).flatMap(({ kind, path }) => kind === "file" ? [path] : []));
			const wanted = [...new Set(paths)].filter((path) => regular.has(path));
			const limit = pLimit(AT_ONCE);
			const contents = await Promise.all(wanted.map((path) => limit(() => readRegular(directory, path, MAX_READ_BYTES))));
			const files = /* @__PURE__ */ new Map();
			wanted.forEach((path, index) => {
				const bytes = contents[index];
				if (bytes !== void 0) files.set(path, bytes);
			});
			return files;
		})
	};
}
const STAGED = /^(\d+) ([0-9a-f]+) \d\t(.+)$/s;
async function listWorkTree(repository) {
	const [staged, modified, untracked] = await Promise.all([
		lsFiles(repository, ["--stage"]),
		lsFiles(repository, ["--modified"]),
		lsFiles(repository, ["--others", "--exclude-standard"])
	]);
	const dirty = new Set(modified);
	const known = /* @__PURE__ */ new Map();
	for (const line of staged) {
		const [, mode, oid, path] = STAGED.exec(line) ?? [];
		if (mode === void 0 || oid === void 0 || path === void 0) continue;
		known.set(path, dirty.has(path) ? { mode } : {
			mode,
			oid
		});
	}
	for (const path of untracked) known.set(path, { mode: "100644" });
	const limit = pLimit(AT_ONCE);
	const isLinked = linkFinder(repository.directory);
	const entries = await Promise.all([...known].map(([path, { mode, oid }]) => limit(async () => {
		const kind = await kindOf(repository.directory, path, {
			mode,
			isLinked
		});
		if (kind === void 0) return [];
		return [{
			path,
			kind,
			oid: oid ?? await idOf(repository.directory, path, kind)
		}];
	})));
	return sortEntries(entries.flat());
}
async function lsFiles(repository, args) {
	return (await runGit(repository, [
		"ls-files",
		"-z",
		...args
	])).toString("utf8").split("\0").filter((line) => line !== "");
}
/** What stands at a path now; undefined where nothing does, or a folder. */
async function kindOf(root, path, { mode, isLinked }) {
	const tracked = entryKind(mode);
	if (tracked === "submodule") return tracked;
	if (await isLinked(parentOf(path))) return "symlink";
	const found = await lstat(join(root, path)).catch(() => void 0);
	if (found?.isSymbolicLink()) return "symlink";
	return found?.isFile() ? "file" : void 0;
}
/** Whether a folder, or one above it up to the root, is a symbolic link; each folder is looked at once. */
function linkFinder(root) {
	const known = /* @__PURE__ */ new Map([["", Promise.resolve(false)]]);
	const isLinked = (directory) => {
		const before = known.get(directory);
		if (before !== void 0) return before;
		const answer = isLinked(parentOf(directory)).then(async (above) => above || ((await lstat(join(root, directory)).catch(() => void 0))?.isSymbolicLink() ?? false));
		known.set(directory, answer);
		return answer;
	};
	return isLinked;
}
function parentOf(path) {
	return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
/** The id that git would give the file as it is now. What is never read gets an id of its own. */
async function idOf(root, path, kind) {
	const bytes = kind === "file" ? await readRegular(root, path, MAX_READ_BYTES) : void 0;
	return bytes === void 0 ? `unread:${path}` : blobId(bytes);
}
// src/cli/work-tree.ts
/** The root of the repository's work tree. Throws `UsageError` for a bare repository. */
async function workTreeRoot({ git }) {
	try {
		const printed = await runGit(git, ["rev-parse", "--show-toplevel"]);
		return await realpath(printed.toString("utf8").replace(/\n$/, ""));
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		throw new UsageError("no_work_tree", `${git.directory} has no work tree, and this reads one.`);
	}
}
/** A path as typed, counted from the repository's folder, as a path below the root; empty for the root itself. */
async function pathInWorkTree(root, directory, typed) {
	const place = resolve(await realpath(directory), typed);
	const path = relative(root, place);
	if (path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path)) throw new UsageError("outside_repository", `${typed} is outside of the repository ${root}.`);
	return path.split(sep).join("/");
}
export { workspaceFiles as i, workTreeRoot as n, worktreeTree as r, pathInWorkTree as t };

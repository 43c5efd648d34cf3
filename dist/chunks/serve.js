import { a as openRepository, d as startingPoint, n as brokenConfig, p as isAncestor, r as explainNoCommit, t as DEFAULT_REMOTE } from "./repository.js";
import { c as startServer, d as livePrompts, l as createApi, n as changesBetween, o as mayListen, p as parseApiKeys, r as changeFeed, t as requestChange } from "./requesting.js";
import { u as kebabCase } from "./prompt-file.js";
import { n as runGit, t as GitError, u as OutsideError } from "./run.js";
import { a as readState, i as readEvent, o as readVersion } from "./documents.js";
import { n as slugOwner } from "./find-prompt.js";
import { t as diffPrompts } from "./word-diff.js";
import { P as resolveRef, f as brokenAt, h as controlsInForce } from "./outside.js";
import { i as tryAgain, n as done, t as badInput } from "./result.js";
import { n as startFromTracked } from "./synchronise.js";
import { t as UsageError } from "./usage-error.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
import { once } from "node:events";
import pLimit from "p-limit";
// src/delivery/head-memory.ts
/** UTF-16 code units of all remembered files. Past it everything is forgotten, which costs no more than reading again. */
const MOST_REMEMBERED = 33554432;
/** Never stale: a commit's files cannot change, and another commit starts from nothing. */
function headMemory(branch) {
	let memory = empty("");
	const memoryOf = (head) => {
		if (memory.head !== head || memory.size > MOST_REMEMBERED) memory = empty(head);
		return memory;
	};
	return {
		async read(paths, at) {
			const remembered = memoryOf(at);
			const known = new Map(paths.map((path) => [path, remembered.files.get(path)]));
			const unknown = [...known.keys()].filter((path) => known.get(path) === void 0);
			if (unknown.length > 0) {
				const { files } = await branch.read(unknown, at);
				for (const path of unknown) known.set(path, remember(remembered, path, files.get(path) ?? null));
			}
			return snapshotOf(at, known);
		},
		async list(directory, at) {
			const { lists } = memoryOf(at);
			const listed = lists.get(directory) ?? await branch.list(directory, at);
			lists.set(directory, listed);
			return listed;
		}
	};
}
function empty(head) {
	return {
		head,
		files: /* @__PURE__ */ new Map(),
		lists: /* @__PURE__ */ new Map(),
		size: 0
	};
}
function remember(remembered, path, text) {
	if (!remembered.files.has(path)) remembered.size += path.length + (text?.length ?? 0);
	remembered.files.set(path, text);
	return text;
}
function snapshotOf(head, known) {
	const present = [...known].flatMap(([path, text]) => typeof text === "string" ? [[path, text]] : []);
	return {
		head,
		files: new Map(present)
	};
}
// src/cli/followed-head.ts
/** Outside `refs/heads` and never pushed. Deleting it accepts a branch that was rewritten. */
function refOf(branch) {
	return `refs/pointsman/served/${branch}`;
}
/**
* Follows release branches as they are fetched, forwards only. A rewritten one is not followed: readers keep what they had until
* the branch is back, or somebody accepts it as it is. The last good head lies in a ref, so that a restart is no acceptance. What
* counts is what was fetched, where something was: commits that were only made here may be decided again on the remote's.
*/
function followedHead({ log, repository }) {
	const known = /* @__PURE__ */ new Map();
	let standing = { state: "followed" };
	const keep = async (branch, commit) => {
		try {
			await runGit(repository, [
				"update-ref",
				"-m",
				"pointsman: served",
				refOf(branch),
				commit
			]);
			return true;
		} catch (error) {
			if (!(error instanceof GitError)) throw error;
			if (known.get(branch)?.isKept !== false) log(`The last good head is not remembered beyond this process: ${error.message}`);
			return false;
		}
	};
	return {
		standing: () => standing,
		follow: async (branch, start) => {
			const last = await lastOf(repository, branch, known.get(branch));
			const head = start.tracked ?? start.local;
			const { good } = last;
			if (good === null || head === good || head !== null && await isAncestor(repository, good, head)) {
				const isKept = head === null || head === good ? last.isKept : await keep(branch, head);
				if (last.found !== void 0) log(`The release branch ${branch} is good again, at ${head}.`);
				known.set(branch, {
					good: head,
					isKept,
					found: void 0
				});
				standing = { state: "followed" };
				return start.head;
			}
			if (last.found !== head) log(rewrittenMessage(branch, good, head));
			known.set(branch, {
				...last,
				found: head
			});
			standing = {
				state: "rewritten",
				serving: good,
				head
			};
			return good;
		}
	};
}
/** What is known; anew from the ref at the start, and where somebody moved or deleted it while the branch is not good. */
async function lastOf(repository, branch, last) {
	if (last !== void 0 && (last.found === void 0 || !last.isKept)) return last;
	const kept = await resolveRef(repository, refOf(branch));
	if (last !== void 0 && kept === last.good) return last;
	return {
		good: kept,
		isKept: kept !== null,
		found: last?.found
	};
}
function rewrittenMessage(branch, good, head) {
	return `The release branch ${branch} was rewritten: the last good head is ${good}, and the branch ${head === null ? "is gone" : `is at ${head}, which does not go back to it`}. What stood at the last good head is served until the branch is back. To accept it as it is: git update-ref -d ${refOf(branch)}`;
}
// src/releases/memory-configs.ts
/** Last readable configs that live as long as the process. */
function memoryConfigs() {
	const remembered = /* @__PURE__ */ new Map();
	return {
		last: async (repositoryId) => remembered.get(repositoryId) ?? null,
		remember: async (repositoryId, config) => void remembered.set(repositoryId, {
			...config,
			brokenSince: null
		}),
		broke: async (repositoryId, at) => {
			const last = remembered.get(repositoryId);
			if (last?.brokenSince === null) remembered.set(repositoryId, {
				...last,
				brokenSince: at
			});
		}
	};
}
// src/cli/served-config.ts
/** The environments and the branch's name are read again after this long; pointers are never kept. */
const CONFIG_AGE_MS = 2e3;
/** There is one repository to remember. */
const REPOSITORY_ID = 0;
/**
* While the file cannot be read or is gone, the last readable one of this process holds: readers must not get another
* environment's prompt.
*/
function servedConfig({ environment, sources }) {
	const { nowMs: now } = environment;
	const remembering = {
		sources,
		configs: memoryConfigs(),
		repositoryId: REPOSITORY_ID,
		now
	};
	let broken = null;
	let readAt = Number.NEGATIVE_INFINITY;
	let reading;
	const anew = async () => {
		const read = await explainNoCommit(controlsInForce(remembering));
		const { commit, standing } = read;
		if (standing.kind === "unreadable") throw brokenConfig(read, "nobody knows what to serve");
		const where = standing.kind === "present" ? null : brokenAt(read);
		if (where !== broken) environment.warn(standing.kind === "present" ? `The config can be read again, as of ${commit}.` : `${where} is broken: the config of ${standing.commit} is used on.`);
		broken = where;
		return read;
	};
	const current = () => {
		const at = now();
		if (reading === void 0 || Math.abs(at - readAt) >= CONFIG_AGE_MS) {
			readAt = at;
			reading = anew();
			reading.catch(() => {
				reading = void 0;
			});
		}
		return reading;
	};
	return {
		current,
		anew,
		brokenAt: () => broken
	};
}
// src/cli/stop-signals.ts
/** What a shell makes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = {
	SIGINT: 130,
	SIGTERM: 143
};
/**
* Aborted by the first SIGINT or SIGTERM. The second ends the process at once: as the first process of a container, nothing
* else would.
*/
function stopSignals() {
	const asked = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
		if (asked.signal.aborted) process.exit(EXIT_CODES[signal]);
		asked.abort();
	});
	return asked.signal;
}
// src/cli/verbs/serve.ts
const words = z.object({
	host: z.string().regex(/^[A-Za-z0-9.:_[\]-]{1,253}$/, "this is no host").default("127.0.0.1"),
	port: z.string().regex(/^\d{1,5}$/, "a port is a number from 0 to 65535").transform(Number).refine((port) => port <= 65535, "a port is a number from 0 to 65535").default(8080),
	as: z.string().regex(/^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/, "write a repository as owner/name").optional()
});
/** How often the release branch is looked at for those who listen to `/stream`. */
const LOOK_EVERY_MS = 1e3;
const LOOKS_PER_HEARTBEAT = 15;
const LISTENERS = {
	maxListeners: 100,
	maxPerKey: 20
};
/** `pointsman serve`: the HTTP API over this repository's release branch, or the GitHub App, until SIGINT or SIGTERM. */
async function runServe(call) {
	const stop = stopSignals();
	return call.input.app === true ? serveApp(call, stop) : serveUntil(call, stop);
}
const appWords = z.strictObject({ app: z.literal(true) }, "With --app, set HOST and PORT in the environment");
/** The GitHub App, which is loaded only now. */
async function serveApp({ environment, input }, stop) {
	readWords(appWords, input);
	const { runApp } = await import("./run2.js");
	const run = await runApp(environment.variables, stop);
	switch (run.status) {
		case "stopped": return done({ address: run.address }, "");
		case "misconfigured": {
			const problems = run.problems.map((problem) => `- ${problem}`).join("\n");
			return badInput({
				code: "app_settings",
				message: `pointsman cannot start:\n${problems}`
			});
		}
		case "unavailable": return tryAgain({
			code: "unavailable",
			message: `pointsman cannot start: ${run.why}`
		});
	}
}
/** Serves until the signal; requests under way are answered first. */
async function serveUntil(call, stop) {
	const { as, host, port } = readWords(words, call.input);
	const keys = parseApiKeys(call.environment.variables.POINTSMAN_API_KEYS);
	if (!keys.ok) return badInput({
		code: "api_keys",
		message: keys.problems.join("\n")
	});
	if (!mayListen(host, keys.access)) {
		const message = `On ${host} anybody could read the prompts: set POINTSMAN_API_KEYS, or listen on 127.0.0.1.`;
		return badInput({
			code: "keys_needed",
			message
		});
	}
	const repository = await openRepository(call);
	const name = as ?? await guessName(repository);
	const { feed, handler } = await wire(repository, {
		name,
		access: keys.access
	});
	const server = await start({
		handler,
		host,
		port
	});
	call.environment.warn(`pointsman serves ${name} on ${server.address}/api/v1/repos/${name}/prompts`);
	if (!stop.aborted) await once(stop, "abort");
	feed.close();
	await server.stop();
	return done({
		repository: name,
		address: server.address
	}, "");
}
async function start(options) {
	try {
		return await startServer(options);
	} catch (error) {
		throw new OutsideError(`listen on ${options.host}, port ${options.port}`, error);
	}
}
async function wire(repository, { access, name }) {
	const config = servedConfig(repository);
	await config.current();
	const followed = followedHead({
		repository: repository.git,
		log: repository.environment.warn
	});
	const reader = readerOf(repository, config, followed);
	const live = livePrompts({
		branch: reader,
		documents: {
			state: readState,
			version: readVersion,
			event: readEvent,
			slugOwner
		},
		environments: async () => (await config.current()).config.environments,
		changesBetween: async (since, until) => changesBetween(await branchOf(repository, config), since, until)
	});
	const feed = feedOf(repository.environment, name, live);
	const served = {
		name,
		live,
		feed,
		requestChange: changesIn(repository, config)
	};
	return {
		feed,
		handler: createApi({
			access,
			repository: async (asked) => asked.toLowerCase() === name.toLowerCase() ? served : void 0,
			compare: diffPrompts,
			look: async () => {
				await reader.head();
				return {
					branch: followed.standing(),
					brokenConfig: config.brokenAt()
				};
			},
			log: repository.environment.warn
		})
	};
}
/**
* Changes the local release branch, as release verbs do, from where they start; `--push` takes it along later. One after another:
* each begins by bringing the branch to where a write may start.
*/
function changesIn(repository, config) {
	const oneByOne = pLimit(1);
	return (request) => oneByOne(async () => {
		const branchName = (await config.current()).config.file.release_branch;
		await startFromTracked({
			repository,
			remote: DEFAULT_REMOTE,
			branch: branchName
		});
		return requestChange(request, {
			branch: repository.branch,
			controls: config.anew,
			surroundings: repository.environment.surroundings,
			branchName,
			role: "unverified"
		});
	});
}
function feedOf(environment, repository, live) {
	return changeFeed({
		repository,
		live,
		pause: () => environment.surroundings.sleep(LOOK_EVERY_MS),
		heartbeatEvery: LOOKS_PER_HEARTBEAT,
		...LISTENERS,
		log: environment.warn
	});
}
async function branchOf(repository, config) {
	return repository.branch((await config.current()).config.file.release_branch);
}
/** Serves what reading verbs show: the local branch where it descends from the remote-tracking one, else that. */
function readerOf(repository, config, followed) {
	return {
		...headMemory({
			read: async (paths, at) => (await branchOf(repository, config)).read(paths, at),
			list: async (directory, at) => (await branchOf(repository, config)).list(directory, at)
		}),
		head: async () => {
			const branch = (await config.current()).config.file.release_branch;
			const start = await startingPoint({
				repository: repository.git,
				remote: DEFAULT_REMOTE,
				branch
			});
			return {
				commit: await followed.follow(branch, start),
				asOf: null
			};
		}
	};
}
/** `owner/name` of the remote's address; a repository without one is `local/` and its folder's name. */
async function guessName({ git }) {
	const read = await runGit(git, [
		"config",
		"--get",
		`remote.${DEFAULT_REMOTE}.url`
	]).catch(() => void 0);
	const [, owner, name] = /([A-Za-z0-9._-]+)[/]([A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(read?.toString("utf8").trim() ?? "") ?? [];
	if (owner !== void 0 && name !== void 0) return `${owner}/${name}`;
	const folder = kebabCase(git.directory.split(/[\\/]/).at(-1) ?? "");
	if (folder === "") throw new UsageError("no_name", "This repository has no name: give it one with --as.");
	return `local/${folder}`;
}
export { runServe };

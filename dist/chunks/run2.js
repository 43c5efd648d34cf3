import { a as close, d as livePrompts, f as isLoopback, i as bind, l as createApi, n as changesBetween, p as parseApiKeys, r as changeFeed, s as nodeListener, t as requestChange, u as sharedPlaces } from "./requesting.js";
import { t as diffPrompts } from "./word-diff.js";
import { c as ConfigUnreadableError, d as StoppedError, f as UnknownOutcomeError, l as HistoryError, s as BranchAlarmError, u as OutsideError } from "./run.js";
import { C as decidePermission, M as branchRef, O as matchesStarGlob, S as parseConfig, T as parseRole, b as watchedBranch, c as sortEntries, d as CONFIG_PATH, f as brokenAt, g as lastBranchName, h as controlsInForce, i as requireObjectId, l as treeOf, n as blobId$1, o as entryKind, p as concernedByPublishing, t as outside, u as trimMessage, v as requiringEvidence, w as hasRole, x as defaultEnvironment, y as teamsNamedBy } from "./outside.js";
import { p as NotJsonError } from "./prompt-file.js";
import { C as statePath, D as isFlagged, E as environmentOf, M as eventSchema, O as promptStateSchema, S as slugPath, T as versionsDirectory, _ as eventsDirectory, a as readState, b as parseBranchPath, c as promptsInReadme, f as versionSchema, g as eventPath, h as README_PATH, i as readEvent, j as eventId, o as readVersion, r as readDocument, t as DocumentError, u as effectiveOf, w as versionPath } from "./documents.js";
import { r as sameState, t as applyEvent } from "./ledger.js";
import { t as LedgerError } from "./ledger-error.js";
import { n as slugOwner, r as slugSchema, t as findPrompt } from "./find-prompt.js";
import { i as hasItsDigest, r as attempt$1, t as commitFindings } from "./verify.js";
import { c as hasErrors, d as sortProblems } from "./yaml-tree.js";
import { n as loadCatalog } from "./catalog.js";
import { n as storePlace, o as ERRAND_EVENT, s as ALARM_KINDS, t as openStore } from "./store.js";
import { n as isGrantableTarget, r as targetMatches, t as displayUrl } from "./target.js";
import { c as announcementsSince, i as explainRefusal, n as publish, o as operate, s as announcementAt, t as PublicationInterrupted } from "./publish.js";
import { d as tooOld, f as evidenceStanding, r as evidenceToPromote, t as VERB_OF_EVENT } from "./operation-decision.js";
import { _ as table, a as heading, c as joinInline, d as md, f as mermaid, g as stack, i as foldEnds, l as link, m as paragraph, n as block, o as html, p as mermaidLabel, r as code, s as htmlCode, t as NOTHING, u as list, v as tableHead, y as tableRow } from "./markdown.js";
import { a as versionsOf, i as inspectVersions, n as currentVersions, r as historyOf, s as nearestFew, t as allStates } from "./history.js";
import { a as undoOf, i as undoLead, n as consequencesOf, t as aroundOf } from "./operation-consequences.js";
import { n as visibleBlock, r as visibleLine, t as clip } from "./visible.js";
import { r as headlineOf, t as EVENT_WORDS } from "./event-text.js";
import { a as countOf$1, c as inlineCommand, d as timeText, i as commandBlock, l as reasonBlocks, n as ageText, o as enumerate, p as commandLine, r as clippedReason, s as factTable, t as actorText, u as reasonFact } from "./facts.js";
import { r as say, t as inlineSentence } from "./sentence.js";
import { n as evidenceText, t as evidenceInline } from "./evidence-text.js";
import { n as isVersionId } from "./version-id.js";
import { n as standingsOf, t as needsAttention } from "./standing.js";
import { t as version } from "./package.js";
import { setTimeout } from "node:timers/promises";
import { Probot, ProbotOctokit } from "probot";
import { createHash, createHmac, createSecretKey, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Agent, buildConnector } from "undici";
import { promises } from "node:dns";
import { isIP, isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { createServer } from "node:http";
import { Buffer as Buffer$1 } from "node:buffer";
import { distance } from "fastest-levenshtein";
import "@octokit/core";
import pLimit from "p-limit";
import { AsyncLocalStorage } from "node:async_hooks";
import { destination, pino } from "pino";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
// src/app/describe-error.ts
/**
* An error as one line for the log: names and messages, also of what caused it. Never the object itself, since errors of
* HTTP clients carry the request with its headers.
*/
function describeError(error) {
	if (error instanceof AggregateError) return [error.message, ...error.errors.map(describeError)].join("; ");
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause === void 0 ? "" : ` (caused by ${describeError(error.cause)})`;
	return `${error.name}: ${error.message}${cause}`;
}
// src/github/client/clock.ts
/** What a `Date` header, which counts whole seconds, and the way of an answer leave open. */
const UNCERTAINTY_MS = 1500;
/**
* A clock that follows GitHub's. Comments are dated by GitHub and events by us, and whether a pointer moved after a comment
* was written is decided by comparing the two: on a machine whose clock is off by more than the notice window two engineers
* could walk back two versions. Each answer's `Date` header corrects what is off by more than that header leaves open.
*/
function githubClock(local, fetch = globalThis.fetch) {
	let offset = 0;
	const observe = (date) => {
		const theirs = date === null ? NaN : Date.parse(date);
		if (Number.isNaN(theirs)) return;
		const difference = theirs + 500 - Date.parse(local.now());
		offset = Math.abs(difference) > UNCERTAINTY_MS ? difference : 0;
	};
	return {
		surroundings: {
			...local,
			now: () => new Date(Date.parse(local.now()) + offset).toISOString()
		},
		fetch: async (input, init) => {
			const response = await fetch(input, init);
			observe(response.headers.get("date"));
			return response;
		}
	};
}
// src/github/client/probot-octokit.ts
/**
* Probot's Octokit without its own retries and throttling, which repeat writes and wait on their own: give it to
* `new Probot({ Octokit: PlainProbotOctokit })` and wrap what handlers get with `wrapOctokit`. A function, so that
* nothing Probot passes later (its Redis throttling) turns them on again.
*/
const PlainProbotOctokit = ProbotOctokit.defaults((options) => ({
	...options,
	...options.auth === void 0 ? {} : { auth: askingAt(options.baseUrl, options.auth) },
	retry: { enabled: false },
	throttle: { enabled: false }
}));
/** Asked for a token outright, Probot's auth would ask github.com, whatever GitHub the app is for. */
function askingAt(baseUrl, auth) {
	if (baseUrl === void 0 || auth.request === void 0) return auth;
	return {
		...auth,
		request: auth.request.defaults({ baseUrl })
	};
}
// src/webhooks/address.ts
const REFUSED_IPV4 = [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"168.63.129.16/32",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.31.196.0/24",
	"192.52.193.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"192.175.48.0/24",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4"
].map(rangeOf);
const GLOBAL_IPV6 = rangeOf("2000::/3");
const REFUSED_IPV6 = [
	"2001::/23",
	"2001:db8::/32",
	"2002::/16",
	"2620:4f:8000::/48",
	"3ffe::/16",
	"3fff::/20"
].map(rangeOf);
/** May a webhook be sent to this address? `address` is in the plain notation that resolvers give. */
function vetAddress(address, policy) {
	const parsed = parseAddress(address);
	if (parsed === null) return {
		allowed: false,
		reason: "not_an_address"
	};
	if (policy.allowedRanges.some((range) => contains(range, parsed))) return {
		allowed: true,
		by: "operator"
	};
	return (parsed.kind() === "ipv4" ? !REFUSED_IPV4.some((range) => contains(range, parsed)) : contains(GLOBAL_IPV6, parsed) && !REFUSED_IPV6.some((range) => contains(range, parsed))) ? {
		allowed: true,
		by: "global"
	} : {
		allowed: false,
		reason: "not_global_unicast"
	};
}
/**
* Reads `POINTSMAN_WEBHOOK_ALLOW_RANGES`: CIDR ranges or single addresses, separated by commas or spaces, e.g.
* `10.20.0.0/16, fd00:1234::/32`. A range with bits set behind its prefix is an error: it is hardly what was meant.
*/
function parseAllowRanges(text) {
	const ranges = [];
	const problems = [];
	for (const word of (text ?? "").split(/[\s,]+/).filter((one) => one !== "")) {
		const range = parseRange(word);
		if (range === null) problems.push(`${JSON.stringify(word)} is no CIDR range such as 10.20.0.0/16 or fd00:1234::/32`);
		else ranges.push(range);
	}
	return problems.length > 0 ? {
		ok: false,
		problems
	} : {
		ok: true,
		ranges
	};
}
function parseRange(word) {
	const [network = "", bits, ...extra] = word.split("/");
	const address = parseAddress(network);
	if (address === null || extra.length > 0) return null;
	const width = address.kind() === "ipv4" ? 32 : 128;
	if (bits !== void 0 && !/^\d{1,3}$/.test(bits)) return null;
	const prefix = bits === void 0 ? width : Number(bits);
	if (prefix > width) return null;
	return (address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(`${network}/${prefix}`).toString() === address.toString() ? [address, prefix] : null;
}
function rangeOf(cidr) {
	return ipaddr.parseCIDR(cidr);
}
function parseAddress(text) {
	if (text.includes("%") || !(isIPv4(text) || isIPv6(text))) return null;
	return ipaddr.parse(text);
}
function contains([network, prefix], address) {
	return network.kind() === address.kind() && address.match(network, prefix);
}
// src/webhooks/guard.ts
/** The system's resolver, hosts file included. */
const systemResolve = (hostname) => promises.lookup(hostname, { all: true });
/** The target is, or resolves to, an address that webhooks must not reach. It names no address on purpose. */
var RefusedAddressError = class extends Error {
	code = "ERR_POINTSMAN_REFUSED_ADDRESS";
	constructor() {
		super("the webhook's target has an address that is not permitted");
		this.name = "RefusedAddressError";
	}
};
/** A `lookup` for `net.connect` that answers with vetted addresses, or fails with `RefusedAddressError`. */
function guardedLookup(guard, protocol) {
	return (hostname, options, callback) => {
		vettedAddresses(hostname, protocol, guard).then((addresses) => {
			if (options.all === true) callback(null, [...addresses]);
			else callback(null, addresses[0].address, addresses[0].family);
		}, (error) => callback(error, []));
	};
}
async function vettedAddresses(hostname, protocol, { resolve, policy }) {
	const [first, ...others] = await resolve(hostname);
	if (first === void 0) throw new RefusedAddressError();
	for (const { address } of [first, ...others]) if (!isPermitted(address, protocol, policy)) throw new RefusedAddressError();
	return [first, ...others];
}
/** An address in the URL itself never comes by a lookup, so it is vetted before anything connects. */
function isForbiddenHost(hostname, protocol, policy) {
	const address = hostname.replace(/^\[|\]$/g, "");
	return isIP(address) !== 0 && !isPermitted(address, protocol, policy);
}
function isPermitted(address, protocol, policy) {
	const verdict = vetAddress(address, policy);
	return verdict.allowed && (protocol === "https:" || verdict.by === "operator");
}
// src/webhooks/sender.ts
/** What holds unless the sender is told otherwise. */
const SEND_LIMITS = {
	connectMs: 5e3,
	totalMs: 15e3,
	responseBytes: 4096
};
/** A sender over a line: bounded in time, each attempt judged. */
function senderOver(line, { limits, now }) {
	return {
		send: async (request) => {
			const startedAt = now();
			const durationMs = () => Math.max(0, now() - startedAt);
			const url = sendableUrl(request.url);
			if (url === null) return {
				outcome: "failed",
				code: "refused_url",
				retryable: false,
				durationMs: 0
			};
			try {
				const head = await line.post(url, request, AbortSignal.timeout(limits.totalMs));
				const retryAfterSeconds = parseRetryAfter(head.retryAfter, now());
				return {
					...judgeStatus(head.status, retryAfterSeconds),
					durationMs: durationMs()
				};
			} catch (error) {
				return {
					...judgeError(error),
					durationMs: durationMs()
				};
			}
		},
		close: line.close
	};
}
function sendableUrl(target) {
	const url = URL.parse(target);
	if (url === null || !["http:", "https:"].includes(url.protocol)) return null;
	return url.username === "" && url.password === "" ? url : null;
}
function judgeStatus(status, retryAfterSeconds) {
	if (status >= 200 && status < 300) return {
		outcome: "delivered",
		status
	};
	return {
		outcome: "failed",
		code: status >= 300 && status < 400 ? "redirect" : "http_status",
		status,
		retryable: status !== 410,
		...retryAfterSeconds === void 0 ? {} : { retryAfterSeconds }
	};
}
const TIMEOUT_CODES = ["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"];
function judgeError(error) {
	if (error instanceof RefusedAddressError) return {
		outcome: "failed",
		code: "refused_address",
		retryable: true
	};
	const cause = systemCode(error);
	return {
		outcome: "failed",
		code: error instanceof Error && error.name === "TimeoutError" || cause !== null && TIMEOUT_CODES.includes(cause) ? "timeout" : "network",
		retryable: true,
		...cause === null ? {} : { cause }
	};
}
function systemCode(error) {
	if (typeof error !== "object" || error === null || !("code" in error)) return null;
	return typeof error.code === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(error.code) ? error.code : null;
}
/** Seconds to wait by a `Retry-After` header, in either form of RFC 9110 §10.2.3; `now` in milliseconds. */
function parseRetryAfter(header, now) {
	if (typeof header !== "string") return void 0;
	if (/^\d{1,10}$/.test(header)) return Number(header);
	const at = Date.parse(header);
	return Number.isNaN(at) ? void 0 : Math.max(0, Math.ceil((at - now) / 1e3));
}
// src/webhooks/pooled-sender.ts
/**
* The way of webhooks to the network for a process that stays: vetted and pinned addresses, no redirects, no proxies (undici's
* agent reads no environment), bounded in time and in what is read. Connections are kept alive and shared.
*/
function createSender(options) {
	const limits = {
		...SEND_LIMITS,
		...options.limits
	};
	const agent = new Agent({
		connect: guardedConnector({
			resolve: options.resolve ?? systemResolve,
			policy: { allowedRanges: options.allowedRanges ?? [] },
			connectTimeoutMs: limits.connectMs
		}),
		headersTimeout: 0,
		bodyTimeout: 0
	});
	return senderOver({
		post: async ({ origin, pathname, search }, { body, headers }, signal) => {
			const path = `${pathname}${search}`;
			const response = await agent.request({
				origin,
				path,
				method: "POST",
				headers,
				body,
				signal
			});
			await response.body.dump({
				limit: limits.responseBytes,
				signal
			}).catch(() => void 0);
			return {
				status: response.statusCode,
				retryAfter: response.headers["retry-after"]
			};
		},
		close: () => agent.destroy()
	}, {
		limits,
		now: options.now
	});
}
/**
* Connects undici to vetted addresses only. A name is resolved once per connection, every one of its addresses is
* vetted, and the socket goes to one of exactly these: a resolver that changes its mind in between changes nothing.
* TLS still verifies the host's name. Plain http reaches only what the operator allowed.
*/
function guardedConnector(guard) {
	const secure = connectorFor(guard, "https:");
	const plain = connectorFor(guard, "http:");
	return (options, callback) => {
		if (isForbiddenHost(options.hostname, options.protocol, guard.policy)) {
			queueMicrotask(() => callback(new RefusedAddressError(), null));
			return;
		}
		(options.protocol === "https:" ? secure : plain)(options, callback);
	};
}
function connectorFor(guard, protocol) {
	return buildConnector({
		timeout: guard.connectTimeoutMs,
		allowH2: false,
		rejectUnauthorized: true,
		lookup: guardedLookup(guard, protocol)
	});
}
// src/app/api/seldom.ts
/** The same words are logged again after so long. */
const AGAIN_MS$1 = 1e4;
const MOST$6 = 100;
/**
* A log that says the same no more than every ten seconds: while GitHub is down each request would say it.
*
* @param now milliseconds since the epoch
*/
function seldom(log, now) {
	const saidAt = /* @__PURE__ */ new Map();
	return (message) => {
		const at = now();
		if (at - (saidAt.get(message) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS$1) return;
		saidAt.delete(message);
		saidAt.set(message, at);
		const [oldest] = saidAt.keys();
		if (saidAt.size > MOST$6 && oldest !== void 0) saidAt.delete(oldest);
		log(message);
	};
}
// src/branch/github-errors.ts
const withErrors = z.object({ errors: z.array(z.object({ type: z.string().optional().catch(void 0) })).min(1) });
const withStatus = z.object({ status: z.int().gte(200).lt(500) });
/** Undefined for anything that leaves open what happened: a lost connection, a 5xx, GraphQL's own time limit. */
function refusalOf$2(error) {
	const status = withStatus.safeParse(error).data?.status;
	const types = (withErrors.safeParse(error).data?.errors ?? []).flatMap(({ type }) => type ?? []);
	if (status === void 0 && types.length === 0) return void 0;
	return {
		status: status ?? 200,
		types
	};
}
/** Whatever GitHub could not do is an outside failure; answers of another shape than documented too. */
async function outsideGitHub(doing, work) {
	try {
		return await work();
	} catch (error) {
		throw asOutside(doing, error);
	}
}
function asOutside(doing, error) {
	return error instanceof OutsideError || error instanceof HistoryError || error instanceof StoppedError ? error : new OutsideError(doing, error);
}
// src/branch/github-head.ts
const DOING$2 = "look where the release branch is";
const refAnswer = z.object({ object: z.object({ sha: z.string() }) });
/**
* Asks where the release branch is, again and again; null where there is no such branch. Each question but the first names the
* last answer's ETag: to the 304 that follows GitHub counts nothing against the rate limit (REST documentation, "Best
* practices": conditional requests).
*/
function headAtGitHub({ branch, client, owner, repo }) {
	const ref = branchRef(branch).slice(5);
	let known;
	return async () => {
		const headers = known === void 0 ? {} : { "if-none-match": known.etag };
		try {
			const answer = await client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
				owner,
				repo,
				ref,
				headers
			});
			const head = refAnswer.parse(answer.data).object.sha;
			const { etag } = answer.headers;
			known = typeof etag === "string" ? {
				etag,
				head
			} : void 0;
			return head;
		} catch (error) {
			const status = refusalOf$2(error)?.status;
			if (status === 304 && known !== void 0) return known.head;
			if (status === 404) return null;
			throw error instanceof OutsideError ? error : asOutside(DOING$2, error);
		}
	};
}
// src/releases/verify/verify-since.ts
/**
* Verifies what was added to a release branch since a head that was whole: every commit only appends, the new events follow
* on the states of then and add up to the states of now, and every new version has the digest it claims. It reads what is
* new and what that names, however long the ledger is. Throws `HistoryError` where the branch does not go back to `since`.
*/
async function verifySince(branch, range) {
	const findings = [];
	const additions = /* @__PURE__ */ new Map();
	for await (const entry of branch.log(range)) {
		const { added, commit, modified } = entry;
		findings.push(...commitFindings(entry), ...foreignFindings(added, commit));
		for (const path of [...added, ...modified]) note(additions, path);
	}
	if (findings.length > 0 || additions.size === 0) return findings;
	return additionFindings(branch, range, [...additions.values()]);
}
function foreignFindings(added, commit) {
	return added.filter((path) => parseBranchPath(path) === void 0).map((path) => ({
		code: "foreign_file",
		message: `Commit ${commit} adds ${path}, which is no file of pointsman's.`,
		path,
		commit
	}));
}
function note(additions, path) {
	const parsed = parseBranchPath(path);
	if (parsed === void 0 || !("promptId" in parsed)) return;
	const { promptId } = parsed;
	const addition = additions.get(promptId) ?? {
		promptId,
		sequences: [],
		versions: []
	};
	if (parsed.kind === "event") addition.sequences.push(parsed.sequence);
	if (parsed.kind === "version") addition.versions.push(parsed.version);
	additions.set(promptId, addition);
}
async function additionFindings(branch, { since, until }, additions) {
	const states = additions.map(({ promptId }) => statePath(promptId));
	const [before, after] = await Promise.all([since === null ? {
		head: null,
		files: /* @__PURE__ */ new Map()
	} : branch.read(states, since), branch.read(additions.flatMap(pathsOf), until)]);
	const named = await branch.read(namedPaths(additions, after), until);
	const now = {
		head: until,
		files: new Map([...after.files, ...named.files])
	};
	return additions.flatMap((addition) => promptFindings(addition, {
		before,
		now
	}));
}
function pathsOf({ promptId, sequences, versions }) {
	return [
		statePath(promptId),
		...sequences.map((sequence) => eventPath(promptId, sequence)),
		...versions.map((version) => versionPath(promptId, version))
	];
}
/** The older versions that new events name, and the slugs of new prompts. What cannot be read is found out later. */
function namedPaths(additions, after) {
	return additions.flatMap(({ promptId, sequences }) => {
		const state = documentIn(after, statePath(promptId), promptStateSchema);
		const versions = sequences.flatMap((sequence) => documentIn(after, eventPath(promptId, sequence), eventSchema) ?? []).flatMap(({ version }) => version === null ? [] : [versionPath(promptId, version)]);
		return state === void 0 ? versions : [...versions, slugPath(state.slug)];
	});
}
function documentIn(snapshot, path, schema) {
	const read = attempt$1(() => readDocument(snapshot, path, schema), path);
	return "value" in read ? read.value : void 0;
}
function promptFindings(addition, { before, now }) {
	const { promptId } = addition;
	const findings = [];
	const read = (path, schema) => {
		const result = attempt$1(() => readDocument(now, path, schema), path);
		if ("value" in result) return result.value;
		findings.push(result.finding);
	};
	const events = addition.sequences.toSorted((a, b) => a - b).flatMap((sequence) => read(eventPath(promptId, sequence), eventSchema) ?? []);
	const versions = addition.versions.flatMap((id) => read(versionPath(promptId, id), versionSchema) ?? []);
	const state = read(statePath(promptId), promptStateSchema);
	if (findings.length > 0) return findings;
	const wrong = versions.flatMap((version) => versionFindings(version, addition, events));
	const folded = fold(events, {
		promptId,
		before,
		now
	});
	if ("finding" in folded) return [...wrong, folded.finding];
	if (folded.state === void 0 || state === void 0 || !sameState(folded.state, state)) {
		const path = statePath(promptId);
		const message = `${path} is not what the events of ${promptId} add up to.`;
		return [...wrong, {
			code: "state_differs",
			message,
			path,
			commit: null
		}];
	}
	return [...wrong, ...slugFindings(state, now)];
}
function versionFindings(version, { promptId, versions }, events) {
	const path = versionPath(promptId, version.version);
	const at = (code, message) => ({
		code,
		message,
		path,
		commit: null
	});
	const misplaced = version.prompt_id !== promptId || !versions.includes(version.version);
	const published = events.some((event) => event.type === "prompt.published" && event.version === version.version);
	return [
		...hasItsDigest(version) ? [] : [at("wrong_digest", `${path} does not have the digest that it claims.`)],
		...misplaced ? [at("wrong_place", `${path} is version ${version.version} of ${version.prompt_id}.`)] : [],
		...published ? [] : [at("unpublished_version", `No event publishes ${path}.`)]
	];
}
function fold(events, { before, now, promptId }) {
	const versionOf = (id) => {
		const version = documentIn(now, versionPath(promptId, id), versionSchema);
		return version && {
			version: id,
			digest: version.digest,
			slug: version.slug,
			path: version.source.path
		};
	};
	try {
		let state = readState(before, promptId);
		for (const event of events) state = applyEvent(state, event, versionOf);
		return { state };
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
function slugFindings(state, now) {
	const path = slugPath(state.slug);
	if (documentIn(now, path, slugSchema)?.id === state.prompt_id) return [];
	return [{
		code: "wrong_slug",
		message: `${path} does not name the prompt ${state.prompt_id}.`,
		path,
		commit: null
	}];
}
// src/github/client/errors.ts
/** GitHub understood a request and refused it: 404, 403, 422 …, or 200 with `errors` for GraphQL. Nothing happened. */
var RequestRefused = class extends OutsideError {
	name = "RequestRefused";
	status;
	/** Empty for REST. */
	errors;
	constructor(doing, cause, answer) {
		super(doing, cause);
		this.status = answer.status;
		this.errors = answer.errors;
	}
};
/** GitHub's rate limit asks for a longer wait than this run has. Nothing happened. */
var RateLimitedError = class extends OutsideError {
	name = "RateLimitedError";
	code = "rate_limited";
	/** RFC 3339 in UTC, whole seconds. */
	until;
	constructor(doing, cause, until) {
		const limit = new Error(`GitHub's rate limit is used up until ${until}`, { cause });
		super(doing, limit);
		this.until = until;
	}
};
/** The app's installation was removed or suspended, so it may do nothing there. Nothing happened. */
var InstallationLostError = class extends OutsideError {
	name = "InstallationLostError";
	code = "installation_lost";
	constructor(doing, cause) {
		super(doing, new Error("the app's installation was removed or suspended; install it again, or lift the suspension", { cause }));
	}
};
// src/releases/verify/forged-versions.ts
/**
* What of some versions nobody could have published: the commit that they name as their source is not on the default branch, or
* its prompt does not compile to their content, with that commit's own config. Costs a comparison, a listing and the files
* concerned for each source commit.
*/
async function forgedVersions(versions, ports) {
	const findings = [];
	for (const [commit, ofCommit] of Map.groupBy(versions, ({ source }) => source.commit)) {
		const catalog = await catalogAt(commit, ofCommit.map(({ prompt_id }) => prompt_id), ports);
		findings.push(...ofCommit.flatMap((version) => findingsOf(version, catalog)));
	}
	return findings;
}
/** The prompts of a commit of the default branch; a reason where it has none that could be published. */
async function catalogAt(commit, ids, { isOnDefaultBranch, sources }) {
	if (commit === null) return "names no source commit";
	if (!await isOnDefaultBranch(commit)) return `names the source commit ${commit}, which is not on the default branch`;
	const tree = sources.tree(commit);
	const { config, problems } = parseConfig((await tree.read([CONFIG_PATH])).get(CONFIG_PATH), CONFIG_PATH);
	if (hasErrors(problems)) return `names the source commit ${commit}, whose config has errors`;
	const { models, prompts } = config.file;
	return loadCatalog(tree, {
		globs: prompts,
		defaultModel: models.default,
		only: { ids }
	});
}
function findingsOf(version, catalog) {
	const path = versionPath(version.prompt_id, version.version);
	const forged = (what) => {
		return {
			code: "forged_version",
			message: `${path} ${what}.`,
			path,
			commit: null
		};
	};
	if (typeof catalog === "string") return [forged(catalog)];
	if (catalog.prompts.get(version.prompt_id)?.digest === version.digest) return [];
	return [forged(`is not what ${version.prompt_id} says at the source commit ${version.source.commit}`)];
}
// src/app/pushes/forgeries.ts
/**
* The versions that some commits of a release branch added and nobody could have published, oldest commits first; each names
* its commit. Meant for commits that verification found as pointsman makes them.
*/
async function forgedBetween(branch, range, repository) {
	const commitOf = await addedVersions(branch, range);
	if (commitOf.size === 0) return [];
	const paths = [...commitOf.keys()];
	const snapshot = await branch.read(paths, range.until);
	const findings = await forgedVersions(paths.flatMap((path) => {
		const parsed = parseBranchPath(path);
		if (parsed?.kind !== "version") return [];
		const version = readVersion(snapshot, parsed.promptId, parsed.version);
		return version === void 0 ? [] : [version];
	}), await portsOf(repository));
	return paths.flatMap((path) => findings.filter((finding) => finding.path === path).map((finding) => ({
		...finding,
		commit: commitOf.get(path) ?? null
	})));
}
/** The paths of the versions, with the commit that added each. */
async function addedVersions(branch, range) {
	const commitOf = /* @__PURE__ */ new Map();
	for await (const { added, commit } of branch.log(range)) for (const path of added) if (parseBranchPath(path)?.kind === "version") commitOf.set(path, commit);
	return commitOf;
}
/** The default branch is read after the versions: what they were published from is on it by then. */
async function portsOf({ controls, sources }) {
	const { commit: head } = await controls();
	return {
		sources,
		isOnDefaultBranch: async (commit) => {
			try {
				return await sources.mergeBase(commit, head) === commit;
			} catch (error) {
				if (isRefusedAsUnknown(error)) return false;
				throw error;
			}
		}
	};
}
function isRefusedAsUnknown(error) {
	const cause = error instanceof OutsideError ? error.cause : void 0;
	return cause instanceof RequestRefused && (cause.status === 404 || cause.status === 422);
}
// src/app/api/branch-files.ts
/** Begins with no head: whatever is asked at another than the present one is read and not kept. */
function branchFiles({ branch, prefix, texts }) {
	let now = {
		head: void 0,
		names: void 0,
		underWay: /* @__PURE__ */ new Map()
	};
	const keyOf = (path) => `${prefix}${path}`;
	const known = (path) => isAbsent(path, now.names) ? null : texts.get(keyOf(path));
	return {
		room: texts,
		read: async (paths, at) => {
			if (at !== now.head) return branch.read(paths, at);
			const there = new Map(paths.map((path) => [path, known(path)]));
			const missing = paths.filter((path) => there.get(path) === void 0);
			const here = now;
			for (const { files } of await readOnce(missing, at, {
				branch,
				here
			})) for (const path of missing) {
				const text = files.get(path);
				if (text !== void 0) there.set(path, text);
			}
			if (here === now) for (const path of missing) texts.set(keyOf(path), there.get(path) ?? null);
			return snapshotOf(at, there);
		},
		list: async (directory, at) => {
			const { head, names } = now;
			if (directory !== "slugs" || at !== head || names === void 0) return branch.list(directory, at);
			return [...names.slugs].sort().map(slugPath);
		},
		isAt: (head) => head === now.head,
		move: ({ to, touched }) => {
			now = {
				head: to,
				names: touched === null ? void 0 : withNew(now.names, touched),
				underWay: /* @__PURE__ */ new Map()
			};
			if (touched === null) texts.deleteAll(prefix);
			else for (const path of touched) texts.delete(keyOf(path));
		},
		learnNames: ({ head, slugs }) => {
			if (head === now.head) now.names = {
				slugs: new Set(slugs.keys()),
				ids: new Set(slugs.values())
			};
		}
	};
}
async function readOnce(paths, at, { branch, here: { underWay } }) {
	const fresh = paths.filter((path) => !underWay.has(path));
	if (fresh.length > 0) {
		const reading = branch.read(fresh, at).finally(() => {
			for (const path of fresh) underWay.delete(path);
		});
		for (const path of fresh) underWay.set(path, reading);
	}
	return Promise.all(new Set(paths.flatMap((path) => underWay.get(path) ?? [])));
}
function isAbsent(path, names) {
	if (names === void 0) return false;
	const parsed = parseBranchPath(path);
	if (parsed === void 0 || parsed.kind === "readme") return false;
	return parsed.kind === "slug" ? !names.slugs.has(parsed.slug) : !names.ids.has(parsed.promptId);
}
/** Good commits only add names. */
function withNew(names, touched) {
	if (names === void 0) return void 0;
	for (const path of touched) {
		const parsed = parseBranchPath(path);
		if (parsed?.kind === "slug") names.slugs.add(parsed.slug);
		if (parsed?.kind === "state") names.ids.add(parsed.promptId);
	}
	return names;
}
function snapshotOf(head, files) {
	const present = [...files].flatMap(([path, text]) => typeof text === "string" ? [[path, text]] : []);
	return {
		head,
		files: new Map(present)
	};
}
// src/app/api/changes.ts
/** Changes what programs ask for on the road that comments take. What is appended is served at once. */
function changesIn(repository, changing) {
	const { alarms, branchName, surroundings } = changing;
	const guarded = changing.guarded(repository);
	return (request) => requestChange(request, {
		branchName,
		surroundings,
		role: "operate",
		branch: (name) => telling(guarded(name).branch, name, changing),
		vouch: (name, head) => guarded(name).vouch(head),
		controls: repository.controls,
		alarms: () => alarms.standing({
			repositoryId: repository.id,
			branch: branchName
		})
	});
}
/** A release branch that tells the served head of what is appended to it. */
function telling(branch, name, { branchName, head }) {
	return {
		...branch,
		append: async (commit) => {
			const appended = await branch.append(commit);
			if (appended.status === "committed" && name === branchName) {
				const touched = [...commit.created.keys(), ...commit.replaced.keys()];
				await head.appended(commit.expectedHead, appended.head, touched);
			}
			return appended;
		}
	};
}
// src/app/api/parsed.ts
/** Documents of each kind; past it those that were parsed first are parsed again when somebody asks for them. */
const MOST$5 = 2e3;
/**
* Reads documents and remembers what their texts parsed to: checking a version's digest takes longer than everything else that an
* answer does. Documents that are asked for seldom are parsed each time.
*/
function parsedDocuments() {
	const states = remembered();
	const versions = remembered();
	return {
		state: (snapshot, promptId) => states(snapshot, statePath(promptId), () => readState(snapshot, promptId)),
		version: (snapshot, promptId, version) => versions(snapshot, versionPath(promptId, version), () => readVersion(snapshot, promptId, version)),
		event: readEvent,
		slugOwner
	};
}
function remembered() {
	const known = /* @__PURE__ */ new Map();
	return (snapshot, path, read) => {
		const text = snapshot.files.get(path);
		if (text === void 0) return read();
		const entry = known.get(path);
		if (entry?.text === text) return entry.document;
		const document = read();
		known.set(path, {
			text,
			document
		});
		const [first] = known.keys();
		if (known.size > MOST$5 && first !== void 0) known.delete(first);
		return document;
	};
}
// src/app/api/single-flight.ts
/** Work that is done once for all who ask for it while it is under way. */
function singleFlight(work) {
	let underWay;
	return () => {
		underWay ??= work().finally(() => {
			underWay = void 0;
		});
		return underWay;
	};
}
// src/app/api/remembered-controls.ts
const READ_EVERY_MS = 6e4;
/** Pushes are not all told to every instance, so the settings are read again by time, too. While that fails the last ones hold. */
function rememberedControls({ log, now, read }) {
	let last;
	let readAt = Number.NEGATIVE_INFINITY;
	const reading = singleFlight(async () => {
		readAt = now();
		last = await read();
		return last;
	});
	return {
		current: async () => {
			if (last === void 0) return reading();
			if (now() - readAt >= READ_EVERY_MS) reading().catch((error) => {
				log(`the settings could not be read again: ${error instanceof Error ? error.message : "?"}`);
			});
			return last;
		},
		forget: () => {
			readAt = Number.NEGATIVE_INFINITY;
		}
	};
}
// src/app/api/served-head.ts
/** The store is asked this often, GitHub that often, and only while somebody asks us. */
const STORE_EVERY_MS = 1e3;
const GITHUB_EVERY_MS = 1e4;
/** A request waits this long for a look, and then takes what is there. */
const PATIENCE_MS$2 = 2e3;
/** So soon after a look failed nobody looks again, on top of the usual time. */
const AFTER_FAILURE_MS = 2e3;
/** A head that was not announced is served after this long, when its push was probably never told of. */
const UNANNOUNCED_MS = 3e4;
/**
* Which commit of a release branch is served. It goes forward when the app announces (every instance sees that in the store), when
* the app itself appends, and to where the branch is at GitHub: at once where the app does not announce, else when no
* announcement came. It never goes to a commit that does what pointsman never does, nor anywhere while an alarm stands: then
* it is the last good head. While GitHub does not answer it stays.
*/
function servedHead(parts) {
	const never = Number.NEGATIVE_INFINITY;
	const memory = {
		standing: void 0,
		announced: null,
		waiting: null,
		storeAt: never,
		githubAt: never,
		lookStarted: never,
		failure: void 0
	};
	const looking = singleFlight(async () => {
		memory.lookStarted = parts.now();
		try {
			await look(memory, parts);
			memory.failure = void 0;
		} catch (error) {
			memory.failure = error;
			memory.githubAt = parts.now();
			memory.storeAt = parts.now() + AFTER_FAILURE_MS;
			parts.log(notLookedAt(error));
		}
	});
	return {
		current: async () => {
			if (memory.standing === void 0) return firstStanding(memory, parts, looking);
			if (parts.now() - memory.storeAt >= STORE_EVERY_MS) await lookPatiently(memory, parts, looking);
			return memory.standing;
		},
		look: () => {
			memory.storeAt = never;
			memory.githubAt = never;
		},
		appended: async (from, to, touched) => {
			if (memory.standing?.commit === from) {
				move(memory, parts, {
					to,
					touched: from === null ? null : touched
				});
				return;
			}
			await follow(to, memory, parts).catch((error) => parts.log(notLookedAt(error)));
		}
	};
}
function notLookedAt(error) {
	return `the release branch could not be looked at: ${error instanceof Error ? error.message : "?"}`;
}
async function firstStanding(memory, { now }, looking) {
	if (!(memory.failure !== void 0 && now() - memory.githubAt < AFTER_FAILURE_MS)) await looking();
	if (memory.standing !== void 0) return memory.standing;
	if (memory.failure !== void 0) throw memory.failure;
	return noHead();
}
/** While looks fail nobody waits for them. */
async function lookPatiently(memory, { nap, now }, looking) {
	const looked = looking();
	const patience = memory.lookStarted + PATIENCE_MS$2 - now();
	if (memory.failure !== void 0 || patience <= 0) return;
	const over = new AbortController();
	await Promise.race([looked, nap(patience, over.signal)]);
	over.abort();
}
function noHead() {
	throw new OutsideError("find the release branch's last good head", "an alarm stands and none is known");
}
async function look(memory, parts) {
	const now = parts.now();
	memory.storeAt = now;
	const { alarmSince, announced } = await parts.news();
	if (alarmSince !== null) {
		memory.announced = announced;
		return standAt(memory, parts, {
			announced,
			alarmSince
		});
	}
	if (memory.standing === void 0 && announced !== null) move(memory, parts, {
		to: announced,
		touched: null
	});
	else if (announced !== null && announced !== memory.announced) await follow(announced, memory, parts);
	memory.announced = announced;
	if (memory.standing !== void 0 && now - memory.githubAt < GITHUB_EVERY_MS) return;
	memory.githubAt = now;
	await compareWithGitHub(memory, parts);
}
/** An alarm stands: the last good head is served, however far it was gone beyond. */
function standAt(memory, parts, { alarmSince, announced }) {
	memory.waiting = null;
	const { standing } = memory;
	if (announced === null || standing?.commit === announced) return;
	parts.onMove({
		to: announced,
		touched: null
	});
	memory.standing = {
		commit: announced,
		asOf: Math.min(standing?.asOf ?? alarmSince, alarmSince)
	};
}
/** Another good head is known. It may be behind what is served already; or the operator took a rewritten branch as it is. */
async function follow(to, memory, parts) {
	const commit = memory.standing?.commit ?? null;
	if (commit === to) return;
	const touched = commit === null ? null : await parts.touched(commit, to);
	const isBehind = touched === null && commit !== null && await parts.touched(to, commit) !== null;
	if ((memory.standing?.commit ?? null) !== commit) return follow(to, memory, parts);
	if (!isBehind) move(memory, parts, {
		to,
		touched
	});
}
async function compareWithGitHub(memory, parts) {
	const head = await parts.ask();
	const { standing } = memory;
	if (standing === void 0) return move(memory, parts, {
		to: head,
		touched: null
	});
	if (head === standing.commit) {
		memory.waiting = null;
		memory.standing = {
			commit: head,
			asOf: parts.now()
		};
		return;
	}
	if (head === null) return parts.log("the release branch is gone: its last good head stays in use");
	if (standing.commit === null) return move(memory, parts, {
		to: head,
		touched: null
	});
	await consider(head, standing.commit, {
		memory,
		parts
	});
}
/** A head that the store does not know. */
async function consider(head, commit, { memory, parts }) {
	const { waiting } = memory;
	const since = waiting?.since ?? parts.now();
	const good = waiting?.commit === head ? waiting.good : await parts.isGood({
		since: commit,
		until: head
	});
	if (!good && waiting?.commit !== head) parts.log(`the release branch is not as pointsman makes it at ${head}: its last good head stays in use`);
	memory.waiting = {
		commit: head,
		since,
		good
	};
	if (!good || parts.announces && parts.now() - since < UNANNOUNCED_MS) return;
	move(memory, parts, {
		to: head,
		touched: await parts.touched(commit, head)
	});
}
function move(memory, parts, to) {
	parts.onMove(to);
	memory.waiting = null;
	memory.standing = {
		commit: to.to,
		asOf: parts.now()
	};
}
// src/app/api/warm.ts
const AT_ONCE$5 = 100;
/**
* Reads what is live at a head, so that it is at hand when GitHub is not: all names, then prompt by prompt its state and the
* versions that its pointers name, as far as there is room.
*/
async function warmAll(files, head) {
	const paths = await files.list("slugs", head);
	const snapshot = await files.read(paths, head);
	const slugs = new Map(paths.flatMap((path) => ownerOf(snapshot, path)));
	files.learnNames({
		head,
		slugs
	});
	await warmPrompts(files, head, [...slugs.values()]);
}
/** The same for the prompts that a move of the head touched. */
async function warmTouched(files, head, touched) {
	await warmPrompts(files, head, touched.flatMap((path) => {
		const parsed = parseBranchPath(path);
		return parsed?.kind === "state" ? [parsed.promptId] : [];
	}));
}
async function warmPrompts(files, head, ids) {
	for (let at = 0; at < ids.length && !files.room.isFull(); at += AT_ONCE$5) {
		const some = ids.slice(at, at + AT_ONCE$5);
		const states = await files.read(some.map(statePath), head);
		await files.read([...new Set(some.flatMap((id) => livePaths(states, id)))], head);
	}
}
function ownerOf(snapshot, path) {
	const parsed = parseBranchPath(path);
	if (parsed?.kind !== "slug") return [];
	const owner = readable$1(() => slugOwner(snapshot, parsed.slug));
	return owner === void 0 ? [] : [[parsed.slug, owner]];
}
function livePaths(states, id) {
	const state = readable$1(() => readState(states, id));
	return Object.values(state?.environments ?? {}).flatMap(({ pointer }) => pointer === null ? [] : [versionPath(id, pointer.version)]);
}
/** Whoever asks for a damaged document is told of it; what is read in advance only goes around it. */
function readable$1(read) {
	try {
		return read();
	} catch (error) {
		if (error instanceof DocumentError) return void 0;
		throw error;
	}
}
// src/app/api/served-repository.ts
/** How often those who listen to `/stream` have the head looked at, and how often they get a sign of life. */
const LOOK_EVERY_MS$1 = 1e3;
const LOOKS_PER_HEARTBEAT = 15;
const LISTENERS = {
	maxListeners: 100,
	maxPerKey: 20
};
const WARM_AGAIN_MS = 1e4;
/** A head that is so many commits ahead is read anew. */
const MOST_COMMITS = 100;
/** Opens a repository for serving: reads its settings, and nothing of its branch yet. */
async function serveRepository(repository, tools) {
	const { log, nap, now } = tools;
	const name = `${repository.owner}/${repository.repo}`;
	const controls = rememberedControls({
		read: () => readableControls(repository),
		now,
		log
	});
	const opened = (await controls.current()).config.file;
	const branchName = opened.release_branch;
	const branch = repository.branch(branchName);
	const files = branchFiles({
		branch,
		texts: tools.texts,
		prefix: randomUUID()
	});
	const head = servedHead({
		news: () => newsOf({
			repositoryId: repository.id,
			branch: branchName
		}, opened.announce === "app", tools),
		ask: headAtGitHub({
			...repository,
			branch: branchName
		}),
		isGood: (range) => isGood$1(branch, range, repository),
		touched: (since, until) => touchedBetween(branch, since, until),
		announces: opened.announce === "app",
		onMove: (move) => {
			files.move(move);
			warm(files, move, tools);
		},
		now,
		nap,
		log
	});
	const live = livePrompts({
		branch: readerOf(files, head, now),
		documents: parsedDocuments(),
		environments: async () => (await controls.current()).config.environments,
		changesBetween: (since, until) => changesBetween(branch, since, until)
	});
	return {
		served: {
			name,
			live,
			feed: changeFeed({
				repository: name,
				live,
				pause: () => nap(LOOK_EVERY_MS$1, tools.signal),
				heartbeatEvery: LOOKS_PER_HEARTBEAT,
				...LISTENERS,
				log
			}),
			requestChange: changesIn(repository, {
				...tools,
				branchName,
				head
			})
		},
		repositoryId: repository.id,
		installation: repository.installation,
		controls,
		head,
		holds: async () => isSame(opened, (await controls.current()).config.file)
	};
}
/** Nothing is served on a guess: which branch and which environment are meant only the config says. */
async function readableControls(repository) {
	const controls = await repository.controls();
	if (controls.standing.kind !== "unreadable") return controls;
	throw new ConfigUnreadableError("serve the prompts", /* @__PURE__ */ new Error(`${brokenAt(controls)} is broken, and none before it is known`));
}
function isSame(a, b) {
	return a.release_branch === b.release_branch && a.announce === b.announce;
}
async function newsOf(watched, announces, { alarms, outbox }) {
	const [announced, standing] = await Promise.all([announces ? outbox.announcedCommit(watched) : null, alarms.standing(watched)]);
	const [oldest] = standing;
	return {
		announced,
		alarmSince: oldest?.raisedAt ?? null
	};
}
async function isGood$1(branch, range, repository) {
	try {
		if ((await verifySince(branch, range)).length > 0) return false;
		return (await forgedBetween(branch, range, repository)).length === 0;
	} catch (error) {
		if (error instanceof HistoryError) return false;
		throw error;
	}
}
async function touchedBetween(branch, since, until) {
	const touched = /* @__PURE__ */ new Set();
	let commits = 0;
	try {
		for await (const { added, modified, removed } of branch.log({
			since,
			until
		})) {
			commits += 1;
			if (commits > MOST_COMMITS) return null;
			for (const path of [
				...added,
				...modified,
				...removed
			]) touched.add(path);
		}
		return [...touched];
	} catch (error) {
		if (error instanceof HistoryError) return null;
		throw error;
	}
}
/** In the background: whoever asks meanwhile has what they need read first. What fails is tried again while the head stays. */
async function warm(files, { to, touched }, tools) {
	if (to === null) return;
	const warmOnce = () => touched === null ? warmAll(files, to) : warmTouched(files, to, touched);
	while (!tools.signal.aborted && files.isAt(to)) try {
		await warmOnce();
		return;
	} catch (error) {
		tools.log(`prompts could not be read in advance: ${error instanceof Error ? error.message : "?"}`);
		await tools.nap(WARM_AGAIN_MS, tools.signal);
	}
}
function readerOf(files, head, now) {
	return {
		read: files.read,
		list: files.list,
		head: async () => {
			const { asOf, commit } = await head.current();
			const ageSeconds = Math.max(0, Math.floor((now() - asOf) / 1e3));
			return {
				commit,
				asOf: {
					time: new Date(asOf).toISOString().replace(/\.\d+Z$/, "Z"),
					ageSeconds
				}
			};
		}
	};
}
// src/app/api/traffic.ts
/** A handler that begins nothing while `calm` does not resolve: what others do meanwhile has the machine to itself. */
function givingWay(calm, handler) {
	return async (request) => {
		await calm();
		return handler(request);
	};
}
/** A handler whose answers are counted. */
function counted(tell, handler) {
	return async (request) => {
		const began = performance.now();
		const response = await handler(request);
		tell({
			method: request.method,
			status: response.status,
			durationMs: performance.now() - began
		});
		return response;
	};
}
/** Whether a key may ask once more now (a token bucket for each). Names come from the operator's settings: there are few. */
function keyPace({ burst, now, perSecond }) {
	const buckets = /* @__PURE__ */ new Map();
	return (key) => {
		const time = now();
		const { at, left } = buckets.get(key) ?? {
			left: burst,
			at: time
		};
		const filled = Math.min(burst, left + Math.max(0, time - at) / 1e3 * perSecond);
		const admitted = filled >= 1;
		buckets.set(key, {
			left: admitted ? filled - 1 : filled,
			at: time
		});
		return admitted;
	};
}
// src/app/api/served-repositories.ts
/** Which repository a name means, and whether the app may still see it, is asked again after this long. */
const NAME_HOLDS_MS = 6e5;
/** So long nobody asks again for a repository that the app is not installed on, or could not be asked for. */
const UNKNOWN_HOLDS_MS = 3e4;
const FAILURE_HOLDS_MS = 2e3;
/** Names remembered: past it one that means nothing is forgotten, else the one asked for longest ago, its streams ended. */
const MOST_NAMES = 1e3;
/** A key for all repositories could have GitHub asked for any number of names. */
const NEW_NAMES = {
	perSecond: 1,
	burst: 50
};
/** A name that was found is served on while GitHub cannot be asked about it. */
function servedRepositories(parts) {
	const entries = /* @__PURE__ */ new Map();
	const closing = new AbortController();
	const admits = keyPace({
		...NEW_NAMES,
		now: parts.now
	});
	const tools = {
		...parts,
		signal: closing.signal,
		mayLook: () => admits("names")
	};
	return {
		find: async (name, id) => {
			const entry = entryOf$1(entries, name.toLowerCase());
			await lookFor(name, entry, tools);
			const { serving } = entry;
			if (serving === null || id !== null && serving.repositoryId !== id) return void 0;
			return serving.served.name.toLowerCase() === name.toLowerCase() || id !== null ? serving.served : void 0;
		},
		pushed: (repositoryId) => {
			for (const { serving } of entries.values()) {
				if (serving?.repositoryId !== repositoryId) continue;
				serving.controls.forget();
				serving.head.look();
			}
		},
		close: () => {
			closing.abort();
			for (const { serving } of entries.values()) serving?.served.feed.close();
		}
	};
}
/** The entry of a name, made the last to be forgotten. */
function entryOf$1(entries, name) {
	const entry = entries.get(name) ?? {
		serving: null,
		foundAt: Number.NEGATIVE_INFINITY,
		looking: null,
		failure: null
	};
	entries.delete(name);
	entries.set(name, entry);
	if (entries.size > MOST_NAMES) forgetOne(entries);
	return entry;
}
function forgetOne(entries) {
	const [oldest] = entries;
	const [name, entry] = [...entries].find(([, { looking, serving }]) => serving === null && looking === null) ?? oldest ?? [];
	if (name !== void 0) entries.delete(name);
	entry?.serving?.served.feed.close();
}
/** What was found before is used meanwhile; only the first time somebody waits. */
async function lookFor(name, entry, tools) {
	const now = tools.now();
	const holds = entry.serving === null ? UNKNOWN_HOLDS_MS : NAME_HOLDS_MS;
	if (now - entry.foundAt < holds && (entry.serving === null || await entry.serving.holds())) return;
	const { failure } = entry;
	const justFailed = failure !== null && now - failure.at < FAILURE_HOLDS_MS;
	if (!justFailed && entry.looking === null && entry.serving === null && !tools.mayLook()) throw new OutsideError("look for a repository", "more names are asked for than GitHub should be asked about");
	if (!justFailed) entry.looking ??= find(name, entry, tools).finally(() => {
		entry.looking = null;
	});
	if (entry.serving !== null) return;
	await entry.looking;
	if (entry.failure !== null && entry.serving === null) throw entry.failure.error;
}
async function find(name, entry, tools) {
	try {
		entry.serving = await servingOf(await tools.github.find(name), entry.serving, tools);
		entry.foundAt = tools.now();
		entry.failure = null;
	} catch (error) {
		entry.failure = {
			error,
			at: tools.now()
		};
		tools.log(`a repository could not be looked for: ${error instanceof Error ? error.message : "?"}`);
	}
}
/** The same serving goes on where the repository is the same: what it remembers stays, and its streams go on. */
async function servingOf(repository, before, tools) {
	if (repository !== null && before !== null && await goesOn(before, repository)) return before;
	before?.served.feed.close();
	if (repository === null) return null;
	const serving = await serveRepository(repository, tools);
	if (tools.signal.aborted) serving.served.feed.close();
	return serving;
}
async function goesOn(serving, { id, installation }) {
	return serving.repositoryId === id && serving.installation === installation && await serving.holds();
}
// src/app/api/texts.ts
/** What an entry takes beside its characters, roughly. */
const ENTRY = 100;
const NEARLY_FULL = .9;
/** @param room characters of all keys and texts together; most of what is kept is ASCII, one byte each */
function boundedTexts(room) {
	const kept = /* @__PURE__ */ new Map();
	let taken = 0;
	const sizeOf = (key, text) => key.length + (text?.length ?? 0) + ENTRY;
	const remove = (key) => {
		const text = kept.get(key);
		if (text === void 0) return;
		kept.delete(key);
		taken -= sizeOf(key, text);
	};
	return {
		get: (key) => {
			const text = kept.get(key);
			if (text === void 0) return void 0;
			kept.delete(key);
			kept.set(key, text);
			return text;
		},
		set: (key, text) => {
			remove(key);
			if (sizeOf(key, text) > room) return;
			kept.set(key, text);
			taken += sizeOf(key, text);
			for (const oldest of kept.keys()) {
				if (taken <= room) break;
				remove(oldest);
			}
		},
		delete: remove,
		deleteAll: (prefix) => {
			for (const key of [...kept.keys()]) if (key.startsWith(prefix)) remove(key);
		},
		isFull: () => taken > room * NEARLY_FULL
	};
}
// src/app/api/api.ts
const PATH = "/api/v1/";
/** Of the release branches of all repositories together. */
const ROOM$1 = 134217728;
const AT_ONCE$4 = {
	most: 32,
	keptForChanges: 4,
	perKey: 8
};
const KEY_PACE = {
	perSecond: 100,
	burst: 200
};
/** Without keys there is no API at all. */
function appApi(parts) {
	const { keys, now } = parts;
	if (keys.kind === "own_machine") return {
		answer: () => null,
		pushed: () => void 0,
		close: () => void 0
	};
	const log = seldom(parts.log, now);
	const repositories = servedRepositories({
		...parts,
		log,
		texts: boundedTexts(ROOM$1)
	});
	const handler = givingWay(parts.calm, handlerOf(keys, repositories, {
		log,
		now
	}));
	const listener = nodeListener(counted(parts.recorder.apiAnswered, handler));
	return {
		answer: (request, response) => isForApi(request) ? answered(listener, request, response) : null,
		pushed: repositories.pushed,
		close: repositories.close
	};
}
function handlerOf(access, repositories, { log, now }) {
	const admits = keyPace({
		...KEY_PACE,
		now
	});
	const room = {
		bodies: sharedPlaces(AT_ONCE$4),
		answers: sharedPlaces(AT_ONCE$4)
	};
	return createApi({
		access,
		repository: repositories.find,
		admits,
		room,
		compare: diffPrompts,
		log
	});
}
function isForApi({ url }) {
	return url?.startsWith(PATH) === true;
}
async function answered(listener, request, response) {
	await listener(request, response);
}
// src/inbox/inbox-schedule.ts
const SECOND$2 = 1e3;
const MINUTE$2 = 60 * SECOND$2;
const HOUR$2 = 60 * MINUTE$2;
const DAY$1 = 24 * HOUR$2;
/** The waits after the first failed attempt, the second and so on. An outage of GitHub's of half a day is lived through. */
const WAITS_MS$1 = [
	2 * SECOND$2,
	10 * SECOND$2,
	MINUTE$2,
	5 * MINUTE$2,
	15 * MINUTE$2,
	30 * MINUTE$2,
	HOUR$2,
	2 * HOUR$2,
	4 * HOUR$2,
	6 * HOUR$2
];
WAITS_MS$1.length + 1;
/** Up to a quarter longer, so that what failed together does not come back together. */
const JITTER$1 = .25;
/** What becomes of a delivery whose handling failed. */
function afterFailure(failure) {
	const { at, attempt, random, reason } = failure;
	const wait = WAITS_MS$1[attempt - 1];
	if (wait === void 0) return {
		state: "dead",
		reason
	};
	return {
		state: "pending",
		retryAt: at + Math.round(wait * (1 + JITTER$1 * random)),
		reason
	};
}
/**
* The waits after an attempt that nobody came back from, from the third on. Up to then it is taken up again at once: the
* process was only restarted. Whoever dies over and over takes everything down that it is at, so what goes on being
* interrupted is drawn apart, until what kills is at it alone.
*/
const WAITS_AFTER_INTERRUPTION_MS = [
	0,
	0,
	10 * SECOND$2,
	30 * SECOND$2,
	MINUTE$2,
	2 * MINUTE$2,
	5 * MINUTE$2,
	10 * MINUTE$2,
	20 * MINUTE$2,
	30 * MINUTE$2
];
/** What becomes of a delivery whose handler died, or lost its lease. */
function afterInterruption({ at, attempt, random }) {
	const wait = WAITS_AFTER_INTERRUPTION_MS[attempt - 1];
	if (wait === void 0) return {
		state: "dead",
		reason: "given up: nobody who took it came back"
	};
	return {
		state: "pending",
		retryAt: at + Math.round(wait * (1 - random / 2)),
		reason: "interrupted"
	};
}
/**
* Until when what is over is kept. GitHub redelivers for three days, and by then a repeat must still be known; parked ones
* wait a month for somebody to look.
*/
function inboxRetention(now) {
	return {
		doneBefore: now - 4 * DAY$1,
		deadBefore: now - 30 * DAY$1
	};
}
// src/work/loop.ts
/**
* Takes turns for ever: one after another, the next when somebody wakes the loop or the idle time is over. A turn that
* fails is followed by the whole idle time, so that a broken store is not asked in a hurry.
*/
function startLoop({ idleMs, nap, onError, turn }) {
	const stopping = new AbortController();
	let woken = false;
	let asleep = new AbortController();
	const takeTurns = async () => {
		while (!stopping.signal.aborted) {
			woken = false;
			const failed = await turn().then(() => false, (error) => {
				onError(error);
				return true;
			});
			if (stopping.signal.aborted || woken && !failed) continue;
			asleep = new AbortController();
			await nap(idleMs, failed ? stopping.signal : AbortSignal.any([asleep.signal, stopping.signal]));
		}
	};
	const over = takeTurns();
	return {
		wake: () => {
			if (woken) return;
			woken = true;
			asleep.abort();
		},
		stop: async () => {
			stopping.abort();
			await over;
		}
	};
}
// src/inbox/inbox-places.ts
/**
* The places that are free. No repository gets more than half of them all: what waits for its turn there, or for a GitHub that
* limits its installation, leaves room for the others.
*
* @param places of one worker, those that are taken included
* @param underWay the repository of each delivery that is being worked on; null where it is of none
*/
function freePlaces$1(places, underWay) {
	const share = Math.max(1, Math.floor(places / 2));
	const taken = /* @__PURE__ */ new Map();
	for (const repository of underWay) if (repository !== null) taken.set(repository, (taken.get(repository) ?? 0) + 1);
	const without = [...taken].filter(([, count]) => count >= share).map(([repository]) => repository);
	const most = Math.max(0, ...[...taken.values()].filter((count) => count < share));
	return {
		limit: Math.min(places - underWay.length, share - most),
		without
	};
}
// src/inbox/inbox-worker.ts
const CONCURRENCY = 16;
const LEASE_MS$1 = 3e4;
const LONGEST_MS$1 = 6e5;
const IDLE_MS$1 = 1e3;
/** A lease is prolonged when so much of it is over. */
const RENEW_AFTER = 1 / 3;
/**
* Works on the deliveries in the inbox: so many side by side, at most half of them of one repository; those of a lane one
* after another.
*/
function inboxWorker(options) {
	const worker = {
		...options,
		running: /* @__PURE__ */ new Map(),
		kept: /* @__PURE__ */ new Set(),
		stopping: new AbortController(),
		concurrency: options.concurrency ?? CONCURRENCY,
		leaseMs: options.leaseMs ?? LEASE_MS$1,
		leases: 0
	};
	return {
		turn: async () => {
			const taken = await take$1(worker);
			await Promise.all(taken);
			return taken.length;
		},
		start: () => {
			const loop = startLoop({
				turn: async () => {
					const taken = await take$1(worker);
					for (const work of taken) work.then(loop.wake);
					if (taken.length > 0) loop.wake();
				},
				idleMs: worker.idleMs ?? IDLE_MS$1,
				nap: worker.nap,
				onError: worker.onError
			});
			return {
				wake: loop.wake,
				stop: async () => {
					worker.stopping.abort();
					await loop.stop();
					await Promise.all(worker.running.keys());
				}
			};
		}
	};
}
async function take$1(worker) {
	if (worker.running.size >= worker.concurrency) return [];
	await worker.hasTime?.();
	const now = worker.now();
	worker.leases += 1;
	return (await worker.store.lease({
		now,
		until: now + worker.leaseMs,
		token: `${worker.instance}:${worker.leases}`,
		...freePlaces$1(worker.concurrency, [...worker.running.values()]),
		afterLapse: (attempt) => afterInterruption({
			attempt,
			at: now,
			random: worker.random()
		}),
		patience: 3,
		underWay: [...worker.kept]
	})).map((delivery) => {
		const work = workOn(worker, delivery).finally(() => worker.running.delete(work));
		worker.running.set(work, delivery.repositoryId);
		return work;
	});
}
/** Never rejects: what cannot be settled is taken up again when its lease runs out. */
async function workOn(worker, delivery) {
	const { attempt, event, id, row, token } = delivery;
	const ending = new AbortController();
	worker.kept.add(row);
	const renewing = keepLease(worker, delivery, ending).finally(() => worker.kept.delete(row));
	const began = worker.now();
	try {
		const verdict = await verdictOf(worker, delivery, AbortSignal.any([ending.signal, worker.stopping.signal]));
		const durationMs = worker.now() - began;
		const settled = await worker.store.settle({
			row,
			token,
			at: worker.now(),
			verdict
		});
		worker.log({
			id,
			event,
			attempt,
			verdict,
			durationMs,
			settled
		});
	} catch (error) {
		worker.onError(error);
	} finally {
		ending.abort();
		await renewing;
	}
}
async function verdictOf({ describe, handle, now, random, stopping }, delivery, signal) {
	try {
		await handle(delivery, signal);
		return { state: "done" };
	} catch (error) {
		const { attempt } = delivery;
		if (stopping.signal.aborted) return {
			state: "pending",
			retryAt: now(),
			reason: describe(error)
		};
		return afterFailure({
			attempt,
			at: now(),
			random: random(),
			reason: describe(error)
		});
	}
}
/** Prolongs a lease until the work is over; ends the work where the lease is lost or the work takes too long. */
async function keepLease(worker, { row, token }, ending) {
	const { leaseMs, nap, now, onError, store } = worker;
	const latest = now() + (worker.longestMs ?? LONGEST_MS$1);
	for (;;) {
		await nap(leaseMs * RENEW_AFTER, ending.signal);
		if (ending.signal.aborted) return;
		const until = Math.min(now() + leaseMs, latest);
		if (until > now() && await store.renew({
			row,
			token,
			until
		}).catch(reported(onError))) continue;
		ending.abort();
		return;
	}
}
/** A store that does not answer now may answer before the lease ends. */
function reported(onError) {
	return (error) => {
		onError(error);
		return true;
	};
}
// src/webhooks/outbox/schedule.ts
const SECOND$1 = 1e3;
const MINUTE$1 = 60 * SECOND$1;
const HOUR$1 = 60 * MINUTE$1;
const DAY = 24 * HOUR$1;
/**
* The waits after the first attempt, the second and so on: a little over three days in all. Standard Webhooks 1.0, “Retry
* schedule”: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
*/
const WAITS_MS = [
	5 * SECOND$1,
	5 * MINUTE$1,
	30 * MINUTE$1,
	2 * HOUR$1,
	5 * HOUR$1,
	10 * HOUR$1,
	14 * HOUR$1,
	20 * HOUR$1,
	24 * HOUR$1
];
WAITS_MS.length + 1;
/** No receiver can put off a delivery longer than the schedule's own longest wait. */
const LONGEST_RETRY_AFTER_MS = DAY;
/** Up to a tenth longer than the schedule says, so that what failed together does not come back together. */
const JITTER = .1;
/**
* When a failed attempt is followed by the next, in milliseconds since the epoch; null where it was the last. Never
* sooner than `Retry-After` asks, within a day.
*/
function nextAttemptAt(failure) {
	const wait = WAITS_MS[failure.attempt - 1];
	if (wait === void 0) return null;
	const jittered = Math.round(wait * (1 + JITTER * failure.random));
	const asked = Math.min(LONGEST_RETRY_AFTER_MS, (failure.retryAfterSeconds ?? 0) * SECOND$1);
	return failure.failedAt + Math.max(jittered, asked);
}
/** A receiver's way to say: never again. */
const GONE = 410;
/** What becomes of a delivery after an attempt. */
function verdictOn(result, attempt) {
	if (result.outcome === "delivered") return {
		state: "delivered",
		status: result.status
	};
	const failure = {
		code: result.code,
		status: result.status ?? null,
		endpointAtFault: true
	};
	if (result.status === GONE) return {
		state: "disabled",
		...failure
	};
	const retryAt = nextAttemptAt({
		attempt: attempt.attempt,
		failedAt: attempt.at,
		retryAfterSeconds: result.retryAfterSeconds,
		random: attempt.random
	});
	if (!result.retryable || retryAt === null) return {
		state: "dead",
		...failure
	};
	return {
		state: "failed",
		retryAt,
		...failure
	};
}
/** An endpoint that did nothing but fail for so long is switched off. */
const PATIENCE_MS$1 = 5 * DAY;
/** Failures further apart say nothing of the time between them: longer than the longest wait with its jitter. */
const LONGEST_GAP_MS = 2 * DAY;
/** Judges an endpoint after an attempt: off at once after a 410, off after five days of failures without a success. */
const judgeEndpoint = (health, { at, verdict }) => {
	if (verdict.state === "delivered") return {
		failingSince: null,
		lastFailedAt: null,
		disable: null
	};
	if (!verdict.endpointAtFault) return {
		...health,
		disable: null
	};
	const failingSince = startOfFailure(health, at);
	const disable = verdict.status === GONE ? "gone" : at - failingSince >= PATIENCE_MS$1 ? "failing" : null;
	return {
		failingSince,
		lastFailedAt: Math.max(at, health.lastFailedAt ?? at),
		disable
	};
};
function startOfFailure({ failingSince, lastFailedAt }, at) {
	if (failingSince === null || lastFailedAt === null) return at;
	return at - lastFailedAt > LONGEST_GAP_MS ? at : failingSince;
}
/** How long deliveries that are over can be looked up and replayed. */
const KEPT_MS = 30 * DAY;
/** Until when what is over is kept. */
function outboxRetention(now) {
	return { finishedBefore: now - KEPT_MS };
}
// src/domain/webhook/signature.ts
/**
* One entry of `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`.
* https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
*/
function standardSignature({ standardKey }, signed) {
	const { body, id, timestamp } = signed;
	return `v1,${createHmac("sha256", standardKey).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
}
/** The value of `X-Signature-256`, in the form of GitHub's own: `sha256=` and the hex HMAC-SHA256 of the raw bytes. */
function bodySignature({ plainKey }, body) {
	return `sha256=${createHmac("sha256", plainKey).update(body).digest("hex")}`;
}
// src/webhooks/signature.ts
/**
* Signs one attempt. `timestamp` is in Unix seconds. While a secret rotates, `webhook-signature` carries a
* signature of each (current first) and `X-Signature-256` stays on the previous one.
* Format: Standard Webhooks 1.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
*/
function signedHeaders(input) {
	const { id, body, secrets } = input;
	const { current, previous } = secrets;
	const timestamp = String(input.timestamp);
	return {
		"webhook-id": id,
		"webhook-timestamp": timestamp,
		"webhook-signature": (previous === void 0 ? [current] : [current, previous]).map((secret) => standardSignature(secret, {
			id,
			timestamp,
			body
		})).join(" "),
		"x-signature-256": bodySignature(previous ?? current, body)
	};
}
// src/webhooks/subscription.ts
/** Does an endpoint want this event? */
function wantsEvent(subscription, event) {
	if (!subscription.events.some((glob) => matchesStarGlob(glob, event.type))) return false;
	if (event.environment === null || subscription.environments === void 0) return true;
	return subscription.environments.includes(event.environment);
}
// src/webhooks/deliver.ts
/** One attempt: the message's bytes and id as ever, its timestamp and signatures new. */
function attemptDelivery(endpoint, message, tools) {
	const { id, body } = message;
	const timestamp = Math.floor(tools.now() / 1e3);
	const signatures = signedHeaders({
		id,
		body,
		secrets: endpoint.secrets,
		timestamp
	});
	return tools.sender.send({
		url: endpoint.url,
		headers: {
			"content-type": "application/json",
			"user-agent": "pointsman-webhooks",
			...signatures
		},
		body
	});
}
// src/domain/webhook/secret.ts
const STANDARD_PREFIX = "whsec_";
const STANDARD_MINIMUM_BYTES = 24;
const PLAIN_MINIMUM_BYTES = 16;
const MALFORMED = {
	ok: false,
	code: "secret_malformed",
	message: "after whsec_ comes standard base64 with its padding and nothing else"
};
/**
* Reads a configured secret (contracts §8). `whsec_` + base64 of at least 24 bytes: Standard Webhooks uses the
* decoded bytes and `X-Signature-256` the string's UTF-8 bytes, prefix included. Any other secret of at least
* 16 bytes is used as UTF-8 bytes in both.
*/
function parseSecret(configured) {
	const plain = Buffer.from(configured, "utf8");
	if (!configured.startsWith(STANDARD_PREFIX)) return plain.length < PLAIN_MINIMUM_BYTES ? weak(PLAIN_MINIMUM_BYTES) : accepted(plain, plain);
	const encoded = configured.slice(6);
	const decoded = Buffer.from(encoded, "base64");
	if (decoded.toString("base64") !== encoded) return MALFORMED;
	return decoded.length < STANDARD_MINIMUM_BYTES ? weak(STANDARD_MINIMUM_BYTES) : accepted(decoded, plain);
}
function accepted(standard, plain) {
	return {
		ok: true,
		secret: {
			standardKey: createSecretKey(standard),
			plainKey: createSecretKey(plain)
		}
	};
}
function weak(minimum) {
	return {
		ok: false,
		code: "secret_weak",
		message: `the secret is shorter than ${minimum} bytes`
	};
}
// src/webhooks/grants.ts
const SECRET_NAME = /^POINTSMAN_WEBHOOK_[A-Z0-9_]+$/;
const grantsSchema = z.record(z.string().regex(/^[1-9]\d{0,14}$/, "a repository's numeric id"), z.strictObject({
	secrets: z.array(z.string().regex(SECRET_NAME, "a variable's name, POINTSMAN_WEBHOOK_…")).min(1),
	targets: z.array(z.string().refine(isGrantableTarget, "an absolute URL without credentials; * only at its end, after a /")).min(1)
}));
/**
* Reads `POINTSMAN_WEBHOOK_GRANTS`, with which the operator of the app says which repositories may send webhooks,
* signed with what and to where. Absent or empty: nothing is granted, nothing is sent.
*
*     { "812345678": { "secrets": ["POINTSMAN_WEBHOOK_SECRET", "POINTSMAN_WEBHOOK_SECRET_OLD"],
*                      "targets": ["https://example.com/hooks/*", "https://hooks.example.org/prompts?team=7"] } }
*
* The keys are numeric repository ids (`gh api repos/acme/prompts --jq .id`). `secrets` are names of environment
* variables. A target is one exact URL, or everything below a path where it ends in `/*`; scheme, host and port
* always match exactly. `http:` counts only if its addresses also lie in `POINTSMAN_WEBHOOK_ALLOW_RANGES`.
* Problems never repeat the document's values: somebody may have pasted a secret in a name's place.
*/
function parseGrants(text) {
	if (text === void 0 || text.trim() === "") return {
		ok: true,
		grants: /* @__PURE__ */ new Map()
	};
	let document;
	try {
		document = JSON.parse(text);
	} catch {
		return {
			ok: false,
			problems: ["the webhook grants are no JSON"]
		};
	}
	const parsed = grantsSchema.safeParse(document);
	if (!parsed.success) return {
		ok: false,
		problems: parsed.error.issues.map(problemOf)
	};
	const grants = Object.entries(parsed.data).map(([id, grant]) => [Number(id), grant]);
	return {
		ok: true,
		grants: new Map(grants)
	};
}
function problemOf(issue) {
	return `${issue.path.length === 0 ? "the webhook grants" : `webhook grants ${issue.path.join(".")}`}: ${issue.code === "unrecognized_keys" ? "only secrets and targets are known" : issue.message}`;
}
/**
* Turns a repository's configured endpoints into ready ones, or says why not. `secretOf` is asked only for names
* that match `POINTSMAN_WEBHOOK_*` and that the operator granted to this repository.
*/
function resolveEndpoints(input) {
	const grant = input.grants.get(input.repositoryId) ?? {
		secrets: [],
		targets: []
	};
	const ready = [];
	const refused = [];
	for (const [index, endpoint] of input.endpoints.entries()) {
		const resolved = resolveEndpoint(endpoint, grant, input.secretOf);
		if (resolved.ok) ready.push(resolved.value);
		else refused.push({
			index,
			...resolved.refusal
		});
	}
	return {
		ready,
		refused
	};
}
function resolveEndpoint(config, grant, secretOf) {
	const code = targetRefusal(config.url, grant);
	if (code !== null) return {
		ok: false,
		refusal: { code }
	};
	const secrets = resolveSecrets(config, grant, secretOf);
	if (!secrets.ok) return secrets;
	const { url, events, environments } = config;
	return {
		ok: true,
		value: {
			url,
			events,
			...environments === void 0 ? {} : { environments },
			secrets: secrets.value
		}
	};
}
function targetRefusal(target, grant) {
	const url = URL.parse(target);
	if (url === null || !["http:", "https:"].includes(url.protocol)) return "target_malformed";
	if (url.username !== "" || url.password !== "") return "target_has_credentials";
	if (grant.targets.some((pattern) => targetMatches(pattern, url))) return null;
	return url.protocol === "https:" ? "target_not_granted" : "target_not_https";
}
function resolveSecrets(config, grant, secretOf) {
	const current = resolveSecret(config.secret, grant, secretOf);
	if (!current.ok || config.previous_secret === void 0) return current.ok ? {
		ok: true,
		value: { current: current.value }
	} : current;
	const previous = resolveSecret(config.previous_secret, grant, secretOf);
	return previous.ok ? {
		ok: true,
		value: {
			current: current.value,
			previous: previous.value
		}
	} : previous;
}
function resolveSecret(name, grant, secretOf) {
	if (!SECRET_NAME.test(name)) return {
		ok: false,
		refusal: { code: "secret_not_granted" }
	};
	if (!grant.secrets.includes(name)) return {
		ok: false,
		refusal: {
			code: "secret_not_granted",
			secret: name
		}
	};
	const configured = secretOf(name);
	if (configured === void 0 || configured === "") return {
		ok: false,
		refusal: {
			code: "secret_missing",
			secret: name
		}
	};
	const parsed = parseSecret(configured);
	if (!parsed.ok) return {
		ok: false,
		refusal: {
			code: parsed.code,
			secret: name
		}
	};
	return {
		ok: true,
		value: parsed.secret
	};
}
// src/webhooks/outbox/attempt.ts
/**
* One attempt at a delivery out of the outbox. What the operator has granted is asked anew each time: a grant or a secret that
* is gone makes the attempt fail under the refusal's code, and it is tried again on the schedule, for an app that was started
* without them once must lose nothing.
*/
async function attemptLeased(delivery, tools) {
	const { attempt, body, eventId, previousSecret, secret, url } = delivery;
	const names = previousSecret === null ? { secret } : {
		secret,
		previous_secret: previousSecret
	};
	const { ready, refused } = resolveEndpoints({
		repositoryId: delivery.repositoryId,
		endpoints: [{
			url,
			...names,
			events: []
		}],
		grants: tools.grants,
		secretOf: tools.secretOf
	});
	const [endpoint] = ready;
	if (endpoint === void 0) {
		const failure = {
			code: refused[0]?.code ?? "target_not_granted",
			status: null,
			endpointAtFault: false
		};
		const retryAt = nextAttemptAt({
			attempt,
			failedAt: tools.now(),
			random: tools.random(),
			retryAfterSeconds: void 0
		});
		return {
			durationMs: 0,
			verdict: {
				...retryAt === null ? { state: "dead" } : {
					state: "failed",
					retryAt
				},
				...failure
			}
		};
	}
	const result = await attemptDelivery(endpoint, {
		id: eventId,
		body: Buffer.from(body, "utf8")
	}, tools);
	return {
		verdict: verdictOn(result, {
			attempt,
			at: tools.now(),
			random: tools.random()
		}),
		durationMs: result.durationMs
	};
}
// src/webhooks/outbox/share.ts
/** An endpoint that has not answered for so long gets nothing more until it does. */
const SLOW_MS = 1e3;
/**
* Shares out the free attempts among the endpoints that have something due: in turns, one each, those whose deliveries
* have waited longest first. So a receiver that hangs holds up what it is sent itself and nobody else's, and neither do many.
*/
function shareAttempts(due, situation) {
	const { limits, underWay } = situation;
	let free = freePlaces(situation);
	const healthy = due.filter(({ failing }) => !failing);
	const shares = /* @__PURE__ */ new Map();
	const probing = attemptsOf([...underWay.values()].filter(({ failing }) => failing));
	const probed = due.filter(({ failing, id }) => failing && !underWay.has(id)).slice(0, Math.max(0, limits.failing - probing));
	for (let turn = 1; free > 0; turn += 1) {
		const wanting = [...turn === 1 ? probed : [], ...healthy.filter(({ id }) => room(id, situation) >= turn)].slice(0, free);
		if (wanting.length === 0) break;
		for (const { id } of wanting) shares.set(id, turn);
		free -= wanting.length;
	}
	return shares;
}
/** Attempts that hang take no place of those that are answered, or a few dead receivers would hold all of them. */
function freePlaces({ limits, now, underWay }) {
	const all = [...underWay.values()];
	const hanging = attemptsOf(all.filter(({ oldest }) => now - oldest >= SLOW_MS));
	return limits.total - (attemptsOf(all) - Math.min(hanging, limits.total));
}
function attemptsOf(underWay) {
	return underWay.reduce((sum, { count }) => sum + count, 0);
}
function room(id, { limits, now, paces, underWay }) {
	const pace = paces.get(id) ?? limits.first;
	const own = underWay.get(id);
	if (own === void 0) return pace;
	return now - own.oldest >= SLOW_MS ? 0 : pace - own.count;
}
/** How many attempts at once an endpoint takes after one that ended so: like TCP's slow start, doubling with each round. */
function nextPace(pace, answer, { first, most }) {
	if (!answer.delivered || answer.durationMs >= SLOW_MS) return first;
	return Math.min(most, (pace ?? first) + 1);
}
// src/webhooks/outbox/worker.ts
const LIMITS = {
	total: 256,
	first: 8,
	most: 64,
	failing: 64
};
const LEASE_MS = 6e4;
/** For what happens between taking a lease and settling it, besides the attempt itself. */
const LEASE_MARGIN_MS = 15e3;
const IDLE_MS = 1e3;
/** How long the outcome of an attempt, and the place it leaves free, wait for others to share one commit. */
const GATHER_MS$1 = 2;
/**
* Sends what is due. Throws `RangeError` where a lease would end before the attempt that it is for: then others would
* send the same meanwhile.
*/
function outboxWorker(options) {
	const worker = createWorker(options);
	return {
		turn: async () => {
			const flights = await exchange(worker, () => void 0);
			await Promise.all(flights.map(({ over }) => over));
			await settleOnly(worker);
			await tellOfDisabled$1(worker);
			return flights.length;
		},
		start: () => start$1(worker)
	};
}
/** How long a lease must be so that it outlasts the attempt that it is for. */
function shortestLeaseMs({ totalMs }) {
	return totalMs + LEASE_MARGIN_MS;
}
function createWorker(options) {
	const { leaseMs = LEASE_MS, sendLimits } = options;
	if (leaseMs < shortestLeaseMs(sendLimits)) throw new RangeError(`A lease of ${leaseMs} ms is too short: an attempt takes up to ${sendLimits.totalMs} ms, and ${LEASE_MARGIN_MS} ms must remain`);
	return {
		...options,
		limits: {
			...LIMITS,
			...options.limits
		},
		leaseMs,
		flights: /* @__PURE__ */ new Map(),
		paces: /* @__PURE__ */ new Map(),
		landed: [],
		leases: 0,
		tell: true,
		telling: Promise.resolve()
	};
}
function start$1(worker) {
	const { flights, nap, onError } = worker;
	const never = new AbortController().signal;
	const loop = startLoop({
		turn: async () => {
			await nap(GATHER_MS$1, never);
			await exchange(worker, () => loop.wake());
			worker.telling = worker.telling.then(() => tellOfDisabled$1(worker));
		},
		idleMs: worker.idleMs ?? IDLE_MS,
		nap,
		onError
	});
	return {
		wake: loop.wake,
		stop: async () => {
			await loop.stop();
			await Promise.all([...flights.values()].map(({ over }) => over));
			await settleOnly(worker).catch(onError);
			await worker.telling;
		}
	};
}
/** Settles what has landed and begins what may be begun; `landed` is called whenever one of these lands. */
async function exchange(worker, landed) {
	const { flights, instance, leaseMs, limits, paces, sendLimits } = worker;
	const now = worker.now();
	const until = now + leaseMs;
	worker.leases += 1;
	let asked = [];
	const leased = await settle(worker, {
		now,
		until,
		token: `${instance}:${worker.leases}`,
		share: (due) => {
			asked = due;
			return shareAttempts(due, {
				limits,
				now,
				paces,
				underWay: underWay(worker)
			});
		}
	});
	if (worker.now() + sendLimits.totalMs > until) return [];
	const failing = new Set(asked.flatMap((endpoint) => endpoint.failing ? endpoint.id : []));
	return leased.map((delivery) => {
		const over = fly(worker, delivery).then(landed);
		const flight = {
			since: now,
			failing: failing.has(delivery.endpointId),
			over
		};
		flights.set(delivery, flight);
		return flight;
	});
}
async function settleOnly(worker) {
	if (worker.landed.length > 0) await settle(worker, null);
}
/** What could not be settled because the store failed is tried again with the next. */
async function settle(worker, lease) {
	const landed = worker.landed;
	worker.landed = [];
	const settlements = landed.map(({ settlement }) => settlement);
	try {
		const exchanged = await worker.store.exchange({
			settlements,
			judge: judgeEndpoint,
			lease
		});
		for (const [index, landing] of landed.entries()) settled(worker, landing, exchanged.outcomes[index]);
		return exchanged.leased;
	} catch (error) {
		worker.landed = [...landed, ...worker.landed];
		throw error;
	}
}
function settled(worker, { delivery, settlement }, outcome = "lease_lost") {
	const { attempt, eventId, id, url } = delivery;
	const { durationMs, verdict } = settlement;
	if (verdict.state !== "delivered") worker.tell = true;
	const target = displayUrl(url);
	worker.log({
		delivery: id,
		event: eventId,
		target,
		attempt,
		verdict,
		durationMs,
		settled: outcome
	});
}
function underWay({ flights }) {
	const byEndpoint = /* @__PURE__ */ new Map();
	for (const [{ endpointId }, { failing, since }] of flights) {
		const { count, oldest } = byEndpoint.get(endpointId) ?? {
			count: 0,
			oldest: since
		};
		byEndpoint.set(endpointId, {
			count: count + 1,
			oldest: Math.min(oldest, since),
			failing
		});
	}
	return byEndpoint;
}
async function fly(worker, delivery) {
	const { attempt, endpointId, id, token } = delivery;
	try {
		const { durationMs, verdict } = await attemptLeased(delivery, worker);
		const settlement = {
			id,
			token,
			endpointId,
			attempt,
			at: worker.now(),
			durationMs,
			verdict
		};
		worker.landed.push({
			delivery,
			settlement
		});
		const answer = {
			delivered: verdict.state === "delivered",
			durationMs
		};
		worker.paces.set(endpointId, nextPace(worker.paces.get(endpointId), answer, worker.limits));
	} catch (error) {
		worker.onError(error);
	} finally {
		worker.flights.delete(delivery);
	}
}
async function tellOfDisabled$1(worker) {
	if (!worker.tell) return;
	worker.tell = false;
	try {
		for (const endpoint of await worker.store.untold()) {
			await worker.onEndpointDisabled(endpoint);
			await worker.store.told(endpoint.id, worker.now());
		}
	} catch (error) {
		worker.tell = true;
		worker.onError(error);
	}
}
// src/work/batch.ts
/** How many things are written together at most. */
const LARGEST_BATCH = 200;
/**
* Turns a function that writes many things at once into one that takes them singly: what comes alone is written at once; what
* is asked for while a write is under way, and while `gather` waits then, shares the next write and its one commit to disk. Where a batch fails, each of
* its things is tried alone, so that one that cannot be written fails nobody else.
*
* @param write gives one result for each thing, in their order, and must be safe to repeat after it failed
*/
function batched(write, gather) {
	const waiting = [];
	let writing = false;
	const drain = async () => {
		writing = true;
		while (waiting.length > 0) {
			if (waiting.length > 1) await gather();
			await writeTogether(waiting.splice(0, LARGEST_BATCH), write);
		}
		writing = false;
	};
	return (item) => new Promise((resolve, reject) => {
		waiting.push({
			item,
			resolve,
			reject
		});
		if (!writing) drain();
	});
}
async function writeTogether(batch, write) {
	try {
		const results = await write(batch.map(({ item }) => item));
		for (const [index, { reject, resolve }] of batch.entries()) {
			const result = results[index];
			if (result === void 0) reject(/* @__PURE__ */ new RangeError("A batch was written without a result for each"));
			else resolve(result);
		}
	} catch (error) {
		if (batch.length === 1) batch[0]?.reject(error);
		else for (const one of batch) await writeTogether([one], write);
	}
}
// src/app/lanes.ts
/** What changes or announces one repository's releases: one at a time, in the order of arrival. */
function laneOfPushes(repositoryId) {
	return `${repositoryId}/push`;
}
/** The comments on one issue: one at a time, in the order of arrival. */
function laneOfIssue(repositoryId, issue) {
	return `${repositoryId}/issue/${issue}`;
}
/** What people are told of one release branch: what happened last is told last. */
function laneOfAlarms(repositoryId) {
	return `${repositoryId}/alarms`;
}
/**
* What is written into histories: one after another, since all of an installation's writes count together. A rollback's goes
* past them, in a lane of its prompt.
*/
function laneOfHistory(installation) {
	return `installation/${installation}/history`;
}
function laneOfRollbacks(repositoryId, promptId) {
	return `${repositoryId}/rollbacks/${promptId}`;
}
// src/app/errands/errands.ts
const repository$1 = z.object({
	id: z.int(),
	full_name: z.string(),
	html_url: z.string()
});
const errandSchema = z.discriminatedUnion("kind", [
	z.object({
		kind: z.literal("catch_up"),
		repository: repository$1,
		installation: z.int(),
		since: z.string(),
		head: z.string()
	}),
	z.object({
		kind: z.literal("history"),
		repository: repository$1,
		installation: z.int(),
		commit: z.string(),
		prompt: z.string(),
		/** Of the prompt's events in that commit. */
		sequences: z.array(z.int()),
		/** A rollback is among them: it goes past all others. */
		isUrgent: z.boolean()
	}),
	z.object({
		kind: z.literal("endpoint_disabled"),
		endpoint: z.int(),
		disabledAt: z.int()
	}),
	z.object({
		kind: z.literal("endpoints_refused"),
		repository: repository$1,
		installation: z.int(),
		refused: z.array(z.object({
			entry: z.int(),
			target: z.string(),
			code: z.string()
		}))
	}),
	z.object({
		kind: z.literal("deliveries_of_answer"),
		repository: repository$1,
		installation: z.int(),
		issue: z.int(),
		comment: z.int(),
		events: z.array(z.string()),
		announcedAt: z.int(),
		/** The how manieth look at them this is, from 0, and when it is due. */
		look: z.int(),
		due: z.int()
	}),
	z.object({
		kind: z.literal("branch_alarm"),
		repository: repository$1,
		installation: z.int(),
		alarm: z.object({
			kind: z.enum(ALARM_KINDS),
			commit: z.string(),
			raisedAt: z.int()
		}),
		branch: z.string(),
		good: z.string().nullable(),
		head: z.string().nullable(),
		pusher: z.string().nullable(),
		announced: z.boolean().default(false),
		findings: z.array(z.object({
			code: z.string(),
			message: z.string()
		})),
		unpermitted: z.array(z.object({
			event: z.string(),
			type: z.string(),
			promptId: z.string(),
			environment: z.string().nullable(),
			needs: z.string(),
			role: z.string()
		}))
	}),
	z.object({
		kind: z.literal("branch_good"),
		repository: repository$1,
		installation: z.int(),
		/** Absent in what an earlier pointsman wrote. */
		branch: z.string().optional(),
		head: z.string(),
		/** When the last of the alarms was raised that this lifts. */
		since: z.int()
	})
]);
/** An errand as the inbox takes it. */
function errandDelivery(errand, now) {
	return {
		id: idOf$1(errand),
		event: ERRAND_EVENT,
		body: JSON.stringify(errand),
		lane: laneOf(errand),
		repositoryId: repositoryOf$1(errand),
		receivedAt: now,
		...errand.kind === "deliveries_of_answer" ? { dueAt: errand.due } : {}
	};
}
function laneOf(errand) {
	switch (errand.kind) {
		case "catch_up": return laneOfPushes(errand.repository.id);
		case "history": return errand.isUrgent ? laneOfRollbacks(errand.repository.id, errand.prompt) : laneOfHistory(errand.installation);
		case "branch_alarm":
		case "branch_good": return laneOfAlarms(errand.repository.id);
		default: return null;
	}
}
/**
* An installation's histories are nobody's: they are in one lane, where one that waits for a place of its repository's would hold
* up all others.
*/
function repositoryOf$1(errand) {
	if (errand.kind === "endpoint_disabled") return null;
	return errand.kind === "history" && !errand.isUrgent ? null : errand.repository.id;
}
/** A repository as errands name it. */
function namedRepository({ id, installation, owner, repo, url }) {
	return {
		repository: {
			id,
			full_name: `${owner}/${repo}`,
			html_url: url
		},
		installation
	};
}
/** What causes an errand names it, so that the same cause gives none twice. */
function idOf$1(errand) {
	switch (errand.kind) {
		case "catch_up": return `catch-up-${errand.repository.id}-${errand.head}`;
		case "history": return `history-${errand.repository.id}-${errand.commit}-${errand.prompt}`;
		case "endpoint_disabled": return `endpoint-disabled-${errand.endpoint}-${errand.disabledAt}`;
		case "endpoints_refused": return `endpoints-refused-${errand.repository.id}-${refusalKey(errand)}`;
		case "deliveries_of_answer": return `deliveries-of-answer-${errand.repository.id}-${errand.events[0]}-${errand.look}`;
		case "branch_alarm": return `branch-alarm-${errand.repository.id}-${alarmKey(errand.alarm)}${errand.pusher === null ? "" : "-told"}`;
		case "branch_good": return `branch-good-${errand.repository.id}-${errand.since}`;
	}
}
/** The same for the same refusals. */
function refusalKey({ refused }) {
	return createHash("sha256").update(JSON.stringify(refused)).digest("hex").slice(0, 24);
}
/** The same for one alarm, and another where the same commit raises it again after it was lifted. */
function alarmKey({ commit, kind, raisedAt }) {
	return `${kind}-${commit}-${raisedAt}`;
}
/** Throws `ZodError` for what is none: an older or newer pointsman wrote it. */
function parseErrand(body) {
	return errandSchema.parse(JSON.parse(body));
}
// src/app/intake/github-signature.ts
const PREFIX = "sha256=";
/**
* What GitHub sends as `X-Hub-Signature-256`: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
* Made at once and not in a thread of its own, the way to which costs more than the signature: in a burst others wait behind it.
*/
function githubSignature(body, secret) {
	return `${PREFIX}${createHmac("sha256", secret).update(body).digest("hex")}`;
}
/** Whether it can be one at all: what cannot needs no body to be refused. */
function looksLikeSignature(text) {
	return /^sha256=[0-9a-f]{64}$/.test(text);
}
function signatureCheck(signature, secret) {
	const hmac = createHmac("sha256", secret);
	return {
		update: (chunk) => {
			hmac.update(chunk);
		},
		holds: () => {
			const given = Buffer.from(signature.slice(7), "hex");
			const expected = hmac.digest();
			return given.length === expected.length && timingSafeEqual(given, expected);
		}
	};
}
// src/app/surroundings.ts
/** The real clock, chance and waiting. */
const realSurroundings = {
	now: () => (/* @__PURE__ */ new Date()).toISOString(),
	random: Math.random,
	sleep: async (milliseconds) => {
		await setTimeout(milliseconds);
	}
};
const nap = async (milliseconds, signal) => {
	await setTimeout(milliseconds, void 0, { signal }).catch(() => void 0);
};
// src/app/durable.ts
const PRUNE_EVERY_MS = 36e5;
/** How long a delivery waits for others to share one commit to disk: that is what a burst would wait for most. */
const GATHER_MS = 5;
/** Opens the store and begins to send what is in the outbox. Throws what `openStore` throws. */
async function openDurable(parts) {
	const { log, settings, surroundings } = parts;
	const now = () => Date.parse(surroundings.now());
	const onError = (error) => log.error({ err: error }, "the store");
	const store = await openStore(settings.store, {
		pid: process.pid,
		now: now(),
		onIdleError: onError
	});
	const common = {
		instance: randomUUID(),
		now,
		nap,
		random: surroundings.random,
		onError
	};
	let working;
	const acceptBatched = batched((deliveries) => store.inbox.accept(deliveries), () => setTimeout(GATHER_MS));
	const accept = async (delivery) => {
		const acceptance = await acceptBatched(delivery);
		working?.wake();
		return acceptance;
	};
	const giveErrand = async (errand) => {
		const delivery = errandDelivery(errand, now());
		if (await accept(delivery) === "stored") return;
		if (await store.inbox.revive(delivery.id, now())) working?.wake();
	};
	const sending = startOutbox(store, common, {
		...parts,
		giveErrand
	});
	const pruning = startPruning(store, common);
	return {
		store,
		outbox: {
			...store.outbox,
			wake: sending.wake
		},
		accept,
		giveErrand,
		start: (work) => {
			working = startInbox(store, common, {
				...parts,
				work
			});
		},
		rest: async () => {
			await working?.stop();
			await sending.stop();
			await pruning.stop();
		},
		close: store.close
	};
}
function startInbox(store, common, { interruption, log, recorder, settings, work }) {
	const handle = ({ body, event, id }, signal) => interruption.run(signal, async () => {
		if (event === "pointsman.errand") return work.run(parseErrand(body));
		const signature = githubSignature(body, settings.webhookSecret);
		await work.receive({
			id,
			name: event,
			payload: body,
			signature
		});
	});
	return inboxWorker({
		...common,
		store: store.inbox,
		leaseMs: settings.leases.inboxMs,
		hasTime: work.hasTime,
		handle,
		describe: describeError,
		log: ({ id, ...entry }) => {
			const { state } = entry.verdict;
			recorder.deliveryHandled({
				...entry,
				state
			});
			log[state === "done" ? "info" : "warn"]({
				delivery: id,
				...entry
			}, "delivery handled");
		}
	}).start();
}
function startOutbox(store, common, { giveErrand, log, recorder, sender, settings }) {
	return outboxWorker({
		...common,
		store: store.outbox,
		leaseMs: settings.leases.webhooksMs,
		sender,
		sendLimits: SEND_LIMITS,
		grants: settings.webhookGrants,
		secretOf: settings.secretOf,
		log: (entry) => {
			const { state } = entry.verdict;
			recorder.webhookAttempted({
				...entry,
				state
			});
			log[state === "delivered" ? "info" : "warn"](entry, "webhook attempt");
		},
		onEndpointDisabled: async ({ disabledAt, disabledReason, id, repositoryId }) => {
			log.warn({
				endpoint: id,
				repository: repositoryId,
				reason: disabledReason
			}, "webhook endpoint disabled");
			if (disabledAt !== null) await giveErrand({
				kind: "endpoint_disabled",
				endpoint: id,
				disabledAt
			});
		}
	}).start();
}
function startPruning({ inbox, outbox }, { nap, now, onError }) {
	return startLoop({
		turn: async () => {
			await inbox.prune(inboxRetention(now()));
			await outbox.prune(outboxRetention(now()));
		},
		idleMs: PRUNE_EVERY_MS,
		nap,
		onError
	});
}
// src/github/client/answers.ts
/** Parses what GitHub answered about `subject`. Throws `OutsideError` where it has another shape than documented. */
function parseAnswer(shape, data, subject) {
	const parsed = shape.safeParse(data);
	if (parsed.success) return parsed.data;
	throw new OutsideError(`understand GitHub's answer about ${subject}`, parsed.error);
}
// src/github/client/pages.ts
const PER_PAGE$1 = 100;
/** Everything that a listing route has, page after page, each item parsed. Stop taking and no more pages are asked for. */
async function* listAll(client, query) {
	for (let page = 1;; page += 1) {
		const answer = await client.request(query.route, {
			...query.parameters,
			per_page: PER_PAGE$1,
			page
		});
		const list = query.member === void 0 ? answer.data : memberOf(answer.data, query.member);
		const items = parseAnswer(z.array(query.item), list, query.route);
		yield* items;
		if (!hasNext(answer.headers.link, items.length)) return;
	}
}
function memberOf(data, member) {
	return parseAnswer(z.record(z.string(), z.unknown()), data, `a list of ${member}`)[member];
}
/** The Link header decides, as GitHub may leave entries out of a page; where there is none, a full page goes on. */
function hasNext(link, items) {
	return link === void 0 ? items >= PER_PAGE$1 : /;\s*rel="next"/.test(String(link));
}
// src/github/installations.ts
const installation = z.object({
	id: z.number(),
	suspended_at: z.string().nullish()
});
/** Ids of the installations that the app may work in. `client` is the app's own, with its JWT. */
async function* activeInstallations(client) {
	const query = {
		route: "GET /app/installations",
		parameters: {},
		item: installation
	};
	for await (const { id, suspended_at } of listAll(client, query)) if ((suspended_at ?? null) === null) yield id;
}
const repository = z.object({
	id: z.int(),
	full_name: z.string(),
	html_url: z.string()
});
/** The repositories that an installation gives the app. `client` is the installation's. */
function installedRepositories(client) {
	return listAll(client, {
		route: "GET /installation/repositories",
		parameters: {},
		item: repository,
		member: "repositories"
	});
}
/** The installation on a repository, or null where the app is not installed. `client` is the app's own. */
async function installationOn(client, name) {
	try {
		const { data } = await client.request("GET /repos/{owner}/{repo}/installation", { ...name });
		return parseAnswer(installation, data, "an installation").id;
	} catch (error) {
		if (error instanceof RequestRefused && error.status === 404) return null;
		throw error;
	}
}
/** `client` is the installation's. */
async function installedRepository(client, name) {
	const { data } = await client.request("GET /repos/{owner}/{repo}", { ...name });
	return parseAnswer(repository, data, "a repository");
}
// src/webhooks/outbox/announce.ts
/** Puts messages into the outbox, for every endpoint that wants them. The same again creates nothing. */
function announceMessages({ messages, webhooks, ...announcing }, outbox) {
	const events = messages.map((announced) => outgoing(announced, webhooks));
	return outbox.announce({
		...announcing,
		endpoints: entriesOf(webhooks),
		events
	});
}
/** Which entries of the config want an event, by their index. */
function wantedBy(webhooks, event) {
	return webhooks.flatMap(({ environments, events }, index) => {
		return wantsEvent(environments === void 0 ? { events } : {
			events,
			environments
		}, event) ? [index] : [];
	});
}
function outgoing({ message, promptId, sequence }, webhooks) {
	const { body, environment, id, type } = message;
	const endpoints = wantedBy(webhooks, message);
	return {
		id,
		type,
		environment,
		promptId,
		sequence,
		body: Buffer.from(body).toString("utf8"),
		endpoints
	};
}
function entriesOf(webhooks) {
	const seen = /* @__PURE__ */ new Map();
	return webhooks.map(({ previous_secret, secret, url }) => {
		const ordinal = seen.get(url) ?? 0;
		seen.set(url, ordinal + 1);
		return {
			url,
			secret,
			previousSecret: previous_secret ?? null,
			ordinal
		};
	});
}
// src/github/who-am-i.ts
/** GitHub's account behind every GITHUB_TOKEN on github.com. */
const ACTIONS_BOT = {
	login: "github-actions[bot]",
	id: 41898282
};
const restUser = z.object({
	login: z.string(),
	id: z.number()
});
const viewerAnswer = z.object({ viewer: z.object({
	login: z.string(),
	databaseId: z.number().nullable()
}) });
/** The GraphQL document that asks whose token this is; installation tokens are refused `GET /user`. */
const VIEWER_QUERY = "query pointsmanViewer { viewer { login databaseId } }";
/** The account that a token writes as. */
async function whoAmI(client, token) {
	switch (token.kind) {
		case "github_token": return ACTIONS_BOT;
		case "app": {
			const answer = await client.request("GET /users/{username}", { username: `${token.slug}[bot]` });
			const { login, id } = parseAnswer(restUser, answer.data, "an app's account");
			return {
				login,
				id
			};
		}
		case "unknown": {
			const { viewer } = parseAnswer(viewerAnswer, await client.graphql(VIEWER_QUERY, {}), "the viewer");
			return {
				login: viewer.login,
				id: viewer.databaseId
			};
		}
	}
}
// src/releases/guard/pushers.ts
const VERB_OF = {
	...VERB_OF_EVENT,
	"prompt.published": "publish"
};
/**
* What of some pushed events their pusher had no permission for. A push may do exactly what the same person's comment may:
* so the command line's `--push` is judged by the rules of the config, verb by verb and environment by environment.
*/
async function unpermittedEvents(pusher, events, { controls, members }) {
	if (events.length === 0) return [];
	const { config } = controls;
	const verbs = [...new Set(events.map(({ type }) => VERB_OF[type]))];
	const teams = [...new Set(verbs.flatMap((verb) => teamsNamedBy(config, verb)))];
	const asker = await members.asker(pusher, teams);
	return events.flatMap((event) => {
		const verb = VERB_OF[event.type];
		for (const environment of environmentsOf$1(event, config)) {
			const decided = decidePermission(config.permissions[verb], asker, environment);
			if (!decided.permitted) return [{
				event,
				needs: decided.needs,
				role: asker.role
			}];
		}
		return [];
	});
}
/** The environments whose rules have a say: as `/publish` and `/archive` are judged. */
function environmentsOf$1({ environment, type }, config) {
	switch (type) {
		case "prompt.published": return concernedByPublishing(config);
		case "prompt.archived":
		case "prompt.restored": return config.environments;
		default: return [environment];
	}
}
// src/app/pushes/push-reach.ts
/**
* A push begins at the head it moved, wherever the last good head is by now. But whoever puts the branch back after it was rewritten
* or deleted brings again what others did, which was announced long ago: that begins at the last good head.
*/
async function reachOf({ branch, good, move, standing }, until) {
	const { before, forced } = move;
	const whole = {
		pushed: {
			since: good ?? before,
			until
		},
		missed: null,
		isLate: false
	};
	if (good === null || forced || before === null || before === good) return whole;
	const pushed = {
		since: before,
		until
	};
	if (await branch.isAncestor(good, before)) return {
		pushed,
		missed: {
			since: good,
			until: before
		},
		isLate: false
	};
	return !standing.some(({ kind }) => kind === "rewritten") && await branch.isAncestor(before, good) ? {
		pushed,
		missed: null,
		isLate: true
	} : whole;
}
// src/app/pushes/branch-watch.ts
/**
* Judges a move of the release branch against its last good head, which is the last one that was announced. Where it was
* rewritten, tampered with, or moved by somebody who may not, an alarm stands from then on, and false says that nothing
* of it is to be announced. The first good head after that lifts the alarm, and true says to go on from the last good one.
*/
async function watchBranch(watch) {
	const { alarms, controls, outbox, repository } = watch;
	const watched = watchedBranch(repository.id, controls);
	const standing = await alarms.standing(watched);
	const good = await outbox.announcedCommit(watched) ?? watch.move.before;
	const looking = {
		...watch,
		good,
		standing,
		watched,
		branch: repository.branch(watched.branch)
	};
	const breach = await findBreach(looking);
	if (breach !== null) {
		await raise(breach, looking);
		return false;
	}
	return standing.length === 0 || liftWhereGood(looking);
}
async function findBreach(looking) {
	const { branch, good, move, standing } = looking;
	const { after, forced } = move;
	if (after === null) return good === null ? null : breachOf("rewritten", good);
	if (good !== null && !await branch.isAncestor(good, after)) {
		const known = standing.some(({ commit, kind }) => kind === "rewritten" && commit !== after);
		if (!forced && known) return null;
		return !forced && await isOldNews(good, after, branch) ? lateBreach(await reachOf(looking, after), looking) : breachOf("rewritten", after);
	}
	const findings = await verifySince(branch, {
		since: good,
		until: after
	});
	const [first] = findings;
	if (first !== void 0) {
		const commit = first.commit ?? after;
		return await isBuiltOn(after, commit, looking) ? null : {
			...breachOf("tampered", commit),
			findings
		};
	}
	const reach = await reachOf(looking, after);
	if (reach.isLate) return lateBreach(reach, looking);
	const { missed, pushed } = reach;
	return (missed === null ? null : await forgeryIn(missed, looking)) ?? pushedBreach(pushed, looking);
}
/** A push that GitHub told of late: the branch has gone on to the last good head since. */
async function isOldNews(good, after, branch) {
	return (await branch.read([])).head !== after && await branch.isAncestor(after, good);
}
function breachOf(kind, commit) {
	return {
		kind,
		commit,
		findings: [],
		unpermitted: [],
		announced: false
	};
}
/** Whether a head goes back to another commit that raised the alarm: it raises none of its own. */
async function isBuiltOn(head, found, { branch, standing }) {
	for (const { commit, kind } of standing) if (kind !== "rewritten" && !(kind === "tampered" && commit === found) && await branch.isAncestor(commit, head)) return true;
	return false;
}
/** Of a push that GitHub told of late, its pusher could not be asked for when it was announced. */
async function lateBreach({ isLate, pushed }, looking) {
	if (!isLate || looking.move.pusher === null) return null;
	const breach = await pushedBreach(pushed, looking);
	return breach && {
		...breach,
		announced: true
	};
}
/** What is wrong with what somebody pushed. The app's own pushes are as it made them, and the ruleset says who may be the Action. */
async function pushedBreach(pushed, looking) {
	const { pusher } = looking.move;
	if (pusher === ACTIONS_BOT.login || pusher === (await looking.repository.self()).login) return null;
	const unpermitted = pusher === null ? [] : await unpermittedIn(pushed, pusher, looking);
	if (unpermitted.length > 0) return {
		...breachOf("stranger", pushed.until),
		unpermitted
	};
	return forgeryIn(pushed, looking);
}
async function unpermittedIn(range, pusher, { branch, controls, repository }) {
	const events = [];
	for await (const { prompts } of announcementsSince(branch, range)) events.push(...prompts.flatMap((prompt) => prompt.events.map(({ event }) => event)));
	return unpermittedEvents(pusher, events, {
		controls,
		members: repository.members
	});
}
/** Whoever pushed it: what cannot be made again is announced to nobody. */
async function forgeryIn(range, looking) {
	const findings = await forgedBetween(looking.branch, range, looking.repository);
	const [first] = findings;
	if (first === void 0) return null;
	const commit = first.commit ?? range.until;
	return await isBuiltOn(range.until, commit, looking) ? null : {
		...breachOf("tampered", commit),
		findings
	};
}
/** How much of what was found one comment tells. */
const MOST_TOLD = 20;
async function raise({ announced, commit, findings, kind, unpermitted }, { alarms, alert, controls, giveErrand, good, move, now, outbox, recorder, repository, watched }) {
	const raisedAt = now();
	const alarm = await alarms.raise(watched, {
		kind,
		commit,
		raisedAt
	});
	if (good !== null && await outbox.announcedCommit(watched) === null) {
		const { webhooks } = controls.config.file;
		await announceMessages({
			...watched,
			webhooks,
			messages: [],
			commit: good,
			now: raisedAt
		}, outbox);
	}
	const { owner, repo } = repository;
	await giveErrand({
		kind: "branch_alarm",
		...namedRepository(repository),
		alarm,
		branch: watched.branch,
		good,
		head: move.after,
		pusher: move.pusher,
		announced,
		findings: findings.slice(0, MOST_TOLD).map(({ code, message }) => ({
			code,
			message
		})),
		unpermitted: unpermitted.slice(0, MOST_TOLD).map(({ event, needs, role }) => ({
			event: event.id,
			type: event.type,
			promptId: event.prompt_id,
			environment: event.environment,
			needs,
			role
		}))
	});
	if (alarm.raisedAt !== raisedAt) return;
	recorder.alarmRaised(kind);
	alert({
		alarm: kind,
		repository: `${owner}/${repo}`,
		head: move.after,
		good,
		pusher: move.pusher,
		findings: findings.map(({ code }) => code)
	}, "alarm about the release branch");
}
/** A late push may be good while the branch is not: what counts is where the branch is now. */
async function liftWhereGood(looking) {
	const { alarms, branch, giveErrand, log, repository, standing, watched } = looking;
	const { head } = await branch.read([]);
	if (head === null || !await isGood(head, looking)) return false;
	const { owner, repo } = repository;
	await giveErrand({
		kind: "branch_good",
		...namedRepository(repository),
		branch: watched.branch,
		head,
		since: Math.max(...standing.map(({ raisedAt }) => raisedAt))
	});
	await alarms.lift(watched);
	log(`the release branch of ${owner}/${repo} is good again, at ${head}`);
	return true;
}
async function isGood(head, { branch, good, repository, standing }) {
	if (good !== null && !await branch.isAncestor(good, head)) return false;
	for (const { commit, kind } of standing) if (kind !== "rewritten" && await branch.isAncestor(commit, head)) return false;
	const range = {
		since: good,
		until: head
	};
	return (await verifySince(branch, range)).length === 0 && (await forgedBetween(branch, range, repository)).length === 0;
}
// src/domain/webhook/message.ts
/** Builds the message of contracts §8 out of an event; the body's members are in the contract's order. */
function webhookMessage(source) {
	const { event } = source;
	const payload = {
		id: event.id,
		event: event.type,
		repository: source.repository,
		prompt_id: event.prompt_id,
		slug: source.slug,
		environment: event.environment,
		version: event.version,
		previous_version: event.previous_version,
		sequence: event.sequence,
		digest: source.digest,
		actor: event.actor.login,
		reason: event.reason,
		at: event.at,
		commit: source.commit,
		url: source.url
	};
	return {
		id: event.id,
		type: event.type,
		environment: event.environment,
		body: Buffer.from(JSON.stringify(payload), "utf8")
	};
}
// src/projections/webhook-messages.ts
/** The webhook messages of one release commit, a prompt's in their order. The same commit always makes the same ones. */
function webhookMessages({ commit, prompts }, repository) {
	return prompts.flatMap(({ events, promptId, state }) => events.map(({ event, version }) => {
		return {
			message: webhookMessage({
				event,
				repository: `${repository.owner}/${repository.repo}`,
				slug: state.slug,
				digest: version?.digest ?? null,
				commit,
				url: `${repository.url}/commit/${commit}`
			}),
			promptId,
			sequence: event.sequence
		};
	}));
}
// src/github/author.ts
/** REST's account object; null where the account is gone. */
const account = z.object({
	login: z.string(),
	id: z.number()
}).nullable();
/** Whether an account is the author. One login belongs to one account at any time, so either proof is enough. */
function isBy(author, user) {
	if (user === null) return false;
	return user.id === author.id || user.login.toLowerCase() === author.login.toLowerCase();
}
// src/github/client/landing.ts
/** Writes that got no answer are followed by a look; so many writes are tried in all. */
const MAX_WRITES = 2;
/**
* Makes something so once: looks where asked to, writes where it is not so yet, and looks again where a write got no
* answer. Throws `UnknownOutcomeError` where two writes got none and neither is to be seen.
*/
async function landOnce(step) {
	let lost;
	for (let writes = 0;; writes += 1) {
		const value = step.lookFirst || lost !== void 0 ? await step.look() : void 0;
		if (value !== void 0) return {
			written: lost !== void 0,
			value
		};
		if (lost !== void 0 && writes >= MAX_WRITES) throw lost;
		try {
			return {
				written: true,
				value: await step.write()
			};
		} catch (error) {
			if (!(error instanceof UnknownOutcomeError)) throw error;
			lost = error;
		}
	}
}
// src/github/issues/marker.ts
/**
* A hidden line that names what a comment or an issue is for: `<!-- pointsman:kind:key -->`. Different keys make
* different markers; what could end or break an HTML comment is percent-encoded. Anyone can write a marker, so it
* counts only at the top of a text whose author is ours.
*/
function marker(kind, key) {
	if (!/^[a-z][a-z-]*[a-z]$/.test(kind)) throw new Error(`Not a kind of marker: ${kind}`);
	return `<!-- pointsman:${kind}:${encoded$1(key)} -->`;
}
function encoded$1(key) {
	return encodeURIComponent(key.toWellFormed()).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll("%3A", ":").replace(/(?<=^|-)-|-$/g, "%2D");
}
/** The key of the marker of a kind at the top of a text; undefined where there is none. It counts where the author is ours. */
function markedKey(kind, body) {
	const [, found, key = ""] = /^<!-- pointsman:([a-z-]+):(\S*) -->/.exec(body) ?? [];
	if (found !== kind) return void 0;
	try {
		return decodeURIComponent(key);
	} catch {
		return;
	}
}
/** The text with its marker at the top, once. */
function withMarker(mark, body) {
	return isMarked(mark, body) ? body : `${mark}\n${body}`;
}
/** Whether a text is marked. Further down a marker proves nothing: reports show what others wrote. */
function isMarked(mark, body) {
	return body?.startsWith(mark) ?? false;
}
/** GitHub takes 65,536 characters, and its count of an unusual character is not ours: bytes are never fewer. */
const MAX_BODY_BYTES$1 = 65e3;
/** Throws where a body is too long: cutting it sensibly is the renderer's, so this is a bug. */
function assertFits(body) {
	const bytes = new TextEncoder().encode(body).byteLength;
	if (bytes > 65e3) throw new Error(`A body of ${bytes} bytes was not cut to ${MAX_BODY_BYTES$1}`);
}
/** Whether GitHub's text is ours: it trims and may change line ends. */
function sameText(a, b) {
	const normal = (text) => text.replaceAll("\r\n", "\n").trim();
	return normal(a) === normal(b);
}
// src/github/issues/comments.ts
const COMMENTS = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const comment = z.object({
	id: z.number(),
	html_url: z.string(),
	body: z.string().nullish(),
	user: account
});
/**
* Writes our one comment: updates it in place or creates it. Ours is what our account wrote and what begins with the
* marker, over all pages; of several the first stays. A write without an answer is looked for before it is repeated.
*/
async function upsertComment(target) {
	const body = withMarker(target.marker, target.body);
	assertFits(body);
	const ours = await findComments(target);
	const first = ours[0];
	if (first === void 0) {
		const { value } = await landOnce({
			look: async () => (await findComments(target))[0],
			write: () => create(target, body),
			lookFirst: false
		});
		return {
			status: "created",
			id: value.id,
			url: value.html_url,
			duplicates: []
		};
	}
	const place = {
		id: first.id,
		url: first.html_url,
		duplicates: ours.slice(1).map(({ id }) => id)
	};
	return {
		status: await rewrite$1(target, first, body),
		...place
	};
}
/** Changes the text of our one comment, as far as it is there. `since` as for `createOnce`. */
async function amendComment(target, amended) {
	const [first] = await findComments(target);
	return first === void 0 ? "absent" : rewrite$1(target, first, amended(first.body ?? ""));
}
async function rewrite$1(target, { body: old, id }, body) {
	assertFits(body);
	if (sameText(old ?? "", body)) return "unchanged";
	await landOnce({
		look: async () => {
			const now = await read(target, id);
			return sameText(now.body ?? "", body) ? now : void 0;
		},
		write: () => update(target, id, body),
		lookFirst: false
	});
	return "updated";
}
/**
* Posts a comment unless ours with this marker exists; one that exists is left as it is. `since` (RFC 3339) leaves out
* comments last touched before, where it is known that ours cannot be among them: fewer pages. Where another process posted
* at the same moment, or stood still between its look and its write, the first comment stays and later ones are taken back.
*/
async function createOnce(target) {
	const body = withMarker(target.marker, target.body);
	assertFits(body);
	const look = () => firstAlone(target);
	const { written, value } = await landOnce({
		look,
		write: () => create(target, body),
		lookFirst: true
	});
	const first = (written ? await look() : value) ?? value;
	return {
		status: written && first.id === value.id ? "created" : "present",
		id: first.id,
		url: first.html_url
	};
}
/** The first of our comments with the marker, which is the only one from then on. */
async function firstAlone(target) {
	const [first, ...later] = await findComments(target);
	for (const { id } of later) await takeBack(target, id);
	return first;
}
/** Whether a comment of ours with this marker is there. `since` as for `createOnce`. */
async function isPosted(target) {
	return (await findComments(target)).length > 0;
}
/** All comments of ours with the marker, oldest first. */
async function findComments(target) {
	const { client, owner, repo, issue, author, marker, since } = target;
	const parameters = {
		owner,
		repo,
		issue_number: issue,
		...since === void 0 ? {} : { since }
	};
	const found = [];
	for await (const one of listAll(client, {
		route: `GET ${COMMENTS}`,
		parameters,
		item: comment
	})) if (isBy(author, one.user) && isMarked(marker, one.body)) found.push(one);
	return found.sort((a, b) => a.id - b.id);
}
async function create({ client, owner, repo, issue }, body) {
	const answer = await client.request(`POST ${COMMENTS}`, {
		owner,
		repo,
		issue_number: issue,
		body
	});
	return parseAnswer(comment, answer.data, "a comment");
}
async function read({ client, owner, repo }, id) {
	const answer = await client.request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
		owner,
		repo,
		comment_id: id
	});
	return parseAnswer(comment, answer.data, "a comment");
}
async function update({ client, owner, repo }, id, body) {
	const answer = await client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
		owner,
		repo,
		comment_id: id,
		body
	});
	return parseAnswer(comment, answer.data, "a comment");
}
async function takeBack({ client, owner, repo }, id) {
	const route = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
	try {
		await client.request(route, {
			owner,
			repo,
			comment_id: id
		});
	} catch (error) {
		if (!(error instanceof RequestRefused && error.status === 404)) throw error;
	}
}
// src/github/issues/issues.ts
const ISSUES = "/repos/{owner}/{repo}/issues";
const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";
const issue = z.object({
	number: z.number(),
	html_url: z.string(),
	state: z.enum(["open", "closed"]),
	body: z.string().nullish(),
	user: account,
	comments: z.number(),
	created_at: z.string(),
	pull_request: z.unknown().optional()
});
/** Our issues of one kind, oldest first. */
async function listIssues(target, narrowed) {
	const { client, owner, repo, author, label } = target;
	const parameters = {
		owner,
		repo,
		creator: author.login,
		labels: label,
		direction: "asc",
		...narrowed
	};
	const found = [];
	for await (const one of listAll(client, {
		route: `GET ${ISSUES}`,
		parameters,
		item: issue
	})) if (one.pull_request === void 0 && isBy(author, one.user)) found.push(toIssue(one));
	return found.sort((a, b) => a.number - b.number);
}
/** Our issues with this marker, open and closed, oldest first. */
async function findIssues(target) {
	return (await listIssues(target, { state: "all" })).filter(({ body }) => isMarked(target.marker, body));
}
/**
* Our issue, made where there is none; the first where there are several, an open one before closed ones. An issue that
* exists is left as it is. Where another process made one at the same moment, the later one steps back: it is closed and
* loses its marker, so that one is left.
*/
async function findOrCreateIssue(target) {
	const { client, owner, repo, title, label } = target;
	const body = withMarker(target.marker, target.body);
	assertFits(body);
	const { written, value } = await landOnce({
		look: () => firstOf(target),
		write: async () => {
			return fromRest$1((await client.request(`POST ${ISSUES}`, {
				owner,
				repo,
				title,
				body,
				labels: [label]
			})).data);
		},
		lookFirst: true
	});
	if (!written) return {
		status: "found",
		issue: value
	};
	const first = await firstOf(target);
	if (first === void 0 || first.number === value.number) return {
		status: "created",
		issue: value
	};
	await change(target, value.number, {
		state: "closed",
		state_reason: "not_planned",
		body: `This issue was opened at the same moment as #${first.number}, which is the one to read.`
	});
	return {
		status: "found",
		issue: first
	};
}
async function firstOf(target) {
	const ours = await findIssues(target);
	return ours.find(({ state }) => state === "open") ?? ours[0];
}
/** Replaces an issue's text; `marker` stays at its top. */
async function updateIssueBody(target) {
	return change(target, target.issue, { body: withMarker(target.marker, target.body) });
}
/** Closes an issue with its last text; `marker` stays at its top. */
async function closeIssue(target) {
	const body = withMarker(target.marker, target.body);
	return change(target, target.issue, {
		body,
		state: "closed",
		state_reason: target.reason
	});
}
async function change({ client, owner, repo }, number, to) {
	assertFits(to.body);
	const place = {
		owner,
		repo,
		issue_number: number
	};
	const { value } = await landOnce({
		look: async () => {
			const now = fromRest$1((await client.request(`GET ${ISSUE}`, place)).data);
			return sameText(now.body, to.body) && now.state === (to.state ?? now.state) ? now : void 0;
		},
		write: async () => fromRest$1((await client.request(`PATCH ${ISSUE}`, {
			...place,
			...to
		})).data),
		lookFirst: false
	});
	return value;
}
/** Opens an issue again that somebody closed. */
async function reopenIssue({ client, issue: number, owner, repo }) {
	const place = {
		owner,
		repo,
		issue_number: number
	};
	await landOnce({
		look: async () => {
			const now = fromRest$1((await client.request(`GET ${ISSUE}`, place)).data);
			return now.state === "open" ? now : void 0;
		},
		write: async () => fromRest$1((await client.request(`PATCH ${ISSUE}`, {
			...place,
			state: "open"
		})).data),
		lookFirst: false
	});
}
function fromRest$1(data) {
	return toIssue(parseAnswer(issue, data, "an issue"));
}
function toIssue({ number, html_url: url, state, body, comments, created_at: createdAt }) {
	return {
		number,
		url,
		state,
		body: body ?? "",
		comments,
		createdAt
	};
}
// src/github/issues/answer-elsewhere.ts
const LABEL$2 = "pointsman-answers";
/** GitHub takes no comment after this many on one issue. */
const MOST_COMMENTS = 2500;
const place = z.object({
	locked: z.boolean(),
	comments: z.number()
});
/**
* Whether a comment was refused because its issue takes none of ours for good: it is locked, or full. Any other refusal may be
* over when the delivery is tried again.
*/
async function takesNoComment(error, { client, issue, owner, repo }) {
	if (!(error instanceof RequestRefused) || error.status !== 403 && error.status !== 422) return false;
	const answer = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
		owner,
		repo,
		issue_number: issue
	});
	const { comments, locked } = parseAnswer(place, answer.data, "an issue");
	return locked || comments >= MOST_COMMENTS;
}
/**
* Answers below an issue that is opened for all commands on the one that takes no comments. Both link to each other: ours by
* its text, and GitHub shows every mention of an issue in its timeline, locked or not.
*/
async function answerElsewhere(asked, body) {
	const { comment, issue } = asked;
	const { issue: other } = await findOrCreateIssue({
		...asked,
		label: LABEL$2,
		marker: marker("answers-to", String(issue)),
		title: `Answers to commands on #${issue}`,
		body: `#${issue} is locked, or has all the comments that GitHub takes on one issue, so commands written there are answered here. Commands can be written here, too.`
	});
	await createOnce({
		...asked,
		issue: other.number,
		marker: marker("answer", String(comment.id)),
		body: `Answer to ${comment.url}\n\n${body}`
	});
}
// src/github/issues/reactions.ts
/** Reacts to an issue comment. The same reaction twice is one. Never throws for an outside failure. */
async function react(target) {
	const { client, owner, repo, comment, reaction } = target;
	try {
		await client.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
			owner,
			repo,
			comment_id: comment,
			content: reaction
		});
		return { status: "added" };
	} catch (error) {
		if (!(error instanceof OutsideError)) throw error;
		return {
			status: "failed",
			message: error.message
		};
	}
}
// src/github/issues/replies.ts
/**
* Replies to a comment: one answer below it, found again by our account and a marker, and a reaction on it. Where the issue
* takes no comment, the answer stands in an issue of its own.
*/
function repliesTo({ client, comment, issue, log, owner, repo, self }) {
	return {
		answer: async (body) => {
			const place = {
				client,
				owner,
				repo,
				issue,
				author: await self()
			};
			const ours = {
				...place,
				marker: marker("answer", String(comment.id)),
				body,
				since: comment.createdAt
			};
			try {
				await createOnce(ours);
			} catch (error) {
				if (!await takesNoComment(error, place)) throw error;
				log(`comment ${comment.id}: #${issue} takes no comments, so the answer is given elsewhere`);
				await answerElsewhere({
					...place,
					comment
				}, body);
			}
		},
		react: async (sign) => {
			const reaction = sign === "done" ? "+1" : "confused";
			const outcome = await react({
				client,
				owner,
				repo,
				comment: comment.id,
				reaction
			});
			if (outcome.status === "failed") log(`no reaction on comment ${comment.id}: ${outcome.message}`);
		}
	};
}
/** Changes an answer in place, as far as there is one. */
function amendAnswer({ comment, ...place }, amended) {
	return amendComment({
		...place,
		marker: marker("answer", String(comment))
	}, amended);
}
// src/projections/asked-in.ts
const PLACE = /\/(?:issues|pull)\/([1-9]\d{0,9})#issuecomment-\d+$/;
/** Null for what no comment caused. */
function askedIn({ origin }) {
	const { comment_id: comment, kind, url } = origin;
	const [, issue] = PLACE.exec(url ?? "") ?? [];
	if (kind !== "comment" || typeof comment !== "number" || issue === void 0) return null;
	return {
		issue: Number(issue),
		comment
	};
}
/** What belongs to the same comment, together. */
function byComment(all) {
	const places = /* @__PURE__ */ new Map();
	for (const one of all) {
		const place = askedIn(one.event);
		if (place === null) continue;
		const known = places.get(place.comment);
		places.set(place.comment, {
			...place,
			caused: [...known?.caused ?? [], one]
		});
	}
	return [...places.values()];
}
// src/reports/text/budget.ts
/** GitHub takes 65,536 characters in a comment; some are left for the marker on top. */
const COMMENT_LIMIT = 64500;
const GAP = "\n\n";
/** Fits a document into its limit by leaving out whole rows and sections, and says how many and where they can be read. */
function fitSections(parts, budget) {
	const cuts = parts.flatMap(cutsOf);
	const folds = new Set(cuts.map(({ fold }) => fold));
	const size = cuts.reduce((sum, cut) => sum + cut.frame + cut.sizes.reduce((a, b) => a + b, 0), 0) + [...folds].reduce((sum, fold) => sum + (fold?.size ?? 0), 0);
	if (size > budget.limit) drop(cuts, size - budget.limit + longestNote(cuts, budget));
	return [...rendered(cuts.filter((cut) => cut.kept > 0)), noteOf(cuts, budget)].filter((text) => text !== "").join(GAP);
}
function cutsOf(part) {
	const sections = part.kind === "folded" ? part.sections : [part];
	const fold = part.kind === "folded" ? foldOf(part.summary) : null;
	const cuts = sections.map((section) => cutOf(section, fold)).filter((cut) => cut.units.length > 0);
	if (fold !== null) fold.filled = cuts.length;
	return cuts;
}
function foldOf(summary) {
	const { open, close } = foldEnds(summary);
	const size = bytesOf(open.block) + bytesOf(close.block) + 4;
	return {
		open: open.block,
		close: close.block,
		size,
		filled: 0
	};
}
/** Cuts of one fold stand side by side, so it opens before the first of them and closes after the last. */
function rendered(cuts) {
	return cuts.flatMap((cut, index) => {
		const { fold } = cut;
		if (fold === null) return [render(cut)];
		const isFirst = cuts[index - 1]?.fold !== fold;
		const isLast = cuts[index + 1]?.fold !== fold;
		return [
			...isFirst ? [fold.open] : [],
			render(cut),
			...isLast ? [fold.close] : []
		];
	});
}
/**
* Drops units from the end of the least important sections until so many bytes are gone. What may not go goes only when
* all else has, and the first section never.
*/
function drop(cuts, bytes) {
	const order = cuts.slice(1).map((cut, index) => ({
		cut,
		index
	})).sort((a, b) => b.cut.section.rank - a.cut.section.rank || b.index - a.index);
	let left = bytes;
	for (const { cut } of order) while (left > 0 && cut.kept > 0) {
		cut.kept -= 1;
		left -= (cut.sizes[cut.kept] ?? 0) + (cut.kept === 0 ? emptied(cut) : 0);
	}
	if (left > 0) throw new RangeError(`A document's first section is ${left} bytes too long`);
}
/** Bytes that go with the last unit of a cut: what stood around it, and around its fold when that is empty. */
function emptied({ fold, frame }) {
	if (fold === null) return frame;
	fold.filled -= 1;
	return frame + (fold.filled === 0 ? fold.size : 0);
}
function cutOf(section, fold) {
	const { open, units, separator, close } = partsOf$2(section);
	const frame = bytesOf(open) + bytesOf(close) + 2;
	return {
		section,
		open,
		units,
		separator,
		close,
		sizes: units.map((unit) => bytesOf(unit) + separator.length),
		frame,
		fold,
		kept: units.length
	};
}
function partsOf$2(section) {
	switch (section.kind) {
		case "block": return {
			open: "",
			units: section.body.block === "" ? [] : [section.body.block],
			separator: "",
			close: ""
		};
		case "table": return {
			open: `${before(section.title)}${tableHead(section.head).block}\n`,
			units: section.rows.map((row) => tableRow(row).block),
			separator: "\n",
			close: ""
		};
		case "fold": {
			const { open, close } = foldEnds(section.summary);
			const units = section.items.map((item) => item.block);
			return {
				open: before(open),
				units,
				separator: GAP,
				close: `${GAP}${close.block}`
			};
		}
		case "items": {
			const units = section.items.map((item) => item.block);
			return {
				open: before(section.title),
				units,
				separator: GAP,
				close: ""
			};
		}
	}
}
function before({ block }) {
	return block === "" ? "" : block + GAP;
}
function render({ open, units, kept, separator, close }) {
	return open + units.slice(0, kept).join(separator) + close;
}
/** What is left out, by name: of sections with one name the numbers are added up. */
function noteOf(cuts, { fullReport }) {
	const totals = /* @__PURE__ */ new Map();
	for (const { kept, section, units } of cuts) {
		const total = totals.get(section.name) ?? {
			left: 0,
			all: 0
		};
		totals.set(section.name, {
			left: total.left + units.length - kept,
			all: total.all + units.length
		});
	}
	const missing = [...totals].flatMap(([name, { all, left }]) => {
		if (left === 0) return [];
		const what = { inline: name === "" ? "other parts" : name };
		if (all === 1) return [what];
		return [md`${left === all ? md`all ${all}` : md`${left} of ${all}`} ${what}`];
	});
	if (missing.length === 0) return "";
	const where = fullReport === null ? md`` : md` Everything is in ${fullReport}.`;
	return paragraph(md`_Left out for length:_ ${joinInline(missing, md`, `)}.${where}`).block;
}
/** The size of the note if everything were left out, and some digits more. */
function longestNote(cuts, budget) {
	const names = new Set(cuts.map((cut) => cut.section.name));
	return bytesOf(noteOf(cuts.map((cut) => ({
		...cut,
		kept: 0
	})), budget)) + names.size * DIGITS;
}
const DIGITS = 12;
/** Length in UTF-8. */
function bytesOf(text) {
	return new TextEncoder().encode(text).byteLength;
}
// src/reports/deliveries.ts
const AGAIN = {
	app: md`It is sent again, for three days at most.`,
	action: md`The next run sends it again.`
};
const MARK = "\n\n<!-- pointsman:deliveries -->\n";
/** An answer with what became of the webhooks of its events at its end, in place of what was said there before. */
function withDeliveries(answer, deliveries, sender) {
	const at = answer.lastIndexOf(MARK);
	const own = at < 0 ? answer.trimEnd() : answer.slice(0, at);
	if (deliveries.length === 0) return own;
	const whole = `${own}${MARK}${deliveriesText(deliveries, sender)}`;
	return new TextEncoder().encode(whole).byteLength <= 64500 ? whole : answer;
}
/** How many receivers have everything, and those that have not by name. */
function deliveriesText(deliveries, sender) {
	const receivers = Map.groupBy(deliveries, ({ target }) => target);
	const missing = [...receivers].flatMap(([target, own]) => missingLine(target, own, sender) ?? []);
	const confirmed = receivers.size - missing.length;
	const noun = receivers.size === 1 ? md`receiver` : md`receivers`;
	const sum = paragraph(md`📣 ${confirmed} of ${receivers.size} ${noun} confirmed.`);
	return (missing.length === 0 ? sum : stack([sum, list(missing)])).block;
}
function missingLine(target, own, sender) {
	const failed = own.find(({ status }) => status === "never") ?? own.find(({ status }) => status === "later");
	if (failed === void 0) return void 0;
	const why = code(failed.why ?? "unknown");
	if (failed.status === "never") return md`❌ ${code(target)} did not accept the webhook and will not get it again: ${why}.`;
	return md`⏳ ${code(target)} did not accept the webhook yet: ${why}. ${AGAIN[sender]}`;
}
// src/app/errands/answer-deliveries.ts
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
/**
* When the deliveries are looked at after they were announced: when healthy receivers have answered, when the first attempt
* of every other is over, when one that was only restarted has taken the second, and when nothing is tried any more. The
* answer changes only where there is news.
*/
const LOOKS_MS = [
	2 * SECOND,
	20 * SECOND,
	10 * MINUTE,
	84 * (60 * MINUTE)
];
/** As many deliveries as one comment can have caused. */
const MOST$4 = 1e3;
/** Has the answers to the comments that caused these events say what became of their webhooks. Repeats change nothing. */
async function haveDeliveriesTold({ prompts }, { giveErrand, now, repository }) {
	const { id, installation, owner, repo, url } = repository;
	const announcedAt = now();
	for (const { caused, comment, issue } of byComment(prompts.flatMap(({ events }) => events))) await giveErrand({
		kind: "deliveries_of_answer",
		repository: {
			id,
			full_name: `${owner}/${repo}`,
			html_url: url
		},
		installation,
		issue,
		comment,
		events: caused.map(({ event }) => event.id),
		announcedAt,
		look: 0,
		due: announcedAt + LOOKS_MS[0]
	});
}
/** Looks at the deliveries once and amends the answer, or leaves it to the next look where they are under way. */
async function tellDeliveries(telling, tools) {
	const { look } = telling;
	const deliveries = await deliveriesOf(telling, tools);
	if (deliveries.length === 0) return;
	const settled = deliveries.every(({ status }) => status !== "later");
	const told = (settled || look > 0) && await amend(telling, deliveries, tools);
	const next = LOOKS_MS[look + 1];
	if (settled && told || next === void 0) return;
	await tools.giveErrand({
		...telling,
		look: look + 1,
		due: telling.announcedAt + next
	});
}
/** False where there is no answer yet. */
async function amend({ comment, installation, issue, repository: facts }, deliveries, { github }) {
	const repository = await github.open(facts, installation);
	return await amendAnswer({
		...repository,
		issue,
		comment,
		author: await repository.self()
	}, (answer) => withDeliveries(answer, deliveries, "app")) !== "absent";
}
async function deliveriesOf({ events, repository }, { outbox }) {
	const filter = {
		repositoryId: repository.id,
		limit: MOST$4
	};
	return (await Promise.all(events.map((eventId) => outbox.list({
		...filter,
		eventId
	})))).flat().toReversed().map(shown);
}
function shown({ code, dueAt, state, status, url }) {
	const target = displayUrl(url);
	const failure = code === "http_status" && status !== null ? `${code} ${status}` : code;
	switch (state) {
		case "delivered": return {
			target,
			status: "accepted",
			why: null
		};
		case "pending":
		case "leased":
		case "failed": return {
			target,
			status: "later",
			why: failure ?? (dueAt === null ? "under way" : "not tried")
		};
		case "dead": return {
			target,
			status: "never",
			why: failure
		};
		case "disabled": return {
			target,
			status: "never",
			why: "endpoint_disabled"
		};
	}
}
// src/github/issues/history-issues.ts
const LABEL$1 = "pointsman-history";
/** The history issues in their home on GitHub, found by our account, a label and a marker. */
function historyIssues({ client, owner, repo }, self) {
	const place = {
		client,
		owner,
		repo,
		author: self
	};
	const target = (promptId, part) => ({
		...place,
		marker: markerOf(promptId, part),
		label: LABEL$1
	});
	return {
		parts: async (promptId) => {
			return partsOf$1(await listIssues({
				...place,
				label: LABEL$1
			}, { state: "all" }), promptId);
		},
		open: async (promptId, part, issue) => (await findOrCreateIssue({
			...target(promptId, part),
			...issue
		})).issue.number,
		rewrite: async (promptId, { issue, part, text }, body) => {
			const where = {
				...target(promptId, part),
				issue,
				body
			};
			if (!sameText(text, withMarker(where.marker, body))) await updateIssueBody(where);
		},
		end: async (promptId, { isOpen, issue, part, text }, body) => {
			const where = {
				...target(promptId, part),
				issue,
				body,
				reason: "completed"
			};
			if (isOpen || !sameText(text, withMarker(where.marker, body))) await closeIssue(where);
		},
		commentOnce: async ({ earlier, issue, key, since }, body) => {
			const mark = {
				...place,
				marker: marker("history-entry", key),
				since
			};
			if (earlier !== null && await isPosted({
				...mark,
				issue: earlier
			})) return;
			await createOnce({
				...mark,
				issue,
				body
			});
		}
	};
}
/** An id holds no colon, so no part of one prompt is marked like another prompt's. */
function markerOf(promptId, part) {
	return marker("history", part === 1 ? promptId : `${promptId}:${part}`);
}
function partsOf$1(issues, promptId) {
	const parts = [];
	for (;;) {
		const part = parts.length + 1;
		const marked = issues.filter(({ body }) => isMarked(markerOf(promptId, part), body));
		const issue = marked.find(({ state }) => state === "open") ?? marked[0];
		if (issue === void 0) return parts;
		const { body: text, comments, number, state } = issue;
		parts.push({
			issue: number,
			part,
			text,
			comments,
			isOpen: state === "open"
		});
	}
}
// src/github/issues/incident-issues.ts
const LABEL = "pointsman-incident";
const KIND = "incident";
/** The reviews of rollbacks in their home on GitHub: our account's issues with a label; a marker says what each is about. */
function incidentIssues({ client, owner, repo }, self) {
	const place = {
		client,
		owner,
		repo,
		author: self
	};
	const list = async (narrowed) => (await listIssues({
		...place,
		label: LABEL
	}, narrowed)).flatMap((issue) => incidentOf(issue) ?? []);
	const entryMarker = (key) => marker("incident-entry", key);
	return {
		open: () => list({ state: "open" }),
		closedSince: (since) => list({
			state: "closed",
			since
		}),
		start: async (incident, issue) => {
			await findOrCreateIssue({
				...place,
				label: LABEL,
				marker: marker(KIND, keyOf(incident)),
				...issue
			});
		},
		hasEntry: ({ issue, key, since }) => isPosted({
			...place,
			issue,
			since,
			marker: entryMarker(key)
		}),
		commentOnce: async ({ issue, key, since }, body) => {
			await createOnce({
				...place,
				issue,
				since,
				marker: entryMarker(key),
				body
			});
		},
		drop: async (incident) => {
			const { issue, text: body } = incident;
			const mark = marker(KIND, keyOf(incident));
			await closeIssue({
				...place,
				issue,
				marker: mark,
				body,
				reason: "not_planned"
			});
		}
	};
}
/** None of the four holds a colon. */
function keyOf({ environment, eventId, promptId, version }) {
	return [
		promptId,
		environment,
		eventId,
		version
	].join(":");
}
function incidentOf({ body: text, createdAt, number, state, url }) {
	const [promptId, environment, eventId, version] = markedKey(KIND, text)?.split(":") ?? [];
	if (promptId === void 0 || environment === void 0) return void 0;
	if (eventId === void 0 || version === void 0) return void 0;
	return {
		promptId,
		environment,
		eventId,
		version,
		issue: number,
		url,
		text,
		openedAt: createdAt,
		isOpen: state === "open"
	};
}
// src/reports/difference/word-diff-markdown.ts
/** Narrow enough that a phone shows most of a line; longer ones are wrapped at a space. */
const WIDTH = 72;
/** Unchanged lines shown before and after a change. */
const CONTEXT = 2;
/** Lines shown of one part; the rest is counted. */
const MOST_LINES = 120;
/** A part as its name and a `diff` block, which GitHub colours: `[-removed words-]` and `{+added words+}`. */
function diffPartBlock({ part, segments }) {
	return stack([paragraph(md`**${code(part)}**`), diffBlock(segments)]);
}
/** Two texts' difference as a `diff` block. */
function diffBlock(segments) {
	const lines = withContext(diffLinesOf(segments)).flatMap((line) => typeof line === "number" ? [`@@ ${countOf(line)} unchanged @@`] : wrapped(line));
	const shown = lines.slice(0, MOST_LINES);
	const more = lines.length - shown.length;
	return block([...shown, ...more > 0 ? [`@@ ${countOf(more)} more @@`] : []].join("\n"), "diff");
}
function countOf(lines) {
	return lines === 1 ? "1 line" : `${lines} lines`;
}
/** Spreads segments over lines: a line that both sides have is plain, all others are shown as removed and added. */
function diffLinesOf(segments) {
	const lines = [];
	const old = {
		done: [],
		open: []
	};
	const fresh = {
		done: [],
		open: []
	};
	const flush = () => {
		for (const line of flushed(old, fresh)) lines.push(line);
		for (const side of [old, fresh]) {
			side.done.length = 0;
			side.open = [];
		}
	};
	for (const { kind, text } of segments) visibleBlock(text).split("\n").forEach((piece, index) => {
		if (index > 0 && kind === "same") flush();
		if (index > 0 && kind === "removed") endLine(old, "-");
		if (index > 0 && kind === "added") endLine(fresh, "+");
		const run = {
			text: piece,
			isChanged: kind !== "same"
		};
		if (kind !== "added") old.open.push(run);
		if (kind !== "removed") fresh.open.push(run);
	});
	flush();
	return lines;
}
function flushed(old, fresh) {
	const unchanged = [...old.open, ...fresh.open].every((run) => !run.isChanged || run.text === "");
	const onBoth = old.open.length > 0 && fresh.open.length > 0;
	const isShared = unchanged && onBoth && textOf(old) === textOf(fresh);
	if (!isShared) {
		if (old.open.length > 0) endLine(old, "-");
		if (fresh.open.length > 0) endLine(fresh, "+");
	}
	const changes = [...old.done.map((text) => ({
		sign: "-",
		text
	})), ...fresh.done.map((text) => ({
		sign: "+",
		text
	}))];
	return isShared ? [...changes, {
		sign: " ",
		text: textOf(old)
	}] : changes;
}
function textOf(side) {
	return side.open.map((run) => run.text).join("");
}
/** Of a line that keeps less of its text than this, marks around single words would tell nothing. */
const WORTH_MARKING = .4;
/** Marks the changed words of a line, unless nearly all of it is new or gone. */
function endLine(side, sign) {
	const runs = side.open.filter((run) => run.text !== "");
	const lengthOf = (some) => some.reduce((sum, run) => sum + run.text.trim().length, 0);
	const isMixed = lengthOf(runs.filter((run) => !run.isChanged)) >= WORTH_MARKING * lengthOf(runs);
	const marked = runs.map((run) => {
		if (!run.isChanged || !isMixed) return run.text;
		return sign === "+" ? `{+${run.text}+}` : `[-${run.text}-]`;
	});
	side.done.push(marked.join(""));
	side.open = [];
}
/** Replaces long stretches of unchanged lines by their number. */
function withContext(lines) {
	const near = /* @__PURE__ */ new Set();
	lines.forEach((line, index) => {
		if (line.sign === " ") return;
		for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) near.add(at);
	});
	const shown = [];
	lines.forEach((line, index) => {
		const last = shown.at(-1);
		if (near.has(index)) shown.push(line);
		else if (typeof last === "number") shown[shown.length - 1] = last + 1;
		else shown.push(1);
	});
	return shown;
}
function wrapped({ sign, text }) {
	const lines = [];
	let rest = text;
	while (rest.length > WIDTH && lines.length <= MOST_LINES) {
		const space = rest.lastIndexOf(" ", WIDTH);
		const end = space > WIDTH / 2 ? space + 1 : clip(rest, WIDTH).text.length;
		lines.push(rest.slice(0, end));
		rest = rest.slice(end);
	}
	return [...lines, rest].map((line, index) => `${sign}${index === 0 ? " " : "   "}${line}`.trimEnd());
}
// src/reports/difference/difference-section.ts
/** What an event changed word by word, folded; nothing where it moved no pointer or a version is not at hand. */
function differenceSection(event, versions) {
	const { previous_version: from, version: to } = event;
	if (from === null || to === null || from === to) return [];
	const [before, after] = [versions.get(from), versions.get(to)];
	if (before === void 0 || after === void 0) return [];
	return [versionDifference(before, after)];
}
/** Two versions word by word, folded. */
function versionDifference(before, after) {
	const parts = diffPrompts(effectiveOf(before), effectiveOf(after));
	return {
		kind: "fold",
		rank: 2,
		name: "changed parts of the prompt",
		summary: html`What changed from ${htmlCode(before.version)} to ${htmlCode(after.version)}`,
		items: parts.length === 0 ? [paragraph(md`Nothing: both versions say the same.`)] : parts.map(diffPartBlock)
	};
}
// src/reports/text/links.ts
function commitUrl({ repositoryUrl }, commit) {
	return `${repositoryUrl}/commit/${encoded(commit)}`;
}
function pullRequestUrl({ repositoryUrl }, number) {
	return `${repositoryUrl}/pull/${number}`;
}
/** A prompt's folder on the release branch (contracts §3). */
function promptFolderUrl(links, promptId) {
	return branchUrl(links, "tree", ["prompts", promptId]);
}
function versionUrl(links, promptId, version) {
	return branchUrl(links, "blob", [
		"prompts",
		promptId,
		"versions",
		`${version}.json`
	]);
}
function eventUrl(links, promptId, sequence) {
	return branchUrl(links, "blob", [
		"prompts",
		promptId,
		"events",
		`${String(sequence).padStart(8, "0")}.json`
	]);
}
/** A file of the sources at a commit, at a line. */
function sourceUrl({ repositoryUrl }, { commit, path, line }) {
	const anchor = line === void 0 ? "" : `?plain=1#L${line}`;
	return `${repositoryUrl}/blob/${[commit, ...path.split("/")].map(encoded).join("/")}${anchor}`;
}
function branchUrl({ repositoryUrl, releaseBranch }, kind, path) {
	return `${repositoryUrl}/${kind}/${[...releaseBranch.split("/"), ...path].map(encoded).join("/")}`;
}
/** A path may hold what is no character at all; an address that leads nowhere is better than no report. */
function encoded(part) {
	return encodeURIComponent(part.toWellFormed());
}
const CLASSES = {
	"prompt.published": "publish",
	"prompt.promoted": "promote",
	"prompt.rolled_back": "back",
	"prompt.archived": "other",
	"prompt.restored": "other",
	"prompt.frozen": "other",
	"prompt.unfrozen": "other"
};
/** Fills that read on GitHub's light and dark pages alike. */
const STYLES = [
	"classDef publish fill:#1f6feb,stroke:#1f6feb,color:#ffffff",
	"classDef promote fill:#238636,stroke:#238636,color:#ffffff",
	"classDef back fill:#da3633,stroke:#da3633,color:#ffffff",
	"classDef other fill:#6e7781,stroke:#6e7781,color:#ffffff"
];
/**
* The walk of a prompt's pointers, top down in time: a step is what happened, when, where and by whom, and a dotted arrow
* leads from a rollback to the step that had made its version live. A flowchart, since every other diagram of Mermaid's
* either knows no way back or writes its labels across the page.
*
* @param events newest first
*/
function historyDiagram(events) {
	const shown = events.slice(0, 16).toReversed();
	const steps = stepsOf(shown);
	const nodes = steps.map(({ event, environments }) => nodeOf(event, environments));
	const chain = steps.length < 2 ? [] : [steps.map(({ event }) => idOf(event)).join(" --> ")];
	const source = [
		"flowchart TD",
		...nodes,
		...chain,
		...waysBack(steps),
		...STYLES
	];
	const left = events.length - shown.length;
	return stack([mermaid(source.join("\n  ")), ...left > 0 ? [paragraph(md`_The last ${shown.length} events; older ones are in the ledger._`)] : []]);
}
function stepsOf(events) {
	const steps = [];
	for (const event of events) {
		const names = event.environment === null ? [] : [event.environment];
		const last = steps.at(-1);
		if (last !== void 0 && isSameStep(last.event, event)) last.environments.push(...names);
		else steps.push({
			event,
			environments: names
		});
	}
	return steps;
}
function isSameStep(a, b) {
	return a.type === "prompt.published" && b.type === a.type && a.version === b.version && a.at === b.at;
}
/** Short lines: Mermaid wraps longer ones in the middle of a version. */
function nodeOf(event, environments) {
	const isBack = event.type === "prompt.rolled_back";
	const label = [
		EVENT_WORDS[event.type],
		event.version === null ? "" : `${isBack ? "↩ " : ""}${event.version}`,
		environments.map((name) => mermaidLabel(name, 40)).join(", "),
		`${event.at.slice(0, 10)} ${timeOf$1(event)}`,
		mermaidLabel(event.actor.login, 40)
	].filter((line) => line !== "").join("<br/>");
	return `${idOf(event)}["${label}"]:::${CLASSES[event.type]}`;
}
/** Hours and minutes; `#58;` is Mermaid's way to write a colon where it could be read as syntax. */
function timeOf$1({ at }) {
	return at.slice(11, 16).replace(":", "#58;");
}
function idOf({ sequence }) {
	return `e${sequence}`;
}
function waysBack(steps) {
	return steps.flatMap(({ event }, index) => {
		if (event.type !== "prompt.rolled_back") return [];
		const origin = steps.slice(0, index).findLast((step) => step.event.version === event.version && servedIn(step, event.environment));
		return origin === void 0 ? [] : [`${idOf(event)} -.-> ${idOf(origin.event)}`];
	});
}
function servedIn({ environments, event }, environment) {
	return (event.type === "prompt.published" || event.type === "prompt.promoted") && environment !== null && environments.includes(environment);
}
// src/reports/history/history-issue.ts
/** Events that are seen at once; older ones are folded away. */
const OPEN_EVENTS = 10;
/** The issue that tells one prompt's story. A history that is too long for one issue has several parts. */
function historyIssue(input) {
	const { earlier, part } = input;
	const title = `Prompt history: ${visibleLine(input.state.prompt_id)}`;
	if (earlier === null) return {
		title,
		body: historyText(input)
	};
	const before = paragraph(md`Part ${part} of this history; earlier comments are in #${earlier}.`);
	return {
		title: `${title} (part ${part})`,
		body: historyText(input, before)
	};
}
/** What the issue of a part says when its successor has taken over. The same part always says the same. */
function endedPart({ next, part, promptId }) {
	return stack([paragraph(md`**The history of ${code(promptId)} goes on in #${next}.**`), paragraph(md`GitHub takes no more than 2,500 comments on one issue, so this one, part ${part}, was closed before. What is live is told there.`)]).block;
}
/** What is live, how it came to that, and the last events, with a line of its own on top where there is one. */
function historyText(input, before = NOTHING, limit = COMMENT_LIMIT) {
	const { state, events } = input;
	const block = (name, rank, body) => ({
		kind: "block",
		rank,
		name,
		body
	});
	const older = events.slice(OPEN_EVENTS);
	return fitSections([
		block("", 0, stack([before, introduction$2(input)])),
		{
			kind: "table",
			rank: 0,
			name: "environments",
			title: heading(3, md`Live now`),
			head: [md`environment`, md`live`],
			rows: environmentNames(input).map((name) => liveRow$1(input, name))
		},
		block("the diagram", 1, stack([heading(3, md`How it came to that`), historyDiagram(events)])),
		eventTable(heading(3, md`Last events`), events.slice(0, OPEN_EVENTS), input),
		{
			kind: "folded",
			summary: html`${older.length} events before`,
			sections: [eventTable(NOTHING, older, input)]
		}
	], {
		limit,
		fullReport: link(md`the release branch`, promptFolderUrl(input, state.prompt_id))
	});
}
function eventTable(title, events, links) {
	return {
		kind: "table",
		rank: 2,
		name: "events",
		title,
		head: EVENT_COLUMNS,
		rows: events.map((event) => eventRow(event, links))
	};
}
function introduction$2(input) {
	const { state } = input;
	const id = state.prompt_id;
	const archived = state.lifecycle === "archived" ? md` It is **archived**: kept, but not served.` : md``;
	return stack([paragraph(md`What happened to the prompt ${code(id)} (${code(state.slug)}): ${state.versions} versions, ${state.sequence} events.${archived}`), list([
		md`newest version: ${link(code(state.latest.version), versionUrl(input, id, state.latest.version))}, published ${timeText(state.latest.published_at)}`,
		md`file: ${code(state.path)}`,
		md`everything: ${link(md`versions and events on the release branch`, promptFolderUrl(input, id))}`
	])]);
}
/** The configured environments, and those that only the ledger still knows. */
function environmentNames({ environments, state }) {
	return [.../* @__PURE__ */ new Set([...environments, ...Object.keys(state.environments).toSorted()])];
}
function liveRow$1(input, name) {
	const { state } = input;
	const { frozen, held, pointer } = environmentOf(state, name);
	const notes = [
		...held === null ? [] : [md`⏸️ held ${markText$1(held)}`],
		...frozen === null ? [] : [md`❄️ frozen ${markText$1(frozen)}`],
		...input.environments.includes(name) ? [] : [md`no longer configured`]
	];
	const version = pointer && link(code(pointer.version), versionUrl(input, state.prompt_id, pointer.version));
	const live = pointer === null || version === null ? md`_nothing_` : md`${version} since ${timeText(pointer.since)} by ${code(pointer.by)}`;
	return [code(name), joinInline([live, ...notes], md`<br>`)];
}
function markText$1({ by, reason, since }) {
	const why = reason === null ? md`` : md`: ${clippedReason(reason)}`;
	return md`since ${timeText(since)} by ${code(by)}${why}`;
}
/** What `eventRow` fills. Few columns, since it is read on phones. */
const EVENT_COLUMNS = [
	md`no.`,
	md`what`,
	md`when and by whom`
];
/** An event as a row of a table. */
function eventRow(event, links) {
	const { actor, at, environment, reason, version } = event;
	const what = joinInline([
		{ inline: EVENT_WORDS[event.type] },
		...version === null ? [] : [code(version)],
		...environment === null ? [] : [md`in ${code(environment)}`]
	], md` `);
	return [
		link(md`${event.sequence}`, eventUrl(links, event.prompt_id, event.sequence)),
		reason === null ? what : md`${what}<br>${clippedReason(reason)}`,
		md`${timeText(at)} ${code(actor.login)}`
	];
}
/** The comment on one release commit: what happened, by whom, why, and what changed word by word. */
function historyComment({ commit, prompt, ...links }) {
	const [first] = prompt.events;
	const { event } = first;
	const events = prompt.events.map((announced) => announced.event);
	const headlines = events.map(headlineOf);
	const block = (body) => ({
		kind: "block",
		rank: 0,
		name: "",
		body
	});
	const around = {
		before: null,
		after: prompt.state
	};
	const undo = events.flatMap((one) => undoOf(one, around) ?? []);
	const sections = [
		block(headlines.length === 1 ? stack(headlines.map((headline) => paragraph(md`${SIGNS[event.type]} ${inlineSentence(headline)}`))) : list(headlines.map((headline) => md`${SIGNS[event.type]} ${inlineSentence(headline)}`))),
		block(factTable(factsOf$2(event, commit, links))),
		block(stack(reasonBlocks(event.reason))),
		...undo.length === 0 ? [] : [block(stack([paragraph(takesBack(undo.length)), commandBlock(undo)]))],
		...differences(prompt)
	];
	const fullReport = link(md`the release branch`, promptFolderUrl(links, prompt.promptId));
	return fitSections(sections, {
		limit: COMMENT_LIMIT,
		fullReport
	});
}
const SIGNS = {
	"prompt.published": md`🚀`,
	"prompt.promoted": md`⏫`,
	"prompt.rolled_back": md`⏪`,
	"prompt.archived": md`📦`,
	"prompt.restored": md`📦`,
	"prompt.frozen": md`❄️`,
	"prompt.unfrozen": md`▶️`
};
function takesBack(commands) {
	return commands === 1 ? md`This takes it back:` : md`These take it back, one comment each:`;
}
function factsOf$2(event, commit, links) {
	const origin = link({ inline: event.origin.kind }, event.origin.url);
	return [
		[md`by`, actorText(event.actor)],
		[md`why`, reasonFact(event.reason)],
		[md`at`, timeText(event.at)],
		[md`through`, origin],
		[md`release commit`, link(code(commit.slice(0, 10)), commitUrl(links, commit))]
	];
}
/** Environments that left the same version are told once. */
function differences({ events }) {
	const seen = /* @__PURE__ */ new Set();
	return events.flatMap(({ event, version, previousVersion }) => {
		const key = `${event.previous_version} ${event.version}`;
		if (seen.has(key)) return [];
		seen.add(key);
		const known = [version, previousVersion].filter((one) => one !== null);
		return differenceSection(event, new Map(known.map((one) => [one.version, one])));
	});
}
// src/reports/incident/incident-case.ts
const LONGEST_DESCRIPTION = 120;
/**
* A case in the prompt file's own format, with a value for each variable that fits its type. Names and values are written as
* JSON, which YAML reads; what people wrote stands in comments of one line.
*/
function caseSkeleton({ variable_descriptions, variables }) {
	const taken = new Set(variables.map(({ name }) => name));
	return ["testData:", ...[
		...taken.has("name") ? [] : ["name: \"what went wrong, in a few words\""],
		...variables.map((variable) => valueLine(variable, variable_descriptions ?? {})),
		...taken.has("expected") ? [] : ["expected: \"what it should have said\""]
	].map((line, index) => `${index === 0 ? "  - " : "    "}${line}`)].join("\n");
}
/** What YAML takes for a text without quotes, whatever its version: no `null`, `on` or `yes`. */
const PLAIN_KEY = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][A-Za-z0-9_]*$/i;
function valueLine(variable, descriptions) {
	const { name, required } = variable;
	const key = PLAIN_KEY.test(name) ? name : JSON.stringify(name);
	const told = Object.hasOwn(descriptions, name) ? visibleLine(clip(descriptions[name] ?? "", LONGEST_DESCRIPTION).text) : "";
	const remarks = [required ? "" : "optional", told].filter((text) => text !== "").join(": ");
	return `${key}: ${JSON.stringify(exampleOf(variable))}${remarks === "" ? "" : ` # ${remarks}`}`;
}
/** What the prompt itself says first, else the plainest value of the type. */
function exampleOf(variable) {
	const [first] = variable.enum ?? [];
	if (first !== void 0) return first;
	if (variable.default !== void 0) return variable.default;
	switch (variable.type) {
		case "string": return "…";
		case "number":
		case "integer": return 0;
		case "boolean": return false;
		case "json": return {};
	}
}
// src/reports/incident/incident-issue.ts
/** The issue in which people look back on a rollback: what happened, what was known, what to ask, and a case to add. */
function incidentIssue(input) {
	const { bad, event, restored } = input;
	const known = new Map([bad, restored].flatMap((one) => one === null ? [] : [[one.version, one]]));
	const sections = [
		section(0, introduction$1(input)),
		section(0, stack([heading(3, md`What happened when`), timeline(input)])),
		section(1, stack([heading(3, md`What was measured before`), evaluations(input)])),
		section(0, stack([heading(3, md`Questions`), questions(input)])),
		section(1, stack([heading(3, md`A case for the suite`), newCase(bad)]), "the case to add"),
		...differenceSection({
			version: event.previous_version,
			previous_version: event.version
		}, known),
		section(0, stack([heading(3, md`Where to look`), places(input)]))
	];
	const fullReport = link(md`the release branch`, eventUrl(input, event.prompt_id, event.sequence));
	return {
		title: `Review of a rollback: ${visibleLine(event.prompt_id)} ${event.previous_version} in ${visibleLine(event.environment)}`,
		body: fitSections(sections, {
			limit: COMMENT_LIMIT,
			fullReport
		})
	};
}
function section(rank, body, name = "other parts") {
	return {
		kind: "block",
		rank,
		name,
		body
	};
}
function introduction$1({ event, liveSince }) {
	const { actor, at, environment, previous_version: bad, prompt_id: prompt, version } = event;
	const lived = liveSince === null ? md`` : md` It had been live for **${ageText(liveSince, at)}**.`;
	const promote = {
		verb: "promote",
		prompt,
		environment
	};
	const unfreeze = {
		verb: "unfreeze",
		prompt,
		environment
	};
	return stack([
		paragraph(md`⏪ ${actorText(actor)} rolled ${code(prompt)} back in ${code(environment)}: from ${code(bad)} to ${code(version)}.${lived}`),
		...reasonBlocks(event.reason),
		paragraph(md`${code(environment)} is held until ${inlineCommand(promote)} or ${inlineCommand(unfreeze)}: what is merged meanwhile does not move it. Close this issue when the questions below are answered; until then ${inlineCommand({
			verb: "status",
			prompt
		})} names it.`)
	]);
}
function timeline(input) {
	const { bad, event, liveSince, restored } = input;
	const published = (version) => [
		timeText(version.published_at),
		md`${link(code(version.version), versionUrl(input, event.prompt_id, version.version))} published${broughtBy(version, input)}`,
		code(version.published_by)
	];
	const inTime = [
		...restored === null ? [] : [{
			at: restored.published_at,
			row: published(restored)
		}],
		...bad === null ? [] : [{
			at: bad.published_at,
			row: published(bad)
		}],
		...liveSince === null ? [] : [{
			at: liveSince,
			row: [
				timeText(liveSince),
				md`${code(event.previous_version)} live in ${code(event.environment)}`,
				md``
			]
		}],
		{
			at: event.at,
			row: [
				timeText(event.at),
				md`rolled back to ${code(event.version)}: ${event.reason === null ? reasonFact(null) : clippedReason(event.reason)}`,
				code(event.actor.login)
			]
		}
	].toSorted((a, b) => a.at.localeCompare(b.at));
	return table([
		md`at`,
		md`what`,
		md`by`
	], inTime.map(({ row }) => row));
}
function broughtBy({ pull_request: number }, links) {
	return number === null ? md`` : md` with ${link(md`#${number}`, pullRequestUrl(links, number))}`;
}
function evaluations({ bad, event, restored }) {
	const row = (what, id, version) => [
		md`${what} ${code(id)}`,
		version === null ? md`not at hand` : evidenceInline(version.evaluation),
		version?.evaluation == null ? md`` : md`${code(version.evaluation.model)}, ${countOf$1(version.evaluation.trials, "trial")} a case`
	];
	return stack([table([
		md`version`,
		md`evidence`,
		md`with`
	], [row(md`rolled back:`, event.previous_version, bad), row(md`restored:`, event.version, restored)]), unclean(bad)]);
}
const SHOWN_CASES = 20;
/** Cases of the bad version that did not simply pass: where the trouble may have shown itself. */
function unclean(bad) {
	const cases = (bad?.evaluation?.cases ?? []).filter(({ trials }) => trials.some(({ result }) => result !== "pass"));
	if (cases.length === 0) return NOTHING;
	const shown = cases.slice(0, SHOWN_CASES).map(({ id }) => code(id));
	const more = cases.length - shown.length;
	const names = more > 0 ? [...shown, countOf$1(more, "more case")] : shown;
	return paragraph(md`Of the version that was rolled back these did not pass in every trial: ${enumerate(names)}.`);
}
function questions({ bad, event, liveSince }) {
	const lived = liveSince === null ? md`` : md` It took ${ageText(liveSince, event.at)}.`;
	return list([
		md`[ ] What did people see, and how many of them?`,
		md`[ ] ${whyDidItPass(bad)}`,
		md`[ ] Which case would have caught it? It belongs into the suite: there is one to fill in below.`,
		md`[ ] Was it noticed fast enough, and by whom?${lived}`,
		md`[ ] What makes the next change like it safe: a gate, an evaluator, an environment to go through first?`
	]);
}
function whyDidItPass(bad) {
	const evaluation = bad?.evaluation ?? null;
	if (evaluation === null) return md`Why did it go live without having been evaluated?`;
	if (evaluation.verdict === "pass") return md`Why did it pass?`;
	return md`Why did it go live although its verdict was ${code(evaluation.verdict)}?`;
}
function newCase(bad) {
	if (bad === null) return paragraph(md`_The version is not at hand, so its variables are not known._`);
	return stack([paragraph(md`For ${code(bad.source.path)}: put in what went wrong, and see it fail on ${code(bad.version)} before it passes.`), block(caseSkeleton(bad), "yaml")]);
}
function places(input) {
	const { bad, commit, event, historyIssue } = input;
	const pull = bad?.pull_request ?? null;
	return list([
		...pull === null ? [] : [md`the pull request that brought it in: ${link(md`#${pull}`, pullRequestUrl(input, pull))}`],
		...historyIssue === null ? [] : [md`the prompt's history: #${historyIssue}`],
		md`the rollback: ${link(md`event ${event.sequence}`, eventUrl(input, event.prompt_id, event.sequence))}, ${link({ inline: event.origin.kind }, event.origin.url)}, release commit ${link(code(commit.slice(0, 10)), commitUrl(input, commit))}`
	]);
}
/** A comment on the open review: the same prompt was rolled back again, or the rollback was taken back. */
function incidentEntry(input, ends) {
	const { bad, event, restored } = input;
	const known = new Map([bad, restored].flatMap((one) => one === null ? [] : [[one.version, one]]));
	const undo = undoOf(event, {
		before: null,
		after: null
	});
	return fitSections([
		section(0, paragraph(md`${ends ? md`▶️` : md`⏪`} ${inlineSentence(headlineOf(event))}`)),
		section(0, paragraph(md`By ${actorText(event.actor)} at ${timeText(event.at)}: ${reasonFact(event.reason)}`)),
		section(0, stack(reasonBlocks(event.reason))),
		...ends ? [section(0, paragraph(md`The rollback was taken back at once, so there is nothing to review: this issue is closed. Reopen it where there is.`))] : [],
		...undo === null ? [] : [section(1, stack([paragraph(inlineSentence(undoLead(event))), commandBlock([undo])]))],
		...differenceSection(event, known)
	], {
		limit: COMMENT_LIMIT,
		fullReport: null
	});
}
// src/projections/incidents.ts
/** A review is looked for from a day before its event on: no clock that wrote an event is trusted to the day. */
const CLOCK_SLACK_MS$1 = 864e5;
/** Whoever takes a rollback back so soon had rolled back the wrong thing. */
const TAKEN_BACK_MS = 18e5;
/**
* Opens a review for each rollback of one release commit, or adds to the one that is open for the prompt and environment. A
* rollback that is taken back is told there; within half an hour that closes the review. Safe to repeat from any step on.
*/
async function recordIncidents(facts, { incidents }) {
	for (const announced of facts.prompt.events) {
		const rollback = rollbackOf$1(announced, facts.events);
		if (rollback === null) continue;
		await (wentBack(rollback, facts) ? recordRollback(rollback, facts, incidents) : recordReturn(rollback, incidents));
	}
}
function rollbackOf$1({ event, previousVersion, version }, events) {
	const { environment, previous_version: left, type, version: restored } = event;
	if (type !== "prompt.rolled_back" || environment === null || left === null || restored === null) return null;
	return {
		event: {
			...event,
			environment,
			version: restored,
			previous_version: left
		},
		bad: previousVersion,
		restored: version,
		liveSince: liveSince(event, events)
	};
}
/** When the version that a rollback left had gone live there. */
function liveSince(rollback, events) {
	return events.find(({ environment, sequence, type, version }) => sequence < rollback.sequence && environment === rollback.environment && version === rollback.previous_version && MOVES.has(type))?.at ?? null;
}
const MOVES = /* @__PURE__ */ new Set([
	"prompt.published",
	"prompt.promoted",
	"prompt.rolled_back"
]);
/** A rollback flags what it leaves; the way forward, which takes one back, flags nothing. */
function wentBack({ event }, { prompt }) {
	const { rolled_back: flagged } = environmentOf(prompt.state, event.environment);
	return flagged.some(({ version }) => version === event.previous_version);
}
async function recordRollback(rollback, facts, incidents) {
	const { event } = rollback;
	const { closed, entry, open } = await reviewsOf$1(rollback, incidents);
	if ([...open, ...closed].some(({ eventId }) => eventId === event.id)) return;
	for (const { issue } of closed) if (await incidents.hasEntry({
		...entry,
		issue
	})) return;
	const current = open.at(-1);
	if (current !== void 0) {
		await incidents.commentOnce({
			...entry,
			issue: current.issue
		}, incidentEntry(rollback, false));
		return;
	}
	const { commit, historyIssue, releaseBranch, repositoryUrl } = facts;
	const { environment, id: eventId, prompt_id: promptId, previous_version: version } = event;
	await incidents.start({
		promptId,
		environment,
		eventId,
		version
	}, incidentIssue({
		...rollback,
		commit,
		historyIssue,
		releaseBranch,
		repositoryUrl
	}));
}
/** The rollback was taken back, in part or as a whole. */
async function recordReturn(rollback, incidents) {
	const { event } = rollback;
	const { entry, open } = await reviewsOf$1(rollback, incidents);
	const current = open.at(-1);
	if (current === void 0) return;
	const ends = event.version === current.version && isSoon(event, current);
	await incidents.commentOnce({
		...entry,
		issue: current.issue
	}, incidentEntry(rollback, ends));
	if (ends) await incidents.drop(current);
}
function isSoon({ at }, { openedAt }) {
	return Date.parse(at) - Date.parse(openedAt) < TAKEN_BACK_MS;
}
/** The reviews of the rollback's prompt and environment that may have to do with it. */
async function reviewsOf$1({ event }, incidents) {
	const since = (/* @__PURE__ */ new Date(Date.parse(event.at) - CLOCK_SLACK_MS$1)).toISOString();
	const [open, closed] = await Promise.all([incidents.open(), incidents.closedSince(since)]);
	const concerns = ({ environment, promptId }) => environment === event.environment && promptId === event.prompt_id;
	return {
		open: open.filter(concerns),
		closed: closed.filter(concerns),
		entry: {
			key: event.id,
			since
		}
	};
}
// src/projections/history.ts
/** How many events an issue's text looks back on. */
const EVENTS$1 = 50;
/** An entry is looked for from a day before its event on: no clock that wrote an event is trusted to the day. */
const CLOCK_SLACK_MS = 864e5;
/**
* Brings the history issues of the prompts in one release commit up to date: the text says what is live now, one comment
* says what this commit did. A rollback also opens its review.
*/
async function recordHistory({ commit, prompts }, ports) {
	for (const prompt of prompts) await recordPrompt(commit, prompt, ports);
}
/**
* Whether a prompt has a history to read: from its second publication or first rollback on, so that adopting hundreds of
* prompts does not open hundreds of issues.
*/
function deservesIssue({ events, state }) {
	return state.versions > 1 || events.some(({ event }) => event.type === "prompt.rolled_back");
}
/** Safe to repeat from any step on: a part is opened before anything is written into it, and its predecessor ended last. */
async function recordPrompt(commit, prompt, ports) {
	if (!deservesIssue(prompt)) return;
	const { promptId } = prompt;
	const history = await historyOf(ports.branch, promptId, EVENTS$1);
	if (history === void 0) return;
	const parts = await ports.issues.parts(promptId);
	const last = parts.at(-1);
	const isFull = last !== void 0 && last.comments >= 2400;
	const earlier = (isFull ? last : parts.at(-2)) ?? null;
	const links = linksOf(ports);
	const part = (earlier?.part ?? 0) + 1;
	const issueOf = (now) => historyIssue({
		...now,
		...links,
		part,
		earlier: earlier?.issue ?? null
	});
	const { body, title } = issueOf(history);
	const known = isFull ? void 0 : last;
	const issue = known?.issue ?? await ports.issues.open(promptId, part, {
		title,
		body
	});
	await ports.issues.commentOnce({
		issue,
		earlier: earlier?.issue ?? null,
		key: `${promptId}:${commit}`,
		since: sinceOf(prompt)
	}, historyComment({
		commit,
		prompt,
		...links
	}));
	if (known !== void 0) await rewrite(known, {
		history,
		ports,
		textOf: (now) => issueOf(now).body
	});
	if (earlier !== null) await endPart(promptId, earlier, issue, ports);
	const facts = {
		commit,
		prompt,
		events: history.events,
		historyIssue: issue,
		...links
	};
	if (ports.incidents !== null) await recordIncidents(facts, { incidents: ports.incidents });
}
/**
* Says what is live, and says it again where the branch went on meanwhile: this write may have waited for its turn while
* another run, which knew more, was let past.
*/
async function rewrite(part, { history, ports, textOf }) {
	const { branch, issues } = ports;
	const promptId = history.state.prompt_id;
	const text = textOf(history);
	await issues.rewrite(promptId, part, text);
	const state = readState(await branch.read([statePath(promptId)]), promptId);
	if (state === void 0 || state.sequence === history.state.sequence) return;
	const now = await historyOf(branch, promptId, EVENTS$1);
	if (now !== void 0) await rewrite({
		...part,
		text
	}, {
		history: now,
		ports,
		textOf
	});
}
async function endPart(promptId, part, next, { issues }) {
	await issues.end(promptId, part, endedPart({
		promptId,
		part: part.part,
		next
	}));
}
function sinceOf({ events: [{ event }] }) {
	return (/* @__PURE__ */ new Date(Date.parse(event.at) - CLOCK_SLACK_MS)).toISOString();
}
function linksOf({ environments, releaseBranch, repositoryUrl }) {
	return {
		environments,
		releaseBranch,
		repositoryUrl
	};
}
// src/app/pushes/release-history.ts
/** Has the histories of the prompts in one release commit written, an errand for each that has one. */
async function giveHistories({ commit, prompts }, { giveErrand, repository }) {
	const given = prompts.filter(deservesIssue).map(({ events, promptId }) => giveErrand({
		kind: "history",
		...namedRepository(repository),
		commit,
		prompt: promptId,
		sequences: events.map(({ event }) => event.sequence),
		isUrgent: events.some(({ event }) => event.type === "prompt.rolled_back")
	}));
	await Promise.all(given);
}
/** Writes what one release commit did to one prompt into its history, and opens the review of a rollback. */
async function writeHistory(errand, { github }) {
	const repository = await github.open(errand.repository, errand.installation);
	const { config } = await repository.controls();
	const { announce, incidents, release_branch: releaseBranch } = config.file;
	if (announce !== "app") return;
	const branch = repository.branch(releaseBranch);
	const places = errand.sequences.map((sequence) => ({
		promptId: errand.prompt,
		sequence
	}));
	const { client, owner, patientClient, repo } = repository;
	const place = {
		owner,
		repo,
		client: errand.isUrgent ? client : patientClient
	};
	const self = await repository.self();
	await recordHistory(await announcementAt(branch, errand.commit, places), {
		branch,
		issues: historyIssues(place, self),
		incidents: incidents.on_rollback === "issue" ? incidentIssues(place, self) : null,
		repositoryUrl: repository.url,
		environments: config.environments,
		releaseBranch
	});
}
/**
* Takes a move that goes on from the last good head apart, oldest commits first, so that whoever is interrupted again and
* again comes to an end all the same, however much was missed. What lies before the move is told as nobody's. Every other
* move, and what is no plain line of commits, is one step.
*/
async function* releaseSteps(move, announced, branch) {
	const { after, forced } = move;
	if (after === null || forced || announced === null || announced === after) {
		yield {
			move,
			branch
		};
		return;
	}
	try {
		yield* stepsBetween(move, {
			since: announced,
			until: after
		}, branch);
	} catch (error) {
		if (!(error instanceof HistoryError)) throw error;
		yield {
			move,
			branch
		};
	}
}
async function* stepsBetween(move, { since, until }, branch) {
	const { before } = move;
	let isOthers = before !== null && before !== since && await branch.isAncestor(since, before);
	let start = since;
	let previous = since;
	let isLine = true;
	let entries = [];
	for await (const entry of branch.log({
		since,
		until
	})) {
		const { commit, parents } = entry;
		isLine &&= parents.length === 1 && parents[0] === previous;
		previous = commit;
		entries.push(entry);
		if (!(isLine && (entries.length === 25 || commit === before)) && commit !== until) continue;
		yield {
			move: commit === until && isOthers ? move : partOf(move, {
				start,
				since,
				commit,
				isOthers
			}),
			branch: withHistory(branch, {
				since: start,
				until: commit
			}, entries)
		};
		isOthers &&= commit !== before;
		start = commit;
		entries = [];
	}
}
function partOf(move, { commit, isOthers, since, start }) {
	if (isOthers) return {
		before: start,
		after: commit,
		forced: false,
		pusher: null
	};
	return {
		...move,
		before: start === since ? move.before : start,
		after: commit
	};
}
/** The branch, with one part of its history known: that is neither asked for again by who judges it nor by who tells of it. */
function withHistory(branch, { since, until }, entries) {
	return {
		...branch,
		log: (range) => range.since === since && range.until === until ? fromList(entries) : branch.log(range),
		isAncestor: async (ancestor, head) => ancestor === since && head === until || branch.isAncestor(ancestor, head)
	};
}
async function* fromList(entries) {
	yield* entries;
}
// src/app/pushes/release-pushed.ts
/**
* A push to the release branch: whoever wrote the events, everyone downstream hears of them. Webhooks are put into the
* outbox, and what was missed since the last announcement along with the push. Histories become errands of their own, since
* GitHub takes them slowly and they must delay no later push: what is remembered as announced is in the outbox and the inbox.
* Of a branch that raises an alarm nothing is announced.
*/
async function releasePushed(pushed) {
	const { controls, move, outbox, repository } = pushed;
	const branch = repository.branch(controls.config.file.release_branch);
	await tellOfRefused$1(pushed);
	const announced = await outbox.announcedCommit(watchedBranch(repository.id, controls));
	for await (const step of releaseSteps(move, announced, branch)) if (!await announceStep({
		...pushed,
		move: step.move,
		repository: {
			...repository,
			branch: () => step.branch
		}
	})) return;
}
/** Announces and remembers a part of the move; false where it raises an alarm. */
async function announceStep(pushed) {
	const { controls, move, repository } = pushed;
	const branch = repository.branch(controls.config.file.release_branch);
	const { after } = move;
	if (!await watchBranch(pushed) || after === null) return false;
	const { remember, since } = await startOf(branch, {
		...pushed,
		before: move.before,
		after
	});
	for await (const announcement of announcementsSince(branch, {
		since,
		until: after
	})) {
		await putInOutbox(announcement, pushed);
		await giveHistories(announcement, pushed);
	}
	if (remember) await rememberAnnounced(after, pushed);
	return true;
}
/**
* Where to begin: behind what was announced last, where that leads to this push, so that pushes that nobody told of are made
* up for. A push up to just there is announced whole: the app may have taken its head as it stood, without announcing it. An
* older push that is delivered late does not turn back what is remembered.
*/
async function startOf(branch, { after, before, controls, move, outbox, repository }) {
	const announced = await outbox.announcedCommit(watchedBranch(repository.id, controls));
	if (move.forced && announced !== null) return {
		since: announced,
		remember: announced !== after
	};
	if (announced === null || announced === before) return {
		since: before,
		remember: true
	};
	if (announced === after) return {
		since: before,
		remember: false
	};
	if (!await branch.isAncestor(announced, after)) return {
		since: before,
		remember: !await branch.isAncestor(after, announced)
	};
	return {
		since: announced,
		remember: true
	};
}
async function putInOutbox(announcement, pushed) {
	const { controls, now, outbox, repository } = pushed;
	await announceMessages({
		...watchedBranch(repository.id, controls),
		webhooks: controls.config.file.webhooks,
		messages: webhookMessages(announcement, repository),
		commit: null,
		now: now()
	}, outbox);
	outbox.wake();
	await haveDeliveriesTold(announcement, pushed);
}
/** Only when everything that follows from a commit was done: whoever dies before begins again where it began. */
async function rememberAnnounced(commit, { controls, now, outbox, repository }) {
	const { webhooks } = controls.config.file;
	await announceMessages({
		...watchedBranch(repository.id, controls),
		webhooks,
		messages: [],
		commit,
		now: now()
	}, outbox);
}
/** The repository's people cannot see the app's log: they are told in an issue. */
async function tellOfRefused$1({ controls, giveErrand, log, repository, settings }) {
	const { webhooks } = controls.config.file;
	const { refused } = resolveEndpoints({
		repositoryId: repository.id,
		endpoints: webhooks,
		grants: settings.webhookGrants,
		secretOf: settings.secretOf
	});
	if (refused.length === 0) return;
	for (const { code, index } of refused) log(`webhook ${index + 1} of the config is not sent: ${code}`);
	const entries = refused.map(({ code, index }) => ({
		entry: index + 1,
		target: displayUrl(webhooks[index]?.url ?? ""),
		code
	}));
	await giveErrand({
		kind: "endpoints_refused",
		...namedRepository(repository),
		refused: entries
	});
}
// src/app/errands/catch-up.ts
/**
* Looks at the release branch of every repository, one after another, and gives an errand where it is ahead of what was
* announced: what was missed is then announced although GitHub may never tell of it again. What lies before the app first
* saw a repository is old news. Throws in the end what failed for some.
*/
async function findMissedReleases(looking) {
	const { github, signal } = looking;
	const failures = [];
	for await (const installation of activeInstallations(await github.asItself())) {
		if (signal.aborted) return;
		await lookAtInstallation(installation, looking, failures).catch((error) => failures.push(error));
	}
	if (failures.length > 0) throw new AggregateError(failures, "Some repositories could not be looked at");
}
/** An installation that was removed or suspended meanwhile has no token: that is no other's business. */
async function lookAtInstallation(installation, looking, failures) {
	const client = await looking.github.asInstallation(installation);
	for await (const facts of installedRepositories(client)) {
		if (looking.signal.aborted) return;
		await lookAt(facts, installation, looking).catch((error) => failures.push(error));
	}
}
async function lookAt(facts, installation, looking) {
	await lookAtRepository(await looking.github.open(facts, installation), looking);
}
/** Looks at the release branch of one repository, the one that its config in force names. */
async function lookAtRepository(repository, tools) {
	const { alarms, giveErrand, now, outbox } = tools;
	const release = await releaseOf(repository);
	if (release === null) return;
	const { controls, head } = release;
	const watched = watchedBranch(repository.id, controls);
	const since = await outbox.announcedCommit(watched);
	const { webhooks } = controls.config.file;
	if (since !== null && head !== since && head !== null) {
		await giveErrand({
			kind: "catch_up",
			...namedRepository(repository),
			since,
			head
		});
		return;
	}
	if (since !== null) {
		if (!(head === since && (await alarms.standing(watched)).length === 0)) await watchBranch({
			...tools,
			repository,
			controls,
			move: found(since, head)
		});
		return;
	}
	if (head === null) return;
	await announceMessages({
		...watched,
		webhooks,
		messages: [],
		commit: head,
		now: now()
	}, outbox);
}
/** What the app finds by itself: nobody told it who pushed. */
function found(before, after) {
	return {
		before,
		after,
		forced: false,
		pusher: null
	};
}
/** Null where the app does not announce, or nobody can say whether, for whom and which branch. */
async function releaseOf(repository) {
	const controls = await repository.controls();
	const { announce, release_branch } = controls.config.file;
	if (announce !== "app" || controls.standing.kind === "unreadable") return null;
	const { head } = await repository.branch(release_branch).read([]);
	return {
		head,
		controls
	};
}
/**
* Announces what was missed, as if a push had brought it just now: from where the announcements stand by now to where the
* branch is by now, so that of many such errands the first does the work.
*/
async function catchUp({ installation, repository: facts, since }, tools) {
	const repository = await tools.github.open(facts, installation);
	const controls = await repository.controls();
	const { announce, release_branch } = controls.config.file;
	if (controls.standing.kind === "unreadable") throw new Error("The config cannot be read, and none before it");
	if (announce !== "app") return;
	const watched = watchedBranch(facts.id, controls);
	const before = await tools.outbox.announcedCommit(watched) ?? since;
	const { head } = await repository.branch(release_branch).read([]);
	if (head === before && (await tools.alarms.standing(watched)).length === 0) return;
	await releasePushed({
		...tools,
		repository,
		controls,
		move: found(before, head)
	});
}
// src/github/issues/alarm-issue.ts
/** Comments in the repository's one issue with the label `pointsman-alarm`, which is made where there is none. */
async function tellInAlarmIssue(place, { amends, body, issue: text, key, reopen }) {
	const { client, owner, repo } = place;
	const { issue } = await findOrCreateIssue({
		...place,
		...text,
		marker: marker("alarm", "issue"),
		label: "pointsman-alarm"
	});
	const comment = {
		...place,
		issue: issue.number,
		marker: marker("alarm-entry", key),
		body
	};
	const { status } = amends ? await upsertComment(comment) : await createOnce(comment);
	if (reopen && issue.state === "closed" && status === "created") await reopenIssue({
		client,
		owner,
		repo,
		issue: issue.number
	});
}
// src/releases/guard/branch-changes.ts
/** As many of each are told at least. */
const MOST_EVENTS$1 = 100;
/** What a rewriting changed; null where the home has the commits no more, or they cannot be read. */
async function lostAndAdded({ branch, sources }, { good, head }) {
	try {
		const common = good === null || head === null ? null : await sources.mergeBase(good, head);
		const eventsUntil = async (until) => until === null || until === common ? [] : eventsIn(branch, {
			since: common,
			until
		});
		return {
			lost: await eventsUntil(good),
			added: await eventsUntil(head)
		};
	} catch (error) {
		if (!(error instanceof DocumentError || error instanceof HistoryError || error instanceof OutsideError)) throw error;
		return null;
	}
}
async function eventsIn(branch, range) {
	const events = [];
	for await (const { prompts } of announcementsSince(branch, range)) {
		events.push(...prompts.flatMap((prompt) => prompt.events.map(({ event }) => event)));
		if (events.length >= MOST_EVENTS$1) break;
	}
	return events;
}
// src/reports/branch-alarm.ts
/** The one issue of a repository for alarms about its release branch. */
function alarmIssue(branch) {
	return {
		title: "Alarm: the release branch was tampered with",
		body: stack([paragraph(md`pointsman watches the release branch ${code(branch)}. Each alarm is a comment below: what happened, who did it, what was lost, and the commands that put it right.`), paragraph(md`While an alarm stands, webhooks and histories stay at the last good head, and commands that would write to the branch are refused. When the branch is good again, a comment says so.`)]).block
	};
}
/** The comment on one alarm. */
function alarmComment(alarm) {
	const { changes, findings, unpermitted } = alarm;
	const fixed = (body) => ({
		kind: "block",
		rank: 0,
		name: "",
		body
	});
	const rows = (name, title, items, rank) => items.length === 0 ? [] : [{
		kind: "items",
		rank,
		name,
		title: paragraph(md`**${title}**`),
		items: items.map((item) => list([item]))
	}];
	return fitSections([
		fixed(stack([paragraph(md`🚨 **${WHAT[alarm.kind](alarm)}**`), factTable(factsOf$1(alarm))])),
		...rows("findings", md`What verification found`, findings.map(findingLine), 1),
		...rows("events", md`What they had no permission for`, unpermitted.map(unpermittedLine), 1),
		...rows("events", md`On the branch no more`, eventLines(changes?.lost ?? []), 2),
		...rows("events", md`On the branch instead, not announced`, eventLines(changes?.added ?? []), 3),
		fixed(standing(alarm)),
		fixed(remedy(alarm))
	], {
		limit: COMMENT_LIMIT,
		fullReport: md`the release branch`
	});
}
const WHAT = {
	rewritten: ({ head, releaseBranch }) => head === null ? md`The release branch ${code(releaseBranch)} was deleted.` : md`The release branch ${code(releaseBranch)} was rewritten: it does not go back to its last good head any more.`,
	tampered: ({ releaseBranch }) => md`Commits on the release branch ${code(releaseBranch)} are not as pointsman makes them.`,
	stranger: ({ pusher, releaseBranch }) => md`${code(pusher ?? "somebody")} pushed to the release branch ${code(releaseBranch)} without the permission for it.`
};
function factsOf$1(alarm) {
	const { good, head, pusher, raisedAt } = alarm;
	return [
		[md`seen`, timeText(raisedAt)],
		[md`pushed by`, pusher === null ? md`_GitHub has not told_` : code(pusher)],
		[md`last good head`, good === null ? md`_none_` : link(code(good), commitUrl(alarm, good))],
		[md`head that raised this`, head === null ? md`_none_` : link(code(head), commitUrl(alarm, head))]
	];
}
function findingLine({ code: found, message }) {
	return md`${code(found)}: ${code(message)}`;
}
function unpermittedLine({ environment, needs, promptId, role, type }) {
	const where = environment === null ? md`` : md` in ${code(environment)}`;
	return md`${code(type)} of ${code(promptId)}${where}: needs ${code(needs)}, and their role is ${code(role)}`;
}
function eventLines(events) {
	return events.map((event) => md`${inlineSentence(headlineOf(event))} By ${code(event.actor.login)}, ${timeText(event.at)}.`);
}
function standing({ announced, good }) {
	if (announced) return paragraph(md`GitHub told late who pushed this: it was announced before, and may be live. Nothing more is announced, and commands that write are refused.`);
	return good === null ? paragraph(md`Nothing of this branch is announced, and commands that write to it are refused.`) : paragraph(md`Nothing behind ${code(short(good))} is announced, and commands that write are refused. Applications that read the branch themselves, past pointsman, get what is on it now.`);
}
function remedy(alarm) {
	if (alarm.announced) return lateRemedy(alarm);
	return stack([
		heading(4, md`Put it right`),
		paragraph(md`In a clone, by somebody who may push to the branch. If something else was pushed meanwhile, git refuses: then look again.`),
		block(restoreCommands(alarm).join("\n")),
		paragraph(md`Then find out whose token or key it was, and let only the app push (the ruleset that ${code("pointsman init")} prints).`),
		heading(4, md`Or, if it was meant`),
		...acceptance(alarm)
	]);
}
/** What was announced is not taken back, since more may be built on it: it is undone as any release is. */
function lateRemedy({ good, repositoryId }) {
	return stack([
		heading(4, md`Put it right`),
		paragraph(md`The operator of the app accepts what was announced. Then commands run again, and undo what was not meant:`),
		block(`pointsman alarms accept ${good ?? "<commit>"} --repo-id ${repositoryId}`),
		paragraph(md`Then find out whose token or key it was, and let only the app push (the ruleset that ${code("pointsman init")} prints).`)
	]);
}
/** Commands for a shell: everything in them is a hash, or a branch name in single quotes. */
function restoreCommands({ good, head, releaseBranch }) {
	const ref = `refs/heads/${releaseBranch}`;
	if (good === null) return [`git push --force-with-lease=${quoted(`${ref}:${head}`)} origin ${quoted(`:${ref}`)}`];
	return [`git fetch origin ${good}`, `git push --force-with-lease=${quoted(`${ref}:${head ?? ""}`)} origin ${quoted(`${good}:${ref}`)}`];
}
/** How the branch is taken as it is. The Action has no operator: its mark is a ref of the repository. */
function acceptance({ announcer, head, repositoryId }) {
	return announcer === "app" ? [paragraph(md`The operator of the app accepts the branch as it is; what is on it is then not announced:`), block(`pointsman alarms accept ${head ?? "<commit>"} --repo-id ${repositoryId}`)] : [paragraph(md`If the branch is to stay as it is, or the config names another one now, delete the ref that remembers what was announced. The next run begins anew, and what is on the branch by then is not announced:`), block("git push origin :refs/pointsman/announced")];
}
/** For a POSIX shell. */
function quoted(text) {
	return /^[A-Za-z0-9_./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
function short(commit) {
	return commit.slice(0, 10);
}
/** The comment that says that what was wrong is right. */
function branchGoodComment(head, links) {
	return stack([paragraph(md`✅ **The release branch ${code(links.releaseBranch)} is good again**, at ${link(code(short(head)), commitUrl(links, head))}. What came after the last good head is announced from now on, and commands run again.`)]).block;
}
// src/app/errands/branch-notices.ts
/**
* Tells a repository's people in its one issue for alarms. Where the app found it before GitHub told who pushed, the comment is
* completed when it does.
*/
async function tellOfAlarm(errand, { github }) {
	const repository = await github.open(errand.repository, errand.installation);
	const { alarm, branch } = errand;
	const watched = {
		branch: repository.branch(branch),
		sources: repository.sources
	};
	const body = alarmComment({
		...errand,
		kind: alarm.kind,
		repositoryId: repository.id,
		repositoryUrl: repository.url,
		releaseBranch: branch,
		raisedAt: timeOf(alarm.raisedAt),
		changes: await lostAndAdded(watched, errand),
		announcer: "app"
	});
	const author = await repository.self();
	const notice = {
		key: alarmKey(alarm),
		body,
		reopen: true,
		amends: errand.pusher !== null
	};
	await tellInAlarmIssue({
		...repository,
		author
	}, {
		...notice,
		issue: alarmIssue(branch)
	});
}
/** Tells them that the branch is good again. */
async function tellOfGoodBranch({ branch: named, head, installation, repository: facts, since }, { github }) {
	const repository = await github.open(facts, installation);
	const branch = named ?? (await repository.controls()).config.file.release_branch;
	const body = branchGoodComment(head, {
		repositoryUrl: repository.url,
		releaseBranch: branch
	});
	const author = await repository.self();
	const notice = {
		key: `good-${since}`,
		body,
		reopen: false,
		amends: false
	};
	await tellInAlarmIssue({
		...repository,
		author
	}, {
		...notice,
		issue: alarmIssue(branch)
	});
}
function timeOf(milliseconds) {
	return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}
// src/reports/webhook-notice.ts
/** What a history issue says when an endpoint that wanted its prompt's events was switched off. */
function disabledNotice(endpoint) {
	const { disabledAt, id, target, undelivered } = endpoint;
	const blocks = [
		paragraph(md`⚠️ **A webhook endpoint is disabled** since ${timeText(disabledAt)}: ${code(target)} ${whyDisabled(endpoint)}. It is sent nothing more. Deliveries that did not arrive: ${undelivered}; they are kept for 30 days.`),
		paragraph(md`To begin anew, when it works again:`),
		list([md`the operator of the app enables it: ${code(`pointsman webhooks enable ${id}`)}, which prints the line that sends what it missed`, md`or take it out of ${code("webhooks")} in ${code(".github/pointsman.yml")} until the next release was announced, and put it back: then what it missed is not sent`])
	];
	return stack(blocks).block;
}
function whyDisabled({ failingSince, reason }) {
	if (reason === "gone") return md`answered 410, which says: never again`;
	return failingSince === null ? md`failed for five days` : md`did nothing but fail since ${timeText(failingSince)}`;
}
/** What the repository's people are told of webhooks that are not sent. */
function refusedNotice(refused) {
	const introduction = md`⚠️ **Some webhooks are not sent**: ${code(".github/pointsman.yml")} names them, but the operator of the app has not granted them to this repository, or its variables lack what they need.`;
	return fitSections([{
		kind: "table",
		rank: 0,
		name: "webhooks",
		title: paragraph(introduction),
		head: [
			md`entry`,
			md`target`,
			md`why`
		],
		rows: refused.map(({ code: why, entry, target }) => [
			md`${entry}`,
			code(target),
			code(why)
		])
	}], {
		limit: COMMENT_LIMIT,
		fullReport: code(".github/pointsman.yml")
	});
}
/** The one issue of a repository for what concerns its webhooks as a whole. */
function webhooksIssue() {
	const body = md`Below stands what keeps webhooks of this repository from being sent. Close it when it is mended; what comes later is written here, too.`;
	return {
		title: "Webhooks that are not sent",
		body: paragraph(body).block
	};
}
// src/app/errands/webhook-notices.ts
/**
* Tells the history issues of the prompts whose events an endpoint missed that it was switched off; where none of them has
* one, the repository's issue for its webhooks. An endpoint that is on again meanwhile is no news.
*/
async function tellOfDisabled(errand, tools) {
	const endpoint = (await tools.outbox.endpoints({})).find(({ id }) => id === errand.endpoint);
	if (endpoint === void 0 || endpoint.disabledAt !== errand.disabledAt) return;
	const missed = await missedBy(endpoint, tools.outbox);
	if (missed === null) return;
	const repository = await tools.github.find(missed.fullName);
	if (repository?.id !== endpoint.repositoryId) return;
	const key = `endpoint:${endpoint.id}:${errand.disabledAt}`;
	const body = disabledNotice(noticeOf(endpoint, missed));
	const since = new Date(errand.disabledAt).toISOString();
	const histories = historyIssues(repository, await repository.self());
	let told = false;
	for (const promptId of missed.prompts) {
		const [last, before] = (await histories.parts(promptId)).toReversed();
		if (last === void 0) continue;
		await histories.commentOnce({
			issue: last.issue,
			earlier: before?.issue ?? null,
			key,
			since
		}, body);
		told = true;
	}
	if (!told) await tellRepository(repository, key, body);
}
function noticeOf(endpoint, { undelivered }) {
	const { disabledAt, disabledReason, failingSince, id, url } = endpoint;
	return {
		id,
		target: displayUrl(url),
		reason: disabledReason ?? "failing",
		disabledAt: new Date(disabledAt ?? 0).toISOString(),
		failingSince: failingSince === null ? null : new Date(failingSince).toISOString(),
		undelivered
	};
}
/** Tells a repository which webhooks of its config are not sent. */
async function tellOfRefused(errand, { github }) {
	await tellRepository(await github.open(errand.repository, errand.installation), `refused:${refusalKey(errand)}`, refusedNotice(errand.refused));
}
async function tellRepository(repository, key, body) {
	const { client, owner, repo } = repository;
	const place = {
		client,
		owner,
		repo,
		author: await repository.self()
	};
	const { issue } = await findOrCreateIssue({
		...place,
		...webhooksIssue(),
		marker: marker("webhooks", "issue"),
		label: "pointsman-webhooks"
	});
	await createOnce({
		...place,
		issue: issue.number,
		marker: marker("webhooks-entry", key),
		body
	});
}
/** How many history issues are told of one endpoint at most, and how far back is looked for whom it concerns. */
const TOLD_PROMPTS = 10;
const LOOKED_AT = 500;
const bodySchema = z.object({ repository: z.string() });
/** What of its deliveries did not arrive; null where everything about it was pruned. */
async function missedBy({ id: endpointId }, outbox) {
	const missed = await outbox.list({
		endpointId,
		states: ["dead", "disabled"],
		limit: LOOKED_AT
	});
	const [latest] = missed;
	const body = latest === void 0 ? null : (await outbox.show(latest.id))?.body ?? null;
	if (body === null) return null;
	const prompts = [...new Set(missed.map(({ promptId }) => promptId))].slice(0, TOLD_PROMPTS);
	const { repository: fullName } = bodySchema.parse(JSON.parse(body));
	return {
		fullName,
		prompts,
		undelivered: missed.length
	};
}
// src/app/errands/run-errand.ts
/** Runs an errand; safe to repeat. Rejects to have it tried again. */
function runErrand(errand, tools) {
	switch (errand.kind) {
		case "catch_up": return catchUp(errand, tools);
		case "history": return writeHistory(errand, tools);
		case "endpoint_disabled": return tellOfDisabled(errand, tools);
		case "endpoints_refused": return tellOfRefused(errand, tools);
		case "deliveries_of_answer": return tellDeliveries(errand, tools);
		case "branch_alarm": return tellOfAlarm(errand, tools);
		case "branch_good": return tellOfGoodBranch(errand, tools);
	}
}
// src/github/client/token-renewal.ts
/** A new token is not known to all of GitHub at once. */
const SPREADING_MS = 1e3;
/**
* GitHub did not take an installation's token. Thrown by the fetch: to a plain 401 Octokit's auth strategy would answer with
* up to three repeats of its own, or none, and keep a dead token for an hour.
*/
var TokenRefusedError = class extends Error {
	name = "TokenRefusedError";
};
/** What Octokit threw because of a `TokenRefusedError`. */
function isTokenRefused(error) {
	return error instanceof Error && error.cause instanceof TokenRefusedError;
}
/** A fetch that throws `TokenRefusedError` for a 401. */
function tellingRefusedTokens(fetch) {
	return async (input, init) => {
		const response = await fetch(input, init);
		if (response.status === 401) throw new TokenRefusedError("GitHub did not take the installation's token");
		return response;
	};
}
/**
* For the attempts of one request: where a token is refused, it is fetched anew and the attempt repeated, once. That is safe
* for writes, too, since nothing happens without a token.
*/
function withRenewal({ renewToken, surroundings }) {
	let renewed = false;
	return async (attempt) => {
		try {
			return await attempt();
		} catch (error) {
			if (renewed || renewToken === void 0 || !isTokenRefused(error)) throw error;
			await renewToken();
			renewed = true;
			await surroundings.sleep(SPREADING_MS);
			return attempt();
		}
	};
}
// src/github/client/failure.ts
/** GitHub asks for at least a minute where a secondary limit names no time. */
const UNTOLD_WAIT_MS = 6e4;
const headers = z.record(z.string(), z.union([z.string(), z.number()]).optional());
const httpError = z.object({
	status: z.number(),
	message: z.string(),
	request: z.object({ url: z.string() }).optional(),
	response: z.object({ headers }).optional()
});
const graphqlError = z.object({
	headers,
	errors: z.array(z.object({
		type: z.string().optional().catch(void 0),
		message: z.string()
	})).min(1)
});
/** A 2xx whose body did not arrive whole, or is not what its content type says. */
var BrokenAnswerError = class extends Error {
	name = "BrokenAnswerError";
};
/** Sorts what Octokit threw; `now` is in milliseconds since the epoch, for limits that name a time. */
function failureOf(error, now) {
	if (error instanceof BrokenAnswerError) return {
		kind: "unanswered",
		waitMs: 0
	};
	if (isTokenRefused(error)) return {
		kind: "refused",
		status: 401,
		errors: []
	};
	const graphql = graphqlError.safeParse(error);
	if (graphql.success) return graphqlFailure(graphql.data, now);
	const http = httpError.safeParse(error);
	if (http.success) return httpFailure(http.data, error, now);
	return { kind: "foreign" };
}
function graphqlFailure({ headers, errors }, now) {
	if (errors.some(({ type }) => type === "RATE_LIMITED")) return {
		kind: "limited",
		waitMs: toldWait(headers, now) ?? UNTOLD_WAIT_MS
	};
	return errors.every(({ type, message }) => type === void 0 && message.startsWith("Something went wrong while executing")) ? {
		kind: "unanswered",
		waitMs: 0
	} : {
		kind: "refused",
		status: 200,
		errors
	};
}
function httpFailure(http, error, now) {
	const { status, message, request, response } = http;
	if (response === void 0) return neverConnected(error) || isForToken(request?.url) ? { kind: "not_sent" } : {
		kind: "unanswered",
		waitMs: 0
	};
	const told = toldWait(response.headers, now);
	if (status === 429 || status === 403 && (told !== void 0 || /\brate limit\b/i.test(message))) return {
		kind: "limited",
		waitMs: told ?? UNTOLD_WAIT_MS
	};
	if (isLost(http)) return { kind: "installation_lost" };
	if (status < 500) return {
		kind: "refused",
		status,
		errors: []
	};
	return isForToken(request?.url) ? { kind: "not_sent" } : {
		kind: "unanswered",
		waitMs: told ?? 0
	};
}
/**
* Said when a token is fetched (404 or 403), or while an old one still holds (403). Taken for a plain refusal, the 404 would
* read as if what was asked for did not exist.
*/
function isLost({ message, request, status }) {
	if (isForToken(request?.url)) return status === 404 || status === 403;
	return status === 403 && /\binstallation has been suspended\b/i.test(message);
}
/** An installation token is fetched within the request that needs it; failing there, that request was never sent. */
function isForToken(url) {
	return url !== void 0 && /\/app\/installations\/\d+\/access_tokens$/.test(url);
}
/** Milliseconds that the answer's headers ask to wait, or undefined where they ask for nothing. */
function toldWait(headers, now) {
	const retryAfter = headers["retry-after"];
	if (retryAfter !== void 0) return retryAfterMs(String(retryAfter), now);
	const reset = Number(headers["x-ratelimit-reset"]);
	if (String(headers["x-ratelimit-remaining"]) !== "0" || !Number.isFinite(reset)) return void 0;
	return Math.max(0, reset * 1e3 - now) + 1e3;
}
/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds; undefined where it is neither. */
function retryAfterMs(value, now) {
	if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1e3;
	const date = Date.parse(value);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
const NEVER_CONNECTED = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN",
	"UND_ERR_CONNECT_TIMEOUT"
]);
function neverConnected(error, depth = 0) {
	if (!(error instanceof Error) || depth > 4) return false;
	if ("code" in error && typeof error.code === "string" && NEVER_CONNECTED.has(error.code)) return true;
	if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every((one) => neverConnected(one, depth + 1));
	return neverConnected(error.cause, depth + 1);
}
// src/github/client/retry-policy.ts
/** How often anything is asked for, the first time included. */
const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 500;
const GROWTH = 3;
/** After a lost answer GitHub may still be at work on the write: whoever looks next should find it. */
const SETTLE_MS = 2e3;
const LONGEST_WAIT_MS = 6e4;
/**
* Makes a call under the one policy there is: reads are attempted up to four times, with jittered delays; writes once,
* unless the answer proves that nothing happened (a rate limit, or no connection was made). Told waits are kept. Throws
* `RequestRefused`, `InstallationLostError`, `RateLimitedError`, `UnknownOutcomeError` (writes only) or `OutsideError`; what is no failure of
* GitHub's is thrown as it was.
*/
async function withRetries(call, policy) {
	const { surroundings, log } = policy;
	let waited = 0;
	for (let attempt = 1;; attempt += 1) try {
		return await call.attempt();
	} catch (error) {
		const now = Date.parse(surroundings.now());
		const failure = failureOf(error, now);
		if (failure.kind === "unanswered" && call.effect === "write") {
			await surroundings.sleep(SETTLE_MS);
			throw new UnknownOutcomeError(call.doing, error);
		}
		const left = (policy.longestWaitMs ?? LONGEST_WAIT_MS) - waited;
		const delay = delayBeforeNext(failure, {
			attempt,
			left,
			random: surroundings.random()
		});
		if (delay === void 0) throw finalError(call.doing, error, {
			failure,
			now
		});
		log(`Could not ${call.doing}; trying again in ${Math.ceil(delay / 1e3)} s: ${messageOf(error)}`);
		await surroundings.sleep(delay);
		waited += delay;
	}
}
function isFinal(failure) {
	return failure.kind === "refused" || failure.kind === "installation_lost" || failure.kind === "foreign";
}
/** Milliseconds to wait before the next attempt, or undefined where there shall be none. */
function delayBeforeNext(failure, { attempt, left, random }) {
	if (isFinal(failure) || attempt >= MAX_ATTEMPTS) return void 0;
	const told = failure.kind === "not_sent" ? 0 : failure.waitMs;
	const backoff = FIRST_DELAY_MS * GROWTH ** (attempt - 1) * (.5 + random / 2);
	const delay = Math.round(Math.max(told, backoff));
	return delay <= left ? delay : void 0;
}
function finalError(doing, cause, { failure, now }) {
	if (failure.kind === "foreign") return cause;
	if (failure.kind === "refused") return new RequestRefused(doing, cause, failure);
	if (failure.kind === "installation_lost") return new InstallationLostError(doing, cause);
	if (failure.kind !== "limited") return new OutsideError(doing, cause);
	return new RateLimitedError(doing, cause, (/* @__PURE__ */ new Date(Math.ceil((now + failure.waitMs) / 1e3) * 1e3)).toISOString().replace(".000Z", "Z"));
}
function messageOf(error) {
	return error instanceof Error ? error.message : String(error);
}
/** A route's effect, e.g. `GET /user`; anything but GET and HEAD writes. */
function effectOfRoute(route) {
	return /^(?:GET|HEAD) /.test(route) ? "read" : "write";
}
/** A GraphQL document's effect; when in doubt it writes. */
function effectOfDocument(query) {
	return /\bmutation\b/.test(query.replace(/#[^\n\r]*/g, "")) ? "write" : "read";
}
// src/github/client/client.ts
const TIMEOUT_MS = 3e4;
/**
* Puts an authenticated Octokit under our policy. Its own retries and throttling must be off, or attempts multiply and
* writes repeat: `PlainProbotOctokit` is Probot's without them.
*/
function wrapOctokit(octokit, policy) {
	const log = {
		debug: ignore,
		info: ignore,
		warn: policy.log,
		error: policy.log
	};
	const fetch = wholeAnswers(policy.fetch);
	const transport = () => ({
		signal: AbortSignal.timeout(policy.timeoutMs ?? TIMEOUT_MS),
		fetch: policy.renewToken === void 0 ? fetch : tellingRefusedTokens(fetch),
		log
	});
	return {
		graphql: (query, variables) => {
			const renewing = withRenewal(policy);
			const attempt = async () => {
				const data = await octokit.graphql(query, {
					...variables,
					request: transport()
				});
				if (data === void 0 || data === null) throw new BrokenAnswerError("The answer has no data");
				return data;
			};
			return withRetries({
				doing: `ask GitHub for ${operationName(query)}`,
				effect: effectOfDocument(query),
				attempt: () => renewing(attempt)
			}, policy);
		},
		request: (route, parameters = {}) => {
			const renewing = withRenewal(policy);
			const attempt = async () => whole(await octokit.request(route, {
				...parameters,
				request: transport()
			}));
			return withRetries({
				doing: `ask GitHub for ${route}`,
				effect: effectOfRoute(route),
				attempt: () => renewing(attempt)
			}, policy);
		}
	};
}
function ignore() {}
/** `query pointsmanBlobs(…) {` → `the query pointsmanBlobs`. */
function operationName(query) {
	const [, kind, name] = /^\s*(query|mutation)\s+(\w+)/.exec(query) ?? [];
	return kind === void 0 ? "a GraphQL document" : `the ${kind} ${name}`;
}
const NO_CONTENT = 204;
/** Octokit hands on a body that is not JSON as text, whatever its content type says. */
function whole(answer) {
	if (answer.status === NO_CONTENT) return answer;
	if (/^application\/json\b/.test(String(answer.headers["content-type"] ?? "")) && typeof answer.data === "string") throw new BrokenAnswerError("The answer is not JSON");
	return answer;
}
/**
* A fetch that has read the body before it answers: Octokit takes a body that broke off for an empty one, so a 200 whose
* connection was lost would read as an answer.
*/
function wholeAnswers(fetch) {
	return async (input, init) => {
		const response = await (fetch ?? globalThis.fetch)(input, init);
		if (response.body === null) return response;
		const body = await response.arrayBuffer();
		const { status, statusText, headers, url } = response;
		const read = new Response(body.byteLength === 0 ? null : body, {
			status,
			statusText,
			headers
		});
		return Object.defineProperty(read, "url", { value: url });
	};
}
// src/github/client/pace.ts
const HOUR = 36e5;
/**
* GitHub takes 80 requests a minute that create content, and 500 an hour, and asks for a second between writes (REST
* documentation, "Rate limits" and "Best practices"). Patient writes keep to less, so that a rollback always finds room: a
* second apart on average, and 400 an hour.
*/
const PATIENT_WINDOWS = [{
	ms: 2e4,
	most: 20
}, {
	ms: HOUR,
	most: 400
}];
/**
* Lets patient writes out at the pace that GitHub takes them, and urgent ones at once. Both are counted, so patient ones make
* room for urgent ones. What GitHub itself then asks to wait is the retry policy's.
*/
function writePace({ surroundings, longestWaitMs, inAllMs }) {
	let times = [];
	let left = inAllMs ?? Number.POSITIVE_INFINITY;
	return { turn: async (urgency) => {
		const now = Date.parse(surroundings.now());
		const recent = times.filter((time) => time > now - HOUR);
		const at = urgency === "urgent" ? now : nextPatient(recent, now);
		if (at - now > Math.min(longestWaitMs, left)) throw tooLong(at);
		times = [...recent, at].sort((a, b) => a - b);
		left -= at - now;
		if (at > now) await surroundings.sleep(at - now);
	} };
}
/** When the next patient write may go: no window then holds more than it may. `times` are ascending. */
function nextPatient(times, now) {
	const free = PATIENT_WINDOWS.map(({ ms, most }) => (times.at(-most) ?? Number.NEGATIVE_INFINITY) + ms);
	return Math.max(now, ...free);
}
function tooLong(at) {
	const time = new Date(at).toISOString();
	return new OutsideError("write to GitHub", /* @__PURE__ */ new Error(`writes are paced, and the next may go at ${time}`));
}
/** A client whose writes wait for their turn. */
function paced(client, pace, urgency) {
	return {
		graphql: async (query, variables) => {
			if (effectOfDocument(query) === "write") await pace.turn(urgency);
			return client.graphql(query, variables);
		},
		request: async (route, parameters) => {
			if (effectOfRoute(route) === "write") await pace.turn(urgency);
			return client.request(route, parameters);
		}
	};
}
// src/branch/github-query.ts
const SELECTIONS = {
	text: "mode oid object { ... on Blob { text } }",
	presence: "mode oid",
	folder: "mode oid object { ... on Tree { entries { name } } }"
};
/** GraphQL's document for a commit: the branch's head, or a given one. Paths are variables `path0` …, never text. */
function commitQuery(from, kinds) {
	const paths = kinds.map((_, n) => `, $path${n}: String!`).join("");
	const fields = kinds.map((kind, n) => `e${n}: file(path: $path${n}) { ${SELECTIONS[kind]} }`);
	const entries = fields.length === 0 ? "" : ` ... on Commit {\n      ${fields.join("\n      ")}\n    }`;
	const [variable, selection] = from === "head" ? ["$ref: String!", `ref(qualifiedName: $ref) { target { oid${entries} } }`] : ["$commit: GitObjectID!", `target: object(oid: $commit) { oid${entries} }`];
	return `query pointsmanReleaseBranch($owner: String!, $repo: String!, ${variable}${paths}) {
  repository(owner: $owner, name: $repo) {
    ${selection}
  }
}`;
}
const target = z.looseObject({ oid: z.string() }).nullish();
const answer = z.object({ repository: z.object({
	ref: z.object({ target }).nullish(),
	target
}) });
const entry = z.object({
	mode: z.int(),
	oid: z.string(),
	object: z.object({
		text: z.string().nullish(),
		entries: z.array(z.object({ name: z.string() })).nullish()
	}).nullish()
}).nullable();
/**
* Asks one commit, in one query; null where there is no such commit. Everything hangs on the commit that is answered, so
* a write in between mixes nothing.
*/
async function askCommit({ client, owner, repo, branch }, commit, wanted) {
	const document = commitQuery(commit === void 0 ? "head" : "commit", wanted.map(({ kind }) => kind));
	const where = commit === void 0 ? { ref: branchRef(branch) } : { commit };
	const paths = Object.fromEntries(wanted.map(({ path }, n) => [`path${n}`, path]));
	const { repository } = answer.parse(await client.graphql(document, {
		owner,
		repo,
		...where,
		...paths
	}));
	const found = commit === void 0 ? repository.ref?.target : repository.target;
	if (found === null || found === void 0) return null;
	const entries = wanted.map((_, n) => foundEntry(found[`e${n}`]));
	return {
		commit: found.oid,
		entries
	};
}
function foundEntry(node) {
	const found = entry.parse(node);
	if (found === null) return null;
	const names = found.object?.entries?.map(({ name }) => name);
	return {
		mode: found.mode,
		oid: found.oid,
		text: found.object?.text,
		names
	};
}
// src/branch/github-read.ts
/** Things in one query: GitHub ends a query after 10 s. */
const A_QUERY = 80;
const AT_ONCE$3 = 6;
/** Whoever reads more states than this is not about to append to each of them. */
const STATES_WITH_FOLDERS = 20;
/** One query for up to 80 files; more are read at the commit that the first query answered. */
async function readFromGitHub(home, paths, at) {
	const wanted = wantedFor([...new Set(paths)]);
	const answer = await askAll(home, at, wanted);
	if (answer === null) {
		if (at !== void 0) throw new OutsideError("read the release branch", `there is no commit ${at}`);
		return {
			head: null,
			files: /* @__PURE__ */ new Map()
		};
	}
	remember$1(home.known, answer, wanted);
	const limit = pLimit(AT_ONCE$3);
	const texts = await Promise.all(wanted.map(async ({ kind, path }, index) => {
		const entry = answer.entries[index];
		if (kind !== "text" || !isRegularFile(entry)) return [];
		return [[path, await limit(() => wholeText(home, entry))]];
	}));
	return {
		head: answer.commit,
		files: new Map(texts.flat())
	};
}
/** Beside a prompt's state, the names of its events and versions: an append must not write over one. */
function wantedFor(paths) {
	const files = paths.map((path) => ({
		kind: "text",
		path
	}));
	const prompts = paths.flatMap((path) => {
		const parsed = parseBranchPath(path);
		return parsed?.kind === "state" ? [parsed.promptId] : [];
	});
	if (prompts.length > STATES_WITH_FOLDERS) return files;
	const folders = prompts.flatMap((id) => [eventsDirectory(id), versionsDirectory(id)]);
	return [...files, ...folders.map((path) => ({
		kind: "folder",
		path
	}))];
}
/** All at one and the same commit. */
async function askAll(home, at, wanted) {
	const first = await askCommit(home, at, wanted.slice(0, A_QUERY));
	if (first === null || wanted.length <= A_QUERY) return first;
	const starts = Array.from({ length: Math.ceil(wanted.length / A_QUERY) - 1 }, (_, n) => (n + 1) * A_QUERY);
	const limit = pLimit(AT_ONCE$3);
	const entries = (await Promise.all(starts.map((start) => limit(() => askCommit(home, first.commit, wanted.slice(start, start + A_QUERY)))))).flatMap((answer) => {
		if (answer === null) throw new OutsideError("read the release branch", `${first.commit} disappeared`);
		return answer.entries;
	});
	return {
		commit: first.commit,
		entries: [...first.entries, ...entries]
	};
}
function remember$1(known, answer, wanted) {
	wanted.forEach(({ kind, path }, index) => {
		const entry = answer.entries[index] ?? null;
		if (kind !== "folder") known.file(answer.commit, path, entry !== null);
		else if (entry === null || entry.names !== void 0) known.folder(answer.commit, path, entry?.names ?? []);
	});
}
function isRegularFile(entry) {
	return entry !== null && entry !== void 0 && (entry.mode & 61440) === 32768;
}
const restBlob$1 = z.object({
	content: z.string(),
	encoding: z.literal("base64")
});
/** GraphQL's text where it is the whole content, as the object's own hash tells; else REST's bytes. */
async function wholeText({ client, owner, repo }, entry) {
	const { text, oid } = entry;
	if (typeof text === "string" && blobId(Buffer.from(text), oid.length) === oid) return text;
	const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
		owner,
		repo,
		file_sha: oid
	});
	return Buffer.from(restBlob$1.parse(data).content, "base64").toString("utf8");
}
/** Git's id of a blob: SHA-1, or SHA-256 where ids have 64 digits. */
function blobId(content, digits) {
	return createHash(digits === 64 ? "sha256" : "sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
// src/branch/github-append.ts
const DOING$1 = "write the release branch";
/**
* One `createCommitOnBranch`, which GitHub signs and checks against the expected head. Paths that no reading has covered
* are looked at first.
*/
async function appendToGitHub(home, commit) {
	const { expectedHead } = commit;
	if (expectedHead === null) return await createBranch(home, commit);
	const created = [...commit.created.keys()];
	const required = commit.required ?? [];
	const there = await outsideGitHub(DOING$1, () => pathsThere(home, expectedHead, [...created, ...required]));
	if (there === null) return { status: "conflict" };
	const taken = created.filter((path) => there.has(path));
	if (taken.length > 0) return {
		status: "immutable",
		paths: taken
	};
	const missing = required.filter((path) => !there.has(path));
	if (missing.length > 0) return {
		status: "missing",
		paths: missing
	};
	return await swap(home, expectedHead, async () => {
		const head = await commitOnBranch(home, expectedHead, commit);
		home.known.moved(expectedHead, head, commit.created.keys());
		return head;
	});
}
/** Null where the commit does not exist: then it is not the head either. */
async function pathsThere(home, head, paths) {
	const unknown = paths.filter((path) => home.known.isThere(head, path) === void 0);
	if (unknown.length > 0) {
		const answer = await askAll(home, head, unknown.map((path) => ({
			kind: "presence",
			path
		})));
		if (answer === null) return null;
		unknown.forEach((path, index) => {
			home.known.file(head, path, (answer.entries[index] ?? null) !== null);
		});
	}
	return new Set(paths.filter((path) => home.known.isThere(head, path) === true));
}
const APPEND_MUTATION = `mutation pointsmanAppend($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;
const appended = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });
async function commitOnBranch(home, expectedHeadOid, commit) {
	const { client, owner, repo, branch } = home;
	const [headline = "", ...rest] = commit.message.split("\n");
	const additions = [...commit.created, ...commit.replaced].map(([path, text]) => ({
		path,
		contents: Buffer.from(text).toString("base64")
	}));
	const input = {
		branch: {
			repositoryNameWithOwner: `${owner}/${repo}`,
			branchName: branch
		},
		expectedHeadOid,
		message: {
			headline,
			body: rest.join("\n").replace(/^\n+/, "")
		},
		fileChanges: { additions }
	};
	const answer = await client.graphql(APPEND_MUTATION, { input });
	return appended.parse(answer).createCommitOnBranch.commit.oid;
}
const withSha = z.object({ sha: z.string() });
/** An orphan commit, which GraphQL cannot make. Until the ref is created nothing points to the objects. */
async function createBranch(home, commit) {
	const { client, owner, repo } = home;
	const tree = [...commit.created, ...commit.replaced].map(([path, content]) => ({
		path,
		mode: "100644",
		type: "blob",
		content
	}));
	const sha = await outsideGitHub(DOING$1, async () => {
		const made = await client.request("POST /repos/{owner}/{repo}/git/trees", {
			owner,
			repo,
			tree
		});
		const body = {
			message: commit.message,
			tree: withSha.parse(made.data).sha,
			parents: []
		};
		const orphan = await client.request("POST /repos/{owner}/{repo}/git/commits", {
			owner,
			repo,
			...body
		});
		return withSha.parse(orphan.data).sha;
	});
	return await swap(home, null, async () => {
		const ref = branchRef(home.branch);
		await client.request("POST /repos/{owner}/{repo}/git/refs", {
			owner,
			repo,
			ref,
			sha
		});
		return sha;
	});
}
/** Does the one write that counts and sorts what may come of it. */
async function swap(home, expected, write) {
	try {
		return {
			status: "committed",
			head: await write()
		};
	} catch (error) {
		const refusal = refusalOf$2(error);
		if (refusal === void 0) throw unknownUnlessTold(error);
		if (refusal.types.includes("STALE_DATA") || await hasMoved(home, expected)) return { status: "conflict" };
		throw asOutside(DOING$1, error);
	}
}
/** A client that knows more has said so with an error of ours. */
function unknownUnlessTold(error) {
	return error instanceof OutsideError || error instanceof StoppedError ? error : new UnknownOutcomeError(DOING$1, error);
}
/** Whatever GitHub refused: with another head there than expected, the decision must be made again. */
async function hasMoved(home, expected) {
	return ((await outsideGitHub(DOING$1, () => askCommit(home, void 0, [])))?.commit ?? null) !== expected;
}
// src/branch/github-compare.ts
/** More than one push, command or look ever asks for; a repository that is served keeps one branch open for long. */
const PAIRS_KEPT = 100;
const commitNode = z.object({
	sha: z.string(),
	parents: z.array(z.object({ sha: z.string() }))
});
/** How the second of two commits stands to the first. */
const comparison$1 = z.object({
	status: z.enum([
		"ahead",
		"identical",
		"behind",
		"diverged"
	]),
	total_commits: z.int(),
	commits: z.array(commitNode)
});
/**
* A page of the commits that lead from one to another; null where GitHub knows no common ancestor, or not the first of them.
* @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
*/
async function compareOnGitHub(home, { page, perPage, since, until }) {
	const { client, owner, repo } = home;
	const parameters = {
		owner,
		repo,
		basehead: `${since}...${until}`,
		per_page: perPage,
		page
	};
	try {
		const answer = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", parameters);
		const compared = comparison$1.parse(answer.data);
		remember(home.ancestry, {
			since,
			until
		}, compared.status);
		return compared;
	} catch (error) {
		if (refusalOf$2(error)?.status !== 404) throw error;
		await client.request("GET /repos/{owner}/{repo}/commits/{ref}", {
			owner,
			repo,
			ref: until,
			per_page: 1
		});
		return null;
	}
}
/** One request, however far the two are apart, and none where it is known; a second where one of them may be gone. */
async function isAncestorOnGitHub(home, ancestor, head) {
	if (ancestor === head) return true;
	const known = home.ancestry.get(pairOf(ancestor, head));
	if (known !== void 0) return known;
	const compared = await compareOnGitHub(home, {
		since: ancestor,
		until: head,
		page: 1,
		perPage: 1
	});
	return compared !== null && isForward(compared);
}
function remember(ancestry, { since, until }, status) {
	ancestry.set(pairOf(since, until), isForward({ status }));
	ancestry.set(pairOf(until, since), status === "behind" || status === "identical");
	for (const pair of ancestry.keys()) {
		if (ancestry.size <= PAIRS_KEPT) return;
		ancestry.delete(pair);
	}
}
function isForward({ status }) {
	return status === "ahead" || status === "identical";
}
function pairOf(ancestor, head) {
	return `${ancestor} ${head}`;
}
// src/branch/github-known.ts
const HEADS_KEPT = 8;
function knownPaths() {
	const heads = /* @__PURE__ */ new Map();
	const at = (head) => {
		const seen = heads.get(head) ?? {
			files: /* @__PURE__ */ new Map(),
			folders: /* @__PURE__ */ new Map()
		};
		heads.delete(head);
		heads.set(head, seen);
		const [oldest] = heads.keys();
		if (heads.size > HEADS_KEPT && oldest !== void 0) heads.delete(oldest);
		return seen;
	};
	return {
		file: (head, path, isThere) => void at(head).files.set(path, isThere),
		folder: (head, path, names) => void at(head).folders.set(path, new Set(names)),
		isThere(head, path) {
			const seen = heads.get(head);
			const [folder, name] = split(path);
			return seen?.files.get(path) ?? seen?.folders.get(folder)?.has(name);
		},
		moved(from, to, added) {
			const before = heads.get(from);
			if (before === void 0) return;
			const after = at(to);
			for (const [path, isThere] of before.files) after.files.set(path, isThere);
			for (const [path, names] of before.folders) after.folders.set(path, new Set(names));
			for (const path of added) {
				const [folder, name] = split(path);
				after.files.set(path, true);
				after.folders.get(folder)?.add(name);
			}
		}
	};
}
function split(path) {
	const slash = path.lastIndexOf("/");
	return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
}
// src/branch/github-list.ts
const AT_ONCE$2 = 6;
const treeAnswer$1 = z.object({
	truncated: z.boolean(),
	tree: z.array(z.object({
		path: z.string(),
		type: z.string(),
		sha: z.string()
	}))
});
/** All paths below a folder, sorted; one request more for a folder than for all. */
async function listOnGitHub(options, directory, at) {
	if (directory === "") return (await pathsBelow(options, at, "")).sort();
	const answer = await askCommit(options, at, [{
		kind: "presence",
		path: directory
	}]);
	if (answer === null) throw noCommit(at);
	const [entry] = answer.entries;
	if (entry?.mode !== 16384) return [];
	return (await pathsBelow(options, entry.oid, `${directory}/`)).sort();
}
function noCommit(at) {
	return new OutsideError("list the release branch", `there is no commit ${at}`);
}
/** One request, or folder by folder where GitHub cuts the answer off (100,000 entries or 7 MB). */
async function pathsBelow(options, oid, prefix) {
	const limit = pLimit(AT_ONCE$2);
	const below = async (folder, path) => {
		const whole = await limit(() => readTree$1(options, folder, true));
		if (!whole.truncated) return filesOf(whole).map((name) => path + name);
		const level = await limit(() => readTree$1(options, folder, false));
		if (level.truncated) throw new OutsideError("list the release branch", `${path} holds too many files`);
		const folders = level.tree.filter(({ type }) => type === "tree");
		const deeper = await Promise.all(folders.map(({ sha, path: name }) => below(sha, `${path}${name}/`)));
		return [...filesOf(level).map((name) => path + name), ...deeper.flat()];
	};
	return await below(oid, prefix);
}
function filesOf({ tree }) {
	return tree.filter(({ type }) => type !== "tree").map(({ path }) => path);
}
async function readTree$1({ client, owner, repo }, oid, isRecursive) {
	const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
	const recursive = isRecursive ? { recursive: "1" } : {};
	try {
		return treeAnswer$1.parse((await client.request(route, {
			owner,
			repo,
			tree_sha: oid,
			...recursive
		})).data);
	} catch (error) {
		throw refusalOf$2(error)?.status === 404 ? noCommit(oid) : error;
	}
}
// src/branch/ancestry.ts
/**
* A commit and all before it, parents before children. `parentsOf` may leave out commits that do not count. A loop,
* since branches grow longer than the call stack.
*/
function parentsFirst(tip, parentsOf) {
	const ordered = /* @__PURE__ */ new Set();
	const stack = [tip];
	for (let commit = stack.at(-1); commit !== void 0; commit = stack.at(-1)) {
		const waiting = parentsOf(commit).filter((parent) => !ordered.has(parent));
		if (waiting.length > 0) stack.push(...waiting);
		else {
			ordered.add(commit);
			stack.pop();
		}
	}
	return [...ordered];
}
// src/branch/github-log.ts
const A_PAGE = 100;
const DETAILS_AT_ONCE = 8;
/** GitHub tells at most 3,000 files of a commit. */
const FILE_PAGES = 30;
const DOING = "read the release branch's history";
/** Commits oldest first, parents before children; a merge's changes are those against its first parent. */
async function* logOfGitHub(home, range) {
	const commits = await outsideGitHub(DOING, () => commitsOf(home, range));
	const known = new Map(commits.map((commit) => [commit.sha, commit]));
	if (!known.has(range.until)) return;
	const ids = parentsFirst(range.until, (id) => parentsWithin(known, id));
	for (let start = 0; start < ids.length; start += DETAILS_AT_ONCE) {
		const window = ids.slice(start, start + DETAILS_AT_ONCE);
		yield* await outsideGitHub(DOING, () => Promise.all(window.map((id) => detailsOf(home, id))));
	}
}
function parentsWithin(commits, id) {
	return (commits.get(id)?.parents ?? []).flatMap(({ sha }) => commits.has(sha) ? [sha] : []);
}
async function commitsOf(home, { since, until }) {
	if (since === until) return [];
	return since === null ? await allUpTo(home, until) : await compared(home, since, until);
}
async function allUpTo({ client, owner, repo }, until) {
	const all = [];
	for (let page = 1;; page += 1) {
		const parameters = {
			owner,
			repo,
			sha: until,
			per_page: A_PAGE,
			page
		};
		const { data } = await client.request("GET /repos/{owner}/{repo}/commits", parameters);
		const commits = z.array(commitNode).parse(data);
		all.push(...commits);
		if (commits.length < A_PAGE) return all;
	}
}
async function compared(home, since, until) {
	const all = /* @__PURE__ */ new Map();
	for (let page = 1;; page += 1) {
		const answer = await compareOnGitHub(home, {
			since,
			until,
			page,
			perPage: A_PAGE
		});
		if (answer === null || answer.status === "behind" || answer.status === "diverged") throw new HistoryError(`The release branch no longer contains ${since}: its history was rewritten`);
		const { commits, total_commits } = answer;
		const before = all.size;
		for (const commit of commits) all.set(commit.sha, commit);
		if (all.size >= total_commits) return [...all.values()];
		if (all.size === before) throw new OutsideError(DOING, "GitHub gave fewer commits than it counted");
	}
}
const details = commitNode.extend({
	commit: z.object({ message: z.string() }),
	files: z.array(z.object({
		filename: z.string(),
		status: z.string(),
		previous_filename: z.string().optional()
	})).default([])
});
async function detailsOf(options, id) {
	const { client, owner, repo } = options;
	const files = /* @__PURE__ */ new Map();
	for (let page = 1;; page += 1) {
		const parameters = {
			owner,
			repo,
			ref: id,
			per_page: A_PAGE,
			page
		};
		const answer = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", parameters);
		const commit = details.parse(answer.data);
		const before = files.size;
		for (const file of commit.files) files.set(file.filename, file);
		if (commit.files.length < A_PAGE || files.size === before || page === FILE_PAGES) return entryOf(commit, [...files.values()]);
	}
}
function entryOf(commit, files) {
	const withStatus = (...statuses) => files.filter(({ status }) => statuses.includes(status)).map(({ filename }) => filename);
	const movedAway = files.flatMap(({ status, previous_filename }) => status === "renamed" && previous_filename !== void 0 ? [previous_filename] : []);
	return {
		commit: commit.sha,
		parents: commit.parents.map(({ sha }) => sha),
		message: trimMessage(commit.commit.message),
		added: withStatus("added", "copied", "renamed").sort(),
		modified: withStatus("modified", "changed").sort(),
		removed: [...withStatus("removed"), ...movedAway].sort()
	};
}
const MESSAGES_QUERY = `query pointsmanReleaseMessages($owner: String!, $repo: String!, $commit: GitObjectID!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        history(first: $first, after: $after) {
          nodes { message }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;
const messages = z.object({ repository: z.object({ object: z.object({ history: z.object({
	nodes: z.array(z.object({ message: z.string() })),
	pageInfo: z.object({
		hasNextPage: z.boolean(),
		endCursor: z.string().nullable()
	})
}) }).nullable() }) });
/** Messages of the last commits at or before one, newest first. */
async function messagesOfGitHub({ client, owner, repo }, commit, limit) {
	const all = [];
	let after = null;
	while (all.length < limit) {
		const first = Math.min(A_PAGE, limit - all.length);
		const answer = await client.graphql(MESSAGES_QUERY, {
			owner,
			repo,
			commit,
			first,
			after
		});
		const { object } = messages.parse(answer).repository;
		if (object === null) throw asOutside(DOING, /* @__PURE__ */ new Error(`there is no commit ${commit}`));
		const { nodes, pageInfo } = object.history;
		all.push(...nodes.map(({ message }) => trimMessage(message)));
		if (!pageInfo.hasNextPage) break;
		after = pageInfo.endCursor;
	}
	return all;
}
// src/branch/github.ts
/**
* The release branch at GitHub. A reading is one trip for up to 80 things, an append one more: what the reading has seen
* is remembered, so the append knows which paths are free.
*/
function githubBranch(options) {
	branchRef(options.branch);
	const home = {
		...options,
		known: knownPaths(),
		ancestry: /* @__PURE__ */ new Map()
	};
	return {
		read: (paths, at) => outsideGitHub("read the release branch", () => readFromGitHub(home, paths, at)),
		list: (directory, at) => outsideGitHub("list the release branch", () => listOnGitHub(home, directory, at)),
		append: (commit) => appendToGitHub(home, commit),
		log: (range) => logOfGitHub(home, range),
		isAncestor: (ancestor, head) => outsideGitHub("read the release branch's history", () => isAncestorOnGitHub(home, ancestor, head)),
		recentMessages: (at, limit) => outsideGitHub("read the release branch", () => messagesOfGitHub(home, at, limit))
	};
}
// src/github/members.ts
const permissionAnswer = z.object({
	permission: z.string(),
	role_name: z.string().optional()
});
const membershipAnswer = z.object({ state: z.string() });
/** What GitHub says people may do in a repository. */
function githubMembers(repository) {
	return { asker: async (login, teams) => {
		const [role, memberOf] = await Promise.all([roleOf(repository, login), teamsOf(repository, {
			login,
			teams
		})]);
		return {
			login,
			role,
			teams: memberOf
		};
	} };
}
/** The role somebody has; `none` for an account GitHub does not know. A custom role counts as its base role. */
async function roleOf({ client, owner, repo }, login) {
	const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
	try {
		const answer = await client.request(route, {
			owner,
			repo,
			username: login
		});
		const { role_name: roleName, permission } = parseAnswer(permissionAnswer, answer.data, "a role");
		return parseRole(roleName, permission);
	} catch (error) {
		if (error instanceof RequestRefused && error.status === 404) return "none";
		throw error;
	}
}
/**
* Those of the teams somebody is in. A team that cannot be read makes the answer `unreadable` only where no other one
* holds them: a membership that was found stands.
*/
async function teamsOf({ client }, { login, teams }) {
	const memberships = await Promise.all(teams.map((team) => membership(client, {
		login,
		team
	})));
	const found = teams.filter((_, index) => memberships[index] === "member");
	return found.length === 0 && memberships.includes("unreadable") ? "unreadable" : found;
}
async function membership(client, { login, team }) {
	const [org, slug, ...rest] = team.split("/");
	if (!org || !slug || rest.length > 0) return "unreadable";
	const place = {
		org,
		team_slug: slug
	};
	const answer = await readable(client, "GET /orgs/{org}/teams/{team_slug}/memberships/{username}", {
		...place,
		username: login
	});
	if (answer !== null) {
		const { state } = parseAnswer(membershipAnswer, answer.data, "a team");
		return state === "active" ? "member" : "not_member";
	}
	return await readable(client, "GET /orgs/{org}/teams/{team_slug}", place) === null ? "unreadable" : "not_member";
}
/** The answer, or null for a 403 or 404. */
async function readable(client, route, parameters) {
	try {
		return await client.request(route, parameters);
	} catch (error) {
		if (error instanceof RequestRefused && (error.status === 403 || error.status === 404)) return null;
		throw error;
	}
}
// src/sources/github-blobs.ts
/** Blobs in one GraphQL query: GitHub ends a query after 10 s, and prompts are small. */
const BLOBS_A_QUERY = 80;
const AT_ONCE$1 = 4;
const BLOB_FRAGMENT = "fragment blob on Blob { oid byteSize text }";
const blobNode = z.object({
	oid: z.string(),
	byteSize: z.number(),
	text: z.string().nullable()
});
const blobsAnswer = z.object({ repository: z.record(z.string(), z.unknown()) });
const restBlob = z.object({
	content: z.string(),
	encoding: z.literal("base64"),
	size: z.number()
});
/** The GraphQL document that reads so many blobs by id: variables `owner`, `repo`, `oid0` … */
function blobsQuery(count) {
	const numbers = Array.from({ length: count }, (_, index) => index);
	return `query pointsmanBlobs($owner: String!, $repo: String!${numbers.map((n) => `, $oid${n}: GitObjectID!`).join("")}) {
  repository(owner: $owner, name: $repo) {
    ${numbers.map((n) => `b${n}: object(oid: $oid${n}) { ...blob }`).join("\n    ")}
  }
}
${BLOB_FRAGMENT}`;
}
/** Blobs by id, batched; those above `MAX_READ_BYTES` are left out. */
async function readBlobs(repository, oids) {
	const limit = pLimit(AT_ONCE$1);
	const found = /* @__PURE__ */ new Map();
	await Promise.all(chunks(oids, BLOBS_A_QUERY).map(async (batch) => {
		const nodes = await limit(() => queryBlobs(repository, batch));
		const whole = await Promise.all(batch.map((oid) => limit(() => wholeBlob(repository, oid, nodes.get(oid)))));
		batch.forEach((oid, index) => {
			const bytes = whole[index];
			if (bytes !== void 0) found.set(oid, bytes);
		});
	}));
	return found;
}
async function queryBlobs({ client, owner, repo }, oids) {
	const variables = Object.fromEntries(oids.map((oid, index) => [`oid${index}`, oid]));
	const answer = blobsAnswer.parse(await client.graphql(blobsQuery(oids.length), {
		owner,
		repo,
		...variables
	}));
	const nodes = Object.values(answer.repository).flatMap((node) => asBlob(node) ?? []);
	return new Map(nodes.map((node) => [node.oid, node]));
}
/** A node of a GraphQL answer, where it is a blob; anything else matches the fragment nowhere and arrives as `{}` or null. */
function asBlob(node) {
	return blobNode.safeParse(node).data;
}
/**
* The bytes of a blob. GraphQL gives text, and gives it cut off, re-encoded or not at all where the content is long or is
* not UTF-8; the object's own hash tells, and then REST gives the bytes.
*/
async function wholeBlob(repository, oid, node) {
	if (node !== void 0 && node.byteSize > 8388608) return void 0;
	const text = node?.text ?? null;
	if (text !== null) {
		const bytes = Buffer$1.from(text, "utf8");
		if (blobId$1(bytes, oid) === oid) return bytes;
	}
	return restBytes(repository, oid);
}
async function restBytes({ client, owner, repo }, oid) {
	const answer = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
		owner,
		repo,
		file_sha: oid
	});
	const bytes = Buffer$1.from(restBlob.parse(answer.data).content, "base64");
	if (blobId$1(bytes, oid) !== oid) throw new Error(`GitHub's answer for blob ${oid} is not that blob`);
	return bytes;
}
function chunks(items, size) {
	const count = Math.ceil(items.length / size);
	return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
// src/sources/github-default-branch.ts
const fileNode = z.object({
	mode: z.int(),
	oid: z.string(),
	object: z.unknown()
});
const answerShape = z.object({ repository: z.object({ defaultBranchRef: z.object({ target: z.looseObject({ oid: z.string() }) }).nullable() }) });
/** The GraphQL document that reads so many files of the default branch: variables `owner`, `repo`, `path0` … */
function defaultBranchQuery(count) {
	const numbers = Array.from({ length: count }, (_, index) => index);
	const variables = numbers.map((n) => `, $path${n}: String!`).join("");
	const fields = numbers.map((n) => `f${n}: file(path: $path${n}) { mode oid object { ...blob } }`).join("\n          ");
	return `query pointsmanDefaultBranch($owner: String!, $repo: String!${variables}) {
  repository(owner: $owner, name: $repo) {
    defaultBranchRef {
      target {
        oid${count === 0 ? "" : `\n        ... on Commit {\n          ${fields}\n        }`}
      }
    }
  }
}${count === 0 ? "" : `\n${BLOB_FRAGMENT}`}`;
}
/**
* The default branch's head and files there, in one query; a second trip only for content that GraphQL cannot give. The
* files hang on the very commit that is answered, so a push in between mixes nothing.
*/
async function readDefaultBranch(repository, paths) {
	const { client, owner, repo } = repository;
	const variables = Object.fromEntries(paths.map((path, index) => [`path${index}`, path]));
	const document = defaultBranchQuery(paths.length);
	const target = answerShape.parse(await client.graphql(document, {
		owner,
		repo,
		...variables
	})).repository.defaultBranchRef?.target;
	if (target === void 0) throw new Error(`${owner}/${repo} has no commit on its default branch`);
	const contents = await Promise.all(paths.map((_, index) => contentOf(repository, fileNode.nullish().parse(target[`f${index}`]))));
	const files = /* @__PURE__ */ new Map();
	paths.forEach((path, index) => {
		const bytes = contents[index];
		if (bytes !== void 0) files.set(path, bytes);
	});
	return {
		commit: target.oid,
		files
	};
}
async function contentOf(repository, file) {
	if (file === null || file === void 0 || entryKind(file.mode.toString(8)) !== "file") return void 0;
	return wholeBlob(repository, file.oid, asBlob(file.object));
}
// src/sources/github-listing.ts
const treeAnswer = z.object({
	truncated: z.boolean(),
	tree: z.array(z.object({
		path: z.string(),
		mode: z.string(),
		type: z.string(),
		sha: z.string()
	}))
});
const AT_ONCE = 4;
/**
* Every entry of a commit by the REST git trees API: one request, unless GitHub cuts the answer off (100,000 entries or
* 7 MB); then directory by directory, each again in one request where that fits.
*/
async function listTree(repository, commit) {
	const limit = pLimit(AT_ONCE);
	const read = (sha, recursive) => limit(() => readTree(repository, sha, recursive));
	const walk = async (sha, prefix) => {
		const whole = await read(sha, true);
		if (!whole.truncated) return whole.tree.flatMap((item) => toEntry(item, prefix));
		const level = await read(sha, false);
		if (level.truncated) throw new Error(`the directory ${JSON.stringify(prefix)} has too many entries`);
		const directories = level.tree.filter((item) => item.type === "tree");
		const below = await Promise.all(directories.map((item) => walk(item.sha, `${prefix}${item.path}/`)));
		return [...level.tree.flatMap((item) => toEntry(item, prefix)), ...below.flat()];
	};
	return sortEntries(await walk(commit, ""));
}
async function readTree(repository, sha, recursive) {
	const { client, owner, repo } = repository;
	const answer = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
		owner,
		repo,
		tree_sha: sha,
		...recursive ? { recursive: "1" } : {}
	});
	return treeAnswer.parse(answer.data);
}
function toEntry(item, prefix) {
	const kind = entryKind(item.mode);
	return kind === void 0 ? [] : [{
		path: `${prefix}${item.path}`,
		kind,
		oid: item.sha
	}];
}
// src/sources/github-status.ts
/** The HTTP status of an Octokit `RequestError`, or undefined for any other failure. */
function statusOf(error) {
	if (!(error instanceof Error) || !("status" in error)) return void 0;
	return typeof error.status === "number" ? error.status : void 0;
}
// src/sources/github.ts
/**
* Prompt files at a commit through GitHub's API. Commits of forks' pull requests are read by id from the base repository,
* which holds their objects (`refs/pull/<number>/head`).
*/
function githubSources(repository) {
	return {
		readDefaultBranch: (paths) => outside("read the default branch", () => readDefaultBranch(repository, paths)),
		tree: (commit) => treeOf({
			commit: requireObjectId(commit),
			list: () => outside(`list the files of commit ${commit}`, () => listTree(repository, commit)),
			readBlobs: (oids) => outside(`read files of commit ${commit}`, () => readBlobs(repository, oids))
		}),
		mergeBase: (a, b) => outside("find the merge base", () => mergeBase(repository, a, b))
	};
}
const comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });
async function mergeBase(repository, a, b) {
	const { client, owner, repo } = repository;
	const basehead = `${requireObjectId(a)}...${requireObjectId(b)}`;
	const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
	try {
		const answer = await client.request(route, {
			owner,
			repo,
			basehead,
			per_page: 1
		});
		return comparison.parse(answer.data).merge_base_commit.sha;
	} catch (error) {
		if (statusOf(error) !== 404) throw error;
		await Promise.all([a, b].map((sha) => requireCommit(repository, sha)));
		return null;
	}
}
async function requireCommit({ client, owner, repo }, sha) {
	await client.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
		owner,
		repo,
		commit_sha: sha
	});
}
// src/app/repository.ts
function openRepository(facts, { client, configs, now, patientClient, self }) {
	const branches = /* @__PURE__ */ new Map();
	const { owner, repo } = facts;
	const sources = githubSources({
		client,
		owner,
		repo
	});
	return {
		...facts,
		client,
		patientClient,
		sources,
		branch: (name) => {
			const known = branches.get(name) ?? githubBranch({
				client,
				owner,
				repo,
				branch: name
			});
			branches.set(name, known);
			return known;
		},
		members: githubMembers({
			client,
			owner,
			repo
		}),
		controls: () => controlsInForce({
			sources,
			configs,
			repositoryId: facts.id,
			now
		}),
		self
	};
}
// src/app/github-app.ts
/**
* What a patient write waits at most: less than the inbox lets one delivery take. What would wait longer is given up and
* tried again later.
*/
const LONGEST_PACE_MS = 3e5;
/**
* @param policy for every request
* @param configs where the last readable config of each repository is remembered
*/
function githubApp(probot, policy, configs) {
	const now = () => Date.parse(policy.surroundings.now());
	const asItself = async () => wrapOctokit(await probot.auth(), policy);
	let self;
	const remembered = (client) => {
		self ??= findSelf(asItself, client).catch((error) => {
			self = void 0;
			throw error;
		});
		return self;
	};
	const paces = /* @__PURE__ */ new Map();
	const paceOf = (installation) => {
		const known = paces.get(installation) ?? writePace({
			surroundings: policy.surroundings,
			longestWaitMs: LONGEST_PACE_MS
		});
		paces.set(installation, known);
		return known;
	};
	const unpaced = async (id) => {
		const octokit = await probot.auth(id);
		const renewToken = () => octokit.auth({
			type: "installation",
			refresh: true
		});
		return wrapOctokit(octokit, {
			...policy,
			renewToken
		});
	};
	const asInstallation = async (id) => paced(await unpaced(id), paceOf(id), "urgent");
	const open = async ({ full_name, html_url, id }, installation) => {
		const plain = await unpaced(installation);
		const pace = paceOf(installation);
		const client = paced(plain, pace, "urgent");
		const patientClient = paced(plain, pace, "patient");
		return openRepository({
			id,
			...named(full_name),
			url: html_url,
			installation
		}, {
			client,
			patientClient,
			configs,
			now,
			self: () => remembered(client)
		});
	};
	return {
		asItself,
		asInstallation,
		open,
		find: async (fullName) => {
			const installation = await installationOn(await asItself(), named(fullName));
			if (installation === null) return null;
			return open(await installedRepository(await asInstallation(installation), named(fullName)), installation);
		}
	};
}
function named(fullName) {
	const [owner = "", repo = ""] = fullName.split("/");
	return {
		owner,
		repo
	};
}
const appAnswer = z.object({ slug: z.string() });
/** Only the app's own token may ask what the app is called, and only an installation's who its account is. */
async function findSelf(asItself, installation) {
	const { data } = await (await asItself()).request("GET /app");
	return whoAmI(installation, {
		kind: "app",
		slug: appAnswer.parse(data).slug
	});
}
// src/work/turns.ts
/** Turns within this process; what fails keeps nobody waiting. */
function takingTurns() {
	const latest = /* @__PURE__ */ new Map();
	return (about, work) => {
		const own = (latest.get(about) ?? Promise.resolve()).then(work);
		const over = own.catch(() => void 0).finally(() => {
			if (latest.get(about) === over) latest.delete(about);
		});
		latest.set(about, over);
		return own;
	};
}
// src/domain/command/verbs.ts
const OPTION_NAMES = [
	"to",
	"from",
	"in",
	"because"
];
const VERBS = {
	rollback: {
		usage: "/rollback <prompt> [to] [<version>] [from <version>] [in <environment>] [because <text>]",
		does: "serve an older version again; without a version the last good one",
		writes: true,
		prompt: "required",
		versions: 1,
		options: [
			"to",
			"from",
			"in",
			"because"
		],
		requires: []
	},
	promote: {
		usage: "/promote <prompt> [<version>] to <environment> [from <version>] [because <text>]",
		does: "make a version live in an environment; without a version what is live one environment before",
		writes: true,
		prompt: "required",
		versions: 1,
		options: [
			"to",
			"from",
			"because"
		],
		requires: ["to"]
	},
	publish: {
		usage: "/publish <prompt> [because <text>]",
		does: "publish what the default branch's head says",
		writes: true,
		prompt: "required",
		versions: 0,
		options: ["because"],
		requires: []
	},
	archive: {
		usage: "/archive <prompt> [because <text>]",
		does: "keep the prompt but serve it no more",
		writes: true,
		prompt: "required",
		versions: 0,
		options: ["because"],
		requires: []
	},
	restore: {
		usage: "/restore <prompt> [because <text>]",
		does: "serve an archived prompt again",
		writes: true,
		prompt: "required",
		versions: 0,
		options: ["because"],
		requires: []
	},
	freeze: {
		usage: "/freeze <prompt> [in <environment>] [because <text>]",
		does: "stop merges and promotions there; a rollback still works",
		writes: true,
		prompt: "required",
		versions: 0,
		options: ["in", "because"],
		requires: []
	},
	unfreeze: {
		usage: "/unfreeze <prompt> [in <environment>] [because <text>]",
		does: "lift a freeze or the hold after a rollback",
		writes: true,
		prompt: "required",
		versions: 0,
		options: ["in", "because"],
		requires: []
	},
	redeliver: {
		usage: "/redeliver <event id>",
		does: "send an event's webhooks again",
		writes: true,
		prompt: "none",
		versions: 0,
		options: [],
		requires: [],
		word: "event id"
	},
	status: {
		usage: "/status [<prompt>]",
		does: "show what is live where",
		writes: false,
		prompt: "optional",
		versions: 0,
		options: [],
		requires: []
	},
	history: {
		usage: "/history <prompt>",
		does: "show what happened to a prompt",
		writes: false,
		prompt: "required",
		versions: 0,
		options: [],
		requires: []
	},
	diff: {
		usage: "/diff <prompt> [<version> [<version>]]",
		does: "show what changed between two versions",
		writes: false,
		prompt: "required",
		versions: 2,
		options: [],
		requires: []
	},
	evaluate: {
		usage: "/evaluate <full sha>",
		does: "evaluate exactly that commit of a pull request",
		writes: true,
		prompt: "none",
		versions: 0,
		options: [],
		requires: [],
		word: "full sha"
	},
	help: {
		usage: "/help",
		does: "show the commands",
		writes: false,
		prompt: "none",
		versions: 0,
		options: [],
		requires: []
	}
};
function isVerb(word) {
	return Object.hasOwn(VERBS, word);
}
// src/domain/command/words.ts
/** How the first line of a comment falls into words, and what a word may be. Shapes only: nothing is looked up. */
/** White space that a reader sees: what is invisible separates nothing, so that no line reads otherwise than it runs. */
const SPACE = String.raw`[\t\p{Zs}]`;
/** Line ends, also those that some applications put into copied text. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const SPACES = new RegExp(`${SPACE}+`, "u");
const BECAUSE = new RegExp(`(?:^|${SPACE})because(?:${SPACE}+|$)`, "iu");
/** Tried once for each run of spaces, so that sixty thousand of them cost no minutes. */
const TRAILING = new RegExp(`(?<!${SPACE})${SPACE}+$`, "u");
/** A prompt's id or slug. */
const PROMPT = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ENVIRONMENT = /^[a-z][a-z0-9_-]{0,62}$/;
const OTHERS = {
	"event id": /^evt_[0-9a-f]{24}$/,
	"full sha": /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
};
function isA(kind, word) {
	switch (kind) {
		case "prompt": return PROMPT.test(word);
		case "version": return isVersionId(word);
		case "environment": return ENVIRONMENT.test(word);
		default: return OTHERS[kind].test(word);
	}
}
/** A comment's first line, without the white space at its end, and the lines below it. */
function firstLine(body) {
	const [line = "", ...rest] = body.split(LINE_END);
	return {
		line: line.replace(TRAILING, ""),
		below: rest.join("\n")
	};
}
/** `because` takes the rest of the line as it stands; nothing in it is read as a word of the command. */
function splitReason(text) {
	const split = BECAUSE.exec(text);
	if (split === null) return {
		before: text,
		because: null
	};
	return {
		before: text.slice(0, split.index),
		because: text.slice(split.index + split[0].length)
	};
}
function wordsOf(text) {
	return text.split(SPACES).filter((word) => word !== "");
}
// src/domain/command/parse.ts
/** Characters of a reason that are kept. */
const MAX_REASON = 2e3;
const OPENING = new RegExp(`^/([A-Za-z]+)(?:${SPACE}+(.*))?$`, "u");
/** Whom the verb was addressed to, or the punctuation behind it. */
const BEHIND_VERB = new RegExp(`^([A-Za-z]+)(?:@[\\w[\\]-]+|[:;,.!]+)(?=${SPACE}|$)`, "u");
/**
* Reads a comment's body. A verb is the letters right behind a slash at the very beginning; anything that is not one of ours
* is `none` and stays without an answer. What is only almost one (`/ rollback`, `/roll back`) is never run, but answered.
*/
function parseComment(body) {
	const { below, line } = firstLine(body);
	const opening = OPENING.exec(line);
	const verb = opening?.[1]?.toLowerCase() ?? "";
	if (isVerb(verb)) return readWords(typedBy(verb, opening?.[2] ?? ""), below);
	const almost = almostTyped(line);
	if (almost === null) return { kind: "none" };
	return {
		kind: "malformed",
		typed: almost,
		problem: `The verb is one word right behind the slash and alone: “/${almost.verb}”.`,
		usage: VERBS[almost.verb].usage
	};
}
function typedBy(verb, text) {
	const { because, before } = VERBS[verb].options.includes("because") ? splitReason(text) : {
		before: text,
		because: null
	};
	return {
		verb,
		words: wordsOf(before),
		because
	};
}
/** A verb of ours that stands apart from its slash, in two words, or with something behind it that does not belong there. */
function almostTyped(line) {
	if (!line.startsWith("/")) return null;
	const [first = "", second = "", ...rest] = wordsOf(line.slice(1)).join(" ").replace(BEHIND_VERB, "$1").split(" ");
	const [alone, joined] = [first.toLowerCase(), (first + second).toLowerCase()];
	if (isVerb(alone)) return typedBy(alone, [second, ...rest].join(" "));
	return isVerb(joined) ? typedBy(joined, rest.join(" ")) : null;
}
function readWords(typed, below) {
	const { because, verb, words } = typed;
	const grammar = VERBS[verb];
	const draft = {
		prompt: null,
		word: null,
		versions: [],
		options: /* @__PURE__ */ new Map()
	};
	const problem = collect(words, grammar, draft) ?? missing(grammar, draft);
	if (problem !== void 0) return {
		kind: "malformed",
		typed,
		problem,
		usage: grammar.usage
	};
	const reason = (because ?? below).trim().slice(0, MAX_REASON).toWellFormed();
	return {
		kind: "command",
		command: commandOf(verb, draft, reason === "" ? null : reason)
	};
}
function commandOf(verb, draft, reason) {
	const to = draft.options.get("to");
	const target = verb === "rollback" && to !== void 0 ? [to] : draft.versions;
	return {
		verb,
		prompt: draft.prompt,
		versions: target,
		from: draft.options.get("from") ?? null,
		environment: (verb === "promote" ? to : draft.options.get("in")) ?? null,
		reason,
		word: draft.word
	};
}
/** Collects the words left to right; returns the first problem as a sentence. */
function collect(words, grammar, draft) {
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at] ?? "";
		const option = OPTION_NAMES.find((name) => name === word.toLowerCase());
		if (option === void 0) {
			const problem = takeWord(word, grammar, draft);
			if (problem !== void 0) return problem;
			continue;
		}
		at += 1;
		const problem = takeOption(option, words[at], grammar, draft);
		if (problem !== void 0) return problem;
	}
}
function takeOption(option, value, grammar, draft) {
	if (!grammar.options.includes(option)) return `This command takes no “${option}”.`;
	if (draft.options.has(option)) return `“${option}” stands twice.`;
	if (draft.prompt === null) return `The prompt's name comes first, before “${option}”.`;
	if (value === void 0) return `After “${option}” something is missing.`;
	const kind = wantsVersion(option, grammar) ? "version" : "environment";
	if (!isA(kind, value)) return kind === "version" ? notAVersion(value) : isNo(value, "environment's name");
	if (option === "to" && kind === "version" && draft.versions.length > 0) return "Only one version can be named.";
	draft.options.set(option, value);
}
function wantsVersion(option, grammar) {
	return option === "from" || option === "to" && grammar === VERBS.rollback;
}
function takeWord(word, grammar, draft) {
	if (grammar.word !== void 0 && draft.word === null) {
		if (!isA(grammar.word, word)) return isNo(word, grammar.word);
		draft.word = word;
		return;
	}
	if (grammar.prompt !== "none" && draft.prompt === null) {
		if (!isA("prompt", word)) return isNo(word, "prompt's name");
		draft.prompt = word;
		return;
	}
	if (grammar.prompt === "none" || grammar.versions === 0) return `“${word}” is one word too many.`;
	if (!isA("version", word)) return notAVersion(word);
	if (draft.versions.length + (grammar === VERBS.rollback && draft.options.has("to") ? 1 : 0) >= grammar.versions) return grammar.versions === 1 ? "Only one version can be named." : `“${word}” is one version too many.`;
	draft.versions.push(word);
}
function missing(grammar, draft) {
	if (grammar.prompt === "required" && draft.prompt === null) return "The prompt's name is missing.";
	if (grammar.word !== void 0 && draft.word === null) return `${capital(a(grammar.word))} is missing.`;
	const absent = grammar.requires.find((option) => !draft.options.has(option));
	if (absent === void 0) return void 0;
	return absent === "to" ? "The environment is missing: write “to <environment>”." : `“${absent}” is missing.`;
}
function isNo(word, noun) {
	return `“${word}” is not ${a(noun)}.`;
}
function notAVersion(word) {
	return `“${word}” is not a version: versions look like 2026-03-15.3.`;
}
function a(noun) {
	return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
function capital(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
// src/reports/answers/config-note.ts
/** Errors that a note names; the file itself shows the others. */
const MOST_ERRORS = 3;
/** What stands above each answer while the config file has errors: where they are, and what is in force instead. Null without. */
function configNote({ problems, standing }, links) {
	const errors = sortProblems(problems.filter(({ severity }) => severity === "error"));
	switch (standing.kind) {
		case "present": return null;
		case "remembered": {
			const commit = link(code(standing.commit.slice(0, 10)), commitUrl(links, standing.commit));
			return paragraph(md`⚠️ **The config on the default branch has errors** since ${timeText(standing.brokenSince)}: ${placesOf(errors)}.${aboutFile(errors)} The last readable one, of ${commit}, is used; nothing is published or promoted until the file is mended.`);
		}
		case "unreadable": return paragraph(md`⚠️ **The config on the default branch has errors**: ${placesOf(errors)}, and no earlier one is known here.${aboutFile(errors)} Until the file is mended, only a rollback that names its environment is run, for whoever has at least the role ${code("maintain")}.`);
	}
}
/** Of a file that is gone or has another name there is no line to look at. */
function aboutFile(errors) {
	const codes = new Set(errors.map((error) => error.code));
	if (codes.has("config_gone")) return md` The file is gone: put it back, or put an empty one to mean the defaults.`;
	if (codes.has("config_misnamed")) return md` The file has to be called ${code(".github/pointsman.yml")}.`;
	return md``;
}
function placesOf(errors) {
	const shown = errors.slice(0, MOST_ERRORS).map(({ column, line, path }) => code(`${path}:${line}:${column}`));
	const left = errors.length - shown.length;
	return enumerate([...shown, ...left > 0 ? [md`${left} more`] : []]);
}
// src/reports/answers/operation-choice.ts
/** Of more, the number is told. */
const MOST_PASSED = 5;
/** Why a rollback that named no version went where it went, and which versions it passed over. */
function choiceOf({ version: named }, done) {
	const { environment, previous_version: left, type, version } = done.event;
	if (!(type === "prompt.rolled_back" && named === null) || environment === null || left === null || version === null) return [];
	const chosen = md`No version was named: ${code(version)} is the last one that was live in ${code(environment)} before ${code(left)} and is not marked as rolled back there.`;
	const passed = passedOver(done, environment);
	const shown = passed.slice(0, MOST_PASSED);
	const more = passed.length === shown.length ? md`` : md` and ${passed.length - shown.length} more`;
	return [paragraph(passed.length === 0 ? chosen : md`${chosen} Passed over: ${enumerate(shown)}${more}.`)];
}
/** The versions on the trail between the one left and the one chosen, the newest first. */
function passedOver({ before, event }, environment) {
	if (before === null) return [];
	const there = environmentOf(before, environment);
	const below = there.trail.slice(0, -1);
	const target = below.findLastIndex(({ version }) => version === event.version);
	return below.slice(target + 1).toReversed().map(({ digest, version }) => isFlagged(there, digest) ? md`${code(version)} (rolled back before)` : md`${code(version)} (the same content as ${code(event.previous_version ?? "")})`);
}
// src/reports/answers/operation-answer.ts
/** The one answer comment of an operation, at most `COMMENT_LIMIT` bytes. The same outcome has the same answer. */
function operationAnswer(asked, outcome, context) {
	switch (outcome.status) {
		case "done": return doneAnswer(asked, outcome, context);
		case "refused": return refusalAnswer(asked, outcome);
		case "conflict": return conflictAnswer(asked, outcome);
		case "immutable": return immutableAnswer(asked, outcome);
	}
}
function doneAnswer(asked, done, { damaged, repositoryUrl, versions }) {
	const { event, controls } = done;
	const links = {
		repositoryUrl,
		releaseBranch: controls.config.file.release_branch
	};
	const required = (body) => ({
		kind: "block",
		rank: 0,
		name: "",
		body
	});
	const undo = undoOf(event, aroundOf(done));
	return fitSections([
		required(event.version !== null && damaged.has(event.version) ? damagedBlock(event) : paragraph(md`✅ ${inlineSentence(headlineOf(event))}`)),
		required(factTable([...factsOf(done, links), ...evidenceFact(event, versions)])),
		required(stack(reasonBlocks(event.reason))),
		required(stack([
			...choiceOf(asked, done),
			...overrideOf(event, versions),
			...consequencesOf(done)
		])),
		...undo === null ? [] : [required(stack([paragraph(inlineSentence(undoLead(event))), commandBlock([undo])]))],
		...differenceSection(event, versions)
	], {
		limit: COMMENT_LIMIT,
		fullReport: null
	});
}
/** The pointer moved to what nobody can serve: that stands in the place of the good news. */
function damagedBlock({ environment, prompt_id: prompt, version }) {
	const other = inlineCommand({
		verb: "rollback",
		prompt,
		version: "<version>",
		environment
	});
	return paragraph(md`❌ ${code(prompt)} points to ${code(version ?? "")} now, and **that cannot be served:** its file on the release branch was edited by hand, so every reader refuses it. Take another version with ${other}, or put the file back; ${code("pointsman verify")} in a clone says what was edited.`);
}
function factsOf({ commit, event }, links) {
	const where = event.environment === null ? [] : [[md`environment`, code(event.environment)]];
	return [
		[md`prompt`, code(event.prompt_id)],
		...where,
		...versionFacts(event, links),
		[md`by`, actorText(event.actor)],
		[md`why`, reasonFact(event.reason)],
		[md`at`, timeText(event.at)],
		[md`record`, recordOf(event, commit, links)]
	];
}
function versionFacts(event, links) {
	const { previous_version: before, version: after } = event;
	const shown = (version) => version === null ? md`_nothing_` : link(code(version), versionUrl(links, event.prompt_id, version));
	if (before === after) return after === null ? [] : [[md`live`, shown(after)]];
	return [[md`before`, shown(before)], [md`now`, shown(after)]];
}
/** What was known of the version that somebody made live. */
function evidenceFact({ type, version }, versions) {
	const promoted = type === "prompt.promoted" && version !== null ? versions.get(version) : void 0;
	return promoted === void 0 ? [] : [[md`evidence`, evidenceInline(promoted.evaluation)]];
}
/** A promotion may go past the gate (contracts §3), but never unseen. */
function overrideOf({ type, version }, versions) {
	const promoted = type === "prompt.promoted" && version !== null ? versions.get(version) : void 0;
	if (promoted === void 0 || evidenceStanding(promoted.evaluation) !== "failed") return [];
	return [paragraph(md`⚠️ The gate had held ${code(promoted.version)} back: this promotion overrides it.`)];
}
function recordOf(event, commit, links) {
	const entry = link(md`event ${event.sequence}`, eventUrl(links, event.prompt_id, event.sequence));
	return commit === null ? entry : md`release commit ${link(code(commit.slice(0, 10)), commitUrl(links, commit))}, ${entry}`;
}
function refusalAnswer(asked, refused) {
	const { advice, commands, lead, sentence } = explainRefusal(asked, refused);
	const first = advice === null ? md`` : md` ${inlineSentence(advice)}`;
	return stack([
		paragraph(md`❌ ${inlineSentence(sentence)}${first}`),
		paragraph(md`Nothing was changed (${code(refused.refusal.code)}).`),
		...lead === null ? [] : [paragraph(inlineSentence(lead))],
		...commands.map((command) => commandBlock([command]))
	]).block;
}
function conflictAnswer(asked, { attempts }) {
	return stack([
		paragraph(md`⚠️ Nothing was changed: others kept writing to the release branch through ${attempts} attempts.`),
		paragraph(md`Please ask again:`),
		commandBlock([asked])
	]).block;
}
/** Shown of a list of paths; `verify` tells them all. */
const MOST_PATHS = 20;
function immutableAnswer(asked, { paths }) {
	const left = paths.length - MOST_PATHS;
	return stack([
		paragraph(md`❌ Nothing was changed: where the next entry of ${code(asked.prompt)} belongs, the release branch holds a file already. Somebody edited the branch by hand.`),
		list([...paths.slice(0, MOST_PATHS).map(code), ...left > 0 ? [md`and ${left} more`] : []]),
		paragraph(md`${code("pointsman verify")} says more. Once those files are gone, ask again:`),
		commandBlock([asked])
	]).block;
}
/** Something outside did not answer: nothing is known to be half done, and the command may be repeated. */
function outsideAnswer(asked, error) {
	return stack([
		paragraph(md`⚠️ The command could not be finished: GitHub did not let us ${code(error.doing)}.`),
		paragraph(md`Please look at what is live:`),
		commandBlock([{
			verb: "status",
			prompt: asked.prompt
		}]),
		paragraph(md`If that is not what you wanted, ask again:`),
		commandBlock([asked])
	]).block;
}
/** One of our verbs whose words are not right; `meant` is the well-formed line that was probably meant. */
function malformedAnswer({ problem, typed, usage }, meant) {
	return stack([paragraph(md`❌ That is not quite a ${code(`/${typed.verb}`)} command: ${inlineSentence(quotedSentence(problem))}`), ...meant === null ? [paragraph(md`Nothing was changed. It is written like this:`), block(usage)] : [
		paragraph(md`Nothing was changed. You probably meant:`),
		block(meant),
		paragraph(md`It is written like this: ${code(usage)}`)
	]]).block;
}
/** A sentence whose quoted words are data: the words typed stand between “ and ”. */
function quotedSentence(sentence) {
	const match = /^([^“”]*)“([\s\S]*)”([^“”]*)$/u.exec(sentence);
	if (match === null) return [ourWords(sentence)];
	const [, before = "", typed = "", after = ""] = match;
	return [
		ourWords(before),
		{ data: typed },
		ourWords(after)
	];
}
/** The parser's own words are plain; whatever is not is shown as data, wherever it came from. */
function ourWords(text) {
	return /^[A-Za-z0-9 ,.:;'-]*$/.test(text) ? text : { data: text };
}
/** One of our verbs that this installation does not run from comments. */
function unsupportedAnswer(verb) {
	return stack([paragraph(md`${code(`/${verb}`)} is not answered here yet. Nothing was changed.`), paragraph(md`${code("/help")} lists the commands.`)]).block;
}
/** The commands as a table, made from the parser's own. */
function commandHelp(verbs) {
	const rows = verbs.map(({ does, usage }) => [code(usage), { inline: does }]);
	return stack([paragraph(md`Commands stand on the first line of a new comment; lines after it are the reason.`), table([md`command`, md`what it does`], rows)]).block;
}
// src/reports/answers/plain-answers.ts
/** What happened to one prompt: what is live, how it came to that, and the last events. */
function historyAnswer(history, context, limit = COMMENT_LIMIT) {
	return historyText({
		...history,
		...context
	}, NOTHING, limit);
}
/** Two versions of a prompt, word by word. */
function diffAnswer(promptId, before, after) {
	const title = md`${code(promptId)}: ${code(before.version)} → ${code(after.version)}`;
	return fitSections([{
		kind: "block",
		rank: 0,
		name: "",
		body: paragraph(title)
	}, versionDifference(before, after)], {
		limit: COMMENT_LIMIT,
		fullReport: md`the release branch`
	});
}
function nothingAnswer(nothing) {
	const prompt = code(nothing.prompt);
	switch (nothing.code) {
		case "unknown_prompt": {
			const { suggestions, verb } = nothing;
			const near = suggestions.length === 0 ? md`` : md` Did you mean ${joinInline(suggestions.map(code), md` or `)}?`;
			return stack([paragraph(md`❌ No prompt called ${prompt} was ever published here.${near}`), ...suggestions.map((one) => commandBlock([{
				verb,
				prompt: one
			}]))]).block;
		}
		case "unknown_version": return paragraph(md`❌ ${prompt} has no version ${code(nothing.version)}.`).block;
		case "nothing_to_compare": return stack([paragraph(md`${prompt} has one version only: there is nothing to compare it with.`)]).block;
	}
}
function publishRefusedAnswer(refused) {
	return stack([paragraph(whyNotPublished(refused)), paragraph(md`Nothing was changed (${code(refused.code)}).`)]).block;
}
function whyNotPublished(refused) {
	switch (refused.code) {
		case "not_permitted": {
			const { environment } = refused;
			const moving = environment === null ? md`` : md`, which moves what is live in ${code(environment)}`;
			return md`❌ You may not publish${moving}: that needs ${code(refused.needs)}, and your role is ${code(refused.role)}.`;
		}
		case "too_old": return md`❌ This command is ${refused.minutes} minutes old, and things may have changed since: write it again.`;
		case "evidence_missing": return md`❌ ${enumerate(refused.environments.map(code))} requires an evaluation, and no model can be asked here. Run the workflow ${code(refused.workflow)} with the task ${code("publish")}: it evaluates, and then publishes.`;
	}
}
/** GitHub did not let us: nothing was changed, or it is not known, and the line may be written again. */
function couldNotLookAnswer({ doing, mayHaveHappened }, line) {
	const fate = mayHaveHappened ? md`It may have been done all the same.` : md`Nothing was done.`;
	return stack([paragraph(md`⚠️ GitHub did not let us ${code(doing)}. ${fate} Please ask again in a moment:`), block(line)]).block;
}
/** What is wrong with the release branch, in a clause. */
const ALARMS = {
	rewritten: md`it was rewritten by force, or deleted`,
	tampered: md`commits on it are not as pointsman makes them`,
	stranger: md`somebody pushed to it without the permission for it`
};
/** What stands above an answer that was read from a branch which raised an alarm. */
function alarmWarning({ kind }) {
	return paragraph(md`🚨 **An alarm about the release branch stands**, since ${ALARMS[kind]}. What follows is what is on it now, and may be forged: see the issue with the label ${code("pointsman-alarm")}.`).block;
}
/** Nothing is built on a head that raised an alarm: it would be lost when the branch is put right. */
function branchAlarmAnswer({ kind }) {
	return stack([paragraph(md`❌ Nothing was changed (${code(`branch_${kind}`)}): an alarm about the release branch stands, since ${ALARMS[kind]}.`), paragraph(md`The issue with the label ${code("pointsman-alarm")} says what happened, and the two commands that put the branch back to its last good head. Then ask again. pointsman still answers from the branch as it is; webhooks stay at the last good head.`)]).block;
}
/** A file on the release branch is not as pointsman writes it: nothing is decided on what cannot be read. */
function damagedAnswer({ message }) {
	return stack([
		paragraph(md`❌ The release branch is damaged, so nothing was changed.`),
		paragraph(code(message)),
		paragraph(md`${code("pointsman verify")} in a clone says what was edited and by which commit. Put the file back as it was, then ask again.`)
	]).block;
}
// src/commands/audience.ts
/** Whether somebody gets an answer of ours at all: nobody outside can make the app talk. */
async function mayTalk(login, { controls, members }) {
	const [asker, read] = await Promise.all([members.asker(login, []), controls()]);
	return mayRead(asker, read);
}
function mayRead(asker, { config }) {
	return hasRole(asker.role, "triage") || decidePermission(config.permissions.read, asker, null).permitted;
}
/** Whether an operation was refused to somebody who may not even triage. */
function isStranger(outcome) {
	if (outcome.status !== "refused" || outcome.refusal.code !== "not_permitted") return false;
	return outcome.asker !== null && !hasRole(outcome.asker.role, "triage");
}
/** Who asks. Some verbs may be permitted to teams; they are read only where the config names some. */
async function askerOf(login, verb, { controls, members }) {
	if (verb !== "publish" && verb !== "evaluate" && verb !== "redeliver") return members.asker(login, []);
	return members.asker(login, teamsNamedBy((await controls()).config, verb));
}
// src/reports/answers/evaluate-answer.ts
/** The context of the commit status that says what came of an `/evaluate`. */
const STATUS_CONTEXT = "pointsman";
/** An evaluation began. Its result is the evaluation comment, so this stays one line. */
function evaluatingAnswer({ number, runUrl, sha }) {
	const run = runUrl === null ? md`` : md` (${link(md`the run`, runUrl)})`;
	return paragraph(md`⏳ Evaluating ${shortSha(sha)} for #${number}${run}. The result comes as a comment here and as the status ${code(STATUS_CONTEXT)} of that commit. A later push is not covered.`).block;
}
function evaluationRepeatedAnswer({ number, sha }) {
	return paragraph(md`⏳ This comment asked for the evaluation of ${shortSha(sha)} for #${number} before: the status ${code(STATUS_CONTEXT)} of that commit says how it stands.`).block;
}
/** Nothing was evaluated, and the line that would be, where there is one. */
function evaluateRefusedAnswer(refusal) {
	const command = refusal.code === "not_the_head" ? evaluateLine(refusal.head) : null;
	return stack([
		paragraph(md`❌ ${whyNot(refusal)}`),
		paragraph(md`Nothing was evaluated (${code(refusal.code)}).`),
		...command === null ? [] : [paragraph(md`Once you have looked at what it holds now:`), command]
	]).block;
}
/** The line to type, in a block that GitHub lets people copy. */
function evaluateLine(sha) {
	return block(`/evaluate ${sha}`);
}
function whyNot(refusal) {
	switch (refusal.code) {
		case "not_permitted": return md`You may not let pull requests be evaluated: that needs ${code(refusal.needs)}, and your role is ${code(refusal.role)}.`;
		case "too_old": return md`This command is ${refusal.minutes} minutes old, and things may have changed since: write it again.`;
		case "not_a_pull_request": return md`This is an issue: ${code("/evaluate")} stands on the pull request whose commit it names.`;
		case "pull_request_closed": return md`#${refusal.number} is closed: reopen it to have it evaluated.`;
		case "not_the_head": return md`${shortSha(refusal.sha)} is not the head of #${refusal.number}, so it is not what would be merged: the head is ${shortSha(refusal.head)}.`;
		case "workflow_missing": return md`The default branch has no workflow ${code(`.github/workflows/${refusal.workflow}`)}: install it as the README says, or name yours in the setting ${code("workflow")}.`;
		case "workflow_unsuited": return md`GitHub would not start ${code(`.github/workflows/${refusal.workflow}`)}: it needs the trigger ${code("workflow_dispatch")} with the inputs that the README shows, and must not be disabled.`;
		case "dispatch_not_permitted": return md`The app may not start workflows: give it the permission ${code("Actions: read and write")}.`;
		case "statuses_not_permitted": return md`The app may not set commit statuses: give it the permission ${code("Commit statuses: read and write")}.`;
	}
}
function shortSha(sha) {
	return code(sha.slice(0, 10));
}
// src/commands/evaluating.ts
/**
* Lets exactly one commit of a pull request be evaluated, on the word of somebody who may: the one that is its head now,
* so that nobody vouches for what was pushed after they looked.
*/
async function answerEvaluate(command, controls, { evaluations, surroundings }) {
	const refusal = refusalOf$1(command, controls, surroundings.now());
	if (refusal !== null) return evaluateRefusedAnswer(refusal);
	const pull = await evaluations.pull();
	const unfit = unfitness(pull, command.sha);
	if (pull === null || unfit !== null) return evaluateRefusedAnswer(unfit ?? { code: "not_a_pull_request" });
	const { workflow } = controls.config.file;
	const { sha } = command;
	const start = await evaluations.start({
		pull,
		sha,
		askedBy: command.asker.login,
		workflow
	});
	switch (start.status) {
		case "started": return evaluatingAnswer({
			sha,
			number: pull.number,
			runUrl: start.runUrl
		});
		case "repeated": return evaluationRepeatedAnswer({
			sha,
			number: pull.number
		});
		case "refused": return evaluateRefusedAnswer(start.refusal);
	}
}
function refusalOf$1({ asker, cause }, { config }, now) {
	const decided = decidePermission(config.permissions.evaluate, asker, null);
	if (!decided.permitted) return {
		code: "not_permitted",
		needs: decided.needs,
		role: asker.role
	};
	const stale = tooOld(cause, now);
	return stale === void 0 ? null : {
		code: "too_old",
		minutes: Number(stale.details.minutes)
	};
}
/** Why a commit of a pull request is not evaluated; null where it is its head. */
function unfitness(pull, sha) {
	if (pull === null) return { code: "not_a_pull_request" };
	if (!pull.isOpen) return {
		code: "pull_request_closed",
		number: pull.number
	};
	return pull.headSha === sha ? null : {
		code: "not_the_head",
		number: pull.number,
		sha,
		head: pull.headSha
	};
}
// src/commands/incoming-comment.ts
/** The cause of everything that a comment does; the actor's role is filled in from what the repository says. */
function causeOf(comment, reason) {
	return {
		key: `comment:${comment.id}`,
		actor: {
			login: comment.author.login,
			id: comment.author.id,
			role: null
		},
		origin: {
			kind: "comment",
			url: comment.url,
			comment_id: comment.id
		},
		reason,
		requestedAt: comment.createdAt
	};
}
// src/domain/command/near-name.ts
const LONGEST_TYPED = 200;
/** A shorter beginning of a name says too little. */
const SHORTEST_BEGINNING = 3;
const HYPHENS = /[-_]/u;
/**
* The one known name that was probably meant; undefined where none is near or two are equally near. Stricter than a suggestion:
* the name goes into a line that is copied and run, so no part of it may be another word than what was typed.
*/
function nearName(typed, known) {
	if (typed.length > LONGEST_TYPED) return void 0;
	const [first, second] = [...new Set(known)].flatMap((name) => {
		const apart = apartness(typed, name);
		return apart === null ? [] : [{
			name,
			apart
		}];
	}).sort((a, b) => a.apart - b.apart);
	return first !== void 0 && first.apart !== second?.apart ? first.name : void 0;
}
/** The parts of a name between its hyphens. */
function partsOf(name) {
	return name.split(HYPHENS);
}
/** How many letters differ, a beginning and lost hyphens counted as one; null where another name may be meant. */
function apartness(typed, name) {
	if (typed === name) return 0;
	if (typed.length >= SHORTEST_BEGINNING && name.startsWith(typed)) return 1;
	if (partsOf(typed).join("") === partsOf(name).join("")) return 1;
	const [typedParts, parts] = [partsOf(typed), partsOf(name)];
	if (typedParts.length !== parts.length) return null;
	const apart = typedParts.map((part, index) => lettersApart(part, parts[index] ?? ""));
	return apart.includes(null) ? null : apart.reduce((sum, one) => sum + (one ?? 0), 0);
}
/** One letter in three may be wrong; a digit is never a slip, since another one names something else. */
function lettersApart(typed, part) {
	if (digitsOf(typed) !== digitsOf(part)) return null;
	const apart = distance(typed, part);
	return apart <= Math.min(2, Math.floor(Math.min(typed.length, part.length) / 3)) ? apart : null;
}
function digitsOf(text) {
	return text.replace(/\D/gu, "");
}
// src/domain/command/nearest-form.ts
/** More words are no command that went wrong. */
const MOST_WORDS = 24;
/** Every dash that a telephone makes of a hyphen: Unicode's dashes and the minus sign. */
const DASHES = /[\p{Pd}\u2212]/gu;
/** The space that a telephone puts behind a full stop: `2026-03-12. 1`. */
const SPLIT_VERSION = /(\d{4}-\d\d-\d\d)\. +(\d)/gu;
const AROUND = /^[^a-z0-9]+|[^a-z0-9]+$/gu;
/** Words that stand between names and name nothing themselves. */
const BETWEEN = /* @__PURE__ */ new Set([
	"to",
	"in",
	"on",
	"at",
	"into",
	"the",
	"version",
	"environment",
	"env",
	"please"
]);
/** Words behind which something must follow: a line that ends in one lost what was meant. */
const ANNOUNCING = /* @__PURE__ */ new Set([
	"to",
	"from",
	"in",
	"on",
	"at",
	"into",
	"version",
	"environment",
	"env"
]);
/** Whole versions, and what may have been one. */
const VERSION_LIKE = /^v?\d[\d.-]*$/u;
/**
* The well-formed line that was probably meant by a malformed one, or null where a word of it cannot be placed. Words are taken
* for what they name, since that is what people get right: a version looks like one, and prompts and environments are known.
*/
function nearestForm({ because, verb, words }, known) {
	const grammar = VERBS[verb];
	const plain = plainWords(words);
	if (plain.length > MOST_WORDS) return null;
	const names = grammar.word === void 0 ? placed(plain, known) : onlyWord(plain, grammar.word);
	if (names === null) return null;
	const reason = because?.trim().slice(0, 2e3) ?? "";
	const line = commandLine({
		verb,
		...names,
		reason: reason === "" ? null : reason
	});
	return parseComment(line).kind === "command" ? line : null;
}
/** The words without what telephones, quoting and sentences add to them: capitals, dashes, quotation marks, full stops. */
function plainWords(words) {
	return words.join(" ").normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "").replace(DASHES, "-").replace(SPLIT_VERSION, "$1.$2").toLowerCase().split(/[\s,;]+/u).map((word) => word.replace(AROUND, "")).filter((word) => word !== "");
}
function onlyWord(words, kind) {
	const [word = "", ...rest] = words.filter((one) => !BETWEEN.has(one));
	if (rest.length > 0 || !isA(kind, word)) return null;
	return {
		prompt: null,
		versions: [],
		from: null,
		environment: null,
		word
	};
}
function placed(words, known) {
	const names = {
		prompt: null,
		versions: [],
		from: null,
		environment: null,
		word: null
	};
	if (ANNOUNCING.has(words.at(-1) ?? "")) return null;
	for (let at = 0; at < words.length;) {
		const taken = take(words.slice(at), names, known);
		if (taken === 0) return null;
		at += taken;
	}
	return names;
}
/** Takes the first words for what they name, and says how many; none where they name nothing that has room. */
function take(words, names, known) {
	const [word = "", next = ""] = words;
	if (word === "from" && isA("version", next) && names.from === null) {
		names.from = next;
		return 2;
	}
	if (BETWEEN.has(word)) return 1;
	const version = word.replace(/^v/u, "");
	if (isA("version", version)) {
		names.versions.push(version);
		return 1;
	}
	const prompt = names.prompt === null && mayBePrompt(word, known) ? promptIn(words, known) : void 0;
	if (prompt === void 0) return takeEnvironment(word, names, known);
	names.prompt = prompt.name;
	return prompt.words;
}
function takeEnvironment(word, names, { environments }) {
	if (names.environment !== null) return 0;
	const near = isReserved(word) ? void 0 : nearName(word, environments);
	names.environment = environments.includes(word) ? word : near ?? null;
	return names.environment === null ? 0 : 1;
}
function mayBePrompt(word, known) {
	if (known.environments.includes(word)) return false;
	return known.prompts.includes(word) || !namesElse(word, known);
}
/** Whether a word says something that is no prompt: it is never taken for a piece of a prompt's name. */
function namesElse(word, { environments }) {
	return isReserved(word) || environments.some((name) => name.startsWith(word));
}
function isReserved(word) {
	return word === "from" || BETWEEN.has(word) || VERSION_LIKE.test(word);
}
/** Words that a name may have fallen into: telephones put spaces for hyphens. */
const MOST_PARTS = 6;
/**
* The prompt that the first words name: exactly, of as many words as possible, else nearly, of as few. None where the words may
* also be read otherwise: `billing eu` is `billing-eu` or `billing` in `eu`.
*/
function promptIn(words, known) {
	const readings = readingsOf(words, known);
	if (readings.some(({ isDoubtful }) => isDoubtful)) return void 0;
	const found = readings.findLast(({ isExact }) => isExact) ?? readings[0];
	if (found !== void 0) return found;
	const name = nearName(asName(words.slice(0, 1)), known.prompts);
	return name === void 0 ? void 0 : {
		name,
		words: 1
	};
}
/** Every prompt with as many parts as the words joined, from one word on. */
function readingsOf(words, known) {
	const end = words.findIndex((word, index) => index > 0 && (BETWEEN.has(word) || word === "from"));
	const pieces = words.slice(0, Math.min(MOST_PARTS, end < 0 ? words.length : end));
	return pieces.flatMap((_, last) => {
		const typed = asName(pieces.slice(0, last + 1));
		const isExact = known.prompts.includes(typed);
		const name = nearName(typed, known.prompts.filter((name) => partsOf(name).length === partsOf(typed).length));
		if (name === void 0) return [];
		const isDoubtful = pieces.slice(1, last + 1).some((word) => namesElse(word, known) || !isExact && nearName(word, known.environments) !== void 0);
		return [{
			name,
			words: last + 1,
			isExact,
			isDoubtful
		}];
	});
}
function asName(words) {
	return words.join("-").replaceAll("_", "-");
}
// src/commands/malformed.ts
/** What is wrong with one of our verbs, how it is written, and the line that was probably meant, of names that exist. */
async function malformedReply(malformed, ports) {
	return malformedAnswer(malformed, nearestForm(malformed.typed, await knownNames(malformed, ports)));
}
/** An answer without the nearest form is still an answer: where the branch cannot be read, no prompt is known. */
async function knownNames({ typed }, { branch, controls }) {
	const { environments, file } = (await controls()).config;
	const [first = ""] = plainWords(typed.words);
	try {
		const { promptId, snapshot } = await findPrompt(branch(file.release_branch), first);
		const listed = promptsInReadme(snapshot.files.get(README_PATH));
		return {
			environments,
			prompts: promptId === void 0 ? listed : [first, ...listed]
		};
	} catch (error) {
		if (!(error instanceof OutsideError || error instanceof DocumentError)) throw error;
		return {
			environments,
			prompts: []
		};
	}
}
// src/commands/operating.ts
const OPERATIONS = [
	"rollback",
	"promote",
	"freeze",
	"unfreeze",
	"archive",
	"restore"
];
/** The operation that a comment's command asks for; undefined for a verb that is none. */
function operationOf({ environment, from, prompt, reason, verb, versions }, comment) {
	const operation = OPERATIONS.find((one) => one === verb);
	if (operation === void 0) return void 0;
	const [version = null] = versions;
	const cause = causeOf(comment, reason);
	return {
		verb: operation,
		prompt: prompt ?? "",
		version,
		from,
		environment,
		cause
	};
}
/** Runs an operation and answers the comment that asked for it, once. */
async function runOperation(comment, operation, ports) {
	const outcome = await attempt(operation, ports);
	if (outcome instanceof Error) return answerFailure(comment, operation, {
		failure: outcome,
		ports
	});
	if (isStranger(outcome)) return { kind: "stranger" };
	ports.log(`comment ${comment.id}: ${operation.verb} ${outcome.status}`);
	const inspected = await versionsFor(outcome, ports);
	const body = operationAnswer(operation, outcome, {
		repositoryUrl: ports.repositoryUrl,
		...inspected
	});
	await Promise.all([ports.answer(body), ports.react(outcome.status === "done" ? "done" : "refused")]);
	return {
		kind: "answered",
		outcome
	};
}
async function attempt(operation, ports) {
	try {
		return await operate(operation, ports);
	} catch (error) {
		if (error instanceof OutsideError || error instanceof DocumentError) return error;
		throw error;
	}
}
async function answerFailure({ author }, operation, { failure, ports }) {
	if (!await mayTalk(author.login, ports)) return { kind: "stranger" };
	await ports.answer(failureAnswer(operation, failure));
	return {
		kind: "answered",
		outcome: null
	};
}
function failureAnswer(operation, failure) {
	if (failure instanceof DocumentError) return damagedAnswer(failure);
	return failure instanceof BranchAlarmError ? branchAlarmAnswer(failure) : outsideAnswer(operation, failure);
}
const NOTHING_INSPECTED = {
	versions: /* @__PURE__ */ new Map(),
	damaged: /* @__PURE__ */ new Set()
};
/** The two versions that an answer compares; an answer without them is still an answer. */
async function versionsFor(outcome, ports) {
	if (outcome.status !== "done") return NOTHING_INSPECTED;
	const { event } = outcome;
	const ids = [event.version, event.previous_version].filter((id) => id !== null);
	try {
		const branch = ports.branch(outcome.controls.config.file.release_branch);
		return await inspectVersions(branch, event.prompt_id, [...new Set(ids)]);
	} catch (error) {
		if (!(error instanceof OutsideError)) throw error;
		ports.log(`the answer shows no difference: ${error.message}`);
		return NOTHING_INSPECTED;
	}
}
// src/reports/problems.ts
/** What is wrong with files, errors first, each with its place. */
function problemsSection(problems, place, { title, rank }) {
	if (problems.length === 0) return [];
	const errorsFirst = problems.toSorted((a, b) => weight(a) - weight(b));
	return [{
		kind: "table",
		rank,
		name: "problems",
		title,
		head: [
			md``,
			md`where`,
			md`what`
		],
		rows: errorsFirst.map((problem) => [
			signOf(problem),
			placeOf(problem, place),
			code(problem.message)
		])
	}];
}
function weight({ severity }) {
	return severity === "error" ? 0 : 1;
}
function signOf({ severity }) {
	return severity === "error" ? md`❌` : md`ℹ️`;
}
function placeOf({ column, line, path }, { commit, ...links }) {
	const label = code(`${path}:${line}:${column}`);
	return commit === null ? label : link(label, sourceUrl(links, {
		commit,
		path,
		line
	}));
}
// src/reports/publish/held-back.ts
/** With more of them one line says what each of their own would. */
const MOST$3 = 5;
/** What makes many versions live at once although evidence kept them back; nothing where they are few. */
function heldBackBlock(published) {
	const held = published.flatMap((one) => heldBackOf(one) ?? []);
	if (held.length <= MOST$3) return NOTHING;
	const what = md`Evidence held ${held.length} versions back. A prompt that is published for the first time then is live nowhere.`;
	return stack([paragraph(md`${what} To make all of them live nevertheless, in a clone:`), block(overrideLines(held).join("\n"), "text")]);
}
function heldBackOf({ decision, promptId }) {
	const { isFirst, stayed, version } = decision;
	const withheld = stayed.filter(({ reason }) => reason === "gate_failed" || reason === "evidence_missing");
	const isFailed = evidenceStanding(version.evaluation) === "failed";
	if (withheld.length === 0 && !isFailed) return null;
	const why = isFailed ? `the gate held it back (${evidenceText(version.evaluation)})` : "the config requires an evaluation, and there is none";
	const environments = (withheld.length > 0 ? withheld : stayed).map(({ environment }) => environment);
	return {
		promptId,
		version: version.version,
		isFirst,
		why,
		environments
	};
}
/**
* Lines for a shell that promote all of them. Ids, versions and the names of environments hold nothing that a shell reads.
*/
function overrideLines(held) {
	return [...Map.groupBy(held, ({ environments, version }) => `--to ${version} ${environments.join(" ")}`).values()].map((group) => {
		const { environments = [], version = "" } = group[0] ?? {};
		const prompts = group.map(({ promptId }) => promptId).join(" ");
		return `for environment in ${environments.join(" ")}; do for prompt in ${prompts}; do pointsman promote $prompt --to ${version} --in $environment --push; done; done`;
	});
}
// src/reports/publish/publish-comment.ts
/** The comment on the merged pull request: versions, where they are live, what stayed and why, and the way back. */
function publishComment(report, links) {
	return fitSections(sectionsOf(report, links), {
		limit: COMMENT_LIMIT,
		fullReport: md`the summary of the run`
	});
}
function sectionsOf(report, links) {
	const { published } = report;
	const commit = report.status === "settled" ? report.sourceCommit : null;
	const problems = report.status === "settled" ? report.problems : [];
	const title = heading(3, md`Problems`);
	return [
		required(stack([headline(report, links), ...stoppedBlocks(report)])),
		...versionsTable(published, links),
		...stayedSection(published),
		...refusedSection(report),
		...rollbackSection(published),
		...problemsSection(problems, {
			...links,
			commit
		}, {
			title,
			rank: 3
		})
	];
}
function required(body) {
	return {
		kind: "block",
		rank: 0,
		name: "",
		body
	};
}
function headline(report, links) {
	const { published } = report;
	const source = report.status === "settled" ? md` from ${link(code(report.sourceCommit.slice(0, 10)), commitUrl(links, report.sourceCommit))}` : md``;
	const errors = report.status === "settled" ? report.problems.filter((problem) => problem.severity === "error").length : 0;
	const wrong = errors === 0 ? md`` : md` ${countOf$1(errors, "error")} kept prompts from being published.`;
	if (published.length === 0) {
		if (report.status !== "settled") return NOTHING;
		if (errors > 0) return paragraph(md`❌ Nothing was published${source}.${wrong}`);
		return paragraph(md`Nothing to publish${source}: every version says what its file says.`);
	}
	const stayed = published.reduce((sum, { decision }) => sum + decision.stayed.length, 0);
	const open = published.filter(({ decision }) => decision.version.evaluation?.verdict === "inconclusive");
	const notice = open.length === 0 ? md`` : md` Inconclusive for ${countOf$1(open.length, "prompt")}: it is not known whether the change made things worse.`;
	const notes = stayed === 0 ? notice : md` ${countOf$1(stayed, "pointer")} stayed; see why below.${notice}`;
	const sign = errors > 0 || stayed > 0 ? md`⚠️` : md`🚀`;
	return paragraph(md`${sign} **${countOf$1(published.length, "prompt")} published**${source}.${notes}${wrong}`);
}
function stoppedBlocks(report) {
	switch (report.status) {
		case "settled": return [];
		case "conflict": return [paragraph(md`⚠️ Publishing stopped: others kept writing to the release branch through ${report.attempts} attempts. What is published stays; run it again to publish the rest.`)];
		case "immutable": return [paragraph(md`❌ Publishing stopped: the release branch holds files where new ones belong. Somebody edited it by hand; ${code("pointsman verify")} says more.`), list(report.paths.slice(0, 20).map(code))];
		case "interrupted": {
			const more = report.isDoubtful ? md` A further commit got no answer, so more may be published than is told here.` : md``;
			return [paragraph(md`⚠️ Publishing was cut short: GitHub did not let us ${code(report.doing)}.${more} What is published stays; run it again to publish the rest.`)];
		}
	}
}
function versionsTable(published, links) {
	if (published.length === 0) return [];
	const rows = published.map(({ decision, promptId }) => {
		const { moved, version } = decision;
		return [
			code(promptId),
			link(code(version.version), versionUrl(links, promptId, version.version)),
			moved.length === 0 ? md`_nowhere_` : joinInline(moved.map(code), md`, `),
			previousOf(decision.events.map((event) => event.previous_version)),
			evidenceInline(version.evaluation)
		];
	});
	const head = [
		md`prompt`,
		md`version`,
		md`live in`,
		md`before`,
		md`evidence`
	];
	return [{
		kind: "table",
		rank: 1,
		name: "published prompts",
		title: NOTHING,
		head,
		rows
	}];
}
function previousOf(versions) {
	const known = [...new Set(versions.filter((version) => version !== null))];
	return known.length === 0 ? md`_nothing_` : enumerate(known.map(code));
}
/** Why a pointer stayed, in words. A record: a reason without its words does not compile. */
const STAYED_BECAUSE = {
	gate_failed: say`the gate held this version back`,
	evidence_missing: say`the evaluation that the config requires is missing`,
	on_merge_hold: say`merges do not move it there (the config says hold)`,
	held_after_rollback: say`it is held since a rollback`,
	frozen: say`it is frozen`,
	flagged_content: say`the same content was rolled back there`
};
function stayedSection(published) {
	const items = published.flatMap((one) => one.decision.stayed.map((stayed) => stayedBlock(one, stayed)));
	if (items.length === 0) return [];
	return [{
		kind: "items",
		rank: 2,
		name: "pointers that stayed",
		title: stack([heading(3, md`Pointers that stayed`), heldBackBlock(published)]),
		items
	}];
}
function stayedBlock({ decision, promptId }, { environment, reason }) {
	const { held, frozen, pointer } = environmentOf(decision.state, environment);
	const live = pointer === null ? md`nothing` : code(pointer.version);
	const mark = reason === "frozen" ? frozen : reason === "held_after_rollback" ? held : null;
	const by = mark === null ? md`` : md`, by ${code(mark.by)}`;
	const because = inlineSentence(STAYED_BECAUSE[reason]);
	const commands = commandsFor(promptId, decision.version.version, {
		environment,
		reason
	});
	const ways = joinInline(commands.map(inlineCommand), md`, then `);
	const line = md`${code(environment)} of ${code(promptId)} still serves ${live}: ${because}${by}. To change that: ${ways}`;
	return list([line]);
}
function commandsFor(prompt, version, stayed) {
	const { environment } = stayed;
	const promote = {
		verb: "promote",
		prompt,
		version,
		environment
	};
	return stayed.reason === "frozen" ? [{
		verb: "unfreeze",
		prompt,
		environment
	}, promote] : [promote];
}
function refusedSection(report) {
	if (report.status !== "settled" || report.refused.length === 0) return [];
	const items = report.refused.map(({ promptId, refusal }) => {
		const { commands, sentence } = explainRefusal({
			verb: "publish",
			prompt: promptId,
			version: null,
			from: null,
			environment: null
		}, {
			refusal,
			environment: "",
			state: null,
			suggestions: []
		});
		const [command] = commands;
		const way = command === void 0 ? md`` : md` ${inlineCommand(command)}`;
		return list([md`${inlineSentence(sentence)}${way}`]);
	});
	return [{
		kind: "items",
		rank: 2,
		name: "prompts not published",
		title: heading(3, md`Not published`),
		items
	}];
}
/** With more prompts than this a block for each would bury the rest. */
const MOST_COMMANDS = 10;
function rollbackSection(published) {
	const commands = published.flatMap((one) => rollbackOf(one) ?? []);
	if (commands.length === 0) return [];
	const shown = commands.length > MOST_COMMANDS ? [{
		verb: "rollback",
		prompt: "<prompt>",
		environment: commands[0]?.environment ?? null
	}] : commands;
	return [{
		kind: "items",
		rank: 0,
		name: "lines that roll back",
		title: stack([heading(3, md`Way back`), paragraph(md`Comment this on any issue or pull request to roll back:`)]),
		items: shown.map((one) => commandBlock([one]))
	}];
}
/** In the last environment whose pointer moved: that is the one which hurts. */
function rollbackOf({ decision }) {
	return decision.events.flatMap((event) => undoOf(event, {
		before: null,
		after: decision.state
	}) ?? []).at(-1) ?? null;
}
// src/reports/publish/publish-interrupted.ts
/** More is told by the histories; `/publish` names one prompt. */
const MOST_EVENTS = 50;
/** The answer to a `/publish` that GitHub cut short: what is done, what is not known, and the line that does the rest. */
function publishInterruptedAnswer(prompt, { doing, isDoubtful, published }) {
	const events = published.flatMap(({ decision }) => decision.events).slice(0, MOST_EVENTS);
	const rest = isDoubtful ? md`A further commit got no answer, so more may be published than is told here.` : md`Nothing of it has to be done again.`;
	return stack([
		paragraph(md`⚠️ Publishing ${code(prompt)} was cut short: GitHub did not let us ${code(doing)}.`),
		...events.length === 0 ? [paragraph(md`Its commit was sent and got no answer, so it may be published or not.`)] : [
			paragraph(md`This was published before, and stays:`),
			list(events.map((event) => inlineSentence(headlineOf(event)))),
			paragraph(rest)
		],
		paragraph(md`This publishes what is left, if anything is, and nothing twice:`),
		commandBlock([{
			verb: "publish",
			prompt
		}])
	]).block;
}
// src/commands/publishing.ts
/** Publishes one prompt as the default branch's head says it, and answers with what came of it. */
async function publishingAnswer({ asker, cause, prompt }, controls, ports) {
	const notPermitted = permission(asker, controls);
	if (notPermitted) return publishRefusedAnswer(notPermitted);
	const stale = tooOld(cause, ports.surroundings.now());
	if (stale) return publishRefusedAnswer({
		code: "too_old",
		minutes: Number(stale.details.minutes)
	});
	const requiring = ports.evidence === void 0 ? requiringEvidence(controls) : [];
	if (requiring.length > 0) {
		const { workflow } = controls.config.file;
		return publishRefusedAnswer({
			code: "evidence_missing",
			environments: requiring,
			workflow
		});
	}
	const { release_branch: releaseBranch } = controls.config.file;
	const { promptId = prompt } = await findPrompt(ports.branch(releaseBranch), prompt);
	const own = {
		...cause,
		actor: {
			...cause.actor,
			role: asker.role
		}
	};
	try {
		return publishComment(await publish({
			causeFor: () => own,
			only: [promptId],
			everything: false,
			pullRequestOf: async () => null,
			evidence: ports.evidence ?? null,
			onProgress: () => void 0
		}, ports), {
			repositoryUrl: ports.repositoryUrl,
			releaseBranch
		});
	} catch (error) {
		if (!(error instanceof PublicationInterrupted)) throw error;
		return publishInterruptedAnswer(promptId, error);
	}
}
/** Why somebody may not publish, or undefined where they may: every environment that a publication moves has a say. */
function permission(asker, { config }) {
	for (const environment of concernedByPublishing(config)) {
		const decided = decidePermission(config.permissions.publish, asker, environment);
		if (decided.permitted) continue;
		return {
			code: "not_permitted",
			environment,
			needs: decided.needs,
			role: asker.role
		};
	}
}
// src/reports/status/words.ts
/** `2026-03-15 09:14:03 UTC (3 hours ago)`. */
function sinceText(at, now) {
	return md`${timeText(at)} (${ageText(at, now)} ago)`;
}
/** Since when, by whom and why an environment is held or frozen. */
function markText({ by, reason, since }, now) {
	const why = reason === null ? md`_no reason given_` : clippedReason(reason);
	return md`since ${sinceText(since, now)} by ${code(by)}: ${why}`;
}
// src/reports/incident/open-reviews.ts
/** The open reviews, for `/status`: nothing where there is none. Null: they could not be looked up. */
function reviewsSection(reviews, now) {
	if (reviews === null) return [{
		kind: "block",
		rank: 1,
		name: "",
		body: paragraph(md`_The open reviews of rollbacks could not be looked up._`)
	}];
	const rows = reviews.map(({ environment, issue, openedAt, promptId, version }) => [
		md`#${issue}`,
		md`${code(promptId)} ${code(version)} in ${code(environment)}`,
		sinceText(openedAt, now)
	]);
	const head = [
		md`review`,
		md`rolled back`,
		md`open since`
	];
	return [{
		kind: "table",
		rank: 2,
		name: "open reviews",
		title: heading(3, md`Open reviews of rollbacks`),
		head,
		rows
	}];
}
// src/reports/status/one-prompt.ts
/** Rolled-back versions that are named; of more, the number is told. */
const MOST_FLAGGED = 5;
/** For `/status <prompt>`: what is stopped and what brings it on, what is live on what evidence; at most `limit` bytes. */
function promptStatus(input, limit = COMMENT_LIMIT) {
	const { events, now, reviews, state } = input;
	const standings = standingsOf(state, input);
	return fitSections([
		{
			kind: "block",
			rank: 0,
			name: "",
			body: introduction(input)
		},
		{
			kind: "items",
			rank: 1,
			name: "environments that are held, frozen or wait",
			title: heading(3, md`Held, frozen or waiting`),
			items: standings.filter(needsAttention).flatMap((standing) => attentionItems(standing, state, now))
		},
		...reviewsSection(reviews, now),
		{
			kind: "table",
			rank: 2,
			name: "environments",
			title: heading(3, md`Live now`),
			head: [
				md`where`,
				md`live`,
				md`evidence`
			],
			rows: standings.map((standing) => liveRow(standing, input))
		},
		{
			kind: "table",
			rank: 3,
			name: "events",
			title: heading(3, md`Last events`),
			head: EVENT_COLUMNS,
			rows: events.map((event) => eventRow(event, input))
		}
	], {
		limit,
		fullReport: link(md`the release branch`, promptFolderUrl(input, state.prompt_id))
	});
}
function introduction({ now, state, ...links }) {
	const { latest, prompt_id: id, sequence, slug, versions } = state;
	const newest = link(code(latest.version), versionUrl(links, id, latest.version));
	return stack([
		state.lifecycle === "archived" ? paragraph(md`📦 **Archived:** ${code(id)} is kept, and not served. This serves it again:`) : NOTHING,
		state.lifecycle === "archived" ? commandBlock([{
			verb: "restore",
			prompt: id
		}]) : NOTHING,
		paragraph(md`${code(id)} (${code(slug)}): ${versions} versions, ${sequence} events. Newest: ${newest}, published ${sinceText(latest.published_at, now)}.`)
	]);
}
function attentionItems(standing, { prompt_id: prompt }, now) {
	const { environment, frozen, held, waiting } = standing;
	const where = code(environment);
	const lift = [paragraph(md`This lifts it:`), commandBlock([{
		verb: "unfreeze",
		prompt,
		environment
	}])];
	const why = [...held === null ? [] : [md`⏸️ ${where} is **held** after a rollback, ${markText(held, now)}.`], ...frozen === null ? [] : [md`❄️ ${where} is **frozen** ${markText(frozen, now)}.`]].map(paragraph);
	const items = why.length === 0 ? [] : [stack([
		...why,
		...flaggedBlock(standing),
		...lift
	])];
	return waiting === null || waiting.code === "archived" ? items : [...items, waitingItem(where, waiting)];
}
function flaggedBlock({ flagged }) {
	if (flagged.length === 0) return [];
	const more = flagged.length - MOST_FLAGGED;
	const shown = enumerate(flagged.slice(-5).map(code));
	return [paragraph(md`Rolled back here: ${shown}${more > 0 ? md` and ${more} before` : md``}.`)];
}
function waitingItem(where, waiting) {
	const version = code(waiting.version);
	switch (waiting.code) {
		case "promotable": return stack([paragraph(waiting.afterUnfreeze ? md`${version} waits for ${where}. Once the freeze is lifted, this brings it:` : md`${version} waits for ${where}. This brings it:`), commandBlock([waiting.promote])]);
		case "rolled_back": return paragraph(md`${version}, the newest version, was rolled back in ${where}: it does not come back by itself.`);
		case "evidence_missing": return paragraph(md`${version} waits for ${where}, which requires the gate's evidence; it was published without any, so a promotion would be refused (${code(waiting.code)}).`);
		case "evidence_failed": return paragraph(md`${version} waits for ${where}, which requires the gate's evidence; the gate held it back, so a promotion would be refused (${code(waiting.code)}).`);
	}
}
function liveRow({ environment, pointer }, input) {
	const configured = input.environments.includes(environment) ? md`` : md` (no longer configured)`;
	const where = md`${code(environment)}${configured}`;
	if (pointer === null) return [
		where,
		md`_nothing_`,
		md``
	];
	const { by, since, version } = pointer;
	const live = link(code(version), versionUrl(input, input.state.prompt_id, version));
	return [
		where,
		md`${live}<br>since ${sinceText(since, input.now)} by ${code(by)}`,
		evidenceCell(input.versions.get(version))
	];
}
function evidenceCell(version) {
	return version === void 0 ? md`_could not be read_` : evidenceInline(version.evaluation);
}
// src/reports/status/overview.ts
/** For `/status`: what is held, frozen or waits, the open reviews, and then what is live; at most `limit` bytes. */
function statusOverview({ environments, now, reviews, states }, limit = COMMENT_LIMIT) {
	if (states.length === 0) return "Nothing was published yet.";
	const around = {
		environments,
		evidenceRule: () => "optional",
		versions: /* @__PURE__ */ new Map()
	};
	const prompts = states.map((state) => ({
		state,
		standings: standingsOf(state, around)
	}));
	const stopped = prompts.toSorted((a, b) => urgency(a) - urgency(b)).flatMap(attentionRows(now));
	return fitSections([
		{
			kind: "block",
			rank: 0,
			name: "",
			body: summary(states.length, stopped.length)
		},
		{
			kind: "table",
			rank: 1,
			name: "prompts that are held, frozen or wait",
			title: heading(3, md`Held, frozen or waiting`),
			head: [md`where`, md`what and why`],
			rows: stopped
		},
		...reviewsSection(reviews, now),
		{
			kind: "table",
			rank: 3,
			name: "prompts",
			title: heading(3, md`Live now`),
			head: [md`prompt`, md`live`],
			rows: prompts.map(({ standings, state }) => [code(state.prompt_id), liveCell(state, standings, now)])
		}
	], {
		limit,
		fullReport: md`the release branch's README`
	});
}
function summary(prompts, stopped) {
	const first = stopped === 0 ? md`Nothing is held, frozen or waits.` : md`**Held, frozen or waiting: ${stopped}.**`;
	return paragraph(md`Prompts: ${prompts}. ${first} ${code("/status <prompt>")} shows the evidence, and the commands that bring what waits.`);
}
/** What somebody stopped first, then what only waits, and archived prompts last. */
function urgency({ standings, state }) {
	if (state.lifecycle === "archived") return 2;
	return standings.some(({ frozen, held }) => frozen !== null || held !== null) ? 0 : 1;
}
function attentionRows(now) {
	return ({ standings, state }) => {
		const id = code(state.prompt_id);
		if (state.lifecycle === "archived") return [[id, md`📦 archived: kept, and not served`]];
		return standings.filter(needsAttention).map((standing) => [md`${id} ${code(standing.environment)}`, joinInline(attentionOf(standing, now), md`<br>`)]);
	};
}
function attentionOf({ frozen, held, waiting }, now) {
	const waits = waiting === null || waiting.code === "archived" ? [] : [waiting.code === "rolled_back" ? md`${code(waiting.version)} was rolled back here` : md`${code(waiting.version)} waits`];
	return [
		...held === null ? [] : [md`⏸️ held ${markText(held, now)}`],
		...frozen === null ? [] : [md`❄️ frozen ${markText(frozen, now)}`],
		...waits
	];
}
/** Environments that were moved to one version by one cause are told together. */
function liveCell(state, standings, now) {
	const groups = /* @__PURE__ */ new Map();
	for (const standing of standings) {
		const { pointer } = standing;
		if (pointer === null) continue;
		const key = `${pointer.version} ${pointer.since} ${pointer.by}`;
		groups.set(key, [...groups.get(key) ?? [], standing]);
	}
	const lines = [...groups.values()].map((group) => liveLine(group, now));
	if (lines.length === 0) return md`_nothing_, newest ${code(state.latest.version)}`;
	return joinInline(lines, md`<br>`);
}
function liveLine(group, now) {
	const pointer = group[0]?.pointer ?? null;
	if (pointer === null) return md``;
	const where = enumerate(group.map(({ environment }) => code(environment)));
	return md`${code(pointer.version)} in ${where} since ${sinceText(pointer.since, now)} by ${code(pointer.by)}`;
}
/** How many events `/history` shows, and how many `/status` of one prompt. */
const EVENTS = {
	history: 30,
	status: 5
};
/**
* Answers `/status`, `/history` and `/diff` from what the release branch says now, below an alarm that stands about it or that
* reading it raises.
*/
async function readingAnswer(command, controls, ports) {
	const heads = /* @__PURE__ */ new Set();
	const noting = {
		...ports,
		branch: (name) => notingHeads(ports.branch(name), heads)
	};
	const [[standing] = [], answer] = await Promise.all([ports.alarms?.(), answerOf(command, controls, noting)]);
	const alarm = standing ?? await alarmAbout(heads, controls, ports);
	return alarm === null ? answer : `${alarmWarning(alarm)}\n\n${answer}`;
}
/** Remembers at which heads the branch was read. */
function notingHeads(branch, heads) {
	return {
		...branch,
		read: async (paths, at) => {
			const snapshot = await branch.read(paths, at);
			heads.add(snapshot.head);
			return snapshot;
		}
	};
}
/** What vouching for what was read raises; null where it is good, and where that cannot be known now. */
async function alarmAbout(heads, { config }, { vouch }) {
	try {
		for (const head of heads) await vouch?.(config.file.release_branch, head);
		return null;
	} catch (error) {
		if (error instanceof BranchAlarmError) return error;
		if (error instanceof OutsideError) return null;
		throw error;
	}
}
async function answerOf(command, controls, ports) {
	const { config } = controls;
	const branch = ports.branch(config.file.release_branch);
	const { prompt } = command;
	if (prompt === null) {
		const [states, reviews] = await Promise.all([allStates(branch), reviewsOf(null, ports.openReviews)]);
		return statusOverview({
			states,
			environments: environmentsOf(states, controls),
			reviews,
			now: ports.surroundings.now()
		}, 63500);
	}
	switch (command.verb) {
		case "diff": return answerDiff(branch, {
			prompt,
			versions: command.versions,
			controls
		});
		case "history": {
			const { repositoryUrl } = ports;
			return answerHistory(branch, {
				prompt,
				controls,
				links: {
					releaseBranch: config.file.release_branch,
					repositoryUrl
				}
			});
		}
		case "status": return answerStatus(prompt, controls, ports);
	}
}
/** In promotion order. Of a config that nobody could ever read nothing is guessed: the ledger's, by name. */
function environmentsOf(states, { config, standing }) {
	if (standing.kind !== "unreadable") return config.environments;
	return [...new Set(states.flatMap((state) => Object.keys(state.environments)))].toSorted();
}
/** The open reviews of all prompts, or of one by its id. A status without them is still a status. */
async function reviewsOf(prompt, openReviews) {
	try {
		return (await openReviews()).filter(({ promptId }) => prompt === null || promptId === prompt);
	} catch (error) {
		if (!(error instanceof OutsideError)) throw error;
		return null;
	}
}
async function answerHistory(branch, { controls, links, prompt }) {
	const history = await historyOf(branch, prompt, EVENTS.history);
	if (history === void 0) return unknownPrompt(branch, "history", prompt);
	return historyAnswer(history, {
		environments: environmentsOf([history.state], controls),
		...links
	});
}
/** One prompt, with the evidence of what is live and of what waits. */
async function answerStatus(prompt, controls, ports) {
	const { file } = controls.config;
	const branch = ports.branch(file.release_branch);
	const history = await historyOf(branch, prompt, EVENTS.status);
	if (history === void 0) return unknownPrompt(branch, "status", prompt);
	const { state } = history;
	const environments = environmentsOf([state], controls);
	const [versions, reviews] = await Promise.all([currentVersions(branch, state, environments), reviewsOf(state.prompt_id, ports.openReviews)]);
	const evidenceRule = (environment) => evidenceToPromote({
		controls,
		environment
	});
	const { repositoryUrl, surroundings } = ports;
	const links = {
		repositoryUrl,
		releaseBranch: file.release_branch
	};
	return promptStatus({
		...history,
		...links,
		environments,
		evidenceRule,
		versions,
		reviews,
		now: surroundings.now()
	}, 63500);
}
/** Two named versions; one and the latest; or, without any, what is live and the latest (or what was live before). */
async function answerDiff(branch, { controls, prompt, versions }) {
	const history = await historyOf(branch, prompt, 1);
	if (history === void 0) return unknownPrompt(branch, "diff", prompt);
	const { state } = history;
	const live = environmentsOf([state], controls).at(-1) ?? defaultEnvironment(controls.config);
	const [from, to] = versions.length === 0 ? usualPair(state, live) : [versions[0], versions[1] ?? state.latest.version];
	if (from === void 0 || to === void 0) return nothingAnswer({
		code: "nothing_to_compare",
		prompt
	});
	const found = await versionsOf(branch, state.prompt_id, [from, to]);
	const [before, after] = [found.get(from), found.get(to)];
	if (before === void 0) return nothingAnswer({
		code: "unknown_version",
		prompt,
		version: from
	});
	if (after === void 0) return nothingAnswer({
		code: "unknown_version",
		prompt,
		version: to
	});
	return diffAnswer(state.prompt_id, before, after);
}
function usualPair(state, environment) {
	const { pointer, trail } = environmentOf(state, environment);
	if (pointer === null || pointer.version === state.latest.version) return [trail.at(-2)?.version, trail.at(-1)?.version];
	return [pointer.version, state.latest.version];
}
async function unknownPrompt(branch, verb, prompt) {
	const { files } = await branch.read([README_PATH]);
	return nothingAnswer({
		code: "unknown_prompt",
		verb,
		prompt,
		suggestions: nearestFew(prompt, promptsInReadme(files.get(README_PATH)), 3)
	});
}
// src/reports/answers/redelivery-answer.ts
function redeliverRefusedAnswer(refused) {
	return stack([paragraph(whyNotSent(refused)), paragraph(md`Nothing was sent (${code(refused.code)}).`)]).block;
}
function whyNotSent(refused) {
	switch (refused.code) {
		case "not_permitted": return md`❌ You may not have webhooks sent again: that needs ${code(refused.needs)}, and your role is ${code(refused.role)}.`;
		case "too_old": return md`❌ This command is ${refused.minutes} minutes old, and things may have changed since: write it again.`;
		case "config_broken": return md`❌ Who receives webhooks is not known: the settings on the default branch are broken at ${code(refused.where)}. Mend them, then ask again.`;
	}
}
/** Hosts only: paths and queries of addresses may hold tokens. */
function redeliveryAnswer(eventId, redelivery) {
	const event = code(eventId);
	switch (redelivery.status) {
		case "unknown_event": return stack([paragraph(md`❌ No event that was announced here within 30 days has the id ${event}. Nothing was sent.`), paragraph(md`${code("/history <prompt>")} shows what happened, and what is live now is what counts.`)]).block;
		case "nobody_wants_it": return paragraph(md`No webhook of the settings wants ${event}. Nothing was sent.`).block;
		case "redelivered": {
			const rows = redelivery.endpoints.map(({ host, standing }) => [code(host), standingText(standing)]);
			return stack([
				paragraph(md`📨 The webhooks of ${event}, asked for again:`),
				table([md`endpoint`, md`now`], rows),
				paragraph(md`Each keeps its ${code("webhook-id")}, so a receiver that took it before leaves it alone.`)
			]).block;
		}
	}
}
function standingText(standing) {
	switch (standing.state) {
		case "on_its_way": return standing.isNew ? md`on its way, for the first time` : md`on its way`;
		case "delivered": return standing.status === null ? md`delivered` : md`delivered (${standing.status})`;
		case "waiting": return md`failed, tried again at ${code(standing.nextAt)}`;
		case "given_up": return md`given up (${code(standing.why)})`;
		case "switched_off": return md`switched off; the app's operator turns it on with ${code("pointsman webhooks enable")}`;
		case "not_granted": return md`waits for the app's operator (${code(standing.code)})`;
		case "left_out": return md`left out: the settings no longer send it there`;
	}
}
// src/commands/redelivering.ts
/** Has an event's webhooks sent again, and answers with how each endpoint stands. */
async function redeliveringAnswer({ asker, cause, eventId }, controls, { redeliver, surroundings }) {
	const decided = decidePermission(controls.config.permissions.redeliver, asker, null);
	if (!decided.permitted) return redeliverRefusedAnswer({
		code: "not_permitted",
		needs: decided.needs,
		role: asker.role
	});
	if (controls.standing.kind === "unreadable") return redeliverRefusedAnswer({
		code: "config_broken",
		where: brokenAt(controls) ?? ""
	});
	const stale = tooOld(cause, surroundings.now());
	if (stale) return redeliverRefusedAnswer({
		code: "too_old",
		minutes: Number(stale.details.minutes)
	});
	return redeliveryAnswer(eventId, await redeliver({
		eventId,
		askedAt: cause.requestedAt ?? surroundings.now(),
		controls
	}));
}
// src/commands/comment.ts
/**
* Handles a newly created comment (contracts §4): line → command → who may, and present state → events → commit → answer.
* Bots and text that is no command are ignored; so is, in silence, whoever lacks the triage role, and everything where
* the config lets another entry announce.
*/
async function handleComment(comment, ports) {
	try {
		let read;
		return await handle(comment, {
			...ports,
			controls: async () => {
				read = await ourControls(ports);
				return read;
			},
			answer: (body) => ports.answer(noted(body, read, ports))
		});
	} catch (error) {
		if (error instanceof AnsweredElsewhere) return {
			kind: "ignored",
			why: "elsewhere"
		};
		throw error;
	}
}
/** Whatever is answered while the config has errors says so first: nobody is to take a guess for the settings. */
function noted(body, controls, links) {
	const note = controls === void 0 ? null : configNote(controls, links);
	return note === null ? body : `${note.block}\n\n${body}`;
}
/** The config names another entry. Thrown where the config is read, so that no decision and no write can follow. */
var AnsweredElsewhere = class extends Error {
	name = "AnsweredElsewhere";
};
async function ourControls({ announcer, controls }) {
	const read = await controls();
	if (read.config.file.announce !== announcer) throw new AnsweredElsewhere();
	return read;
}
async function handle(comment, ports) {
	const parsed = parseComment(comment.body);
	if (parsed.kind === "none") return {
		kind: "ignored",
		why: "no_command"
	};
	if (comment.author.isBot) return {
		kind: "ignored",
		why: "bot"
	};
	if (parsed.kind === "malformed") return answerMalformed(comment, parsed, ports);
	const { command } = parsed;
	const operation = operationOf(command, comment);
	if (operation !== void 0 || command.verb === "publish" || command.verb === "redeliver") {
		const [alarm] = await ports.alarms?.() ?? [];
		if (alarm !== void 0) return answerAlarm(comment, command.verb, {
			ports,
			alarm
		});
	}
	if (operation === void 0) return answerOther(comment, command, ports);
	const operated = await runOperation(comment, operation, ports);
	return operated.kind === "stranger" ? {
		kind: "ignored",
		why: "stranger"
	} : {
		kind: "answered",
		verb: operation.verb,
		outcome: operated.outcome
	};
}
/** Nothing is decided on a state that may be forged, and nothing is built on it. */
async function answerAlarm(comment, verb, { alarm, ports }) {
	if (!await mayTalk(comment.author.login, ports)) return {
		kind: "ignored",
		why: "stranger"
	};
	await Promise.all([ports.answer(branchAlarmAnswer(alarm)), ports.react("refused")]);
	return {
		kind: "answered",
		verb,
		outcome: null
	};
}
async function answerMalformed(comment, malformed, ports) {
	if (!await mayTalk(comment.author.login, ports)) return {
		kind: "ignored",
		why: "stranger"
	};
	await Promise.all([ports.answer(await malformedReply(malformed, ports)), ports.react("refused")]);
	return {
		kind: "answered",
		verb: malformed.typed.verb,
		outcome: null
	};
}
/** The verbs that are no operation on one prompt's pointers: they read, publish or explain. */
async function answerOther(comment, command, ports) {
	const [controls, asker] = await Promise.all([ports.controls(), askerOf(comment.author.login, command.verb, ports)]);
	if (!mayRead(asker, controls)) return {
		kind: "ignored",
		why: "stranger"
	};
	ports.log(`comment ${comment.id}: ${command.verb}`);
	await ports.answer(await bodyOf(comment, command, {
		ports,
		controls,
		asker
	}));
	return {
		kind: "answered",
		verb: command.verb,
		outcome: null
	};
}
async function bodyOf(comment, command, hearing) {
	const { asker, controls, ports } = hearing;
	try {
		switch (command.verb) {
			case "status":
			case "history":
			case "diff": return await readingAnswer({
				...command,
				verb: command.verb
			}, controls, ports);
			case "publish": return await publishingAnswer({
				prompt: command.prompt ?? "",
				cause: causeOf(comment, command.reason),
				asker
			}, controls, ports);
			case "evaluate": return await answerEvaluate({
				sha: command.word ?? "",
				cause: causeOf(comment, command.reason),
				asker
			}, controls, ports);
			case "redeliver": {
				const cause = causeOf(comment, command.reason);
				return await redeliveringAnswer({
					eventId: command.word ?? "",
					cause,
					asker
				}, controls, ports);
			}
			case "help": return commandHelp(Object.values(VERBS));
			default: return unsupportedAnswer(command.verb);
		}
	} catch (error) {
		if (error instanceof DocumentError) return damagedAnswer(error);
		if (error instanceof BranchAlarmError) return branchAlarmAnswer(error);
		if (!(error instanceof OutsideError)) throw error;
		const mayHaveHappened = error instanceof UnknownOutcomeError;
		return couldNotLookAnswer({
			doing: error.doing,
			mayHaveHappened
		}, commandLine({
			...command,
			reason: null
		}));
	}
}
// src/github/pulls.ts
const side = z.object({
	sha: z.string(),
	ref: z.string(),
	repo: z.object({ id: z.number() }).nullable()
});
const pull = z.object({
	number: z.number(),
	html_url: z.string(),
	title: z.string(),
	state: z.enum(["open", "closed"]),
	merged_at: z.string().nullable(),
	merge_commit_sha: z.string().nullish(),
	user: account,
	author_association: z.string(),
	head: side,
	base: side
});
/** A pull request by number. Throws `RequestRefused` (404) where there is none. */
async function pullRequest({ client, owner, repo }, number) {
	const answer = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
		owner,
		repo,
		pull_number: number
	});
	return fromRest(parseAnswer(pull, answer.data, "a pull request"));
}
/** What `/evaluate` looks at of a pull request; null where the number is an issue's. */
async function pullNow(repository, number) {
	try {
		const { base, head, state } = await pullRequest(repository, number);
		return {
			number,
			isOpen: state === "open",
			headSha: head.sha,
			baseBranch: base.ref
		};
	} catch (error) {
		if (error instanceof RequestRefused && error.status === 404) return null;
		throw error;
	}
}
z.object({ commit: z.object({ sha: z.string() }) });
function fromRest(rest) {
	const { head, base } = rest;
	return {
		number: rest.number,
		url: rest.html_url,
		title: rest.title,
		state: rest.state,
		mergedAt: rest.merged_at,
		mergeCommit: rest.merge_commit_sha ?? null,
		author: rest.user,
		authorAssociation: rest.author_association,
		head: {
			sha: head.sha,
			ref: head.ref
		},
		base: {
			sha: base.sha,
			ref: base.ref
		},
		fromFork: head.repo === null || head.repo.id !== base.repo?.id
	};
}
// src/github/statuses.ts
/** GitHub cuts nothing: it refuses longer descriptions. */
const MAX_DESCRIPTION = 140;
const status$1 = z.object({
	state: z.enum([
		"error",
		"failure",
		"pending",
		"success"
	]),
	context: z.string(),
	description: z.string().nullable(),
	target_url: z.string().nullable(),
	creator: account
});
/** Our statuses of a commit with a context, newest first. */
async function ourStatuses({ author, client, owner, repo, sha }, context) {
	const route = "GET /repos/{owner}/{repo}/commits/{ref}/statuses";
	const parameters = {
		owner,
		repo,
		ref: sha
	};
	const found = [];
	for await (const one of listAll(client, {
		route,
		parameters,
		item: status$1
	})) {
		if (one.context !== context || !isBy(author, one.creator)) continue;
		found.push({
			state: one.state,
			context,
			description: one.description ?? "",
			url: one.target_url
		});
	}
	return found;
}
/** Sets a status; where GitHub did not answer, looks before it sets it again. */
async function setStatus(commit, wanted) {
	const { client, owner, repo, sha } = commit;
	const description = wanted.description.slice(0, MAX_DESCRIPTION);
	const { context, state, url } = wanted;
	await landOnce({
		look: async () => {
			const [newest] = await ourStatuses(commit, context);
			return newest?.state === state && newest.description === description && newest.url === url ? true : void 0;
		},
		write: async () => {
			const route = "POST /repos/{owner}/{repo}/statuses/{sha}";
			const given = {
				state,
				context,
				description,
				...url === null ? {} : { target_url: url }
			};
			const answer = await client.request(route, {
				owner,
				repo,
				sha,
				...given
			});
			parseAnswer(status$1, answer.data, "a commit status");
			return true;
		},
		lookFirst: false
	});
}
// src/github/workflows.ts
const repositoryAnswer = z.object({ default_branch: z.string() });
const runAnswer = z.object({ html_url: z.url() });
const REFUSALS = {
	403: "not_permitted",
	404: "missing",
	422: "unsuited"
};
/**
* Starts a workflow of the default branch (https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event). GitHub knows no
* key for it, so it is never repeated: throws `UnknownOutcomeError` where it is not known whether a run began.
*/
async function dispatchWorkflow({ client, inputs, owner, repo, workflow }) {
	const route = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
	const found = await client.request("GET /repos/{owner}/{repo}", {
		owner,
		repo
	});
	const { default_branch: ref } = parseAnswer(repositoryAnswer, found.data, "a repository");
	const where = {
		owner,
		repo,
		workflow_id: workflow,
		ref
	};
	try {
		const answer = await client.request(route, {
			...where,
			inputs,
			return_run_details: true
		});
		if (answer.status === 204) return {
			status: "dispatched",
			runUrl: null
		};
		return {
			status: "dispatched",
			runUrl: parseAnswer(runAnswer, answer.data, "a workflow run").html_url
		};
	} catch (error) {
		const status = error instanceof RequestRefused ? REFUSALS[error.status] : void 0;
		if (status === void 0) throw error;
		return { status };
	}
}
// src/reports/evaluation/commit-status.ts
function askedStatus({ askedBy, pull }, commentUrl) {
	return status(pull, {
		state: "pending",
		words: `evaluation asked for by ${askedBy}`,
		url: commentUrl
	});
}
function notStartedStatus(pull, commentUrl) {
	return status(pull, {
		state: "error",
		words: "the workflow could not be started",
		url: commentUrl
	});
}
function status(pull, { state, url, words }) {
	return {
		state,
		context: STATUS_CONTEXT,
		description: `${subject(pull)}${words}`.slice(0, 140),
		url
	};
}
function subject({ baseBranch, number }) {
	return `#${number} into ${baseBranch.slice(0, 60)}: `;
}
// src/app/evaluations.ts
/** Evaluations as the app starts them: a run of the default branch's workflow, announced by a status of the commit. */
function dispatchedEvaluations(place) {
	return {
		pull: () => pullNow(place.repository, place.issue),
		start: (request) => start(place, request)
	};
}
/**
* The pending status comes first and leads to the comment: GitHub starts a workflow as often as it is told to, and this
* is how a comment that is delivered again is known. A crash in between starts nothing; another comment does.
*/
async function start(place, request) {
	const { commentUrl, repository } = place;
	const { client, owner, repo } = repository;
	const commit = {
		client,
		owner,
		repo,
		sha: request.sha,
		author: await repository.self()
	};
	try {
		if ((await ourStatuses(commit, "pointsman")).some(({ url }) => url === commentUrl)) return { status: "repeated" };
		await setStatus(commit, askedStatus(request, commentUrl));
	} catch (error) {
		if (!(error instanceof RequestRefused) || error.status !== 403) throw error;
		return {
			status: "refused",
			refusal: { code: "statuses_not_permitted" }
		};
	}
	const dispatched = await dispatch(repository, request);
	if (dispatched.status === "dispatched") return {
		status: "started",
		runUrl: dispatched.runUrl
	};
	await setStatus(commit, notStartedStatus(request.pull, commentUrl));
	return {
		status: "refused",
		refusal: refusalOf(dispatched.status, request.workflow)
	};
}
function dispatch({ client, owner, repo }, { askedBy, pull, sha, workflow }) {
	return dispatchWorkflow({
		client,
		owner,
		repo,
		workflow,
		inputs: {
			task: "evaluate",
			"pull-request": String(pull.number),
			sha,
			"asked-by": askedBy
		}
	});
}
function refusalOf(status, workflow) {
	switch (status) {
		case "missing": return {
			code: "workflow_missing",
			workflow
		};
		case "unsuited": return {
			code: "workflow_unsuited",
			workflow
		};
		case "not_permitted": return { code: "dispatch_not_permitted" };
	}
}
// src/releases/find-event.ts
/**
* The event with this id, as it would be announced now; undefined where there is none, or not with the versions that it names. Found through the keys that states
* keep, so among the events of the last 30 days, and the last 500 of a prompt: one read of all states and no search
* through the ledger. Its commit is the head, which holds the event like every commit since.
*/
async function findEvent(branch, id, at) {
	for (const state of await allStates(branch, at)) {
		const kept = state.keys.find(({ key }) => eventId(state.slug, key) === id);
		if (kept === void 0) continue;
		const { prompt_id: promptId } = state;
		const snapshot = await branch.read([eventPath(promptId, kept.sequence)], at);
		const event = readEvent(snapshot, promptId, kept.sequence);
		if (event === void 0 || snapshot.head === null) return void 0;
		const named = [event.version, event.previous_version].filter((version) => version !== null);
		const versions = await versionsOf(branch, promptId, [...new Set(named)], snapshot.head);
		if (named.some((version) => !versions.has(version))) return void 0;
		const versionOf = (version) => versions.get(version ?? "") ?? null;
		const announced = {
			event,
			version: versionOf(event.version),
			previousVersion: versionOf(event.previous_version)
		};
		return {
			commit: snapshot.head,
			prompts: [{
				promptId,
				state,
				events: [announced]
			}]
		};
	}
}
// src/app/redeliver.ts
/** As many endpoints as one config ever had. */
const MOST$2 = 1e3;
/**
* Sends an event's webhooks again, of this repository only, to the endpoints that a new event would go to: those that never
* had it get it, those that had it get it again. What the store has no more is made anew from the release branch.
*/
function redeliverFrom(redelivering) {
	const { now, outbox, repository } = redelivering;
	return async ({ askedAt, controls, eventId }) => {
		const asked = {
			eventId,
			askedAt: Date.parse(askedAt),
			controls
		};
		const announced = await storedMessage(eventId, redelivering) ?? await announcedMessage(asked, redelivering);
		if (announced === void 0) return { status: "unknown_event" };
		const { webhooks } = controls.config.file;
		const wanted = wantedBy(webhooks, announced.message);
		if (wanted.length === 0) return { status: "nobody_wants_it" };
		const { endpoints } = await announceMessages({
			...watchedBranch(repository.id, controls),
			webhooks,
			messages: [announced],
			now: now(),
			commit: null,
			again: true
		}, outbox);
		const targets = wanted.flatMap((index) => endpoints[index] ?? []);
		for (const endpointId of targets) {
			const filter = {
				repositoryId: repository.id,
				eventId,
				endpointId
			};
			await outbox.replay(filter, {
				now: now(),
				askedAt: asked.askedAt
			});
		}
		outbox.wake();
		const ungranted = ungrantedEndpoints(endpoints, controls, redelivering);
		return {
			status: "redelivered",
			endpoints: await standings(asked, {
				...redelivering,
				targets,
				ungranted
			})
		};
	};
}
/** The event with the very text that was sent, where the store still has it. */
async function storedMessage(eventId, { outbox, repository }) {
	const [delivery] = await outbox.list({
		repositoryId: repository.id,
		eventId,
		limit: 1
	});
	const body = delivery === void 0 ? null : (await outbox.show(delivery.id))?.body;
	if (delivery === void 0 || body === null || body === void 0) return void 0;
	const { environment, promptId, sequence, type } = delivery;
	return {
		message: {
			id: eventId,
			type,
			environment,
			body: Buffer.from(body, "utf8")
		},
		promptId,
		sequence
	};
}
/**
* The event made anew from the release branch as it was announced last. What lies behind that nobody has judged yet, and
* neither has anybody where nothing was announced: it is never signed.
*/
async function announcedMessage({ controls, eventId }, { outbox, repository }) {
	const watched = watchedBranch(repository.id, controls);
	const good = await outbox.announcedCommit(watched);
	if (good === null) return void 0;
	const found = await findEvent(repository.branch(watched.branch), eventId, good);
	return found === void 0 ? void 0 : webhookMessages(found, repository)[0];
}
/** By number, why nothing can be sent there. */
function ungrantedEndpoints(endpoints, { config }, { repository, settings }) {
	const { refused } = resolveEndpoints({
		repositoryId: repository.id,
		endpoints: config.file.webhooks,
		grants: settings.webhookGrants,
		secretOf: settings.secretOf
	});
	return new Map(refused.map(({ code, index }) => [endpoints[index] ?? 0, code]));
}
async function standings({ askedAt, eventId }, sent) {
	const { outbox, repository, targets } = sent;
	return (await outbox.list({
		repositoryId: repository.id,
		eventId,
		limit: MOST$2
	})).toReversed().map((delivery) => ({
		host: URL.parse(delivery.url)?.host ?? delivery.url,
		standing: targets.includes(delivery.endpointId) ? standingOf$1(delivery, {
			askedAt,
			ungranted: sent.ungranted
		}) : { state: "left_out" }
	}));
}
function standingOf$1({ code, createdAt, dueAt, endpointId, state, status }, { askedAt, ungranted }) {
	const missing = ungranted.get(endpointId);
	switch (state) {
		case "pending":
		case "leased":
		case "failed":
			if (missing !== void 0) return {
				state: "not_granted",
				code: missing
			};
			return state === "failed" && dueAt !== null ? {
				state: "waiting",
				nextAt: new Date(dueAt).toISOString().replace(/\.\d{3}Z$/, "Z")
			} : {
				state: "on_its_way",
				isNew: createdAt >= askedAt
			};
		case "delivered": return {
			state: "delivered",
			status
		};
		case "disabled": return { state: "switched_off" };
		case "dead": return {
			state: "given_up",
			why: code ?? "dead"
		};
	}
}
// src/app/comment-created.ts
/** A new comment: runs it if it is a command, and answers it once. */
async function commentCreated(created) {
	const { alarms, comment, configs, issue, log, now, outbox, repository } = created;
	const { settings, surroundings, takeTurns } = created;
	const { controls, members, sources, url } = repository;
	const branchName = await lastBranchName(configs, repository.id);
	const guarded = created.guarded(repository);
	return handleComment(comment, {
		branch: (name) => guarded(name).branch,
		vouch: (name, head) => guarded(name).vouch(head),
		alarms: () => alarms.standing({
			repositoryId: repository.id,
			branch: branchName
		}),
		controls,
		members,
		sources,
		evaluations: dispatchedEvaluations({
			repository,
			issue,
			commentUrl: comment.url
		}),
		branchName,
		inTurn: (work) => takeTurns(repository.id, work),
		surroundings,
		announcer: "app",
		repositoryUrl: url,
		redeliver: redeliverFrom({
			repository,
			outbox,
			settings,
			now
		}),
		openReviews: async () => incidentIssues(repository, await repository.self()).open(),
		log,
		...repliesTo({
			...repository,
			issue,
			comment,
			log
		})
	});
}
// src/app/handlers.ts
const NO_COMMIT = /^0+$/;
/**
* The Probot app: new comments run commands, pushes to the release branch are announced. The comments on one issue come to it
* one at a time, and so do the pushes of one repository: repeats find what the first one did.
*/
function pointsmanApp(parts) {
	const handling = {
		...parts,
		now: () => Date.parse(parts.surroundings.now()),
		takeTurns: takingTurns()
	};
	return (app) => {
		app.on("issue_comment.created", (context) => onComment(context, handling));
		app.on("push", (context) => onPush(context, handling));
	};
}
async function onComment(context, handling) {
	const { comment, issue } = context.payload;
	if (!comment.body.startsWith("/") || comment.user === null) return;
	const user = comment.user;
	const repository = await repositoryOf(context, handling);
	const handled = await commentCreated({
		...handling,
		repository,
		issue: issue.number,
		comment: {
			id: comment.id,
			body: comment.body,
			url: comment.html_url,
			createdAt: comment.created_at,
			author: {
				login: user.login,
				id: user.id,
				isBot: user.type === "Bot"
			}
		},
		log: (message) => context.log.info(message)
	});
	if (handled.kind === "ignored") return;
	const { outcome, verb } = handled;
	const elapsedMs = handling.now() - Date.parse(comment.created_at);
	handling.recorder.commandHandled({
		verb,
		outcome: outcome?.status ?? "answered",
		elapsedMs
	});
}
async function onPush(context, handling) {
	try {
		await followPush(context, handling);
	} finally {
		handling.pushed(context.payload.repository.id);
	}
}
async function followPush(context, handling) {
	const { after, before, forced, ref, repository: facts, sender } = context.payload;
	if (!ref.startsWith("refs/heads/")) return;
	const repository = await repositoryOf(context, handling);
	const tools = {
		...handling,
		log: (message) => context.log.warn(message)
	};
	if (ref === `refs/heads/${facts.default_branch}` && changesConfig(context.payload)) {
		await lookAtRepository(repository, tools);
		return;
	}
	const controls = await repository.controls();
	const { announce, release_branch } = controls.config.file;
	if (ref !== `refs/heads/${release_branch}` || announce !== "app") return;
	if (controls.standing.kind === "unreadable") return tools.log(`not announced: ${brokenAt(controls)} is broken`);
	await releasePushed({
		repository,
		controls,
		...tools,
		move: {
			before: commitOrNull(before),
			after: commitOrNull(after),
			forced,
			pusher: sender?.login ?? null
		}
	});
}
/** Where GitHub names no commits, as after some forced pushes, it may. */
function changesConfig({ commits, forced }) {
	if (forced || commits.length === 0) return true;
	return commits.some(({ added, modified, removed }) => [
		added,
		modified,
		removed
	].some((paths) => paths?.includes(CONFIG_PATH)));
}
function commitOrNull(oid) {
	return NO_COMMIT.test(oid) ? null : oid;
}
async function repositoryOf(context, { github }) {
	const { installation, repository } = context.payload;
	if (installation === void 0) throw new Error("GitHub's delivery names no installation of the app");
	return github.open(repository, installation.id);
}
// src/app/http-server.ts
/** GitHub waits ten seconds for an answer; whoever takes longer to send a request is nobody to wait for. */
const REQUEST_MS = 15e3;
/** At once. GitHub opens one for each delivery, and a burst of hundreds must get in; each costs some 100 KB at most. */
const CONNECTIONS = 1024;
/** Listens; rejects where the address is taken or not ours. What an answer rejects with becomes a 500. */
async function listen({ answer, connections = CONNECTIONS, host, onDrop, onError, port, requestMs = REQUEST_MS }) {
	const limits = {
		headersTimeout: requestMs,
		requestTimeout: requestMs,
		connectionsCheckingInterval: requestMs / 3
	};
	const server = createServer(limits, (request, response) => {
		response.once("finish", () => setImmediate(() => server.listening || server.closeIdleConnections()));
		answer(request, response).catch((error) => {
			onError(error);
			if (response.headersSent) response.destroy();
			else response.writeHead(500, { connection: "close" }).end();
		});
	});
	server.maxConnections = connections;
	if (onDrop !== void 0) server.on("drop", onDrop);
	return {
		address: await bind(server, {
			host,
			port
		}),
		close: () => close(server)
	};
}
// src/app/intake/arrivals.ts
/** More than these so soon after one another are a burst: others are probably on their way. */
const BURST = 4;
/** A burst is over when none arrived for so long. */
const PAUSE_MS = 50;
/** Work that waits longer than this goes on although deliveries keep arriving. */
const LONGEST_MS = 3e3;
const LOOK_EVERY_MS = 10;
/** Whoever only gives way waits no longer than this. */
const MOMENT_MS = 100;
/** Watches deliveries arrive. */
function watchArrivals() {
	let underWay = 0;
	let inBurst = 0;
	let latest = Number.NEGATIVE_INFINITY;
	let settled = Promise.withResolvers();
	const isQuiet = () => underWay === 0 && (inBurst <= BURST || performance.now() - latest >= PAUSE_MS);
	return {
		takingIn: async (take) => {
			const now = performance.now();
			inBurst = now - latest >= PAUSE_MS ? 1 : inBurst + 1;
			latest = now;
			if (underWay === 0) settled = Promise.withResolvers();
			underWay += 1;
			return take().finally(() => {
				underWay -= 1;
				if (underWay === 0) settled.resolve();
			});
		},
		calm: async () => {
			if (underWay > 0) await Promise.race([settled.promise, setTimeout(MOMENT_MS)]);
		},
		quiet: async () => {
			const end = performance.now() + LONGEST_MS;
			while (!isQuiet() && performance.now() < end) await (underWay > 0 ? Promise.race([settled.promise, setTimeout(LOOK_EVERY_MS)]) : setTimeout(LOOK_EVERY_MS));
		}
	};
}
// src/app/intake/body-room.ts
/** GitHub's payloads have some 10 to 100 KB; a push of very many commits can have megabytes. */
const SMALL_BYTES = 1048576;
/** What large bodies may fill together: whoever floods the app with them keeps no comment out. */
const SHARE_OF_LARGE = .75;
/**
* Room for so many bytes at once. Counted is what has arrived and not what was announced: announcing much and sending nothing
* costs nobody anything.
*/
function bodyRoom(most) {
	let held = 0;
	return { enter: (announced) => {
		const limit = announced !== null && announced <= SMALL_BYTES ? most : most * SHARE_OF_LARGE;
		if (held + (announced ?? 0) > limit) return null;
		let own = 0;
		return {
			take: (bytes) => {
				if (held + bytes > limit) return false;
				held += bytes;
				own += bytes;
				return true;
			},
			[Symbol.dispose]: () => {
				held -= own;
				own = 0;
			}
		};
	} };
}
// src/app/intake/hang-up.ts
/** Time to read an answer that has arrived. */
const LINGER_MS = 1e3;
/**
* Answers whoever is still sending, takes no more from them, and closes the connection a moment later. Closed at once, what
* they sent meanwhile would reset it, and they might never read why: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
*/
async function hangUp(request, response) {
	response.setHeader("connection", "close");
	if (!request.complete) {
		response.setHeader("content-length", 0);
		response.flushHeaders();
		await setTimeout(LINGER_MS);
	}
	response.end();
}
// src/app/intake/read-body.ts
/** GitHub sends at most 25 MB; anything larger is none of its deliveries. */
const MAX_BODY_BYTES = 26214400;
/** How long a body is to be by its head, in bytes; null where the head does not say, since it comes in chunks. */
function announcedLength(request) {
	const { "content-length": length, "transfer-encoding": encoding } = request.headers;
	return encoding === void 0 ? Number(length ?? 0) : null;
}
/** Whether it can be refused by its head, before anything of it was read. */
function isTooLarge(bytes) {
	return bytes !== null && bytes > MAX_BODY_BYTES;
}
/**
* Reads a body as far as it is worth it: no more than GitHub sends, no more than there is room for. The signature is made while
* it arrives, so that what is not to be kept never lies in memory, and what is forged lies there only once.
*/
async function readBody(request, { keep, place, secret, signature }) {
	const check = signatureCheck(signature, secret);
	const chunks = [];
	let length = 0;
	try {
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			length += chunk.length;
			if (isTooLarge(length)) return { status: "too_large" };
			if (keep && !place.take(chunk.length)) return { status: "busy" };
			check.update(chunk);
			if (keep) chunks.push(chunk);
		}
	} catch {
		return { status: "broken" };
	}
	return check.holds() ? {
		status: "signed",
		body: Buffer.concat(chunks)
	} : { status: "forged" };
}
// src/app/intake/intake.ts
const headersSchema = z.object({
	"x-github-delivery": z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
	"x-github-event": z.string().regex(/^[a-z_]{1,100}$/),
	"x-hub-signature-256": z.string().max(200)
});
const HANDLED = /* @__PURE__ */ new Set(["issue_comment", "push"]);
/** Whether the app does something about an event; all others are answered and forgotten. */
function handlesEvent(event) {
	return HANDLED.has(event);
}
const STATUS = {
	stored: 202,
	repeat: 202,
	ignored: 200,
	malformed: 400,
	forged: 401,
	too_large: 413,
	busy: 503,
	failed: 503
};
/** What is refused before all of it was read; what else comes on that connection would be more of the same. */
const HANGS_UP = /* @__PURE__ */ new Set([
	"malformed",
	"forged",
	"too_large",
	"busy"
]);
/** GitHub waits ten seconds for an answer. */
const PATIENCE_MS = 8e3;
/** Bodies are read within seconds or not at all. */
const RETRY_SECONDS = 15;
/**
* Takes one delivery of GitHub's: verified, stored, answered; the work comes later. GitHub counts anything but a 2xx within
* ten seconds as failed.
*/
async function takeIn(request, response, parts) {
	const headers = headersSchema.safeParse(request.headers);
	const arrival = await arrive(request, headers.data, parts);
	if (arrival === null) return;
	const { "x-github-delivery": delivery, "x-github-event": event } = headers.data ?? {};
	parts.recorder.deliveryArrived(event ?? "", arrival);
	const level = STATUS[arrival] < 300 ? "info" : "warn";
	parts.log[level]({
		delivery,
		event,
		outcome: arrival
	}, "delivery taken in");
	response.statusCode = STATUS[arrival];
	if (response.statusCode === 503) {
		response.setHeader("retry-after", RETRY_SECONDS);
		parts.missed();
	}
	if (HANGS_UP.has(arrival)) await hangUp(request, response);
	else response.end();
}
/** Null where the connection broke. What the head tells is judged first: a body is read only where it may be a delivery. */
async function arrive(request, headers, parts) {
	const length = announcedLength(request);
	if (isTooLarge(length)) return "too_large";
	if (headers === void 0) return "malformed";
	const { "x-github-delivery": id, "x-github-event": event, "x-hub-signature-256": signature } = headers;
	if (!looksLikeSignature(signature)) return "forged";
	const keep = handlesEvent(event);
	using place = parts.room.enter(keep ? length : 0);
	if (place === null) return "busy";
	const read = await readBody(request, {
		place,
		keep,
		signature,
		secret: parts.webhookSecret
	});
	if (read.status === "broken") return null;
	if (read.status !== "signed") return read.status;
	if (!keep) return "ignored";
	const body = read.body.toString("utf8");
	const origin = originOf(body);
	if (origin === null) return "malformed";
	return await store({
		id,
		event,
		body,
		...origin,
		receivedAt: parts.now()
	}, parts);
}
async function store(delivery, { accept, arrivals, log, patienceMs = PATIENCE_MS, readiness }) {
	try {
		const acceptance = await arrivals.takingIn(() => inTime(accept(delivery), patienceMs));
		readiness.stored(true);
		return acceptance;
	} catch (error) {
		log.error({
			err: error,
			delivery: delivery.id
		}, "a delivery could not be stored");
		readiness.stored(false);
		return "failed";
	}
}
/** Rejects where a store takes too long. If it stores all the same, the repeat will be known. */
async function inTime(storing, milliseconds) {
	const over = new AbortController();
	const late = setTimeout(milliseconds, null, { signal: over.signal }).then(() => {
		throw new Error("the store took too long");
	});
	return Promise.race([storing, late]).finally(() => over.abort());
}
const payloadSchema = z.object({
	repository: z.object({ id: z.int() }),
	issue: z.object({ number: z.int() }).optional()
});
/** What it is about: comments on one issue keep their order, and so do the pushes of one repository. Null where it is no payload of ours. */
function originOf(body) {
	try {
		const { issue, repository } = payloadSchema.parse(JSON.parse(body));
		const { id } = repository;
		return {
			lane: issue === void 0 ? laneOfPushes(id) : laneOfIssue(id, issue.number),
			repositoryId: id
		};
	} catch {
		return null;
	}
}
// src/app/interruption.ts
/** Shorter waits than this are over before anybody who stops the app would mind. */
const SHORT_MS = 2e3;
/**
* Which work waits is told by the asynchronous context: the waits are deep in GitHub's client, which all work shares, and
* Probot hands no signal through.
*/
function interruption(surroundings) {
	const running = new AsyncLocalStorage();
	return {
		run: (signal, work) => running.run(signal, work),
		surroundings: {
			...surroundings,
			sleep: (milliseconds) => {
				const signal = running.getStore();
				const sleeping = surroundings.sleep(milliseconds);
				return signal === void 0 || milliseconds <= SHORT_MS ? sleeping : until(signal, sleeping);
			}
		}
	};
}
async function until(signal, sleeping) {
	const over = new AbortController();
	const stopped = new Promise((_, reject) => {
		const stop = () => reject(new StoppedError());
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { signal: over.signal });
	});
	await Promise.race([sleeping, stopped]).finally(() => over.abort());
}
// src/app/log.ts
/** What nobody but its owner may read, wherever in a line it stands: tokens of GitHub's, JWTs, keys, webhook secrets, passwords in URLs. */
const SECRETS = /gh[a-z]_[A-Za-z0-9_]{10,}|github_pat_\w{10,}|v1\.[0-9a-f]{40}|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[^"])*|whsec_[A-Za-z0-9+/=]+|(?<=(?:bearer|token|basic) )[\w.~+/=-]{16,}|(?<=:\/\/[^\s:@/"]*:)[^\s@/"]+(?=@)/gi;
/** How Probot tells of a request at level `debug`, with its whole body beside it: what people wrote, and the texts of prompts. */
const PROBOTS_REQUEST = "GitHub request: ";
/**
* The app's log: one JSON object a line, on stderr. Errors are described in one line each and never printed whole, since
* Probot's carry the delivery and those of HTTP clients the request with its headers. What looks like a secret all the same,
* and the given secrets themselves, are struck out of every line.
*/
function createLog(level, secrets = []) {
	const described = (error) => describeError(error);
	return pino({
		level,
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (label) => ({ level: label }) },
		serializers: {
			err: described,
			error: described,
			event: () => void 0
		},
		hooks: {
			logMethod(words, write) {
				const [, message] = words;
				const isRequest = typeof message === "string" && message.startsWith(PROBOTS_REQUEST);
				write.apply(this, isRequest ? [message] : words);
			},
			streamWrite: (line) => struckOut(line, secrets)
		}
	}, destination({
		dest: 2,
		sync: true
	}));
}
/** A line without secrets. They stand there as JSON writes them. */
function struckOut(line, secrets) {
	return secrets.map((secret) => JSON.stringify(secret).slice(1, -1)).reduce((text, secret) => text.replaceAll(secret, "[secret]"), line).replace(SECRETS, "[secret]");
}
// src/app/metrics/counting-fetch.ts
/** A fetch whose answers are counted. */
function countingFetch(fetch, recorder) {
	return async (input, init) => {
		try {
			const response = await fetch(input, init);
			recorder.githubAnswered(response);
			return response;
		} catch (error) {
			recorder.githubAnswered(null);
			throw error;
		}
	};
}
// src/app/metrics/counters.ts
const HANDLING_SECONDS = [
	.05,
	.1,
	.25,
	.5,
	1,
	2.5,
	5,
	10,
	30,
	60,
	300
];
const ROLLBACK_SECONDS = [
	.5,
	1,
	2,
	3,
	5,
	10,
	20,
	30,
	60,
	300,
	900
];
const API_SECONDS = [
	.001,
	.0025,
	.005,
	.01,
	.025,
	.05,
	.1,
	.25,
	1,
	2.5,
	10
];
const WEBHOOK_SECONDS = [
	.01,
	.025,
	.05,
	.1,
	.25,
	.5,
	1,
	2.5,
	5,
	10,
	15
];
/** What is counted as it happens. Labels take few values, and never the name of a repository, prompt or person. */
function appCounters(registry) {
	const registers = [registry];
	const alarms = new Counter({
		name: "pointsman_alarms_total",
		help: "Alarms about the release branch: it was rewritten, tampered with, or pushed to by somebody who may not.",
		labelNames: ["kind"],
		registers
	});
	for (const kind of ALARM_KINDS) alarms.inc({ kind }, 0);
	return {
		alarms,
		build: new Gauge({
			name: "pointsman_build_info",
			help: "Always 1; its labels say which version runs.",
			labelNames: ["version", "node"],
			registers
		}),
		deliveries: new Counter({
			name: "pointsman_deliveries_total",
			help: "Requests to the webhook address, by GitHub's event and what became of them.",
			labelNames: ["event", "outcome"],
			registers
		}),
		handling: new Histogram({
			name: "pointsman_delivery_handling_seconds",
			help: "How long the work on a delivery took; outcome pending: it is tried again, dead: it is parked.",
			labelNames: ["event", "outcome"],
			buckets: HANDLING_SECONDS,
			registers
		}),
		commands: new Counter({
			name: "pointsman_commands_total",
			help: "Commands in comments that were answered, by verb and outcome.",
			labelNames: ["verb", "outcome"],
			registers
		}),
		rollback: new Histogram({
			name: "pointsman_rollback_seconds",
			help: "From the writing of a comment that rolled back to its answer.",
			buckets: ROLLBACK_SECONDS,
			registers
		}),
		webhookAttempts: new Histogram({
			name: "pointsman_webhook_attempt_seconds",
			help: "Attempts to deliver webhooks, by what became of the delivery, with how long they took.",
			labelNames: ["outcome"],
			buckets: WEBHOOK_SECONDS,
			registers
		}),
		api: new Histogram({
			name: "pointsman_api_request_seconds",
			help: "Answers of the HTTP API, by method and status, with how long they took.",
			labelNames: ["method", "status"],
			buckets: API_SECONDS,
			registers
		}),
		github: new Counter({
			name: "pointsman_github_requests_total",
			help: "Requests to GitHub, each attempt, by outcome: ok, refused, limited, failed, unanswered.",
			labelNames: ["outcome"],
			registers
		})
	};
}
// src/app/metrics/github-outcome.ts
/** What an answer of GitHub's means for whoever watches the app; null: there was none. */
function githubOutcome(answer) {
	if (answer === null) return "unanswered";
	const { headers, status } = answer;
	if (status >= 500) return "failed";
	if (status === 429 || status === 403 && isLimited(headers)) return "limited";
	return status >= 400 ? "refused" : "ok";
}
function isLimited(headers) {
	return headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after");
}
// src/app/metrics/rate-limit.ts
/** GitHub's names of what it limits; whatever else an answer says becomes no label. */
const RESOURCES = /* @__PURE__ */ new Set(["core", "graphql"]);
/**
* The lowest number of requests left that GitHub told since the scrape before, by what it limits. Every installation has
* its own limit: the lowest is the one to worry about, and it is not named.
*/
function rateLimitGauge(registry) {
	const lowest = /* @__PURE__ */ new Map();
	new Gauge({
		name: "pointsman_github_rate_limit_remaining",
		help: "The lowest number of requests left in an hour that GitHub told of since the last scrape.",
		labelNames: ["resource"],
		registers: [registry],
		collect() {
			for (const [resource, remaining] of lowest) this.set({ resource }, remaining);
			lowest.clear();
		}
	});
	return { observe: (headers) => {
		const resource = headers.get("x-ratelimit-resource") ?? "core";
		const remaining = Number(headers.get("x-ratelimit-remaining") ?? NaN);
		if (!RESOURCES.has(resource) || Number.isNaN(remaining)) return;
		lowest.set(resource, Math.min(remaining, lowest.get(resource) ?? remaining));
	} };
}
// src/app/metrics/store-gauges.ts
function storeGauges(registry) {
	const { disabled, inbox, inboxAge, outbox, outboxAge, up } = createGauges(registry);
	return { read: async (store, now) => {
		for (const labelled of [inbox, outbox]) labelled.reset();
		for (const plain of [
			disabled,
			inboxAge,
			outboxAge
		]) plain.remove();
		const backlogs = await Promise.all([store.inbox.backlog(ERRAND_EVENT), store.outbox.backlog()]).catch(() => null);
		up.set(backlogs === null ? 0 : 1);
		if (backlogs === null) return;
		const [incoming, outgoing] = backlogs;
		for (const [state, count] of Object.entries(incoming.states)) inbox.set({ state }, count);
		for (const [state, count] of Object.entries(outgoing.states)) outbox.set({ state }, count);
		inboxAge.set(secondsSince(incoming.oldestReceived, now));
		outboxAge.set(secondsSince(outgoing.oldestDue, now));
		disabled.set(outgoing.disabledEndpoints);
	} };
}
function secondsSince(time, now) {
	return time === null ? 0 : Math.max(now - time, 0) / 1e3;
}
function createGauges(registry) {
	const registers = [registry];
	return {
		up: new Gauge({
			name: "pointsman_store_up",
			help: "1 where the store answered this scrape.",
			registers
		}),
		inbox: new Gauge({
			name: "pointsman_inbox_deliveries",
			help: "Deliveries of GitHub's in the store, by state, each counted up to 10,000: pending, leased, dead (parked).",
			labelNames: ["state"],
			registers
		}),
		inboxAge: new Gauge({
			name: "pointsman_inbox_oldest_waiting_seconds",
			help: "How long ago the oldest delivery of GitHub's arrived that waits for work; 0 where none does.",
			registers
		}),
		outbox: new Gauge({
			name: "pointsman_outbox_deliveries",
			help: "Webhooks in the store that did not arrive, by state, each counted up to 10,000.",
			labelNames: ["state"],
			registers
		}),
		outboxAge: new Gauge({
			name: "pointsman_outbox_oldest_due_seconds",
			help: "For how long the oldest webhook has been due that was not sent to an endpoint that does well; 0 where none is.",
			registers
		}),
		disabled: new Gauge({
			name: "pointsman_webhook_endpoints_disabled",
			help: "Endpoints that settings name and that were switched off.",
			registers
		})
	};
}
// src/app/metrics/metrics.ts
/** Counts from now on. */
function createMetrics() {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const counters = appCounters(registry);
	counters.build.set({
		version,
		node: process.versions.node
	}, 1);
	const rateLimit = rateLimitGauge(registry);
	const gauges = storeGauges(registry);
	return {
		recorder: recorderOf(counters, rateLimit),
		scrape: async (store, now) => {
			await gauges.read(store, now);
			return registry.metrics();
		},
		contentType: registry.contentType
	};
}
function recorderOf(counters, rateLimit) {
	return {
		deliveryArrived: (event, outcome) => counters.deliveries.inc({
			event: eventLabel(event),
			outcome
		}),
		deliveryHandled: ({ durationMs, event, state }) => counters.handling.observe({
			event: eventLabel(event),
			outcome: state
		}, durationMs / 1e3),
		commandHandled: ({ elapsedMs, outcome, verb }) => {
			counters.commands.inc({
				verb,
				outcome
			});
			if (verb === "rollback" && outcome === "done") counters.rollback.observe(Math.max(elapsedMs, 0) / 1e3);
		},
		webhookAttempted: ({ durationMs, state }) => counters.webhookAttempts.observe({ outcome: state }, durationMs / 1e3),
		githubAnswered: (response) => {
			counters.github.inc({ outcome: githubOutcome(response) });
			if (response !== null) rateLimit.observe(response.headers);
		},
		apiAnswered: ({ durationMs, method, status }) => counters.api.observe({
			method: methodLabel(method),
			status
		}, durationMs / 1e3),
		alarmRaised: (kind) => counters.alarms.inc({ kind })
	};
}
const METHODS = [
	"GET",
	"HEAD",
	"POST"
];
function methodLabel(method) {
	return METHODS.includes(method) ? method : "other";
}
/** Whoever sends the app something chooses the event's name: only those it knows become labels. */
function eventLabel(event) {
	return handlesEvent(event) || event === "pointsman.errand" ? event : "other";
}
// src/releases/guard/guarded-branch.ts
/**
* Vouches for a head where no alarm stands and it goes back to the last good one, whether or not anybody was told of a forced
* push yet. What is built on a bad head would be lost when the branch is put right, and nobody would hear of it.
*/
function guardedBranch(guarding) {
	const { branch, lineage } = guarding;
	return {
		vouch: async (head) => {
			await standingOf(head, guarding);
		},
		branch: {
			...branch,
			append: async (commit) => {
				const { expectedHead: head } = commit;
				if (await standingOf(head, guarding) === "stale") return { status: "conflict" };
				const appended = await branch.append(commit);
				if (appended.status === "committed" && head !== null) lineage.appended(head, appended.head);
				return appended;
			}
		}
	};
}
/** `stale`: a copy of GitHub's was behind the push that was announced, or the branch has moved since. */
async function standingOf(head, { branch, lastGood, lineage, suspect }) {
	const good = await lastGood();
	if (good === null || head !== null && await lineage.goesBack(branch, {
		good,
		head
	})) return "good";
	if ((await branch.read([])).head !== head) return "stale";
	if (await suspect(good, head)) throw new BranchAlarmError("rewritten");
	return "good";
}
// src/releases/guard/lineage.ts
/** Commits remembered: enough for a burst of commands, forgotten oldest first. */
const MOST$1 = 1e3;
function lineage() {
	const ancestors = /* @__PURE__ */ new Map();
	const remember = (ancestor, head) => {
		ancestors.set(head, ancestor);
		const [oldest] = ancestors.keys();
		if (ancestors.size > MOST$1 && oldest !== void 0) ancestors.delete(oldest);
	};
	return {
		appended: remember,
		goesBack: async (branch, { good, head }) => {
			for (let commit = head; commit !== void 0; commit = ancestors.get(commit)) if (commit === good) return true;
			if (!await branch.isAncestor(good, head)) return false;
			remember(good, head);
			return true;
		}
	};
}
// src/app/pushes/guarded-branches.ts
/**
* Each head is vouched for by the last good head that the store remembers of its branch; one that is not raises the alarm. What was
* vouched for is forgotten when the process ends: then it is asked for again.
*/
function guardBranches(tools) {
	const { alarms, outbox } = tools;
	const known = lineage();
	return (repository) => (name) => {
		const watched = {
			repositoryId: repository.id,
			branch: name
		};
		return guardedBranch({
			lineage: known,
			branch: repository.branch(name),
			lastGood: async () => {
				const [[alarm], good] = await Promise.all([alarms.standing(watched), outbox.announcedCommit(watched)]);
				if (alarm !== void 0) throw new BranchAlarmError(alarm.kind);
				return good;
			},
			suspect: async (before, after) => {
				const move = {
					before,
					after,
					forced: false,
					pusher: null
				};
				return !await watchBranch({
					...tools,
					repository,
					controls: await repository.controls(),
					move
				});
			}
		});
	};
}
// src/app/readiness.ts
const PING_MS = 2e3;
/** After so long a failure says nothing more: where nothing is sent, nothing could succeed either. */
const FAILURE_COUNTS_MS = 6e4;
function watchReadiness({ now, ping }) {
	let isStopping = false;
	let failedAt = Number.NEGATIVE_INFINITY;
	return {
		reasons: async () => {
			const reasons = [];
			if (isStopping) reasons.push("stopping");
			if (!await answers(ping)) reasons.push("store_unreachable");
			if (now() - failedAt < FAILURE_COUNTS_MS) reasons.push("intake_failing");
			return reasons;
		},
		stopping: () => {
			isStopping = true;
		},
		stored: (succeeded) => {
			failedAt = succeeded ? Number.NEGATIVE_INFINITY : now();
		}
	};
}
async function answers(ping) {
	const late = new AbortController();
	const tooLate = setTimeout(PING_MS, false, { signal: late.signal }).catch(() => false);
	const answered = ping().then(() => true, () => false);
	return Promise.race([answered, tooLate]).finally(() => late.abort());
}
// src/github/app-deliveries.ts
const PER_PAGE = 100;
const DELIVERIES = "/app/hook/deliveries";
const delivery = z.object({
	id: z.number(),
	guid: z.string(),
	event: z.string(),
	delivered_at: z.string(),
	status_code: z.number()
});
/**
* GitHub's attempts since a time (milliseconds since the epoch), newest first. GitHub keeps three days of them.
* https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
*
* @param client the app's own, with its JWT
*/
async function* appDeliveriesSince(client, since) {
	for (let cursor;;) {
		const page = {
			per_page: PER_PAGE,
			...cursor === void 0 ? {} : { cursor }
		};
		const answer = await client.request(`GET ${DELIVERIES}`, page);
		for (const one of parseAnswer(z.array(delivery), answer.data, "the app's deliveries")) {
			const deliveredAt = Date.parse(one.delivered_at);
			if (deliveredAt < since) return;
			const succeeded = one.status_code >= 200 && one.status_code < 300;
			yield {
				id: one.id,
				guid: one.guid,
				event: one.event,
				deliveredAt,
				succeeded
			};
		}
		cursor = nextCursor(answer.headers.link);
		if (cursor === void 0) return;
	}
}
/** `<…?per_page=100&cursor=v1_17323292984>; rel="next"`. */
function nextCursor(link) {
	const next = /<([^>]+)>;\s*rel="next"/.exec(String(link ?? ""))?.[1];
	return (next === void 0 ? null : URL.parse(next))?.searchParams.get("cursor") ?? void 0;
}
/** Has GitHub repeat an attempt, under the same `X-GitHub-Delivery`. */
async function repeatAppDelivery(client, id) {
	await client.request(`POST ${DELIVERIES}/{delivery_id}/attempts`, { delivery_id: id });
}
// src/app/intake/missed-deliveries.ts
/** GitHub repeats nothing by itself, and what it could not deliver only for three days. */
const REPEATABLE_MS = 2592e5;
/** How many one look has repeated at most: GitHub slows down whoever writes more than some 80 times a minute. */
const MOST = 60;
/**
* Has GitHub repeat the deliveries, of the last three days at most, that never reached the inbox, the oldest first. What was stored
* but answered too late counts as failed with GitHub and is left alone here. Tells how many it had repeated, and how many
* are left for the next look.
*/
async function fetchMissedDeliveries({ client, inbox, now, since = 0 }) {
	const failed = await failedDeliveries(client, Math.max(since, now - REPEATABLE_MS));
	const known = await inbox.known(failed.map(({ guid }) => guid));
	const missed = failed.filter(({ guid }) => !known.has(guid));
	const repeating = missed.slice(0, MOST);
	for (const { id } of repeating) await repeatAppDelivery(client, id);
	return {
		repeated: repeating.length,
		left: missed.length - repeating.length
	};
}
/** The last attempt of each delivery that never succeeded, oldest first. */
async function failedDeliveries(client, since) {
	const failed = /* @__PURE__ */ new Map();
	const succeeded = /* @__PURE__ */ new Set();
	for await (const attempt of appDeliveriesSince(client, since)) if (attempt.succeeded) succeeded.add(attempt.guid);
	else if (handlesEvent(attempt.event) && !failed.has(attempt.guid)) failed.set(attempt.guid, attempt);
	return [...failed.values()].filter(({ guid }) => !succeeded.has(guid)).toReversed();
}
// src/app/rounds.ts
/** Time enough within the three days in which GitHub can repeat a delivery. */
const EVERY_MS = 144e5;
/** How soon a round is made again that failed, or in which a delivery was missed. */
const AGAIN_MS = 3e5;
/** How soon one goes on that had as much repeated as GitHub lets anybody write in a minute. */
const GO_ON_MS = 6e4;
/** GitHub's clock is another than ours, and it tells of a delivery only when it is over. */
const OVERLAP_MS = 18e5;
/** At the start and every few hours: looks for what GitHub told nobody, and has it told again. */
function startRounds(rounds) {
	const { findReleases, nap, now, onError } = rounds;
	const stopping = new AbortController();
	const due = {
		round: 0,
		missed: Number.POSITIVE_INFINITY
	};
	/** When the last look began that left nothing over. */
	let complete = 0;
	const loop = startLoop({
		turn: async () => {
			const isRound = now() >= due.round;
			if (!isRound && now() < due.missed) return;
			if (isRound) due.round = now() + AGAIN_MS;
			due.missed = Number.POSITIVE_INFINITY;
			const began = now();
			const left = await haveMissedRepeated(rounds, isRound ? void 0 : complete - OVERLAP_MS).catch((error) => {
				due.missed = now() + AGAIN_MS;
				onError(error);
				return null;
			});
			if (left === 0) complete = began;
			else if (left !== null) due.missed = now() + GO_ON_MS;
			if (!isRound) return;
			await findReleases(stopping.signal);
			due.round = now() + EVERY_MS;
		},
		idleMs: GO_ON_MS,
		nap,
		onError
	});
	return {
		wake: loop.wake,
		missed: () => {
			due.missed = Math.min(due.missed, now() + AGAIN_MS);
		},
		stop: async () => {
			stopping.abort();
			await loop.stop();
		}
	};
}
/** Gives how many are left for the next look. */
async function haveMissedRepeated({ github, inbox, log, now }, since) {
	const { left, repeated } = await fetchMissedDeliveries({
		client: await github.asItself(),
		inbox,
		now: now(),
		...since === void 0 ? {} : { since }
	});
	if (repeated > 0) log(`GitHub is to bring ${repeated} deliveries again that it could not bring`);
	return left;
}
// src/app/watched.ts
/** `/healthz` answers while the process runs; `/readyz` says whether it should be sent something, and why not. */
function answerProbes({ readiness }) {
	return (request, response) => {
		if (isFor(request, "/healthz")) return Promise.resolve(json(response, 200, { status: "ok" }));
		if (!isFor(request, "/readyz")) return null;
		return readiness.reasons().then((reasons) => {
			const ready = reasons.length === 0;
			json(response, ready ? 200 : 503, {
				status: ready ? "ready" : "not_ready",
				reasons
			});
		});
	};
}
/** `/metrics`, in Prometheus' text format. */
function answerMetrics({ metrics, scrape }) {
	return (request, response) => {
		if (!isFor(request, "/metrics")) return null;
		return scrape().then((text) => {
			response.writeHead(200, {
				"content-type": metrics.contentType,
				"cache-control": "no-store"
			}).end(text);
		});
	};
}
function isFor({ method, url }, path) {
	return (method === "GET" || method === "HEAD") && url === path;
}
function json(response, status, body) {
	response.writeHead(status, {
		"content-type": "application/json",
		"cache-control": "no-store"
	}).end(`${JSON.stringify(body)}\n`);
}
// src/app/server.ts
const WEBHOOK_PATH = "/api/github/webhooks";
/** Of bodies that are being taken in, at once. Four of the largest that GitHub sends, or thousands of its usual ones. */
const BODY_ROOM_BYTES = 104857600;
const API_PATIENCE = {
	timeoutMs: 5e3,
	longestWaitMs: 1500
};
/**
* Starts the app: GitHub's deliveries on `/api/github/webhooks`, which go through the inbox of the store as webhooks go
* through its outbox, the HTTP API where there are keys to it, and `/healthz`, `/readyz` and `/metrics` for whoever watches it. Throws what `openStore` throws.
*/
async function startApp(settings, local) {
	const metrics = createMetrics();
	const { recorder } = metrics;
	const { fetch, surroundings: clock } = githubClock(local, countingFetch(globalThis.fetch, recorder));
	const interrupted = interruption(clock);
	const { surroundings } = interrupted;
	const log = createLog(settings.logLevel, settings.secrets);
	const probot = new Probot({
		appId: settings.appId,
		privateKey: settings.privateKey,
		secret: settings.webhookSecret,
		baseUrl: settings.apiUrl,
		Octokit: PlainProbotOctokit,
		log
	});
	const sender = createSender({
		now: () => Date.parse(local.now()),
		allowedRanges: settings.webhookRanges
	});
	const durable = await openDurable({
		settings,
		sender,
		surroundings,
		log,
		recorder,
		interruption: interrupted
	});
	const { accept, giveErrand, outbox, store } = durable;
	const { alarms, configs } = store;
	const now = () => Date.parse(surroundings.now());
	const warn = (message) => log.warn(message);
	const github = githubApp(probot, {
		surroundings,
		fetch,
		log: warn
	}, configs);
	const alert = (facts, message) => log.error(facts, message);
	const tools = {
		settings,
		github,
		outbox,
		alarms,
		configs,
		giveErrand,
		recorder,
		now,
		log: warn,
		alert
	};
	const guarded = guardBranches(tools);
	const arrivals = watchArrivals();
	const api = appApi({
		keys: settings.apiKeys,
		github: githubApp(probot, {
			surroundings,
			fetch,
			log: warn,
			...API_PATIENCE
		}, configs),
		outbox,
		alarms,
		guarded,
		surroundings,
		recorder,
		nap,
		log: warn,
		calm: arrivals.calm,
		now: () => Date.parse(local.now())
	});
	await probot.load(pointsmanApp({
		...tools,
		guarded,
		surroundings,
		pushed: api.pushed
	}));
	durable.start({
		receive: (delivery) => probot.webhooks.verifyAndReceive(delivery),
		run: (errand) => runErrand(errand, tools),
		hasTime: arrivals.quiet
	});
	let rounds;
	const readiness = watchReadiness({
		now,
		ping: store.ping
	});
	const doors = await openDoors({
		settings,
		log,
		intake: {
			webhookSecret: settings.webhookSecret,
			now,
			accept,
			arrivals,
			room: bodyRoom(BODY_ROOM_BYTES),
			recorder,
			readiness,
			missed: () => rounds?.missed(),
			log
		},
		watched: {
			readiness,
			metrics,
			scrape: () => metrics.scrape(store, now())
		},
		api
	}).catch(async (error) => {
		await durable.rest();
		await durable.close();
		await sender.close();
		throw error;
	});
	rounds = startRounds({
		...tools,
		inbox: store.inbox,
		findReleases: (signal) => interrupted.run(signal, () => findMissedReleases({
			...tools,
			signal
		})),
		nap,
		onError: (error) => log.warn({ err: error }, "looking for what was missed")
	});
	return {
		address: doors.address,
		log,
		stop: async () => {
			readiness.stopping();
			api.close();
			await Promise.all([rounds?.stop(), durable.rest()]);
			await doors.close();
			await durable.close();
			await sender.close();
		}
	};
}
/** Metrics are answered where only the own machine listens, or at an address of their own: never at the one that GitHub reaches. */
async function openDoors({ api, intake, log, settings, watched }) {
	const onError = (error) => log.error({ err: error }, "a request could not be answered");
	const probes = answerProbes(watched);
	const metrics = answerMetrics(watched);
	const isOwnMachine = isLoopback(settings.host);
	const main = await listen({
		...settings,
		onError,
		onDrop: intake.missed,
		answer: async (request, response) => {
			await (probes(request, response) ?? (isOwnMachine ? metrics(request, response) : null) ?? api.answer(request, response) ?? answerGitHub(request, response, intake));
		}
	});
	if (settings.metrics === null) return main;
	const own = await listen({
		...settings.metrics,
		onError,
		answer: async (request, response) => {
			await (probes(request, response) ?? metrics(request, response) ?? notFound(response));
		}
	}).catch(async (error) => {
		await main.close();
		throw error;
	});
	log.info({ address: own.address }, "metrics are at an address of their own");
	return {
		address: main.address,
		close: async () => {
			await Promise.all([main.close(), own.close()]);
		}
	};
}
async function answerGitHub(request, response, intake) {
	if (request.method === "POST" && request.url === WEBHOOK_PATH) await takeIn(request, response, intake);
	else notFound(response);
}
function notFound(response) {
	response.writeHead(404, { connection: "close" }).end();
}
// src/app/settings.ts
const MIN_SECRET = 16;
const LOG_LEVELS = [
	"trace",
	"debug",
	"info",
	"warn",
	"error",
	"fatal"
];
function seconds(name, { least, usual }) {
	const message = `${name} must be a whole number of seconds from ${least} to 600.`;
	return z.coerce.number(message).int(message).min(least, message).max(600, message).default(usual);
}
function portNumber(name) {
	const message = `${name} must be a number from 0 to 65535.`;
	return z.coerce.number(message).int(message).min(0, message).max(65535, message);
}
const environmentSchema = z.object({
	APP_ID: z.coerce.number("APP_ID must be the app's numeric id.").int().positive("APP_ID must be the app's numeric id."),
	PRIVATE_KEY: z.string("PRIVATE_KEY is missing: give the app's private key in PEM form.").transform(readKey).refine((key) => key.includes("PRIVATE KEY"), "PRIVATE_KEY is no PEM private key (base64 of one is fine, too)."),
	WEBHOOK_SECRET: z.string("WEBHOOK_SECRET is missing: without it anybody could send the app commands.").refine((secret) => secret !== "development", "WEBHOOK_SECRET is “development”, which everybody knows: make a random one.").refine((secret) => secret === "development" || secret.length >= MIN_SECRET, `WEBHOOK_SECRET is too short: use at least ${MIN_SECRET} random characters.`),
	HOST: z.string().default("127.0.0.1"),
	PORT: portNumber("PORT").default(3e3),
	POINTSMAN_METRICS_HOST: z.string().default("127.0.0.1"),
	POINTSMAN_METRICS_PORT: portNumber("POINTSMAN_METRICS_PORT").optional(),
	POINTSMAN_STOP_SECONDS: seconds("POINTSMAN_STOP_SECONDS", {
		least: 0,
		usual: 25
	}),
	LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`).default("info"),
	GITHUB_API_URL: z.url("GITHUB_API_URL must be an address.").default("https://api.github.com"),
	POINTSMAN_INBOX_LEASE_SECONDS: seconds("POINTSMAN_INBOX_LEASE_SECONDS", {
		least: 1,
		usual: 30
	}),
	POINTSMAN_WEBHOOK_LEASE_SECONDS: seconds("POINTSMAN_WEBHOOK_LEASE_SECONDS", {
		least: shortestLeaseMs(SEND_LIMITS) / 1e3,
		usual: 60
	}),
	GITHUB_SERVER_URL: z.url("GITHUB_SERVER_URL must be an address.").default("https://github.com")
});
/** Reads the environment variables that the app knows. */
function readSettings(environment) {
	const parsed = environmentSchema.safeParse(withoutEmpty(environment));
	const grants = parseGrants(environment.POINTSMAN_WEBHOOK_GRANTS);
	const ranges = parseAllowRanges(environment.POINTSMAN_WEBHOOK_ALLOW_RANGES);
	const keys = parseApiKeys(environment.POINTSMAN_API_KEYS);
	if (!parsed.success || !grants.ok || !ranges.ok || !keys.ok) return {
		ok: false,
		problems: [
			...parsed.success ? [] : parsed.error.issues.map((issue) => issue.message),
			...grants.ok ? [] : grants.problems,
			...ranges.ok ? [] : ranges.problems,
			...keys.ok ? [] : keys.problems
		]
	};
	const { data } = parsed;
	return {
		ok: true,
		settings: {
			appId: data.APP_ID,
			privateKey: data.PRIVATE_KEY,
			webhookSecret: data.WEBHOOK_SECRET,
			host: data.HOST,
			port: data.PORT,
			apiUrl: data.GITHUB_API_URL.replace(/\/+$/, ""),
			serverUrl: data.GITHUB_SERVER_URL.replace(/\/+$/, ""),
			logLevel: data.LOG_LEVEL,
			apiKeys: keys.access,
			webhookGrants: grants.grants,
			webhookRanges: ranges.ranges,
			store: storePlace({
				url: environment.POINTSMAN_DATABASE_URL,
				dataDirectory: environment.POINTSMAN_DATA_DIR
			}),
			leases: {
				inboxMs: data.POINTSMAN_INBOX_LEASE_SECONDS * 1e3,
				webhooksMs: data.POINTSMAN_WEBHOOK_LEASE_SECONDS * 1e3
			},
			metrics: data.POINTSMAN_METRICS_PORT === void 0 ? null : {
				host: data.POINTSMAN_METRICS_HOST,
				port: data.POINTSMAN_METRICS_PORT
			},
			stopMs: data.POINTSMAN_STOP_SECONDS * 1e3,
			secrets: [data.WEBHOOK_SECRET, ...grantedSecrets(grants.grants, environment)],
			secretOf: (name) => name.startsWith("POINTSMAN_WEBHOOK_") ? environment[name] : void 0
		}
	};
}
function grantedSecrets(grants, environment) {
	const names = [...grants.values()].flatMap(({ secrets }) => secrets);
	return [...new Set(names)].flatMap((name) => environment[name] || []);
}
/** A file of variables writes down what is not set as an empty text. */
function withoutEmpty(environment) {
	return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}
/** Hosts that cannot hold line breaks in a variable keep the key in base64, or with `\n` written out. */
function readKey(value) {
	return (value.includes("PRIVATE KEY") ? value : Buffer.from(value, "base64").toString("utf8")).replaceAll("\\n", "\n").trim();
}
// src/app/run.ts
/** Exit code: something went wrong, try again. */
const UNAVAILABLE = 3;
/**
* Runs the GitHub App until the signal is aborted, and then until what is under way is finished, at most
* `POINTSMAN_STOP_SECONDS`: what is cut off then is in the store, and taken up again.
*/
async function runApp(variables, stop) {
	const read = readSettings(variables);
	if (!read.ok) return {
		status: "misconfigured",
		problems: read.problems
	};
	const started = await startApp(read.settings, realSurroundings).catch(describeError);
	if (typeof started === "string") return {
		status: "unavailable",
		why: started
	};
	const { address, log } = started;
	process.once("uncaughtException", (error) => {
		log.fatal({ err: error }, "a bug in pointsman");
		process.exit(UNAVAILABLE);
	});
	log.child({}, { level: "info" }).info({ address }, `pointsman listens on ${address}`);
	await new Promise((resolve) => {
		if (stop.aborted) resolve();
		stop.addEventListener("abort", () => resolve(), { once: true });
	});
	await stopWithin(started, read.settings.stopMs);
	return {
		status: "stopped",
		address
	};
}
async function stopWithin({ log, stop }, stopMs) {
	log.info("stopping: what is under way is finished first");
	if (await Promise.race([stop().then(() => true), setTimeout(stopMs, false)])) log.info("stopped");
	else log.warn("stopped before everything under way was finished; it is taken up again at the next start");
}
export { runApp };

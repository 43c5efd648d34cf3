import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
// src/delivery/problem.ts
const STATUS = {
	malformed_request: [400, "Bad Request"],
	unauthorized: [401, "Unauthorized"],
	foreign_host: [403, "Forbidden"],
	forbidden_repository: [403, "Forbidden"],
	forbidden_environment: [403, "Forbidden"],
	unknown_route: [404, "Not Found"],
	unknown_repository: [404, "Not Found"],
	unknown_prompt: [404, "Not Found"],
	unknown_environment: [404, "Not Found"],
	unknown_version: [404, "Not Found"],
	not_live: [404, "Not Found"],
	method_not_allowed: [405, "Method Not Allowed"],
	archived: [410, "Gone"],
	too_large: [413, "Content Too Large"],
	unsupported_media_type: [415, "Unsupported Media Type"],
	variables_do_not_fit: [422, "Unprocessable Content"],
	broken_release_branch: [500, "Internal Server Error"],
	internal: [500, "Internal Server Error"],
	too_many_listeners: [503, "Service Unavailable"],
	unavailable: [503, "Service Unavailable"]
};
function problem(code, detail, extra = {}) {
	return {
		kind: "problem",
		code,
		detail,
		extra,
		headers: {}
	};
}
/** Longest part of a caller's own words that is said back. */
const QUOTED = 80;
/** A caller's words in an answer: quoted, escaped and cut. */
function quote(text) {
	return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
/** The problem document (RFC 9457): `about:blank` says that the title is the status's own; programs read `code`. */
function problemResponse({ code, detail, extra, headers }) {
	const [status, title] = STATUS[code];
	const body = JSON.stringify({
		type: "about:blank",
		title,
		status,
		code,
		detail,
		...extra
	});
	return new Response(`${body}\n`, {
		status,
		headers: {
			"content-type": "application/problem+json",
			"cache-control": "no-store",
			...headers
		}
	});
}
// src/delivery/api-keys.ts
const keySchema = z.strictObject({
	name: z.string().min(1).max(100),
	sha256: z.string().regex(/^[0-9a-f]{64}$/, "the token's SHA-256 as 64 lower-case hex digits, never the token itself"),
	repositories: z.union([z.literal("all"), z.array(z.string().regex(/^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/, "a repository as owner/name")).min(1)]),
	environments: z.union([z.literal("all"), z.array(z.string().min(1)).min(1)]).default("all"),
	role: z.enum(["read", "operate"])
});
const keysSchema = z.array(keySchema).min(1, "at least one key").refine((keys) => new Set(keys.map((key) => key.sha256)).size === keys.length, "two keys have one sha256");
/**
* Reads `POINTSMAN_API_KEYS`: a JSON list of `{name, sha256, repositories, environments, role}`, where `repositories`
* and `environments` are lists or `"all"`. No problem ever repeats a value, which might be a token put in the wrong place.
*/
function parseApiKeys(text) {
	if (text === void 0 || text.trim() === "") return {
		ok: true,
		access: { kind: "own_machine" }
	};
	const json = parseJson(text);
	if (json === void 0) return {
		ok: false,
		problems: ["POINTSMAN_API_KEYS is no JSON."]
	};
	const parsed = keysSchema.safeParse(json.value);
	if (parsed.success) return {
		ok: true,
		access: {
			kind: "keys",
			keys: parsed.data.map(keyOf)
		}
	};
	return {
		ok: false,
		problems: parsed.error.issues.map((issue) => {
			return `${["POINTSMAN_API_KEYS", ...issue.path].join(".")} is not usable: ${issue.code === "unrecognized_keys" ? "it has unknown members" : issue.message}.`;
		})
	};
}
function parseJson(text) {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return;
	}
}
function keyOf({ name, sha256, repositories, environments, role }) {
	return {
		name,
		digest: Buffer.from(sha256, "hex"),
		repositories: repositories === "all" ? null : new Set(repositories.map((one) => one.toLowerCase())),
		environments: environments === "all" ? null : new Set(environments),
		role
	};
}
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;
function isLoopback(host) {
	return LOOPBACK.test(host);
}
/**
* Whether a request may read a repository. The repository is judged before anybody looks whether it exists, so a key
* says nothing about repositories it is not for.
*/
function authorise(access, request, repository) {
	if (access.kind === "own_machine") return authoriseOwnMachine(request);
	const key = findKey(access.keys, bearerToken(request));
	if (key === void 0) return {
		...problem("unauthorized", "Send a key that is known here: Authorization: Bearer <token>."),
		headers: { "www-authenticate": "Bearer realm=\"pointsman\"" }
	};
	if (key.repositories !== null && !key.repositories.has(repository.toLowerCase())) return problem("forbidden_repository", "This key is not for this repository.");
	return {
		kind: "authorised",
		reach: { environments: key.environments }
	};
}
/** A page of somebody else's whose name was made to point here (DNS rebinding) still sends its own name. */
function authoriseOwnMachine(request) {
	if (isLoopback(new URL(request.url).hostname)) return {
		kind: "authorised",
		reach: { environments: null }
	};
	return problem("foreign_host", "Without keys this server answers only to localhost, 127.0.0.1 and [::1].");
}
function bearerToken(request) {
	return /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
/** Looks at every key, each in constant time: how long it takes tells nothing. */
function findKey(keys, token) {
	if (token === void 0) return void 0;
	const digest = createHash("sha256").update(token).digest();
	return keys.filter((key) => timingSafeEqual(key.digest, digest)).at(0);
}
export { problemResponse as a, problem as i, isLoopback as n, quote as o, parseApiKeys as r, authorise as t };

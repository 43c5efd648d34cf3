import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
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
// src/domain/json.ts
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// src/client/webhooks/event.ts
const TEXTS = [
	"event",
	"repository",
	"prompt_id",
	"slug",
	"actor",
	"at",
	"commit",
	"url"
];
const TEXTS_OR_NULL = [
	"environment",
	"version",
	"previous_version",
	"digest",
	"reason"
];
const EVENT_ID = /^evt_[0-9a-f]{24}$/;
/** Reads a body whose signature was checked; undefined where it is no event. */
function parseEvent(body) {
	try {
		const document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
		return isEvent(document) ? document : void 0;
	} catch {
		return;
	}
}
function isEvent(value) {
	return isJsonObject(value) && typeof value.id === "string" && EVENT_ID.test(value.id) && Number.isSafeInteger(value.sequence) && TEXTS.every((name) => typeof value[name] === "string") && TEXTS_OR_NULL.every((name) => value[name] === null || typeof value[name] === "string");
}
// src/client/webhooks/headers.ts
/** A header that stands there once and not empty. */
function headerOf(headers, name) {
	const value = isHeadersObject(headers) ? headers.get(name) : headers[name];
	return typeof value === "string" && value !== "" ? value : void 0;
}
function isHeadersObject(headers) {
	return typeof headers.get === "function";
}
// src/client/webhooks/verify.ts
const TOLERANCE_SECONDS = 300;
/**
* Does this delivery come from someone who holds one of the secrets, is it fresh, and what does it say? Signatures are
* compared in constant time. The same event may arrive more than once and late: keep `event.id` to recognise repeats, and
* the highest `event.sequence` of each repository, prompt and environment to leave older news alone.
*/
function verifyWebhook(request) {
	const body = typeof request.body === "string" ? new TextEncoder().encode(request.body) : request.body;
	if (!(body instanceof Uint8Array)) throw new TypeError("body must be the bytes as they arrived, not what some middleware made of them");
	const secrets = readSecrets(request.secrets);
	if (secrets === void 0) return refused("secret_unusable", "secrets must be at least one, each as it is configured for the sender");
	const matched = request.scheme === "body" ? matchBody(body, secrets, request) : matchStandard(body, secrets, request);
	if (typeof matched !== "number") return matched;
	const event = parseEvent(body);
	if (event === void 0) return refused("body_malformed", "the signature is right, but this is no event");
	return {
		verified: true,
		event,
		secretIndex: matched
	};
}
function refused(code, message) {
	return {
		verified: false,
		code,
		message
	};
}
function readSecrets(configured) {
	const parsed = configured.map(parseSecret);
	const secrets = parsed.flatMap((result) => result.ok ? [result.secret] : []);
	return secrets.length > 0 && secrets.length === parsed.length ? secrets : void 0;
}
function matchStandard(body, secrets, { headers, now, toleranceSeconds = TOLERANCE_SECONDS }) {
	const id = headerOf(headers, "webhook-id");
	const timestamp = headerOf(headers, "webhook-timestamp");
	const signature = headerOf(headers, "webhook-signature");
	if (id === void 0 || timestamp === void 0 || signature === void 0) return refused("header_missing", "webhook-id, webhook-timestamp and webhook-signature are needed");
	if (!/^\d{1,12}$/.test(timestamp)) return refused("timestamp_malformed", "webhook-timestamp is no number of seconds");
	const age = Math.floor(now) - Number(timestamp);
	if (age > toleranceSeconds) return refused("timestamp_too_old", `the delivery is ${age} seconds old`);
	if (age < -toleranceSeconds) return refused("timestamp_too_new", `the delivery comes from ${-age} seconds in the future`);
	const signed = {
		id,
		timestamp,
		body
	};
	return matching(signature.split(" "), secrets, (secret) => standardSignature(secret, signed));
}
function matchBody(body, secrets, { headers }) {
	const signature = headerOf(headers, "x-signature-256");
	if (signature === void 0) return refused("header_missing", "x-signature-256 is needed");
	return matching([signature], secrets, (secret) => bodySignature(secret, body));
}
function matching(offered, secrets, sign) {
	const index = secrets.findIndex((secret) => {
		const expected = sign(secret);
		return offered.some((one) => isSame(one, expected));
	});
	return index < 0 ? refused("signature_mismatch", "no signature is by one of the secrets") : index;
}
function isSame(offered, expected) {
	const [a, b] = [Buffer.from(offered, "utf8"), Buffer.from(expected, "utf8")];
	return a.length === b.length && timingSafeEqual(a, b);
}
export { verifyWebhook };

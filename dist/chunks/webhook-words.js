import { a as OldDatabaseError, i as NewerDatabaseError, n as storePlace, r as visitStore } from "./store.js";
import { i as tryAgain } from "./result.js";
import { t as UsageError } from "./usage-error.js";
import { z } from "zod";
import { existsSync } from "node:fs";
// src/cli/operator/operator-store.ts
/** Works on the app's outbox, beside the app. Throws as `withStore` does. */
function withOutbox(environment, work) {
	return withStore(environment, ({ outbox }) => work(outbox));
}
/** Works on the app's store, beside the app. Throws `UsageError` where there is none that this version can read. */
async function withStore({ variables }, work) {
	const { POINTSMAN_DATABASE_URL: url, POINTSMAN_DATA_DIR: dataDirectory } = variables;
	const place = storePlace({
		url,
		dataDirectory
	});
	if (place.kind === "sqlite" && !existsSync(place.file)) throw new UsageError("no_store", `There is no ${place.file}: set POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL as the app has it.`);
	const store = await visit(place);
	if ("exitCode" in store) return store;
	try {
		return await work(store);
	} catch (error) {
		if (!isOfDriver(error)) throw error;
		return unavailable(error);
	} finally {
		await store.close();
	}
}
async function visit(place) {
	try {
		return await visitStore(place);
	} catch (error) {
		if (error instanceof OldDatabaseError || error instanceof NewerDatabaseError) throw new UsageError("other_version", `${error.message}.`);
		return unavailable(error);
	}
}
/** SQLite, PostgreSQL and the network all name their errors by a code. */
function isOfDriver(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string";
}
/** Drivers' messages name hosts and users, and never a password. */
function unavailable(error) {
	const [first = error] = error instanceof AggregateError ? error.errors : [];
	const why = first instanceof Error ? first.message : String(first);
	return tryAgain({
		code: "unavailable",
		message: `The store does not answer: ${why}`
	});
}
// src/cli/operator/webhook-words.ts
/** Words of the webhook verbs, checked by their shape. */
const STATES = [
	"pending",
	"leased",
	"failed",
	"delivered",
	"dead",
	"disabled"
];
const numberWord = z.string().regex(/^[1-9]\d{0,14}$/, "a whole number").transform(Number);
const eventWord = z.string().regex(/^evt_[0-9a-f]{24}$/, "an event's id: evt_ and 24 hex digits");
/** A delivery as a number, an event as its id. */
const deliveryOrEventWord = z.string().regex(/^(?:[1-9]\d{0,14}|evt_[0-9a-f]{24})$/, "a delivery's number, or an event's id").transform((word) => word.startsWith("evt_") ? word : Number(word));
const statesWord = z.array(z.enum(STATES, `one of ${STATES.join(", ")}`));
const MINUTE = 6e4;
const AGES = {
	m: MINUTE,
	h: 60 * MINUTE,
	d: 1440 * MINUTE
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
/** Milliseconds since the epoch of an RFC 3339 time, or of an age: `90m`, `6h`, `2d`. */
const timeWord = (now) => z.string().transform((text, context) => {
	const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
	const at = count === void 0 ? timeOf(text) : now - Number(count) * (AGES[unit] ?? 0);
	if (!Number.isNaN(at)) return at;
	context.addIssue({
		code: "custom",
		message: `“${text}” is neither a time such as 2026-03-15T09:00:00Z nor an age such as 90m, 6h, 2d`
	});
	return z.NEVER;
});
function timeOf(text) {
	return TIME.test(text) ? Date.parse(text) : NaN;
}
export { timeWord as a, statesWord as i, eventWord as n, withOutbox as o, numberWord as r, withStore as s, deliveryOrEventWord as t };

// src/domain/json.ts
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The member of an object itself; what `constructor` or `__proto__` would find on its prototype is no member. */
function ownMember(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}
/**
* A text that two values share exactly when they are the same JSON, whatever the order of their keys; undefined where
* the value has no JSON form. For comparing only: it is not RFC 8785, and nothing stored or hashed is made from it. The
* client compares values by it, and so needs no package.
*/
function comparableJson(value) {
	try {
		return JSON.stringify(value, inKeyOrder);
	} catch {
		return;
	}
}
function inKeyOrder(key, value) {
	if (!key.isWellFormed() || typeof value === "string" && !value.isWellFormed() || typeof value === "number" && !Number.isFinite(value)) throw new TypeError("JSON cannot hold this value");
	return isJsonObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)) : value;
}
export { isJsonObject as n, ownMember as r, comparableJson as t };

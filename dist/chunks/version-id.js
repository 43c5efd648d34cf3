// src/domain/ledger/version-id.ts
const VERSION_ID = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\.([1-9]\d{0,8})$/;
/** The parts of a version id, or undefined where the text is none. */
function parseVersionId(text) {
	const match = VERSION_ID.exec(text);
	if (match?.[1] === void 0 || match[2] === void 0) return void 0;
	return {
		day: match[1],
		number: Number(match[2])
	};
}
function isVersionId(text) {
	return VERSION_ID.test(text);
}
/**
* Orders two ids of one prompt as they were published. Days never go back within a prompt and the counter is compared
* as a number, so this order is the order by sequence; comparing the texts would put `.10` before `.9`.
*/
function compareVersionIds(a, b) {
	const left = parseVersionId(a);
	const right = parseVersionId(b);
	if (left === void 0 || right === void 0) throw new TypeError(`Not a version id: ${left === void 0 ? a : b}`);
	if (left.day !== right.day) return left.day < right.day ? -1 : 1;
	return Math.sign(left.number - right.number);
}
/**
* The id that follows `latest`: the day is the later of today and the latest version's day, so that a clock that runs
* back never makes an id that sorts before an older one.
*
* @param now RFC 3339 time in UTC
*/
function nextVersionId(latest, now) {
	const today = now.slice(0, 10);
	const previous = latest === void 0 ? void 0 : parseVersionId(latest);
	if (previous === void 0 || today > previous.day) return `${today}.1`;
	return `${previous.day}.${previous.number + 1}`;
}
export { isVersionId as n, nextVersionId as r, compareVersionIds as t };

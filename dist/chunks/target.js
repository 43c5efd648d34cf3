// src/webhooks/target.ts
/** Can this be a granted target: one exact URL, or everything below a path where it ends in `/*`? */
function isGrantableTarget(pattern) {
	const url = URL.parse(pattern);
	if (url === null || !["http:", "https:"].includes(url.protocol)) return false;
	if (url.username !== "" || url.password !== "" || url.hash !== "") return false;
	const star = pattern.indexOf("*");
	return star < 0 || star === pattern.length - 1 && url.search === "" && pattern.endsWith("/*");
}
/** Does a granted target cover this URL? Both sides are compared as URL parsers see them, never as typed. */
function targetMatches(pattern, url) {
	const granted = URL.parse(pattern);
	if (granted === null || granted.origin !== url.origin) return false;
	if (!pattern.endsWith("/*")) return granted.pathname === url.pathname && granted.search === url.search;
	if (/%2f|%5c/i.test(url.pathname)) return false;
	return url.pathname.startsWith(granted.pathname.slice(0, -1));
}
/** A URL as logs and people may see it: query, fragment and credentials left out. */
function displayUrl(target) {
	const url = URL.parse(target);
	return url === null ? "(no URL)" : `${url.origin}${url.pathname}`;
}
export { isGrantableTarget as n, targetMatches as r, displayUrl as t };

/** Can this be a granted target: one exact URL, or everything below a path where it ends in `/*`? */
export function isGrantableTarget(pattern: string): boolean {
  const url = URL.parse(pattern);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return false;
  if (url.username !== "" || url.password !== "" || url.hash !== "") return false;
  const star = pattern.indexOf("*");
  return star < 0 || (star === pattern.length - 1 && url.search === "" && pattern.endsWith("/*"));
}

/** Does a granted target cover this URL? Both sides are compared as URL parsers see them, never as typed. */
export function targetMatches(pattern: string, url: URL): boolean {
  const granted = URL.parse(pattern);
  if (granted === null || granted.origin !== url.origin) return false;
  if (!pattern.endsWith("/*")) return granted.pathname === url.pathname && granted.search === url.search;
  // Some servers decode %2f and %5c before they look at dots, so `/hooks/..%2fadmin` may leave the granted path.
  if (/%2f|%5c/i.test(url.pathname)) return false;
  return url.pathname.startsWith(granted.pathname.slice(0, -1));
}

/** A URL as logs and people may see it: query, fragment and credentials left out. */
export function displayUrl(target: string): string {
  const url = URL.parse(target);
  return url === null ? "(no URL)" : `${url.origin}${url.pathname}`;
}

/** A version's id, `YYYY-MM-DD.N` (contracts, Words): day of publishing and a counter within the day. */
export type VersionId = string;

const VERSION_ID = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\.([1-9]\d{0,8})$/;

interface VersionIdParts {
  readonly day: string;
  readonly number: number;
}

/** The parts of a version id, or undefined where the text is none. */
function parseVersionId(text: string): VersionIdParts | undefined {
  const match = VERSION_ID.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { day: match[1], number: Number(match[2]) };
}

export function isVersionId(text: string): boolean {
  return VERSION_ID.test(text);
}

/**
 * Orders two ids of one prompt as they were published. Days never go back within a prompt and the counter is compared
 * as a number, so this order is the order by sequence; comparing the texts would put `.10` before `.9`.
 */
export function compareVersionIds(a: VersionId, b: VersionId): number {
  const left = parseVersionId(a);
  const right = parseVersionId(b);
  if (left === undefined || right === undefined)
    throw new TypeError(`Not a version id: ${left === undefined ? a : b}`);
  if (left.day !== right.day) return left.day < right.day ? -1 : 1;
  return Math.sign(left.number - right.number);
}

/**
 * The id that follows `latest`: the day is the later of today and the latest version's day, so that a clock that runs
 * back never makes an id that sorts before an older one.
 *
 * @param now RFC 3339 time in UTC
 */
export function nextVersionId(latest: VersionId | undefined, now: string): VersionId {
  const today = now.slice(0, 10);
  const previous = latest === undefined ? undefined : parseVersionId(latest);
  if (previous === undefined || today > previous.day) return `${today}.1`;
  return `${previous.day}.${previous.number + 1}`;
}

/** Items of the base side and the head side that are the same thing, and what has no partner. */
export interface Matched<T> {
  readonly pairs: readonly { readonly base: T; readonly head: T; readonly rule: number }[];
  readonly baseOnly: readonly T[];
  readonly headOnly: readonly T[];
}

export type Rule<T> =
  /** Equal keys match; undefined matches nothing. */
  { readonly key: (item: T) => string | undefined } | { readonly fits: (base: T, head: T) => boolean };

/** Comparing all with all is for leftovers; a file with more of them than this was rewritten, not edited. */
const MAX_COMPARISONS = 1_000_000;

/** Pairs items one to one: by the first rule what it can, then by the next among what is left. In base's order. */
function matchItems<T extends object>(
  base: readonly T[],
  head: readonly T[],
  rules: readonly Rule<T>[],
): Matched<T> {
  const partners = new Map<T, { readonly head: T; readonly rule: number }>();
  const taken = new Set<T>();
  rules.forEach((rule, index) => {
    const find = finder(
      rule,
      base.filter((item) => !partners.has(item)),
      head.filter((item) => !taken.has(item)),
    );
    for (const item of base) {
      const partner = partners.has(item) ? undefined : find(item, taken);
      if (partner === undefined) continue;
      partners.set(item, { head: partner, rule: index });
      taken.add(partner);
    }
  });
  return {
    pairs: base.flatMap((item) => {
      const partner = partners.get(item);
      return partner === undefined ? [] : [{ base: item, ...partner }];
    }),
    baseOnly: base.filter((item) => !partners.has(item)),
    headOnly: head.filter((item) => !taken.has(item)),
  };
}

/**
 * Matches what the base branch has now against the head, and tells what the head took away or changed from what the base
 * branch added or changed since the head left it. What the head merely still has, though the base branch dropped it, is
 * in neither list.
 */
export function matchSuite<T extends object>(
  sides: { readonly base: readonly T[]; readonly head: readonly T[]; readonly known: readonly T[] },
  rules: readonly Rule<T>[],
  changedRule: number,
): Matched<T> & { readonly changed: ReadonlySet<T>; readonly removed: ReadonlySet<T> } {
  const matched = matchItems(sides.base, sides.head, rules);
  const isSame = ({ rule }: { readonly rule: number }) => rule !== changedRule;
  const stale = new Set(
    matchItems(sides.known, sides.head, rules)
      .pairs.filter(isSame)
      .map(({ head }) => head),
  );
  const before = new Set(matchItems(sides.known, sides.base, rules).pairs.map(({ head }) => head));
  return {
    ...matched,
    headOnly: matched.headOnly.filter((one) => !stale.has(one)),
    changed: new Set(
      matched.pairs.filter((pair) => !isSame(pair) && !stale.has(pair.head)).map(({ base }) => base),
    ),
    removed: new Set(matched.baseOnly.filter((one) => before.has(one))),
  };
}

type Find<T> = (item: T, taken: ReadonlySet<T>) => T | undefined;

function finder<T>(rule: Rule<T>, base: readonly T[], head: readonly T[]): Find<T> {
  if ("fits" in rule) {
    if (base.length * head.length > MAX_COMPARISONS) return () => undefined;
    return (item, taken) => head.find((other) => !taken.has(other) && rule.fits(item, other));
  }
  const byKey = Map.groupBy(head, rule.key);
  return (item) => {
    const key = rule.key(item);
    return key === undefined ? undefined : byKey.get(key)?.shift();
  };
}

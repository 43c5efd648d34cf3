/** What is wanted, what was called, and which call would do for which wish. */
interface Matching<W, C> {
  readonly wanted: readonly W[];
  readonly calls: readonly C[];
  readonly fits: (one: W, call: C) => boolean;
}

/** How many wishes can be met when each call serves one of them and all must come in the wanted order. */
export function countInOrder<W, C>({ wanted, calls, fits }: Matching<W, C>): number {
  // The longest common subsequence, a row of its table at a time.
  let row: readonly number[] = Array<number>(calls.length + 1).fill(0);
  for (const one of wanted) {
    const next = [0];
    calls.forEach((call, index) => {
      const skipped = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(fits(one, call) ? Math.max(skipped, (row[index] ?? 0) + 1) : skipped);
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** How many wishes can be met when each call serves one of them, in whatever order. */
export function countInAnyOrder<W, C>({ wanted, calls, fits }: Matching<W, C>): number {
  const candidates = wanted.map((one) => calls.flatMap((call, index) => (fits(one, call) ? [index] : [])));
  /** By call, the wish that it serves. */
  const serves = new Map<number, number>();
  // Kuhn's algorithm: a wish takes a call from another wish that can be met by a third.
  const place = (wish: number, tried: Set<number>): boolean => {
    for (const call of candidates[wish] ?? []) {
      if (tried.has(call)) continue;
      tried.add(call);
      const other = serves.get(call);
      if (other !== undefined && !place(other, tried)) continue;
      serves.set(call, wish);
      return true;
    }
    return false;
  };
  return wanted.filter((_, wish) => place(wish, new Set())).length;
}

/** The middle of some measurements and how far they spread. */
export interface Spread {
  readonly median: number;
  /** The quarter and three-quarter points. */
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles, between two neighbours by their distance. Throws `RangeError` without values. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/**
 * The value below which a share of all values lies, linear between neighbours (Hyndman and Fan's type 7, as R and NumPy
 * do it).
 */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new RangeError("There is nothing to summarise");
  return below + (above - below) * (at - Math.floor(at));
}

/** Two things measured in turns. */
export interface Pairs {
  readonly n: number;
  /** Of each pair `subject / peer`: a machine that gets slower meanwhile slows both down. */
  readonly ratio: Spread;
  readonly subject: Spread;
  readonly peer: Spread;
}

interface Turns {
  /** Pairs that are measured and thrown away. */
  readonly warmUps: number;
  readonly n: number;
  /** Each gives one measurement, in a unit of its own that the other shares. */
  readonly subject: () => Promise<number>;
  readonly peer: () => Promise<number>;
}

/** Measures subject, peer, subject, peer … and summarises the pairs. */
export async function measurePairs({ n, peer, subject, warmUps }: Turns): Promise<Pairs> {
  const pairs: { readonly subject: number; readonly peer: number }[] = [];
  for (let turn = 0; turn < warmUps + n; turn += 1) {
    const pair = { subject: await subject(), peer: await peer() };
    if (turn >= warmUps) pairs.push(pair);
  }
  return {
    n,
    ratio: spreadOf(pairs.map((pair) => pair.subject / pair.peer)),
    subject: spreadOf(pairs.map((pair) => pair.subject)),
    peer: spreadOf(pairs.map((pair) => pair.peer)),
  };
}

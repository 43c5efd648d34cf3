import type { Pairs, Spread } from "./statistics.ts";

/** One measured figure. Its bound is on `ratio`: at most `limit`, or at least, as the issue that asked for it says. */
export interface Figure {
  readonly bench: string;
  readonly ratio: number;
  readonly limit: number;
  /** Absent: the ratio may be at most the limit. */
  readonly atLeast?: true;
  /** What the ratio is to, in words. */
  readonly peer: string;
  /** How often it was measured, warm-ups not counted. */
  readonly n: number;
  /** Whatever else helps to read the ratio; times are in milliseconds and their names end in `_ms`. */
  readonly details: Readonly<Record<string, Detail>>;
}

type Detail = Scalar | readonly Scalar[];
type Scalar = number | string;

export function holds({ atLeast, limit, ratio }: Figure): boolean {
  return atLeast === true ? ratio >= limit : ratio <= limit;
}

/** The line that a figure prints: one JSON object. */
export function printFigure(figure: Figure): string {
  const { bench, details, limit, n, peer, ratio } = figure;
  const line = { bench, ratio, limit, ok: holds(figure), peer, n };
  const isFraction = (value: unknown) => typeof value === "number" && !Number.isInteger(value);
  return JSON.stringify({ ...line, ...details }, (_, value) => (isFraction(value) ? rounded(value) : value));
}

/** To a thousandth: more digits would only be noise. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A figure's ratio, count and times in milliseconds, from pairs that were measured. */
export function ofPairs({ n, peer, ratio, subject }: Pairs): Pick<Figure, "ratio" | "n" | "details"> {
  const details = {
    ratio_quartiles: quartiles(ratio),
    median_ms: subject.median,
    quartiles_ms: quartiles(subject),
    peer_median_ms: peer.median,
    peer_quartiles_ms: quartiles(peer),
  };
  return { ratio: ratio.median, n, details };
}

function quartiles({ high, low }: Spread): readonly number[] {
  return [low, high];
}

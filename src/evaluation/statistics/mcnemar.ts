import { binomialUpperTail } from "./binomial.ts";

/** Cases whose result differs between the arms. */
export interface Flips {
  /** Passed on the base, fails on the head. */
  readonly newlyFailing: number;
  readonly newlyPassing: number;
}

/**
 * The exact McNemar test of paired passes and fails: were the arms alike, each flip would go either way with probability
 * ½, so newly failing cases are binomial among all flips. One-sided: the head is worse. Two-sided: twice the smaller
 * tail, at most 1. (McNemar, Psychometrika 12, 1947; exact and conditional: Fagerland, Lydersen & Laake, BMC Medical
 * Research Methodology 13:91, 2013.) Mid-p, which is more powerful, can exceed its level and is not used.
 */
export function exactMcNemar({ newlyFailing, newlyPassing }: Flips): {
  readonly oneSided: number;
  readonly twoSided: number;
} {
  const trials = newlyFailing + newlyPassing;
  const tail = (least: number) => binomialUpperTail({ least, trials, probability: 0.5 });
  const oneSided = tail(newlyFailing);
  return { oneSided, twoSided: Math.min(1, 2 * Math.min(oneSided, tail(newlyPassing))) };
}

/** The fewest flips, all to the worse, that the one-sided test at this level calls significant: 2^-k ≤ level. */
export function fewestFlips(level: number): number {
  let flips = 0;
  while (2 ** -flips > level) flips += 1;
  return flips;
}

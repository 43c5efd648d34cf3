import { sha256Hex } from "../../domain/digest.ts";

/** A stream of random numbers that its seed decides. */
export interface Random {
  /** 32 random bits, as a whole number from 0. */
  readonly bits: () => number;
  /** A whole number from 0 to below `end`, which is at most 2^32. */
  readonly below: (end: number) => number;
  /** From 0 to below 1, with 32 random bits. */
  readonly fraction: () => number;
}

/**
 * sfc32, a small fast generator that passes PractRand (Doty-Humphrey 2010), seeded with the SHA-256 of a text. The same
 * text gives the same numbers on every machine: verdicts must not depend on when and where they are made.
 */
export function seededRandom(seed: string): Random {
  const digest = sha256Hex(seed);
  const word = (index: number) => Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16) | 0;
  let a = word(0);
  let b = word(1);
  let c = word(2);
  let counter = 1;
  const bits = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // The author's own seeding throws the first twelve away.
  for (let round = 0; round < 12; round += 1) bits();
  const fraction = () => bits() / 2 ** 32;
  return { bits, fraction, below: (end) => Math.floor(fraction() * end) };
}

import type { SimulatedCase } from "./gate-simulation.ts";

/** Suites of 50 cases whose calls fail by chance: the mixes that the gate's numbers are held against. */

const CASES = 50;

export interface Mix {
  readonly name: string;
  readonly cases: readonly SimulatedCase[];
}

/** All cases flaky at 5 % on both arms, but so many at the rates given. */
function mixOf(name: string, count: number, special: SimulatedCase): Mix {
  return {
    name,
    cases: Array.from({ length: CASES }, (_, index) =>
      index < count ? special : { base: 0.05, head: 0.05 },
    ),
  };
}

/** Only the named cases are flaky. */
function quietMix(name: string, count: number, rate: number): Mix {
  return {
    name,
    cases: Array.from({ length: CASES }, (_, index) => {
      return index < count ? { base: rate, head: rate } : { base: 0, head: 0 };
    }),
  };
}

export const EQUAL_ARMS: readonly Mix[] = [
  quietMix("5 % flakiness in all cases", CASES, 0.05),
  quietMix("five cases at 50 %", 5, 0.5),
  quietMix("ten cases at 25 %", 10, 0.25),
  mixOf("five cases at 50 %, the rest at 5 %", 5, { base: 0.5, head: 0.5 }),
  mixOf("ten cases at 25 %, the rest at 5 %", 10, { base: 0.25, head: 0.25 }),
];

/** Each with the share of runs in which it must be found. */
export const WORSE_HEADS: readonly (Mix & { readonly least: number })[] = [
  { ...mixOf("five cases broken for good", 5, { base: 0.05, head: 1 }), least: 0.99 },
  { ...mixOf("five cases failing 80 %", 5, { base: 0.05, head: 0.8 }), least: 0.95 },
  { ...mixOf("one case broken for good", 1, { base: 0.05, head: 1 }), least: 0.9 },
];

import { distance } from "fastest-levenshtein";

const LONGEST_TYPED = 200;
/** A shorter beginning of a name says too little. */
const SHORTEST_BEGINNING = 3;

/** The known name that was probably meant, or undefined where nothing is near enough to be helpful. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  return nearestFew(typed, known, 1)[0];
}

/**
 * The known names that were probably meant, the nearest first: those that differ in a few letters, and those that begin with
 * what was typed (`prod`).
 */
export function nearestFew(typed: string, known: readonly string[], most: number): readonly string[] {
  if (typed.length > LONGEST_TYPED) return [];
  return known
    .map((name) => ({ name, apart: apartness(typed, name) }))
    .filter(({ apart }) => apart !== null)
    .sort((a, b) => (a.apart ?? 0) - (b.apart ?? 0))
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many letters differ, a beginning counted as one; null where that is too many. */
function apartness(typed: string, name: string): number | null {
  const apart = distance(typed, name);
  if (typed.length >= SHORTEST_BEGINNING && name.startsWith(typed)) return Math.min(apart, 1);
  // Of two short words every letter may differ within the bound.
  const sharesSomething = apart < Math.max(typed.length, name.length);
  return sharesSomething && apart <= Math.max(2, Math.floor(typed.length / 3)) ? apart : null;
}

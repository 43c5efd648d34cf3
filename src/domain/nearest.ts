import { closest, distance } from "fastest-levenshtein";

const LONGEST_TYPED = 200;

/** The known name that was probably meant, or undefined where nothing is near enough to be helpful. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || typed.length > LONGEST_TYPED) return undefined;
  const candidate = closest(typed, [...known]);
  const apart = distance(typed, candidate);
  // Of two short words every letter may differ within the bound.
  const sharesSomething = apart < Math.max(typed.length, candidate.length);
  return sharesSomething && apart <= Math.max(2, Math.floor(typed.length / 3)) ? candidate : undefined;
}

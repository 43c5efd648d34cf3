import { closest, distance } from "fastest-levenshtein";

/** The known name that was probably meant, or undefined where nothing is near enough to be helpful. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(typed, [...known]);
  return distance(typed, candidate) <= Math.max(2, Math.floor(typed.length / 3)) ? candidate : undefined;
}

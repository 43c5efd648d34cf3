import { distance } from "fastest-levenshtein";

const LONGEST_TYPED = 200;
/** A shorter beginning of a name says too little. */
const SHORTEST_BEGINNING = 3;
const HYPHENS = /[-_]/u;

/**
 * The one known name that was probably meant; undefined where none is near or two are equally near. Stricter than a suggestion:
 * the name goes into a line that is copied and run, so no part of it may be another word than what was typed.
 */
export function nearName(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  const near = [...new Set(known)]
    .flatMap((name) => {
      const apart = apartness(typed, name);
      return apart === null ? [] : [{ name, apart }];
    })
    .sort((a, b) => a.apart - b.apart);
  const [first, second] = near;
  return first !== undefined && first.apart !== second?.apart ? first.name : undefined;
}

/** The parts of a name between its hyphens. */
export function partsOf(name: string): readonly string[] {
  return name.split(HYPHENS);
}

/** How many letters differ, a beginning and lost hyphens counted as one; null where another name may be meant. */
function apartness(typed: string, name: string): number | null {
  if (typed === name) return 0;
  if (typed.length >= SHORTEST_BEGINNING && name.startsWith(typed)) return 1;
  if (partsOf(typed).join("") === partsOf(name).join("")) return 1;
  const [typedParts, parts] = [partsOf(typed), partsOf(name)];
  if (typedParts.length !== parts.length) return null;
  const apart = typedParts.map((part, index) => lettersApart(part, parts[index] ?? ""));
  return apart.includes(null) ? null : apart.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** One letter in three may be wrong; a digit is never a slip, since another one names something else. */
function lettersApart(typed: string, part: string): number | null {
  if (digitsOf(typed) !== digitsOf(part)) return null;
  const apart = distance(typed, part);
  return apart <= Math.min(2, Math.floor(Math.min(typed.length, part.length) / 3)) ? apart : null;
}

function digitsOf(text: string): string {
  return text.replace(/\D/gu, "");
}

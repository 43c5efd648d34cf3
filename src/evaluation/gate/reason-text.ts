import type { Reason, ReasonCode } from "./gate.ts";

/** How reasons count and name what they are about. */

/** A reason where there is at least one case that it is about. */
export function reasonIf(
  count: number,
  code: ReasonCode,
  { one, many }: { readonly one: string; readonly many: string },
): readonly Reason[] {
  if (count === 0) return [];
  return [{ code, message: `${counted(count, "case", "cases")} ${count === 1 ? one : many}.` }];
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const NAMES_SHOWN = 5;

export function namesOf(cases: readonly { readonly name: string }[]): string {
  return listOf(cases.map(({ name }) => name));
}

export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

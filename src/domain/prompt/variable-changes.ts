import { canonicalJson } from "../digest.ts";
import type { VariableSchema, VariableType } from "./variables.ts";

export const BREAKING_VARIABLE_CODES = [
  "removed",
  "renamed",
  "newly_required",
  "retyped",
  "narrowed",
] as const;

/** A change after which a caller that was right before is refused. */
export interface BreakingVariableChange {
  readonly code: (typeof BREAKING_VARIABLE_CODES)[number];
  /** As present callers know it; for `newly_required` the variable that they must now give. */
  readonly variable: string;
  /** The new name, of a renamed variable. */
  readonly to?: string;
  /** One sentence. */
  readonly message: string;
}

/**
 * What in the head's variables breaks callers of the base: compiling is strict both ways, so a variable that is gone is
 * refused as unknown, and one that is now required is missing. Sorted by variable.
 */
export function breakingVariableChanges(
  base: readonly VariableSchema[],
  head: readonly VariableSchema[],
): readonly BreakingVariableChange[] {
  const before = new Map(base.map((schema) => [schema.name, schema]));
  const after = new Map(head.map((schema) => [schema.name, schema]));
  const gone = base.filter(({ name }) => !after.has(name));
  const added = head.filter(({ name, required }) => required && !before.has(name));
  const renamed = renames(gone, added);
  const isNew = ({ name }: VariableSchema) => !renamed.some(({ to }) => to === name);
  const isLost = ({ name }: VariableSchema) => !renamed.some(({ variable }) => variable === name);
  const changes = [
    ...renamed,
    ...gone
      .filter(isLost)
      .map(({ name }) => changeOf("removed", name, "is gone, so callers that give it are refused")),
    ...added.filter(isNew).map(({ name }) => changeOf("newly_required", name, "is new and required")),
    ...head.flatMap((schema) => narrowings(before.get(schema.name), schema)),
  ];
  return changes.toSorted((a, b) => (a.variable < b.variable ? -1 : 1));
}

function changeOf(
  code: BreakingVariableChange["code"],
  variable: string,
  what: string,
): BreakingVariableChange {
  return { code, variable, message: `The variable "${variable}" ${what}.` };
}

/** One variable gone and one new that is required, of one type, is a renaming. More than one cannot be told apart. */
function renames(
  gone: readonly VariableSchema[],
  added: readonly VariableSchema[],
): readonly (BreakingVariableChange & { readonly to: string })[] {
  const [from, to] = [gone[0], added[0]];
  if (from === undefined || to === undefined || gone.length !== 1 || added.length !== 1) return [];
  if (from.type !== to.type) return [];
  return [{ ...changeOf("renamed", from.name, `is now called "${to.name}"`), to: to.name }];
}

function narrowings(
  before: VariableSchema | undefined,
  after: VariableSchema,
): readonly BreakingVariableChange[] {
  if (before === undefined) return [];
  const { name } = after;
  const changes: BreakingVariableChange[] = [];
  if (after.required && !before.required)
    changes.push(changeOf("newly_required", name, "was optional and is required now"));
  if (!takesAll(after.type, before.type))
    changes.push(
      changeOf("retyped", name, `was of the type ${before.type} and is of the type ${after.type} now`),
    );
  else if (hasFewerValues(before, after) || hasLessRoom(before, after))
    changes.push(changeOf("narrowed", name, "takes fewer values than before"));
  return changes;
}

/** Whether every value of the one type is one of the other. */
function takesAll(after: VariableType, before: VariableType): boolean {
  return after === before || after === "json" || (after === "number" && before === "integer");
}

function hasFewerValues(before: VariableSchema, after: VariableSchema): boolean {
  if (after.enum === undefined) return false;
  if (before.enum === undefined) return true;
  const allowed = new Set(after.enum.map(canonicalJson));
  return before.enum.some((value) => !allowed.has(canonicalJson(value)));
}

function hasLessRoom(before: VariableSchema, after: VariableSchema): boolean {
  return after.max_length !== undefined && after.max_length < (before.max_length ?? Infinity);
}

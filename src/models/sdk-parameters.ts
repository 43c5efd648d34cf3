import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";

/** How parameters get into a body that the AI SDK made. */

/** Parameters under the names that a protocol has for them. Protocols without a single stop word take a list of them. */
export function renamed(parameters: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      (Object.hasOwn(names, name) ? names[name] : undefined) ?? name,
      name === "stop" ? listOf(value) : value,
    ]),
  );
}

function listOf(value: Json): Json {
  return typeof value === "string" ? [value] : value;
}

/** Parameters without those that would be members of the prompt's own. */
export function withoutReserved(parameters: JsonObject, reserved: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !reserved.has(name)));
}

/** A body with what is added to it. What stands in the body already stays, and objects in both are joined. */
export function joined(body: JsonObject, added: JsonObject): JsonObject {
  const members = Object.entries(added).map(([name, value]) => {
    const present = Object.hasOwn(body, name) ? body[name] : undefined;
    if (present === undefined) return [name, value] as const;
    return [name, isJsonObject(present) && isJsonObject(value) ? joined(present, value) : present] as const;
  });
  return { ...body, ...Object.fromEntries(members) };
}

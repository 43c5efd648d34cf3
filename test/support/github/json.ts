/** Reading of parsed JSON without casts: every reader throws, naming the path, when the shape is another. */

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, or undefined where the path ends early. */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) current = isObject(current) ? current[key] : undefined;
  return current;
}

export function objectAt(value: unknown, ...path: string[]): JsonObject {
  const found = at(value, ...path);
  if (!isObject(found)) throw new TypeError(`no object at ${path.join(".") || "the top"}: ${preview(value)}`);
  return found;
}

export function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new TypeError(`no string at ${path.join(".")}: ${preview(value)}`);
  return found;
}

export function numberAt(value: unknown, ...path: string[]): number {
  const found = at(value, ...path);
  if (typeof found !== "number") throw new TypeError(`no number at ${path.join(".")}: ${preview(value)}`);
  return found;
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  if (!Array.isArray(found))
    throw new TypeError(`no list at ${path.join(".") || "the top"}: ${preview(value)}`);
  return found;
}

function preview(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 300);
}

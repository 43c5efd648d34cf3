import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 40;
const DIALECTS = ["http://json-schema.org/draft-07/schema", "https://json-schema.org/draft/2020-12/schema"];
const REFERENCES = ["$ref", "$dynamicRef", "$recursiveRef"];

export type Dialect = "draft-07" | "2020-12";

/** The dialect that a schema names; without a name the newest. Undefined: one that is not known here. */
export function dialectOf(schema: JsonObject): Dialect | undefined {
  const named = schema.$schema;
  if (named === undefined) return "2020-12";
  const index = DIALECTS.findIndex((uri) => typeof named === "string" && named.replace(/#$/, "") === uri);
  return index === -1 ? undefined : index === 0 ? "draft-07" : "2020-12";
}

/**
 * What makes a schema unfit to be compiled here, as a sentence; undefined where nothing does. Schemas come from pull
 * requests: they are bounded, and they refer to nothing but themselves.
 */
export function schemaObjection(schema: JsonObject): string | undefined {
  if (Buffer.byteLength(JSON.stringify(schema)) > MAX_BYTES) {
    return `The schema is larger than ${MAX_BYTES / 1024} KB: shorten it.`;
  }
  if (dialectOf(schema) === undefined) {
    return `The schema's "$schema" must be draft-07 (${DIALECTS[0]}#) or 2020-12 (${DIALECTS[1]}), or be left out.`;
  }
  if (schema.$async !== undefined)
    return 'The schema has "$async", which is no part of JSON Schema: remove it.';
  return objectionWithin(schema, 1);
}

function objectionWithin(value: Json, depth: number): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > MAX_DEPTH) return `The schema is nested more than ${MAX_DEPTH} levels deep: flatten it.`;
  if (isJsonObject(value)) {
    const remote = REFERENCES.map((key) => value[key]).find(isRemote);
    if (remote !== undefined) {
      return `The schema refers to ${JSON.stringify(remote)}, and nothing is fetched: put it under "$defs" and refer to "#/$defs/…".`;
    }
  }
  for (const child of Object.values(value)) {
    const objection = objectionWithin(child, depth + 1);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function isRemote(reference: Json | undefined): boolean {
  return typeof reference === "string" && !reference.startsWith("#");
}

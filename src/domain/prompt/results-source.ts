import type { Position } from "../problem.ts";
import { complain, type FieldReader, mapField, remark } from "../yaml/field-reader.ts";
import type { MapNode } from "../yaml/yaml-tree.ts";
import { resolveInRepository } from "./repository-path.ts";

/** A file of results that another program measures before the gate decides. */
export interface ResultsSource {
  /** Whose format it has. */
  readonly kind: "promptfoo";
  /** From the workspace's root, never out of it. */
  readonly path: string;
  readonly position: Position;
}

/** Reads `evaluation: {promptfoo: <path>}`. */
export function readResultsSource(reader: FieldReader, root: MapNode): ResultsSource | undefined {
  const map = mapField(reader, root, "evaluation");
  if (map === undefined) return undefined;
  for (const { key, keyPosition } of map.entries) {
    if (key === "promptfoo") continue;
    const message = `The key ${JSON.stringify(key)} means nothing in "evaluation" and is ignored.`;
    remark(reader, "unknown_key", keyPosition, message);
  }
  const [entry] = map.entries.filter(({ key }) => key === "promptfoo");
  const value = entry?.value;
  if (value?.kind !== "scalar" || typeof value.value !== "string") {
    const message = '"evaluation" needs the path of promptfoo\'s results: write "promptfoo: results.json".';
    return complain(reader, "evaluation_malformed", value?.position ?? map.position, message);
  }
  const resolved = resolveInRepository("", value.value);
  if (resolved.ok) return { kind: "promptfoo", path: resolved.path, position: value.position };
  const message = `The path ${JSON.stringify(value.value)} of the results is not usable: write one from the root of the workspace, with "/" between its parts, that does not leave it.`;
  return complain(reader, `evaluation_path_${resolved.reason}`, value.position, message);
}

import type { Json, JsonObject } from "../json.ts";
import type { Position } from "../problem.ts";

interface NodeBase {
  readonly position: Position;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** The value as written, without quotes: `1.50` stays `1.50` where a text is wanted. */
  readonly text: string;
  /** Maps an offset in `text` to its place in the file, as well as the scalar's style allows. */
  readonly positionAt: (offset: number) => Position;
}

export interface MapEntry {
  readonly key: string;
  readonly keyPosition: Position;
  readonly value: SourceNode;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  /** In the author's order, every key once. */
  readonly entries: readonly MapEntry[];
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
}

/** A value of a YAML file, with its place. */
export type SourceNode = ScalarNode | MapNode | ListNode;

/** The entry of a map under a key. */
export function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The plain JSON value. `Object.fromEntries` defines members, so a key `__proto__` is a member like any other. */
export function toJson(node: SourceNode): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toJson);
  return toJsonObject(node);
}

export function toJsonObject(map: MapNode): JsonObject {
  return Object.fromEntries(map.entries.map(({ key, value }) => [key, toJson(value)]));
}

/**
 * Minified JSON in the author's key order. Written from the tree, because JavaScript objects move keys that look like
 * numbers to the front.
 */
export function toMinifiedJson(node: SourceNode): string {
  if (node.kind === "scalar") return JSON.stringify(node.value);
  if (node.kind === "list") return `[${node.items.map(toMinifiedJson).join(",")}]`;
  const members = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${toMinifiedJson(value)}`);
  return `{${members.join(",")}}`;
}

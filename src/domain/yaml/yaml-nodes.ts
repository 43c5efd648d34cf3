import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from "yaml";
import { errorAt, type Position, type Problem } from "../problem.ts";
import type { MapEntry, MapNode, ScalarNode, SourceNode } from "./yaml-tree.ts";

/** Bounds on what aliases may make of a file. */
const NODE_LIMITS = { aliases: 100, values: 100_000, characters: 4 * 1024 * 1024, depth: 64 } as const;

export interface SourceText {
  readonly text: string;
  readonly path: string;
  readonly positionAt: (offset: number) => Position;
}

interface NodeReader {
  readonly source: SourceText;
  /** Anchors met so far: an alias means the latest one above it. `undefined` while the anchored value is being read. */
  readonly anchors: Map<string, ParsedNode | undefined>;
  readonly problems: Problem[];
  readonly used: { aliases: number; values: number; characters: number };
  /** Set when a bound is hit: reading stops, so that one bomb is one problem. */
  exhausted: boolean;
}

/** Turns the library's nodes into our tree: aliases and merge keys resolved, keys unique, every value one of JSON's. */
export function readNodes(
  contents: ParsedNode,
  source: SourceText,
): { readonly root: SourceNode; readonly problems: readonly Problem[] } {
  const reader: NodeReader = {
    source,
    anchors: new Map(),
    problems: [],
    used: { aliases: 0, values: 0, characters: 0 },
    exhausted: false,
  };
  return { root: readNode(reader, contents, 0), problems: reader.problems };
}

function readNode(reader: NodeReader, node: ParsedNode, depth: number): SourceNode {
  reader.used.values += 1;
  const offset = node.range[0];
  if (reader.used.values > NODE_LIMITS.values || depth > NODE_LIMITS.depth) exhaust(reader, offset);
  if (reader.exhausted) return nullNode(reader, offset);
  if (isAlias(node)) return readAlias(reader, node, depth);
  if (node.anchor !== undefined) reader.anchors.set(node.anchor, undefined);
  const read = readContent(reader, node, depth);
  if (node.anchor !== undefined) reader.anchors.set(node.anchor, node);
  return read;
}

function readContent(reader: NodeReader, node: ParsedNode, depth: number): SourceNode {
  if (isScalar(node)) return readScalar(reader, node);
  const position = reader.source.positionAt(node.range[0]);
  if (isMap(node)) return { kind: "map", position, entries: readEntries(reader, node, depth) };
  if (!isSeq(node)) return nullNode(reader, node.range[0]);
  return { kind: "list", position, items: node.items.map((item) => readNode(reader, item, depth + 1)) };
}

function readAlias(reader: NodeReader, alias: ParsedNode, depth: number): SourceNode {
  const name = isAlias(alias) ? alias.source : "";
  const offset = alias.range[0];
  reader.used.aliases += 1;
  if (reader.used.aliases > NODE_LIMITS.aliases) exhaust(reader, offset);
  if (reader.exhausted) return nullNode(reader, offset);
  const target = reader.anchors.get(name);
  if (target !== undefined) return readContent(reader, target, depth);
  const message = reader.anchors.has(name)
    ? `The alias *${name} stands inside the value that it names: write the value out.`
    : `The alias *${name} has no anchor &${name} above it: add the anchor, or put the value in quotes.`;
  report(reader, "bad_alias", offset, message);
  return nullNode(reader, offset);
}

function readScalar(reader: NodeReader, node: Scalar.Parsed): ScalarNode {
  const offset = node.range[0];
  const value = node.value;
  const text = typeof value === "string" ? value : (node.source ?? "");
  reader.used.characters += text.length;
  if (reader.used.characters > NODE_LIMITS.characters) exhaust(reader, offset);
  const problem = scalarProblem(value, text);
  if (problem !== undefined) report(reader, problem.code, offset, problem.message);
  const raw = reader.source.text.slice(node.range[0], node.range[1]);
  const positionAt = (at: number) => reader.source.positionAt(offset + rawOffset(raw, text, at));
  const position = reader.source.positionAt(offset);
  return { kind: "scalar", position, text, value: jsonScalar(value), positionAt };
}

function jsonScalar(value: unknown): string | number | boolean | null {
  if (value === 0) return 0; // YAML's -0 has no place in JSON
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function scalarProblem(value: unknown, text: string): { code: string; message: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return {
      code: "not_a_json_number",
      message: `${text} is no JSON number: write a finite number, or use quotes.`,
    };
  }
  if (
    typeof value === "number" &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    /^[-+]?\d+$/.test(text)
  ) {
    return { code: "unsafe_integer", message: `${text} is too large to be kept exactly: put it in quotes.` };
  }
  if (!text.isWellFormed()) {
    return {
      code: "lone_surrogate",
      message: "This text holds half of a surrogate pair: write the whole character.",
    };
  }
  return undefined;
}

/**
 * Where a character of the value stands in the raw scalar. Block and quoted styles change spaces, so the words from
 * there on are looked for: the n-th occurrence in the value is the n-th in the raw text.
 */
function rawOffset(raw: string, text: string, at: number): number {
  const needle = /^\S{1,40}/.exec(text.slice(at, at + 40))?.[0];
  if (needle === undefined) return 0;
  let found = raw.indexOf(needle);
  for (let index = text.indexOf(needle); index !== -1 && index < at && found !== -1; ) {
    found = raw.indexOf(needle, found + 1);
    index = text.indexOf(needle, index + 1);
  }
  return Math.max(found, 0);
}

function readEntries(reader: NodeReader, map: YAMLMap.Parsed, depth: number): readonly MapEntry[] {
  const own = new Map<string, MapEntry>();
  const merged: MapEntry[] = [];
  for (const pair of map.items) {
    const key: unknown = pair.key;
    if (isMergeKey(key)) {
      merged.push(...readMerge(reader, pair.value, map.range[0], depth));
      continue;
    }
    const entry = readEntry(reader, pair.key, pair.value, depth);
    if (entry === undefined) continue;
    const first = own.get(entry.key);
    if (first === undefined) own.set(entry.key, entry);
    else reportDuplicate(reader, entry, first.keyPosition);
  }
  // What a map says itself wins over what it merges, and of several merged maps the first one.
  for (const entry of merged) if (!own.has(entry.key)) own.set(entry.key, entry);
  return [...own.values()];
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

function readEntry(
  reader: NodeReader,
  keyNode: ParsedNode,
  valueNode: ParsedNode | null,
  depth: number,
): MapEntry | undefined {
  const offset = keyNode.range[0];
  const key = readNode(reader, keyNode, depth + 1);
  const value =
    valueNode === null ? nullNode(reader, keyNode.range[1]) : readNode(reader, valueNode, depth + 1);
  if (key.kind === "scalar") return { key: key.text, keyPosition: reader.source.positionAt(offset), value };
  report(reader, "key_not_text", offset, "A key must be a single word or text: write it in quotes.");
  return undefined;
}

function readMerge(
  reader: NodeReader,
  node: ParsedNode | null,
  offset: number,
  depth: number,
): readonly MapEntry[] {
  const value = node === null ? nullNode(reader, offset) : readNode(reader, node, depth + 1);
  const maps = value.kind === "list" ? value.items : [value];
  if (maps.every((map): map is MapNode => map.kind === "map")) return maps.flatMap((map) => map.entries);
  if (!reader.exhausted) {
    const message =
      'The key "<<" merges maps and this is none: name an anchored map, or put the key in quotes.';
    reader.problems.push(
      errorAt({ code: "bad_merge", path: reader.source.path, at: value.position, message }),
    );
  }
  return [];
}

function reportDuplicate(reader: NodeReader, entry: MapEntry, first: Position): void {
  const message = `The key ${JSON.stringify(entry.key)} stands on line ${first.line} already: remove one of the two.`;
  report(reader, "duplicate_key", entry.keyPosition, message);
}

function nullNode(reader: NodeReader, offset: number): ScalarNode {
  const position = reader.source.positionAt(offset);
  return { kind: "scalar", position, value: null, text: "", positionAt: () => position };
}

function exhaust(reader: NodeReader, offset: number): void {
  const { aliases, values } = NODE_LIMITS;
  const message = `The file's values and aliases expand to too much (at most ${aliases} aliases, ${values} values): write it without most of the aliases.`;
  report(reader, "yaml_too_complex", offset, message);
  reader.exhausted = true;
}

/** Once a bound is hit, what follows is half read and its problems would be noise. */
function report(reader: NodeReader, code: string, at: number | Position, message: string): void {
  if (reader.exhausted) return;
  const place = typeof at === "number" ? reader.source.positionAt(at) : at;
  reader.problems.push(errorAt({ code, path: reader.source.path, at: place, message }));
}

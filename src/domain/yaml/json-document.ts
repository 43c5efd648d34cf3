import type { Position } from "../problem.ts";
import type { MapEntry, ScalarNode, SourceNode } from "./yaml-tree.ts";

const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;
const SPACE = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

export type JsonTextResult =
  | { readonly ok: true; readonly root: SourceNode }
  /** `offset` of the first thing that is wrong; `message` is a whole sentence. */
  | { readonly ok: false; readonly offset: number; readonly message: string };

interface Cursor {
  readonly text: string;
  readonly positionAt: (offset: number) => Position;
  offset: number;
  values: number;
}

class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads strict JSON (RFC 8259) into the same tree as YAML, since `JSON.parse` loses positions, duplicate keys and the
 * order of keys that look like numbers. Stops at the first problem.
 *
 * @param positionAt place of an offset; asked once for every value, so it must be cheap
 */
export function readJson(text: string, positionAt: (offset: number) => Position): JsonTextResult {
  const cursor: Cursor = { text, positionAt, offset: 0, values: 0 };
  try {
    skipSpace(cursor);
    const root = readValue(cursor, 0);
    if (cursor.offset < text.length)
      throw new JsonSyntaxError("something follows the end of it", cursor.offset);
    return { ok: true, root };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return {
      ok: false,
      offset: error.offset,
      message: `This is not usable JSON (${error.message}): mend it here.`,
    };
  }
}

function readValue(cursor: Cursor, depth: number): SourceNode {
  cursor.values += 1;
  if (depth > MAX_DEPTH)
    throw new JsonSyntaxError(`nested more than ${MAX_DEPTH} levels deep`, cursor.offset);
  if (cursor.values > MAX_VALUES) throw new JsonSyntaxError(`more than ${MAX_VALUES} values`, cursor.offset);
  const first = cursor.text[cursor.offset];
  if (first === "{") return readObject(cursor, depth);
  if (first === "[") return readArray(cursor, depth);
  return first === '"' ? readString(cursor) : readOther(cursor);
}

function readObject(cursor: Cursor, depth: number): SourceNode {
  const position = cursor.positionAt(cursor.offset);
  const entries: MapEntry[] = [];
  const seen = new Set<string>();
  readSequence(cursor, "}", () => {
    const keyOffset = cursor.offset;
    if (cursor.text[keyOffset] !== '"')
      throw new JsonSyntaxError("a key in double quotes is missing", keyOffset);
    const key = readString(cursor);
    if (seen.has(key.text))
      throw new JsonSyntaxError(`the key ${JSON.stringify(key.text)} stands twice`, keyOffset);
    seen.add(key.text);
    if (cursor.text[cursor.offset] !== ":") throw new JsonSyntaxError("a colon is missing", cursor.offset);
    advance(cursor, 1);
    entries.push({ key: key.text, keyPosition: key.position, value: readValue(cursor, depth + 1) });
  });
  return { kind: "map", position, entries };
}

function readArray(cursor: Cursor, depth: number): SourceNode {
  const position = cursor.positionAt(cursor.offset);
  const items: SourceNode[] = [];
  readSequence(cursor, "]", () => items.push(readValue(cursor, depth + 1)));
  return { kind: "list", position, items };
}

function readSequence(cursor: Cursor, close: "}" | "]", readOne: () => void): void {
  advance(cursor, 1);
  for (let isFirst = true; ; isFirst = false) {
    const isEmpty = isFirst && cursor.text[cursor.offset] === close;
    if (!isEmpty) readOne();
    const next = cursor.text[cursor.offset];
    if (next !== "," && next !== close)
      throw new JsonSyntaxError(`a comma or ${close} is missing`, cursor.offset);
    advance(cursor, 1);
    if (next === close) return;
  }
}

function readString(cursor: Cursor): ScalarNode {
  const start = cursor.offset;
  STRING.lastIndex = start;
  const raw = STRING.exec(cursor.text)?.[0];
  if (raw === undefined)
    throw new JsonSyntaxError("a text is not closed, or holds a control character", start);
  const value = unquote(raw, start);
  if (!value.isWellFormed()) throw new JsonSyntaxError("a text holds half of a surrogate pair", start);
  advance(cursor, raw.length);
  return scalar(cursor, start, value, value);
}

function unquote(raw: string, offset: number): string {
  try {
    return String(JSON.parse(raw));
  } catch {
    throw new JsonSyntaxError("a text holds an unknown escape", offset);
  }
}

function readOther(cursor: Cursor): ScalarNode {
  const start = cursor.offset;
  OTHER.lastIndex = start;
  const raw = OTHER.exec(cursor.text)?.[0];
  if (raw === undefined) throw new JsonSyntaxError("a value is missing", start);
  advance(cursor, raw.length);
  if (raw === "null") return scalar(cursor, start, null, raw);
  if (raw === "true" || raw === "false") return scalar(cursor, start, raw === "true", raw);
  const value = Number(raw);
  if (!Number.isFinite(value)) throw new JsonSyntaxError("a number is too large", start);
  return scalar(cursor, start, value === 0 ? 0 : value, raw);
}

function scalar(cursor: Cursor, start: number, value: ScalarNode["value"], text: string): ScalarNode {
  const position = cursor.positionAt(start);
  return { kind: "scalar", position, value, text, positionAt: () => position };
}

function advance(cursor: Cursor, by: number): void {
  cursor.offset += by;
  skipSpace(cursor);
}

function skipSpace(cursor: Cursor): void {
  SPACE.lastIndex = cursor.offset;
  cursor.offset += SPACE.exec(cursor.text)?.[0].length ?? 0;
}

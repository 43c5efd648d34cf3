import { Buffer } from "node:buffer";
import { promptIdFromPath } from "../../domain/identifiers.ts";
import type { SourceFiles } from "./files.ts";

/**
 * Which files may refer to something, told from raw bytes: what this finds is parsed, so finding too much only costs
 * time, and finding too little would lose a change.
 */

const PARTIAL_FILE = /(?:^|\/)partials\/((?:(?!(?:^|\/)partials\/).)+)\.md$/s;
const TOOLS_FILE = /\.(?:json|ya?ml)$/i;

/** Escapes of a double-quoted YAML text, with which a name can be written in other characters than its own. */
const ESCAPE = /\\(?:[xuU]|\r?\n)/;

/** The texts of which a file that refers to this path holds at least one; none where nothing can refer to it. */
function textsNaming(path: string, isLink: boolean): readonly string[] {
  const last = path.slice(path.lastIndexOf("/") + 1);
  // A link stands in for a folder: it is named on the way, or, as a folder of partials, not at all.
  if (isLink) return last === "partials" ? ["{{>"] : [longestPiece(last)];
  const partial = PARTIAL_FILE.exec(path)?.[1];
  if (partial !== undefined) return [partial];
  return TOOLS_FILE.test(path) ? [longestPiece(last)] : [];
}

/** The longest part that YAML writes as it is, in any style and however the line is folded. */
function longestPiece(name: string): string {
  const pieces = name.split(/[\s'"\\]+/);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), "");
}

/** A path that is not a prompt file and differs between two commits. */
export interface ChangedPath {
  readonly path: string;
  /** Whether it is a symbolic link or a submodule at either commit. */
  readonly isLink: boolean;
}

/** Those of the prompt files that may refer to a changed file, directly or through other partials. */
export async function promptsMentioning(
  files: SourceFiles,
  changed: readonly ChangedPath[],
  listPrompts: () => readonly string[],
): Promise<readonly string[]> {
  const texts = new Set(changed.flatMap(({ path, isLink }) => textsNaming(path, isLink)));
  if (texts.size === 0) return [];
  const promptPaths = listPrompts();
  const partials = files.entries.flatMap(({ path, kind }) => {
    const name = kind === "file" ? PARTIAL_FILE.exec(path)?.[1] : undefined;
    return name === undefined ? [] : [{ path, name }];
  });
  await files.load([...promptPaths, ...partials.map(({ path }) => path)]);
  let waiting = partials;
  for (let found = waiting; found.length > 0; ) {
    found = waiting.filter(({ path }) => mentions(files.bytes(path), texts));
    const names = new Set(found.map(({ name }) => name));
    waiting = waiting.filter(({ name }) => !names.has(name));
    for (const name of names) texts.add(name);
  }
  return promptPaths.filter((path) => mentions(files.bytes(path), texts));
}

/** Those of the prompt files that may have one of these ids. */
export async function promptsNamed(
  files: SourceFiles,
  ids: ReadonlySet<string>,
  listPrompts: () => readonly string[],
): Promise<readonly string[]> {
  if (ids.size === 0) return [];
  const promptPaths = listPrompts();
  await files.load(promptPaths);
  return promptPaths.filter((path) => ids.has(promptIdFromPath(path)) || mentions(files.bytes(path), ids));
}

function mentions(bytes: Uint8Array | undefined, texts: ReadonlySet<string>): boolean {
  if (bytes === undefined) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const text of texts) if (buffer.includes(text)) return true;
  return buffer.includes("\\") && ESCAPE.test(buffer.toString("latin1"));
}

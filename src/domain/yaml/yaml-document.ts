import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type YAMLError } from "yaml";
import {
  errorAt,
  FILE_START,
  hasErrors,
  listProblems,
  noticeAt,
  type Position,
  type Problem,
} from "../problem.ts";
import { decodeUtf8 } from "./utf8.ts";
import { readNodes } from "./yaml-nodes.ts";
import type { SourceNode } from "./yaml-tree.ts";

/** Bounds of a YAML file. What a person writes stays far below; what is made to exhaust a reader does not. */
export const YAML_LIMITS = {
  bytes: 1024 * 1024,
  depth: 64,
  lexemes: 200_000,
} as const;

export type YamlResult =
  | { readonly ok: true; readonly root: SourceNode; readonly notices: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one YAML 1.2 (core) document into a tree that knows where each value was written. Merge keys (`<<`) work, since
 * GitHub's own reader takes them; aliases are resolved within bounds. All problems are reported at once.
 */
export function readYaml(data: string | Uint8Array, path: string): YamlResult {
  const size = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
  if (size > YAML_LIMITS.bytes) return failure([tooLarge(path, size)]);
  const decoded = typeof data === "string" ? { ok: true as const, text: data } : decodeUtf8(data);
  if (!decoded.ok) return failure([invalidUtf8(path, decoded.at)]);
  return readText(decoded.text.replace(/^\uFEFF/, ""), path);
}

function readText(text: string, path: string): YamlResult {
  if (tooManyLexemes(text)) return failure([tooComplex(path)]);
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const positionAt = positions(lines);
  const deep = firstTooDeep(tokens);
  if (deep !== undefined) return failure([tooDeep(path, positionAt(deep))]);
  // Keys are compared by our own reader: the library's check is quadratic.
  const options = {
    uniqueKeys: false,
    prettyErrors: false,
    version: "1.2",
    schema: "core",
    resolveKnownTags: false,
  } as const;
  const documents = [...new Composer(options).compose(tokens, true, text.length)];
  const problems = documents.flatMap((document) => syntaxProblems(document, path, positionAt));
  if (hasErrors(problems)) return failure(problems);
  const [document, ...others] = documents;
  const second = others.find(
    (other) => other.contents !== null && other.contents.range[1] > other.contents.range[0],
  );
  if (second !== undefined) return failure([secondDocument(path, positionAt(second.range[0]))]);
  if (document === undefined || document.contents === null) return failure([emptyFile(path)]);
  const read = readNodes(document.contents, { text, path, positionAt });
  if (hasErrors(read.problems)) return failure([...problems, ...read.problems]);
  return { ok: true, root: read.root, notices: listProblems([...problems, ...read.problems]) };
}

function positions(lines: LineCounter): (offset: number) => Position {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

function failure(problems: readonly Problem[]): YamlResult {
  return { ok: false, problems: listProblems(problems) };
}

function tooManyLexemes(text: string): boolean {
  let count = 0;
  for (const _ of new Lexer().lex(text)) {
    count += 1;
    if (count > YAML_LIMITS.lexemes) return true;
  }
  return false;
}

/** Offset of the first collection below the allowed depth. No recursion: depth is what is being guarded against. */
function firstTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > YAML_LIMITS.depth) return token.offset;
    for (const child of childTokens(token)) pending.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childTokens(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  const children: CST.Token[] = [];
  for (const item of token.items) {
    if (item.key !== undefined && item.key !== null) children.push(item.key);
    if (item.value !== undefined) children.push(item.value);
  }
  return children;
}

function syntaxProblems(
  document: Document.Parsed,
  path: string,
  positionAt: (offset: number) => Position,
): readonly Problem[] {
  const errors = document.errors.map((error) =>
    errorAt({ code: "yaml_syntax", path, at: positionAt(error.pos[0]), message: syntaxMessage(error) }),
  );
  const warnings = document.warnings.map((warning) =>
    noticeAt({ code: "yaml_warning", path, at: positionAt(warning.pos[0]), message: syntaxMessage(warning) }),
  );
  return [...errors, ...warnings];
}

/** What to do about the mistakes that people make most; the library's own words say what it saw. */
const MENDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces instead of tabs",
  BAD_INDENT: "align this line with the ones around it",
  MISSING_CHAR: "add what is missing, such as the closing quote, bracket or comma",
  BLOCK_AS_IMPLICIT_KEY: 'put a value that contains ": " in quotes',
  MULTILINE_IMPLICIT_KEY: "write a colon after the key, on the same line",
  BAD_SCALAR_START: "put a value that starts with this character in quotes",
  BAD_DQ_ESCAPE: "double the backslash, or use single quotes",
  BAD_ALIAS: "put a value that starts with * or & in quotes",
  TAG_RESOLVE_FAILED: "remove the tag, or put the value in quotes",
  UNEXPECTED_TOKEN: "remove it, or put the value in quotes",
};

function syntaxMessage(error: YAMLError): string {
  const seen = error.message.trim().replace(/[.:]$/, "");
  return `The YAML cannot be read here (${seen}): ${MENDS[error.code] ?? "mend this line"}.`;
}

function tooLarge(path: string, size: number): Problem {
  const message = `The file has ${size} bytes and at most ${YAML_LIMITS.bytes} are read: move long texts into partials.`;
  return errorAt({ code: "file_too_large", path, at: FILE_START, message });
}

function invalidUtf8(path: string, at: Position): Problem {
  return errorAt({
    code: "invalid_utf8",
    path,
    at,
    message: "The file is not valid UTF-8: save it as UTF-8.",
  });
}

function tooComplex(path: string): Problem {
  const message = `The file has more than ${YAML_LIMITS.lexemes} YAML tokens: make it smaller.`;
  return errorAt({ code: "yaml_too_complex", path, at: FILE_START, message });
}

function tooDeep(path: string, at: Position): Problem {
  const message = `Values are nested more than ${YAML_LIMITS.depth} levels deep: make the file flatter.`;
  return errorAt({ code: "yaml_too_deep", path, at, message });
}

function secondDocument(path: string, at: Position): Problem {
  const message =
    'A second YAML document starts here: keep one document per file, without another "---" line.';
  return errorAt({ code: "several_documents", path, at, message });
}

function emptyFile(path: string): Problem {
  return errorAt({
    code: "empty_file",
    path,
    at: FILE_START,
    message: "The file is empty: write its content.",
  });
}

import type { Position } from "../problem.ts";

/** One piece of a template. `start` and `end` are offsets in the template (UTF-16 code units), `end` exclusive. */
export type TemplateToken =
  | { readonly kind: "text"; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: "variable"; readonly name: string; readonly start: number; readonly end: number }
  /** `{{> name}}`; whether the name is a legal one is for the reader to say. */
  | { readonly kind: "partial"; readonly name: string; readonly start: number; readonly end: number }
  /** `\{{`: a literal `{{`. */
  | { readonly kind: "escape"; readonly start: number; readonly end: number }
  /** A `{{…}}` that is no identifier, or a `{{` that is never closed: kept as it is, and worth a notice. */
  | { readonly kind: "other"; readonly text: string; readonly start: number; readonly end: number };

/** A template text that knows where in which file each of its characters was written. */
export interface TemplateSource {
  readonly text: string;
  readonly path: string;
  readonly positionAt: (offset: number) => Position;
}

const MAX_NAME_LENGTH = 100;
const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,${MAX_NAME_LENGTH - 1}}`;

/**
 * A variable's name: a letter or `_`, then letters, digits, `_`, `-` and `.`, 100 characters at most. GitHub's runner
 * replaced any key of the test data literally; this is what its documentation and the files in the wild use of that.
 * A dot is part of the name and selects nothing.
 */
export const VARIABLE_NAME = new RegExp(`^${NAME}$`, "u");

/** A partial's name: path segments that start with a letter, digit or `_`, so never `..` and never absolute. */
export const PARTIAL_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,9}$/;

const VARIABLE = new RegExp(String.raw`\{\{[ \t]*(${NAME})[ \t]*\}\}`, "uy");
const PARTIAL = /\{\{>[ \t]*([^\s{}]{1,1000})[ \t]*\}\}/y;

/**
 * Splits a template into its tokens, in one pass. Of more than two opening braces the last two open a variable, as a
 * literal replacement of `{{name}}` would have it: `{{{name}}}` is a variable within braces.
 */
export function tokenizeTemplate(text: string): readonly TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let textStart = 0;
  let nextClose = -1;
  for (let open = text.indexOf("{{"); open !== -1; ) {
    if (text[open - 1] !== "\\" && text[open + 2] === "{") {
      open += 1;
      continue;
    }
    if (nextClose < open) nextClose = closeAfter(text, open);
    const token = readToken(text, open, nextClose);
    if (token.start > textStart) tokens.push(textToken(text, textStart, token.start));
    tokens.push(token);
    textStart = token.end;
    open = text.indexOf("{{", textStart);
  }
  if (textStart < text.length) tokens.push(textToken(text, textStart, text.length));
  return tokens;
}

function textToken(text: string, start: number, end: number): TemplateToken {
  return { kind: "text", text: text.slice(start, end), start, end };
}

/** Where the next `}}` begins; past the end where there is none, so that it is not looked for again. */
function closeAfter(text: string, from: number): number {
  const close = text.indexOf("}}", from);
  return close === -1 ? Number.POSITIVE_INFINITY : close;
}

function readToken(text: string, open: number, nextClose: number): TemplateToken {
  if (text[open - 1] === "\\") return { kind: "escape", start: open - 1, end: open + 2 };
  const variable = matchAt(VARIABLE, text, open);
  if (variable !== undefined) return { kind: "variable", ...variable };
  const partial = matchAt(PARTIAL, text, open);
  if (partial !== undefined) return { kind: "partial", ...partial };
  const following = nextOpen(text, open + 2, nextClose);
  const end = following === -1 && nextClose !== Number.POSITIVE_INFINITY ? nextClose + 2 : open + 2;
  return { kind: "other", text: text.slice(open, end), start: open, end };
}

/** Both patterns stop at the next brace, so all attempts on a text together look at each character once. */
function matchAt(
  pattern: RegExp,
  text: string,
  start: number,
): { name: string; start: number; end: number } | undefined {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match?.[1] === undefined) return undefined;
  return { name: match[1], start, end: start + match[0].length };
}

/** Another `{{` before the close, or -1. The slice ends at the close, so it is looked at once. */
function nextOpen(text: string, from: number, close: number): number {
  if (close === Number.POSITIVE_INFINITY) return -1;
  return text.slice(from, close).indexOf("{{");
}

/** Names of the variables that a template uses, each once, in the order of their first use. */
export function variableNames(text: string): readonly string[] {
  return unique(tokenizeTemplate(text).flatMap((token) => (token.kind === "variable" ? [token.name] : [])));
}

/** Names of the partials that a text refers to directly, each once: what a loader fetches next. */
export function partialReferences(text: string): readonly string[] {
  const names = tokenizeTemplate(text).flatMap((token) => (token.kind === "partial" ? [token.name] : []));
  return unique(names.filter((name) => PARTIAL_NAME.test(name)));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

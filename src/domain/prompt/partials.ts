import { sha256Hex } from "../digest.ts";
import { errorAt, noticeAt, type Problem, sortProblems } from "../problem.ts";
import { folderOf } from "./repository-path.ts";
import { PARTIAL_NAME, type TemplateSource, type TemplateToken, tokenizeTemplate } from "./template.ts";
import { linePositions } from "./text-position.ts";

/** A partial that became part of a prompt. `digest` is `sha256:` and the hex SHA-256 of the file's text as UTF-8. */
export interface PartialUse {
  readonly path: string;
  readonly digest: string;
}

export interface LoadedText {
  readonly path: string;
  readonly text: string;
}

/** Finds the first of the candidate paths that exists. */
export type PartialLookup = (candidates: readonly string[]) => LoadedText | undefined;

/** Bounds for one prompt, all its messages together. */
export const PARTIAL_LIMITS = { depth: 16, inlinings: 2000, characters: 1024 * 1024, notices: 20 } as const;

export interface InlineResult {
  /** The templates with their partials inlined, in the order given. Still templates. */
  readonly texts: readonly string[];
  /** Each partial once, sorted by path. */
  readonly partials: readonly PartialUse[];
  readonly problems: readonly Problem[];
}

/** A file met on the way down, with its tokens; a partial used twice is split once. */
interface Piece extends TemplateSource {
  readonly tokens: readonly TemplateToken[];
}

interface Inliner {
  readonly lookup: PartialLookup;
  readonly pieces: Map<string, Piece>;
  readonly used: Map<string, PartialUse>;
  readonly problems: Map<string, Problem>;
  readonly spent: { inlinings: number; characters: number };
  exhausted: boolean;
}

/**
 * Where `{{> name}}` in a file is searched: `partials/name.md` beside the file, then in each folder above it, up to the
 * repository's root.
 */
export function partialCandidates(fromPath: string, name: string): readonly string[] {
  const parts = folderOf(fromPath)
    .split("/")
    .filter((part) => part !== "");
  const folders = [parts, ...parts.map((_, index) => parts.slice(0, parts.length - 1 - index))];
  return folders.map((folder) => [...folder, "partials", `${name}.md`].join("/"));
}

/**
 * Inlines partials, before any variable is replaced: what a partial holds is template text, and `\{{` in it keeps its
 * meaning. One line feed at a partial's end is dropped, since editors put it there; `\r\n` becomes `\n`, as in YAML.
 * All problems are reported at once. Bounds hold for all templates together.
 */
export function inlinePartials(templates: readonly TemplateSource[], lookup: PartialLookup): InlineResult {
  const inliner: Inliner = {
    lookup,
    pieces: new Map(),
    used: new Map(),
    problems: new Map(),
    spent: { inlinings: 0, characters: 0 },
    exhausted: false,
  };
  const texts = templates.map((template) => inlineTemplate(inliner, template));
  const partials = [...inliner.used.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { texts, partials, problems: sortProblems([...inliner.problems.values()]) };
}

function inlineTemplate(inliner: Inliner, template: TemplateSource): string {
  const piece = { ...template, tokens: tokenizeTemplate(template.text) };
  noticeOtherBraces(inliner, piece);
  const output: Output = { text: [], tokens: [] };
  inlinePiece(inliner, piece, [template.path], output);
  const text = output.text.join("");
  if (!inliner.exhausted && output.tokens.join("\n") !== significant(tokenizeTemplate(text)).join("\n")) {
    const message =
      "A partial and the text around it make new braces where they meet: put a space between them.";
    add(inliner, errorAt({ code: "partial_seam", path: template.path, at: template.positionAt(0), message }));
  }
  return text;
}

/** The inlined text, and beside it the tokens it must consist of: joining texts must not make new ones. */
interface Output {
  readonly text: string[];
  readonly tokens: string[];
}

function significant(tokens: readonly TemplateToken[]): readonly string[] {
  return tokens.flatMap((token) => {
    if (token.kind === "variable" || token.kind === "partial") return [`${token.kind} ${token.name}`];
    return token.kind === "escape" ? ["escape"] : [];
  });
}

function inlinePiece(inliner: Inliner, piece: Piece, chain: readonly string[], output: Output): void {
  let from = 0;
  for (const token of piece.tokens) {
    if (inliner.exhausted) return;
    if (token.kind !== "partial") {
      output.tokens.push(...significant([token]));
      continue;
    }
    output.text.push(piece.text.slice(from, token.start));
    from = token.end;
    const next = enterPartial(inliner, piece, token, chain);
    if (next !== undefined) inlinePiece(inliner, next, [...chain, next.path], output);
  }
  output.text.push(piece.text.slice(from));
}

function enterPartial(
  inliner: Inliner,
  piece: Piece,
  token: TemplateToken & { readonly kind: "partial" },
  chain: readonly string[],
): Piece | undefined {
  const complain = (code: string, message: string): undefined => {
    add(inliner, errorAt({ code, path: piece.path, at: piece.positionAt(token.start), message }));
  };
  inliner.spent.inlinings += 1;
  if (isOverspent(inliner)) return complain("partials_too_large", tooLarge());
  if (!PARTIAL_NAME.test(token.name)) {
    const shown = JSON.stringify(token.name);
    return complain(
      "partial_name",
      `${shown} is no partial's name: use letters, digits and . _ - in folders under "partials".`,
    );
  }
  const candidates = partialCandidates(piece.path, token.name);
  const found = inliner.lookup(candidates);
  if (found === undefined) {
    return complain(
      "partial_missing",
      `No partial "${token.name}" was found: create ${candidates.join(" or ")}.`,
    );
  }
  if (chain.includes(found.path)) {
    const cycle = [...chain.slice(chain.indexOf(found.path)), found.path].join(" → ");
    return complain(
      "partial_cycle",
      `Partials include each other in a circle (${cycle}): remove one of these references.`,
    );
  }
  if (chain.length > PARTIAL_LIMITS.depth) {
    return complain(
      "partial_too_deep",
      `Partials are nested more than ${PARTIAL_LIMITS.depth} deep: inline some of them.`,
    );
  }
  const next = pieceOf(inliner, found);
  inliner.spent.characters += next.text.length;
  return isOverspent(inliner) ? complain("partials_too_large", tooLarge()) : next;
}

/** Whether a bound is hit. References that lead nowhere count too: telling each of very many has its price. */
function isOverspent(inliner: Inliner): boolean {
  const { inlinings, characters } = inliner.spent;
  inliner.exhausted = inlinings > PARTIAL_LIMITS.inlinings || characters > PARTIAL_LIMITS.characters;
  return inliner.exhausted;
}

function tooLarge(): string {
  const { inlinings, characters } = PARTIAL_LIMITS;
  return `The partials expand to too much (at most ${characters} characters and ${inlinings} inlinings for one prompt): use fewer or smaller ones.`;
}

function pieceOf(inliner: Inliner, found: LoadedText): Piece {
  const known = inliner.pieces.get(found.path);
  if (known !== undefined) return known;
  const text = found.text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .replace(/\n$/, "");
  const piece: Piece = {
    text,
    path: found.path,
    positionAt: linePositions(text),
    tokens: tokenizeTemplate(text),
  };
  inliner.pieces.set(found.path, piece);
  inliner.used.set(found.path, { path: found.path, digest: `sha256:${sha256Hex(found.text)}` });
  noticeOtherBraces(inliner, piece);
  return piece;
}

function noticeOtherBraces(inliner: Inliner, piece: Piece): void {
  const others = piece.tokens.filter((token) => token.kind === "other").slice(0, PARTIAL_LIMITS.notices);
  for (const token of others) {
    const shown = JSON.stringify(token.text.length > 60 ? `${token.text.slice(0, 60)}…` : token.text);
    const message = `${shown} is no variable and stays as it is: write "\\{{" to say so, or a name of letters, digits and _ . - between {{ and }}.`;
    add(
      inliner,
      noticeAt({ code: "braces_kept", path: piece.path, at: piece.positionAt(token.start), message }),
    );
  }
}

/** One problem per place: a broken partial that is used ten times is broken once. */
function add(inliner: Inliner, problem: Problem): void {
  inliner.problems.set(`${problem.path}:${problem.line}:${problem.column}:${problem.code}`, problem);
}

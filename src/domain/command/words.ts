import { isVersionId } from "../ledger/version-id.ts";

/** How the first line of a comment falls into words, and what a word may be. Shapes only: nothing is looked up. */

/** White space that a reader sees: what is invisible separates nothing, so that no line reads otherwise than it runs. */
export const SPACE = String.raw`[\t\p{Zs}]`;

/** Line ends, also those that some applications put into copied text. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const SPACES = new RegExp(`${SPACE}+`, "u");
const BECAUSE = new RegExp(`(?:^|${SPACE})because(?:${SPACE}+|$)`, "iu");
/** Tried once for each run of spaces, so that sixty thousand of them cost no minutes. */
const TRAILING = new RegExp(`(?<!${SPACE})${SPACE}+$`, "u");

/** A prompt's id or slug. */
const PROMPT = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ENVIRONMENT = /^[a-z][a-z0-9_-]{0,62}$/;
const OTHERS = {
  "event id": /^evt_[0-9a-f]{24}$/,
  "full sha": /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/,
} as const;

/** What a word is taken for. */
export type WordKind = "prompt" | "version" | "environment" | keyof typeof OTHERS;

export function isA(kind: WordKind, word: string): boolean {
  switch (kind) {
    case "prompt":
      return PROMPT.test(word);
    case "version":
      return isVersionId(word);
    case "environment":
      return ENVIRONMENT.test(word);
    default:
      return OTHERS[kind].test(word);
  }
}

/** A comment's first line, without the white space at its end, and the lines below it. */
export function firstLine(body: string): { readonly line: string; readonly below: string } {
  const [line = "", ...rest] = body.split(LINE_END);
  return { line: line.replace(TRAILING, ""), below: rest.join("\n") };
}

/** `because` takes the rest of the line as it stands; nothing in it is read as a word of the command. */
export function splitReason(text: string): { readonly before: string; readonly because: string | null } {
  const split = BECAUSE.exec(text);
  if (split === null) return { before: text, because: null };
  return { before: text.slice(0, split.index), because: text.slice(split.index + split[0].length) };
}

export function wordsOf(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== "");
}

import type { Source } from "./sources.ts";

/** A marker in an output, e.g. `2` of `[1, 2]`. */
export interface CitedSource {
  readonly written: string;
  readonly exists: boolean;
}

/** Between brackets, and not the text of a Markdown link. */
const BRACKETS = /\[([^[\]\n]{1,200})\](?!\()/g;
const NUMBER = /^\d{1,4}$/;
const RANGE = /^(\d{1,4}) ?[-–] ?(\d{1,4})$/;
/** What looks like an id and like no word: no spaces, and a digit, `-`, `_` or `#` in it. */
const ID = /^(?=.*[\d_#-])[\p{L}\p{N}][\p{L}\p{N}_#:./-]*$/u;

/**
 * The sources that an output cites as `[1]`, `[1, 3]`, `[2-4]`, `[^1]`, `[source 1]` or `[their-id]`. Code is passed
 * over. Words in brackets are markers only where they are a source's id, or look like one and sources have ids.
 */
export function citedSources(text: string, sources: readonly Source[]): readonly CitedSource[] {
  const ids = new Set(sources.flatMap(({ id }) => (id === undefined ? [] : [id.trim().toLowerCase()])));
  const parts = [...withoutCode(text).matchAll(BRACKETS)].flatMap(([, inside = ""]) => partsOf(inside, ids));
  return parts.flatMap((part) => citedBy(part, { ids, count: sources.length }) ?? []);
}

function partsOf(inside: string, ids: ReadonlySet<string>): readonly string[] {
  const whole = inside.trim();
  if (ids.has(whole.toLowerCase())) return [whole];
  return whole.split(/[,;]/).map((part) => part.trim());
}

function citedBy(
  written: string,
  { ids, count }: { readonly ids: ReadonlySet<string>; readonly count: number },
): CitedSource | undefined {
  const name = written
    .replace(/^\^/, "")
    .replace(/^sources? ?[:#]? ?(?=\S)/i, "")
    .trim();
  if (ids.has(written.toLowerCase()) || ids.has(name.toLowerCase())) return { written, exists: true };
  const isThere = (number: number) => number >= 1 && number <= count;
  if (NUMBER.test(name)) return { written, exists: isThere(Number(name)) };
  const range = RANGE.exec(name);
  if (range !== null) return { written, exists: isThere(Number(range[1])) && isThere(Number(range[2])) };
  return ids.size > 0 && ID.test(name) ? { written, exists: false } : undefined;
}

function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}

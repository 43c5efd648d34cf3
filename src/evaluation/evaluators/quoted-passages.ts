/** A passage that an output puts in quotation marks. */
export interface Passage {
  readonly written: string;
  /** What must be found in one source, in this order: the passage without what `…` leaves out. */
  readonly parts: readonly string[];
}

const MAX_LENGTH = 2_000;
/** Pairs of quotation marks. No class holds its own opening mark, so a text full of these takes no longer. */
const QUOTED = new RegExp(
  [
    ["„", "“”"],
    ["“", "”"],
    ["«", "»"],
    ["»", "«"],
    ["「", "」"],
    ['"', '"'],
  ]
    .map(([open, close]) => `${open}([^${open}${close}]{1,${MAX_LENGTH}})[${close}]`)
    .join("|"),
  "g",
);

/** The passages of an output of at least so many words. Shorter ones are names, titles and words used as words. */
export function quotedPassages(text: string, minWords: number): readonly Passage[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
  return prose
    .split(/\n\s*\n/)
    .flatMap((paragraph) => [...paragraph.matchAll(QUOTED)])
    .flatMap((match) => match.slice(1).find((group) => group !== undefined) ?? [])
    .filter((written) => countWords(written) >= minWords)
    .map((written) => ({ written: written.replace(/\s+/g, " "), parts: partsOf(written) }));
}

/** Whether one text says a passage word by word. Spaces, quotation marks, emphasis and the case of letters don't matter. */
export function passagesIn(texts: readonly string[]): (passage: Passage) => boolean {
  const plain = texts.map(plainText);
  return ({ parts }) => plain.some((text) => hasAll(text, parts));
}

function hasAll(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return true;
}

/** The stops at the ends of a passage are often the quoting sentence's own. */
function partsOf(written: string): readonly string[] {
  return written
    .normalize("NFKC")
    .split(/\[? ?\.\.\.+ ?\]?/)
    .map((part) => plainText(part).replace(/^[\s.,;:!?]{1,20}|[\s.,;:!?]{1,20}$/g, ""))
    .filter((part) => part !== "");
}

function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200d\ufeff]/g, "")
    .replace(/[“”„«»「」"‘’‚‹›'`*]/g, "")
    .replace(/[‐‑–—]/g, "-")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) words += 1;
  return words;
}

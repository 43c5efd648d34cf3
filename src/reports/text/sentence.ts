import { code, type Inline, joinInline, LONGEST_SPAN, md } from "./markdown.ts";
import { clip, visibleLine } from "./visible.ts";

/**
 * A sentence with data in it that reads the same as plain text (command line, HTTP API) and as Markdown (answers). Our
 * own words hold no character that Markdown reads; the data is marked and each rendering makes it safe its own way.
 */
export type Sentence = readonly (string | Datum)[];

interface Datum {
  readonly data: string;
}

/** Strings that are put in are data; sentences are joined as they are. */
export function say(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Sentence)[]
): Sentence {
  return strings.flatMap((text, index): Sentence => {
    const value = values[index];
    if (value === undefined) return [text];
    if (typeof value === "number") return [text, String(value)];
    return typeof value === "string" ? [text, { data: value }] : [text, ...value];
  });
}

/** Names and versions stand bare, anything else in quotation marks. */
export function plainSentence(sentence: Sentence): string {
  return sentence
    .map((piece) => (typeof piece === "string" ? piece : plainDatum(piece.data)))
    .join("")
    .trim();
}

function plainDatum(data: string): string {
  const { left, text } = clip(data, LONGEST_SPAN);
  const shown = `${visibleLine(text)}${left > 0 ? "…" : ""}`;
  return /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/.test(shown) ? shown : `“${shown}”`;
}

export function inlineSentence(sentence: Sentence): Inline {
  const parts = sentence.map((piece) => (typeof piece === "string" ? { inline: piece } : code(piece.data)));
  return joinInline(parts, md``);
}

import type { Inline } from "./markdown.ts";

/** A code span, by the rule that it ends with as many backticks as it began with (CommonMark, code spans). */
const SPAN = /(`+)(.+?)(?<!`)\1(?!`)/g;

/**
 * A line of Markdown as a terminal shows it: code spans give up their fences and our own words their emphasis. Data stands
 * in code spans only, so that nothing of it is taken for emphasis.
 */
export function plainText({ inline }: Inline): string {
  const texts: string[] = [];
  let from = 0;
  for (const match of inline.matchAll(SPAN)) {
    const [whole, , data = ""] = match;
    texts.push(withoutEmphasis(inline.slice(from, match.index)), unpadded(data));
    from = match.index + whole.length;
  }
  return [...texts, withoutEmphasis(inline.slice(from))].join("");
}

function withoutEmphasis(text: string): string {
  return text.replaceAll("**", "").replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "");
}

/** One space on either side belongs to the span, unless there is nothing else in it. */
function unpadded(data: string): string {
  return /^ .*[^ ].* $/.test(data) ? data.slice(1, -1) : data;
}

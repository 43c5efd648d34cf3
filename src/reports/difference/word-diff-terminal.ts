import { visibleBlock, visibleLine } from "../text/visible.ts";
import type { DiffPart, DiffSegment } from "./word-diff.ts";

const COLOURS = { same: "", removed: "\u001B[31m", added: "\u001B[32m" } as const;
const BOLD = "\u001B[1m";
const RESET = "\u001B[0m";
const MARKS = { same: ["", ""], removed: ["[-", "-]"], added: ["{+", "+}"] } as const;
/** Longer stretches without a change are shown by their first and last lines. */
const CONTEXT = 2;

/** The difference of two prompts for a terminal. Control characters of the data are shown, never sent. */
export function printDiff(parts: readonly DiffPart[], { colours }: { readonly colours: boolean }): string {
  const printed = parts.map(({ part, segments }) => {
    const title = visibleLine(part);
    const body = segments.map((segment, index) => printSegment(segment, placeOf(index, segments), colours));
    return `${colours ? `${BOLD}${title}${RESET}` : `== ${title}`}\n${body.join("")}\n`;
  });
  return printed.join("\n");
}

type Place = "first" | "last" | "between";

function placeOf(index: number, segments: readonly unknown[]): Place {
  if (index === 0) return "first";
  return index === segments.length - 1 ? "last" : "between";
}

/** Colours end with each line, so that a pager that shows lines one by one keeps them. */
function printSegment({ kind, text }: DiffSegment, place: Place, colours: boolean): string {
  const shown = visibleBlock(text);
  if (kind === "same") return shortened(shown, place);
  const [open, close] = MARKS[kind];
  const marked = `${open}${shown}${close}`;
  return colours ? marked.replace(/[^\n]+/g, (line) => `${COLOURS[kind]}${line}${RESET}`) : marked;
}

function shortened(text: string, place: Place): string {
  const lines = text.split("\n");
  const head = place === "first" ? 0 : CONTEXT;
  const tail = place === "last" ? 0 : CONTEXT;
  const left = lines.length - head - tail;
  if (left <= 1) return text;
  const before = lines.slice(0, head);
  const after = lines.slice(lines.length - tail);
  return [...before, `… ${left} lines unchanged …`, ...(tail === 0 ? [] : after)].join("\n");
}

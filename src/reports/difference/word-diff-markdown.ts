import { type Block, block, code, md, paragraph, stack } from "../text/markdown.ts";
import { clip, visibleBlock } from "../text/visible.ts";
import type { DiffPart, DiffSegment } from "./word-diff.ts";

/** Narrow enough that a phone shows most of a line; longer ones are wrapped at a space. */
const WIDTH = 72;
/** Unchanged lines shown before and after a change. */
const CONTEXT = 2;
/** Lines shown of one part; the rest is counted. */
const MOST_LINES = 120;

/** A line of the fenced block: red, green or plain. Within a changed line the changed words stand in marks. */
interface DiffLine {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
}

/** A part as its name and a `diff` block, which GitHub colours: `[-removed words-]` and `{+added words+}`. */
export function diffPartBlock({ part, segments }: DiffPart): Block {
  return stack([paragraph(md`**${code(part)}**`), diffBlock(segments)]);
}

/** Two texts' difference as a `diff` block. */
export function diffBlock(segments: readonly DiffSegment[]): Block {
  const lines = withContext(diffLinesOf(segments)).flatMap((line) =>
    typeof line === "number" ? [`@@ ${countOf(line)} unchanged @@`] : wrapped(line),
  );
  const shown = lines.slice(0, MOST_LINES);
  const more = lines.length - shown.length;
  return block([...shown, ...(more > 0 ? [`@@ ${countOf(more)} more @@`] : [])].join("\n"), "diff");
}

function countOf(lines: number): string {
  return lines === 1 ? "1 line" : `${lines} lines`;
}

/** The lines of one side since both sides last ended a line together. */
interface Side {
  readonly done: string[];
  open: { text: string; isChanged: boolean }[];
}

/** Spreads segments over lines: a line that both sides have is plain, all others are shown as removed and added. */
export function diffLinesOf(segments: readonly DiffSegment[]): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  const old: Side = { done: [], open: [] };
  const fresh: Side = { done: [], open: [] };
  const flush = (): void => {
    for (const line of flushed(old, fresh)) lines.push(line);
    for (const side of [old, fresh]) {
      side.done.length = 0;
      side.open = [];
    }
  };
  for (const { kind, text } of segments) {
    visibleBlock(text)
      .split("\n")
      .forEach((piece, index) => {
        if (index > 0 && kind === "same") flush();
        if (index > 0 && kind === "removed") endLine(old, "-");
        if (index > 0 && kind === "added") endLine(fresh, "+");
        const run = { text: piece, isChanged: kind !== "same" };
        if (kind !== "added") old.open.push(run);
        if (kind !== "removed") fresh.open.push(run);
      });
  }
  flush();
  return lines;
}

function flushed(old: Side, fresh: Side): readonly DiffLine[] {
  const unchanged = [...old.open, ...fresh.open].every((run) => !run.isChanged || run.text === "");
  const onBoth = old.open.length > 0 && fresh.open.length > 0;
  const isShared = unchanged && onBoth && textOf(old) === textOf(fresh);
  if (!isShared) {
    if (old.open.length > 0) endLine(old, "-");
    if (fresh.open.length > 0) endLine(fresh, "+");
  }
  const changes: DiffLine[] = [
    ...old.done.map((text) => ({ sign: "-", text }) as const),
    ...fresh.done.map((text) => ({ sign: "+", text }) as const),
  ];
  return isShared ? [...changes, { sign: " ", text: textOf(old) }] : changes;
}

function textOf(side: Side): string {
  return side.open.map((run) => run.text).join("");
}

/** Of a line that keeps less of its text than this, marks around single words would tell nothing. */
const WORTH_MARKING = 0.4;

/** Marks the changed words of a line, unless nearly all of it is new or gone. */
function endLine(side: Side, sign: "+" | "-"): void {
  const runs = side.open.filter((run) => run.text !== "");
  const lengthOf = (some: typeof runs): number => some.reduce((sum, run) => sum + run.text.trim().length, 0);
  const isMixed = lengthOf(runs.filter((run) => !run.isChanged)) >= WORTH_MARKING * lengthOf(runs);
  const marked = runs.map((run) => {
    if (!run.isChanged || !isMixed) return run.text;
    return sign === "+" ? `{+${run.text}+}` : `[-${run.text}-]`;
  });
  side.done.push(marked.join(""));
  side.open = [];
}

/** Replaces long stretches of unchanged lines by their number. */
function withContext(lines: readonly DiffLine[]): readonly (DiffLine | number)[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.sign === " ") return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) near.add(at);
  });
  const shown: (DiffLine | number)[] = [];
  lines.forEach((line, index) => {
    const last = shown.at(-1);
    if (near.has(index)) shown.push(line);
    else if (typeof last === "number") shown[shown.length - 1] = last + 1;
    else shown.push(1);
  });
  return shown;
}

function wrapped({ sign, text }: DiffLine): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > WIDTH && lines.length <= MOST_LINES) {
    const space = rest.lastIndexOf(" ", WIDTH);
    const end = space > WIDTH / 2 ? space + 1 : clip(rest, WIDTH).text.length;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...lines, rest].map((line, index) => `${sign}${index === 0 ? " " : "   "}${line}`.trimEnd());
}

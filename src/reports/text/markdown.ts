import { clip, visibleBlock, visibleLine } from "./visible.ts";

/**
 * Building blocks for GitHub's Markdown in which what people or models wrote is always data. Data stands in code spans
 * and fenced blocks only: GitHub looks for mentions, references, links and emoji nowhere inside them. The three types
 * keep data out of everything else: a plain string is never taken as Markdown.
 */

/** Markdown within a line. */
export interface Inline {
  readonly inline: string;
}

/** One or more whole lines of Markdown, without blank lines around. */
export interface Block {
  readonly block: string;
}

/** HTML for the one place where GitHub reads no Markdown: the summary of a fold. */
export interface Html {
  readonly html: string;
}

/** No Markdown at all. */
export const NOTHING: Block = { block: "" };

/** Markdown of our own with data in it: only what `code` and its like made, and numbers, can be put in. */
export function md(strings: TemplateStringsArray, ...values: readonly (Inline | number)[]): Inline {
  const parts = strings.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [text] : [text, typeof value === "number" ? String(value) : value.inline];
  });
  return { inline: parts.reduce(append, "") };
}

export function joinInline(parts: readonly Inline[], separator: Inline): Inline {
  const texts = parts.flatMap((part, index) =>
    index === 0 ? [part.inline] : [separator.inline, part.inline],
  );
  return { inline: texts.reduce(append, "") };
}

/** Two code spans that touch would become one: their fences would run together. */
function append(before: string, next: string): string {
  return before.endsWith("`") && next.startsWith("`") ? `${before} ${next}` : before + next;
}

/**
 * Longer runs of backticks are told by their number: GitHub's parser gives up on code spans fenced by more than 80 and
 * counts fences of blocks only up to 255 (cmark, MAXBACKTICKS and fence_length).
 */
const RUN_TOO_LONG = /`{33,}/g;

function shortenRuns(text: string): string {
  return text.replace(RUN_TOO_LONG, (run) => `‹${run.length} backticks›`);
}

function longestRun(text: string): number {
  const runs = text.match(/`+/g) ?? [];
  return runs.reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** Data within a line is cut here (UTF-16 code units), so that no name makes a document too long to be posted. */
export const LONGEST_SPAN = 600;

function spanText(text: string): string {
  const { left, text: shown } = clip(text, LONGEST_SPAN);
  return `${visibleLine(shown)}${left > 0 ? "…" : ""}`;
}

/** Data within a line, as a code span. An empty text is said to be empty. */
export function code(text: string): Inline {
  if (text === "") return { inline: "_(empty)_" };
  const shown = shortenRuns(spanText(text));
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^`|`$|^ .*[^ ].* $/u.test(shown) ? " " : "";
  return { inline: fence + pad + shown + pad + fence };
}

/** Data of several lines, as a fenced block. `language` is ours, never data. */
export function block(text: string, language: "text" | "diff" | "json" | "yaml" | "" = ""): Block {
  const shown = shortenRuns(visibleBlock(text));
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return { block: `${fence}${language}\n${shown}\n${fence}` };
}

/** A diagram. The source is made of our own words and `mermaidLabel`s. */
export function mermaid(source: string): Block {
  return { block: `\`\`\`mermaid\n${source}\n\`\`\`` };
}

export function paragraph(text: Inline): Block {
  return { block: text.inline };
}

export function heading(level: 2 | 3 | 4, text: Inline): Block {
  return { block: `${"#".repeat(level)} ${text.inline}` };
}

export function list(items: readonly Inline[]): Block {
  return { block: items.map((item) => `- ${item.inline}`).join("\n") };
}

/** Blocks one below the other; empty ones leave no gap. */
export function stack(blocks: readonly Block[]): Block {
  return {
    block: blocks
      .map((one) => one.block)
      .filter((text) => text !== "")
      .join("\n\n"),
  };
}

export function quote(body: Block): Block {
  return { block: body.block.replace(/^/gm, "> ") };
}

/** A row of a table. A pipe ends a cell even within code, so every one is escaped (GFM, tables). */
export function tableRow(cells: readonly Inline[]): Block {
  return { block: `| ${cells.map((cell) => cell.inline.replaceAll("|", "\\|")).join(" | ")} |` };
}

export function tableHead(head: readonly Inline[]): Block {
  return { block: `${tableRow(head).block}\n|${" --- |".repeat(head.length)}` };
}

export function table(head: readonly Inline[], rows: readonly (readonly Inline[])[]): Block {
  return { block: [tableHead(head), ...rows.map(tableRow)].map((row) => row.block).join("\n") };
}

/** HTML of our own with data in it, for the summary of a fold. */
export function html(strings: TemplateStringsArray, ...values: readonly (Html | number)[]): Html {
  return {
    html: strings.reduce((text, next, index) => {
      const value = values[index - 1];
      return text + (typeof value === "object" ? value.html : String(value ?? "")) + next;
    }),
  };
}

/** Data as HTML. GitHub looks for no mentions, references or emoji within `<code>`. */
export function htmlCode(text: string): Html {
  const escaped = spanText(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
  return { html: `<code>${escaped}</code>` };
}

/** What opens and what closes a fold; blocks stand between, with blank lines around them. */
export function foldEnds(summary: Html): { readonly open: Block; readonly close: Block } {
  return {
    open: { block: `<details><summary>${summary.html}</summary>` },
    close: { block: "</details>" },
  };
}

export function details(summary: Html, body: Block): Block {
  const { open, close } = foldEnds(summary);
  return stack([open, body, close]);
}

/**
 * Without it a label that holds `]:` would make a link at the start of a line a definition, which is shown nowhere: those
 * are looked for before code spans are (CommonMark, link reference definitions).
 */
const NO_DEFINITION = "&#8203;";

/** A link to an https address without credentials; any other address leaves the label alone. */
export function link(label: Inline, url: string | null): Inline {
  const href = url === null ? undefined : vettedUrl(url);
  if (href === undefined) return label;
  return { inline: `${label.inline.includes("]:") ? NO_DEFINITION : ""}[${label.inline}](<${href}>)` };
}

/** Browsers and GitHub refuse longer ones or show them badly. */
const LONGEST_ADDRESS = 2_000;

function vettedUrl(text: string): string | undefined {
  const url = text.length > LONGEST_ADDRESS ? null : URL.parse(text);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return undefined;
  return url.href.replace(
    /[<>\\|`[\]()!*_~@'"]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Data within a quoted Mermaid label: what could end the label, start an entity, HTML or Markdown becomes `·`. Nothing
 * is lost that a diagram needs; the table beside it shows the whole.
 */
export function mermaidLabel(text: string, limit = 60): string {
  const safe = text.replace(/[^\p{L}\p{N} .+/-]|\p{Default_Ignorable_Code_Point}/gu, "·").trim();
  const letters = [...safe];
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : safe;
}

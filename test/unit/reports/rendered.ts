import MarkdownIt from "markdown-it";

const renderer = new MarkdownIt("default", { html: true, linkify: true });

/** A document as a generous renderer shows it: raw HTML and bare addresses take effect. */
export function renderHtml(markdown: string): string {
  return renderer.render(markdown);
}

/** The rendered page without what stands in code: data must leave no trace in it. */
export function skeleton(markdown: string): string {
  return renderHtml(markdown)
    .replace(/<code[^>]*>[\s\S]*?<\/code>/g, "<code/>")
    .replaceAll("\u200B", "");
}

/** What stands in code, one entry a span or block, as a reader sees it. */
export function codeTexts(markdown: string): readonly string[] {
  const found = renderHtml(markdown).matchAll(/<code[^>]*>([\s\S]*?)<\/code>/g);
  return [...found].map(([, text = ""]) => decode(text));
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (entity, digits?: string, name?: string) =>
    digits === undefined ? (NAMED[name ?? ""] ?? entity) : String.fromCodePoint(Number(digits)),
  );
}

/** What others tried, or may try, to make an answer do more than show it. */
export const NASTY: readonly string[] = [
  "```",
  "``` fence\n```js\nalert(1)\n```",
  "~~~\ntext\n~~~",
  "</details>",
  "</code></summary></details><h1>",
  "<!-- pointsman:history:x -->",
  "-->",
  "@octocat",
  "@acme/admins",
  "#1",
  "GH-1",
  "acme/prompts#1",
  "0123456789abcdef0123456789abcdef01234567",
  "https://example.com/phish",
  "www.example.com",
  "mail@example.com",
  "![pixel](https://example.com/x.png)",
  "[link](javascript:alert(1))",
  "[ref]: https://example.com",
  "x]: https://example.com",
  "]:+1:",
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "&lt;b&gt; &amp; &#64;octocat",
  ":tada: :+1:",
  "::error file=a.js::forged",
  "a | b | c",
  "a \\| b",
  "\\",
  "`",
  "` `` ```",
  " `padded` ",
  "line one\r\nline two\r\n",
  "\n\n# heading\n\n- item\n\n> quote",
  "one\n===\ntwo\n---",
  "| a |\n| --- |\n| b |",
  "$$\\unicode{x}$$ $`x`$",
  "[^1] and [x] - [ ] task",
  "> [!WARNING]\n> forged",
  "‮evil⁦⁩​﻿­",
  "\u0000\u0007\u001b[31mred\u001b[0m\u009b",
  "\ud800 lone",
  "a".repeat(5_000),
  "`".repeat(10_000),
  "\n```mermaid\nflowchart TD\n```",
  "   ",
  "",
];

/** The same for `it.each`, but for the empty text: what a test's name shows of each, and all of it. */
export const NASTY_CASES = NASTY.filter((text) => text !== "").map(
  (text) => [text.slice(0, 40), text] as const,
);

export const firstLine = (text: string): string => text.split("\n")[0] ?? "";

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";
import { drawEmoji } from "./emoji.ts";

const require = createRequire(import.meta.url);

/** A comment to show. */
interface CommentPage {
  readonly markdown: string;
  /** How many of its folded parts stand open, from the first. */
  readonly opened: number;
}

const OPTIONS = { html: true, linkify: true, highlight: highlightDiff };

/** A whole page that shows one comment of the app's, framed as on an issue. */
export function commentPage({ markdown, opened }: CommentPage): string {
  const body = drawEmoji(unfold(new MarkdownIt("default", OPTIONS).render(markdown), opened));
  return `<!doctype html>
<html lang="en" data-theme="light">
<meta charset="utf-8">
<style>${styles()}</style>
<main>
  <article class="comment">
    <header><span class="avatar">${AVATAR}</span><b>pointsman</b><span class="badge">bot</span><span>commented now</span></header>
    <div class="markdown-body">${body}</div>
  </article>
</main>
</html>
`;
}

const DIFF_CLASSES: Readonly<Record<string, string>> = { "+": "pl-mi1", "-": "pl-md", "@": "pl-mdr" };

/** GitHub's colours of a `diff` block. An empty text leaves all other languages to the renderer. */
function highlightDiff(text: string, language: string): string {
  if (language !== "diff") return "";
  const lines = text.split("\n").map((line) => {
    const name = DIFF_CLASSES[line.charAt(0)];
    return name === undefined ? escapeHtml(line) : `<span class="${name}">${escapeHtml(line)}</span>`;
  });
  return lines.join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function unfold(html: string, count: number): string {
  let left = count;
  return html.replace(/<details>/g, (tag) => {
    left -= 1;
    return left >= 0 ? "<details open>" : tag;
  });
}

/** A signal and two tracks: a pointsman sets the points. */
const AVATAR =
  '<svg viewBox="0 0 32 32" width="24" height="24"><rect width="32" height="32" rx="16" fill="#1f4f82"/><path d="M9 27V5M9 19c8 0 14-3 14-14" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="23" cy="24" r="3.5" fill="#5fd38d"/></svg>';

function styles(): string {
  return [
    fontFaces(require.resolve("@fontsource-variable/noto-sans/index.css")),
    fontFaces(require.resolve("@fontsource-variable/noto-sans-mono/index.css")),
    readFileSync(require.resolve("github-markdown-css/github-markdown-light.css"), "utf8"),
    FRAME,
  ].join("\n");
}

/** The package's faces with addresses that a page anywhere can load. */
function fontFaces(path: string): string {
  const folder = pathToFileURL(`${dirname(path)}/`).href;
  return readFileSync(path, "utf8").replaceAll("url(./", `url(${folder}`);
}

const FRAME = `
html, body { margin: 0; background: #fff; }
body { font: 14px/1.5 "Noto Sans Variable", sans-serif; color: #1f2328; }
main { padding: 12px; background: #fff; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
.comment header { display: flex; align-items: center; gap: 8px; padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
.comment header b { color: #1f2328; font-weight: 600; }
.avatar { display: inline-flex; }
.badge { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 7px; font-size: 12px; line-height: 18px; }
.markdown-body { padding: 16px; font-size: 14px; font-family: "Noto Sans Variable", sans-serif; }
.markdown-body code, .markdown-body pre, .markdown-body tt { font-family: "Noto Sans Mono Variable", monospace; }
.markdown-body > :last-child { margin-bottom: 0; }
.markdown-body .emoji { height: 1.15em; width: 1.15em; vertical-align: -0.2em; background: none; }
`;

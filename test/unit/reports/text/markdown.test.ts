import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  block,
  code,
  details,
  html,
  htmlCode,
  type Inline,
  joinInline,
  LONGEST_SPAN,
  link,
  list,
  md,
  mermaidLabel,
  paragraph,
  quote,
  stack,
  table,
} from "../../../../src/reports/text/markdown.ts";
import { clip, visibleBlock, visibleLine } from "../../../../src/reports/text/visible.ts";
import { codeTexts, NASTY, NASTY_CASES, renderHtml, skeleton } from "../rendered.ts";

/** Texts built from the pieces that Markdown, HTML and GitHub read. */
const pieces = fc.constantFrom(
  ...[
    "`",
    "``",
    "```",
    "~~~",
    "|",
    "\\",
    "\\|",
    "<",
    ">",
    "</details>",
    "<!--",
    "-->",
    "@octocat",
    "#1",
    "GH-1",
  ],
  ...[
    "\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    "[",
    "](",
    ")",
    "!",
    "*",
    "_",
    "&lt;",
    "&",
    "https://a.b",
    ":+1:",
    "‮",
    "-",
    "=",
  ],
);
const hostile = fc.oneof(
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(...NASTY),
);

const shortened = (text: string) => text.replace(/`{33,}/g, (run) => `‹${run.length} backticks›`);
const cut = (text: string) =>
  text.length > LONGEST_SPAN ? `${visibleLine(clip(text, LONGEST_SPAN).text)}…` : visibleLine(text);
const shownLine = (text: string) => shortened(cut(text));
const shownBlock = (text: string) => shortened(visibleBlock(text));

/** Every place where data stands. A page with any data must be built like the page with the word "x". */
const places: Readonly<Record<string, (data: string) => string>> = {
  "a paragraph": (data) => paragraph(md`before ${code(data)} after`).block,
  "the start of a line": (data) => paragraph(code(data)).block,
  "a list": (data) => list([code(data), md`next ${code(data)}`]).block,
  "a table": (data) => table([md`a`, code(data)], [[code(data), md`b`]]).block,
  "a quoted block": (data) => stack([quote(block(data)), paragraph(md`after`)]).block,
  "a block": (data) => stack([block(data), paragraph(md`after`)]).block,
  "a fold": (data) => details(html`What ${htmlCode(data)} says`, block(data)).block,
  "a link's label": (data) => paragraph(link(code(data), "https://github.com/acme/prompts")).block,
  "code beside code": (data) => paragraph(md`${code(data)}${code("y")}`).block,
};

describe("data in Markdown", () => {
  it.each(Object.entries(places))("takes no effect in %s", (_, render) => {
    const expected = skeleton(render("x"));
    fc.assert(
      fc.property(
        hostile.filter((text) => text !== ""),
        (data) => skeleton(render(data)) === expected,
      ),
      { numRuns: 400 },
    );
  });

  it.each(NASTY_CASES)("shows %j as it is", (_, text) => {
    for (const render of Object.values(places)) expect(skeleton(render(text))).toBe(skeleton(render("x")));
    expect(codeTexts(paragraph(code(text)).block)).toEqual([shownLine(text)]);
    expect(codeTexts(block(text).block)).toEqual([`${shownBlock(text)}\n`]);
  });

  it("can be read back from spans, cells, summaries and blocks", () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text !== ""),
        (text) => {
          expect(codeTexts(paragraph(code(text)).block)).toEqual([shownLine(text)]);
          expect(codeTexts(table([md`head`], [[code(text)]]).block)).toEqual([shownLine(text)]);
          expect(codeTexts(details(html`${htmlCode(text)}`, paragraph(md`body`)).block)).toEqual([cut(text)]);
          expect(codeTexts(block(text).block)).toEqual([`${shownBlock(text)}\n`]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("keeps fences below what GitHub's parser can count", () => {
    const fences = [code("`".repeat(10_000)).inline, block(`${"`".repeat(300)}\n`).block];
    for (const text of fences) expect(text).not.toMatch(/`{80}/);
  });

  it("says that an empty text is empty", () => {
    expect(code("").inline).toBe("_(empty)_");
  });
});

describe("hidden characters", () => {
  it("are shown by their code point", () => {
    expect(visibleLine("a‮b⁦c​d\u0000e﻿")).toBe("a\\u{202E}b\\u{2066}c\\u{200B}d\\u{0}e\\u{FEFF}");
  });

  it("are shown as arrows where they break lines", () => {
    expect(visibleLine("a\nb\tc")).toBe("a⏎b⇥c");
    expect(visibleBlock("a\nb\tc\r\n")).toBe("a\nb\tc\\u{D}\n");
  });

  it("leave letters, emoji and their looks alone", () => {
    expect(visibleLine("Grüße 漢字 ❤️ 🚀")).toBe("Grüße 漢字 ❤️ 🚀");
  });
});

describe("a link", () => {
  const render = (url: string): string => renderHtml(paragraph(link(md`text`, url)).block).trim();

  it("leads to an https address", () => {
    expect(render("https://github.com/acme/prompts/blob/a_b/c.yml#L1")).toBe(
      '<p><a href="https://github.com/acme/prompts/blob/a%5Fb/c.yml#L1">text</a></p>',
    );
  });

  it.each([
    "javascript:alert(1)",
    "http://example.com",
    "https://user:secret@example.com",
    "data:text/html,x",
    "not an address",
    "",
  ])("is left out for %s", (url) => {
    expect(render(url)).toBe("<p>text</p>");
  });

  it("cannot be left early by what its address holds", () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const page = render(`https://example.com/${path}?q=${path}#${path}`);
        expect(page).toMatch(/^<p>(?:<a href="[^"]*">text<\/a>|text)<\/p>$/);
      }),
    );
  });
});

describe("a mermaid label", () => {
  it("keeps names and versions", () => {
    expect(mermaidLabel("support-triage 2026-03-15.3")).toBe("support-triage 2026-03-15.3");
  });

  it("holds nothing that Mermaid reads", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(mermaidLabel(text)).not.toMatch(/["#;:<>`\n\r[\](){}|%&@*_\\]/);
        expect([...mermaidLabel(text)].length).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe("small helpers", () => {
  it("keep two code spans apart", () => {
    const parts: readonly Inline[] = [code("a"), code("b")];
    expect(codeTexts(joinInline(parts, md``).inline)).toEqual(["a", "b"]);
  });

  it("cut between characters and never through one", () => {
    expect(clip("ab🚀c", 3)).toEqual({ text: "ab", left: 3 });
    expect(clip("ab🚀c", 4)).toEqual({ text: "ab🚀", left: 1 });
    expect(clip("abc", 3)).toEqual({ text: "abc", left: 0 });
  });
});

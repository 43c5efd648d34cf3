import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, fitSections, type Part, type Section } from "../../../../src/reports/text/budget.ts";
import { code, html, md, paragraph } from "../../../../src/reports/text/markdown.ts";
import { renderHtml, skeleton } from "../rendered.ts";

const first: Section = { kind: "block", rank: 0, name: "", body: paragraph(md`the verdict`) };
const table = (rows: number, rank = 1): Section => ({
  kind: "table",
  rank,
  name: "cases",
  title: paragraph(md`title`),
  head: [md`case`],
  rows: Array.from({ length: rows }, (_, index) => [code(`case ${index} ü`)]),
});
const fold = (items: number, rank = 2): Section => ({
  kind: "fold",
  rank,
  name: "changed parts",
  summary: html`What changed`,
  items: Array.from({ length: items }, (_, index) => paragraph(code(`part ${index}`))),
});
const budget = (limit: number) => ({ limit, fullReport: md`the job's summary` });

describe("fitting a document into its limit", () => {
  it("changes nothing that fits", () => {
    expect(fitSections([first, table(1), fold(1)], budget(10_000))).toBe(
      "the verdict\n\ntitle\n\n| case |\n| --- |\n| `case 0 ü` |\n\n<details><summary>What changed</summary>\n\n`part 0`\n\n</details>",
    );
  });

  it("leaves out the least important rows first, and says how many and where they are", () => {
    const text = fitSections([first, table(10), fold(100)], budget(600));
    expect(text).toContain("case 9");
    expect(text).toMatch(
      /_Left out for length:_ \d+ of 100 changed parts\. Everything is in the job's summary\.$/,
    );
    expect(text).toContain("</details>");
  });

  it("leaves out whole sections with their headings when no row is left", () => {
    const text = fitSections([first, table(100), fold(100)], budget(300));
    expect(text).not.toContain("<details>");
    expect(text).toContain("all 100 changed parts");
    expect(text).toMatch(/\d+ of 100 cases, /);
  });

  it("keeps to bytes of UTF-8, whatever the document, and never cuts through a row", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 250, max: 2_000 }), (rows, items, limit) => {
        const text = fitSections([first, table(rows), fold(items), table(rows, 0)], budget(limit));
        expect(bytesOf(text)).toBeLessThanOrEqual(limit);
        expect(text.startsWith("the verdict")).toBe(true);
        const page = renderHtml(text);
        expect(page.match(/<details>/g)?.length ?? 0).toBe(page.match(/<\/details>/g)?.length ?? 0);
        expect(skeleton(text)).not.toContain("`");
      }),
    );
  });

  it("is quick with many rows", () => {
    expect(bytesOf(fitSections([first, table(20_000)], budget(65_000)))).toBeLessThanOrEqual(65_000);
  });

  it("adds up what is left out of sections with one name", () => {
    const text = fitSections([first, table(50, 3), table(50, 3)], budget(300));
    expect(text).toMatch(/_Left out for length:_ \d+ of 100 cases\. /);
  });

  it("opens and closes a fold around what is left of its sections, and drops it with the last of them", () => {
    const folded: Part = { kind: "folded", summary: html`greeting`, sections: [table(30, 2), fold(30, 3)] };
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 2_500 }), (limit) => {
        const text = fitSections([first, folded, table(2, 0)], budget(limit));
        expect(bytesOf(text)).toBeLessThanOrEqual(limit);
        const count = (tag: string) => text.split(tag).length - 1;
        expect(count("<details>")).toBe(count("</details>"));
        expect(text.includes("greeting")).toBe(/case 0 ü[\s\S]*<\/details>/.test(text));
      }),
    );
  });

  it("refuses a limit below its first section", () => {
    expect(() => fitSections([first, table(3)], budget(5))).toThrow(RangeError);
  });
});

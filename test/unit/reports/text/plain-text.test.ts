import fc from "fast-check";
import { expect, test } from "vitest";
import { code, md } from "../../../../src/reports/text/markdown.ts";
import { plainText } from "../../../../src/reports/text/plain-text.ts";
import { visibleLine } from "../../../../src/reports/text/visible.ts";

test("fences and emphasis are gone, and what people wrote is as it was", () => {
  expect(plainText(md`❌ **${code("a*_b_*")} must not be merged**: _the output was cut_`)).toBe(
    "❌ a*_b_* must not be merged: the output was cut",
  );
  expect(plainText(md`rule ${code("max_tokens_ratio")} and ${code("`x`")}`)).toBe(
    "rule max_tokens_ratio and `x`",
  );
});

test("no data is taken for Markdown, whatever it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), (data) => {
      fc.pre(!/`{33}/.test(data));
      expect(plainText(md`**a** ${code(data)} **b**`)).toBe(`a ${visibleLine(data)} b`);
    }),
  );
});

test("data of nothing but Markdown's own signs comes back whole", () => {
  const signs = fc.string({ unit: fc.constantFrom("`", "*", "_", " ", "a"), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(signs, (data) => {
      expect(plainText(md`x ${code(data)} y`)).toBe(`x ${data} y`);
    }),
  );
});

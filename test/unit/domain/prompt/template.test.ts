import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  partialReferences,
  tokenizeTemplate,
  variableNames,
} from "../../../../src/domain/prompt/template.ts";

/** The tokens in short: `text`, `<variable>`, `(partial)`, `\`, `[other]`. */
function short(text: string): readonly string[] {
  return tokenizeTemplate(text).map((token) => {
    if (token.kind === "variable") return `<${token.name}>`;
    if (token.kind === "partial") return `(${token.name})`;
    if (token.kind === "escape") return "\\";
    return token.kind === "other" ? `[${token.text}]` : token.text;
  });
}

describe("a template's tokens", () => {
  test.each([
    ["Hello {{name}}!", ["Hello ", "<name>", "!"]],
    ["{{ name }}{{\tname\t}}", ["<name>", "<name>"]],
    [
      "{{user-name}} {{user.name}} {{_x1}} {{größe}}",
      ["<user-name>", " ", "<user.name>", " ", "<_x1>", " ", "<größe>"],
    ],
    ["{{> tone}} {{>shared/tone.v2}}", ["(tone)", " ", "(shared/tone.v2)"]],
    ["{{> ../secret}}", ["(../secret)"]],
    ["\\{{name}} stays", ["\\", "name}} stays"]],
    ["{{{name}}}", ["{", "<name>", "}"]],
    ["\\{{{name}}}", ["\\", "{name}}}"]],
    ["{{#if x}}a{{/if}}", ["[{{#if x}}]", "a", "[{{/if}}]"]],
    [
      "{{two words}} {{1st}} {{}} {{ }}",
      ["[{{two words}}]", " ", "[{{1st}}]", " ", "[{{}}]", " ", "[{{ }}]"],
    ],
    ["x^{{2}} {{name", ["x^", "[{{2}}]", " ", "[{{]", "name"]],
    ["{{a {{b}}", ["[{{]", "a ", "<b>"]],
    ["{{a}", ["[{{]", "a}"]],
    ['{"a": {"b": {}}}', ['{"a": {"b": {}}}']],
    [`{{${"a".repeat(101)}}}`, [`[{{${"a".repeat(101)}}}]`]],
    ["{{line\nbreak}}", ["[{{line\nbreak}}]"]],
    ["", []],
  ])("%j", (text, tokens) => {
    expect(short(text)).toEqual(tokens);
  });

  test("together the tokens cover the text, in order and without gaps", () => {
    const pieces = fc.constantFrom("{{", "}}", "{", "}", "\\", "a", " ", ">", "{{a}}", "{{> p}}", "\n", "é");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const tokens = tokenizeTemplate(text);
        expect(tokens.map((token) => text.slice(token.start, token.end)).join("")).toBe(text);
        for (const token of tokens) expect(token.end).toBeGreaterThan(token.start);
      }),
    );
  });

  test.each(["{{", "{{ ", "{{a", "{{a ", "{{>a", "{{> ", "{", "\\{{", "{{ {{}", "{{}"])(
    "a megabyte of %j has a megabyte's work, not its square",
    (unit) => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      expect(tokenizeTemplate(text).at(-1)?.end).toBe(text.length);
    },
  );
});

test("variables and partials are named once each, in the order of their first use", () => {
  expect(variableNames("{{b}} {{a}} {{b}} \\{{c}} {{__proto__}}")).toEqual(["b", "a", "__proto__"]);
  expect(partialReferences("{{> b}} {{> a}} {{> b}} {{> ../c}} {{> /d}}")).toEqual(["b", "a"]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ownMember } from "../../../../src/domain/json.ts";
import { compile, fillKnown, splitCaseValues } from "../../../../src/domain/prompt/compile.ts";
import { tokenizeTemplate } from "../../../../src/domain/prompt/template.ts";
import { type VariableDeclaration, variableSchemas } from "../../../../src/domain/prompt/variables.ts";

function promptOf(content: string, declarations: readonly Omit<VariableDeclaration, "position">[] = []) {
  const placed = declarations.map((one) => ({ ...one, position: { line: 1, column: 1 } }));
  return { messages: [{ role: "user" as const, content }], variables: variableSchemas([content], placed) };
}

function compiled(
  content: string,
  values: Record<string, unknown>,
  declarations: Parameters<typeof promptOf>[1] = [],
) {
  const result = compile(promptOf(content, declarations), values);
  return result.ok
    ? result.messages[0]?.content
    : result.offences.map((one) => `${one.code} ${one.variable}`);
}

describe("compiling", () => {
  test.each([
    ["Hello {{name}}, {{ name }}!", { name: "Ada" }, "Hello Ada, Ada!"],
    ["\\{{name}} {{name}}", { name: "x" }, "{{name}} x"],
    ["{{{name}}}", { name: "x" }, "{x}"],
    ["{{#if}} {{a b}} {{name}}", { name: "x" }, "{{#if}} {{a b}} x"],
    ["{{n}} {{b}}", { n: 25, b: false }, "25 false"],
    ["{{a}}{{b}}", { a: "{{b}}", b: "\\{{a}}" }, "{{b}}\\{{a}}"],
    ["{{a}}{{b}}", { a: "{{", b: "b}}" }, "{{b}}"],
    ["{{a}}", { a: "$& $1 $$" }, "$& $1 $$"],
    ["{{a}}", { a: "" }, ""],
  ])("%j with %j is %j", (content, values, expected) => {
    expect(compiled(content, values)).toBe(expected);
  });

  test("all that is missing and all that is unknown is listed, and nothing is compiled", () => {
    expect(compiled("{{a}} {{b}} {{c}}", { b: "x", d: 1, e: 2 })).toEqual([
      "missing a",
      "missing c",
      "unknown d",
      "unknown e",
    ]);
  });

  test("defaults stand in for what is not given, and only then", () => {
    const tone = { name: "tone", type: "string", default: "kind" } as const;
    expect(compiled("{{tone}}", {}, [tone])).toBe("kind");
    expect(compiled("{{tone}}", { tone: "dry" }, [tone])).toBe("dry");
    expect(compiled("{{tone}}", {}, [{ ...tone, required: true }])).toEqual(["missing tone"]);
    expect(compiled("{{x}}", {}, [{ name: "x", type: "boolean", default: false }])).toBe("false");
  });

  test("an optional variable without a default is missing when it is used, and not when it is not", () => {
    const optional = { name: "a", type: "string", required: false } as const;
    expect(compiled("{{a}}", {}, [optional])).toEqual(["missing a"]);
    expect(compiled("nothing", {}, [optional])).toBe("nothing");
    const stored = {
      ...promptOf("{{a}}"),
      variables: [{ name: "a", type: "string", required: false } as const],
    };
    expect(compile(stored, {})).toMatchObject({ ok: false, offences: [{ code: "missing", variable: "a" }] });
    expect(compile({ ...promptOf("{{a}}"), variables: [] }, {})).toMatchObject({ ok: false });
  });

  test("objects print only where the type is json, minified and in their own key order", () => {
    const value = { b: [1, null], a: { c: "{{x}}" } };
    expect(compiled("{{v}}", { v: value }, [{ name: "v", type: "json" }])).toBe(
      '{"b":[1,null],"a":{"c":"{{x}}"}}',
    );
    expect(compiled("{{v}}", { v: value })).toEqual(["wrong_type v"]);
    expect(compiled("{{v}}", { v: value }, [{ name: "v", type: "string" }])).toEqual(["wrong_type v"]);
  });

  test("names from JavaScript's prototypes are names like any other", () => {
    expect(compiled("{{constructor}} {{__proto__}}", {})).toEqual([
      "missing __proto__",
      "missing constructor",
    ]);
    const values = JSON.parse('{"constructor":"c","__proto__":"p"}');
    expect(compiled("{{constructor}} {{__proto__}}", values)).toBe("c p");
  });

  const names = fc.constantFrom("a", "b", "c.d", "e-f", "__proto__", "constructor");
  const values = fc.dictionary(
    names,
    fc.string({ unit: "grapheme" }).map((text) => `{{a}}\\{{b}}${text}{{> p}}{{`),
  );
  const plainText = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[{}\\]/g, ""));

  test("a value is never read as a template again", () => {
    const parts = fc.array(
      fc.oneof(
        plainText.map((text) => ({ text })),
        names.map((name) => ({ name })),
      ),
    );
    fc.assert(
      fc.property(parts, values, (pieces, given) => {
        const used = new Set(pieces.flatMap((piece) => ("name" in piece ? [piece.name] : [])));
        const chosen = Object.fromEntries(
          [...used].map((name) => [name, ownMember(given, name) ?? `{{${name}}}`]),
        );
        const content = pieces.map((piece) => ("name" in piece ? `{{${piece.name}}}` : piece.text)).join("");
        const expected = pieces.map((piece) => ("name" in piece ? chosen[piece.name] : piece.text)).join("");
        expect(compiled(content, chosen)).toBe(expected);
      }),
    );
  });

  test("a known variable is never left blank or in place: it is filled, or it is named as missing", () => {
    const piece = fc.constantFrom(
      "{{a}}",
      "{{ b }}",
      "\\{{a}}",
      "{{",
      "}}",
      "{",
      "}",
      "\\",
      "1",
      "\n",
      "{{x y}}",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), fc.boolean(), (pieces, hasA, hasB) => {
        const content = pieces.join("");
        const count = (name: string) =>
          tokenizeTemplate(content).filter((token) => token.kind === "variable" && token.name === name)
            .length;
        const marks = {
          ...(hasA && count("a") > 0 && { a: "<A>" }),
          ...(hasB && count("b") > 0 && { b: "<B>" }),
        };
        const result = compiled(content, marks);
        const lacking = ["a", "b"].filter((name) => count(name) > 0 && !Object.hasOwn(marks, name));
        if (lacking.length > 0) {
          expect(result).toEqual(lacking.map((name) => `missing ${name}`));
          return;
        }
        expect(String(result).split("<A>").length - 1).toBe(count("a"));
        expect(String(result).split("<B>").length - 1).toBe(count("b"));
      }),
    );
  });
});

describe("the keys of a test case", () => {
  test("what no message uses and nobody declared belongs to the evaluators", () => {
    const prompt = promptOf("{{input}} {{tone}}", [
      { name: "tone", type: "string" },
      { name: "spare", type: "string" },
    ]);
    const parted = splitCaseValues(prompt, { input: "a", tone: "b", spare: "c", expected: "d", string: "e" });
    expect(parted).toEqual({
      variables: { input: "a", tone: "b", spare: "c" },
      evaluatorOnly: { expected: "d", string: "e" },
    });
  });

  test("a variable that the case lacks is that case's error", () => {
    const prompt = promptOf("{{input}}");
    const { variables } = splitCaseValues(prompt, { expected: "x" });
    expect(compile(prompt, variables)).toMatchObject({
      ok: false,
      offences: [{ code: "missing", variable: "input" }],
    });
  });

  test("numbers and booleans that YAML made of words fill a declared text, and nothing with parts does", () => {
    const prompt = promptOf("{{zip}}", [{ name: "zip", type: "string" }]);
    expect(compile(prompt, { zip: 12345 })).toMatchObject({ ok: false, offences: [{ code: "wrong_type" }] });
    expect(splitCaseValues(prompt, { zip: 12345 }).variables).toEqual({ zip: "12345" });
    expect(splitCaseValues(prompt, { zip: true }).variables).toEqual({ zip: "true" });
    expect(splitCaseValues(prompt, { zip: [1] }).variables).toEqual({ zip: [1] });
  });

  test("prototype keys go where they belong", () => {
    const parted = splitCaseValues(
      promptOf("{{constructor}}"),
      JSON.parse('{"constructor":"a","__proto__":"b"}'),
    );
    expect(JSON.stringify(parted)).toBe(
      '{"variables":{"constructor":"a"},"evaluatorOnly":{"__proto__":"b"}}',
    );
  });
});

test("texts of evaluators are filled with what the case has, and the rest stays", () => {
  expect(fillKnown("{{string}} {{n}} {{gone}} {{o}}", { string: "{{n}}", n: 4, o: { a: 1 } })).toBe(
    '{{n}} 4 {{gone}} {"a":1}',
  );
});

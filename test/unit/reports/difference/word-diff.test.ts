import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EffectivePrompt } from "../../../../src/domain/prompt/effective-prompt.ts";
import { type DiffSegment, diffPrompts, diffTexts } from "../../../../src/reports/difference/word-diff.ts";
import {
  diffBlock,
  diffLinesOf,
  diffPartBlock,
} from "../../../../src/reports/difference/word-diff-markdown.ts";
import { printDiff } from "../../../../src/reports/difference/word-diff-terminal.ts";
import { visibleBlock } from "../../../../src/reports/text/visible.ts";
import { NASTY, skeleton } from "../rendered.ts";

const side = (segments: readonly DiffSegment[], left: "added" | "removed"): string =>
  segments
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join("");

const prompt = (parts: Partial<EffectivePrompt> = {}): EffectivePrompt => ({
  model: "openai/gpt-4.1",
  messages: [
    { role: "system", content: "You sort tickets." },
    { role: "user", content: "{{ticket}}" },
  ],
  variables: [{ name: "ticket", type: "string", required: true, inferred: true }],
  ...parts,
});

describe("the difference of two texts", () => {
  it("is told word by word", () => {
    expect(diffTexts("answer with JSON only", "answer with prose only")).toEqual([
      { kind: "same", text: "answer with " },
      { kind: "removed", text: "JSON" },
      { kind: "added", text: "prose" },
      { kind: "same", text: " only" },
    ]);
  });

  it("joins words that were exchanged one after the other", () => {
    expect(diffTexts("say one two now", "say three four now").map(({ text }) => text)).toEqual([
      "say ",
      "one two",
      "three four",
      " now",
    ]);
  });

  it("holds both texts whole", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", " ", "\n", "  ", "ü", "\r\n", "漢字"), {
      maxLength: 40,
    });
    const text = words.map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, text, (base, head) => {
        const segments = diffTexts(base, head);
        expect(side(segments, "added")).toBe(base);
        expect(side(segments, "removed")).toBe(head);
      }),
      { numRuns: 500 },
    );
  });

  it("falls back to lines, and then to the whole, where there is too little in common", () => {
    const words = (prefix: string): string =>
      Array.from({ length: 3_000 }, (_, index) => `${prefix}${index}`).join(" ");
    const segments = diffTexts(`${words("a")}\nthe same line\n`, `${words("b")}\nthe same line\n`);
    expect(segments.map(({ kind }) => kind)).toEqual(["removed", "added", "same"]);
    const lines = (prefix: string): string => words(prefix).replaceAll(" ", "\n");
    expect(diffTexts(lines("a"), lines("b")).map(({ kind }) => kind)).toEqual(["removed", "added"]);
  });
});

describe("the difference of two prompts", () => {
  it("is nothing for equal ones", () => {
    expect(diffPrompts(prompt(), prompt())).toEqual([]);
  });

  it("names every part that differs", () => {
    const head = prompt({
      model: "openai/gpt-4o",
      model_parameters: { temperature: 0.2 },
      response_format: "json_schema",
      json_schema: '{"name":"x"}',
      messages: [
        { role: "system", content: "You sort tickets well." },
        { role: "user", content: "{{order}}" },
      ],
      variables: [{ name: "order", type: "string", required: true }],
      tools: ['{"name":"lookup"}'],
    });
    expect(diffPrompts(prompt(), head).map(({ part }) => part)).toEqual([
      "message 1 (system)",
      "message 2 (user)",
      "model",
      "model parameters",
      "response format",
      "JSON schema",
      "variable order",
      "variable ticket",
      "tools",
    ]);
  });

  it("does not blame the messages after one that was put in front", () => {
    const head = prompt({ messages: [{ role: "system", content: "New." }, ...prompt().messages] });
    expect(diffPrompts(prompt(), head)).toEqual([
      { part: "message 1 (system, new)", message: 1, segments: [{ kind: "added", text: "New." }] },
    ]);
    expect(diffPrompts(head, prompt()).map(({ part }) => part)).toEqual(["removed message (system)"]);
  });

  it("spends no more on many rewritten messages together than on one: what no longer fits is told as a whole", () => {
    const rewritten = (letter: string, messages: number) =>
      prompt({
        messages: Array.from({ length: messages }, (_, number) => ({
          role: "user",
          content: Array.from({ length: 100 }, (_, at) => `${letter}${number}.${at} the`).join(" "),
        })),
      });
    const kindsOf = (messages: number) => {
      const [first] = diffPrompts(rewritten("a", messages), rewritten("b", messages));
      return new Set(first?.segments.map(({ kind }) => kind));
    };
    expect(kindsOf(1)).toContain("same");
    expect(kindsOf(100)).toEqual(new Set(["removed", "added"]));
  });

  it("compares lists of messages that differ altogether place by place", () => {
    const numbered = (letter: string) =>
      Array.from({ length: 400 }, (_, at) => ({ role: "user" as const, content: `${letter}${at}` }));
    const kept = { role: "user", content: "kept" } as const;
    const differing = diffPrompts(
      prompt({ messages: [kept, ...numbered("a")] }),
      prompt({ messages: [kept, ...numbered("b")] }),
    );
    expect(differing).toHaveLength(400);
    expect(differing[0]).toMatchObject({ part: "message 2 (user)", message: 2 });
  });

  it("tells a changed role", () => {
    const head = prompt({
      messages: [
        { role: "developer", content: "You sort tickets." },
        { role: "user", content: "{{ticket}}" },
      ],
    });
    expect(diffPrompts(prompt(), head).map(({ part }) => part)).toEqual(["message 1 (system → developer)"]);
  });

  it("sees a schema whose keys only changed places, whole numbers too", () => {
    const [a, b] = ['{"a":1,"b":2}', '{"b":2,"a":1}'];
    expect(diffPrompts(prompt({ json_schema: a }), prompt({ json_schema: b }))).toHaveLength(1);
    const [c, d] = ['{"1":1,"2":2}', '{"2":2,"1":1}'];
    expect(diffPrompts(prompt({ json_schema: c }), prompt({ json_schema: d }))).toHaveLength(1);
  });

  it("shows a prompt without a counterpart as added", () => {
    expect(
      diffPrompts(null, prompt()).every(({ segments }) => segments.every(({ kind }) => kind === "added")),
    ).toBe(true);
  });
});

describe("a difference as a diff block", () => {
  it("marks changed words within changed lines and counts what stayed", () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index + 1}`);
    const base = lines.join("\n");
    const head = lines.with(4, "line 5 changed").join("\n");
    expect(diffBlock(diffTexts(base, head)).block).toBe(
      [
        "```diff",
        "@@ 2 lines unchanged @@",
        "  line 3",
        "  line 4",
        "- line 5",
        "+ line 5{+ changed+}",
        "  line 6",
        "  line 7",
        "@@ 2 lines unchanged @@",
        "```",
      ].join("\n"),
    );
  });

  it("shows whole new lines without marks", () => {
    expect(diffLinesOf(diffTexts("a\nc\n", "a\nb\nc\n"))).toEqual([
      { sign: " ", text: "a" },
      { sign: "+", text: "b" },
      { sign: " ", text: "c" },
      { sign: " ", text: "" },
    ]);
  });

  it("shows lines that have little in common without marks", () => {
    expect(diffLinesOf(diffTexts('{"category":"billing"}', "It is about billing."))).toEqual([
      { sign: "-", text: '{"category":"billing"}' },
      { sign: "+", text: "It is about billing." },
    ]);
  });

  it("wraps long lines and counts the lines of a very long part that it leaves out", () => {
    const long = diffBlock([{ kind: "added", text: "word ".repeat(40) }]).block.split("\n");
    expect(Math.max(...long.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(diffBlock([{ kind: "added", text: "x\n".repeat(500) }]).block).toContain("@@ 381 lines more @@");
  });

  it("gives each line of both texts the right sign", () => {
    const line = fc.constantFrom("a b", "b c", "c", "", "d e f");
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (base, head) => {
        const lines = diffLinesOf(diffTexts(base, head));
        const bare = (sign: "+" | "-"): string =>
          lines
            .filter((one) => one.sign === sign || one.sign === " ")
            .map((one) => one.text.replace(/\[-|-\]|\{\+|\+\}/g, ""))
            .join("\n");
        expect(bare("-")).toBe(base);
        expect(bare("+")).toBe(head);
      }),
      { numRuns: 500 },
    );
  });

  it.each(NASTY.map((text) => [text.slice(0, 40), text] as const))("shows %j as data", (_, text) => {
    const page = (data: string): string =>
      skeleton(
        diffPartBlock({ part: `variable ${data}`, segments: [{ kind: "removed", text: data }] }).block,
      );
    expect(page(text)).toBe(page("x"));
  });
});

describe("a difference in a terminal", () => {
  const parts = [{ part: "model", segments: diffTexts("use gpt-4 now", "use gpt-5 now") }];

  it("marks words without colours", () => {
    expect(printDiff(parts, { colours: false })).toBe("== model\nuse gpt-[-4-]{+5+} now\n");
  });

  it("colours them where it may", () => {
    expect(printDiff(parts, { colours: true })).toContain("\u001B[32m{+5+}\u001B[0m");
  });

  it("sends no control character of the data", () => {
    for (const text of NASTY) {
      const printed = printDiff([{ part: text, segments: [{ kind: "added", text }] }], { colours: false });
      expect(printed).toBe(visibleBlock(printed));
    }
  });

  it("shortens long stretches without a change", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n");
    const printed = printDiff([{ part: "p", segments: diffTexts(lines, `${lines}!`) }], { colours: false });
    expect(printed).toContain("lines unchanged …");
  });
});

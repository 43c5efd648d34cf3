import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PromptfooError, readPromptfoo } from "../../../../src/evaluation/promptfoo/read.ts";

/** Both were written by promptfoo itself: version 2 by 0.80.3, version 3 by 0.123.1, each with `--repeat 2`. */
const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name));
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe.each(["v2.json", "v3.json"])("promptfoo's %s", (name) => {
  const arms = readPromptfoo(fixture(name));

  test("has an arm for each prompt and provider", () => {
    expect(arms.map(({ prompt, provider }) => [prompt, provider])).toEqual([
      ["JSON please: {{ticket}}", "mini"],
      ["Chat please: {{ticket}}", "mini"],
    ]);
  });

  test("groups repeats as trials of one test, which has the same key on both arms", () => {
    const [base, head] = arms;
    expect(base?.tests.map(({ outcomes }) => outcomes.length)).toEqual([2, 2]);
    expect(base?.tests.map(({ key }) => key)).toEqual(head?.tests.map(({ key }) => key));
  });

  test("tells passes, and failures with each assertion's opinion, never as errors", () => {
    const passes = arms.map(({ tests }) =>
      tests.map(({ outcomes }) => outcomes.map((one) => one.kind === "answered" && one.pass)),
    );
    expect(passes).toEqual([
      [
        [true, true],
        [true, true],
      ],
      [
        [true, true],
        [false, false],
      ],
    ]);
    expect(arms[1]?.tests[1]?.outcomes[0]).toMatchObject({
      kind: "answered",
      output: "Hello!",
      usage: { inputTokens: 7, outputTokens: 3 },
      evaluations: [
        { name: "json", pass: false, score: 0 },
        { name: "contains", pass: false, score: 0 },
      ],
    });
  });
});

const ROW = {
  success: true,
  score: 1,
  latencyMs: 5,
  vars: { q: "one" },
  prompt: { raw: "Say one", label: "Say {{q}}" },
  provider: { id: "openai:gpt" },
};

test("a row that promptfoo calls an error is one, in both versions", () => {
  const failed = { ...ROW, success: false, error: "API error: 503" };
  const rows = { version: 3, results: [{ ...failed, failureReason: 2 }, failed] };
  const [arm] = readPromptfoo(bytesOf({ results: rows }));
  expect(arm?.tests[0]?.outcomes).toEqual([
    { kind: "error", code: "bad_response", message: "API error: 503" },
    { kind: "error", code: "bad_response", message: "API error: 503" },
  ]);
});

test("the summary alone is read as well, and a test without a description is named by its variables", () => {
  const [arm] = readPromptfoo(bytesOf({ version: 3, results: [ROW] }));
  expect(arm?.tests[0]?.name).toBe('{"q":"one"}');
});

test("everything that is wrong is told at once, with its place", () => {
  const rows = [
    { ...ROW, success: "yes" },
    { ...ROW, vars: null },
  ];
  const read = () => readPromptfoo(bytesOf({ results: { version: 4, results: rows } }));
  expect(read).toThrow(PromptfooError);
  expect(read).toThrow(/results\.version: .*results\.results\.0\.success: .*results\.results\.1\.vars: /);
});

function refusal(bytes: Uint8Array): unknown {
  try {
    readPromptfoo(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("whatever the bytes are, nothing but the one error is thrown", () => {
  const ofAnything = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(ofAnything, (bytes) => {
      expect(refusal(bytes)).toBeInstanceOf(PromptfooError);
    }),
  );
});

test("a real file with any part of it changed is read or refused, never more", () => {
  const real = JSON.parse(fixture("v3.json").toString("utf8"));
  const keys = [
    ...Object.keys(ROW),
    "gradingResult",
    "response",
    "testCase",
    "failureReason",
    "error",
    "cost",
  ];
  const changes = fc.array(
    fc.record({ row: fc.nat(7), key: fc.constantFrom(...keys), value: fc.jsonValue({ maxDepth: 3 }) }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(changes, (all) => {
      const changed = structuredClone(real);
      for (const { key, row, value } of all) changed.results.results[row][key] = value;
      const error = refusal(bytesOf(changed));
      expect(error === undefined || error instanceof PromptfooError).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a test that is nested without end, or holds no Unicode, is refused", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const text = JSON.stringify({ version: 3, results: [{ ...ROW, vars: { q: "DEEP" } }] });
  expect(refusal(new TextEncoder().encode(text.replace('"DEEP"', deep)))).toBeInstanceOf(PromptfooError);
  const odd = new TextEncoder().encode(text.replace("DEEP", "\\ud800"));
  expect(refusal(odd)).toBeInstanceOf(PromptfooError);
});

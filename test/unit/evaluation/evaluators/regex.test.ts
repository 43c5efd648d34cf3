import { describe, expect, it } from "vitest";
import { judged, prepared } from "./support.ts";

describe("the regex evaluator", () => {
  it.each([
    ["{regex: 'T-\\d{4}'}", "See T-1234.", true],
    ["{regex: 'T-\\d{4}'}", "See t-1234.", false],
    ["{regex: {pattern: 'T-\\d{4}', flags: i}}", "See t-1234.", true],
    ["{regex: {pattern: 'T-\\d{4}', match: full}}", "See T-1234.", false],
    ["{regex: {pattern: 'T-\\d{4}', match: full}}", "T-1234", true],
    ["{regex: {pattern: 'a|ab', match: full}}", "ab", true],
    ["{regex: '^two$'}", "one\ntwo", false],
    ["{regex: {pattern: '^two$', flags: m}}", "one\ntwo", true],
    ["{regex: 'one.two'}", "one\ntwo", false],
    ["{regex: {pattern: 'one.two', flags: ms}}", "one\ntwo", true],
    ["{regex: '\\p{Lu}'}", "Ä", true],
    ["{regex: '(?<year>\\d{4})'}", "2026", true],
  ])("%s on %j: %s", async (entry, output, pass) => {
    const judgement = await judged(entry, output);
    expect(judgement).toMatchObject({ pass, score: pass ? 1 : 0 });
    expect(judgement.why).toMatch(/^The output (matches|does not match) ".+\.$/);
  });

  it("quotes what it found", async () => {
    const { why } = await judged("{regex: 'T-\\d+'}", "See T-12.");
    expect(why).toBe('The output matches "T-\\\\d+": "T-12".');
  });

  it("takes the case's values literally, not as patterns", async () => {
    const entry = "{regex: '^{{expected}}\\b'}";
    expect((await judged(entry, "1.5 (about)", { expected: 1.5 })).pass).toBe(true);
    expect((await judged(entry, "125 (about)", { expected: 1.5 })).pass).toBe(false);
    expect((await judged(entry, "x", { expected: ".*" })).pass).toBe(false);
  });

  it.each([
    ["{regex: '(a'}", "cannot be used"],
    ["{regex: '(?=a)b'}", "no lookahead"],
    ["{regex: '(a)\\1'}", "no backreferences"],
    ["{regex: 'a{5000}'}", "cannot be used"],
    ["{regex: ''}", "give the pattern as a text"],
    ["{regex: 12}", "Write for example"],
    ["{regex: {pattern: a, flags: g}}", '"flags": the flags are i, m and s'],
    ["{regex: {pattern: a, flags: ii}}", "at most once"],
    ["{regex: {pattern: a, flag: i}}", "flag"],
  ])("%s is invalid, and the message says how to mend it", async (entry, told) => {
    const result = await prepared(entry);
    expect(result).toMatchObject({ kind: "invalid", message: expect.stringContaining(told) });
  });

  it("is not held up by a pattern that takes other engines for ever", async () => {
    const output = `${"a".repeat(50_000)}!`;
    expect((await judged("{regex: '^(a+)+$'}", output)).pass).toBe(false);
    expect((await judged("{regex: '^(a|a)*$'}", output)).pass).toBe(false);
  });
});

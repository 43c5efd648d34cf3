import { describe, expect, it } from "vitest";
import { judgeBench, judged, judgedSubject, judgementText, prepared, subjectOf } from "./support.ts";

describe("not", () => {
  it.each([
    ["{not: {string: {contains: sorry}}}", "I am sorry.", false],
    ["{not: {string: {contains: sorry}}}", "Done.", true],
    ["{not: {string: {equals: 5}}}", "5", false],
    ["{not: {regex: '^\\s*```'}}", "```json", false],
    ["{not: {json: true}}", "{}", false],
    ["{not: {json: true}}", "no", true],
    ["{not: {json_schema: {type: object}}}", "{}", false],
    ["{not: {tool_calls: [lookup]}}", "text", true],
    ["{not: {refusal: must}}", "I can't help with that.", false],
    ["{not: {max_latency_ms: 5}}", "after 10 ms", true],
    ["{not: {max_tokens: 1}}", "two tokens", true],
  ])("%s on %j: %s", async (entry, output, pass) => {
    const judgement = await judged(entry, output);
    expect(judgement).toMatchObject({ pass, score: pass ? 1 : 0 });
    expect(judgement.why).toMatch(pass ? /^As wanted, it is not so: T/ : /^This is not wanted: T/);
  });

  it("turns a judge's score round", async () => {
    await using bench = await judgeBench(() => judgementText("4"));
    const subject = subjectOf("x", { ask: bench.ask });
    const own = await judgedSubject("{not: {uses: github/fluency, threshold: 0.7}}", subject);
    expect(own).toMatchObject({ score: 0.25, pass: false });
    const llm = "{not: {llm: {prompt: 'Rude? {{completion}}', choices: [{choice: 4, score: 0.25}]}}}";
    expect(await judgedSubject(llm, subject)).toMatchObject({ score: 0.75, pass: true });
  });

  it("leaves errors what they are", async () => {
    await expect(judged("{not: {citations: documents}}", "x")).rejects.toThrow('no "documents"');
  });

  it.each([
    ["{not: {regex: '('}}", "invalid", "cannot be used"],
    ["{not: {string: {}}}", "invalid", "are empty"],
    ["{not: {not: {json: true}}}", "invalid", "says nothing"],
    ["{not: string}", "invalid", "as a map"],
    ["{not: {json: true, regex: a}}", "invalid", '"regex" and "json"'],
    ["{not: {regex: a}, json: true}", "invalid", '"json" and "not"'],
    ["{not: {llm: {choices: []}}}", "invalid", "prompt"],
    ["{not: {uses: github/charm}}", "unsupported", "github/fluency"],
    ["{not: {}}", "unsupported", "names no check"],
  ])("%s is %s", async (entry, kind, told) => {
    expect(await prepared(entry)).toMatchObject({ kind, message: expect.stringContaining(told) });
  });
});

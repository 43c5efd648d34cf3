import { describe, expect, it } from "vitest";
import { prepareJudge } from "../../../../src/evaluation/evaluators/prepare.ts";
import { withWatchdog } from "../../../../src/models/watchdog.ts";
import { prepared, specOf } from "./support.ts";

describe("an entry of evaluators", () => {
  it.each([
    "{name: e, uses: github/charm}",
    "{name: e, uses: acme/judge}",
    "{name: e, rubric: x}",
    "{name: e}",
  ])("%s is told to be unsupported, by name", async (entry) => {
    expect(await prepared(entry)).toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining('"e"'),
    });
  });

  it.each(["{name: e, json: true, regex: a}", "{name: e, string: {contains: a}, max_tokens: 5}"])(
    "%s checks two things under one name, which is invalid",
    async (entry) => {
      expect(await prepared(entry)).toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("an entry of its own for each"),
      });
    },
  );

  it("of two of GitHub's kinds is the one that its runner took", async () => {
    const entry = "{name: e, string: {contains: a}, uses: github/charm}";
    expect(await prepared(entry)).toMatchObject({ kind: "ready" });
  });

  it.each([
    "{name: e, uses: github/fluency}",
    "{name: e, llm: {modelId: m, prompt: p, choices: [{choice: a, score: 1}]}}",
    "{name: e, refusal: {expect: must, judge: true}}",
  ])("%s is unsupported in a run without judges", async (entry) => {
    const result = await prepareJudge({ spec: specOf(entry), watchdog: withWatchdog });
    expect(result).toMatchObject({ kind: "unsupported", message: expect.stringContaining("judge") });
  });
});

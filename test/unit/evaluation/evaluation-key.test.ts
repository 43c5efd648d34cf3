import { describe, expect, it } from "vitest";
import { evaluationKey, keyOfReport } from "../../../src/evaluation/evaluation-key.ts";
import type { PromptToEvaluate } from "../../../src/evaluation/prepared-prompt.ts";
import { JUDGES } from "./evaluators/support.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt, PROVIDER_OF } from "./support.ts";

const JUDGED = { evaluators: ["{name: fluent, uses: github/fluency}"] };
const BASE = fileOf({ word: "old", ...JUDGED });
const CHANGE = changeOf(BASE, fileOf({ word: "new", ...JUDGED }));

async function keyOf(
  prompt: PromptToEvaluate,
  gates = GATES,
  { judges = JUDGES, providerOf = PROVIDER_OF } = {},
): Promise<string> {
  return (await evaluationKey(prompt, gates, { judges, providerOf, watchdog: CLOCK.watchdog })).key;
}

describe("the key of an evaluation", () => {
  it("is the same for the same question", async () => {
    expect(await keyOf({ ...CHANGE })).toBe(await keyOf(CHANGE));
  });

  it.each<readonly [string, () => Promise<string>]>([
    ["the prompt's id", () => keyOf({ ...CHANGE, id: "other" })],
    ["the head", () => keyOf(changeOf(BASE, fileOf({ word: "newer", ...JUDGED })))],
    [
      "what is live",
      () => keyOf({ ...CHANGE, base: changeOf(fileOf({ word: "older", ...JUDGED }), BASE).base }),
    ],
    ["that there is nothing live", () => keyOf({ ...CHANGE, base: null })],
    [
      "a case",
      () => keyOf({ ...CHANGE, headSuite: fileOf({ word: "new", ...JUDGED, cases: ["{q: four}"] }) }),
    ],
    ["an evaluator", () => keyOf({ ...CHANGE, baseSuite: fileOf({ word: "old" }) })],
    ["the judge", () => keyOf(CHANGE, GATES, { judges: { ...JUDGES, defaultModel: "openai/other" } })],
    [
      "the address of a model that answers",
      () =>
        keyOf(CHANGE, GATES, {
          providerOf: (model) => (model === CHANGE.head.effective.model ? "there" : "here"),
        }),
    ],
    [
      "the address of a judge",
      () =>
        keyOf(CHANGE, GATES, { providerOf: (model) => (model === JUDGES.defaultModel ? "there" : "here") }),
    ],
    ["a rule of the config", () => keyOf(CHANGE, { ...GATES, required_pass_rate: 0.9 })],
    ["the number of trials", () => keyOf(CHANGE, { ...GATES, trials: 3 })],
    [
      "a rule of the head's file",
      () => keyOf(changeOf(BASE, fileOf({ word: "new", ...JUDGED, gates: "{max_tokens: 50}" }))),
    ],
    [
      "that the head takes a case away, which stays in force",
      () =>
        keyOf({ ...CHANGE, headSuite: fileOf({ word: "new", ...JUDGED, cases: ["{q: one}", "{q: two}"] }) }),
    ],
    [
      "that the head takes an evaluator away, which stays in force",
      () => keyOf({ ...CHANGE, headSuite: fileOf({ word: "new", evaluators: [] }) }),
    ],
    [
      "that the head's gates cannot be used",
      () => keyOf({ ...CHANGE, headSuite: fileOf({ word: "new", ...JUDGED, gates: "{trails: 3}" }) }),
    ],
  ])("changes with %s", async (_, changed) => {
    expect(await changed()).not.toBe(await keyOf(CHANGE));
  });

  it("is that of the report which the evaluation then gives, rules included", async () => {
    const change = changeOf(fileOf({ word: "old" }), fileOf({ word: "new" }));
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change], model, { judges: JUDGES }));
    expect(keyOfReport(prompt)).toBe(await keyOf(change));
    const strict = { ...GATES, required_pass_rate: 0.9 };
    const other = onlyPrompt(await evaluate([change], model, { judges: JUDGES, gates: strict }));
    expect(keyOfReport(other)).toBe(await keyOf(change, strict));
    expect(keyOfReport(other)).not.toBe(keyOfReport(prompt));
  });

  it("is that of the report, also where the head takes something away or has gates that cannot be used", async () => {
    const base = fileOf({ word: "old" });
    const model = modelOf(() => "Yes.");
    for (const parts of [{ cases: ["{q: one}"] }, { gates: "{trails: 3}" }]) {
      const change = changeOf(base, fileOf({ word: "new", ...parts }));
      const prompt = onlyPrompt(await evaluate([change], model, { judges: JUDGES }));
      expect(prompt.verdict).toBe("fail");
      expect(keyOfReport(prompt)).toBe(await keyOf(change));
    }
  });
});

import { describe, expect, it } from "vitest";
import { reasonsOf } from "./change.ts";
import { JUDGES, judgementText } from "./evaluators/support.ts";
import { CLOCK, changeOf, evaluate, fileOf, modelOf, onlyPrompt } from "./support.ts";

const CASES = Array.from({ length: 12 }, (_, index) => `{q: "q${index}"}`);
const YES = "{name: says yes, string: {contains: 'yes'}}";
const opinion = (name: string) =>
  `{name: ${name}, llm: {prompt: "Is {{completion}} good?", choices: [{choice: good, score: 1}]}}`;

/** A change that breaks the last two cases, and brings this many evaluators that ask a judge. */
function change(evaluators: number) {
  const brought = Array.from({ length: evaluators }, (_, index) => opinion(`new ${index}`));
  return changeOf(
    fileOf({ word: "old", cases: CASES, evaluators: [YES] }),
    fileOf({ word: "new", cases: CASES, evaluators: [YES, ...brought] }),
  );
}

const isQuestion = (content: string) => content.startsWith("Is ");
const answer = (content: string) => (/^new q1[01]$/.test(content) ? "no" : "yes");

describe("evaluators that came with the head and don't count yet", () => {
  it("are asked of every answer of the first pass, on both arms, and are shown", async () => {
    const model = modelOf((content) => (isQuestion(content) ? judgementText("good") : answer(content)));
    const prompt = onlyPrompt(await evaluate([change(1)], model, { judges: JUDGES }));
    const shown = prompt.cases.flatMap(({ base, head }) =>
      [base, head].map((one) => (one === null || one.result === "error" ? [] : one.evaluators)),
    );
    expect(shown).toHaveLength(24);
    for (const evaluators of shown)
      expect(evaluators.map(({ counts, name }) => [name, counts])).toEqual([
        ["says yes", true],
        ["new 0", false],
      ]);
    expect(prompt.first_pass?.judges).toEqual([JUDGES.defaultModel]);
  });

  it("are asked last, and never of the trials that confirm", async () => {
    const model = modelOf((content) => (isQuestion(content) ? judgementText("good") : answer(content)));
    await evaluate([change(2)], model, { judges: JUDGES });
    const questions = model.asked.map(({ messages }) => isQuestion(messages.at(-1)?.content ?? ""));
    expect(questions.filter(Boolean)).toHaveLength(24 * 2);
    expect(questions.indexOf(true)).toBe(questions.lastIndexOf(false) + 1);
  });

  it("say how far they are, answer by answer", async () => {
    const model = modelOf((content) => (isQuestion(content) ? judgementText("good") : answer(content)));
    const told: number[] = [];
    await evaluate([change(2)], model, {
      judges: JUDGES,
      onProgress: ({ done, phase, total }) => {
        if (phase === "new_evaluators" && total === 24) told.push(done);
      },
    });
    expect(told).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  });

  it("cannot use up the time in which a regression is confirmed", async () => {
    const limit = new AbortController();
    const model = modelOf((content) => {
      if (!isQuestion(content)) return answer(content);
      limit.abort();
      return new Promise<string>(() => {});
    });
    const clock = { ...CLOCK, timeout: () => limit.signal };
    const prompt = onlyPrompt(await evaluate([change(40)], model, { judges: JUDGES, clock }));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["fail", ["confirmed_regression"]]);
    const [first] = prompt.cases;
    expect(first?.head).toMatchObject({ result: "pass", evaluator_errors: { length: 40 } });
  });
});

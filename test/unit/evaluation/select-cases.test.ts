import { expect, test } from "vitest";
import { selectCases } from "../../../src/evaluation/select-cases.ts";
import { changeOf, evaluate, fileOf, modelOf, onlyPrompt } from "./support.ts";

const CASES = ["{name: refund, q: one}", "{name: 'refund *', q: two}", "{name: praise, q: three}"];
const prompt = changeOf(fileOf({ word: "say", cases: CASES }), fileOf({ word: "tell", cases: CASES }));
const OPTIONS = { allowLoosening: false, judges: undefined };

test("a pattern is a name, or a glob over names, and only those cases are run", async () => {
  const asked: string[] = [];
  const selection = selectCases([prompt], ["refund*"], OPTIONS);
  if (!selection.ok) throw new Error("Nothing was selected");
  const model = modelOf((content) => {
    asked.push(content);
    return "yes";
  });
  const report = onlyPrompt(await evaluate(selection.prompts, model));
  expect(report.cases.map(({ name }) => name)).toEqual(["refund", "refund *"]);
  expect(asked.toSorted()).toEqual(["say one", "say two", "tell one", "tell two"]);
  expect(report).toMatchObject({ verdict: "pass", part_of_suite: { cases: 3 } });
});

test("what no case is named is told, with the names that there are", () => {
  expect(selectCases([prompt], ["refund", "refunds"], OPTIONS)).toEqual({
    ok: false,
    pattern: "refunds",
    known: ["refund", "refund *", "praise"],
  });
});

test("a prompt without such a case is left out instead of passing for nothing", () => {
  const other = changeOf(fileOf({ word: "a", cases: ["{name: other, q: one}"] }), fileOf({ word: "b" }));
  const selection = selectCases([prompt, { ...other, id: "other" }], ["praise"], OPTIONS);
  expect(selection).toMatchObject({ ok: true, prompts: [{ id: "greet" }] });
  expect(selection.ok && selection.prompts).toHaveLength(1);
});

test("a prompt against itself is run on both arms, whole", async () => {
  const file = fileOf({ word: "say", cases: CASES });
  const model = modelOf(() => "yes");
  const report = onlyPrompt(await evaluate([{ ...changeOf(file, file), isAgainstItself: true }], model));
  expect(model.asked).toHaveLength(6);
  expect(report).toMatchObject({ verdict: "pass", reasons: [{ code: "no_regression" }] });
});

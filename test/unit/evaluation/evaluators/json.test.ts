import { describe, expect, it } from "vitest";
import { judged, prepared } from "./support.ts";

describe("the json evaluator", () => {
  it.each(['{"a":1}', " [1, 2]\n", "null", '"text"'])("passes %j", async (output) => {
    expect((await judged("{name: j, json: true}", output)).pass).toBe(true);
    expect((await judged("{name: j, json: {}}", output)).pass).toBe(true);
  });

  it.each([
    ["", "empty"],
    ['```json\n{"a":1}\n```', "Markdown fence"],
    ['Here it is: {"a":1}', "not one JSON value"],
    ['{"a":1} {"b":2}', "not one JSON value"],
    ["{'a': 1}", "not one JSON value"],
  ])("fails %j and says why", async (output, why) => {
    const judgement = await judged("{name: j, json: true}", output);
    expect(judgement).toMatchObject({ pass: false, score: 0 });
    expect(judgement.why).toContain(why);
  });

  it("takes no options", async () => {
    expect(await prepared("{name: j, json: {fence: true}}")).toMatchObject({ kind: "invalid" });
    expect(await prepared("{name: j, json: false}")).toMatchObject({ kind: "invalid" });
  });
});

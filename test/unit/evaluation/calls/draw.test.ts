import { describe, expect, it } from "vitest";
import { answerKey, type Draw, requestDigest } from "../../../../src/evaluation/calls/draw.ts";
import type { ModelRequest } from "../../../../src/evaluation/model.ts";

const DRAW: Draw = { prompt: "greet", suiteCase: "#1", arm: "base", phase: "first_pass", trial: 0 };
const REQUEST: ModelRequest = {
  model: "openai/gpt-4.1",
  messages: [{ role: "user", content: "../../etc/passwd" }],
  parameters: { temperature: 0 },
};
const CALL = { draw: DRAW, provider: "here", digest: requestDigest(REQUEST), repeat: 0 };

describe("the name under which an answer is kept", () => {
  it("is a hash, in which nothing of the content can be read", () => {
    expect(answerKey(CALL)).toMatch(/^[0-9a-f]{64}$/);
    expect(answerKey(CALL)).toBe(answerKey({ ...CALL, draw: { ...DRAW } }));
  });

  const others: readonly (readonly [string, Partial<typeof CALL>])[] = [
    ["prompt", { draw: { ...DRAW, prompt: "other" } }],
    ["case", { draw: { ...DRAW, suiteCase: "#2" } }],
    ["arm", { draw: { ...DRAW, arm: "head" } }],
    ["phase", { draw: { ...DRAW, phase: "confirmation" } }],
    ["trial", { draw: { ...DRAW, trial: 1 } }],
    ["pair of arms whose latencies are compared", { draw: { ...DRAW, pair: "a\nb" } }],
    ["provider", { provider: "there" }],
    ["repetition within the trial", { repeat: 1 }],
    ["message", { digest: requestDigest({ ...REQUEST, messages: [{ role: "user", content: "x" }] }) }],
    [
      "role",
      { digest: requestDigest({ ...REQUEST, messages: [{ role: "system", content: "../../etc/passwd" }] }) },
    ],
    ["model", { digest: requestDigest({ ...REQUEST, model: "openai/gpt-4.1-mini" }) }],
    ["parameter", { digest: requestDigest({ ...REQUEST, parameters: { temperature: 1 } }) }],
    ["response format", { digest: requestDigest({ ...REQUEST, responseFormat: "json_schema" }) }],
    ["schema", { digest: requestDigest({ ...REQUEST, jsonSchema: "{}" }) }],
    ["tool", { digest: requestDigest({ ...REQUEST, tools: ["{}"] }) }],
  ];

  it.each(others)("is another one for another %s", (_, other) => {
    expect(answerKey({ ...CALL, ...other })).not.toBe(answerKey(CALL));
  });
});
